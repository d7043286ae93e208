"""What is opened when voting is over: the last ballot of every voter, in parts that fit into facts.

A ballot is a voter's pseudonym in the round (32 hexadecimal digits), a salt and a choice. A choice is JSON, pot by pot
``[[project number, points or rank], …]``; its canonical text is what was committed to when the ballot was cast.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from folkmoot.modules.budgeting.rules.ballots import commitment

Choice = Mapping[str, Sequence[Sequence[int]]]
Opened = tuple[str, str, Choice]
"""(voter, salt in hexadecimal digits, choice); imported ballots have no salt."""
PART = 60_000
"""Bytes of ballots in one fact at most: an entry of the record has 65,535 with its envelope."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot as it stands on the record; ``choice`` is a commitment, or empty where the ballot was withdrawn."""

    fact_id: str
    voter: str
    choice: str = ""


def canonical_choice(choice: Choice) -> str:
    """The one text of a choice: pots by their codes, lines as they stand, JSON without blanks (RFC 8785)."""
    return json.dumps(choice, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def lines_text(lines: Sequence[Sequence[int]]) -> str:
    """What a ballot says about one pot, as canonical JSON."""
    return json.dumps(lines, separators=(",", ":"))


def commitment_of(choice: Choice, salt: str) -> str:
    """What was on the record before this was opened. Raises ValueError for a salt that is not 64 hexadecimal digits."""
    return commitment(canonical_choice(choice), bytes.fromhex(salt))


def last_ballots(cast: Iterable[Cast]) -> dict[str, Cast]:
    """The ballot of each voter that counts, by voter: the last one, unless it was withdrawn afterwards.

    ``cast`` are ballots and withdrawals in the order in which each voter's were accepted.
    """
    found: dict[str, Cast] = {}
    for one in cast:
        if one.choice:
            found[one.voter] = one
        else:
            found.pop(one.voter, None)
    return found


def size_of(one: Opened) -> int:
    """Bytes of a ballot inside of a fact, with the comma behind it."""
    voter, salt, choice = one
    return len(canonical_choice(choice).encode()) + len(voter) + len(salt) + 9


def parts(ballots: Sequence[Opened], *, most: int = PART) -> list[tuple[Opened, ...]]:
    """Ballots by voter, cut into parts of ``most`` bytes at most; one part, an empty one, where there is no ballot.

    The same ballots give the same parts, whoever cuts them: so a reveal that was interrupted goes on where it stopped.
    Raises ValueError when a single ballot is larger than a part.
    """
    found: list[tuple[Opened, ...]] = []
    now: list[Opened] = []
    size = 0
    for one in sorted(ballots, key=lambda ballot: ballot[0]):
        more = size_of(one)
        if more > most:
            raise ValueError(f"the ballot of {one[0]} takes {more:,} bytes; a fact holds {most:,}")
        if size + more > most:
            found.append(tuple(now))
            now, size = [], 0
        now.append(one)
        size += more
    found.append(tuple(now))
    return found


def false_openings(opened: Iterable[Opened], last: Mapping[str, Cast]) -> Iterator[tuple[str, str]]:
    """(voter, what is wrong) of every opened ballot that is not the last one that its voter cast."""
    for voter, salt, choice in opened:
        if voter not in last:
            yield voter, "has no ballot that counts on the record"
            continue
        try:
            right = commitment_of(choice, salt) == last[voter].choice
        except ValueError:
            right = False
        if not right:
            yield voter, f"was opened as a ballot that is not the one of {last[voter].fact_id}"
