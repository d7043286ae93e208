"""Pages of surveys: what officers write and people answer, without scripts."""

import csv
import dataclasses
import io
import json
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.feedback import links, queries, services
from folkmoot.modules.feedback.models import Answer, Remark
from folkmoot.modules.feedback.tests.town import (
    PLAN,
    REASON,
    TOLD,
    answered,
    concern,
    happened,
    invited,
    later,
    on_page,
    on_pages,
    opened,
)
from folkmoot.people.models import Person, Role
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
PLAIN_FORM = {
    "key": "closings", "title_en-gb": "How did it go?", "title_de": "Wie war es?", "why_en-gb": "To learn.",
    "why_de": "Um zu lernen.", "office": "streets", "moment": "ledger.said", "pages": "", "one_in": "1", "days": "30",
    "q-sort": "scale", "q-words_en-gb": "How happy are you?", "q-words_de": "Wie zufrieden sind Sie?", "q-required": "on",
    "q-choices_en-gb": "Very bad\nBad\nSo so\nGood\nVery good", "q-choices_de": "Sehr schlecht\nSchlecht\nGeht so\nGut\nSehr gut",
}  # fmt: skip


def officer(client, office="streets", role="officer"):
    person = Person.objects.create_user(f"{role}-{office}@example.org", name="Olu")
    Role.objects.create(person=person, role=role, office=office)
    client.force_login(person)
    return person


def path_of(invitation):
    return links.path(invitation.pk, until=queries.edition(invitation.survey, invitation.edition).closes)


def key_in(path):
    return unquote(path.partition("key=")[2])


def text_of(answer):
    return answer.content.decode()


def test_an_officer_writes_opens_and_closes(client, town):
    assert client.get("/surveys/desk").status_code == 302
    officer(client)
    assert "No survey has been written yet" in text_of(client.get("/surveys/desk"))
    page = text_of(client.get("/surveys/desk/new"))
    assert "Title in English" in page
    assert "Title in German" in page
    answer = client.post("/surveys/desk/new", PLAIN_FORM)
    assert answer["Location"] == "/surveys/desk/closings"
    add = {
        "q-sort": "one", "q-words_en-gb": "What was best?", "q-words_de": "Was war am besten?",
        "q-choices_en-gb": "The speed\nThe words", "q-choices_de": "Die Eile\nDie Worte",
    }  # fmt: skip
    assert client.get("/surveys/desk/closings/questions/new").status_code == 200
    assert client.post("/surveys/desk/closings/questions/new", add).status_code == 302
    plan = queries.plan_of(queries.survey("closings"))
    assert [one.code for one in plan.questions] == ["how_happy_are_you", "what_was_best"]
    assert [one.key for one in plan.questions[1].choices] == ["the_speed", "the_words"]
    url = "/surveys/desk/closings/questions/what_was_best"
    page = text_of(client.get(url))
    assert "The speed\nThe words" in page
    assert client.post(url, add | {"q-choices_en-gb": "The words\nThe speed"}).status_code == 302
    plan = queries.plan_of(queries.survey("closings"))
    assert [one.key for one in plan.questions[1].choices] == ["the_words", "the_speed"]
    client.post(url, {"act": "earlier"})
    assert queries.plan_of(queries.survey("closings")).questions[0].code == "what_was_best"
    page = text_of(client.get("/surveys/desk/closings/preview"))
    assert "Nothing can be sent from here" in page
    assert client.post("/surveys/desk/closings", {"act": "open"}).status_code == 302
    assert queries.survey("closings").state == "open"
    page = text_of(client.get("/surveys/desk/closings"))
    assert "Close it now" in page
    assert "fm-state is-progress" in page
    assert "as a new edition" not in page
    client.post(url, {"act": "remove"})
    assert "as a new edition" in text_of(client.get("/surveys/desk/closings"))
    change = {
        name: value for name, value in PLAIN_FORM.items() if not name.startswith("q-") and name != "key"
    }
    assert client.get("/surveys/desk/closings/change").status_code == 200
    assert client.post("/surveys/desk/closings/change", change | {"days": "60"}).status_code == 302
    assert queries.plan_of(queries.survey("closings")).days == 60
    assert client.post("/surveys/desk/closings", {"act": "close"}).status_code == 302
    assert queries.survey("closings").state == "closed"
    assert client.post("/surveys/desk/closings", {"act": "burn"}).status_code == 404
    assert_replays()


