"""The page of a case: every act, refusals that lose nothing, comparing, splitting, canned answers; the public page."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.fixtures.town import person

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import CannedAnswer, ServiceRequest
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays


@pytest.fixture
def officer(client, town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    client.force_login(someone)
    return someone


def report(number=2, title="The lamp at the corner is dark", service="lamp"):
    problem = services.Problem(service_code=service, title=title, lat=52.4802, long=1.7004, address="Quay 1")
    return services.report(problem=problem, reporter=person(number)).service_request_id


def act(client, number, **given):
    return client.post(f"/desk/{number}/act", given)


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_officer_waits_orders_and_goes_on_and_everybody_reads_it(client, officer, lamp):
    soon = date.today() + timedelta(days=9)
    assert (
        act(client, lamp, act="wait", whom="parts", until=soon.isoformat(), words="A head").status_code == 302
    )
    url = "https://maximo.example/4711"
    assert act(client, lamp, act="order", system="Maximo", order="4711", url=url).status_code == 302
    for path in (f"/reports/{lamp}", f"/desk/{lamp}"):
        page = client.get(path).content.decode()
        assert "Waits for parts, we look again on" in page
        assert (
            f'<a class="ds-link" href="{url}" rel="noopener nofollow">Work order 4711 in Maximo</a>' in page
        )
    assert act(client, lamp, act="resume", words="It came").status_code == 302
    assert "Waits for parts" not in client.get(f"/desk/{lamp}").context["standing"].waits
    services.assign(number=lamp, office="lighting", to="streets", reason="skills")
    services.assign(number=lamp, office="streets", to="lighting", reason="our_part_done")
    page = text_of(client.get(f"/reports/{lamp}"))
    assert "Passed on two times" in page
    assert "It needs another team’s tools or skills" in page
    assert_replays()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"act": "wait", "whom": "parts", "until": "2020-01-01", "words": "Typed"}, "after today"),
        ({"act": "order", "system": "Typed", "order": "1", "url": "http://x.example"}, "https://"),
        ({"act": "assign", "office": "streets", "why": "other", "words": ""}, "Say why"),
        ({"act": "close", "reason": "declined", "words": "Typed"}, "who is responsible"),
        ({"act": "urgency", "priority": "normal", "words": "Typed"}, "already"),
        ({"act": "update", "words": ""}, "There is a problem"),
    ],
)
def test_a_refusal_stands_at_its_form_with_what_was_typed(client, officer, lamp, given, why):
    answer = act(client, lamp, **given)
    assert answer.status_code == 400
    page = answer.content.decode()
    form = page.partition(f'id="act-{given["act"]}"')[2].partition("</details>")[0]
    assert page.partition(f'id="act-{given["act"]}"')[2].startswith(' name="act" open>')
    assert why in form
    assert ("Typed" in form) == ("Typed" in given.values())


def test_photos_survive_a_refusal_and_are_shown_with_the_closing(client, officer, lamp):
    refused = act(client, lamp, act="close", reason="declined", words="Not ours", photos=picture())
    assert refused.status_code == 400
    assert b"The photos that you sent are kept" in refused.content
    assert not queries.photos([lamp])
    kept = refused.context["kept"]
    closed = act(
        client, lamp, act="close", reason="declined", words="Not ours", responsible="County", kept=kept
    )
    assert closed.status_code == 302
    [photo] = queries.photos([lamp])[lamp]
    assert photo.stage == "after"
    client.logout()
    assert client.get(f"/files/{photo.file}/thumb").status_code == 200
    assert_replays()


def test_words_are_shown_when_a_colleague_was_first(client, officer, lamp):
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    answer = act(client, lamp, act="update", words="My long news")
    assert answer.status_code == 400
    assert "My long news" in text_of(answer)
    assert "reopen it first" in text_of(answer)
    assert act(client, lamp, act="dance").status_code == 404


def test_reports_are_compared_merged_and_the_merge_undone(client, officer, lamp):
    other = report()
    page = client.get(f"/desk/{lamp}/duplicates")
    assert page.context["other"].row.pk == other, "the likeliest one stands beside it"
    assert "metres away" in text_of(page)
    assert client.get(f"/desk/{lamp}/duplicates", {"other": lamp}).status_code == 400
    assert client.get(f"/desk/{lamp}/duplicates", {"other": "none"}).status_code == 400
    assert "no report NONE" in text_of(client.get(f"/desk/{lamp}/duplicates", {"other": "none"}))
    path = f"/desk/{other}/duplicates"
    assert client.post(path, {"other": "none", "goes_on": lamp}).status_code == 404
    assert client.post(path, {"other": lamp, "goes_on": "x", "words": "Typed"}).status_code == 400
    answer = client.post(path, {"other": lamp.lower(), "goes_on": lamp, "words": "The same lamp"})
    assert answer["Location"] == f"/desk/{other}"
    public, case = client.get(f"/reports/{other}"), client.get(f"/desk/{other}")
    for page in (public, case):
        assert f"Go to report {lamp}" in text_of(page)
        assert "The same lamp" in text_of(page)
    assert b"Not fixed?" not in public.content
    assert "1 other report of the same" in text_of(client.get(f"/reports/{lamp}"))
    notes = client.get(f"/open311/v2/requests/{other}.json").json()[0]
    assert (notes["status"], f"Same as {lamp}." in notes["status_notes"]) == ("closed", True)
    refused = client.post(path, {"other": lamp, "goes_on": lamp, "words": "Again"})
    assert refused.status_code == 400
    assert act(client, other, act="unmerge", words="Two lamps").status_code == 302
    assert queries.request(other).state == "new"
    assert act(client, other, act="unmerge").status_code == 400
    client.post(path, {"other": lamp, "act": "apart"})
    assert not client.get(path).context["candidates"]
    assert "A team said so before" in text_of(client.get(path, {"other": lamp}))
    again = client.post(path, {"other": lamp, "act": "apart"})
    assert "said before" in text_of(again)
    assert_replays()


def test_only_a_team_that_has_the_other_report_lets_it_go_into_this_one(client, officer, lamp):
    theirs = report(3, "Hole beside the lamp", "other")
    page = client.get(f"/desk/{lamp}/duplicates", {"other": theirs})
    assert [key for key, _name in page.context["form"].fields["goes_on"].choices] == [theirs]
    answer = client.post(f"/desk/{lamp}/duplicates", {"other": theirs, "goes_on": lamp})
    assert answer.status_code == 400
    mine = report(4)
    client.post(f"/desk/{lamp}/duplicates", {"other": mine, "goes_on": lamp})
    assert queries.request(mine).duplicate_of == lamp
    assert client.get(f"/desk/{theirs}/duplicates").status_code == 404


def test_a_part_is_split_off(client, officer, lamp):
    path = f"/desk/{lamp}/split"
    assert client.get(path).status_code == 200
    refused = client.post(path, {"title": "", "description": "Typed", "service_code": "other"})
    assert refused.status_code == 400
    assert "Typed" in text_of(refused)
    given = {"title": "A hole", "description": "Deep", "service_code": "other", "words": "Two in one"}
    assert client.post(path, given)["Location"] == f"/desk/{lamp}"
    made = ServiceRequest.objects.get(split_from=lamp)
    assert f"Split off from report {lamp}" in text_of(client.get(f"/reports/{made.pk}"))
    assert f"A part became report {made.pk}" in text_of(client.get(f"/reports/{lamp}"))
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    assert client.post(path, given).status_code == 400
    assert_replays()


def test_a_part_answers_what_its_category_asks(client, officer, lamp):
    path = f"/desk/{lamp}/split"
    given = {"title": "A hole", "description": "Deep", "service_code": "pothole", "words": "Two in one"}
    assert 'name="q_SIZE"' not in client.get(path).content.decode()
    asked = client.post(path, given | {"asked": "lamp"})
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "This category asks more" in page
    assert 'name="q_SIZE"' in page
    assert 'value="A hole"' in page, "what was typed until then stays"
    assert '<option value="pothole" selected>' in page
    assert not ServiceRequest.objects.filter(split_from=lamp).exists()
    answered = given | {"asked": "pothole", "q_MORE": "Full of water"}
    refused = client.post(path, answered)
    assert refused.status_code == 400
    assert refused.context["form"].errors.keys() == {"q_SIZE"}
    assert "Full of water" in text_of(refused)
    assert client.post(path, answered | {"q_SIZE": "large"}).status_code == 302
    made = ServiceRequest.objects.get(split_from=lamp)
    assert [(one["code"], one["values"]) for one in made.answers] == [("SIZE", ["large"]), ("MORE", [])]
    assert_replays()


def test_canned_answers_are_kept_and_filled_in(client, officer, lamp):
    given = {"office": "lighting", "name": "Ordered", "words": "For {number}: {title} ({service}, {team})"}
    assert client.post("/desk/answers", given).status_code == 302
    assert client.post("/desk/answers", given).status_code == 400
    assert client.post("/desk/answers", given | {"office": "*", "name": "All"}).status_code == 400
    assert client.post("/desk/answers", given | {"office": "", "name": "All"}).status_code == 400
    assert client.post("/desk/answers", given | {"office": "streets", "name": "S"}).status_code == 400
    answer = CannedAnswer.objects.get()
    page = client.get(f"/desk/{lamp}", {"for": "close", "answer": answer.pk})
    filled = page.context["forms"]["close"].initial["words"]
    assert filled == f"For {lamp}: Streetlight outside 14 Quay Lane is out (Street light, Lighting team)"
    assert page.context["chosen"] == "close"
    for odd in ({"for": "dance", "answer": answer.pk}, {"answer": "x"}):
        assert client.get(f"/desk/{lamp}", odd).context["chosen"] == ""
    edit = f"/desk/answers/{answer.pk}"
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"office": "lighting", "name": "New", "words": ""}).status_code == 400
    client.post(edit, {"office": "lighting", "name": "New", "words": "Short"})
    assert CannedAnswer.objects.get().name == "New"
    shared = services.add_answer(office="", name="Thanks", words="Thank you")
    assert client.get(f"/desk/answers/{shared.pk}").status_code == 404
    assert "Thanks" in text_of(client.get("/desk/answers"))
    Role.objects.create(person=officer, role="administrator", office="")
    assert client.post("/desk/answers", given | {"office": "*", "name": "All"}).status_code == 302
    assert CannedAnswer.objects.get(name="All").office == ""
    assert client.post(edit, {"act": "delete"}).status_code == 302
    assert CannedAnswer.objects.count() == 2


def test_the_page_of_a_case_takes_as_many_statements_with_a_long_life_as_with_a_short_one(
    client, officer, lamp
):
    def statements(path):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    services.add_answer(office="lighting", name="One", words="x")
    services.note(number=lamp, office="lighting", words="n", person_id=officer.pk)
    other = report()
    services.merge(number=other, into=lamp, office="lighting")
    case, compared = statements(f"/desk/{lamp}"), statements(f"/desk/{other}/duplicates?other={lamp}")
    for number in range(5):
        services.add_answer(office="lighting", name=f"A{number}", words="x")
        services.note(number=lamp, office="lighting", words="n", person_id=officer.pk)
        services.update(number=lamp, office="lighting", words=f"News {number}")
        services.wait(number=lamp, office="lighting", whom="parts")
        services.merge(number=report(10 + number), into=lamp, office="lighting")
    assert statements(f"/desk/{lamp}") == case <= 40
    assert statements(f"/desk/{other}/duplicates?other={lamp}") == compared <= 25


def test_visitors_and_other_teams_see_none_of_it(client, lamp):
    for path in (f"/desk/{lamp}/duplicates", f"/desk/{lamp}/split", "/desk/answers"):
        assert client.get(path).status_code == 302
    someone = Person.objects.create_user("streets@example.org")
    Role.objects.create(person=someone, role="officer", office="streets")
    client.force_login(someone)
    for path in (f"/desk/{lamp}/duplicates", f"/desk/{lamp}/split"):
        assert client.get(path).status_code == 404


def test_the_team_is_told_in_the_life_of_a_report_that_a_promise_is_at_stake(client, lamp):
    services.escalate(clock.now() + timedelta(days=30))
    assert "The promise was missed, so it was passed up" in text_of(client.get(f"/reports/{lamp}"))
