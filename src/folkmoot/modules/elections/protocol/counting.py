"""Counting shuffled answers: single transferable vote, Schulze, majority judgment.

All three take the rows of a result of a non-homomorphic question: one number for each choice, from 1 (best). Choices are
numbered from 0 in what comes back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from folkmoot.modules.elections.protocol.errors import demand

Rows = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Transferable:
    """A count by single transferable vote: what happened, and who won, in that order."""

    ballots: list[list[int]]
    """Valid ballots as choices from the most preferred one on, sorted."""
    invalid: list[list[int]]
    events: list[tuple[str, int | list[int]]]
    winners: list[int]


def _preferences(row: Sequence[int]) -> list[int] | None:
    ranked = sorted((rank, place) for place, rank in enumerate(row) if rank > 0)
    good = [rank for rank, _ in ranked] == list(range(1, len(ranked) + 1))
    return [place for _, place in ranked] if good else None


def single_transferable_vote(rows: Rows, seats: int) -> Transferable:
    """Elect ``seats`` choices: Droop quota, surplus transferred in exact fractions of every ballot.

    Ranks are 1, 2, 3, …, each once, and 0 for what is not ranked; other rows are invalid. Of equal choices the one with
    the lower number stays in. Choices that nobody ranked do not stand.
    """
    pairs = [(_preferences(one), list(one)) for one in rows]
    ballots = sorted(one for one, _ in pairs if one is not None)
    invalid = sorted(row for one, row in pairs if one is None)
    standing = sorted({choice for one in ballots for choice in one})
    demand(seats >= 1, "count", f"there have to be seats, not {seats}")
    quota = len(ballots) // (seats + 1) + 1
    weighted = [(one, Fraction(1)) for one in ballots]
    events: list[tuple[str, int | list[int]]] = []
    winners: list[int] = []
    while standing and len(winners) < seats:
        if len(standing) <= seats - len(winners):
            events.append(("Win", list(standing)))
            winners += standing
            break
        weighted = [(one, weight) for one, weight in weighted if one]
        scores = dict.fromkeys(standing, Fraction(0))
        for one, weight in weighted:
            scores[one[0]] += weight
        best = max(scores.values())
        if best >= quota:
            chosen = [one for one in standing if scores[one] == best]
            if len(chosen) > 1:
                events.append(("TieWin", chosen[:2]))
            gone, share = chosen[0], (best - quota) / best
            events.append(("Win", [gone]))
            winners.append(gone)
        else:
            least = min(scores.values())
            chosen = [one for one in reversed(standing) if scores[one] == least]
            if len(chosen) > 1:
                events.append(("TieLose", chosen[:2]))
            gone, share = chosen[0], Fraction(1)
            events.append(("Lose", gone))
        standing.remove(gone)
        weighted = [
            ([other for other in one if other != gone], weight * share if one[0] == gone else weight)
            for one, weight in weighted
        ]
    return Transferable(ballots, invalid, events, winners)


@dataclass(frozen=True)
class Condorcet:
    """A count by Schulze's method: pairwise preferences, strongest paths, and groups of equals, best first."""

    valid: int
    blank: int
    raw: list[list[int]]
    beatpaths: list[list[tuple[int, int]]]
    winners: list[list[int]]


def schulze(rows: Rows, choices: int, *, blank_allowed: bool) -> Condorcet:
    """Rank choices by Schulze's method; a smaller number is preferred, 0 stands behind all others."""
    blank = sum(not any(one) for one in rows) if blank_allowed else 0
    counted = [one for one in rows if any(one)] if blank_allowed else list(rows)
    every = range(choices)
    raw = [[0] * choices for _ in every]
    for row in counted:
        # What is not ranked is worse than the worst rank.
        ranks = [one or 1 << 30 for one in row]
        for i in every:
            for j in every:
                raw[i][j] += ranks[i] < ranks[j]
    paths = [[(raw[i][j], raw[j][i]) if raw[i][j] > raw[j][i] else (0, 0) for j in every] for i in every]

    def strength(link: tuple[int, int]) -> tuple[int, int]:
        return link[0], -link[1]

    for k in every:
        for i in every:
            for j in every:
                through = min(paths[i][k], paths[k][j], key=strength)
                paths[i][j] = max(paths[i][j], through, key=strength)

    def better(i: int, j: int) -> bool:
        return strength(paths[i][j]) > strength(paths[j][i])

    return Condorcet(len(counted), blank, raw, paths, _layers(choices, better))


def _layers(choices: int, better: Callable[[int, int], bool]) -> list[list[int]]:
    """Groups of those whom nobody left beats, again and again."""
    left, layers = list(range(choices)), []
    while left:
        top = [one for one in left if not any(better(other, one) for other in left)]
        layers.append(top)
        left = [one for one in left if one not in top]
    return layers


@dataclass(frozen=True)
class Judgment:
    """A count by majority judgment: how often each choice got each grade, and groups of equals, best first."""

    raw: list[list[int]]
    valid: int
    blank: int
    invalid: list[list[int]]
    winners: list[list[int]]


def majority_judgment(rows: Rows, choices: int, grades: int, *, blank_allowed: bool) -> Judgment:
    """Rank choices by their median grades; equals by the medians that remain when these are taken away, one by one.

    Grades are 1 (best) to ``grades``. Of an even number of grades the better of the two in the middle is the median.
    """
    blank = sum(not any(one) for one in rows) if blank_allowed else 0
    judged = [one for one in rows if any(one)] if blank_allowed else list(rows)
    valid = [one for one in judged if all(1 <= grade <= grades for grade in one)]
    invalid = [list(one) for one in judged if not all(1 <= grade <= grades for grade in one)]
    raw = [
        [sum(row[choice] == grade + 1 for row in valid) for grade in range(grades)]
        for choice in range(choices)
    ]
    medians = [_medians(one) for one in raw]
    order = sorted(range(choices), key=lambda choice: medians[choice])
    winners: list[list[int]] = []
    for one in order:
        if winners and medians[winners[-1][0]] == medians[one]:
            winners[-1].append(one)
        else:
            winners.append([one])
    return Judgment(raw, len(valid), blank, invalid, winners)


def _medians(counts: Sequence[int]) -> list[int]:
    """The median grade, then the one of what remains without it, and so on: from the middle outwards."""
    grades = [grade for grade, count in enumerate(counts) for _ in range(count)]
    found = []
    while grades:
        found.append(grades.pop((len(grades) - 1) // 2))
    return found
