"""Reads of opened ballots, counted pots and their outcome documents."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from folkmoot.modules.budgeting.models import (
    Counting,
    FrozenRound,
    OpenedBallot,
    OpenedPart,
    PotResult,
    Round,
)
from folkmoot.modules.budgeting.rules.ballots import Choice
from folkmoot.modules.budgeting.rules.frozen import plan
from folkmoot.modules.budgeting.rules.outcome import Pot
from folkmoot.record import store
from folkmoot.record.prepared import Prepared

AT_ONCE = 2000
DOCUMENTS_KEPT = 16
"""Outcome documents that a process keeps parsed; they never change."""


def frozen_pots(number: int) -> dict[str, Pot]:
    """The pots of a frozen round as the count takes them, by code and in their order."""
    row = FrozenRound.objects.filter(pk=number).first()
    if row is None:
        return {}
    return dict(plan(number, {"currency": row.currency, "pots": row.pots}).pots)


def frozen_design(number: int, pot: str) -> Mapping[str, Any]:
    """What a ballot in one pot looks like, as it was frozen."""
    row = FrozenRound.objects.filter(pk=number).first()
    found = next((one for one in row.pots if one["code"] == pot), None) if row else None
    return found["design"] if found else {}


def scores(number: int, pot: str, kind: str) -> dict[int, int]:
    """The sum of points of each project; of rankings Pabulib's, in which the last of n projects has one point."""
    found: dict[int, int] = {}
    for choice in choices(number, pot):
        lines = choice[pot]
        for project, value in lines:
            found[project] = found.get(project, 0) + (len(lines) - value + 1 if kind == "ordinal" else value)
    return found


def opened_parts(number: int) -> dict[int, OpenedPart]:
    """The parts of the opening that are on the record, by their number."""
    return {row.part: row for row in OpenedPart.objects.filter(round=number)}


def all_opened(parts: Mapping[int, OpenedPart]) -> bool:
    """Whether every part of the opening is there."""
    return bool(parts) and len(parts) == next(iter(parts.values())).of


def choices(number: int, pot: str) -> Iterator[Choice]:
    """What the opened ballots say about a pot, in the order of the voters' pseudonyms."""
    rows = OpenedBallot.objects.filter(round=number, pot=pot).order_by("voter")
    for lines in rows.values_list("lines", flat=True).iterator(AT_ONCE):
        yield {pot: json.loads(lines)}


def opened_ballot(number: int, voter: str) -> dict[str, Any]:
    """One opened ballot, pot by pot; empty when there is none."""
    rows = OpenedBallot.objects.filter(round=number, voter=voter, pot__in=list(frozen_pots(number)))
    return {row.pot: json.loads(row.lines) for row in rows}


_results = Prepared(lambda number: PotResult.objects.filter(round=number).order_by("at", "pot"))


def results(number: int) -> list[PotResult]:
    """The counted pots of a round in the order in which they were counted, which is that in which they were frozen."""
    return _results.rows(number=number)


def result(number: int, pot: str) -> PotResult | None:
    """One counted pot, or None."""
    return PotResult.objects.filter(pk=f"{number}/{pot}").first()


@lru_cache(maxsize=DOCUMENTS_KEPT)
def document(digest: str) -> dict[str, Any]:
    """The outcome document with this digest, shared: nobody may change it. Raises LookupError when it is not there."""
    try:
        found: dict[str, Any] = json.loads(store.get_segment(digest))
    except (LookupError, ValueError) as error:
        raise LookupError(f"the outcome {digest} is not there") from error
    return found


def to_count() -> list[Round]:
    """Frozen rounds whose voting is over and whose result is not published yet."""
    return list(
        Round.objects.filter(
            frozen__isnull=False, published__isnull=True, phase__in=("counting", "result", "delivery")
        ).order_by("number")
    )


def counting(number: int) -> Counting | None:
    """The work of counting a round, with its progress; None before it begins."""
    return Counting.objects.filter(pk=number).first()
