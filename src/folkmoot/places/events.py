"""Facts about the institution, its departments, its areas, addresses and base map."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionDescribed:
    """Who runs this installation. Each new description replaces the one before.

    ``prefix`` begins the numbers of reports (``MH``). ``contact`` is a web address, never an e-mail address.
    ``lat``, ``lon`` (degrees, WGS 84) and ``zoom`` (0 to 20, web map levels) say where maps open. ``languages`` are
    the codes of those that pages offer, the usual one first; none means every language of the program.
    """

    kind: ClassVar[str] = "places.institution_described"
    version: ClassVar[int] = 2

    name: str
    short: str
    prefix: str
    institution_kind: str = "council"
    time_zone: str = "Europe/London"
    contact: str = ""
    phone: str = ""
    emergency_phone: str = ""
    population: int = 0
    lat: float = 0.0
    lon: float = 0.0
    zoom: int = 13
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The institution is open on a ``weekday`` (1 Monday to 7 Sunday, ISO 8601) from ``opens`` until ``closes``.

    Both are local times as ``HH:MM``; ``closes`` may be ``24:00``.
    """

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A ``day`` on which the institution is closed: once, or with ``yearly`` on the same date every year."""

    name: str
    day: date
    yearly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursDescribed:
    """When the institution is open, replacing what was said before. Promises in opening hours count by it."""

    kind: ClassVar[str] = "places.hours_described"
    version: ClassVar[int] = 1

    week: tuple[Opening, ...] = ()
    holidays: tuple[Holiday, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookDescribed:
    """How the institution's pages look, replacing what was said before.

    ``action`` colours links and buttons, ``deep`` the dark surfaces, ``highlight`` the mark on them; each is
    ``#rrggbb``, or nothing for Folkmoot's own. ``logo`` is the hash of a document of type ``logo_type`` (image/png
    or image/svg+xml), nothing for the town's name alone.
    """

    kind: ClassVar[str] = "places.look_described"
    version: ClassVar[int] = 1

    action: str = ""
    deep: str = ""
    highlight: str = ""
    logo: str = ""
    logo_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentDescribed:
    """A department, with how to reach it. ``closed`` ones keep their past but get no new work."""

    kind: ClassVar[str] = "places.department_described"
    version: ClassVar[int] = 1

    slug: str
    name: str
    contact: str = ""
    phone: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasPublished:
    """A new version of a set of areas. The segment is a GeoJSON FeatureCollection in WGS 84 (RFC 7946).

    Each feature has the properties ``slug``, ``name``, ``lat``, ``lon`` (a point inside) and ``population`` or null.
    """

    kind: ClassVar[str] = "places.areas_published"
    version: ClassVar[int] = 1

    set: str
    name: str
    valid_from: date
    segment: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesPublished:
    """The whole list of addresses, replacing the one before.

    The segment is a UTF-8 CSV file with the columns ``id,number,street,locality,postcode,lat,lon``.
    """

    kind: ClassVar[str] = "places.addresses_published"
    version: ClassVar[int] = 1

    segment: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMapPublished:
    """The drawing under every map, replacing the one before: a GeoJSON FeatureCollection of ``kind`` and ``name``."""

    kind: ClassVar[str] = "places.base_map_published"
    version: ClassVar[int] = 1

    segment: str
    count: int
