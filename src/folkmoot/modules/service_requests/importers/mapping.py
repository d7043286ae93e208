"""Mappings: TOML files that say which column of a foreign CSV means what."""

import tomllib
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from folkmoot.modules.service_requests import rules

COLUMNS = (
    "id", "requested", "updated", "closed", "status", "service", "title", "description", "address", "lat", "long",
    "channel", "supporters",
)  # fmt: skip


class RefusedMapping(ValueError):
    """A mapping that cannot be used; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of file. Column names are the file's; absent ones stay empty."""

    name: str
    prefix: str
    columns: dict[str, str]
    states: dict[str, str]
    time_zone: str = "UTC"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    json_description: str = ""
    """``column.key``: the description is inside a JSON object in a column."""
    services: dict[str, str] = field(default_factory=dict)
    """Words of the service column, in lower case, to service codes; others become ``other_service``."""
    service_names: dict[str, str] = field(default_factory=dict)
    other_service: str = ""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north: rows outside are rejected. None asks the institution's own areas."""


def load_mapping(name_or_file: str) -> Mapping:
    """A mapping that ships with Folkmoot, by name, or one in a TOML file. Raises RefusedMapping."""
    shipped = resources.files(__package__).joinpath("mappings")
    file = Path(name_or_file)
    try:
        if file.suffix == ".toml":
            text = file.read_text()
        else:
            text = shipped.joinpath(f"{name_or_file}.toml").read_text()
    except OSError as error:
        names = ", ".join(sorted(one.name.removesuffix(".toml") for one in shipped.iterdir()))
        raise RefusedMapping(f"no mapping {name_or_file!r}: give a .toml file or one of {names}") from error
    try:
        return _checked(tomllib.loads(text), file.stem)
    except tomllib.TOMLDecodeError as error:
        raise RefusedMapping(f"{name_or_file} is not TOML: {error}") from error


def _checked(given: dict[str, Any], name: str) -> Mapping:
    known = {one.name for one in fields(Mapping)}
    if unknown := set(given) - known:
        raise RefusedMapping(f"{sorted(unknown)[0]!r} is no setting; there are {', '.join(sorted(known))}")
    if missing := {"prefix", "columns", "states"} - set(given):
        raise RefusedMapping(f"the mapping needs {sorted(missing)[0]!r}")
    mapping = Mapping(**{"name": name} | given | ({"box": tuple(given["box"])} if "box" in given else {}))
    if unknown := set(mapping.columns) - set(COLUMNS):
        raise RefusedMapping(f"columns.{sorted(unknown)[0]} means nothing; there are {', '.join(COLUMNS)}")
    if missing := {"requested", "status"} - set(mapping.columns):
        raise RefusedMapping(f"columns.{sorted(missing)[0]} is needed")
    if wrong := set(mapping.states.values()) - set(rules.STATES):
        raise RefusedMapping(f"{sorted(wrong)[0]!r} is no state; there are {', '.join(rules.STATES)}")
    try:
        ZoneInfo(mapping.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RefusedMapping(
            f"time_zone {mapping.time_zone!r} is unknown; write for example Europe/London"
        ) from error
    return mapping
