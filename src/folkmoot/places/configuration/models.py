"""The share of places in the one configuration file, as models."""

from datetime import date
from typing import Any

from pydantic import Field

from folkmoot.record.configuration import Strict


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
