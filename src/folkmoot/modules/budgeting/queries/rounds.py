"""Reads of rounds, their calendars and what was frozen."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import FrozenRound, Round
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.record.event import event_from


def rounds() -> QuerySet[Round]:
    """Every round, the newest first."""
    return Round.objects.order_by("-number")


def round_of(number: int) -> Round | None:
    """The round with this number, or None."""
    return Round.objects.filter(pk=number).first()


def newest_round() -> Round | None:
    """The round that was described last for the first time, or None."""
    return rounds().first()


def waiting_rounds(now: datetime) -> list[int]:
    """Numbers of the rounds in which a phase of the calendar should have begun."""
    return list(Round.objects.filter(next_due__lte=now).order_by("pk").values_list("pk", flat=True))


def calendar_of(row: Round) -> tuple[events.Phase, ...]:
    """The phases of a round, in order; none before there is a calendar."""
    return event_from(events.CalendarSet, {"phases": row.phases}).phases


def described(row: Round) -> events.RoundDescribed:
    """The description that made a round what it is."""
    names = (
        "slug",
        "title",
        "summary",
        "office",
        "currency",
        "pots",
        "categories",
        "minimum",
        "maximum",
        "who",
    )
    return event_from(events.RoundDescribed, {name: getattr(row, name) for name in names})


def frozen(number: int) -> events.Frozen | None:
    """What a round votes on and how it is counted, as in the fact; None before it is frozen."""
    row = FrozenRound.objects.filter(pk=number).first()
    if row is None:
        return None
    return event_from(
        events.Frozen, {"currency": row.currency, "pots": row.pots, "areas_most": row.areas_most}
    )


def is_on(row: Round, phase: str, now: datetime) -> bool:
    """Whether a phase of the round is on: it has begun and not yet closed. This decides whether a ballot is taken."""
    return calendar.runs(calendar_of(row), phase, begun=row.phase, now=now)


def phase_now(row: Round) -> events.Phase | None:
    """The phase that began last, with its days; None before the first."""
    return calendar.phase(calendar_of(row), row.phase) if row.phase else None


def frozen_record(number: int) -> dict[str, Any] | None:
    """What ``frozen`` gives, as JSON; None before the round is frozen."""
    row = FrozenRound.objects.filter(pk=number).first()
    if row is None:
        return None
    return {
        "round": number,
        "currency": row.currency,
        "areas_most": row.areas_most,
        "pots": row.pots,
        "at": row.at,
        "fact_id": row.fact_id,
    }
