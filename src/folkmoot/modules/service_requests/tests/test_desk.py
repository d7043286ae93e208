"""The desk: views, filters, keyset pages, the report beside the list, and who has taken what."""

from datetime import timedelta

import pytest
from tests.fixtures.town import person

from folkmoot.modules.service_requests import desk_words, events, queries, services
from folkmoot.modules.service_requests.models import Likeness, SavedView, ServiceRequest
from folkmoot.modules.service_requests.services import likeness
from folkmoot.modules.service_requests.services.base import on
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.follow import run_all
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal


@pytest.fixture
def officer(client, town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    client.force_login(someone)
    return someone


def report(number=0, hours=0):
    problem = services.Problem(
        service_code="lamp", title=f"Lamp {number}", lat=52.48, long=1.7, address="Quay 1"
    )
    with clock.telling(clock.now() - timedelta(hours=hours)):
        return services.report(problem=problem, reporter=person(number)).service_request_id


def follow():
    seal()
    run_all([likeness.FOLLOWER])


def titles(client, **asked):
    return [one.number for one in client.get("/desk", asked).context["desk"].rows]


def test_each_view_holds_what_it_says_and_counts_it(client, officer):
    fresh, late, waiting, fixed = report(1), report(2, hours=5000), report(3), report(4)
    with on(waiting, "office:lighting") as (fact, _row, _subject):
        fact(events.Waiting(whom="parts", until=None))
    services.close(number=fixed, office="lighting", reason="resolved", words="done")
    services.take(number=fresh, person=officer)
    expected = {
        "new": [late, fresh], "late": [late], "up": [], "twins": [], "waiting": [waiting], "mine": [fresh],
        "all": [late, fresh, waiting], "fixed": [fixed], "closed": [fixed],
    }  # fmt: skip
    for view, found in expected.items():
        assert titles(client, view=view) == found, view
    counts = queries.counts(offices=["lighting"], me=officer.pk, now=clock.now()).views
    assert {view: counts[view] for view in expected} == {view: len(it) for view, it in expected.items()}


@pytest.mark.parametrize("offices", [None, [], ["lighting"], ["lighting", "roads"]])
def test_the_first_page_is_the_beginning_of_each_view(officer, offices):
    late, waiting, fixed = report(2, hours=5000), report(3), report(4)
    report(1)
    with on(waiting, "office:lighting") as (fact, _row, _subject):
        fact(events.Waiting(whom="parts", until=None))
    services.close(number=fixed, office="lighting", reason="resolved", words="done")
    services.take(number=late, person=officer)
    some = 0
    for view in (*queries.VIEWS, "found"):
        for area in ("", "nowhere"):
            wanted = queries.Wanted(view=view, me=officer.pk, now=clock.now(), offices=offices, area=area)
            found = queries.page_at_desk(wanted)
            assert [one.service_request_id for one in found] == [one.pk for one in queries.at_desk(wanted)], (
                view
            )
            some += len(found)
    assert bool(some) == (offices != [])


def test_without_a_promise_it_says_how_long_it_is_open():
    now = clock.now()
    row = ServiceRequest(state="new", expected=None, requested=now - timedelta(hours=73))
    assert desk_words.due(row, now).words == "No promise, open 3 days"


def test_each_filter_by_day_counts_what_it_lets_through(client, officer, monkeypatch):
    for number in range(3):
        report(number, hours=5000)
    report(4)
    week = report(5, hours=60)
    hole = services.Problem(
        service_code="pothole", title="Hole", address="Quay 1", answers={"SIZE": ["large"]}
    )
    services.report(problem=hole, reporter=person(6))

    def told():
        page = client.get("/desk", {"view": "all"})
        return {key: count for key, _name, count, _on in page.context["desk"].dues}

    counts = told()
    assert counts["late"] == "3", "of a team that is not mine nothing is counted"
    for key, count in counts.items():
        assert len(titles(client, view="all", due=key)) == int(count), key
    assert sum(map(int, counts.values())) == 5
    assert week in titles(client, view="all", due="week")
    monkeypatch.setattr(queries.desk, "MOST_COUNTED", 2)
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    assert told()["late"] == "2+"


def test_filters_narrow_a_view_and_can_be_taken_off(client, officer):
    one, two = report(1), report(2)
    services.prioritise(number=two, office="lighting", priority="urgent")
    services.take(number=one, person=officer)
    assert titles(client, priority="urgent") == [two]
    assert titles(client, who=str(officer.pk)) == [one]
    assert titles(client, who="nobody") == [two]
    assert titles(client, service="pothole") == []
    assert titles(client, due="late") == []
    assert titles(client, due="later", service="lamp") == titles(client, due="later")
    assert titles(client, office="streets") == [], "another team's reports are not mine to see"
    assert titles(client, who="not a person") == [one, two]
    page = client.get("/desk?priority=urgent&due=late")
    assert ("Urgent", "?view=new&due=late") in page.context["desk"].chips
    assert b"Nothing waits here" in page.content
    assert_replays()


@pytest.mark.parametrize("view", ["all", "closed", "fixed"])
def test_pages_follow_each_other_without_a_gap(client, officer, view):
    numbers = {report(number) for number in range(2 * queries.PAGE + 5)}
    if view != "all":
        for one in numbers:
            services.close(number=one, office="lighting", reason="resolved", words="done")
    seen, url = [], f"/desk?view={view}"
    while url:
        desk = client.get(url).context["desk"]
        seen += [one.number for one in desk.rows]
        url = desk.next and f"/desk{desk.next}"
    assert len(seen) == len(numbers)
    assert set(seen) == numbers


def test_a_report_opens_beside_the_list_also_as_a_part(client, officer, lamp):
    page = client.get("/desk", {"open": lamp})
    assert b'id="pane-title"' in page.content
    part = client.get("/desk", {"open": lamp, "part": "pane"}).content
    assert b'id="pane-title"' in part
    assert b"<html" not in part
    assert b"Choose a report" in client.get("/desk", {"part": "pane"}).content
    Role.objects.filter(person=officer).update(office="streets")
    gone = client.get("/desk", {"open": lamp}).content
    assert b'id="pane-title"' not in gone
    assert f"{lamp} is not at your desk" in gone.decode()


def test_the_map_shows_the_same_reports(client, officer):
    report(1)
    page = client.get("/desk?show=map").content
    assert b"Map with 1 report" in page
    [pin] = client.get("/desk?part=pins").json()["features"]
    assert pin["properties"]["title"].startswith("Lamp 1, New, due in")
    assert pin["properties"]["url"] in page.decode().replace("&amp;", "&")
    assert client.get("/desk?part=pins&view=late").json()["features"] == []


def test_the_workload_is_told_by_colleague(client, officer, lamp):
    services.take(number=lamp, person=officer)
    report(2, hours=5000)
    rows = {key: load for key, _name, load in client.get("/desk/colleagues").context["rows"]}
    assert (rows[str(officer.pk)].open, rows[str(officer.pk)].late) == (1, 0)
    assert (rows["nobody"].open, rows["nobody"].late) == (1, 1)
    client.logout()
    assert client.get("/desk/colleagues").status_code == 302


def test_reports_that_look_alike_are_found_until_they_are_told_apart(client, officer):
    one, two, far = report(1), report(2), report(3, hours=24 * 80)
    follow()
    assert set(titles(client, view="twins")) == {one, two}
    assert Likeness.objects.get(pk=one).other == two
    with on(one, "office:lighting") as (fact, _row, _subject):
        fact(events.KeptApart(other=f"requests/{two}"))
    follow()
    assert not Likeness.objects.exists()
    assert far not in titles(client, view="twins")
    assert_replays()


def test_a_closed_report_looks_like_no_other(client, officer):
    one, two = report(1), report(2)
    follow()
    services.close(number=two, office="lighting", reason="resolved", words="done")
    follow()
    assert not Likeness.objects.exists()
    services.reopen(number=two, actor="office:lighting", words="It is dark again")
    follow()
    assert set(titles(client, view="twins")) == {one, two}
    # What a fact brought before may come again and changes nothing.
    likeness.handle(timeline(f"requests/{two}"))
    assert Likeness.objects.count() == 2


def act(client, number, **given):
    return client.post(f"/desk/{number}/act", given, follow=True).content.decode()


def test_how_urgent_why_passed_on_and_who_has_it_at_the_case(client, officer):
    number = report()
    assert "Done. It is on the record" in act(client, number, act="urgency", priority="urgent")
    assert queries.request(number).priority == "urgent"
    assert "already" in act(client, number, act="urgency", priority="urgent")
    taken = act(client, number, act="take")
    assert "Done." in taken
    assert "on the record in" not in taken.partition("<main")[2].partition("fm-timeline")[0]
    assert titles(client, view="mine") == [number]
    act(client, number, act="leave")
    assert titles(client, view="mine") == []
    act(client, number, act="assign", office="streets", why="skills")
    page = client.get(f"/reports/{number}").content.decode()
    assert "It needs another team’s tools or skills" in page
    assert "How urgent: Urgent" in page
    assert_replays()


def test_an_act_leads_back_to_the_desk_and_nowhere_else(client, officer):
    number = report()

    def go(back):
        return client.post(f"/desk/{number}/act", {"act": "note", "words": "Ask Ada", "back": back})[
            "Location"
        ]

    assert go("view=all&open=MH-1") == "/desk?view=all&open=MH-1"
    assert go("//evil.example/\r\nX: y") == "/desk?%2F%2Fevil.example%2F%0D%0AX%3A+y="


def test_several_reports_at_once_each_on_its_own(client, officer):
    one, two, closed = report(1), report(2), report(3)
    services.close(number=closed, office="lighting", reason="resolved", words="done")
    asked = client.post("/desk/bulk", {"number": [one, two, closed], "act": "update"})
    assert asked.status_code == 200
    assert [it.row.pk for it in asked.context["rows"]] == [one, two, closed]
    given = {"number": [one, two, closed], "act": "update", "sure": "1", "words": "A crew comes tomorrow"}
    told = client.post("/desk/bulk", given).context
    assert told["done"] == 2
    assert [bool(it.refused) for it in told["outcomes"]] == [False, False, True]
    assert {queries.request(it).state for it in (one, two)} == {"in_progress"}
    # Sent once more nothing that can be done only once is done twice.
    again = given | {"act": "urgency", "priority": "high"}
    assert client.post("/desk/bulk", again).context["done"] == 2
    assert client.post("/desk/bulk", again).context["done"] == 0
    assert_replays()


def test_several_reports_need_an_act_reports_and_the_right(client, officer):
    mine = report()
    problem = services.Problem(
        service_code="pothole", title="Hole", lat=52.48, long=1.7, answers={"SIZE": ["large"]}
    )
    theirs = services.report(problem=problem, reporter=person(9)).service_request_id
    assert client.post("/desk/bulk", {"number": [mine], "act": "dance"}).status_code == 400
    assert client.post("/desk/bulk", {"act": "acknowledge"}).status_code == 400
    assert (
        client.post("/desk/bulk", {"number": [theirs], "act": "acknowledge", "sure": "1"}).status_code == 400
    )
    assert queries.request(theirs).state == "new"
    many = [f"MH-26-{number:06}" for number in range(101)]
    assert (
        client.post("/desk/bulk", {"number": [mine, *many], "act": "acknowledge", "sure": "1"}).status_code
        == 400
    )
    assert queries.request(mine).state == "new"
    client.post("/desk/bulk", {"number": [mine, theirs], "act": "acknowledge", "sure": "1"})
    assert queries.request(mine).state == "acknowledged"
    assert queries.request(theirs).state == "new"
    assert client.get("/desk/bulk").status_code == 405


def keep(client, **given):
    return client.post(
        "/desk/views", {"query": "view=late&service=lamp&after=x&open=MH-1", **given}, follow=True
    )


def test_a_view_is_kept_shared_replaced_and_deleted(client, officer):
    page = keep(client, name="Late lamps", office="lighting")
    assert [(one.name, one.query) for one in page.context["desk"].facts.saved] == [
        ("Late lamps", "view=late&service=lamp")
    ]
    assert "Late lamps" in page.content.decode()
    keep(client, name=" Late  lamps ", query="view=all")
    [view] = SavedView.objects.all()
    assert (view.query, view.office) == ("view=all", "")
    keep(client, name="Ours", office="lighting")
    keep(client, name="Theirs", office="streets")
    assert SavedView.objects.get(name="Theirs").office == ""
    assert "Give the view a name" in keep(client, name=" ").content.decode()
    colleague = Person.objects.create_user("colleague@example.org")
    Role.objects.create(person=colleague, role="officer", office="lighting")
    client.force_login(colleague)
    assert [one.name for one in client.get("/desk").context["desk"].facts.saved] == ["Ours"]
    assert "not yours" in client.post(f"/desk/views/{view.pk}/delete", follow=True).content.decode()
    client.force_login(officer)
    client.post(f"/desk/views/{view.pk}/delete")
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["Ours", "Theirs"]


def test_nobody_keeps_views_without_end(client, officer):
    for number in range(31):
        keep(client, name=f"View {number}")
    assert SavedView.objects.count() == 30


def test_the_map_shows_more_than_a_page_of_each_team(client, officer):
    Role.objects.create(person=officer, role="officer", office="streets")
    for number in range(queries.PAGE + 3):
        report(number)
    page = client.get("/desk", {"view": "all", "show": "map"})
    assert f"Map with {queries.PAGE + 3} reports" in page.content.decode()


def test_what_is_wrong_with_several_reports_stands_at_its_field(client, officer):
    number = report()
    given = {"number": [number], "act": "close", "sure": "1", "reason": "resolved", "words": ""}
    answer = client.post("/desk/bulk", given | {"responsible": "The region"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["words"]
    assert "The region" in answer.content.decode()
    assert queries.request(number).state == "new"
