"""Facts about the institution, its departments, its areas, addresses and base map."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionDescribed:
    """Who runs this installation. Each new description replaces the one before.

    ``prefix`` begins the numbers of reports (``MH``). ``contact`` is a web address, never an e-mail address.
    ``lat``, ``lon`` (degrees, WGS 84) and ``zoom`` (0 to 20, web map levels) say where maps open.
    """

    kind: ClassVar[str] = "places.institution_described"
    version: ClassVar[int] = 1

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
