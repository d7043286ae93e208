"""A labelled sample of pairs that a person can check, and the precision and recall of the duplicate score on it.

Labels come from what the score never sees. Four origins:

- ``closed``: an office closed one report as a duplicate of the other;
- ``number``: two reports of one kind, close in place and time, that both name a house number: the same problem when
  they name the same numbers, different ones when they share none. Numbers are wiped before words are compared;
- ``copy``: a report beside a copy of itself with typing errors and lost words, moved by up to 60 metres and 10 days;
- ``elsewhere``: a report beside another of the same kind from over a kilometre away, put by chance within reach. Real
  neighbours share the names of streets, so these are easier than those of ``number``.

How many of the pairs are the same is made, so precision holds for this mixture only.
"""

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import cos, radians
from typing import Any

from folkmoot.modules.service_requests.triage.duplicates import DAYS, METRES, Likeness, Rarity, Told, compare
from folkmoot.places import geo

COPIES = 150
THRESHOLDS = tuple(at / 20 for at in range(1, 20))
_NUMBER = re.compile(r"(?<![\d.,:$/-])[1-9]\d{0,3}\s+(?=[A-Z])")
_LEAST_WORDS = 6
_MOVE_METRES, _MOVE_DAYS = 60, 10
_FAR_METRES = 1000
_OTHERS = 2
_KEPT = 0.8
_METRES_PER_DEGREE = 111_320
_PER_REPORT = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports, whether they tell of the same problem, and from where that is known."""

    one: Told
    other: Told
    same: bool
    origin: str

    @property
    def judged(self) -> bool:
        """Whether the pair judges the score; the other half fits it. Decided by the reports, not by chance."""
        key = f"{self.one.service_request_id} {self.other.service_request_id}"
        return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


def numbers(text: str) -> set[str]:
    """House numbers that a text names: up to four digits before a word with a capital."""
    return {one.strip() for one in _NUMBER.findall(text)}


def neighbours(told: Sequence[Told], *, metres: float, days: float) -> Iterator[tuple[Told, Told]]:
    """Pairs within a distance and a time, the earlier one first. Reports without a place have no neighbours."""
    size = metres / _METRES_PER_DEGREE * 2
    cells: dict[tuple[int, int], list[Told]] = {}
    for one in sorted(told, key=lambda it: (it.at, it.service_request_id)):
        if one.lat is None or one.long is None:
            continue
        row, column = int(one.lat // size), int(one.long // size)
        near = [
            it
            for north in (-1, 0, 1)
            for east in (-1, 0, 1)
            for it in cells.get((row + north, column + east), ())
            if one.at - it.at <= timedelta(days=days)
            and geo.distance_m(one.lat, one.long, it.lat or 0, it.long or 0) <= metres
        ]
        yield from ((it, one) for it in near)
        cells.setdefault((row, column), []).append(one)


def by_number(told: Sequence[Told]) -> list[Pair]:
    """Pairs of one kind that house numbers tell to be the same or different; each report is used a few times."""
    named = {one.service_request_id: numbers(one.text) for one in told}
    used: dict[str, int] = {}
    found = []
    for one, other in neighbours(
        [it for it in told if named[it.service_request_id]], metres=METRES, days=DAYS
    ):
        mine, theirs = named[one.service_request_id], named[other.service_request_id]
        if one.service_code != other.service_code or (mine & theirs and mine != theirs):
            continue
        if max(used.get(it.service_request_id, 0) for it in (one, other)) >= _PER_REPORT:
            continue
        for it in (one, other):
            used[it.service_request_id] = used.get(it.service_request_id, 0) + 1
        found.append(Pair(one, other, mine == theirs, "number"))
    return found


def mistyped(text: str, dice: random.Random) -> str:
    """The text with a fifth of its words lost and a typing error in one of four others."""
    words = [one for one in text.split() if dice.random() < _KEPT] or text.split()
    return " ".join(_typo(one, dice) if dice.random() < 0.25 else one for one in words)  # noqa: PLR2004


def _typo(word: str, dice: random.Random) -> str:
    if len(word) < 3:  # noqa: PLR2004 - a shorter word would be gone.
        return word
    at = dice.randrange(len(word) - 1)
    return dice.choice((word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]))


def _chosen(told: Sequence[Told]) -> list[Told]:
    """Reports with a place and enough words, in an order that follows from their numbers and nothing else."""
    able = [it for it in told if it.lat is not None and len(it.text.split()) >= _LEAST_WORDS]
    return sorted(able, key=lambda it: hashlib.sha256(it.service_request_id.encode()).digest())


def _moved(one: Told, dice: random.Random, *, metres: float) -> tuple[float, float]:
    """A place by chance in the square around a report whose corners are ``metres`` away."""
    reach = metres / 2**0.5
    return _offset(one.lat or 0, one.long or 0, dice.uniform(-reach, reach), dice.uniform(-reach, reach))


def _offset(lat: float, long: float, north: float, east: float) -> tuple[float, float]:
    """The place so many metres north and east."""
    return lat + north / _METRES_PER_DEGREE, long + east / (_METRES_PER_DEGREE * cos(radians(lat)))


def copies(told: Sequence[Told]) -> list[Pair]:
    """Reports beside injected copies of themselves; which ones and how follows from their numbers."""
    found = []
    for one in _chosen(told)[:COPIES]:
        dice = random.Random(one.service_request_id)  # noqa: S311 - a sample that anyone can draw again.
        lat, long = _moved(one, dice, metres=_MOVE_METRES)
        copy = replace(
            one,
            service_request_id=f"{one.service_request_id}-copy",
            text=mistyped(one.text, dice),
            at=one.at + timedelta(days=dice.random() * _MOVE_DAYS),
            lat=lat,
            long=long,
        )
        found.append(Pair(one, copy, True, "copy"))
    return found


def elsewhere(told: Sequence[Told]) -> list[Pair]:
    """Reports beside others of their kind that were made far away and are put within reach by chance."""
    by_kind: dict[str, list[Told]] = {}
    for one in _chosen(told):
        by_kind.setdefault(one.service_code, []).append(one)
    found = []
    for one in _chosen(told)[:COPIES]:
        dice = random.Random(f"{one.service_request_id} elsewhere")  # noqa: S311 - as above.
        far = [
            it
            for it in by_kind[one.service_code]
            if geo.distance_m(one.lat or 0, one.long or 0, it.lat or 0, it.long or 0) > _FAR_METRES
        ]
        for it in dice.sample(far, min(_OTHERS, len(far))):
            lat, long = _moved(one, dice, metres=METRES)
            moved = replace(
                it,
                service_request_id=f"{it.service_request_id}-moved",
                at=one.at + timedelta(days=dice.random() * DAYS),
                lat=lat,
                long=long,
            )
            found.append(Pair(one, moved, False, "elsewhere"))
    return found


def sample(told: Sequence[Told], closed: Sequence[tuple[str, str]] = ()) -> list[Pair]:
    """All pairs of the four origins. ``closed`` are (duplicate, original) numbers."""
    by = {one.service_request_id: one for one in told}
    known = [
        Pair(by[original], by[duplicate], True, "closed")
        for duplicate, original in closed
        if duplicate in by and original in by
    ]
    return [*known, *by_number(told), *copies(told), *elsewhere(told)]


def likenesses(pairs: Sequence[Pair], *, rarity: Rarity, weights: Mapping[str, float]) -> list[Likeness]:
    """How each pair compares."""
    return [compare(it.one, [it.other], rarity=rarity, weights=weights)[0] for it in pairs]


def curve(labels: Sequence[bool], scores: Sequence[float]) -> list[dict[str, Any]]:
    """Precision and recall from 0 to 1 at each threshold; precision is None where nothing reaches it."""
    rows = []
    same = sum(labels)
    for threshold in THRESHOLDS:
        reached = [label for label, score in zip(labels, scores, strict=True) if score >= threshold]
        hits = sum(reached)
        rows.append(
            {
                "threshold": threshold,
                "precision": round(hits / len(reached), 4) if reached else None,
                "recall": round(hits / same, 4) if same else 0.0,
                "pairs": len(reached),
            }
        )
    return rows
