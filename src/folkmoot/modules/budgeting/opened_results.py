"""What results keep open: every counted pot, and every opened ballot under the pseudonym of its round."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import OpenedBallot, PotResult, Round
from folkmoot.modules.budgeting.rules import listing
from folkmoot.record.opening import Column, Derived, Field, OpenDataset, OpenTable, Page


def _result(name: str) -> Field:
    return Field(PotResult, name)


def _ballot(name: str) -> Field:
    return Field(OpenedBallot, name)


def published() -> Q:
    """Of rounds whose result is published."""
    return Q(round__in=Round.objects.filter(published__isnull=False).values("number"))


OUTCOMES = OpenTable(
    name="outcomes",
    title=_("Results"),
    of=PotResult,
    order=("round", "pot"),
    where=published,
    changes=(events.Counted, events.ResultPublished),
    columns=(
        Column(name="round", type="int", meaning=_("Number of the round"), key=True, source=_result("round")),
        Column(name="pot", meaning=_("Code of the pot"), key=True, source=_result("pot")),
        Column(
            name="winners",
            meaning=_(
                "Numbers of the projects that won, in the order in which they were bought, with commas between"
            ),
            source=Derived(listing.spaced, (_result("winners"),)),
        ),
        Column(
            name="cost",
            type="int",
            unit=_("minor units"),
            meaning=_("What the winners cost together"),
            source=_result("cost"),
        ),
        Column(
            name="voters",
            type="int",
            unit=_("people"),
            meaning=_("Ballots in this pot"),
            source=_result("voters"),
        ),
        Column(
            name="endowment",
            meaning=_("What every ballot had to spend, as an exact fraction; empty for rules without shares"),
            source=_result("endowment"),
        ),
        Column(
            name="digest", meaning=_("SHA-256 of the outcome with every figure"), source=_result("digest")
        ),
        Column(
            name="counted",
            type="timestamp",
            unit="UTC",
            meaning=_("When it was counted"),
            source=_result("at"),
        ),
        Column(
            name="url",
            meaning=_("The page of the round’s result"),
            source=Page("budgeting:results", _result("round")),
        ),
    ),
)
BALLOTS = OpenTable(
    name="ballots",
    title=_("Opened ballots"),
    of=OpenedBallot,
    order=("round", "pot", "voter"),
    where=published,
    changes=(events.BallotsRevealed, events.BallotsImported, events.ResultPublished),
    columns=(
        Column(name="round", type="int", meaning=_("Number of the round"), key=True, source=_ballot("round")),
        Column(name="pot", meaning=_("Code of the pot"), key=True, source=_ballot("pot")),
        Column(
            name="voter",
            meaning=_(
                "The pseudonym under which the ballot stands on the record of this round, and nowhere else"
            ),
            key=True,
            source=_ballot("voter"),
        ),
        Column(
            name="vote",
            meaning=_("Numbers of the projects that it marks, with commas between"),
            source=Derived(listing.projects_of, (_ballot("lines"),)),
        ),
        Column(
            name="points",
            meaning=_("The points or ranks of these projects, or 1 for each"),
            source=Derived(listing.points_of, (_ballot("lines"),)),
        ),
    ),
)
OPENED = OpenDataset(
    key="budget-results",
    title=_("Results of participatory budgeting"),
    summary=_(
        "Every round whose result is published: what won in each pot, and every opened ballot without a name, so that "
        "anybody counts again. The same ballots stand on the public record."
    ),
    themes=("GOVE", "ECON"),
    keywords=("participatory budgeting", "votes", "equal shares"),
    tables=(OUTCOMES, BALLOTS),
)
