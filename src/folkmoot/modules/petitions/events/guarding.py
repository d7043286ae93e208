"""Against fraud: how many signatures of one network are believed, and lists of who is believed always or never."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsDescribed:
    """How many signatures are believed. Each description replaces the one before.

    From one network address on one petition ``burst`` signatures in ``burst_seconds`` and ``sustained`` in
    ``sustained_seconds`` are believed, and of supporters before it opens ``supporters`` in the longer time; from one
    address ``creators`` petitions are started in it. What is more is not counted, and nobody is told. One signature is
    sent ``mails`` confirmation mails at most. Networks and mail domains with ``watched`` confirmed signatures in an
    hour are shown to moderators, those with ``noticed`` as urgent. When ``delayed`` petitions wait for moderators,
    whoever starts one is told that it takes longer.
    """

    kind: ClassVar[str] = "petitions.limits_described"
    version: ClassVar[int] = 1

    burst: int = 1
    burst_seconds: int = 60
    sustained: int = 5
    sustained_seconds: int = 300
    creators: int = 2
    supporters: int = 5
    mails: int = 5
    watched: int = 100
    noticed: int = 200
    delayed: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """Networks, mail domains or mailboxes are never believed from now on or, with ``allow``, always.

    ``sort`` is network, domain or email. ``keys`` are keyed hashes (HMAC-SHA-256 under a secret of the installation,
    the first 128 bits as 32 hexadecimal digits): who is on a list is not public, that and since when something is, is.
    ``reason`` is throwaway, automated, abuse, trusted or other.
    """

    kind: ClassVar[str] = "petitions.guarded"
    version: ClassVar[int] = 1

    sort: str
    allow: bool
    keys: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unguarded:
    """Entries, by their keyed hashes, are on no list any more."""

    kind: ClassVar[str] = "petitions.unguarded"
    version: ClassVar[int] = 1

    keys: tuple[str, ...]
