"""The demo town's places: who the council is, its departments, eight areas, a base map and six thousand addresses."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import shapely

from folkmoot.places import services
from folkmoot.places.demo.names import AREAS, DEPARTMENTS
from folkmoot.places.demo.town import LAT, LON, Town, degrees, make
from folkmoot.places.events import InstitutionDescribed
from folkmoot.record import clock

ACTOR = "office:council"
BEGAN = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)


def tell(*, at: datetime = BEGAN, progress: Callable[[str], None] | None = None) -> None:
    """Tell the record about the town as if it were ``at``; ``progress`` hears what is being done."""
    say = progress or (lambda _words: None)
    with clock.telling(at):
        say("Drawing the town")
        town = make()
        _describe()
        say("Publishing the base map")
        services.publish_base_map(geojson=base_map(town), actor=ACTOR)
        services.publish_areas(
            set="district", name="Districts", geojson=areas(town), valid_from=date(2024, 1, 1), actor=ACTOR
        )
        say("Publishing the addresses")
        services.publish_addresses(csv=addresses(town), actor=ACTOR)


def _describe() -> None:
    services.describe_institution(
        InstitutionDescribed(
            name="Marlhaven Council",
            short="Marlhaven",
            prefix="MH",
            institution_kind="council",
            time_zone="Europe/London",
            contact="/areas#departments",
            phone="0808 157 0100",
            emergency_phone="999",
            population=sum(one[3] for one in AREAS),
            lat=LAT,
            lon=LON,
            zoom=13,
        ),
        actor=ACTOR,
    )
    for slug, name in DEPARTMENTS:
        services.describe_department(slug=slug, name=name, actor=ACTOR, phone="0808 157 0100")


def _feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": json.loads(shapely.to_geojson(degrees(shape))),
    }


def _collection(features: list[dict[str, Any]]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def areas(town: Town) -> bytes:
    """The eight areas as GeoJSON."""
    return _collection(
        [
            _feature(shape, name=name, population=people)
            for (name, _, _, people), shape in zip(AREAS, town.areas, strict=True)
        ]
    )


def base_map(town: Town) -> bytes:
    """Everything that is drawn as GeoJSON, in the order in which it is painted."""
    found = [_feature(one, kind="block") for one in town.blocks]
    found += [_feature(shape, kind="park", name=name) for name, shape in town.parks]
    found += [
        _feature(town.sea, kind="water", name="Marl Bay"),
        _feature(town.river, kind="water", name="River Marl"),
    ]
    found.append(_feature(town.quays, kind="quay"))
    found += [_feature(one.building, kind="building") for one in town.doors]
    found += [
        _feature(line, kind="main" if one.main else "street", name=one.name)
        for one in town.streets
        for line in one.lines
    ]
    return _collection(found)


def addresses(town: Town) -> bytes:
    """Every door as CSV."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["number", "street", "locality", "postcode", "lat", "lon"])
    for door in town.doors:
        at = degrees(door.at)
        area = AREAS[door.street.area][0]
        write.writerow([door.number, door.street.name, area, door.street.postcode, at.y, at.x])
    return out.getvalue().encode()
