"""Maps in templates."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from folkmoot.places.geo import Bounds
from folkmoot.places.models import Area
from folkmoot.web.maps import MapView, draw

register = template.Library()


@register.simple_tag
def area_map(areas: Sequence[Area], label: str, width: int = 920, height: int = 640) -> SafeString | str:
    """A picture of areas with their names; nothing when there are none."""
    if not areas:
        return ""
    box = Bounds(
        min(one.west for one in areas),
        min(one.south for one in areas),
        max(one.east for one in areas),
        max(one.north for one in areas),
    )
    return draw(MapView.of(box, width=width, height=height), label=label, areas=areas)
