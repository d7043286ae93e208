"""The outcome of one pot as a document: winners, and everything that explains them, in exact figures.

It follows from the frozen pot and the opened ballots alone, so that whoever has them writes the same bytes; their SHA-256
is the digest of a ``counted`` fact. Money is in minor units of the currency; figures that need not be whole are fractions of
units of the currency as text (``1/3``). No floats stand in it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from folkmoot.modules.budgeting.rules.ballots import Choice
from folkmoot.modules.budgeting.rules.completing import approved
from folkmoot.modules.budgeting.rules.counting import Outcome, count
from folkmoot.modules.budgeting.rules.election import (
    BadElection,
    Ballot,
    Election,
    Project,
    election,
)
from folkmoot.modules.budgeting.rules.explaining import account, difference
from folkmoot.modules.budgeting.rules.greedy import greedy, order
from folkmoot.modules.budgeting.rules.prefilters import Filtered, filtered
from folkmoot.modules.budgeting.rules.rule import Rule, of_record
from folkmoot.modules.budgeting.rules.shares.run import Run
from folkmoot.modules.budgeting.rules.ties import Ranks

FORMAT = "folkmoot-budget-outcome/1"
POINTED = {"cumulative", "scoring"}
RANKED = "ordinal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pot:
    """A pot of a round as it was frozen. ``lines`` are (project number, cost in minor units) in the order of the ballot."""

    round: int
    code: str
    amount: int
    currency: str
    exponent: int
    kind: str
    rule: Mapping[str, Any]
    lines: tuple[tuple[int, int], ...]
    filters: tuple[Mapping[str, Any], ...] = ()

    @property
    def unit(self) -> int:
        """Minor units in a unit of the currency."""
        return int(10**self.exponent)


def ballots_of(pot: Pot, choices: Iterable[Choice], ranks: str) -> Iterable[Ballot]:
    """What the choices say about one pot. Ballots without the pot are not of its voters; one with no lines there is."""
    place = {number: index for index, (number, _cost) in enumerate(pot.lines)}
    less = 1 if ranks == "borda" else 0
    for choice in choices:
        if pot.code not in choice:
            continue
        lines = choice[pot.code]
        if strange := [line[0] for line in lines if line[0] not in place]:
            raise BadElection(
                f"a ballot marks project {strange[0]}, which is not on the ballot of pot {pot.code}"
            )
        if pot.kind == RANKED:
            best = sorted(lines, key=lambda line: line[1])
            points = tuple(Fraction(len(best) - rank - less) for rank in range(len(best)))
            yield Ballot(tuple(place[line[0]] for line in best), points)
        elif pot.kind in POINTED:
            yield Ballot(tuple(place[line[0]] for line in lines), tuple(Fraction(line[1]) for line in lines))
        else:
            yield Ballot(tuple(place[line[0]] for line in lines))


def pot_election(pot: Pot, choices: Iterable[Choice], ranks: str = "borda") -> Election:
    """The election of one pot; ids are the numbers of projects. Raises BadElection, also for unknown projects."""
    projects = [Project(str(number), Fraction(cost, pot.unit)) for number, cost in pot.lines]
    return election(projects, Fraction(pot.amount, pot.unit), ballots_of(pot, choices, ranks))


def without(whole: Election, gone: Sequence[Filtered]) -> tuple[Election, list[int]]:
    """The election without some projects, and where each that is left stood. Voters stay, also those who marked no other."""
    if not gone:
        return whole, list(range(len(whole.projects)))
    out = {one.project for one in gone}
    kept = [one for one in range(len(whole.projects)) if one not in out]
    new = {old: index for index, old in enumerate(kept)}
    ballots = []
    for group in range(len(whole.size)):
        part = slice(int(whole.starts[group]), int(whole.starts[group + 1]))
        pairs = zip(whole.marked[part].tolist(), whole.marked_points[part].tolist(), strict=True)
        left = [(new[project], Fraction(points, whole.scale)) for project, points in pairs if project in new]
        ballots.append(Ballot(tuple(one for one, _ in left), tuple(points for _, points in left)))
    one_each = [ballots[group] for group in whole.group_of.tolist()]
    return election([whole.projects[one] for one in kept], whole.budget, one_each), kept


def outcome_of(
    pot: Pot,
    choices: Iterable[Choice],
    *,
    progress: Callable[[int, Run], None] | None = None,
) -> dict[str, Any]:
    """Count one pot and tell everything. Raises BadElection or UnresolvedTie."""
    rule = of_record(pot.rule)
    whole = pot_election(pot, choices, rule.ranks)
    gone = filtered(whole, pot.filters)
    counted, kept = without(whole, gone)
    if not counted.projects or not counted.voters:
        return _nothing(pot, rule, whole, gone)
    return _Telling(pot, rule, whole, counted, kept, gone, progress).document()


def canonical(document: Mapping[str, Any]) -> bytes:
    """The document's one form in bytes (RFC 8785: its names are ASCII, its numbers whole and below 2^53)."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical document, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _head(pot: Pot, rule: Rule, whole: Election) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "round": pot.round,
        "pot": pot.code,
        "currency": pot.currency,
        "exponent": pot.exponent,
        "budget": pot.amount,
        "ballot": pot.kind,
        "rule": rule.record(),
        "filters": [dict(one) for one in pot.filters],
        "voters": whole.voters,
    }


