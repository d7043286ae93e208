"""Reads of places: who we are, which departments and areas there are, which area holds a point."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from folkmoot.places.events import (
    AreasPublished,
    BaseMapPublished,
    DepartmentDescribed,
    Holiday,
    HoursDescribed,
    InstitutionDescribed,
    LookDescribed,
    Opening,
)
from folkmoot.places.geo import AreaIndex, Bounds, bounding_box
from folkmoot.places.models import Area, AreaVersion, BaseMap, Department, Institution
from folkmoot.record import clock, store
from folkmoot.record.remember import Edition, Remembered

DISTRICT = "district"
"""The set of areas that tiles the institution's territory."""

_AROUND_M = 3_000.0

KINDS = (
    InstitutionDescribed.kind,
    HoursDescribed.kind,
    LookDescribed.kind,
    DepartmentDescribed.kind,
    AreasPublished.kind,
    BaseMapPublished.kind,
)
_known = Remembered(*KINDS)
"""Everything here is read for every page and changes a few times a year."""


def institution() -> Institution:
    """The institution as last described; before the first description an unsaved one with general words."""
    return _institution(_known.now())


def _institution(known: Edition) -> Institution:
    return known.get("institution", lambda: Institution.objects.filter(pk="main").first() or _nobody())


def _nobody() -> Institution:
    return Institution(
        id="main",
        name="Folkmoot",
        short="Folkmoot",
        prefix="FM",
        time_zone=settings.TIME_ZONE,
        lat=0.0,
        lon=0.0,
        zoom=2,
    )


def description() -> InstitutionDescribed | None:
    """The institution as last described, as a fact that can be changed and recorded anew; None before the first."""
    row = Institution.objects.filter(pk="main").first()
    if row is None:
        return None
    return InstitutionDescribed(
        name=row.name,
        short=row.short,
        prefix=row.prefix,
        institution_kind=row.kind,
        time_zone=row.time_zone,
        contact=row.contact,
        phone=row.phone,
        emergency_phone=row.emergency_phone,
        population=row.population,
        lat=row.lat,
        lon=row.lon,
        zoom=row.zoom,
        languages=tuple(row.languages),
    )


def hours_of(here: Institution) -> HoursDescribed:
    """When the institution is open, as a fact that can be changed and recorded anew."""
    return HoursDescribed(
        week=tuple(Opening(weekday=day, opens=opens, closes=closes) for day, opens, closes in here.week),
        holidays=tuple(
            Holiday(name=name, day=date.fromisoformat(day), yearly=yearly)
            for day, name, yearly in here.holidays
        ),
    )


def today() -> date:
    """The day it is for the institution."""
    return _today(_known.now())


def _today(known: Edition) -> date:
    return clock.now().astimezone(ZoneInfo(_institution(known).time_zone)).date()


def departments(*, closed: bool = False) -> list[Department]:
    """The departments by name; closed ones only when asked for."""
    rows = _known.now().get("departments", lambda: tuple(Department.objects.order_by("name", "slug")))
    return [one for one in rows if closed or not one.closed]


def department(slug: str) -> Department | None:
    """The department with this slug, closed or not, or None."""
    found: Department | None = Department.objects.filter(slug=slug).first()
    return found


def area_version(set: str = DISTRICT, *, on: date | None = None) -> AreaVersion | None:  # noqa: A002
    """The version of a set that holds on a day (today when not given), or None before the first."""
    return _version(_known.now(), set, on)


def _version(known: Edition, set_slug: str, on: date | None) -> AreaVersion | None:
    day = on or _today(known)
    # All sets under one key: the name of a set may be anything that stands in an address.
    rows = known.get("versions", lambda: tuple(AreaVersion.objects.order_by("set", "-version")))
    return next((row for row in rows if row.set == set_slug and row.valid_from <= day), None)


def area_sets() -> list[AreaVersion]:
    """The version that holds today of every set, by the set's slug."""
    rows = AreaVersion.objects.filter(valid_from__lte=today()).order_by("set", "version")
    return list({row.set: row for row in rows}.values())


