"""What a valid ballot is, for each type, and the one way to write what somebody chose.

Types and limits are Pabulib's (``vote_type``; min/max_length, max_sum_cost, min/max_points, max_sum_points). Money is in
minor units of the round's currency. Limits hold for each pot by itself; a pot may be left empty.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TYPES = ("approval", "knapsack", "choose-1", "cumulative", "scoring", "ordinal")
POINTED = frozenset({"cumulative", "scoring"})
"""Types in which a voter gives points."""
_LABEL = b"folkmoot/commit/1\n"
SALT = 32
"""Bytes of a salt."""

Choice = Mapping[str, Sequence[tuple[int, int]]]
"""For each pot the projects that were chosen: number, and points, rank (from 1) or 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a ballot is not valid: the pot that it is about (empty: the whole ballot), and a sentence with its parameters.

    ``money`` names the parameters that are amounts in minor units, which pages write in the round's currency.
    """

    pot: str
    pattern: str
    params: Mapping[str, Any] = field(default_factory=dict)
    money: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The sentence in English; amounts are in minor units."""
        return self.pattern % self.params


class BadChoice(ValueError):
    """Words that are no choice in the canonical form; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class PotLines:
    """A pot of the ballot: what may be spent from it, and its projects with what each costs."""

    amount: int
    costs: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A ballot as it is frozen before the vote. 0 stands for no limit.

    ``minimum`` and ``maximum``: projects in a pot that is used. ``points``: what a cumulative ballot gives away in a pot
    at most. ``least`` and ``most``: points for one project, of cumulative and scoring ballots.
    """

    type: str
    minimum: int = 0
    maximum: int = 0
    points: int = 0
    least: int = 1
    most: int = 0
    pots: Mapping[str, PotLines]


def problems(choice: Choice, design: Design) -> list[Problem]:
    """Everything that is wrong with a choice, pot by pot; nothing when it is a valid ballot."""
    if not any(choice.values()):
        return [Problem("", "choose at least one project")]
    found: list[Problem] = []
    for pot, marked in choice.items():
        if pot not in design.pots:
            found.append(Problem(pot, "there is no pot '%(pot)s' on this ballot", {"pot": pot}))
        elif marked:
            found += _known(pot, marked, design) or [
                *_length(pot, marked, design),
                *_values(pot, marked, design),
                *_money(pot, marked, design),
            ]
    return found


def _known(pot: str, marked: Sequence[tuple[int, int]], design: Design) -> list[Problem]:
    """Only when every project is on the ballot, and once, do the other limits mean anything."""
    numbers = [number for number, _value in marked]
    strange = sorted({one for one in numbers if one not in design.pots[pot].costs})
    twice = sorted({one for one in numbers if numbers.count(one) > 1}) if len(set(numbers)) < len(numbers) else []
    return [
        *(Problem(pot, "project %(number)s is not on this ballot", {"number": one}) for one in strange),
        *(Problem(pot, "project %(number)s is chosen twice; choose it once", {"number": one}) for one in twice),
    ]


def _length(pot: str, marked: Sequence[tuple[int, int]], design: Design) -> list[Problem]:
    given, most = len(marked), 1 if design.type == "choose-1" else design.maximum
    if given < design.minimum:
        known = {"least": design.minimum, "given": given}
        return [Problem(pot, "choose at least %(least)s projects; these are %(given)s", known)]
    if most and given > most:
        if most == 1:
            return [Problem(pot, "choose one project; these are %(given)s", {"given": given})]
        return [
            Problem(pot, "choose at most %(most)s projects; these are %(given)s", {"most": most, "given": given})
        ]
    return []


