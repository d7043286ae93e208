"""Everything that is described: one shape that every standard is written from and read into.

Addresses are absolute IRIs. Dates are texts as `words.moment` gives them, because a standard may say no more than a
year. Nothing personal belongs here but what a public body publishes as its contact.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from folkmoot.modules.catalogue.formats.vocabulary import ACCESS, FREQUENCIES, Concept, Licence
from folkmoot.modules.catalogue.formats.words import Text, moment, say
from folkmoot.record.refusal import Refusal, Refused, demand, one_of

NAME = re.compile(r"[a-z0-9_-]{2,100}")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
_DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
EAST, NORTH = 180, 90
"""Largest degrees of a longitude and a latitude."""
KINDS = ("int", "number", "text", "bool", "date", "timestamp", "time", "geopoint", "geometry", "json")
"""Types of columns, as the engine names them."""

Extras = tuple[tuple[str, str], ...]
"""What somebody added under a name of their own."""


def iri(where: str, given: str, *, needed: bool = False) -> Refusal | None:
    """Whether something is an absolute IRI that every syntax can hold."""
    if not given and not needed:
        return None
    if _IRI.fullmatch(given):
        return None
    return Refusal.of(where, "“%(given)s” is not an address with its scheme, as in https://…", given=given)


def _moments(**given: str) -> None:
    for where, one in given.items():
        try:
            moment(one)
        except Refused as wrong:
            raise Refused([replace(wrong.refusals[0], field=where)]) from wrong


@dataclass(frozen=True, slots=True)
class Agent:
    """A public body or company, or a person who publishes as one. `id` is what the platform calls it."""

    name: Text
    iri: str = ""
    id: str = ""
    slug: str = ""
    email: str = ""
    homepage: str = ""
    description: Text = ()
    image: str = ""

    def __post_init__(self) -> None:
        demand(
            None if self.name else Refusal("name", "give a name"),
            iri("iri", self.iri),
            iri("homepage", self.homepage),
        )


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions. DCAT-US wants the e-mail address; a contact without one is left out there."""

    name: str
    email: str = ""
    url: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        told = self.email and not _EMAIL.fullmatch(self.email)
        demand(
            None if self.name.strip() else Refusal("name", "give a name"),
            Refusal.of("email", "“%(given)s” is not an e-mail address", given=self.email) if told else None,
            iri("url", self.url),
        )


@dataclass(frozen=True, slots=True)
class Period:
    """From the start to the end, both included; one of them may be open."""

    start: str = ""
    end: str = ""

    def __post_init__(self) -> None:
        _moments(start=self.start, end=self.end)
        demand(
            None if self.start or self.end else Refusal("start", "give the start or the end of the period")
        )


def period_of(start: str, end: str) -> Period:
    """A period whose ends are dates as others write them. Raises Refused."""
    return Period(moment(start), moment(end))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere by name, by the IRI of a gazetteer, or by (west, south, east, north) in degrees of WGS 84."""

    name: Text = ()
    iri: str = ""
    box: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        inside = self.box is None or (
            all(-EAST <= self.box[at] <= EAST for at in (0, 2))
            and -NORTH <= self.box[1] <= self.box[3] <= NORTH
        )
        demand(
            iri("iri", self.iri),
            None
            if inside
            else Refusal("box", "west, south, east, north are degrees; south is not above north"),
            None
            if self.name or self.iri or self.box
            else Refusal("name", "give a name, an address or a box"),
        )


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `name` as queries call it, `type` one of KINDS, and what the dictionary says of it."""

    name: str
    type: str = "text"
    title: Text = ()
    description: Text = ()
    unit: str = ""
    source: str = ""
    key: bool = False
    required: bool = False

    def __post_init__(self) -> None:
        demand(
            None if self.name else Refusal("name", "give a name"),
            None if self.type in KINDS else one_of("type", KINDS),
        )


