"""What may be told of building a project."""

from datetime import date

from folkmoot.modules.budgeting.rules.rounds import CODE, MOST_AMOUNT, text
from folkmoot.record.refusal import Refusal

TITLE, WORDS = 120, 2000
"""Most characters of each text."""
MOST = 40
"""Milestones of a project."""


def may_build(state: str, outcome: str) -> Refusal | None:
    """Only what won is built, and nothing is told of it after it was handed over."""
    if outcome != "won":
        return Refusal("", "only projects that won are built")
    if state == "delivered":
        return Refusal("", "this project is finished; nothing can be added any more")
    return None


def may_plan(
    code: str, title: str, *, reason: str, moved: bool, count: int, done: bool
) -> list[Refusal | None]:
    """A milestone that is planned or, with a reason, moved."""
    return [
        None if CODE.match(code) else Refusal("code", "use a to z, 0 to 9 and hyphens, at most 40"),
        text("title", title, TITLE),
        text("reason", reason, WORDS, needed=moved),
        None if count < MOST else Refusal.of("", "a project has %(most)s steps at most", most=MOST),
        None if not done else Refusal("code", "this step is done already"),
    ]


def past(where: str, on: date, *, today: date) -> Refusal | None:
    """A day on which something happened."""
    return None if on <= today else Refusal(where, "choose a day that has come already")


def may_spend(amount: int, what: str) -> list[Refusal | None]:
    """Money that was spent, or came back."""
    return [
        None
        if amount and abs(amount) <= MOST_AMOUNT
        else Refusal("amount", "give an amount that is not zero"),
        text("what", what, TITLE),
    ]
