"""What counts: a fold over the acts on signatures that any order of unrelated acts leaves the same."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from folkmoot.modules.petitions.events import Step

LEAST = 5
"""Areas with fewer signatures than this are not shown by themselves."""


@dataclass(slots=True)
class Ledger:
    """Who signed and whose signature counts, computed the plain way; the tables must always agree with it."""

    areas: dict[str, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    batches: dict[str, set[str]] = field(default_factory=dict)

    def sign(self, actor: str, area: str = "", country: str = "") -> None:
        """A signature counts from now on."""
        self.areas[actor], self.countries[actor] = area, country
        self.counted.add(actor)

    def withdraw(self, actor: str) -> None:
        """It counts no more, and no restoring brings it back."""
        self.counted.discard(actor)
        for batch in self.batches.values():
            batch.discard(actor)

    def invalidate(self, batch: str, actors: Iterable[str]) -> None:
        """Those of them that count do so no more."""
        self.batches[batch] = self.counted & set(actors)
        self.counted -= self.batches[batch]

    def restore(self, batch: str) -> None:
        """What a batch took away counts again."""
        self.counted |= self.batches.pop(batch, set())

    def by_area(self) -> dict[str, int]:
        """Signatures that count, by area."""
        return dict(Counter(self.areas[actor] for actor in self.counted))

    def by_country(self) -> dict[str, int]:
        """Signatures that count and have a country, by it."""
        return dict(Counter(self.countries[actor] for actor in self.counted if self.countries[actor]))


def crossed(steps: Sequence[Step], *, count: int, reached: Iterable[int]) -> list[int]:
    """Numbers of the steps that a count has reached and that were not reached before, in their order."""
    before = set(reached)
    return [at for at, step in enumerate(steps) if step.at <= count and at not in before]


def end_of_day(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The first moment after the last day of a period of ``days`` days that began ``at`` a moment, where people live.

    Days are counted on the calendar: a change of the clocks makes the period an hour longer or shorter.
    """
    last = at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(0), zone)


def shown_counts(counts: Mapping[str, int], *, least: int = LEAST) -> dict[str, int]:
    """The counts that may be shown beside their total, so that no small one is shown or can be worked out.

    Where what is hidden would add up to too few people, the next smallest count is hidden with it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    left = sorted(
        (key for key in counts if key not in hidden and counts[key]), key=lambda key: (counts[key], key)
    )
    while hidden and left and (len(hidden) == 1 or sum(counts[key] for key in hidden) < least):
        hidden.add(left.pop(0))
    return {key: count for key, count in counts.items() if key not in hidden}


def shown_countries(
    areas: Mapping[str, int], countries: Mapping[str, int], *, home: str = ""
) -> dict[str, int]:
    """Signatures by country that may be shown: those from elsewhere by the country they gave, and home with its areas.

    ``areas`` has everybody, elsewhere under an empty key; ``home`` is the country of the areas, empty when it is not
    known. Where elsewhere itself must not be shown, its countries are not either. At home only areas that are shown
    are added up, so that nothing can be worked out beside the table of areas.
    """
    seen = shown_counts(areas)
    found: dict[str, int] = {}
    if "" in seen:
        rest = areas[""] - sum(countries.values())
        found = shown_counts({code: n for code, n in countries.items() if n > 0} | {"": rest})
        found.pop("", None)
    here = sum(count for area, count in seen.items() if area)
    if home and here:
        found[home] = found.get(home, 0) + here
    return found


def by_area(tallies: Iterator[tuple[int, str, int]]) -> Iterator[tuple[int, str, int | None]]:
    """Signatures of petitions by area, given and told petition by petition; None where a count is hidden."""
    for petition, some in groupby(tallies, key=itemgetter(0)):
        counts = {area: count for _number, area, count in some if count > 0}
        shown = shown_counts(counts)
        for area in sorted(counts):
            yield petition, area, shown.get(area)


def spaced(codes: Sequence[str]) -> str:
    """Codes in one text."""
    return " ".join(codes)