def _nothing(pot: Pot, rule: Rule, whole: Election, gone: Sequence[Filtered]) -> dict[str, Any]:
    """Nobody voted, or no project is left to be counted."""
    out = {one.project: one for one in gone}
    return _head(pot, rule, whole) | {
        "projects": [
            {"number": number, "cost": cost, "votes": whole.votes[index]}
            | ({"result": "filtered"} if index in out else {"result": "lost"})
            for index, (number, cost) in enumerate(pot.lines)
        ],
        "filtered": [_filtered(pot, one) for one in gone],
        "winners": [],
        "cost": 0,
        "left": pot.amount,
        "ties": [],
    }


def _filtered(pot: Pot, one: Filtered) -> dict[str, Any]:
    return {"number": pot.lines[one.project][0], "by": one.name, "votes_needed": one.votes_needed}


@dataclass(slots=True)
class _Telling:
    """One count and its words. ``kept`` says where a counted project stands on the ballot."""

    pot: Pot
    rule: Rule
    whole: Election
    counted: Election
    kept: list[int]
    gone: Sequence[Filtered]
    progress: Callable[[int, Run], None] | None

    def document(self) -> dict[str, Any]:
        outcome = count(self.counted, self.rule, progress=self.progress)
        cost = sum(self.minor(self.counted.projects[one].cost) for one in outcome.winners)
        other = greedy(
            self.counted, order(self.counted, "votes", Ranks(self.counted, self.rule.ties))
        ).winners
        told = _head(self.pot, self.rule, self.whole) | {
            "projects": self._projects(outcome),
            "filtered": [_filtered(self.pot, one) for one in self.gone],
            "winners": self.numbers(outcome.winners),
            "cost": cost,
            "left": self.pot.amount - cost,
            "ties": self._ties(outcome),
            "winners_by_voters": self._spread(outcome.winners),
        }
        told |= self._explained(outcome)
        if self.rule.name != "greedy":
            told["greedy"] = self._greedy(outcome, other)
        return told

    def number(self, one: int) -> int:
        """The number of a counted project."""
        return self.pot.lines[self.kept[one]][0]

    def numbers(self, several: Iterable[int]) -> list[int]:
        return [self.number(one) for one in several]

    def minor(self, value: Fraction) -> int:
        """Money in minor units, to the nearest (half to even)."""
        return round(value * self.pot.unit)

    def _projects(self, outcome: Outcome) -> list[dict[str, Any]]:
        out = {one.project for one in self.gone}
        won = {self.kept[one] for one in outcome.winners}
        pointed = self.pot.kind in POINTED | {RANKED}
        found = []
        for index, (number, cost) in enumerate(self.pot.lines):
            result = "filtered" if index in out else "won" if index in won else "lost"
            one = {"number": number, "cost": cost, "votes": self.whole.votes[index], "result": result}
            if pointed:
                one["score"] = str(self.whole.score[index])
            found.append(one)
        return found

    def _ties(self, outcome: Outcome) -> list[dict[str, Any]]:
        ties = [*outcome.ties]
        if outcome.walk is not None:
            ties += self._equal_support(outcome)
        return [{"tied": self.numbers(tied), "first": self.number(first)} for tied, first in ties]

    def _equal_support(self, outcome: Outcome) -> list[tuple[tuple[int, ...], int]]:
        """Projects of a greedy count with equal support of which some were bought and some not."""
        assert outcome.walk is not None  # noqa: S101 - the caller looked.
        if self.rule.by not in {"votes", "score"}:
            return []
        support = self.counted.votes if self.rule.by == "votes" else self.counted.score
        groups: dict[Any, list[tuple[int, bool]]] = {}
        for step in outcome.walk.steps:
            if step.outcome in {"bought", "did not fit", "after the end"}:
                groups.setdefault(support[step.project], []).append((step.project, step.outcome == "bought"))
        return [
            (tuple(one for one, _ in same), same[0][0])
            for same in groups.values()
            if len({won for _, won in same}) > 1
        ]

    def _spread(self, winners: list[int]) -> list[list[int]]:
        """How many voters marked how many of the winners: [winners, voters], fewest first."""
        marks = approved(self.counted, winners)
        voters = np.bincount(marks, weights=self.counted.size, minlength=1)
        return [[number, int(each)] for number, each in enumerate(voters.tolist()) if each]

    def _greedy(self, outcome: Outcome, other: list[int]) -> dict[str, Any]:
        found = difference(self.counted, outcome.winners, other)
        return {
            "winners": self.numbers(found.winners),
            "cost": sum(self.minor(self.counted.projects[one].cost) for one in found.winners),
            "would_have_won": self.numbers(found.gained),
            "would_have_lost": self.numbers(found.lost),
            "voters_with_more_winners_here": found.more_here,
            "voters_with_more_winners_there": found.more_there,
            "voters_with_as_many": found.same,
            "voters_without_a_winner_here": found.without_here,
            "voters_without_a_winner_there": found.without_there,
            "winners_by_voters": self._spread(other),
        }

    def _explained(self, outcome: Outcome) -> dict[str, Any]:
        if outcome.shares is not None:
            return self._shares(outcome)
        if outcome.walk is not None:
            return {"lost": self._passed(outcome)}
        if outcome.loads is not None:
            lifts, ended = outcome.loads.lifts, outcome.loads.next
            return {
                "loads": [{"number": self.number(one.project), "load": str(one.load)} for one in lifts],
                "ended_by": [{"number": self.number(one.project), "load": str(one.load)} for one in ended],
            }
        if outcome.spreads:
            each = outcome.spreads
            return {"loads": [{"number": self.number(one.project), "load": str(one.load)} for one in each]}
        if outcome.optimum is not None:
            return {"support": str(outcome.optimum.support)}
        return {}

    def _passed(self, outcome: Outcome) -> list[dict[str, Any]]:
        """Losers of a greedy count, with the money that was left when their turn came."""
        assert outcome.walk is not None  # noqa: S101 - the caller looked.
        found = []
        for step in outcome.walk.steps:
            if step.outcome == "bought":
                continue
            cost = self.counted.projects[step.project].cost
            one: dict[str, Any] = {
                "number": self.number(step.project),
                "because": step.outcome.replace(" ", "_"),
                "remaining": self.minor(step.remaining),
                "missing": self.minor(max(cost - step.remaining, Fraction(0))),
            }
            if step.because:
                one["excluded_by"] = self.numbers(step.because)
            found.append(one)
        return found

    def _shares(self, outcome: Outcome) -> dict[str, Any]:
        completed, comparison = outcome.shares, outcome.comparison
        assert completed is not None  # noqa: S101 - the caller looked.
        books = account(self.counted, outcome)
        empty = sum(int(self.counted.size[one.emptied].sum()) for one in completed.run.purchases)
        told: dict[str, Any] = {
            "endowment": str(completed.run.endowment),
            "first_endowment": str(self.counted.each()),
            "runs": completed.runs,
            "stopped": completed.stopped,
            "spent": sum(
                self.minor(self.counted.projects[one.project].cost) for one in completed.run.purchases
            ),
            "voters_with_nothing_left": empty,
            "payments": [
                {
                    "number": self.number(one.project),
                    "price": str(one.price),
                    "in_full": one.in_full,
                    "with_all_left": one.with_all_left,
                    "effective_votes": str(one.effective_votes),
                }
                for one in books.paid
            ],
            "filled": self.numbers(completed.filled.winners if completed.filled else ()),
            "lost": [
                {
                    "number": self.number(one.project),
                    "round": one.round,
                    "money": str(one.money),
                    "missing": str(one.missing),
                    "support_permille": int(one.support * 1000),
                    "votes_needed": one.votes_needed,
                    "went": [
                        {
                            "number": self.number(each.project),
                            "voters": each.voters,
                            "money": self.minor(each.money),
                        }
                        for each in one.went
                    ],
                }
                for one in books.lost
            ],
        }
        if comparison is not None:
            told["comparison"] = {
                "prefer_shares": comparison.for_shares,
                "prefer_greedy": comparison.for_greedy,
                "indifferent": comparison.indifferent,
                "greedy_stands": comparison.replaced,
            }
        return told


def own_payments(document: Mapping[str, Any], choice: Choice) -> list[tuple[int, Fraction]]:
    """What one ballot's share paid for, in the order of the purchases: (project number, money in units of the currency).

    Each winner takes its price for every point of score, or all that is left. Empty for rules without payments.
    """
    if "payments" not in document:
        return []
    scores = _scores(document, choice.get(document["pot"], ()))
    left, found = Fraction(document["endowment"]), []
    for one in document["payments"]:
        paid = min(left, Fraction(one["price"]) * scores.get(one["number"], 0))
        if paid:
            found.append((one["number"], paid))
            left -= paid
    return found


def _scores(document: Mapping[str, Any], lines: Sequence[Sequence[int]]) -> dict[int, int]:
    """The score of each project that the ballot supports, as the rule's measure takes it."""
    if document["rule"].get("measure") != "points":
        return {line[0]: 1 for line in lines}
    if document["ballot"] == RANKED:
        best = sorted(lines, key=lambda line: line[1])
        less = 1 if document["rule"].get("ranks") == "borda" else 0
        return {line[0]: len(best) - rank - less for rank, line in enumerate(best)}
    return {line[0]: max(line[1], 0) for line in lines}
