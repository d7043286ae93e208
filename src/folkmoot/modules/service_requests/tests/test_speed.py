"""What keeps the pages quick at a million reports: statements that do not grow, and figures that are counted beside."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import person

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.models import Figures, ServiceRequest
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays

LISTED = 25


def report(number=0, service="lamp"):
    problem = services.Problem(
        service_code=service, title=f"Lamp {number}", lat=52.48, long=1.7, address="Quay 1"
    )
    return services.report(problem=problem, reporter=person(number)).service_request_id


def statements(client, path):
    """Statements of a page that was shown before, when everything rare is in memory."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def officer(client, town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    client.force_login(someone)
    return someone


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/reports", 9),
        ("/reports?status=open&service=lamp", 9),
        ("/reports?q=lamp", 10),
        ("/open311/v2/requests.json", 6),
        ("/open311/v2/requests.xml?q=lamp&extensions=true", 7),
    ],
)
def test_a_list_takes_as_many_statements_for_many_as_for_one(client, town, path, most):
    report()
    one = statements(client, path)
    for number in range(1, LISTED):
        report(number)
    assert statements(client, path) == one <= most


@pytest.mark.parametrize(
    "path",
    ["/desk", "/desk?view=all", "/desk?q=lamp", "/desk/colleagues", "/desk?show=map", "/desk?part=pins"],
)
@pytest.mark.parametrize("offices", [("lighting",), ("lighting", "streets"), ("",)])
def test_the_desk_takes_as_many_statements_for_many_as_for_one(client, officer, path, offices):
    Role.objects.all().delete()
    for office in offices:
        Role.objects.create(person=officer, role="officer", office=office)
    report()
    one = statements(client, path)
    for number in range(1, LISTED):
        report(number)
    # Titles of what is on the map and not in the list are one statement more, however many they are.
    assert statements(client, path) - one in ({0, 1} if path.endswith("map") else {0})
    assert one <= 22


def test_a_report_takes_as_many_statements_with_a_long_life_as_with_a_short_one(client, lamp):
    path = f"/reports/{lamp}"
    one = statements(client, path)
    for number in range(LISTED):
        services.update(number=lamp, office="lighting", words=f"News {number}")
        services.join(number=lamp, reporter=person(100 + number))
    assert statements(client, path) == one <= 9
    assert_replays()


def test_the_desk_of_several_teams_is_one_list_in_order(client, officer):
    Role.objects.create(person=officer, role="officer", office="streets")
    for number in range(LISTED):
        with clock.telling(clock.now() - timedelta(hours=number)):
            report(number, "lamp")
            services.report(
                problem=services.Problem(
                    service_code="pothole", title="Hole", address="x", answers={"SIZE": ["large"]}
                ),
                reporter=person(number),
            )
    for make in (
        lambda after: queries.queue(offices=["lighting", "streets"], after=after),
        lambda after: queries.of_offices(
            queries.matching(queries.Filter(status="open", after=after)), ["lighting", "streets"]
        ),
    ):
        seen, after, key = [], None, None
        while rows := list(make(after)[: queries.PAGE]):
            seen += rows
            key = key or ("expected" if rows[0].expected <= rows[-1].expected else "requested")
            after = (getattr(rows[-1], key), rows[-1].pk)
        assert len({one.pk for one in seen}) == len(seen) == 2 * LISTED
        moments = [getattr(one, key) for one in seen]
        assert moments == sorted(moments, reverse=key == "requested")


def test_open_follows_the_state(lamp):
    for state in rules.STATES:
        assert ServiceRequest.objects.filter(state=state, open=1).exists() == (state == "new")
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    assert not ServiceRequest.objects.filter(open=1).exists()
    assert ServiceRequest.objects.get(open=0).state not in rules.OPEN_STATES
    assert_replays()


@pytest.mark.parametrize("start", [0, 1, 4, 9, 30])
def test_a_part_of_a_list_is_the_same_however_deep(town, start):
    for number in range(12):
        report(number)
    rows = queries.matching(queries.Filter())
    assert queries.part(rows, slice(start, start + 5)) == list(rows)[start : start + 5]


def close_after(hours, service="lamp"):
    now = clock.now()
    with clock.telling(now - timedelta(hours=hours)):
        number = report(hours, service)
    services.close(number=number, office="lighting", reason="resolved", words="done")


def test_figures_are_counted_and_say_when(client, lamp):
    assert queries.figures("lamp") == queries.ServiceFigures(1, None)
    assert services.count_figures() == 0
    for hours in (1, 24, 48, 200):
        close_after(hours)
    assert services.count_figures() == 2
    for row in (queries.counted("lamp"), queries.counted()):
        assert (row.resolved, row.promised, row.in_time) == (4, 4, 3)
        assert row.median_hours == pytest.approx(48, abs=0.1)
    page = client.get(f"/reports/{lamp}").content.decode()
    assert 'Fixed in time, last 90 days</dt><dd class="fm-num">3 of 4' in page
    assert "Typical time</dt><dd>2 days" in page
    assert "Counted on" in page
    with clock.telling(clock.now() + timedelta(days=91)):
        assert services.count_figures() == 0
    assert not Figures.objects.exists(), "what is no longer so is no longer said"
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_counting_races_itself(town):
    close_after(2)
    problems = []

    def work():
        try:
            services.count_figures()
        except DatabaseError as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert Figures.objects.count() == 2


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_half_are_below_the_median(values):
    found = rules.median(values)
    assert found in values
    assert sum(one < found for one in values) <= len(values) / 2
    assert sum(one > found for one in values) <= len(values) / 2


def test_nothing_has_no_median():
    with pytest.raises(ValueError, match="median"):
        rules.median([])


by_rules = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL chooses by statistics, which a small table has not"
)


@by_rules
@pytest.mark.parametrize(("view", "index"), [("waiting", "sr_waiting"), ("up", "sr_escalated")])
def test_what_few_reports_have_is_found_by_an_index(town, view, index):
    wanted = queries.Wanted(view=view, me=None, now=clock.now(), offices=["lighting"])
    assert index in queries.at_desk(wanted).explain()


@by_rules
def test_reports_that_repeat_another_are_found_by_an_index(town):
    assert "sr_duplicates" in ServiceRequest.objects.filter(duplicate_of__in=["MH-1", "MH-2"]).explain()
