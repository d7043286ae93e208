"""Offices sort ideas, turn them down, and work out what they cost; every decision has its public reason."""

from collections.abc import Sequence

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import CostSheet, Project, Round
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.rules.rounds import text as checked
from folkmoot.modules.budgeting.services.base import demand, on_project
from folkmoot.modules.budgeting.services.ideas import hide_words
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal, one_of


def sort_idea(
    *, number: int, pot: str, offices: Sequence[str], actor: str, category: str = "", reason: str = ""
) -> Receipt:
    """Put an idea into a pot and a category, and ask offices what it costs. Raises NotFound or Refused."""
    with on_project(number, actor) as (fact, row, around):
        known = {one.slug for one in places.departments()}
        chosen = tuple(dict.fromkeys(offices))
        demand(
            ideas.may("sorted", row.state, frozen=bool(around.frozen)),
            ideas.known("pot", pot, [one["code"] for one in around.pots], needed=True),
            ideas.known("category", category, [one["code"] for one in around.categories]),
            None
            if chosen and set(chosen) <= known
            else Refusal("offices", "choose one department at least that works out the cost"),
            checked("reason", reason, ideas.REASON, needed=False),
        )
        return fact(
            events.IdeaSorted(
                pot=pot,
                category=category,
                offices=chosen,
                reason=text.commit(reason.strip(), subject=row.subject),
            )
        )


def turn_down(*, number: int, code: str, reason: str, actor: str) -> Receipt:
    """Let an idea go no further, with a public reason. Raises NotFound or Refused."""
    with on_project(number, actor) as (fact, row, around):
        demand(
            ideas.may("turned_down", row.state, frozen=bool(around.frozen)),
            None if code in ideas.CODES else one_of("code", ideas.CODES),
            checked("reason", reason, ideas.REASON, needed=code not in ideas.HIDDEN_CODES),
        )
        receipt = fact(events.TurnedDown(code=code, reason=text.commit(reason.strip(), subject=row.subject)))
        if code in ideas.HIDDEN_CODES:
            hide_words(row)
        return receipt


def take_up(*, number: int, actor: str) -> Receipt:
    """Take a decision to turn an idea down back. Raises NotFound or Refused."""
    with on_project(number, actor) as (fact, row, around):
        demand(ideas.may("taken_up", row.state, frozen=bool(around.frozen)))
        receipt = fact(events.TakenUp())
        if row.state == "hidden":
            text.show([row.title, row.text])
        return receipt


def cost_project(
    *, number: int, office: str, lines: Sequence[tuple[str, int]], feasible: bool, reason: str
) -> Receipt:
    """The costing sheet of one office: lines of (what, minor units), and whether it can be done, with the reason.

    Raises NotFound, or Refused with everything that is wrong.
    """
    with on_project(number, f"office:{office}") as (fact, row, around):
        demand(
            ideas.may("costed", row.state, frozen=bool(around.frozen)),
            None if office in row.offices else Refusal("office", "this department was not asked about it"),
            *[checked("lines", what, ideas.WHAT) for what, _amount in lines],
            *ideas.may_cost(
                amounts=[amount for _what, amount in lines],
                feasible=feasible,
                reason=reason,
                maximum=around.maximum,
                pot=_pot(around, row),
            ),
            _together(row, around, office, sum(amount for _what, amount in lines)) if feasible else None,
        )
        subject = row.subject
        said = text.commit_many([(subject, what.strip()) for what, _amount in lines])
        return fact(
            events.Costed(
                office=office,
                lines=tuple(
                    events.CostLine(what=what, amount=amount)
                    for what, (_words, amount) in zip(said, lines, strict=True)
                ),
                total=sum(amount for _what, amount in lines),
                feasible=feasible,
                reason=text.commit(reason.strip(), subject=subject),
            )
        )


def _pot(around: Round, row: Project) -> int:
    return int((around.pot(row.pot) or {"amount": 0})["amount"])


def _together(row: Project, around: Round, office: str, total: int) -> Refusal | None:
    """With the last sheet the whole cost is known, and has to be one that may come on the ballot."""
    others = list(CostSheet.objects.filter(project=row.number).exclude(office=office))
    last = not set(row.offices) - {one.office for one in others} - {office}
    whole = total + sum(one.total for one in others)
    if not last or ideas.fits(whole, minimum=around.minimum, maximum=around.maximum, pot=_pot(around, row)):
        return None
    return Refusal(
        "lines",
        "with all departments together this is no cost that the round allows; say that it is not feasible",
    )
