"""Facts of places to rows."""

import json
from itertools import islice
from typing import Any

from django.db import transaction
from shapely.geometry import shape

from folkmoot.places.events import (
    AddressesPublished,
    AreasPublished,
    BaseMapPublished,
    DepartmentDescribed,
    HoursDescribed,
    InstitutionDescribed,
    LookDescribed,
)
from folkmoot.places.models import (
    Address,
    Area,
    AreaVersion,
    BaseMap,
    Department,
    Institution,
    Street,
    StreetWord,
)
from folkmoot.places.queries.present import forget
from folkmoot.places.rules import fold
from folkmoot.places.rules.addresses import read_addresses
from folkmoot.record import store
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects

_BATCH = 1000
MAIN = "main"
"""Key of the one institution."""


@projects(InstitutionDescribed)
def institution_described(fact: Fact[InstitutionDescribed]) -> None:
    event = fact.event
    # What was said about hours and look stays: another fact says that anew.
    Institution.objects.update_or_create(
        id=MAIN,
        defaults={
            "name": event.name,
            "short": event.short,
            "prefix": event.prefix,
            "kind": event.institution_kind,
            "time_zone": event.time_zone,
            "contact": event.contact,
            "phone": event.phone,
            "emergency_phone": event.emergency_phone,
            "population": event.population,
            "lat": event.lat,
            "lon": event.lon,
            "zoom": event.zoom,
            "languages": list(event.languages),
        },
    )
    transaction.on_commit(forget)


@projects(HoursDescribed)
def hours_described(fact: Fact[HoursDescribed]) -> None:
    event = fact.event
    Institution.objects.filter(pk=MAIN).update(
        week=[[one.weekday, one.opens, one.closes] for one in event.week],
        holidays=[[one.day.isoformat(), one.name, one.yearly] for one in event.holidays],
    )


@projects(LookDescribed)
def look_described(fact: Fact[LookDescribed]) -> None:
    event = fact.event
    Institution.objects.filter(pk=MAIN).update(
        action=event.action,
        deep=event.deep,
        highlight=event.highlight,
        logo=event.logo,
        logo_type=event.logo_type,
    )


@projects(DepartmentDescribed)
def department_described(fact: Fact[DepartmentDescribed]) -> None:
    event = fact.event
    Department(
        slug=event.slug, name=event.name, contact=event.contact, phone=event.phone, closed=event.closed
    ).save()


@projects(AreasPublished)
def areas_published(fact: Fact[AreasPublished]) -> None:
    event, version = fact.event, fact.position
    Area.objects.filter(set=event.set, valid_to=None).update(valid_to=event.valid_from)
    AreaVersion(
        id=f"{event.set}@{version}",
        set=event.set,
        version=version,
        name=event.name,
        valid_from=event.valid_from,
        segment=event.segment,
        count=event.count,
    ).save(force_insert=True)
    document = json.loads(store.get_segment(event.segment))
    Area.objects.bulk_create((_area(event, version, one) for one in document["features"]), batch_size=_BATCH)


def _area(event: AreasPublished, version: int, feature: dict[str, Any]) -> Area:
    properties = feature["properties"]
    west, south, east, north = shape(feature["geometry"]).bounds
    return Area(
        id=f"{event.set}/{properties['slug']}@{version}",
        set=event.set,
        slug=properties["slug"],
        name=properties["name"],
        version=version,
        valid_from=event.valid_from,
        valid_to=None,
        geometry=json.dumps(feature["geometry"], separators=(",", ":")),
        west=west,
        south=south,
        east=east,
        north=north,
        lat=properties["lat"],
        lon=properties["lon"],
        population=properties["population"],
    )


@projects(AddressesPublished)
def addresses_published(fact: Fact[AddressesPublished]) -> None:
    for model in (Address, Street, StreetWord):
        model.objects.all().delete()
    streets: dict[str, str] = {}
    words: set[tuple[str, str]] = set()
    drafts = read_addresses(store.get_segment(fact.event.segment), checked=True)
    while some := list(islice(drafts, 5 * _BATCH)):
        for one in some:
            streets.setdefault(one.street_id, one.street)
            words.update((word, one.street_id) for word in one.street_words)
        Address.objects.bulk_create(
            [
                Address(
                    id=one.id,
                    label=one.label,
                    street=one.street,
                    number=one.number,
                    postcode=one.postcode,
                    lat=one.lat,
                    lon=one.lon,
                    normalised=one.normalised,
                    street_id=one.street_id,
                    number_key=fold(one.number).replace(" ", ""),
                    number_order=one.number_order,
                )
                for one in some
            ],
            batch_size=_BATCH,
        )
    Street.objects.bulk_create(
        (Street(id=key, name=name) for key, name in streets.items()), batch_size=_BATCH
    )
    StreetWord.objects.bulk_create(
        (StreetWord(id=f"{word}|{street}", word=word, street_id=street) for word, street in sorted(words)),
        batch_size=_BATCH,
    )


@projects(BaseMapPublished)
def base_map_published(fact: Fact[BaseMapPublished]) -> None:
    document = json.loads(store.get_segment(fact.event.segment))
    boxes = [shape(one["geometry"]).bounds for one in document["features"]]
    BaseMap(
        id="base",
        segment=fact.event.segment,
        count=fact.event.count,
        west=min(box[0] for box in boxes),
        south=min(box[1] for box in boxes),
        east=max(box[2] for box in boxes),
        north=max(box[3] for box in boxes),
    ).save()
