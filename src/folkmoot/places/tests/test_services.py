import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from folkmoot.places import queries, services
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.models import Address, Area, AreaVersion
from folkmoot.places.queries.areas import KINDS
from folkmoot.places.rules import RefusedAddresses, RefusedAreas
from folkmoot.places.tests.test_rules import collection, square
from folkmoot.record import clock, registry
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact, Segment
from folkmoot.record.projection import GuardedTable, assert_replays

ACTOR = "office:council"
TOWN = InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=50.0, lon=1.0)
pytestmark = pytest.mark.django_db


def publish(*features, valid_from=date(2025, 1, 1), **more):
    return services.publish_areas(
        set="district",
        name="Districts",
        geojson=collection(*features),
        valid_from=valid_from,
        actor=ACTOR,
        **more,
    )


def csv_of(rows):
    return (
        "number,street,locality,postcode,lat,lon\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    ).encode()


def test_the_institution_has_words_before_it_is_described():
    assert queries.institution().short == "Folkmoot"
    assert queries.inside(0, 0)
    assert queries.area_at(0, 0) is None
    services.describe_institution(TOWN, actor=ACTOR)
    assert queries.institution().short == "Marlhaven"
    assert queries.bounds().holds(50, 1)
    assert_replays()


def test_an_institution_is_described_again():
    services.describe_institution(TOWN, actor=ACTOR)
    services.describe_institution(replace(TOWN, name="New Council"), actor=ACTOR)
    assert queries.institution().name == "New Council"
    assert_replays()


def test_what_is_remembered_follows_every_fact_but_addresses():
    kinds = {one.kind for one in registry.manifest("places").events}
    assert kinds - set(KINDS) == {"places.addresses_published"}


def test_a_description_is_refused_with_everything_that_is_wrong():
    bad = InstitutionDescribed(
        name="",
        short="",
        prefix="x",
        time_zone="Moon/Base",
        contact="a@b.example",
        phone="call me",
        lat=99.0,
        zoom=77,
    )
    with pytest.raises(services.RefusedDescription) as refused:
        services.describe_institution(bad, actor=ACTOR)
    assert {one.where for one in refused.value.problems} == {
        "contact", "phone", "name, short", "prefix", "time_zone", "lat, lon", "zoom, population",
    }  # fmt: skip
    assert not RecordedFact.objects.exists()


def test_departments_close_and_stay_known():
    services.describe_department(slug="streets", name="Streets team", actor=ACTOR)
    services.describe_department(slug="wells", name="Wells", actor=ACTOR)
    services.describe_department(slug="wells", name="Wells", actor=ACTOR, closed=True)
    assert [one.slug for one in queries.departments()] == ["streets"]
    assert [one.slug for one in queries.departments(closed=True)] == ["streets", "wells"]
    assert queries.department("wells").closed
    assert registry.cards(["departments/wells", "departments/none"])["departments/wells"].title == "Wells"
    with pytest.raises(services.RefusedDescription):
        services.describe_department(slug="Not a slug", name=" ", actor=ACTOR)
    assert_replays()


def test_a_point_lies_in_its_area_and_versions_hold_in_their_time():
    publish(square(1, 50, name="West"), square(1.01, 50, name="East"))
    publish(square(1, 50, 0.02, name="One"), valid_from=date(2026, 1, 1))
    assert_replays()
    with clock.telling(datetime(2025, 6, 1, tzinfo=UTC)):
        assert queries.area_at(50.005, 1.005).name == "West"
        assert queries.area_at(50.005, 1.015).key == "district/east"
        assert queries.area_at(50.015, 1.005) is None
        assert not queries.inside(50.015, 1.005)
        assert [one.name for one in queries.areas()] == ["East", "West"]
    with clock.telling(datetime(2026, 1, 1, 12, tzinfo=UTC)):
        assert queries.area_at(50.005, 1.005).name == "One"
        assert queries.inside(50.015, 1.005)
    assert queries.area_at(50.005, 1.005, on=date(2024, 12, 31)) is None
    assert queries.area_at(50.005, 1.005, on=date(2025, 12, 31)).version == 1
    old = Area.objects.get(id="district/west@1")
    assert (old.valid_from, old.valid_to) == (date(2025, 1, 1), date(2026, 1, 1))
    assert (old.west, old.north) == (1.0, 50.01)
    assert queries.bounds().holds(50.015, 1.015)


def test_a_version_must_start_after_the_one_before():
    publish(square(1, 50, name="West"))
    with pytest.raises(RefusedAreas, match="Give a day after 2025-01-01"):
        publish(square(1, 50, name="Other"))
    assert AreaVersion.objects.count() == 1
    assert len(timeline("areas/district")) == 1
    assert_replays()


def test_a_dry_run_and_a_refusal_leave_nothing():
    assert publish(square(1, 50, name="West"), dry_run=True).names == ("West",)
    with pytest.raises(RefusedAreas):
        publish(square(1, 50, name="West"), square(1.005, 50, name="East"))
    assert not RecordedFact.objects.exists()
    assert not Segment.objects.exists()


def test_the_point_in_area_costs_one_query_once_loaded(django_assert_num_queries):
    publish(*[square(1 + i / 100, 50, name=f"Tile {i}") for i in range(50)])
    queries.area_at(50.005, 1.005)
    with django_assert_num_queries(1):
        assert queries.area_at(50.005, 1.205).name == "Tile 20"


def test_tables_are_written_by_facts_only():
    with pytest.raises(GuardedTable):
        Address.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_that_publish_at_once_leave_one_version():
    results = []
    gate = threading.Barrier(2)

    def one(number):
        gate.wait()
        try:
            publish(square(1, 50, name=f"Version {number}"))
            results.append("published")
        except RefusedAreas:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["published", "refused"]
    assert AreaVersion.objects.count() == 1
    assert_replays()


def test_addresses_are_found_by_words_numbers_and_postcodes():
    services.publish_addresses(
        csv=csv_of(
            [(n, "Quay Lane", "Old Quay", "MH7 2NH", 50 + n / 1e4, 1.0) for n in (1, 2, 9, 10, 14)]
            + [("14a", "Quay Lane", "Old Quay", "MH7 2NH", 50.0015, 1.0)]
            + [(n, "Bell Lane", "Old Quay", "MH7 8WU", 51, 1 + n / 1e4) for n in (14, 15)]
            + [("3", "St Mary’s Straße", "", "10115", 52, 2)]
        ),
        actor=ACTOR,
    )
    assert_replays()

    def found(q):
        return [one.label.partition(",")[0] for one in queries.addresses(q)]

    assert found("quay lane")[:6] == [
        "1 Quay Lane",
        "2 Quay Lane",
        "9 Quay Lane",
        "10 Quay Lane",
        "14 Quay Lane",
        "14a Quay Lane",
    ]
    assert found("14 QUAY la") == ["14 Quay Lane", "14 Bell Lane", "14a Quay Lane"]
    assert found("quay 14") == ["14 Bell Lane", "14 Quay Lane", "14a Quay Lane"]
    assert found("mh72nh 9") == ["9 Quay Lane"]
    assert found("mh7 8wu") == ["14 Bell Lane", "15 Bell Lane"]
    assert found("10115") == ["3 St Mary’s Straße"]
    assert found("st marys strasse") == ["3 St Mary’s Straße"]
    assert found("15") == ["15 Bell Lane"]
    assert found("%") == found("") == found("zzz") == found("' or 1=1 --") == []
    near, metres = queries.nearest_address(50.00141, 1.0)
    assert (near.label.partition(",")[0], round(metres)) == ("14 Quay Lane", 1)
    assert queries.nearest_address(10, 10) is None


def test_a_new_list_of_addresses_replaces_the_old_one():
    services.publish_addresses(csv=csv_of([(1, "Old Road", "", "", 50, 1)]), actor=ACTOR)
    services.publish_addresses(csv=csv_of([(1, "New Road", "", "", 50, 1)]), actor=ACTOR)
    assert [one.street for one in Address.objects.all()] == ["New Road"]
    assert queries.addresses("old") == []
    with pytest.raises(RefusedAddresses):
        services.publish_addresses(csv=csv_of([]), actor=ACTOR)
    assert_replays()


def test_the_demo_town_is_told_twice_the_same():
    from folkmoot.places.demo import ACTOR as TELLER
    from folkmoot.places.demo import tell
    from folkmoot.places.demo.town import make

    tell()
    assert TELLER == "office:council"
    assert sum(one.population for one in queries.areas()) == 84_300 == queries.institution().population
    assert len(queries.areas()) == 8
    assert 5_000 < Address.objects.count() < 7_000
    for street in (
        "Quay Lane",
        "Harbour Road",
        "Mill Road",
        "Hatch Road",
        "Chandler Street",
        "Bell Lane",
        "Vine Street",
    ):
        assert queries.addresses(street), street
    (quay,) = queries.addresses("14 quay lane", limit=1)
    assert queries.area_at(quay.lat, quay.lon).name == "Old Quay"
    first, second = make(), make()
    assert [one.wkb for one in first.areas] == [one.wkb for one in second.areas]
    document = json.loads(queries.document(queries.area_version().segment))
    assert len(document["features"]) == 8
    assert_replays()
