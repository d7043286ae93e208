"""The module's share of the home page: polls that people can vote in now."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from folkmoot.modules.elections import queries, words
from folkmoot.web.home import HomeParts, OpenItem

OPEN = 2
"""Polls that the home page names."""


def parts(_request: HttpRequest) -> HomeParts:
    """Open polls, the newest first."""
    rows = queries.listed(state="open")[:OPEN]
    return HomeParts(
        doors=[],
        open_items=[
            OpenItem(
                title=row.question,
                text=_("Poll, %(voters)s") % {"voters": words.voters(row.voters)},
                url=queries.url_of(row.pk),
                action=_("Vote"),
                since=row.opened,
                until=row.closes,
            )
            for row in rows
        ],
        stats=[],
    )
