"""The areas by how much is reported there: a rate for each 1,000 residents where their number is known, else a count."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests.statistics.publishing import Published
from folkmoot.places.models import Area
from folkmoot.web.maps import Shaded, shaded


def heat(areas: Sequence[Area], rows: Sequence[Published]) -> Shaded | None:
    """The map of areas; None when there are no areas. What is too few is neither shaded nor written."""
    return shaded(
        areas,
        {row.key: row.reports for row in rows},
        rate=_("reports for each 1,000 residents"),
        count=_("reports"),
    )
