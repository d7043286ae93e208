"""What waits at a desk and how it moves: figures for officers about their own offices. Pure.

They know offices and nothing of single officers, because the columns do not either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.statistics import figures
from folkmoot.modules.service_requests.statistics.columns import Columns
from folkmoot.modules.service_requests.statistics.figures import DAY, Group
from folkmoot.modules.service_requests.statistics.survival import Times, in_order, times

AGES = (1, 7, 30, 90)
"""Days: an open report is younger than the first, between two of them, or older than the last."""
OPEN_STATES = tuple(state for state in rules.STATES if state in rules.OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Team:
    """One office: what is open and late, how fast it first does something, what it closed since a moment."""

    office: str
    group: Group
    answers: Times
    closed: int


@dataclass(frozen=True, slots=True)
class Load:
    """The open reports of a service by state, and how many of them are late."""

    service: str
    states: Sequence[int]
    late: int


@dataclass(frozen=True, slots=True)
class Work:
    """Everything at some offices' desks. ``ages`` has one count more than AGES; ``weeks`` one for each week."""

    group: Group
    ages: Sequence[int]
    loads: Sequence[Load]
    answers: Times
    weeks: Sequence[int]
    teams: Sequence[Team]


def work(columns: Columns, *, now: int, weeks: Sequence[int], recent: int) -> Work:
    """The work of all reports in the columns. ``weeks`` are the moments at which weeks begin, and the last one's end.

    First answers are those to reports made since ``recent``; closings of a team those in the last of the weeks.
    """
    of, still = columns.of, figures.is_open(columns)
    age = (now - of["requested"][still].astype(np.int64)) // DAY
    closed = of["closed"][~still].astype(np.int64)
    late = still & (of["due"] > 0) & (of["due"] < now)
    size = len(columns.words["service"])
    cells = np.bincount(of["service"][still].astype(np.int64) * len(rules.STATES) + of["state"][still], minlength=size * len(rules.STATES))  # fmt: skip
    by_state = cells.reshape(size, len(rules.STATES))
    overdue = np.bincount(of["service"][late], minlength=size)
    places = [rules.STATES.index(state) for state in OPEN_STATES]
    prepared = figures.prepare(columns, now=now)
    return Work(
        group=figures.everything(prepared),
        ages=[int(count) for count in np.bincount(np.searchsorted(AGES, age, side="right"), minlength=len(AGES) + 1)],
        loads=[
            Load(word, [int(by_state[at, place]) for place in places], int(overdue[at]))
            for at, word in enumerate(columns.words["service"])
            if by_state[at].any()
        ],
        answers=first_answers(columns, now=now, since=recent),
        weeks=[int(((closed >= start) & (closed < end)).sum()) for start, end in pairwise(weeks)],
        teams=_teams(columns, prepared, now=now, last_week=weeks[-2], recent=recent),
    )  # fmt: skip


def first_answers(columns: Columns, *, now: int, since: int) -> Times:
    """How long reports waited until an office first did something about them; open ones without it still wait.

    Reports that another system closed are left out: nobody knows when they were first answered.
    """
    of, still = columns.of, figures.is_open(columns)
    answered = of["answered"] > 0
    mine = np.flatnonzero((answered | still) & (of["requested"] >= since))
    waited = np.where(answered, of["answered"], now).astype(np.int64) - of["requested"]
    waited, answered = np.maximum(waited[mine], 0), answered[mine]
    order = in_order(waited, answered)
    return times(waited[order], answered[order])


def _teams(
    columns: Columns, prepared: figures.Prepared, *, now: int, last_week: int, recent: int
) -> list[Team]:
    names = columns.words["office"]
    found = []
    for at, group in enumerate(figures.by(prepared, columns.of["office"], len(names))):
        if not group.reports:
            continue
        mine = columns.where(np.flatnonzero(columns.of["office"] == at))
        closed = mine.of["closed"][~figures.is_open(mine)]
        answers = first_answers(mine, now=now, since=recent)
        found.append(Team(names[at], group, answers, int((closed >= last_week).sum())))
    return found