def test_what_an_officer_got_wrong_is_told_where_it_is(client, town):
    officer(client)
    form = PLAIN_FORM | {
        "key": "desk",
        "q-choices_de": "Sehr schlecht",
        "moment": "feedback.page",
        "pages": "a b",
    }
    answer = client.post("/surveys/desk/new", form)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "hyphens, at most 40" in page
    assert "is no address of this site" in page
    assert "de is missing" in page
    assert queries.survey("desk") is None
    assert client.post("/surveys/desk/new", {}).status_code == 422


def test_an_officer_of_another_office_changes_nothing(client, town):
    opened()
    officer(client, office="schools")
    assert client.get("/surveys/desk/reports").status_code == 403
    assert client.post("/surveys/desk/reports", {"act": "close"}).status_code == 403
    assert client.post("/surveys/desk/reports/questions/how", {"act": "remove"}).status_code == 403
    assert "reports" not in text_of(client.get("/surveys/desk")).partition("<main")[2].partition("</main")[0]
    form = client.post("/surveys/desk/new", PLAIN_FORM)
    assert form.status_code == 422, "streets is not offered"
    client.logout()
    resident = Person.objects.create_user("r@example.org")
    client.force_login(resident)
    assert client.get("/surveys/desk").status_code == 403
    assert client.post("/surveys/desk/quiet", {"days": "1"}).status_code == 403


def test_an_administrator_says_how_often_people_are_asked(client, town):
    officer(client, office="", role="administrator")
    assert "Days of peace" in text_of(client.get("/surveys/desk"))
    assert client.post("/surveys/desk/quiet", {"days": "30"}).status_code == 302
    assert queries.quiet_days() == 30
    client.post("/surveys/desk/quiet", {"days": "-1"})
    assert queries.quiet_days() == 30


def test_answering_by_the_link(client, town):
    opened()
    [one] = invited()
    path = path_of(one)
    page = client.get(path)
    assert "How did it go?" in text_of(page)
    assert "checked" not in text_of(page)
    assert not Answer.objects.exists(), "following the link answers nothing"
    key = key_in(path)
    answer = client.post("/surveys/invited", {"key": key, "edition": "1"})
    assert answer.status_code == 422
    assert "Fill in" in text_of(answer)
    form = {"key": key, "edition": "1", "a-how": "4", "a-told": "yes", "a-why": HOSTILE}
    answer = client.post("/surveys/invited", form, follow=True)
    assert "Thank you for your answer" in text_of(answer)
    seal()
    page = text_of(client.get(path))
    assert 'value="4" id="answer-a-how_3" checked' in page
    assert "Recorded as entry" in text_of(client.get(path, {"done": "1"} | {"key": key}))
    assert "<script>alert" not in page
    again = client.post("/surveys/invited", form | {"a-how": "2"}, follow=True)
    assert again.status_code == 200
    assert Answer.objects.count() == 1
    gone = client.post("/surveys/invited", {"key": key, "edition": "1", "withdraw": "1"}, follow=True)
    assert "taken back" in text_of(gone)
    assert Answer.objects.get().state == "withdrawn"
    services.close_survey(key="reports", actor="office:streets")
    page = text_of(client.get(path))
    assert "This survey is over" in page
    answer = client.post("/surveys/invited", form)
    assert answer.status_code == 422
    assert_replays()


def test_links_that_do_nothing(client, town):
    opened()
    [one] = invited()
    assert client.get("/surveys/invited").status_code == 400
    assert client.get("/surveys/invited", {"key": "x"}).status_code == 400
    key = key_in(path_of(one))
    one.delete()
    assert client.get("/surveys/invited", {"key": key}).status_code == 410
    with later(days=100):
        assert client.get("/surveys/invited", {"key": key}).status_code == 410


