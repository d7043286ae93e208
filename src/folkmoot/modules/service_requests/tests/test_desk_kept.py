"""The desk's page is made once for whoever sees the same, and shows each officer what is theirs and what is true now."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.fixtures.town import ADMIN, person

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import Service, ServiceRequest
from folkmoot.people.models import Person, Role
from folkmoot.places.services import describe_department
from folkmoot.record import clock, text
from folkmoot.record.projection import assert_replays, writing
from folkmoot.web import kept
from folkmoot.web.kept import Shelf

STATEMENTS = 12
"""Session, person and roles; what is remembered; colleagues, size of the record, rows, tallies, counts, own views; the
checkpoint and the bell of the frame."""


def somebody(name, *roles):
    found = Person.objects.create_user(f"{name}@example.org", name=name.title())
    for role, office in roles:
        Role.objects.create(person=found, role=role, office=office)
    client = Client()
    client.force_login(found)
    return found, client


def report(number=0, service="lamp", hours=0):
    answers = {"SIZE": ["large"]} if service == "pothole" else {}
    problem = services.Problem(
        service_code=service,
        title=f"{service.title()} {number}",
        lat=52.48,
        long=1.7,
        address="Quay 1",
        answers=answers,
    )
    with clock.telling(clock.now() - timedelta(hours=hours)):
        return services.report(problem=problem, reporter=person(number)).service_request_id


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """A shelf of this test alone."""
    found = Shelf(most=2**24)
    monkeypatch.setattr(kept, "shelf", found)
    return found


def seen(client, path="/desk?view=all"):
    """A page without what differs each time: tokens, and when it was made."""
    answer = client.get(path)
    assert answer.status_code == 200
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return re.sub(r'data-(since|from|made)="[^"]*"', "", page)


def rows(page):
    return re.findall(r'data-row="([^"]+)"', page)


def test_the_page_takes_so_many_statements(town):
    _olu, client = somebody("olu", ("officer", "lighting"))
    report()
    for path in ("/desk", "/desk?view=late", "/desk?view=mine", "/desk?view=fixed"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) == STATEMENTS, path


def test_who_sees_the_same_gets_what_was_made_once(town, monkeypatch):
    _olu, first = somebody("olu", ("officer", "lighting"))
    _ada, second = somebody("ada", ("officer", "lighting"))
    report()
    made = seen(first)
    monkeypatch.setattr(kept.KeptNode, "_alone", lambda *_given: pytest.fail("it was made again"))
    assert seen(second) == made
    tokens = [
        set(
            re.findall(
                r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/desk?view=all").content.decode()
            )
        )
        for client in (first, second)
    ]
    assert [len(one) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


def test_whatever_happens_the_kept_page_is_the_one_made_anew(town, shelf):
    """After each thing that changes what the desk shows, a page from the shelf equals one made without it."""
    olu, client = somebody("olu", ("officer", "lighting"))
    ada, other = somebody("ada", ("officer", "lighting"))
    number = report(1)
    second = report(2, hours=60)
    row = ServiceRequest.objects.get(pk=number)
    lamp = Service.objects.get(pk="lamp")

    def rename():
        named = replace(queries.described(lamp), service_name="Lantern")
        services.describe_service(description=named, actor=ADMIN)

    happenings = {
        "a report comes in": (lambda: report(3), "Lamp 3"),
        "it is urgent": (
            lambda: services.prioritise(number=number, office="lighting", priority="urgent"),
            "Urgent",
        ),
        "somebody takes it": (lambda: services.take(number=number, person=ada), "Ada"),
        "who has it goes by another name": (
            lambda: Person.objects.filter(pk=ada.pk).update(name="Eve"),
            "Eve",
        ),
        "one more person has the problem": (
            lambda: services.join(number=second, reporter=person(9)),
            "2 people",
        ),
        "an office is called otherwise": (
            lambda: describe_department(slug="lighting", name="The lamp lighters", actor=ADMIN),
            "The lamp lighters",
        ),
        "its kind is called otherwise": (rename, "Lantern"),
        "its words are hidden": (lambda: text.hide([row.title]), "[words removed]"),
        "a colleague shares a view": (
            lambda: services.save_view(person=ada, name="Ours", query="view=late", office="lighting"),
            "Ours",
        ),
        "a colleague comes": (lambda: somebody("zoe", ("officer", "lighting")), "Zoe"),
        "it is fixed": (
            lambda: services.close(number=number, office="lighting", reason="resolved", words="done"),
            "Fixed this week",
        ),
    }
    assert lamp.service_name in seen(client)
    before = {one: seen(client, one) for one in ("/desk?view=all", "/desk?view=fixed")}
    for name, (happen, words) in happenings.items():
        happen()
        found = {one: seen(client, one) for one in before}
        assert found != before, name
        assert any(words in one for one in found.values()), name
        shelf.clear()
        assert {one: seen(client, one) for one in before} == found, name
        before = found
    assert seen(other).count("Ours") > seen(client).count("Ours"), "only who made a view may delete it"
    assert olu.name in before["/desk?view=all"]
    assert_replays()


@pytest.mark.parametrize("hours", [1, 47, 71, 119, 121, 200])
def test_as_time_passes_the_words_of_a_kept_page_change(town, shelf, hours):
    _olu, client = somebody("olu", ("officer", "lighting"))
    report(1)
    before = seen(client)
    with clock.telling(clock.now() + timedelta(hours=hours)):
        later = seen(client)
        shelf.clear()
        assert seen(client) == later != before


def test_officers_with_other_rights_never_see_each_others_page(town):
    _olu, lamps = somebody("olu", ("officer", "lighting"))
    _ada, roads = somebody("ada", ("officer", "streets"))
    boss, every = somebody("boss", ("administrator", ""))
    lamp, hole = report(1), report(2, "pothole")
    for _ in range(2):
        for path in ("/desk", "/desk?view=all", "/desk?q=quay", "/desk?view=late"):
            pages = [seen(one, path) for one in (lamps, roads, every)]
            shown = path != "/desk?view=late"
            assert [rows(one) for one in pages][:2] == [[lamp] * shown, [hole] * shown], path
            assert set(rows(pages[2])) == ({lamp, hole} if shown else set()), path
            assert ["Olu" in pages[0], "Olu" in pages[1]] == [True, False]
            assert ["Reports handed to other systems" in one for one in pages] == [False, False, True]
    services.save_view(person=boss, name="Mine alone", query="view=late")
    assert ["Mine alone" in seen(one) for one in (lamps, roads, every)] == [False, False, True]
    assert seen(lamps, f"/desk?open={hole}").count("is not at your desk") == 1
    assert 'id="pane-title"' in seen(roads, f"/desk?open={hole}")
    Role.objects.filter(office="lighting").update(office="streets")
    assert rows(seen(lamps)) == [hole]
    Role.objects.filter(office="streets").delete()
    assert lamps.get("/desk").status_code == 403


def test_each_count_is_that_of_its_view_for_one_office_for_two_and_for_all(town):
    olu, _client = somebody("olu", ("officer", "lighting"))
    numbers = [report(n, service, hours) for n, service, hours in
               [(1, "lamp", 0), (2, "lamp", 5000), (3, "other", 0), (4, "other", 5000), (5, "pothole", 90)]]  # fmt: skip
    services.close(number=numbers[0], office="lighting", reason="resolved", words="done")
    with writing():
        ServiceRequest.objects.filter(pk=numbers[1]).update(escalated="missed", waiting_for="parts")
    now = clock.now()
    assert ServiceRequest.objects.filter(expected=None, due__lt=now).count() == 1
    for offices in (["lighting"], ["streets"], ["lighting", "streets"], ["nowhere"], [], None):
        counts = queries.counts(offices=offices, me=olu.pk, now=now)

        def asked(view, due=(), offices=offices):
            return queries.at_desk(
                queries.Wanted(view=view, me=olu.pk, now=now, offices=offices, due=due), most=99
            ).count()

        assert counts.views == {one: asked(one) for one in queries.VIEWS}, offices
        assert counts.dues == {one: asked("all", [one]) for one in queries.DUE}, offices
        assert sum(counts.services.values()) == counts.views["all"]
