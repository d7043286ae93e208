"""A petition is started and signed. Who acts is a pseudonym that differs on every petition."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Somebody confirmed a petition that they had written; it looks for supporters now.

    ``action``, ``background`` and ``details`` are commitments to words (docs/record.md) that are shown when the
    petition opens. ``kind_code`` names the kind; ``sponsors``, ``areas``, ``outside`` and ``accounts`` are its rules
    for signing at this moment, which stay with the petition.
    """

    kind: ClassVar[str] = "petitions.started"
    version: ClassVar[int] = 1

    kind_code: str
    action: str
    background: str
    details: str = ""
    sponsors: int
    areas: tuple[str, ...] = ()
    outside: bool = True
    accounts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Somebody's signature counts. The actor is their pseudonym on this petition and on no other.

    ``area`` is a district's slug, empty for people from elsewhere. ``country`` is the code (ISO 3166-1 alpha-2) that
    somebody from elsewhere may give; empty for people of an area and for those who gave none. ``role`` is creator, sponsor or signer;
    ``channel`` is email (a link in a mail was confirmed), account (signed in) or paper (an officer entered a sheet).
    """

    kind: ClassVar[str] = "petitions.signed"
    version: ClassVar[int] = 2

    area: str = ""
    country: str = ""
    role: str = "signer"
    channel: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Whoever signed under this pseudonym took the signature back."""

    kind: ClassVar[str] = "petitions.withdrawn"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A batch of signatures that another system had counted.

    The segment is JSON Lines, one signature a line: ``actor`` (a pseudonym), ``area`` and ``at`` (RFC 3339); ``country`` where
    it was given.
    """

    kind: ClassVar[str] = "petitions.imported"
    version: ClassVar[int] = 1

    source: str
    segment: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalidated:
    """Signatures that broke the rules count no more. The segment is a JSON list of their pseudonyms.

    ``reason`` is automated, duplicate, false_details or other; ``conditions`` names by what they were found (such as
    network or domain) and never with which value; ``words`` is a commitment to the explanation, which is public.
    """

    kind: ClassVar[str] = "petitions.invalidated"
    version: ClassVar[int] = 1

    reason: str
    conditions: tuple[str, ...]
    segment: str
    count: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """An invalidation, the fact ``batch``, was a mistake: its ``count`` signatures count again."""

    kind: ClassVar[str] = "petitions.restored"
    version: ClassVar[int] = 1

    batch: str
    count: int
    words: str = ""
