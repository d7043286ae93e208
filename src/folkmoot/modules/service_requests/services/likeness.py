"""Which open reports look alike: a follower that looks again at what a fact touched. Its table may be emptied."""

from collections.abc import Sequence
from typing import Any

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import Likeness
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower

_TOUCHING = (
    events.Reported,
    events.Recategorised,
    events.Closed,
    events.Reopened,
    events.Merged,
    events.Unmerged,
    events.KeptApart,
    events.WordsRemoved,
    events.Redacted,
)
"""Facts after which a report may look like another one, or no longer does."""


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Look again at every report of the facts, and at those that were like one of them. Seeing a fact twice is harmless."""
    numbers = {one.subject.partition("/")[2] for one in facts if isinstance(one.event, _TOUCHING)}
    if numbers:
        numbers |= set(Likeness.objects.filter(other__in=numbers).values_list("pk", flat=True))
    # What a report is like is like it as well, and may not have known it before.
    others = {look_at(number) for number in sorted(numbers)} - numbers - {""}
    for number in sorted(others):
        look_at(number)


FOLLOWER = Follower(name="service_requests.likeness", handle=handle)


def look_at(number: str) -> str:
    """Keep the likeliest open report that is like this one and that nobody found to be another problem: its number."""
    row = queries.request(number)
    found = triage.alike_to(row) if row is not None and row.state in rules.OPEN_STATES else []
    for one in found:
        other = one.shown.row
        if other.state in rules.OPEN_STATES:
            Likeness.objects.update_or_create(
                pk=number, defaults={"other": other.pk, "score": one.likeness.score}
            )
            return other.pk
    Likeness.objects.filter(pk=number).delete()
    return ""
