"""What a queue of the desk is told of: what came into it and what changed in it, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.fixtures.town import person

from folkmoot.modules.service_requests import services
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.seal import seal


@pytest.fixture
def officer(client, town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    client.force_login(someone)
    return someone


def report(number, service="lamp"):
    answers = {"SIZE": ["large"]} if service == "pothole" else {}
    problem = services.Problem(service_code=service, title="Lamp", lat=52.48, long=1.7, answers=answers)
    return services.report(problem=problem, reporter=person(number)).service_request_id


class Page:
    """A page of the desk that stays open; ``news`` is what it is told later."""

    def __init__(self, client, **asked):
        seal()
        self._client, self._asked = client, asked
        context = client.get("/desk", asked).context
        self.shown = [one.number for one in context["desk"].rows]
        self._made = {"since": context["since"], "from": context["made"]}

    def news(self, **given):
        seal()
        return self._client.get(
            "/desk", self._asked | self._made | {"part": "news", "number": self.shown} | given
        )

    def told(self):
        found = self.news().json()
        return found["new"], sorted(found["changed"])


def test_what_came_in_is_counted_and_what_changed_is_named(client, officer):
    one, two = report(1), report(2)
    page = Page(client, view="all")
    assert page.told() == (0, [])
    report(3)
    report(4, "pothole")
    assert page.told() == (1, []), "another team's report is no news here"
    services.update(number=one, office="lighting", words="A crew comes")
    services.close(number=two, office="lighting", reason="resolved", words="done")
    assert page.told() == (1, sorted([one, two]))
    assert Page(client, view="all").told() == (0, [])


def test_only_what_the_filters_let_through_is_news(client, officer):
    known = report(1)
    page = Page(client, view="all", priority="urgent")
    report(2)
    assert page.told() == (0, [])
    services.prioritise(number=known, office="lighting", priority="urgent")
    assert page.told() == (1, [])


def test_a_change_on_another_page_of_the_queue_brings_nothing_in(client, officer, monkeypatch):
    monkeypatch.setattr("folkmoot.modules.service_requests.queries.PAGE", 1)
    numbers = {report(1), report(2)}
    page = Page(client, view="all")
    [unseen] = numbers - set(page.shown)
    services.update(number=unseen, office="lighting", words="A crew comes")
    assert page.told() == (0, [])


@pytest.mark.parametrize(
    ("view", "act"),
    [
        ("waiting", lambda number: services.wait(number=number, office="lighting", whom="parts", until=None)),
        (
            "fixed",
            lambda number: services.close(number=number, office="lighting", reason="resolved", words="x"),
        ),
        (
            "all",
            lambda number: services.assign(number=number, office="streets", to="lighting", reason="skills"),
        ),
        ("up", lambda _number: services.escalate(clock.now() + timedelta(days=30))),
    ],
)
def test_what_brings_a_report_into_a_view_is_news_there(client, officer, view, act):
    number = report(1, "pothole" if view == "all" else "lamp")
    page = Page(client, view=view)
    act(number)
    assert page.told() == (1, [])


def test_what_cannot_be_read_is_refused(client, officer):
    page = Page(client)
    for given in (
        {"since": "x"},
        {"since": "9" * 30},
        {"from": "yesterday"},
        {"from": "2026-01-01T00:00:00"},
    ):
        assert page.news(**given).status_code == 400
    assert page.news(number="\x00").status_code == 200
    client.logout()
    assert page.news().status_code == 302


def test_news_take_as_many_statements_for_many_acts_as_for_one(client, officer):
    report(0)
    page = Page(client, view="all")

    def statements():
        page.news()
        with CaptureQueriesContext(connection) as asked:
            page.news()
        return len(asked)

    report(1)
    one = statements()
    for number in range(2, 12):
        report(number)
    assert statements() == one
