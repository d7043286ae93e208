"""People answer. Who acts is a pseudonym that differs in every survey and that nobody else can trace."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The answer to one question: keys of what was chosen or, of a text, the commitment to its words."""

    question: str
    choices: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Somebody answered, or changed their answer: this one replaces what the same actor answered before.

    ``way`` is invited (by a link that was sent) or page (whoever read a page and chose to answer).
    """

    kind: ClassVar[str] = "feedback.answered"
    version: ClassVar[int] = 1

    edition: int
    way: str
    answers: tuple[Given, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Whoever answered under this pseudonym took the answer back."""

    kind: ClassVar[str] = "feedback.withdrawn"
    version: ClassVar[int] = 1

    edition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemoved:
    """Words of answers were taken off the pages; their commitments stay, inert.

    ``reason`` is personal, abuse, unlawful or spam.
    """

    kind: ClassVar[str] = "feedback.words_removed"
    version: ClassVar[int] = 1

    commitments: tuple[str, ...]
    reason: str