def _values(pot: str, marked: Sequence[tuple[int, int]], design: Design) -> list[Problem]:
    values = [value for _number, value in marked]
    if design.type == "ordinal":
        if sorted(values) != list(range(1, len(values) + 1)):
            return [Problem(pot, "give each project its own place: 1, 2, 3 and so on, without gaps")]
        return []
    if design.type not in POINTED:
        if any(value != 1 for value in values):
            return [Problem(pot, "a project is chosen or not; there are no points on this ballot")]
        return []
    found = [
        Problem(
            pot,
            "give project %(number)s at least %(least)s points, or leave it out; these are %(given)s",
            {"number": number, "least": design.least, "given": value},
        )
        for number, value in marked
        if value < design.least
    ]
    found += [
        Problem(
            pot,
            "give project %(number)s at most %(most)s points; these are %(given)s",
            {"number": number, "most": design.most, "given": value},
        )
        for number, value in marked
        if design.most and value > design.most
    ]
    total = sum(values)
    if design.type == "cumulative" and design.points and total > design.points:
        known = {"most": design.points, "given": total, "over": total - design.points}
        found.append(
            Problem(pot, "give away %(most)s points at most; these are %(given)s, take %(over)s back", known)
        )
    return found


def _money(pot: str, marked: Sequence[tuple[int, int]], design: Design) -> list[Problem]:
    if design.type != "knapsack":
        return []
    lines = design.pots[pot]
    over = sum(lines.costs[number] for number, _value in marked) - lines.amount
    if over <= 0:
        return []
    return [
        Problem(
            pot,
            "what you chose costs %(over)s more than there is; take something out",
            {"over": over},
            money=("over",),
        )
    ]


def spent(choice: Choice, design: Design) -> dict[str, int]:
    """What the chosen projects of each pot cost together; projects that are not on the ballot cost nothing."""
    return {
        pot: sum(lines.costs.get(number, 0) for number, _value in choice.get(pot, ()))
        for pot, lines in design.pots.items()
    }


def given(choice: Choice, design: Design) -> dict[str, int]:
    """The points that are given away in each pot."""
    return {pot: sum(value for _number, value in choice.get(pot, ())) for pot in design.pots}


def canonical(choice: Choice, design_type: str) -> str:
    """The one text for a choice: JSON, pots by name without empty ones, projects by number, of rankings by rank."""
    at = 1 if design_type == "ordinal" else 0
    content = {
        pot: sorted(([number, value] for number, value in marked), key=lambda pair: (pair[at], pair))
        for pot, marked in choice.items()
        if marked
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read(words: str, design_type: str) -> dict[str, list[tuple[int, int]]]:
    """A choice from its canonical text. Raises BadChoice for anything else, however close."""
    try:
        content = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise BadChoice(f"a choice is JSON like {{\"pot\":[[7,1]]}}: {error}") from error
    if not isinstance(content, dict):
        raise BadChoice('a choice is a JSON object like {"pot":[[7,1]]}')
    found: dict[str, list[tuple[int, int]]] = {}
    for pot, marked in content.items():
        if not isinstance(marked, list) or not all(_is_pair(one) for one in marked):
            raise BadChoice(f"pot {pot!r} is a list of pairs of whole numbers like [[7,1]]")
        found[pot] = [(one[0], one[1]) for one in marked]
    if canonical(found, design_type) != words:
        raise BadChoice(f"the canonical form of this choice is {canonical(found, design_type)}")
    return found


def _is_pair(one: object) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(type(part) is int for part in one)


def commitment(words: str, salt: bytes) -> str:
    """The commitment of the house (docs/record.md): SHA-256 of label, 32-byte salt and UTF-8 words, in hexadecimal."""
    if len(salt) != SALT:
        raise BadChoice(f"a salt has {SALT} bytes; this one has {len(salt)}")
    return hashlib.sha256(_LABEL + salt + words.encode()).hexdigest()


def shuffled(numbers: Iterable[int], seed: str) -> list[int]:
    """Numbers in an order that follows from the seed alone: the same for a voter each time, another for the next."""
    return sorted(
        numbers, key=lambda one: (hashlib.sha256(f"folkmoot/ballot/order/1\n{seed}\n{one}".encode()).digest(), one)
    )
