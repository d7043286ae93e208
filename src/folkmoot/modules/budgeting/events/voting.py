"""Ballots are cast and taken back. Who votes is a pseudonym that differs in every round; what they chose is sealed."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCast:
    """A ballot counts from now on, instead of the one before of the same voter.

    ``voter``: 32 hexadecimal digits, a pseudonym in this round alone. ``channel``: internet, paper (two officers entered
    the same) or assisted (an officer entered it in the voter's presence). ``choice``: a commitment to the canonical JSON
    ``{"<pot>": [[project, points or rank], …]}`` (rules/ballots.py), opened when voting is over. ``replaces``: the
    fact of the voter's ballot before, or empty.
    """

    kind: ClassVar[str] = "budgeting.ballot_cast"
    version: ClassVar[int] = 1

    round: int
    voter: str
    channel: str
    choice: str
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotWithdrawn:
    """The voter's ballot, the fact ``ballot``, counts no more."""

    kind: ClassVar[str] = "budgeting.ballot_withdrawn"
    version: ClassVar[int] = 1

    round: int
    voter: str
    ballot: str
