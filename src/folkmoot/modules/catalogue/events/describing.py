"""What a dataset says of itself, and how it is drafted, reviewed, published and withdrawn."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An API. ``endpoint`` is where it is asked, ``description`` an address that describes it to programs (OpenAPI).

    ``standards`` are addresses of what it keeps to, ``formats`` what it answers in, ``terms`` the address of its terms of
    use. ``serves`` names the datasets that it gives: keys of this catalogue, or addresses as its source calls them.
    """

    endpoint: str
    description: str = ""
    terms: str = ""
    standards: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A dataset in words. ``title`` and ``summary`` are (language, words) pairs.

    ``licence`` is a code of rules.LICENCES; ``themes`` are codes of the EU's data themes and ``frequency`` one of its
    frequencies; ``areas`` are slugs of districts, empty for all of them. ``begins`` and ``ends`` are the first and last
    day that the data tell of. ``contact`` is a commitment to the mailbox of the office, since no address of mail stands
    on the record; ``landing`` is a page elsewhere that tells more. ``further`` is a commitment to a JSON object of what
    came through CKAN's API and has no field here (see ckan/further.py). With ``service`` the entry is an API and has no
    tables; an entry is one or the other for ever.
    """

    title: Pairs
    summary: Pairs
    office: str
    licence: str
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    begins: date | None = None
    ends: date | None = None
    frequency: str = "UNKNOWN"
    contact: str = ""
    landing: str = ""
    further: str = ""
    service: Service | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A dataset was described, or described anew. What is published stays as it is until it is published again."""

    kind: ClassVar[str] = "catalogue.described"
    version: ClassVar[int] = 2

    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """Its office asks that the dataset be published as it is described now."""

    kind: ClassVar[str] = "catalogue.submitted"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A reviewer published the dataset in these words; everybody sees it and its newest versions from now on."""

    kind: ClassVar[str] = "catalogue.published"
    version: ClassVar[int] = 2

    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """A reviewer did not publish the dataset yet. ``words`` is a commitment to what is to be done first."""

    kind: ClassVar[str] = "catalogue.sent_back"
    version: ClassVar[int] = 1

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The dataset is not offered any more. ``words`` is a commitment to the reason."""

    kind: ClassVar[str] = "catalogue.withdrawn"
    version: ClassVar[int] = 1

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A withdrawal was undone: the dataset is offered again."""

    kind: ClassVar[str] = "catalogue.restored"
    version: ClassVar[int] = 1
