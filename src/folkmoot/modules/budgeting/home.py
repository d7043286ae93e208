"""The module's share of the home page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import page, queries, words
from folkmoot.record import clock
from folkmoot.web.home import Door, HomeParts, OpenItem


def parts(_request: HttpRequest) -> HomeParts:
    """The door to the newest round, and what one can do there now."""
    row, now = queries.newest_round(), clock.now()
    if row is None:
        return HomeParts()
    url = reverse("budgeting:round", args=[row.number])
    doing = {"ideas": _("Write down an idea"), "voting": _("Vote now")}
    phase = queries.phase_now(row)
    items = []
    if phase is not None and row.phase in doing and queries.is_on(row, row.phase, now):
        items.append(
            OpenItem(
                title=row.title,
                text=str(words.MEANINGS[row.phase]),
                url=(page.link("vote", row.number) or url) if row.phase == "voting" else url,
                action=doing[row.phase],
                since=phase.opens,
                until=phase.closes,
            )
        )
    return HomeParts(
        doors=[
            Door(
                title=_("Decide about the budget"),
                text=_("Your ideas, worked out by departments, chosen by everybody."),
                url=url,
                count=page.total(row),
                art="money",
                order=30,
            )
        ],
        open_items=items,
    )
