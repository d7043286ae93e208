"""What a valid ballot is, for each type, and the one way to write what somebody chose.

Types and limits are Pabulib's (``vote_type``; min/max_length, max_sum_cost, min/max_points, max_sum_points). Money is in
minor units of the round's currency. Limits hold for each pot by itself; a pot may be left empty.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TYPES = ("approval", "knapsack", "choose-1", "cumulative", "scoring", "ordinal")
POINTED = frozenset({"cumulative", "scoring"})
"""Types in which a voter gives points."""
_LABEL = b"folkmoot/commit/1\n"
PAIR = 2
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PotBallot:
    """The ballot of one pot as it is frozen: its type, its money, and what each project on it costs.

    ``minimum`` and ``maximum``: projects on a ballot that marks any. ``points``: what a cumulative ballot gives away at
    most. ``most``: points for one project, of cumulative and scoring ballots. 0 is no limit. ``local``: the pot is that of
    an area.
    """

    type: str
    amount: int
    costs: Mapping[int, int]
    minimum: int = 0
    maximum: int = 0
    points: int = 0
    most: int = 0
    local: bool = False


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """Everything that one person votes on. ``areas_most``: pots of areas in which they may vote; 0 is all of them."""

    pots: Mapping[str, PotBallot]
    areas_most: int = 0


def paper(pots: Iterable[Mapping[str, Any]], areas_most: int = 0, local: Collection[str] = ()) -> BallotPaper:
    """The ballot from the pots of the fact budgeting.frozen, as JSON; ``local`` are the codes of pots with an area."""
    return BallotPaper(
        {
            one["code"]: PotBallot(
                type=one["design"]["type"],
                amount=one["amount"],
                costs={line["number"]: line["cost"] for line in one["projects"]},
                minimum=one["design"].get("minimum", 0),
                maximum=one["design"].get("maximum", 0),
                points=one["design"].get("points", 0),
                most=one["design"].get("points_most", 0),
                local=one["code"] in local,
            )
            for one in pots
        },
        areas_most,
    )


def problems(choice: Choice, on: BallotPaper) -> list[Problem]:
    """Everything that is wrong with a choice, pot by pot; nothing when it is a valid ballot."""
    if not any(choice.values()):
        return [Problem("", "choose at least one project")]
    found: list[Problem] = []
    for pot, marked in choice.items():
        if pot not in on.pots:
            found.append(Problem(pot, "there is no pot '%(pot)s' on this ballot", {"pot": pot}))
        elif marked:
            found += _in_pot(pot, marked, on.pots[pot])
    used = sum(bool(marked) and pot in on.pots and on.pots[pot].local for pot, marked in choice.items())
    if on.areas_most and used > on.areas_most:
        known = {"most": on.areas_most, "given": used}
        words = "vote in at most %(most)s areas; these are %(given)s"
        found.append(
            Problem("", words if on.areas_most > 1 else "vote in one area; these are %(given)s", known)
        )
    return found


def _in_pot(pot: str, marked: Sequence[tuple[int, int]], on: PotBallot) -> list[Problem]:
    # Only when every project is on the ballot, and once, do the limits mean anything.
    return _known(pot, marked, on) or [
        *_length(pot, marked, on),
        *_values(pot, marked, on),
        *_money(pot, marked, on),
    ]


def _known(pot: str, marked: Sequence[tuple[int, int]], on: PotBallot) -> list[Problem]:
    seen = Counter(number for number, _value in marked)
    return [
        *(
            Problem(pot, "project %(number)s is not on this ballot", {"number": one})
            for one in sorted(seen)
            if one not in on.costs
        ),
        *(
            Problem(pot, "project %(number)s is chosen twice; choose it once", {"number": one})
            for one, times in sorted(seen.items())
            if times > 1
        ),
    ]


def _length(pot: str, marked: Sequence[tuple[int, int]], on: PotBallot) -> list[Problem]:
    given, most = len(marked), 1 if on.type == "choose-1" else on.maximum
    if given < on.minimum:
        known = {"least": on.minimum, "given": given}
        return [Problem(pot, "choose at least %(least)s projects; these are %(given)s", known)]
    if most and given > most:
        if most == 1:
            return [Problem(pot, "choose one project; these are %(given)s", {"given": given})]
        return [
            Problem(
                pot, "choose at most %(most)s projects; these are %(given)s", {"most": most, "given": given}
            )
        ]
    return []


def _values(pot: str, marked: Sequence[tuple[int, int]], on: PotBallot) -> list[Problem]:
    values = [value for _number, value in marked]
    if on.type == "ordinal":
        if sorted(values) != list(range(1, len(values) + 1)):
            return [Problem(pot, "give each project its own place: 1, 2, 3 and so on, without gaps")]
        return []
    if on.type not in POINTED:
        if any(value != 1 for value in values):
            return [Problem(pot, "a project is chosen or not; there are no points on this ballot")]
        return []
    return [*_points_each(pot, marked, on), *_points_together(pot, sum(values), on)]


def _points_each(pot: str, marked: Sequence[tuple[int, int]], on: PotBallot) -> list[Problem]:
    low = "give project %(number)s at least one point, or leave it out; these are %(given)s"
    high = "give project %(number)s at most %(most)s points; these are %(given)s"
    return [
        *(Problem(pot, low, {"number": number, "given": value}) for number, value in marked if value < 1),
        *(
            Problem(pot, high, {"number": number, "most": on.most, "given": value})
            for number, value in marked
            if on.most and value > on.most
        ),
    ]


def _points_together(pot: str, total: int, on: PotBallot) -> list[Problem]:
    if on.type != "cumulative" or not on.points or total <= on.points:
        return []
    known = {"most": on.points, "given": total, "over": total - on.points}
    return [Problem(pot, "give away %(most)s points at most; these are %(given)s, take %(over)s back", known)]


def _money(pot: str, marked: Sequence[tuple[int, int]], on: PotBallot) -> list[Problem]:
    over = sum(on.costs[number] for number, _value in marked) - on.amount
    if on.type != "knapsack" or over <= 0:
        return []
    words = "what you chose costs %(over)s more than there is; take something out"
    return [Problem(pot, words, {"over": over}, money=("over",))]


def spent(choice: Choice, on: BallotPaper) -> dict[str, int]:
    """What the chosen projects of each pot cost together; projects that are not on the ballot cost nothing."""
    return {
        pot: sum(lines.costs.get(number, 0) for number, _value in choice.get(pot, ()))
        for pot, lines in on.pots.items()
    }


def given(choice: Choice, on: BallotPaper) -> dict[str, int]:
    """The points that are given away in each pot."""
    return {pot: sum(value for _number, value in choice.get(pot, ())) for pot in on.pots}


def canonical(choice: Choice) -> str:
    """The one text for a choice: JSON, pots by name without empty ones, projects by number, no spaces."""
    content = {
        pot: sorted([number, value] for number, value in marked) for pot, marked in choice.items() if marked
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read(words: str) -> dict[str, list[tuple[int, int]]]:
    """A choice from its canonical text. Raises BadChoice for anything else, however close."""
    try:
        content = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise BadChoice(f'a choice is JSON like {{"pot":[[7,1]]}}: {error}') from error
    if not isinstance(content, dict):
        raise BadChoice('a choice is a JSON object like {"pot":[[7,1]]}')
    found: dict[str, list[tuple[int, int]]] = {}
    for pot, marked in content.items():
        if not isinstance(marked, list) or not all(_is_pair(one) for one in marked):
            raise BadChoice(f"pot {pot!r} is a list of pairs of whole numbers like [[7,1]]")
        found[pot] = [(one[0], one[1]) for one in marked]
    if canonical(found) != words:
        raise BadChoice(f"the canonical form of this choice is {canonical(found)}")
    return found


def _is_pair(one: object) -> bool:
    return isinstance(one, list) and len(one) == PAIR and all(type(part) is int for part in one)


def commitment(words: str, salt: bytes) -> str:
    """The commitment of the house (docs/record.md): SHA-256 of label, 32-byte salt and UTF-8 words, in hexadecimal."""
    if len(salt) != SALT:
        raise BadChoice(f"a salt has {SALT} bytes; this one has {len(salt)}")
    return hashlib.sha256(_LABEL + salt + words.encode()).hexdigest()


def shuffled(numbers: Iterable[int], seed: str) -> list[int]:
    """Numbers in an order that follows from the seed alone: the same for a voter each time, another for the next."""
    return sorted(
        numbers,
        key=lambda one: (hashlib.sha256(f"folkmoot/ballot/order/1\n{seed}\n{one}".encode()).digest(), one),
    )
