"""The institution, its hours, look, departments and areas as a share of the one configuration file."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from pydantic import Field

from folkmoot.places import queries, services
from folkmoot.places.events import Holiday, InstitutionDescribed, Opening
from folkmoot.places.models import AreaVersion, Department, Institution
from folkmoot.places.rules import Refused, clean_logo
from folkmoot.record import store
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError

ACTOR = services.ADMINISTRATION


class InstitutionModel(Strict):
    """Who the institution is (fact places.institution_described)."""

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


class OpeningModel(Strict):
    """Open on a weekday (1 Monday to 7 Sunday) from and until a local time HH:MM."""

    weekday: int
    opens: str
    closes: str


class HolidayModel(Strict):
    """Closed on a day, once or every year."""

    name: str
    day: date
    yearly: bool = False


class HoursModel(Strict):
    """Opening hours and holidays."""

    week: tuple[OpeningModel, ...] = ()
    holidays: tuple[HolidayModel, ...] = ()


class LookModel(Strict):
    """Three colours (#rrggbb or empty) and a logo (PNG or SVG in base 64, empty for none)."""

    action: str = ""
    deep: str = ""
    highlight: str = ""
    logo: str = ""


class DepartmentModel(Strict):
    """A department by its slug."""

    slug: str
    name: str
    contact: str = ""
    phone: str = ""
    closed: bool = False


class AreasModel(Strict):
    """The newest version of a set of areas as GeoJSON; features have slug, name and population."""

    set: str
    name: str
    valid_from: date
    geojson: dict[str, Any]


class PlacesModel(Strict):
    """What places are set up as. What is left out or not named stays as it is."""

    institution: InstitutionModel | None = None
    hours: HoursModel | None = None
    look: LookModel | None = None
    departments: tuple[DepartmentModel, ...] = Field(default=())
    areas: tuple[AreasModel, ...] = Field(default=())


def export() -> PlacesModel:
    """Everything as it is now; closed departments too, of areas the newest version of each set."""
    here = Institution.objects.filter(pk="main").first()
    described = queries.description()
    if here is None or described is None:
        return PlacesModel(departments=_departments(), areas=_areas())
    hours = queries.hours_of(here)
    return PlacesModel(
        institution=InstitutionModel(**asdict(described)),
        hours=HoursModel.model_validate(asdict(hours)),
        look=_look(here),
        departments=_departments(),
        areas=_areas(),
    )


def _look(here: Institution) -> LookModel:
    logo = base64.b64encode(store.get_segment(here.logo)).decode() if here.logo else ""
    return LookModel(action=here.action, deep=here.deep, highlight=here.highlight, logo=logo)


def _departments() -> tuple[DepartmentModel, ...]:
    rows = Department.objects.order_by("slug").values("slug", "name", "contact", "phone", "closed")
    return tuple(DepartmentModel(**row) for row in rows)


def _newest(set_slug: str = "") -> list[AreaVersion]:
    rows = AreaVersion.objects.filter(set=set_slug) if set_slug else AreaVersion.objects.all()
    return [*{row.set: row for row in rows.order_by("set", "version")}.values()]


def _areas() -> tuple[AreasModel, ...]:
    return tuple(
        AreasModel(set=one.set, name=one.name, valid_from=one.valid_from, geojson=_plain(one.segment))
        for one in _newest()
    )


def _plain(segment: str) -> dict[str, Any]:
    """A published document without the points for labels, which are found anew when it is published."""
    document: dict[str, Any] = json.loads(store.get_segment(segment))
    for one in document["features"]:
        del one["properties"]["lat"], one["properties"]["lon"]
    return document


def load(wanted: PlacesModel, at: str) -> list[str]:
    """Bring the institution to what is wanted; every change as a sentence. Raises ConfigurationError."""
    changes: list[str] = []
    if wanted.institution:
        changes += _load_institution(wanted.institution, at)
    if wanted.hours:
        changes += _load_hours(wanted.hours, at)
    if wanted.look:
        changes += _load_look(wanted.look, at)
    for number, department in enumerate(wanted.departments):
        changes += _load_department(department, f"{at}/departments/{number}")
    for number, areas in enumerate(wanted.areas):
        changes += _load_areas(areas, f"{at}/areas/{number}")
    return changes


@contextmanager
def _at(path: str, place: Callable[[str], str] = lambda where: where) -> Iterator[None]:
    """Turn a refusal into problems with their paths below ``path``."""
    try:
        yield
    except Refused as error:
        raise ConfigurationError(
            (
                f"{path}/{place(one.where.partition(',')[0])}".rstrip("/"),
                f"{one.what}. {one.right}" if one.where in path else f"{one.where}: {one.what}. {one.right}",
            )
            for one in error.problems
        ) from error


def _load_institution(wanted: InstitutionModel, at: str) -> list[str]:
    event = InstitutionDescribed(**wanted.model_dump())
    before = queries.description()
    if event == before:
        return []
    with _at(f"{at}/institution"):
        services.describe_institution(event, actor=ACTOR)
    if before is None:
        return [_("The institution is described: %(name)s") % {"name": event.name}]
    names = [name for name, value in asdict(event).items() if value != getattr(before, name)]
    return [_("The institution is described anew: %(names)s") % {"names": ", ".join(names)}]


def _load_hours(wanted: HoursModel, at: str) -> list[str]:
    week = [Opening(**one.model_dump()) for one in wanted.week]
    holidays = [Holiday(**one.model_dump()) for one in wanted.holidays]
    here = queries.hours_of(queries.institution())
    if set(week) == set(here.week) and set(holidays) == set(here.holidays):
        return []
    with _at(f"{at}/hours"):
        services.describe_hours(week=week, holidays=holidays, actor=ACTOR)
    return [_("Opening hours and holidays change")]


def _load_look(wanted: LookModel, at: str) -> list[str]:
    try:
        logo = base64.b64decode(wanted.logo, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigurationError([(f"{at}/look/logo", "this is not base 64")]) from error
    here = queries.institution()
    with _at(f"{at}/look"):
        kept = clean_logo(logo)[0] if logo else b""
        before = store.get_segment(here.logo) if here.logo else b""
        colours = {"action": wanted.action, "deep": wanted.deep, "highlight": wanted.highlight}
        if kept == before and all(getattr(here, name) == value for name, value in colours.items()):
            return []
        services.describe_look(actor=ACTOR, logo=logo, **colours)
    return [_("The look changes")]


def _load_department(wanted: DepartmentModel, at: str) -> list[str]:
    before = queries.department(wanted.slug)
    given = wanted.model_dump()
    if before and all(getattr(before, name) == value for name, value in given.items()):
        return []
    with _at(at):
        services.describe_department(actor=ACTOR, **given)
    words = _("The department %(name)s changes") if before else _("The department %(name)s is new")
    return [words % {"name": wanted.name}]


def _load_areas(wanted: AreasModel, at: str) -> list[str]:
    before = next(iter(_newest(wanted.set)), None)
    same = before and (before.name, before.valid_from) == (wanted.name, wanted.valid_from)
    if before and same and _plain(before.segment) == wanted.geojson:
        return []
    with _at(at, lambda where: "geojson" if where not in AreasModel.model_fields else where):
        published = services.publish_areas(
            set=wanted.set,
            name=wanted.name,
            geojson=json.dumps(wanted.geojson).encode(),
            valid_from=wanted.valid_from,
            actor=ACTOR,
            slug_property="slug",
        )
    return [_("%(count)s areas are published as %(name)s") % {"count": published.count, "name": wanted.name}]
