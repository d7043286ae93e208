"""The institution describes itself: each part apart, nothing lost between two administrators."""

import threading
from datetime import date

import pytest
from django.db import connection

from folkmoot.places import queries, services
from folkmoot.places.events import Holiday, InstitutionDescribed, Opening
from folkmoot.places.module import MANIFEST
from folkmoot.places.rules import RefusedLogo, may_open
from folkmoot.places.tests.test_look import HEAD, png
from folkmoot.record import store
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.record.upcast import upcast

ACTOR = services.ADMINISTRATION
TOWN = InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=50.0, lon=1.0)
WEEK = [Opening(weekday=day, opens="09:00", closes="17:00") for day in range(1, 6)]


@pytest.mark.django_db
def test_each_part_is_described_apart_and_stays_when_another_changes():
    services.describe_institution(TOWN, actor=ACTOR)
    holidays = [Holiday(name="New Year", day=date(2026, 1, 1), yearly=True)]
    services.describe_hours(week=WEEK, holidays=holidays, actor=ACTOR)
    services.describe_look(action="#1F3A5A", deep="", highlight="ffdd00", logo=png(), actor=ACTOR)
    assert_replays()
    services.change_institution(actor=ACTOR, time_zone="Europe/Berlin", languages=("de", "en-gb"))
    row = queries.institution()
    assert (row.short, row.time_zone, row.languages) == ("Marlhaven", "Europe/Berlin", ["de", "en-gb"])
    assert row.week == [[day, "09:00", "17:00"] for day in range(1, 6)]
    assert row.holidays == [["2026-01-01", "New Year", True]]
    assert (row.action, row.highlight, row.logo_type) == ("#1f3a5a", "#ffdd00", "image/png")
    assert store.get_segment(row.logo).startswith(b"\x89PNG")
    services.describe_look(action="#1f3a5a", actor=ACTOR)
    assert queries.institution().logo == row.logo
    services.describe_look(action="#1f3a5a", logo=b"", actor=ACTOR)
    assert queries.institution().logo == ""
    assert_replays()


@pytest.mark.django_db
def test_nothing_is_described_before_the_institution_is():
    for command in (
        lambda: services.describe_hours(week=WEEK, holidays=[], actor=ACTOR),
        lambda: services.describe_look(action="#1f3a5a", actor=ACTOR),
        lambda: services.change_institution(actor=ACTOR, short="x"),
    ):
        with pytest.raises(services.RefusedDescription, match="has not been described"):
            command()
    assert not RecordedFact.objects.exists()


@pytest.mark.django_db
def test_what_is_too_weak_or_unsafe_is_refused_whole():
    services.describe_institution(TOWN, actor=ACTOR)
    facts = RecordedFact.objects.count()
    with pytest.raises(services.RefusedDescription, match=r"1\.\d\d to 1.*nearest colour that will do is #"):
        services.describe_look(action="#ffee88", logo=png(), actor=ACTOR)
    with pytest.raises(services.RefusedDescription, match="is not a colour"):
        services.describe_look(deep="blue", actor=ACTOR)
    with pytest.raises(RefusedLogo):
        services.describe_look(action="#1f3a5a", logo=HEAD, actor=ACTOR)
    with pytest.raises(services.RefusedDescription, match="no language 'xx'"):
        services.change_institution(actor=ACTOR, languages=("xx",))
    with pytest.raises(services.RefusedDescription, match="at most|At most"):
        services.change_institution(actor=ACTOR, name="x" * 300)
    assert RecordedFact.objects.count() == facts


@pytest.mark.parametrize(
    ("week", "holidays", "where"),
    [
        ([Opening(weekday=8, opens="09:00", closes="10:00")], [], "week/0"),
        ([Opening(weekday=1, opens="9:00", closes="10:00")], [], "week/0"),
        ([Opening(weekday=1, opens="11:00", closes="10:00")], [], "week/0"),
        (
            [
                Opening(weekday=1, opens=one, closes=two)
                for one, two in (("09:00", "12:00"), ("11:00", "13:00"))
            ],
            [],
            "week",
        ),
        ([WEEK[0]] * 51, [], "week"),
        ([], [Holiday(name=" ", day=date(2026, 1, 1))], "holidays/0"),
        (
            [],
            [Holiday(name="A", day=date(2026, 1, 1)), Holiday(name="B", day=date(2026, 1, 1))],
            "holidays/1",
        ),
        ([], [Holiday(name="A", day=date(2026, 1, 1))] * 401, "holidays"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_their_place(week, holidays, where):
    assert where in [one.where for one in may_open(week, holidays)]


def test_hours_that_touch_and_nights_until_midnight_are_fine():
    night = [
        Opening(weekday=1, opens="00:00", closes="12:00"),
        Opening(weekday=1, opens="12:00", closes="24:00"),
    ]
    assert may_open(night, []) == []


def test_an_old_description_reads_as_one_with_every_language():
    old = {"name": "M", "short": "M", "prefix": "MH"}
    found = upcast(
        kind=InstitutionDescribed.kind,
        version=1,
        newest=InstitutionDescribed.version,
        payload=old,
        upcasts=dict(MANIFEST.upcasts),
    )
    assert found == old | {"languages": []}


@pytest.mark.django_db
def test_the_present_is_remembered_and_forgotten_after_a_change(
    django_assert_num_queries, django_capture_on_commit_callbacks
):
    queries.forget()
    assert not queries.present().described
    with django_capture_on_commit_callbacks(execute=True):
        services.describe_institution(TOWN, actor=ACTOR)
    assert queries.present().described
    with django_assert_num_queries(0):
        assert str(queries.present().zone) == "Europe/London"
    queries.forget()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_lose_nothing():
    services.describe_institution(TOWN, actor=ACTOR)
    changes = [{"phone": "01 23"}, {"time_zone": "Europe/Berlin"}, {"population": 7}, {"contact": "/areas"}]
    start = threading.Barrier(len(changes))

    def change(one):
        start.wait()
        services.change_institution(actor=ACTOR, **one)
        connection.close()

    threads = [threading.Thread(target=change, args=[one]) for one in changes]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    row = queries.institution()
    assert (row.phone, row.time_zone, row.population, row.contact) == ("01 23", "Europe/Berlin", 7, "/areas")
    assert_replays()
