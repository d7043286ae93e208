"""Statistics over the life of real facts: they follow the record, count exactly their rows, and stay cheap."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from tests.browser import axe, no_sideways_scrolling
from tests.fixtures.town import person

from folkmoot.modules.service_requests import metrics, queries, services
from folkmoot.modules.service_requests.models import ServiceRequest, StatisticsMonth
from folkmoot.modules.service_requests.statistics import keeping, results, table
from folkmoot.modules.service_requests.statistics.choosing import BREAKDOWNS, Choice
from folkmoot.modules.service_requests.statistics.columns import month_number
from folkmoot.modules.service_requests.statistics.counted import COUNTED, counted
from folkmoot.modules.service_requests.statistics.download import safe
from folkmoot.modules.service_requests.statistics.publishing import FIGURES
from folkmoot.people.models import Person, Role
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_institution
from folkmoot.record import registry
from folkmoot.record.follow import run
from folkmoot.record.models import Cursor
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
END = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def follow():
    seal()
    while run(keeping.FOLLOWER):
        pass


def live(clock, at, *, service="lamp", office="lighting", close=None, reopen=None, number=1):
    """A report at an hour after START, closed and opened again after so many hours."""
    clock.move_to(START + timedelta(hours=at))
    problem = services.Problem(
        service_code=service, title="Something is wrong", lat=52.48, long=1.7, answers={"SIZE": ["large"]} if service == "pothole" else {}
    )  # fmt: skip
    made = services.report(problem=problem, reporter=person(number)).service_request_id
    if close is not None:
        clock.move_to(START + timedelta(hours=at + close))
        services.close(number=made, office=office, reason="resolved", words="done")
    if reopen is not None:
        clock.move_to(START + timedelta(hours=at + reopen))
        services.reopen(number=made, actor=f"office:{office}", words="not done")
    return made


@pytest.fixture
def history(town):
    """Twelve lamps and six potholes, all promised within 120 hours."""
    with time_machine.travel(START, tick=False) as clock:
        for at in range(8):
            live(clock, 24 * at, close=24 * (at + 1), reopen=400 if at == 2 else None)
        for at in range(4):
            live(clock, 1000 + at)
        for at in range(6):
            live(clock, 1000 + at, service="pothole", office="streets", close=30 if at < 5 else None)
        clock.move_to(END)
        follow()
        yield clock


def test_the_figures_of_a_small_town(history):
    found = results.results(Choice(), by=BREAKDOWNS)
    total = found.total
    assert (total.reports, total.open, total.overdue, total.undated) == (18, 6, 6, 0)
    assert (total.closed_on_time.k, total.closed_on_time.n) == (9, 12)
    assert (total.on_time.k, total.on_time.n) == (9, 18)
    assert (total.reopened.k, total.reopened.n) == (1, 8), "only what was closed 30 days ago is watched"
    assert (total.times.n, total.times.closed) == (18, 12)
    assert total.times.median.value == 120 * 3600
    assert total.times.p90.value is None
    assert total.satisfied.n == 0
    lamps = dict(found.by["service"])["lamp"]
    assert (lamps.reports, lamps.open, lamps.on_time.k, lamps.on_time.n) == (12, 5, 4, 12)
    assert {key: group.reports for key, group in found.by["month"]} == {"2026-01": 8, "2026-02": 10}
    assert {key: group.reports for key, group in found.by["department"]} == {"lighting": 12, "streets": 6}
    for groups in found.by.values():
        assert sum(group.reports for _key, group in groups) == 18
    assert_replays()


def test_a_choice_counts_what_the_list_shows(history):
    for choice, wanted in (
        (Choice(), queries.Filter()),
        (Choice(service="pothole"), queries.Filter(service_codes=["pothole"])),
        (Choice(department="lighting"), queries.Filter(office="lighting")),
        (Choice(service="none"), queries.Filter(service_codes=["none"])),
        (
            Choice(since=month_number(2026, 2)),
            queries.Filter(since=datetime(2026, 2, 1, tzinfo=UTC)),
        ),
    ):
        group = results.results(choice).total
        sizes = {name: figure(group).n for name, figure in FIGURES.items()}
        sizes |= {"open": group.open, "overdue": group.overdue}
        for name in COUNTED:
            rows = queries.matching(
                queries.Filter(
                    service_codes=wanted.service_codes, office=wanted.office, since=wanted.since,
                    counted=counted(name, now=results.moment()),
                )
            )  # fmt: skip
            assert rows.count() == sizes[name], (choice, name)
    assert counted("nonsense", now=END) is None


def test_the_follower_computes_what_changed_and_survives_anything(history):
    versions = dict(StatisticsMonth.objects.values_list("month", "version"))
    assert set(versions) == {"2026-01", "2026-02"}
    before = table.table()
    assert table.table() is before
    row = ServiceRequest.objects.filter(state="new", service_code="lamp").first()
    services.close(number=row.pk, office="lighting", reason="resolved", words="done")
    assert results.results(Choice()).total.open == 6, "until the follower has read it"
    follow()
    assert results.results(Choice()).total.open == 5
    after = dict(StatisticsMonth.objects.values_list("month", "version"))
    assert after["2026-01"] == versions["2026-01"]
    assert after["2026-02"] != versions["2026-02"]
    # Reading everything again, as after a crash, gives the same.
    Cursor.objects.filter(follower=keeping.FOLLOWER.name).delete()
    follow()
    assert results.results(Choice()).total.open == 5
    StatisticsMonth.objects.all().delete()
    Cursor.objects.filter(follower=keeping.FOLLOWER.name).delete()
    follow()
    assert results.results(Choice()).total.reports == 18
    assert not StatisticsMonth.objects.filter(stale=True).exists()


def test_months_are_computed_only_when_nothing_is_left_to_read(history, monkeypatch):
    from folkmoot.record import follow as following

    computed = []
    monkeypatch.setattr(keeping, "_compute", lambda month, _zone: computed.append(month))
    monkeypatch.setattr(following, "BATCH", 5)
    Cursor.objects.filter(follower=keeping.FOLLOWER.name).delete()
    follow()
    assert computed == ["2026-01", "2026-02"]


def test_satisfaction_is_what_people_said_about_the_latest_closing(history):
    lamps = ServiceRequest.objects.filter(service_code="pothole", state="resolved").order_by("pk")
    numbers = list(lamps.values_list("pk", flat=True))
    history.move_to(START + timedelta(hours=1040))
    for at, number in enumerate(numbers):
        services.rate(
            number=number, pseudonym=f"person:{1:032x}", solved="yes" if at else "partly", words="so"
        )
    services.reopen(number=numbers[1], actor="office:streets", words="again")
    history.move_to(START + timedelta(hours=1050))
    services.close(number=numbers[1], office="streets", reason="resolved", words="done")
    services.rate(number=numbers[1], pseudonym=f"person:{1:032x}", solved="no", words="so")
    follow()
    found = results.results(Choice()).total.satisfied
    assert (found.k, found.n) == (3, 5)
    rows = queries.matching(queries.Filter(counted=counted("satisfied", now=END)))
    assert {row.pk for row in rows} == set(numbers)


def test_the_time_zone_decides_the_month(history):
    with time_machine.travel(datetime(2026, 3, 1, 3, 0, tzinfo=UTC), tick=False) as clock:
        live(clock, 24 * 55 - 6)
    follow()
    assert dict(results.results(Choice(), by=("month",)).by["month"])["2026-03"].reports == 1
    described = InstitutionDescribed(
        name="Far away", short="Away", prefix="FA", time_zone="America/Los_Angeles"
    )
    describe_institution(described, actor="office:council")
    follow()
    assert dict(results.results(Choice(), by=("month",)).by["month"])["2026-02"].reports == 11


def test_the_page_says_what_was_found(history, client):
    page = client.get("/reports/statistics")
    assert page.status_code == 200
    text = page.content.decode()
    for words in (
        "Half of the reports were closed within 5.0 days",
        "More than one in ten reports are still open",
        "75% of closed reports kept their promise",
        "50% kept their promise when late open reports count",
        "Nobody has rated a closing yet",
        "Too few reports to compare areas",
        "counted=on_time",
    ):
        assert words in text, words
    assert text.count("<h1") == 1
    assert 'role="img"' in text
    few = client.get("/reports/statistics", {"service": "pothole", "since": "2026-02", "until": "2026-02"})
    assert few.status_code == 200
    bad = client.get("/reports/statistics", {"since": "13-2026"})
    assert bad.status_code == 400
    assert b"2026-03" in bad.content
    assert client.get("/reports/statistics", {"since": "2026-03", "until": "2026-02"}).status_code == 400
    for path in (
        "/reports?counted=on_time&since=2026-02&until=2026-02",
        "/reports?since=x",
        "/reports?counted=x\x00",
    ):
        assert client.get(path).status_code == 200
    page = client.get("/reports?counted=on_time&department=streets&since=2026-02&until=2026-02")
    assert page.content.count(b"Something is wrong") == 6
    assert b"Counted in" in page.content


def test_an_empty_town_has_no_data_and_never_zero_per_cent(town, client):
    text = client.get("/reports/statistics").content.decode()
    assert "No report fits" in text
    assert "0%" not in text
    assert metrics.median_days() is None
    assert client.get("/reports/statistics.csv").status_code == 200


def test_the_file_is_csv_that_no_spreadsheet_runs(history, client):
    answer = client.get("/reports/statistics.csv", {"by": "service"})
    assert answer["Content-Type"].startswith("text/csv; charset=utf-8")
    assert b"\r\n" in answer.content
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert {row["key"] for row in rows} == {"lamp", "pothole"}
    [lamps] = [row for row in rows if row["key"] == "lamp" and row["figure"] == "on_time"]
    assert (lamps["counted"], lamps["of"], float(lamps["value"])) == (
        "4",
        "12",
        pytest.approx(1 / 3, abs=1e-6),
    )
    one = client.get("/reports/statistics.csv", {"figure": "median_days", "by": "month"}).content.decode()
    assert "on_time" not in one
    for wrong in ({"by": "colour"}, {"figure": "magic"}, {"since": "now"}):
        assert client.get("/reports/statistics.csv", wrong).status_code == 400
    for words in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert safe(words) == f"'{words}"
    assert safe("lamp") == "lamp"


def test_small_groups_are_hidden_everywhere(history, client):
    with time_machine.travel(END, tick=False) as clock:
        for at in range(3):
            live(clock, 24 * 60 + at, service="other", office="streets")
    follow()
    answer = client.get("/api/service_requests/statistics", {"by": "service"}).json()
    assert answer["total"]["reports"] == 21
    reports = {one["key"]: one["reports"] for one in answer["groups"]}
    assert reports == {"lamp": 12, "other": None, "pothole": None}, "pothole would give other away"
    text = client.get("/reports/statistics?by=service").content.decode()
    assert "too few" in text
    body = client.get("/reports/statistics.csv?by=service").content.decode()
    assert "fewer than 5" in body
    lonely = client.get("/api/service_requests/statistics", {"service": "other"}).json()
    assert lonely["total"]["reports"] is None
    assert lonely["total"]["median_days"]["hidden"]
    assert b"too few to publish" in client.get("/reports/statistics?service=other").content


def test_the_api_gives_the_same_figures(history, client):
    answer = client.get("/api/service_requests/statistics", {"by": "month"}).json()
    assert answer["total"]["on_time"] | {"low": 0, "high": 0} == {
        "value": 0.5,
        "low": 0,
        "high": 0,
        "k": 9,
        "n": 18,
        "hidden": False,
    }
    assert answer["total"]["median_days"]["value"] == 5
    assert [one["key"] for one in answer["groups"]] == ["2026-01", "2026-02"]
    assert (
        client.get("/api/service_requests/statistics", {"since": "2026-03", "until": "2026-01"}).status_code
        == 400
    )


def test_every_metric_is_computed_by_the_same_code(history):
    from django.utils.module_loading import import_string

    for metric in registry.manifest("service_requests").metrics:
        value = import_string(metric.compute)()
        [whole] = import_string(metric.measure)(metric.name)
        assert whole.value == value
        for by in metric.breakdowns:
            assert all(one.name for one in import_string(metric.measure)(metric.name, by))
    assert metrics.median_days() == 5
    assert metrics.in_time() == 50
    with pytest.raises(KeyError):
        metrics.measure("service_requests.magic")


def test_queries_are_constant(history, client, django_assert_max_num_queries):
    client.get("/reports/statistics")
    with django_assert_max_num_queries(14) as first:
        client.get("/reports/statistics?by=area")
        count = len(first.captured_queries)
    with time_machine.travel(END, tick=False) as clock:
        for at in range(9):
            live(clock, 24 * 60 + at, close=1)
    follow()
    client.get("/reports/statistics")
    with django_assert_max_num_queries(count):
        client.get("/reports/statistics?by=area")


def officer_of(*offices):
    someone = Person.objects.create_user(f"{'-'.join(offices) or 'all'}@example.org")
    for office in offices:
        Role.objects.create(person=someone, role="officer", office=office)
    return someone


def test_officers_see_the_work_of_their_own_offices(history, client, django_assert_max_num_queries):
    assert client.get("/desk/statistics").status_code == 302
    client.force_login(Person.objects.create_user("resident@example.org"))
    assert client.get("/desk/statistics").status_code == 403
    client.force_login(officer_of("lighting"))
    page = client.get("/desk/statistics")
    text = page.content.decode()
    assert "5 reports are open, 5 of them late" in text
    assert "Lighting team" in text
    assert "Streets team" not in text
    assert "Pothole" not in text
    assert text.count("<h1") == 1
    shown = page.context
    assert [count for _name, count in shown["ages"]] == [0, 0, 4, 1, 0]
    assert sum(count for _at, count in shown["weeks"]) == 7
    [(_name, load)] = shown["loads"]
    assert (load.service, list(load.states), load.late) == ("lamp", [4, 1, 0], 5)
    assert shown["answers"][2] == 12
    # Five of twelve lamps were closed, and so first answered, within 120 hours.
    [(_name, team, answer, again)] = shown["teams"]
    assert (team.office, answer, again) == ("lighting", "6.0 days", "12%")
    client.force_login(officer_of("lighting", "streets"))
    both = client.get("/desk/statistics")
    assert [one.office for _name, one, _answer, _again in both.context["teams"]] == ["lighting", "streets"]
    with django_assert_max_num_queries(12):
        client.get("/desk/statistics")


def test_an_office_without_reports_has_a_page(town, client):
    client.force_login(officer_of("lighting"))
    assert b"No report has reached your desk" in client.get("/desk/statistics").content


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "way", [{"width": 320, "height": 640, "scheme": "dark"}, {"width": 1280}], ids=["phone-dark", "desk"]
)
def test_the_pages_are_clean_and_walk_by_keyboard(history, live_server, new_page, client, way):
    client.force_login(officer_of("lighting"))
    page = new_page(**way)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    for path in (
        "/reports/statistics?by=month",
        "/reports?counted=on_time&since=2026-01",
        "/desk/statistics",
    ):
        assert page.goto(live_server.url + path).status == 200
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        axe(page)
        no_sideways_scrolling(page)
    page.goto(live_server.url + "/reports/statistics")
    page.locator("select[name=service]").focus()
    page.keyboard.press("ArrowDown")
    page.locator("form.fm-filters button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/statistics?*service=*")
    page.locator("#median_days > p > a").last.click()
    assert page.locator("h1").inner_text() == "Reports"
