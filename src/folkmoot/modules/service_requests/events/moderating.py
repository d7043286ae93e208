"""Words and photos are taken off the pages."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemoved:
    """Words or photos were taken off the pages; the record keeps their inert commitments.

    ``reason`` is personal, abuse, unlawful or erasure (the person asked).
    """

    kind: ClassVar[str] = "service_requests.words_removed"
    version: ClassVar[int] = 1

    commitments: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A commitment that another one takes the place of; ``file`` is the new photo when it is about a photo."""

    old: str
    new: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """Parts of words or photos were blacked out; what was shown before is destroyed.

    ``reason`` is personal, abuse, unlawful or erasure (the person asked).
    """

    kind: ClassVar[str] = "service_requests.redacted"
    version: ClassVar[int] = 1

    redactions: tuple[Redaction, ...]
    reason: str
