"""Who has voted so far: by hour, by channel and by area. Never what was chosen, and no group in which one is found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from folkmoot.modules.budgeting.models import Ballot, Voter
from folkmoot.record.suppression import LEAST, TOTAL, Cell, hidden_cells, with_totals


@dataclass(frozen=True, slots=True)
class AreaTurnout:
    """Ballots of people of an area (its slug, empty without one), and how many of it are on the roll.

    None where the number is hidden, because it is about too few.
    """

    area: str
    voted: int | None
    entitled: int | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """``total`` ballots count now. ``hours``: moments with how many first ballots were cast up to then, in order.

    ``roll``: how many may vote; 0 where nobody knows. ``hidden``: whether a number about too few is left out.
    """

    total: int
    channels: Mapping[str, int | None]
    hours: tuple[tuple[datetime, int], ...]
    areas: tuple[AreaTurnout, ...]
    roll: int
    hidden: bool


def turnout(number: int) -> Turnout:
    """The turnout of a round now, in three statements over indexes."""
    rows = (
        Ballot.objects.filter(round=number, state="cast")
        .values_list("channel", "hour")
        .annotate(n=Count("pk"))
        .order_by()
    )
    channels: Counter[str] = Counter()
    hours: Counter[datetime] = Counter()
    for channel, hour, count in rows:
        channels[channel] += count
        hours[hour] += count
    shown_channels = _shown({("all", name): count for name, count in channels.items()})
    areas, hid_areas = _areas(number)
    return Turnout(
        total=sum(channels.values()),
        channels={name: shown_channels["all", name] for name in sorted(channels)},
        hours=tuple(_together(hours)),
        areas=areas,
        roll=_roll(number),
        hidden=hid_areas or None in shown_channels.values(),
    )


def _roll(number: int) -> int:
    """How many may vote, where that is known: a roll, and nobody who only says who they are."""
    sources = (
        Voter.objects.filter(round=number, struck="").values_list("source").annotate(n=Count("pk")).order_by()
    )
    counts = dict(sources)
    return 0 if counts.get("account") or not counts.get("roll") else sum(counts.values())


def _shown(counts: Mapping[tuple[str, str], int]) -> dict[Cell, int | None]:
    """The table with its totals, those cells None that must stay hidden."""
    hidden = hidden_cells(counts)
    return {cell: None if cell in hidden else count for cell, count in with_totals(counts).items()}


def _together(hours: Mapping[datetime, int]) -> list[tuple[datetime, int]]:
    """Ballots up to each hour; an hour with fewer than LEAST waits for those after it, so that no step is about few."""
    found: list[tuple[datetime, int]] = []
    total = told = 0
    for hour in sorted(hours):
        total += hours[hour]
        if total - told >= LEAST:
            found.append((hour, total))
            told = total
    return found


def _areas(number: int) -> tuple[tuple[AreaTurnout, ...], bool]:
    rows = (
        Voter.objects.filter(round=number, struck="")
        .values_list("area", "channel", "source")
        .annotate(n=Count("pk"))
        .order_by()
    )
    voted: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for area, channel, _source, count in rows:
        (voted if channel else others)[area] += count
    names = sorted({*voted, *others})
    if names in ([], [""]):
        return (), False
    # Who has voted and who has not: neither may be found out, and neither follows from the number on the roll.
    table = {(area, "voted"): voted[area] for area in names} | {(area, "not"): others[area] for area in names}
    cells = _shown(table)
    found = tuple(AreaTurnout(area, cells[area, "voted"], cells[area, TOTAL]) for area in names)
    return found, any(one.voted is None or one.entitled is None for one in found)