def test_a_page_asks_whoever_reads_it(client, town):
    opened("site", on_pages(questions=(TOLD,)))
    assert "Were you told" not in text_of(client.get("/surveys"))
    page = text_of(client.get("/petitions"))
    assert "Were you told what happened?" in page
    form = {"edition": "1", "back": "/petitions", "a-told": "no"}
    answer = client.post("/surveys/site/answer", form, follow=True)
    assert "Thank you for your answer" in text_of(answer)
    assert 'href="/petitions"' in text_of(answer)
    assert "You have answered this" in text_of(client.get("/petitions"))
    client.post("/surveys/site/answer", form | {"a-told": "yes"})
    assert Answer.objects.count() == 1, "one browser, one answer"
    person = Person.objects.create_user("ada@example.org")
    client.force_login(person)
    assert "You have answered this" not in text_of(client.get("/petitions"))
    client.post("/surveys/site/answer", form)
    client.post("/surveys/site/answer", form | {"a-told": "yes"})
    assert Answer.objects.count() == 2
    evil = client.post("/surveys/site/answer", form | {"back": "https://evil.example"})
    assert "evil" not in evil["Location"]
    services.close_survey(key="site", actor="office:streets")
    assert "Were you told" not in text_of(client.get("/petitions"))
    assert client.get("/surveys/site/answer").status_code == 200, "one's own answer can still be seen"
    client.logout()
    client.cookies.clear()
    assert client.get("/surveys/site/answer").status_code == 404
    assert_replays()


def test_nobody_is_asked_in_the_middle_of_something(client, town):
    opened("site", on_pages(questions=(TOLD,), pages=("/*",)))
    assert "Were you told" in text_of(client.get("/"))
    officer(client)
    for path in ("/surveys", "/petitions/desk", "/account/data", "/report/offline", "/surveys/desk"):
        assert "Were you told" not in text_of(client.get(path, follow=True)), path


def test_a_page_with_several_questions_leads_to_them(client, town):
    opened("site", on_pages())
    page = text_of(client.get("/petitions"))
    assert "Answer 3 short questions" in page
    assert "How did it go?" in text_of(client.get("/surveys/site/answer?back=/petitions"))


def test_one_address_does_not_answer_for_a_crowd(client, town):
    opened("site", on_pages(questions=(TOLD,)))
    for at in range(12):
        client.cookies.clear()
        answer = client.post("/surveys/site/answer", {"edition": "1", "a-told": "no"})
        assert answer.status_code == (302 if at < 10 else 429)
    assert Answer.objects.count() == 10


def test_an_old_form_does_not_answer_new_questions(client, town):
    opened("site", on_pages(questions=(TOLD,)))
    opened("site", on_pages(questions=(dataclasses.replace(TOLD, words=REASON.words),)))
    answer = client.post("/surveys/site/answer", {"edition": "1", "a-told": "no"})
    assert "have changed meanwhile" in text_of(answer)
    assert not Answer.objects.exists()


def test_results_say_who_answered_and_who_did_not(client, town):
    opened(plan=dataclasses.replace(PLAN, one_in=1))
    some = invited(20)
    for at, one in enumerate(some[:8]):
        answered(one, "5" if at < 6 else "1", why={"words": f"{HOSTILE} {at}"})
    services.publish_all()
    seal()
    page = text_of(client.get("/surveys/reports"))
    assert "20 people were invited; 8 answered (40%)." in page
    assert "What the other 12 think is not known." in page
    assert "no margin is shown" in page
    assert "Margin (95%)" not in page
    assert "AAPOR" in page
    assert "75% chose 4 or 5; the mean is 4.0. 8 answers." in page
    assert "By group" in page
    assert "<script>alert" not in page
    assert text_of(client.get("/surveys/reports/1")).count("75% chose") == page.count("75% chose")
    assert "75% chose" in text_of(client.get("/surveys/reports/1/numbers"))
    words = client.get("/surveys/reports/1/words/why")
    assert "&lt;script&gt;" in text_of(words)
    assert "Take these words off" not in text_of(words)
    assert "How was your report handled?" in text_of(client.get("/surveys"))
    assert client.get("/surveys/reports/2").status_code == 404
    assert client.get("/surveys/none").status_code == 404
    assert client.get("/surveys/reports/1/words/how").status_code == 404


