"""Bringing places to what a file says; every change as a sentence."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django.utils.translation import gettext as _

from folkmoot.places import queries, services
from folkmoot.places.configuration.exporting import newest, plain
from folkmoot.places.configuration.models import (
    AreasModel,
    DepartmentModel,
    HoursModel,
    InstitutionModel,
    LookModel,
    PlacesModel,
)
from folkmoot.places.events import Holiday, InstitutionDescribed, Opening
from folkmoot.places.rules import Refused, clean_logo
from folkmoot.record import store
from folkmoot.record.manifest import ConfigurationError

ACTOR = services.ADMINISTRATION


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
    before = next(iter(newest(wanted.set)), None)
    same = before and (before.name, before.valid_from) == (wanted.name, wanted.valid_from)
    if before and same and plain(before.segment) == wanted.geojson:
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
