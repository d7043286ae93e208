"""Writing what places are set up as."""

import base64
import json
from dataclasses import asdict
from typing import Any

from folkmoot.places import queries
from folkmoot.places.configuration.models import (
    AreasModel,
    DepartmentModel,
    HoursModel,
    InstitutionModel,
    LookModel,
    PlacesModel,
)
from folkmoot.places.models import AreaVersion, Department, Institution
from folkmoot.record import store


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


def newest(set_slug: str = "") -> list[AreaVersion]:
    """The newest version of every set of areas, or of one."""
    rows = AreaVersion.objects.filter(set=set_slug) if set_slug else AreaVersion.objects.all()
    return [*{row.set: row for row in rows.order_by("set", "version")}.values()]


def _areas() -> tuple[AreasModel, ...]:
    return tuple(
        AreasModel(set=one.set, name=one.name, valid_from=one.valid_from, geojson=plain(one.segment))
        for one in newest()
    )


def plain(segment: str) -> dict[str, Any]:
    """A published document without the points for labels, which are found anew when it is published."""
    document: dict[str, Any] = json.loads(store.get_segment(segment))
    for one in document["features"]:
        del one["properties"]["lat"], one["properties"]["lon"]
    return document
