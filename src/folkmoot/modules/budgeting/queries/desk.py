"""What waits for officers in all rounds."""

from collections.abc import Iterable

from django.db.models import Q

from folkmoot.modules.budgeting.models import CostSheet, Project, Round
from folkmoot.record import clock

AT_ONCE = 100
"""Things that a list at the desk shows."""


def to_sort() -> list[Project]:
    """Ideas that nobody has sorted, in rounds that are not frozen, the longest waiting first."""
    return list(
        Project.objects.filter(state="idea", round__in=_moving()).order_by("submitted", "number")[:AT_ONCE]
    )


def _moving() -> list[int]:
    return list(Round.objects.filter(frozen=None).values_list("pk", flat=True))


def to_cost(offices: Iterable[str] | None) -> list[Project]:
    """Projects that wait for a costing sheet of one of these offices, None for all, the longest waiting first."""
    rows = list(
        Project.objects.filter(state="sorted", waiting__gt=0, round__in=_moving()).order_by(
            "changed", "number"
        )[: 5 * AT_ONCE]
    )
    done = set(
        CostSheet.objects.filter(project__in=[one.number for one in rows]).values_list("project", "office")
    )
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
    return list(
        Round.objects.filter(
            frozen=None,
            next_due__lte=clock.now(),
            phase__in=("design", "costing", "sorting", "ideas", "informing", ""),
        ).order_by("next_due", "pk")[:AT_ONCE]
    )
