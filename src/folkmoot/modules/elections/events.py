"""Facts about polls: what an office asks, how people vote under a pseudonym, and what comes of it.

A poll is an advisory vote without secrecy. Whoever needs secrecy needs an election by the protocol (see protocol/).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOpened:
    """An office asks a question. People choose from ``least`` to ``most`` of the options until ``closes``.

    Options are numbered from 1 in this order. The words are the institution's own and public; nothing of a poll changes
    once it is open.
    """

    kind: ClassVar[str] = "elections.poll_opened"
    version: ClassVar[int] = 1

    question: str
    background: str
    options: tuple[str, ...]
    least: int
    most: int
    office: str
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PollVoted:
    """The actor, a pseudonym for this poll alone, chose these options, in ascending order. It replaces an earlier choice."""

    kind: ClassVar[str] = "elections.poll_voted"
    version: ClassVar[int] = 1

    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollVoteWithdrawn:
    """The actor took the vote back; until the poll closes they can vote again."""

    kind: ClassVar[str] = "elections.poll_vote_withdrawn"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PollClosed:
    """The poll is over: ``counts`` of each option, and ``voters`` whose vote counts.

    ``early`` is a commitment to the reason when an office closed it before its time, and empty otherwise.
    """

    kind: ClassVar[str] = "elections.poll_closed"
    version: ClassVar[int] = 1

    counts: tuple[int, ...]
    voters: int
    early: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAnswered:
    """The office says what it does with the outcome. ``words`` is a commitment; a later answer replaces this one."""

    kind: ClassVar[str] = "elections.poll_answered"
    version: ClassVar[int] = 1

    words: str
