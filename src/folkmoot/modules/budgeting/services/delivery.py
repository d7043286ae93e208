"""Offices tell how a project that won is built: steps, money, and the ribbon."""

from datetime import date

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Milestone
from folkmoot.modules.budgeting.rules import delivery
from folkmoot.modules.budgeting.rules.rounds import text as checked
from folkmoot.modules.budgeting.services.base import NotFound, demand, on_project
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.receipt import Receipt


def plan_milestone(
    *, number: int, code: str, title: str, due: date, actor: str, reason: str = ""
) -> Receipt | None:
    """Plan a step, or move one to another day with a reason; None when nothing changes. Raises NotFound or Refused."""
    with on_project(number, actor, round_too=False) as (fact, row, _around):
        before = Milestone.objects.filter(project=number, code=code).first()
        moved = before is not None and before.due != due
        demand(
            delivery.may_build(row.state, row.outcome),
            *delivery.may_plan(
                code,
                title,
                reason=reason,
                moved=moved,
                count=Milestone.objects.filter(project=number).exclude(code=code).count(),
                done=before is not None and before.reached is not None,
            ),
        )
        if (
            before is not None
            and not moved
            and text.words_of([before.title]).get(before.title) == title.strip()
        ):
            return None
        named, why = text.commit_many([(row.subject, title.strip()), (row.subject, reason.strip())])
        return fact(events.MilestonePlanned(code=code, title=named, due=due, reason=why))


def reach_milestone(*, number: int, code: str, on: date, actor: str, words: str = "") -> Receipt:
    """Say that a step is done. Raises NotFound or Refused."""
    with on_project(number, actor, round_too=False) as (fact, row, _around):
        before = Milestone.objects.filter(project=number, code=code).first()
        if before is None:
            raise NotFound("there is no step '%(code)s'", code=code)
        demand(
            delivery.may_build(row.state, row.outcome),
            delivery.past("on", on, today=places.today()),
            checked("words", words, delivery.WORDS, needed=False),
            *delivery.may_plan(code, "-", reason="", moved=False, count=0, done=before.reached is not None),
        )
        return fact(
            events.MilestoneReached(code=code, on=on, words=text.commit(words.strip(), subject=row.subject))
        )


def spend(*, number: int, amount: int, on: date, what: str, actor: str) -> Receipt:
    """Tell that money was spent, in minor units; below zero when some came back. Raises NotFound or Refused."""
    with on_project(number, actor, round_too=False) as (fact, row, _around):
        demand(
            delivery.may_build(row.state, row.outcome),
            delivery.past("on", on, today=places.today()),
            *delivery.may_spend(amount, what),
        )
        return fact(events.Spent(amount=amount, on=on, what=text.commit(what.strip(), subject=row.subject)))


def deliver(*, number: int, on: date, words: str, actor: str) -> Receipt:
    """Hand the finished project over. Raises NotFound or Refused."""
    with on_project(number, actor, round_too=False) as (fact, row, _around):
        demand(
            delivery.may_build(row.state, row.outcome),
            delivery.past("on", on, today=places.today()),
            checked("words", words, delivery.WORDS),
        )
        return fact(events.Delivered(on=on, words=text.commit(words.strip(), subject=row.subject)))