@dataclass(frozen=True, slots=True)
class Version:
    """One generation of a table: immutable, at an address of its own. `sha256` in hex, `size` in bytes."""

    id: str
    made: str
    sha256: str
    size: int | None = None
    rows: int | None = None
    url: str = ""
    notes: Text = ()

    def __post_init__(self) -> None:
        _moments(made=self.made)
        demand(
            None if _SHA256.fullmatch(self.sha256) else Refusal("sha256", "write 64 small hex digits"),
            iri("url", self.url),
        )


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file or address that holds the data. `format` is a key of vocabulary.FILES or a word of the publisher's.

    `access_url` is a page or the file, `download_url` the file; one of the two is needed (DCAT-AP: accessURL).
    `size` in bytes, `sha256` in hex, `rows` without the header. `queryable` says that the data API answers from it.
    `kind` is CKAN's `url_type`, `position` its order. `encoding` and `delimiter` tell how a text file is written.
    """

    id: str
    iri: str
    access_url: str = ""
    download_url: str = ""
    title: Text = ()
    description: Text = ()
    format: str = ""
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    rows: int | None = None
    issued: str = ""
    modified: str = ""
    changed: str = ""
    licence: Licence | None = None
    languages: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    conforms_to: tuple[str, ...] = ()
    queryable: bool = False
    compression: str = ""
    encoding: str = ""
    delimiter: str = ""
    kind: str = ""
    hash: str = ""
    extras: Extras = ()

    def __post_init__(self) -> None:
        _moments(issued=self.issued, modified=self.modified, changed=self.changed)
        sha = not self.sha256 or _SHA256.fullmatch(self.sha256)
        demand(
            iri("iri", self.iri, needed=True),
            iri("access_url", self.access_url, needed=not self.download_url),
            iri("download_url", self.download_url),
            None if sha else Refusal("sha256", "write 64 small hex digits"),
            None if self.size is None or self.size >= 0 else Refusal("size", "use a number from 0 on"),
            *(iri("conforms_to", one) for one in self.conforms_to),
        )

    @property
    def url(self) -> str:
        """The file where there is one, else the page."""
        return self.download_url or self.access_url


@dataclass(frozen=True, slots=True)
class DataService:
    """An API. DCAT-US wants publisher and contact; the dataset's or catalogue's stand in for missing ones."""

    iri: str
    title: Text
    endpoint_url: str
    description: Text = ()
    endpoint_description: str = ""
    documentation: str = ""
    publisher: Agent | None = None
    contact: Contact | None = None
    licence: Licence | None = None
    serves: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    terms: str = ""

    def __post_init__(self) -> None:
        demand(
            iri("iri", self.iri, needed=True),
            None if self.title else Refusal("title", "give a title"),
            iri("endpoint_url", self.endpoint_url, needed=True),
            iri("endpoint_description", self.endpoint_description),
            iri("documentation", self.documentation),
            iri("terms", self.terms),
            *(iri("serves", one) for one in self.serves),
            *(iri("conforms_to", one) for one in self.conforms_to),
        )


def distributions_of(service: DataService, key: str, licence: Licence | None) -> tuple[Distribution, ...]:
    """An API as standards that know none want it: where it is asked, and what describes it, each as a distribution."""
    found = [("endpoint", service.endpoint_url, service.title, "API")]
    if service.endpoint_description:
        found.append(("description", service.endpoint_description, service.title, "OpenAPI"))
    return tuple(
        Distribution(
            id=f"{key}.{part}",
            iri=f"{service.iri}#{part}",
            access_url=url,
            title=title,
            format=kind,
            licence=licence,
        )
        for part, url, title, kind in found
    )


@dataclass(frozen=True, slots=True)
class Dataset:
    """A collection of data that somebody publishes. `name` is its address word, `id` what the platform calls it.

    `issued` and `modified` speak of the data, `created` and `changed` of this description. `frequency` is a code of
    FREQUENCIES, `access` one of ACCESS, `temporal_resolution` an XML Schema duration, `spatial_resolution` metres.
    `source` is the address that it was harvested from. `groups` are (name, title) of CKAN's groups.
    With a `service` the entry is an API: standards that know no APIs get its address as a distribution.
    """

    id: str
    name: str
    iri: str
    title: Text
    description: Text
    publisher: Agent | None = None
    creator: Agent | None = None
    contacts: tuple[Contact, ...] = ()
    keywords: Text = ()
    themes: tuple[Concept, ...] = ()
    licence: Licence | None = None
    frequency: str = ""
    issued: str = ""
    modified: str = ""
    created: str = ""
    changed: str = ""
    periods: tuple[Period, ...] = ()
    places: tuple[Place, ...] = ()
    languages: tuple[str, ...] = ()
    landing_page: str = ""
    homepage: str = ""
    documentation: tuple[str, ...] = ()
    access: str = ""
    provenance: Text = ()
    conforms_to: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    version: str = ""
    version_notes: Text = ()
    versions: tuple[Version, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    related: tuple[str, ...] = ()
    temporal_resolution: str = ""
    spatial_resolution: float | None = None
    source: str = ""
    citation: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    private: bool = False
    state: str = "active"
    extras: Extras = ()
    service: DataService | None = None

    def __post_init__(self) -> None:
        _moments(issued=self.issued, modified=self.modified, created=self.created, changed=self.changed)
        duration = not self.temporal_resolution or _DURATION.fullmatch(self.temporal_resolution)
        demand(
            None if NAME.fullmatch(self.name) else Refusal("name", "use 2 to 100 of a–z, 0–9, - and _"),
            iri("iri", self.iri, needed=True),
            None if self.title else Refusal("title", "give a title"),
            None if self.description else Refusal("description", "give a description"),
            None
            if not self.frequency or self.frequency in FREQUENCIES
            else one_of("frequency", tuple(FREQUENCIES)),
            None if not self.access or self.access in ACCESS else one_of("access", ACCESS),
            None if duration else Refusal("temporal_resolution", "write a duration, as in PT15M or P1D"),
            iri("landing_page", self.landing_page),
            iri("homepage", self.homepage),
            iri("source", self.source),
            *(iri("documentation", one) for one in self.documentation),
            *(iri("conforms_to", one) for one in self.conforms_to),
            *(iri("related", one) for one in self.related),
        )

    def licence_of(self, distribution: Distribution) -> Licence | None:
        """What a file may be used under: its own licence, or the dataset's."""
        return distribution.licence or self.licence

    def called(self, language: str = "") -> str:
        """The title in a language."""
        return say(self.title, language)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A site's list of datasets. `iri` is the catalogue itself, `homepage` its start page.

    `answering` are the APIs that answer for every distribution that is queryable; they are entries of their own.
    """

    iri: str
    title: Text
    description: Text
    publisher: Agent
    homepage: str = ""
    contact: Contact | None = None
    licence: Licence | None = None
    languages: tuple[str, ...] = ()
    issued: str = ""
    modified: str = ""
    places: tuple[Place, ...] = ()
    services: tuple[DataService, ...] = ()
    answering: tuple[DataService, ...] = ()

    def __post_init__(self) -> None:
        _moments(issued=self.issued, modified=self.modified)
        demand(
            iri("iri", self.iri, needed=True),
            iri("homepage", self.homepage),
            None if self.title else Refusal("title", "give a title"),
            None if self.description else Refusal("description", "give a description"),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a catalogue in order. Addresses are those of the pages themselves; `total` counts all datasets."""

    datasets: Sequence[Dataset]
    total: int
    url: str
    first: str
    last: str = ""
    previous: str = ""
    next: str = ""
    size: int = 100

    @classmethod
    def whole(cls, datasets: Sequence[Dataset], url: str) -> Self:
        """All of a small catalogue."""
        return cls(datasets, len(datasets), url, url, url, size=max(len(datasets), 1))
