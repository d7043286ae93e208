"""The watch finds bursts of signatures, and moderators say what they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstsFound:
    """In some hour until ``at`` so many bursts were urgent that moderators had not been told of yet.

    How many there are of each sort (networks, mail domains, petitions), and never which.
    """

    kind: ClassVar[str] = "petitions.bursts_found"
    version: ClassVar[int] = 1

    at: datetime
    networks: int
    domains: int
    petitions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstJudged:
    """Moderators looked at a burst of a ``sort``: network, domain or petition.

    ``verdict`` is dealt_with (they did what was to do) or expected (it is nothing bad). Of its place, by the keyed
    hash ``key`` as in Guarded, nothing more is told ``until`` a moment.
    """

    kind: ClassVar[str] = "petitions.burst_judged"
    version: ClassVar[int] = 1

    sort: str
    key: str
    verdict: str
    until: datetime
