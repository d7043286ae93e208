"""Reports that go to other systems and come from them."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """The report was handed to another Open311 system, which knows it as ``external_id``; its news is mirrored here.

    ``system`` is the host name of the other system.
    """

    kind: ClassVar[str] = "service_requests.forwarded"
    version: ClassVar[int] = 1

    system: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A batch of reports from another system. The segment is JSON Lines, one report a line (importers/rows.py).

    ``first`` and ``last`` are the numbers of the batch's rows in the source file, counted from 1; rows between
    them that were rejected are not in the segment.
    """

    kind: ClassVar[str] = "service_requests.imported"
    version: ClassVar[int] = 1

    source: str
    segment: str
    count: int
    first: int
    last: int
