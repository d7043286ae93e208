"""The module's share of the home page and of the index for search engines."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.catalogue import queries
from folkmoot.record.manifest import Listed
from folkmoot.web.home import Door, HomeParts
from folkmoot.web.words import number


def parts(_request: HttpRequest) -> HomeParts:
    """The door to the data."""
    count = queries.datasets_published()
    return HomeParts(
        doors=[
            Door(
                title=_("Use public data"),
                text=_("Every table can be filtered, charted, taken home and asked by a program."),
                url=reverse("catalogue:list"),
                count=ngettext("%(n)s dataset", "%(n)s datasets", count) % {"n": number(count)},
                art="data",
                order=40,
            )
        ]
    )


def listed(after: str, limit: int) -> list[Listed]:
    """Published datasets by key, for search engines."""
    return [
        Listed(key=key, path=reverse("catalogue:dataset", args=[key]), changed=updated)
        for key, updated in queries.keys_after(after)[:limit]
    ]
