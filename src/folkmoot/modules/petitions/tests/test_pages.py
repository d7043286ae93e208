"""Pages of petitions: what residents, moderators and officers see and do, without scripts."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.petitions import links, services
from folkmoot.modules.petitions.models import Petition, Signer
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    KIND,
    count,
    later,
    opened,
    signatory,
    signed,
    started,
    support,
)
from folkmoot.people.models import Person, Role
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


def link_in(mail):
    return re.search(r"http\S+", mail.body)[0]


def path_of(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def moderator(client):
    person = Person.objects.create_user("moderator@example.org", name="Mo")
    Role.objects.create(person=person, role="moderator")
    client.force_login(person)
    return person


def officer(client, office="streets"):
    person = Person.objects.create_user("officer@example.org", name="Olu")
    Role.objects.create(person=person, role="officer", office=office)
    client.force_login(person)
    return person


def test_signing_without_an_account(client, town, mailoutbox):
    number = opened()
    services.send_confirmations()
    mailoutbox.clear()
    before = count(number)
    page = client.get(f"/petitions/{number}").content.decode()
    assert "Safe crossing at Northgate School" in page
    assert f"/petitions/{number}/sign" in page
    form = {"name": "Grace Hopper", "email": "grace@example.org", "postcode": "MH1 4AB", "area": ""}
    answer = client.post(f"/petitions/{number}/sign", form)
    assert (answer.status_code, answer["Location"]) == (302, "/petitions/sent")
    assert client.get("/petitions/sent").status_code == 200
    services.send_confirmations()
    confirm = path_of(link_in(mailoutbox[0]))
    assert client.get(confirm).status_code == 200
    assert count(number) == before, "following the link counts nothing"
    key = parse_qs(urlsplit(confirm).query)["key"][0]
    answer = client.post("/petitions/confirm", {"key": key}, follow=True)
    page = answer.content.decode()
    assert "You have signed" in page
    assert count(number) == before + 1
    seal()
    mine = answer.redirect_chain[-1][0]
    page = client.get(mine).content.decode()
    assert "of the public record" in page
    assert Signer.objects.get(email="grace@example.org").pseudonym in page
    key = parse_qs(urlsplit(mine).query)["key"][0]
    assert client.post("/petitions/mine/follow", {"key": key, "follows": "1"}).status_code == 302
    assert Signer.objects.get(email="grace@example.org").follows
    assert "taken back" in client.post("/petitions/mine/withdraw", {"key": key}, follow=True).content.decode()
    assert count(number) == before
    assert_replays()


def test_ones_own_page_says_where_the_signature_stands(client, town):
    [row] = signed(opened(), 4)
    address = f"/petitions/mine?key={links.token(links.MINE, row.pk)}"
    waiting = client.get(address).content.decode()
    assert "fm-proof--pending" in waiting
    assert "fm-state" in waiting
    seal()
    page = client.get(address).content.decode()
    assert page.count('class="fm-proof"') == 1
    services.withdraw(signer_id=row.pk)
    assert "Taken back" in client.get(address).content.decode()


def test_officers_do_not_read_a_petition_that_waits_for_moderators(client, town):
    number = started()
    address, words = (
        f"/petitions/desk/{number}",
        ("Safe crossing", "Put lights on Hatch Road", "340 children"),
    )
    officer(client)
    page = client.get(address).content.decode()
    assert not any(one in page for one in words)
    assert "Only moderators read its words now." in page
    client.logout()
    moderator(client)
    page = client.get(address).content.decode()
    assert all(one in page for one in words)
    assert "Only moderators read its words" not in page
    support(number)
    services.open_petition(number=number, office="streets")
    client.force_login(Person.objects.get(email="officer@example.org"))
    page = client.get(address).content.decode()
    assert all(one in page for one in words)


def test_forged_links_do_nothing(client, town):
    [row] = signed(opened(), 5)
    key = links.token(links.MINE, row.pk)
    assert client.get("/petitions/confirm", {"key": key}).status_code == 400
    assert client.get("/petitions/mine", {"key": key[:-1] + "x"}).status_code == 400
    assert client.post("/petitions/mine/withdraw", {"key": "x"}).status_code == 400
    assert client.post("/petitions/mine/withdraw").status_code == 404
    assert client.get("/petitions/mine").status_code == 200
    assert Signer.objects.get(pk=row.pk).state == "counted"


def test_one_press_with_an_account(client, town):
    number, other = opened(), opened("Benches in Mill Park")
    person = Person.objects.create_user("grace@example.org", name="Grace Hopper")
    client.force_login(person)
    answer = client.post(
        f"/petitions/{number}/sign", {"name": "Grace Hopper", "postcode": "MH1 4AB", "area": ""}
    )
    assert "/petitions/mine" in answer["Location"]
    assert 'name="one"' in client.get(f"/petitions/{other}").content.decode()
    before = count(other)
    assert client.post(f"/petitions/{other}/sign", {"one": "1"}).status_code == 302
    assert count(other) == before + 1
    page = client.get(f"/petitions/{other}").content.decode()
    assert "Your signature" in page
    assert 'name="one"' not in page
    assert "You have signed" in client.get(f"/petitions/mine?petition={other}&new=1").content.decode()


def test_starting_shows_what_there_is(client, town, mailoutbox):
    opened("Safe crossing at Northgate School")
    page = client.get("/petitions/start", {"action": "A crossing for the school"}).content.decode()
    assert "Safe crossing at Northgate School" in page
    assert "Safe crossing" in client.get("/petitions/similar", {"action": "crossing"}).content.decode()
    assert (
        "No petition is like this one"
        in client.get("/petitions/similar", {"action": "zzzz"}).content.decode()
    )
    services.send_confirmations()
    mailoutbox.clear()
    form = {
        "action": "Plant trees", "background": "In every street.", "details": "", "kind": "town",
        "name": "Grace Hopper", "email": "grace@example.org", "postcode": "MH1 4AB", "area": "",
    }  # fmt: skip
    assert client.post("/petitions/write", form)["Location"] == "/petitions/sent"
    services.send_confirmations()
    assert "Confirm your petition: Plant trees" in mailoutbox[0].subject
    key = parse_qs(urlsplit(link_in(mailoutbox[0])).query)["key"][0]
    assert "Plant trees" in client.get("/petitions/confirm", {"key": key}).content.decode()
    page = client.post("/petitions/confirm", {"key": key}, follow=True).content.decode()
    invitation = re.search(r"http://[^<\s]+/sign\?support=[^<\s]+", page)[0]
    number = Petition.objects.latest("number").pk
    public = client.get(f"/petitions/{number}")
    assert "Plant trees" not in public.content.decode(), "its words are not public yet"
    assert public.status_code == 200
    page = client.get(path_of(invitation)).content.decode()
    assert "In every street." in page
    token = parse_qs(urlsplit(invitation).query)["support"][0]
    supporter = {
        "name": "Su Porter",
        "email": "su@example.org",
        "postcode": "MH1 4AB",
        "area": "",
        "support": token,
    }
    assert client.post(f"/petitions/{number}/sign", supporter).status_code == 302
    assert client.post(f"/petitions/{number}/sign", supporter | {"support": "x"}).status_code == 409


def test_bad_forms_say_what_is_wrong(client, town):
    number = opened()
    page = client.post(f"/petitions/{number}/sign", {"name": "=1", "email": "x", "postcode": ""})
    assert page.status_code == 422
    assert "Error:" in page.content.decode()
    page = client.post("/petitions/write", {"action": "x" * 90})
    assert page.status_code == 422
    assert client.get("/petitions/999999").status_code == 404
    assert client.get("/petitions/99999999999").status_code == 404
    assert client.get("/petitions/mine?petition=99999999999999999999").status_code == 200
    assert client.get("/petitions?after=1,2&state=nothing&q=%00").status_code == 200


def test_hostile_text_is_shown_as_text(client, town):
    number = started("<b>Bold</b> {{ 7*7 }}", signatory(0))
    Petition.objects.get(pk=number)
    row = services.start(
        idea=services.Idea(kind_code="town", action=HOSTILE[:80], background=HOSTILE, details=HOSTILE),
        creator=signatory(30, name="O'Brien <b>", postcode="<i>1</i>"),
    )
    services.confirm(signer_id=row.pk)
    number = row.petition
    support(number)
    services.open_petition(number=number, office="streets", topics=["<u>t</u>"])
    signed(number, 4, 5, 6, 7, 8, 9)
    services.answer(number=number, office="streets", summary=HOSTILE, words=HOSTILE)
    services.tell_debate(
        number=number, office="streets", step=1, on_day=date(2026, 4, 1), held=True, words=HOSTILE
    )
    services.follow_up(
        number=number, office="streets", subject=HOSTILE, body="<b>", on_day=date(2026, 4, 1), words=HOSTILE
    )
    services.add_note(number=number, office="streets", words=HOSTILE)
    services.invalidate(
        number=number, wanted=services.Conditions(email="p4@example.org"), reason="other", words=HOSTILE
    )
    paths = [
        f"/petitions/{number}", "/petitions?state=all", f"/petitions/{number}/sign", f"/petitions/{number}/sheet",
        "/petitions/start?action=" + HOSTILE[:60], "/petitions/similar?action=script", "/petitions.csv",
    ]  # fmt: skip
    moderator(client)
    paths += ["/petitions/desk", f"/petitions/desk/{number}", f"/petitions/desk/{number}/strike"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        if "csv" not in path:
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            assert "<u>t</u>" not in text, path


def test_moderators_decide_and_officers_answer(client, town):
    number = started()
    support(number)
    assert client.get(f"/petitions/desk/{number}").status_code == 302
    client.force_login(Person.objects.create_user("nobody@example.org"))
    assert client.get("/petitions/desk").status_code == 403
    moderator(client)
    assert "Safe crossing" in client.get("/petitions/desk").content.decode()
    page = client.get(f"/petitions/desk/{number}").content.decode()
    assert "act-open" in page
    assert "act-answer" not in page
    act = f"/petitions/desk/{number}"
    assert client.post(act, {"act": "answer"}).status_code == 404
    assert client.post(act, {"act": "open", "office": "nobody"}).status_code == 422
    assert client.post(act, {"act": "note", "words": "Looks fine"}).status_code == 302
    assert client.post(act, {"act": "flag"}).status_code == 302
    assert (
        client.post(act, {"act": "open", "office": "streets", "topics": "Roads, Schools"}).status_code == 302
    )
    signed(number, 4, 5, 6)
    officer(client, "schools")
    assert "act-answer" not in client.get(act).content.decode(), "another team answers"
    Role.objects.all().update(office="streets")
    answer = {
        "act": "answer",
        "summary": "Yes",
        "words": "We do.",
        "documents": "Letter https://example.org/a.pdf",
    }
    assert client.post(act, answer | {"documents": "Letter"}).status_code == 422
    assert client.post(act, answer).status_code == 302
    day = {"on_day": "14", "on_month": "4", "on_year": "2026", "step": "1"}
    assert client.post(act, {"act": "schedule", **day}).status_code == 302
    told = {"act": "debate", "held": "yes", "words": "Agreed", "video_url": "https://example.org/f", **day}
    assert client.post(act, told).status_code == 302
    assert (
        client.post(act, {"act": "follow", "subject": "Built", "body": "Council", **day}).status_code == 302
    )
    assert client.post(act, {"act": "public_note", "words": "Hatch Road"}).status_code == 302
    page = client.get(f"/petitions/{number}").content.decode()
    for words in ("We do.", "https://example.org/a.pdf", "Agreed", "https://example.org/f", "Built", "Roads"):
        assert words in page
    assert_replays()


def test_rejecting_shows_why(client, town):
    number = started()
    support(number)
    moderator(client)
    words = {"act": "reject", "code": "duplicate", "words": "Petition 3 asks for it."}
    assert client.post(f"/petitions/desk/{number}", words | {"words": ""}).status_code == 422
    assert client.post(f"/petitions/desk/{number}", words).status_code == 302
    page = client.get(f"/petitions/{number}").content.decode()
    assert "Petition 3 asks for it." in page
    assert "There is one already" in page
    assert client.post(f"/petitions/desk/{number}", {"act": "return"}).status_code == 302
    assert "Petition 3" not in client.get(f"/petitions/{number}").content.decode()


def test_striking_off_from_the_page(client, town):
    number = opened()
    signed(number, 5, 6, signatory(7, email="x@spam.example"))
    moderator(client)
    path = f"/petitions/desk/{number}/strike"
    assert client.get(path, {"network": "here"}).status_code == 200
    page = client.get(path, {"domain": "spam.example"}).content.decode()
    assert "1 signature that counts" in page
    act = f"{path}?domain=spam.example"
    assert client.post(act, {"reason": "automated", "expected": "7"}).status_code == 422
    assert client.post(act, {"reason": "automated", "expected": "1", "words": "A program"}).status_code == 302
    assert count(number) == 5
    page = client.get(f"/petitions/{number}").content.decode()
    assert "A program" in page
    assert "spam.example" not in page
    undo = re.search(r'action="(/petitions/desk/[^"]+/undo)"', client.get(path).content.decode())[1]
    assert client.post(undo).status_code == 302
    assert count(number) == 6
    assert client.post(undo, follow=True).status_code == 200
    assert_replays()


def test_a_sheet_of_paper(client, town):
    number = opened()
    assert "Sheet for signatures" in client.get(f"/petitions/{number}/sheet").content.decode()
    officer(client)
    path = f"/petitions/desk/{number}/paper"
    bad = client.post(path, {"sheet": "1", "lines": "Ann Paper; MH1\n=x; MH1"})
    assert bad.status_code == 422
    assert "Line 2" in bad.content.decode()
    before = count(number)
    sheet = {"sheet": "1", "lines": f"Ann Paper; MH1\nBob Paper; MH1\n{signatory(1).name}; MH1 4AB\n"}
    page = client.post(path, sheet, follow=True).content.decode()
    assert "2 signatures count." in page
    assert "do not count twice: 3" in page
    client.post(path, sheet)
    assert count(number) == before + 2
    Role.objects.all().update(office="schools")
    assert client.get(path).status_code == 403
    assert_replays()


def statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/petitions?state=all", 12),
        ("/petitions?q=safe", 12),
        ("/petitions.json", 10),
        ("/petitions/desk", 20),
    ],
)
def test_lists_take_as_many_statements_for_many_as_for_one(client, town, path, most):
    moderator(client)
    number = opened("Safe crossing 0")
    signed(number, 4, 5, 6)
    first = statements(client, path)
    for at in range(1, 6):
        number = opened(f"Safe crossing {at}")
        signed(number, 4, 5, 6)
    assert statements(client, path) == first <= most


def test_a_petition_takes_as_many_statements_for_many_signatures_as_for_few(client, town):
    number = opened()
    signed(number, 4, 5, 6)
    services.answer(number=number, office="streets", summary="Yes", words="Yes")
    first = statements(client, f"/petitions/{number}")
    signed(number, *range(7, 30))
    services.add_note(number=number, office="streets", words="x")
    assert statements(client, f"/petitions/{number}") == first <= 20


@pytest.mark.slow
def test_moderators_with_two_hundred_cases_reach_every_one(client, town, django_assert_max_num_queries):
    # Petitions that were begun on one day are due at one moment, and none may be lost between two pages.
    services.describe_kind(description=replace(KIND, sponsors=0), actor=ADMIN)
    for days, many in ((20, 60), (19, 60), (1, 81)):
        with later(days=-days):
            for at in range(many):
                started(f"Benches at {days} and {at}", creator=signatory(at))
    services.describe_kind(description=replace(KIND, sponsors=1), actor=ADMIN)
    for at in range(60):
        started(f"Trees at {at}", creator=signatory(at))
    moderator(client)
    url, seen = "/petitions/desk", []
    while url:
        with django_assert_max_num_queries(22):
            page = client.get(url).content.decode()
        assert "201 wait, 120 of them late" in page
        waiting, _rest = page.split('id="aside"')
        seen += re.findall(r"/petitions/desk/([0-9]+)", waiting)
        more = re.search(r'rel="next" href="(.*?)"', waiting)
        url = f"/petitions/desk{more[1].replace('&amp;', '&')}" if more else ""
    assert len(seen) == 201 == len(set(seen))
    url, seen = "/petitions/desk", []
    while url:
        aside = client.get(url).content.decode().split('id="aside"')[1]
        seen += re.findall(r"/petitions/desk/([0-9]+)", aside)
        more = re.search(r'rel="next" href="(.*?)#aside"', aside)
        url = f"/petitions/desk{more[1]}" if more else ""
    assert len(seen) == 60 == len(set(seen))
    for odd in ("x", ",", "2026-01-01,5", "2026-01-01T00:00:00+00:00,x", "\x00"):
        assert client.get("/petitions/desk", {"after": odd, "below": odd}).status_code == 200
