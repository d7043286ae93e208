"""An office writes a survey, opens it and closes it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from folkmoot.modules.feedback import events, queries, rules
from folkmoot.modules.feedback.models import Edition, Survey
from folkmoot.modules.feedback.services.base import SYSTEM, demand, on
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal


def draft(*, key: str, plan: events.Plan, actor: str, new: bool = False) -> Receipt | None:
    """Write a survey, or write it anew; None when it says the same. What is open stays as it is.

    ``new`` refuses a key that is taken. Raises Refused with everything that is wrong.
    """
    demand(rules.may_name(key), *rules.may_plan(plan, queries.known()))
    with about(f"surveys/{key}", actor=actor) as fact:
        before = Survey.objects.filter(pk=key).first()
        if before is not None:
            demand(Refusal("key", "there is a survey with this address already") if new else None)
            if queries.plan_of(before) == plan:
                return None
        return fact(events.Drafted(plan=plan))


def open_survey(*, key: str, actor: str) -> Receipt:
    """Ask the draft from now on; an edition that is open ends. Raises NotFound, or Refused when nothing has changed."""
    with on(key, actor) as (fact, row):
        plan = queries.plan_of(row)
        # Departments and moments may have gone since it was written.
        demand(*rules.may_plan(plan, queries.known()))
        if row.state == "open":
            demand(None if row.changed else Refusal("state", "this is open already; change the draft first"))
            fact(events.Closed(edition=row.edition, reason="replaced"))
        return fact(events.Opened(edition=row.edition + 1, plan=plan, closes=_end(plan.days)))


def close_survey(*, key: str, actor: str, reason: str = "ended") -> Receipt:
    """End the open edition. Raises NotFound, or Refused when none is open."""
    with on(key, actor) as (fact, row):
        demand(None if row.state == "open" else Refusal("state", "this survey is not open"))
        return fact(events.Closed(edition=row.edition, reason=reason))


def close_due() -> int:
    """Close what is past its last day; how many were closed."""
    closed = 0
    for edition in queries.overdue(clock.now()):
        with on(edition.survey, SYSTEM) as (fact, _row):
            # Somebody else may have closed it since.
            if Edition.objects.filter(pk=edition.pk, closed__isnull=True).exists():
                fact(events.Closed(edition=edition.edition, reason="over"))
                closed += 1
    return closed


def describe_quiet(*, days: int, actor: str) -> Receipt | None:
    """Say for how many days people are left in peace after an invitation; None when it is so already. Raises Refused."""
    demand(rules.may_be_quiet(days))
    with about("feedback_rules/main", actor=actor) as fact:
        return None if queries.quiet_days() == days else fact(events.QuietDescribed(days=days))


def _end(days: int) -> datetime:
    """The first moment after the last day, where people live."""
    zone = ZoneInfo(places.institution().time_zone)
    last = clock.now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(0), zone)