def test_a_random_sample_has_margins_and_a_page_has_none(client, town):
    opened(plan=dataclasses.replace(PLAN, one_in=2))
    for one in invited(40):
        answered(one)
    for at in range(6):
        on_page(f"b{at}", "1")
    page = text_of(client.get("/surveys/reports"))
    assert "Margin (95%)" in page
    assert "were drawn by chance" in page
    assert "chose themselves" in page
    assert "Check the draw" in page


def test_too_few_are_not_shown(client, town):
    opened()
    for one in invited(4):
        answered(one)
    page = text_of(client.get("/surveys/reports"))
    assert "Too few people have answered this" in page
    assert "100%</td>" not in page


def test_a_moderator_takes_words_off(client, town):
    opened()
    [one] = invited()
    answered(one, why={"words": "Call Ada on 0123"})
    url, words = "/surveys/reports/1/words/why", Remark.objects.get().words
    assert client.post(url, {"words": words, "reason": "personal"}).status_code == 403
    officer(client, office="", role="moderator")
    assert "Take these words off" in text_of(client.get(url))
    assert client.post(url, {"words": words, "reason": "personal"}).status_code == 302
    page = text_of(client.get(url))
    assert "Call Ada" not in page
    assert "They say something about a person" in page
    assert_replays()


@pytest.fixture
def answers(town):
    opened()
    for at, one in enumerate(invited(7)):
        answered(one, str(at % 5 + 1), why={"words": "=1+1"})


def rows_of(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_results_are_data(client, answers):
    rows = rows_of(client.get("/surveys/reports/1/results.csv"))
    [told] = [
        one for one in rows if one["by"] == "all" and one["question"] == "told" and one["choice"] == "yes"
    ]
    assert (told["count"], told["share"], told["low_95"], told["sample"]) == ("7", "1.0", "", "all")
    found = json.loads(client.get("/surveys/reports/1/results.json").content)
    columns = {one["name"] for one in found["dictionary"]["files"]["results.csv"]["fields"]}
    assert set(found["rows"][0]) == columns == set(rows[0])
    assert len(found["rows"]) == len(rows)
    single = rows_of(client.get("/surveys/reports/1/answers.csv"))
    assert len(single) == 21
    assert {one["words"] for one in single if one["question"] == "why"} == {"'=1+1"}
    assert client.get("/surveys/reports/1/dictionary.json").json()["questions"][0]["words"]["de"]
    for name in ("results.csv", "results.json", "answers.csv", "dictionary.json"):
        assert client.get(f"/surveys/reports/9/{name}").status_code == 404


def test_the_api(client, answers):
    found = client.get("/api/feedback/surveys").json()
    assert [one["key"] for one in found["items"]] == ["reports"]
    assert found["items"][0]["answers"] == 7
    assert found["next"] is None
    results = client.get("/api/feedback/surveys/reports/1").json()
    assert results["response"]["rr1"] == 1.0
    assert [one["count"] for one in results["rows"] if one["question"] == "told" and one["by"] == "all"] == [
        7,
        7,
        0,
    ]
    assert client.get("/api/feedback/surveys/reports/1/dictionary").json()["one_in"] == 1
    assert client.get("/api/feedback/surveys/reports/9").status_code == 404
    assert client.get("/api/feedback/surveys/none/1").status_code == 404


@pytest.mark.parametrize(
    "path", ["/surveys", "/surveys/reports", "/surveys/reports/1/words/why", "/petitions"]
)
def test_pages_ask_the_same_few_questions_however_much_there_is(client, town, path):
    opened()
    opened("site", on_pages())
    for one in invited(6):
        answered(one, why={"words": "x"})
    client.get(path)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    before = count()
    services.invite([concern(happened(5), 30, first=100)])
    for one in invited(9, first=300, number=7):
        answered(one, "2", why={"words": "y"})
    assert count() == before <= 14
