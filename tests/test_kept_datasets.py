"""What the parts of the house publish: rows without anybody's words, and nothing that was taken off comes back in them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.followers.all import followers
from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue import services as data
from folkmoot.modules.catalogue.models import Keeping, Table, Version
from folkmoot.modules.feedback.models import Edition, MonthTally
from folkmoot.modules.petitions import opened as petitions
from folkmoot.modules.petitions.models import AreaTally, Petition
from folkmoot.modules.petitions.rules import by_area
from folkmoot.modules.service_requests import events, services
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.record import clock, opening
from folkmoot.record.follow import run_all
from folkmoot.record.projection import assert_replays, writing
from folkmoot.record.seal import seal
from folkmoot.talk.models import Tally, Thread
from tests.fixtures.town import person

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRETS = (
    b"Streetlight outside", b"corner is very dark", b"14 Quay Lane", b"resident@example.org", b"Ada", b"shouts all night",
    b"Bell Lane",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    return tmp_path / "tables"


def kept():
    """What a worker does until nothing is left to do."""
    seal()
    run_all(followers())
    data.keep_current()
    data.load_waiting()
    data.load_waiting()
    data.keep_current()


def rows(key, generation=""):
    generation = generation or Table.objects.get(pk=key).generation
    names = [one["name"] for one in engines.manifest(generation)["fields"]]
    found = engines.engine().backend.run(generation, "SELECT * EXCLUDE (_id) FROM rows ORDER BY _id", 5.0)
    return [dict(zip(names, one, strict=True)) for one in found]


def everything(folder):
    """All bytes of all generations, and every cell of their tables."""
    found = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    for version in Version.objects.all():
        cells = engines.engine().backend.run(version.generation, "SELECT * FROM rows", 5.0)
        found.append(repr(cells).encode())
        found.append(repr(engines.manifest(version.generation)).encode())
    return b"\n".join(found)


def noise():
    services.describe_service(
        description=events.ServiceDescribed(
            service_code="noise",
            service_name="Noise",
            description="",
            group="Order",
            office="streets",
            review=True,
        ),
        actor="office:council",
    )
    problem = services.Problem(
        service_code="noise",
        title="My neighbour shouts all night",
        lat=52.48,
        long=1.7,
        address="Bell Lane 9",
    )
    return services.report(problem=problem, reporter=person(3, email="me@example.org"))


def test_reports_have_the_columns_of_open311_and_nobody_s_words(lamp, pothole, folder, settings):
    noise()
    kept()
    found = {one["service_request_id"]: one for one in rows("service-requests/requests")}
    assert set(found) == {lamp, pothole}, "what is held is not there"
    row = found[lamp]
    shown = ServiceRequest.objects.get(pk=lamp)
    assert (float(row["lat"]), float(row["long"])) == (shown.lat, shown.long)
    assert float(row["lat"]) != 52.480123, "the place is as rounded as on the pages"
    assert (row["status"], row["service_name"], row["agency_responsible"]) == (
        "open",
        "Street light",
        "lighting",
    )
    assert row["url"] == f"{settings.ORIGIN}/reports/{lamp}"
    assert row["receipt"].endswith(f"/record/receipts/{shown.fact_id}")
    assert not [one for one in SECRETS if one in everything(folder)]
    assert {one["service_code"] for one in rows("service-requests/services")} == {
        "pothole",
        "lamp",
        "other",
        "noise",
    }
    assert_replays()


def test_each_row_leads_to_its_page_and_its_receipt(client, lamp):
    kept()
    [row] = [one for one in rows("service-requests/requests") if one["service_request_id"] == lamp]
    for name in ("url", "receipt"):
        assert client.get(row[name].partition("://")[2].partition("/")[2].join(("/", ""))).status_code == 200


def test_words_that_are_erased_are_in_no_version_before_or_after(lamp, folder):
    """The rule of docs/threat-model.md: what can be taken off is in no table, so no version has to be taken back."""
    kept()
    before = Table.objects.get(pk="service-requests/requests").generation
    row = ServiceRequest.objects.get(pk=lamp)
    services.remove_words(
        number=lamp,
        actor="office:lighting",
        commitments=[row.title, row.description, row.address],
        reason="personal",
    )
    with clock.telling(clock.now() + timedelta(days=2)):
        Keeping.objects.update(stale=clock.now())
        kept()
    assert Table.objects.get(pk="service-requests/requests").generation != before, (
        "it tells when it was changed"
    )
    assert not [one for one in SECRETS if one in everything(folder)]
    for commitment in (row.title, row.description, row.address):
        assert commitment.encode() not in everything(folder), "no fingerprint of them either"
    assert_replays()


def test_what_changes_on_the_record_is_in_the_next_version(lamp):
    kept()
    services.acknowledge(number=lamp, office="lighting")
    with clock.telling(clock.now() + timedelta(hours=25)):
        kept()
    version = Version.objects.filter(dataset="service-requests", table="requests").order_by("-number").first()
    assert version.number == 2
    assert version.difference["keyed"]
    assert (version.difference["added"], version.difference["removed"], version.difference["changed"]) == (
        0,
        0,
        1,
    )
    [row] = rows("service-requests/requests")
    assert row["state"] == "acknowledged"


def petition(number, state="open", **more):
    return Petition(
        number=number, kind_code="k", state=state, action="", background="", needed=1, started=AT, updated=AT, opened=AT,
        fact_id=f"{number:032x}", newest_fact="f", **more,
    )  # fmt: skip


def test_petitions_show_what_the_list_shows_and_no_small_area(db):
    with writing():
        Petition.objects.bulk_create(
            [
                petition(1, topics=["parks", "roads"]), petition(2, "closed"), petition(3, "hidden", code="libellous"),
                petition(4, "rejected", code="duplicate"), petition(5, "started"), petition(6, "removed"),
            ]
        )  # fmt: skip
        for number, area, count in (
            (1, "east", 40),
            (1, "west", 3),
            (1, "", 9),
            (2, "east", 2),
            (3, "east", 50),
        ):
            AreaTally.objects.create(key=f"{number}|{area}", petition=number, area=area, count=count)
    found = [row for some in opening.rows(petitions.PETITIONS) for row in some]
    assert [row[0] for row in found] == [1, 2, 4]
    assert found[0][4] == "parks roads"
    areas = [row for some in opening.rows(petitions.AREAS) for row in some]
    assert areas == [(1, None, None), (1, "east", 40), (1, "west", None), (2, "east", None)]


def test_areas_of_many_petitions_are_told_one_by_one():
    def tallies():
        for number in range(3):
            yield number, "a", 7
            yield number, "b", 7

    assert list(by_area(tallies())) == [(n, area, 7) for n in range(3) for area in "ab"]


def test_discussions_and_surveys_hide_what_is_too_few(db):
    day = clock.now().date().replace(day=1) - timedelta(days=40)
    with writing():
        for key, outcome, count in (("1", "removed", 12), ("2", "released", 3), ("3", "kept", 30)):
            Tally.objects.create(
                key=key,
                day=day,
                sort="flagged",
                reason="abuse",
                outcome=outcome,
                count=count,
                topic="petitions",
            )
        Tally.objects.create(
            key="4", day=clock.now().date(), sort="flagged", reason="abuse", outcome="kept", count=9
        )
        Thread.objects.create(key="petitions~1", comments=4, visible=3, updated=AT)
        Thread.objects.create(key="petitions~2", comments=1, visible=0, updated=AT)
        Edition.objects.create(
            key="s/1", survey="s", edition=1, moment="m", opened=AT, closes=AT, concerned=3, invited=60, reached=0,
            fact_id="f", newest_fact="f",
        )  # fmt: skip
        for month, counts in (
            ("2026-01", {"q": {"": 3, "a": 3}}),
            ("2026-02", {"q": {"": 4, "b": 4}, "r": {"": 4, "x": 4}}),
        ):
            MonthTally.objects.create(
                key=f"s/1/page/{month}", edition="s/1", way="page", month=month, answers=4, counts=counts
            )
    every = {(given.key, one.name): one for given in opening.datasets() for one in given.tables}

    def told(key, name):
        return [row for some in opening.rows(every[key, name]) for row in some]

    moderation = told("discussions", "moderation")
    assert {row[0] for row in moderation} == {day.isoformat()[:7]}, "a month that is not over is not told of"
    assert [row[3] for row in moderation if row[2] == "released"] == [None]
    assert sum(row[3] is None for row in moderation) > 1, "nor can it be worked out"
    assert [row[0] for row in told("discussions", "discussions")] == ["petitions~1"]
    [survey] = told("surveys", "surveys")
    assert survey[6:9] == (None, 60, 0)
    assert told("surveys", "results") == [
        ("s", 1, "page", "q", None, 7), ("s", 1, "page", "q", "a", 3), ("s", 1, "page", "q", "b", 4),
        ("s", 1, "page", "r", None, None),
    ]  # fmt: skip


def test_no_table_asks_more_of_the_database_for_more_rows(db):
    def asked():
        counts = {}
        for given in opening.datasets():
            for one in given.tables:
                with CaptureQueriesContext(connection) as found:
                    list(opening.rows(one))
                counts[given.key, one.name] = len(found)
        return counts

    def fill(first, last):
        with writing():
            Petition.objects.bulk_create(petition(number) for number in range(first, last))
            for number in range(first, last):
                AreaTally.objects.create(key=f"{number}|a", petition=number, area="a", count=9)
                Thread.objects.create(key=f"petitions~{number}", comments=4, visible=3, updated=AT)
                Tally.objects.create(
                    key=str(number),
                    day=date(2025, 1, 1),
                    sort="flagged",
                    reason="abuse",
                    outcome="kept",
                    count=9,
                )

    fill(1, 4)
    few = asked()
    fill(4, 90)
    assert asked() == few
    assert max(few.values()) <= 2
