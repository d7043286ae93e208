"""The module's share of the home page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.petitions import metrics, queries
from folkmoot.web.home import Door, HomeParts, OpenItem, Stat
from folkmoot.web.words import number

OPEN = 3
"""Petitions that the home page names."""


def parts(_request: HttpRequest) -> HomeParts:
    """Door, the petitions that most people sign, and how many answers came in time."""
    counts = queries.counts()
    rows = queries.matching(queries.Filter(state="open"))[:OPEN]
    kept = metrics.in_time()
    stats = [Stat(title=_("Petitions answered or debated in time"), value=number(kept, 0), unit="%")]
    return HomeParts(
        doors=[
            Door(
                title=_("Sign or start a petition"),
                text=_("Enough signatures oblige the institution to answer."),
                url=reverse("petitions:list"),
                count=ngettext("%(n)s open petition", "%(n)s open petitions", counts.get("open", 0))
                % {"n": number(counts.get("open", 0))},
                art="say",
                order=20,
            )
        ],
        open_items=[
            OpenItem(
                title=one.title,
                text=ngettext("Petition, %(n)s signature", "Petition, %(n)s signatures", one.row.count)
                % {"n": number(one.row.count)},
                url=one.url,
                action=_("Sign this petition"),
                since=one.row.opened,
                until=one.row.closes,
            )
            for one in queries.shown(list(rows), titles_only=True)
        ],
        stats=stats if kept is not None else [],
    )
