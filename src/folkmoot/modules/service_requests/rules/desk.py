"""How a desk sorts its work, and what may be done to reports there. Pure: no clock, no database."""

from datetime import datetime, timedelta

from folkmoot.modules.service_requests.rules.base import Refusal, one_of

PRIORITIES = ("urgent", "high", "normal", "low")
WHOM = ("parts", "contractor", "permission", "other_body", "weather", "resident")
"""For whom or what work waits."""
PASS_REASONS = ("not_ours", "elsewhere", "skills", "our_part_done", "other")
PATIENCE = timedelta(days=30)
"""After how long the desk treats an open report without a promise as one that waits too long."""


def due_by(*, requested: datetime, expected: datetime | None) -> datetime:
    """By what the desk sorts a report: its promise or, without one, when its patience ends."""
    return expected if expected is not None else requested + PATIENCE


def may_prioritise(*, priority: str, before: str) -> Refusal | None:
    """A priority that there is and that the report does not have already."""
    if priority not in PRIORITIES:
        return one_of("priority", PRIORITIES)
    return Refusal("priority", "it has this priority already") if priority == before else None


def may_hold(*, may: bool, taken: bool) -> Refusal | None:
    """Only somebody who works for the office, and nobody takes quietly what a colleague has."""
    if not may:
        return Refusal("person", "this person does not work for the team that has the report")
    return Refusal("person", "a colleague has it; ask, or give it to yourself on its page") if taken else None


def may_pass_on(*, reason: str, words: str) -> Refusal | None:
    """Whoever gets a report, and the person who reported it, read why; the reason other needs words."""
    if reason not in PASS_REASONS:
        return one_of("reason", PASS_REASONS)
    if reason == "other" and not words.strip():
        return Refusal("words", "say why it is passed on; everybody can read this")
    return None
