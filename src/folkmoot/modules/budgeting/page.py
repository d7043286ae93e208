"""What pages of rounds and projects show, prepared for templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import queries, words
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.money import shown as money
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.places import queries as places
from folkmoot.web.maps import MapView, Pin
from folkmoot.web.words import day

MOMENT = timedelta(microseconds=1)
"""A phase closes with the first moment after its last day."""


@dataclass(frozen=True, slots=True)
class Step:
    """A phase of a round as a page shows it; ``now`` marks the one that is on, ``future`` those to come."""

    name: str
    title: str
    text: str
    when: str
    kind: str
    icon: str
    now: bool
    future: bool


def steps(row: Round, now: datetime) -> list[Step]:
    """The phases of a round, in order."""
    found = []
    for one in queries.calendar_of(row):
        begun = calendar.place(one.name) <= calendar.place(row.phase)
        on = one.name == row.phase and now < one.closes
        found.append(
            Step(
                name=one.name,
                title=str(words.PHASES[one.name]),
                text=str(words.MEANINGS[one.name]),
                when=_("%(first)s to %(last)s") % {"first": day(one.opens), "last": day(one.closes - MOMENT)},
                kind="progress" if on else "fixed",
                icon="clock" if on else "check" if begun else "",
                now=on,
                future=not begun,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Item:
    """A project in a list: its words, where it stands, its money."""

    number: int
    at: int
    title: str
    url: str
    state: str
    kind: str
    cost: str
    place: str
    category: str
    words: str


def items(found: Sequence[queries.Shown], row: Round) -> list[Item]:
    """Projects of a round as their list shows them, numbered as on its map."""
    categories = {one["code"]: one["title"] for one in row.categories}
    pots = {one["code"]: one["title"] for one in row.pots}
    return [
        Item(
            number=one.row.number,
            at=at,
            title=one.title,
            url=one.url,
            state=words.state(one.row.state, one.row.outcome),
            kind=words.kind(one.row.state, one.row.outcome),
            cost=money(one.row.cost, row.currency) if one.row.cost is not None else "",
            place=pots.get(one.row.pot, ""),
            category=categories.get(one.row.category, ""),
            words=" ".join(one.text.split())[:200],
        )
        for at, one in enumerate(found, 1)
    ]


def pins(found: Sequence[queries.Shown], *, numbered: bool = True) -> list[Pin]:
    """Where projects are, numbered as in their list unless there is only one to show."""
    return [
        Pin(
            lat=one.row.lat,
            lon=one.row.lon,
            number=str(at) if numbered else "",
            state=_colour(one.row),
            name=f"{at}. {one.title}" if numbered else one.title,
            url=one.url if numbered else "",
        )
        for at, one in enumerate(found, 1)
        if one.row.lat is not None and one.row.lon is not None
    ]


def _colour(row: Project) -> str:
    kind = words.kind(row.state, row.outcome)
    return kind if kind in {"reported", "progress", "waiting", "fixed"} else "reported"


def town() -> MapView:
    """The whole area of the institution."""
    return MapView.of(places.bounds())


def pots(row: Round) -> list[tuple[str, str, str]]:
    """The pots of a round: title, money, and the name of the area."""
    names = {one.slug: one.name for one in places.areas()}
    return [
        (one["title"], money(one["amount"], row.currency), names.get(one["area"], one["area"]))
        for one in row.pots
    ]


def total(row: Round) -> str:
    """The money of all pots."""
    return money(sum(one["amount"] for one in row.pots), row.currency)


def office(slug: str) -> str:
    """The name of a department, closed ones too."""
    return next((one.name for one in places.departments(closed=True) if one.slug == slug), slug)


def link(name: str, number: int) -> str:
    """The address of a page of another part of the module, empty where that part is not there."""
    try:
        return reverse(f"budgeting:{name}", args=[number])
    except NoReverseMatch:
        return ""
