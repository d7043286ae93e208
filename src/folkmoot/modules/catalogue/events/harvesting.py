"""Where datasets are harvested from, and what came from there. Sources are subjects of their own: ``data_sources/<key>``."""

from dataclasses import dataclass
from typing import ClassVar

from folkmoot.modules.catalogue.events.describing import Description, Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDescribed:
    """A source was laid down, or laid down anew.

    ``sort`` is ckan, dcat or data_json; ``address`` where it is asked, again every so many hours (``every``, 0: when
    asked). ``office`` publishes here what comes. ``tables`` is load (tables are loaded as well) or link (files stay
    where they are); ``publish`` is review or once. ``licence`` stands for records that name none; empty leaves them out.
    """

    kind: ClassVar[str] = "catalogue.source_described"
    version: ClassVar[int] = 1

    name: str
    sort: str
    address: str
    office: str
    every: int = 0
    tables: str = "link"
    publish: str = "review"
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceClosed:
    """Nothing is harvested from the source any more; its datasets belong to their office from now on."""

    kind: ClassVar[str] = "catalogue.source_closed"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestEnded:
    """A harvest that changed something: how many records there were, and what became of them here."""

    kind: ClassVar[str] = "catalogue.harvest_ended"
    version: ClassVar[int] = 1

    found: int
    created: int
    changed: int
    unchanged: int
    refused: int
    gone: int
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestedFile:
    """A file that stays at the source; ``bytes`` and ``sha256`` as the source says them, if it does."""

    name: str
    url: str
    format: str = ""
    bytes: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvested:
    """What a source said of the dataset: the ``record`` under the source's own name for it, as it was understood.

    ``digest`` is the SHA-256 of all of it; a harvest that finds the same changes nothing. ``description`` is before
    the office's overrides. ``publisher`` is the body that the source names, ``page`` the dataset's page there.
    """

    kind: ClassVar[str] = "catalogue.harvested"
    version: ClassVar[int] = 2

    source: str
    record: str
    digest: str
    description: Description
    page: str = ""
    publisher: str = ""
    files: tuple[HarvestedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneAtSource:
    """A complete harvest did not find the dataset at its source any more."""

    kind: ClassVar[str] = "catalogue.gone_at_source"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """What the office says in place of the source, in every harvest to come. Empty fields leave it to the source."""

    kind: ClassVar[str] = "catalogue.overridden"
    version: ClassVar[int] = 1

    title: Pairs = ()
    summary: Pairs = ()
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
