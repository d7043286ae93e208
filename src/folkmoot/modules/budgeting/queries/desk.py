"""What waits for officers in all rounds."""

from collections.abc import Iterable

from django.db.models import Q

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import CostSheet, Project, Round
from folkmoot.record import clock
from folkmoot.record.remember import Remembered

AT_ONCE = 100
"""Things that a list at the desk shows."""


_changing = Remembered(
    events.RoundDescribed.kind, events.CalendarSet.kind, events.PhaseBegun.kind, events.Frozen.kind
)


def any_round() -> bool:
    """Whether there is a round at all; nothing waits for anybody before."""
    return _changing.now().get("any", Round.objects.exists)


def unfrozen() -> tuple[Round, ...]:
    """Rounds whose ballot is not frozen, by number."""
    return _changing.now().get("unfrozen", lambda: tuple(Round.objects.filter(frozen=None).order_by("pk")))


def to_sort() -> list[Project]:
    """Ideas that nobody has sorted, in rounds that are not frozen, the longest waiting first."""
    return list(
        Project.objects.filter(state="idea", round__in=_moving()).order_by("submitted", "number")[:AT_ONCE]
    )


def _moving() -> list[int]:
    return [one.number for one in unfrozen()]


def to_cost(offices: Iterable[str] | None) -> list[Project]:
    """Projects that wait for a costing sheet of one of these offices, None for all, the longest waiting first."""
    rows = list(
        Project.objects.filter(state="sorted", waiting__gt=0, round__in=_moving()).order_by(
            "changed", "number"
        )[: 5 * AT_ONCE]
    )
    numbers = [one.number for one in rows]
    done = set(CostSheet.objects.filter(project__in=numbers).values_list("project", "office"))
    wanted = None if offices is None else set(offices)
    return [
        one
        for one in rows
        if any(
            (one.number, office) not in done and (wanted is None or office in wanted)
            for office in one.offices
        )
    ][:AT_ONCE]


def to_build() -> list[Project]:
    """Projects that won and are not handed over, by round."""
    return list(
        Project.objects.filter(Q(outcome="won") & ~Q(state="delivered")).order_by("-round", "number")[
            :AT_ONCE
        ]
    )


def waits_for_freezing() -> list[Round]:
    """Rounds whose next phase is due and is the vote, which waits for the frozen ballot."""
    now = clock.now()
    return [one for one in unfrozen() if one.next_due is not None and one.next_due <= now and one.phase]
