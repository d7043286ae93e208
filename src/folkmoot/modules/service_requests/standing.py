"""How the work on a report stands beside its state: what it waits for, its order, where it is followed, what it took in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.modules.service_requests import case_words, events, queries, rules
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.record.event import Fact


@dataclass(frozen=True, slots=True)
class Standing:
    """What pages say. ``waits``, ``order`` and ``passed`` are sentences or empty; the others are reports."""

    waits: str
    order: str
    order_url: str
    passed: str
    split_from: str
    followed_at: queries.Shown | None
    took_in: Sequence[queries.Shown]

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(
            self.waits or self.order or self.passed or self.split_from or self.followed_at or self.took_in
        )


def standing(row: ServiceRequest, facts: Sequence[Fact[Any]]) -> Standing:
    """How the work on a report stands by its facts. No query for a report that stands alone, a few for others."""
    still_open = row.state in rules.OPEN_STATES
    merged = any(one.id == row.closing and isinstance(one.event, events.Merged) for one in facts)
    into, brought = row.duplicate_of if merged else "", _taken_in(facts)
    rows = queries.requests([into, *brought] if into else brought) if into or brought else []
    shown = {one.row.pk: one for one in queries.shown(rows, titles_only=True)} if rows else {}
    return Standing(
        waits=case_words.waiting_words(row.waiting_for, row.waiting_until)
        if still_open and row.waiting_for
        else "",
        order=case_words.order_words(row.order_system, row.order_number) if row.order_number else "",
        order_url=row.order_url,
        passed=case_words.passed_words(row.passed_on),
        split_from=row.split_from,
        followed_at=shown.get(into),
        took_in=[shown[one] for one in brought if one in shown],
    )


def _taken_in(facts: Sequence[Fact[Any]]) -> list[str]:
    """The numbers of reports that were merged into this one and were not given back, oldest first."""
    found: dict[str, None] = {}
    for fact in facts:
        match fact.event:
            case events.TookIn(other=other):
                found[other.partition("/")[2]] = None
            case events.GaveBack(other=other):
                found.pop(other.partition("/")[2], None)
    return list(found)