def areas(set: str = DISTRICT, *, on: date | None = None) -> list[Area]:  # noqa: A002
    """The areas of a set on a day (today when not given), by name."""
    known = _known.now()
    version = _version(known, set, on)
    if version is None:
        return []
    rows = known.get(("areas", version.pk), lambda: _areas(version))
    return list(rows)


def _areas(version: AreaVersion) -> tuple[Area, ...]:
    return tuple(Area.objects.filter(set=version.set, version=version.version).order_by("name", "slug"))


def area(set: str, slug: str, *, on: date | None = None) -> Area | None:  # noqa: A002
    """One area of a set on a day, or None."""
    version = area_version(set, on=on)
    if version is None:
        return None
    found: Area | None = Area.objects.filter(set=set, version=version.version, slug=slug).first()
    return found


@dataclass(frozen=True, slots=True)
class AreaHit:
    """An area that holds a point. ``key`` is ``<set>/<slug>``, which stays when a new version is published."""

    id: str
    set: str
    slug: str
    name: str
    version: int

    @property
    def key(self) -> str:
        """The set and the slug."""
        return f"{self.set}/{self.slug}"


@dataclass(frozen=True, slots=True)
class _Loaded:
    index: AreaIndex
    hits: Mapping[str, AreaHit]
    bounds: Bounds


@lru_cache(maxsize=16)
def _loaded(set_slug: str, version: int, segment: str) -> _Loaded:
    """The index of one version. The document's hash is part of the key, so it can never be another's."""
    document = json.loads(store.get_segment(segment))
    pairs = []
    hits = {}
    for one in document["features"]:
        slug = one["properties"]["slug"]
        key = f"{set_slug}/{slug}@{version}"
        pairs.append((key, one["geometry"]))
        hits[key] = AreaHit(key, set_slug, slug, one["properties"]["name"], version)
    index = AreaIndex(pairs)
    return _Loaded(index, hits, index.bounds)


def _load(set_slug: str, on: date | None) -> _Loaded | None:
    version = area_version(set_slug, on=on)
    return None if version is None else _loaded(set_slug, version.version, version.segment)


def area_finder(*, set: str = DISTRICT, on: date | None = None) -> Callable[[float, float], AreaHit | None]:  # noqa: A002
    """What ``area_at`` says, for many points: the set is looked up once and stays as it is now."""
    loaded = _load(set, on)

    def find(lat: float, lon: float) -> AreaHit | None:
        key = None if loaded is None else loaded.index.at(lat, lon)
        return None if loaded is None or key is None else loaded.hits[key]

    return find


def area_at(lat: float, lon: float, *, set: str = DISTRICT, on: date | None = None) -> AreaHit | None:  # noqa: A002
    """The area of a set that holds the point on a day, or None. Two queries once the version is in memory."""
    return area_finder(set=set, on=on)(lat, lon)


def territory() -> Callable[[float, float], bool]:
    """What ``inside`` says, for many points: the districts are looked up once and stay as they are now."""
    loaded = _load(DISTRICT, None)
    return lambda lat, lon: loaded is None or loaded.index.at(lat, lon) is not None


def inside(lat: float, lon: float) -> bool:
    """Whether the point lies in the institution's territory: in a district, or anywhere while there are none."""
    return territory()(lat, lon)


def bounds() -> Bounds:
    """The box of the districts, or of the base map, or a few kilometres around the institution's point."""
    if loaded := _load(DISTRICT, None):
        return loaded.bounds
    if drawn := base_map():
        return Bounds(drawn.west, drawn.south, drawn.east, drawn.north)
    here = institution()
    return bounding_box(here.lat, here.lon, _AROUND_M)


def base_map() -> BaseMap | None:
    """Which base map is published, or None."""
    return _known.now().get("base map", lambda: BaseMap.objects.filter(pk="base").first())


@lru_cache(maxsize=8)
def document(segment: str) -> bytes:
    """A published document by its hash, kept in memory because maps ask for the same few again and again."""
    return store.get_segment(segment)
