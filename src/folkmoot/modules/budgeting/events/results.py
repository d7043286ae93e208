"""What happens when voting is over: ballots are opened, every pot is counted, the result is published."""

from dataclasses import dataclass
from typing import ClassVar

Lines = tuple[tuple[int, int], ...]
"""Of one pot: project numbers, each with its points, its rank (from 1) or 1."""
Opened = tuple[str, str, dict[str, Lines]]
"""A ballot: the voter's pseudonym in the round, the salt in hexadecimal digits, and the choice, pot by pot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotsRevealed:
    """Part ``part`` (from 1 on) of ``of`` of the ballots that count: the last one of each voter, by voter.

    ``SHA-256("folkmoot/commit/1" || 0x0A || salt || choice)``, with the choice as canonical JSON, is the ``choice`` of that
    voter's last ``ballot_cast``.
    """

    kind: ClassVar[str] = "budgeting.ballots_revealed"
    version: ClassVar[int] = 1

    round: int
    part: int
    of: int
    ballots: tuple[Opened, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotsImported:
    """Part ``part`` of ``of`` of the ballots of a vote that was held elsewhere; they were never committed to here.

    ``source`` says where they come from, ``sha256`` is the fingerprint of the file. Salts are empty, and the voters'
    pseudonyms are new: they follow from the file's fingerprint and the ballot's place in it.
    """

    kind: ClassVar[str] = "budgeting.ballots_imported"
    version: ClassVar[int] = 1

    round: int
    part: int
    of: int
    source: str
    sha256: str
    ballots: tuple[Opened, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One pot was counted: ``winners`` in the order in which they were bought, for ``cost`` minor units together.

    ``endowment`` is what every voter had, in units of the currency, as a fraction in text; empty for rules without one.
    ``digest`` is the SHA-256 of the outcome document, which the record keeps as a segment of that name; who counts the
    revealed ballots by the frozen rule writes the same bytes (``rules/outcome.py``).
    """

    kind: ClassVar[str] = "budgeting.counted"
    version: ClassVar[int] = 1

    round: int
    pot: str
    winners: tuple[int, ...]
    cost: int
    voters: int
    endowment: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPublished:
    """The result of the round is published: ``ballots`` count, and ``winners`` projects win in all pots together."""

    kind: ClassVar[str] = "budgeting.result_published"
    version: ClassVar[int] = 1

    round: int
    ballots: int
    winners: int
