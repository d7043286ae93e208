"""The pages behind signed links: nothing happens by following one, everything by one press, once."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.fixtures.town import person

from folkmoot.files.models import StoredFile
from folkmoot.modules.service_requests import chores, queries, services
from folkmoot.modules.service_requests.invitations import CLOSING, QUESTION, Invitation, invite
from folkmoot.modules.service_requests.models import Contact, Feedback, Rating, Reply
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


def key(lamp, purpose=CLOSING, about="", number=1, days=14):
    about = about or queries.request(lamp).closing
    invitation = Invitation(lamp, about, person(number).pseudonym(""))
    return invite(purpose, invitation, until=clock.now() + timedelta(days=days))


@pytest.fixture
def closed(lamp):
    services.close(
        number=lamp, office="lighting", reason="declined", words="Not ours", responsible="The county"
    )
    return lamp


def test_not_fixed_by_link_is_one_press_and_works_once(client, closed):
    page = f"/reports/{closed}/reopen"
    link = key(closed)
    shown = client.get(page, {"key": link})
    assert b"Who is responsible:" in shown.content
    assert b"Not ours" in shown.content
    assert "no-store" in shown["Cache-Control"]
    assert queries.request(closed).state == "declined", "following the link changes nothing"
    assert client.post(page, {"key": link, "reason": "other"}).status_code == 400
    assert client.post(page, {"key": link, "reason": "part_done"}).status_code == 302
    fact = timeline(f"requests/{closed}")[-1]
    assert (fact.event.reason, fact.actor) == ("part_done", person(1).pseudonym(""))
    assert client.post(page, {"key": link, "reason": "part_done"}).status_code == 409
    services.close(number=closed, office="lighting", reason="resolved", words="Done now")
    again = client.post(page, {"key": link, "reason": "part_done"})
    assert (again.status_code, b"earlier answer" in again.content) == (410, True)
    assert client.get(page, {"key": "forged"}).status_code == 400
    other = invite(
        CLOSING, Invitation("MH-26-XXXXXX", "x", "person:" + "0" * 32), until=clock.now() + timedelta(days=1)
    )
    assert client.get(page, {"key": other}).status_code == 400
    assert client.get("/reports/NONE/reopen").status_code == 404
    assert_replays()


def test_rating_by_link_and_by_the_browser_that_joined(client, lamp):
    client.post(f"/reports/{lamp}/join", {"email": "joiner@example.org"})
    assert Contact.objects.get(reporter=False).email == "joiner@example.org"
    services.close(number=lamp, office="lighting", reason="resolved", words="New lamp")
    page = f"/reports/{lamp}/rate"
    assert b"Did this solve it for you?" in client.get(f"/reports/{lamp}").content
    assert b'value="partly" id="id_solved_1" checked' in client.get(page, {"solved": "partly"}).content
    assert client.post(page, {}).status_code == 400
    assert client.post(page, {"solved": "yes"}).status_code == 302
    link = key(lamp)
    sent = client.post(page, {"key": link, "solved": "no", "words": "It flickers"})
    assert sent["Location"] == f"/reports/{lamp}/reopen?key={link.replace(':', '%3A')}"
    assert Rating.objects.count() == 2
    assert Feedback.objects.get().words == "It flickers"
    assert b"It flickers" not in client.get(f"/reports/{lamp}").content
    stranger = client.__class__()
    assert stranger.get(page).status_code == 403
    assert "sessionid" not in stranger.cookies, "looking makes no session"
    assert stranger.post(page, {"solved": "yes"}).status_code == 403
    assert_replays()


def test_a_question_is_answered_by_link_with_a_photo_that_only_the_office_sees(client, lamp):
    services.ask(
        number=lamp,
        office="lighting",
        words="Which lamp?",
        public=False,
        until=clock.now() + timedelta(days=3),
        otherwise="close",
    )
    page = f"/reports/{lamp}/questions/1"
    assert client.get(page).status_code == 403
    assert client.get(page, {"key": key(lamp, QUESTION, "2")}).status_code == 403
    assert client.get(page, {"key": key(lamp, CLOSING, "1")}).status_code == 400
    link = key(lamp, QUESTION, "1")
    shown = client.get(page, {"key": link})
    assert b"Which lamp?" in shown.content
    assert b"we close the report" in shown.content
    assert b"Which lamp?" not in client.get(f"/reports/{lamp}").content
    assert client.post(page, {"key": link, "words": ""}).status_code == 400
    bad = SimpleUploadedFile("photo.png", b"no photo", "image/png")
    assert (
        client.post(page, {"key": link, "words": "The third", "photos": [picture(), bad]}).status_code == 400
    )
    assert not StoredFile.objects.filter(erased__isnull=True).exists(), "nothing half-done stays behind"
    assert client.post(page, {"key": link, "words": "The third", "photos": picture()}).status_code == 302
    again = client.post(page, {"key": link, "words": "The fourth"})
    assert (again.status_code, Reply.objects.get().words) == (410, "The third")
    [file] = Reply.objects.get().photos
    assert client.get(f"/files/{file}/medium").status_code == 404
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="lighting")
    client.force_login(officer)
    case = client.get(f"/desk/{lamp}").content
    assert b"The third" in case
    assert client.get(f"/desk/{lamp}/questions/1/{file}").status_code == 200
    assert client.get(f"/desk/{lamp}/questions/2/{file}").status_code == 404
    assert client.get(f"/desk/{lamp}/questions/1/{'0' * 32}").status_code == 404
    assert_replays()


def test_an_officer_asks_from_the_case_and_is_told_when_nobody_can_be_asked(client, town, lamp):
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="lighting")
    client.force_login(officer)
    wrong = {"words": "x" * 4001, "days": "14", "otherwise": "close", "public": "on"}
    refused = client.post(f"/desk/{lamp}/ask", wrong)
    assert refused.status_code == 400
    page = refused.content.decode()
    assert wrong["words"] in page, "what was typed is there again"
    assert '<option value="14" selected>' in page
    assert '<option value="close" selected>' in page
    assert re.search(r"<details[^>]* open><summary>Ask a question", page)
    assert 'href="#ask-words"' in page
    assert 'id="ask-words"' in page
    assert len(timeline(f"requests/{lamp}")) == 1
    asked = client.post(
        f"/desk/{lamp}/ask",
        {"words": "Which lamp?", "days": "7", "otherwise": "go_on", "public": "on"},
        follow=True,
    )
    assert b"Waits for an answer" in asked.content
    assert b"Which lamp?" in client.get(f"/reports/{lamp}").content
    Contact.objects.update(email="")
    assert b"left no address" in client.get(f"/desk/{lamp}").content
    refused = client.post(
        f"/desk/{lamp}/ask", {"words": "And?", "days": "7", "otherwise": "go_on"}, follow=True
    )
    assert b"nobody can be asked" in refused.content
    assert b"And?" in refused.content
    assert_replays()


def test_an_account_sees_its_open_questions(client, town):
    me = Person.objects.create_user("resident@example.org")
    client.force_login(me)
    sent = client.post(
        "/report/details", {"service": "lamp", "title": "Dark", "address": "Mill Road", "send": "1"}
    )
    number = sent["Location"].partition("?")[0].rpartition("/")[2]
    services.ask(
        number=number,
        office="lighting",
        words="Which lamp?",
        public=False,
        until=clock.now() + timedelta(days=3),
        otherwise="go_on",
    )
    assert b"Which lamp?" in client.get(f"/reports/{number}").content
    mine = client.get("/reports/questions").content
    assert b"Which lamp?" in mine
    assert f"/reports/{number}/questions/1".encode() in mine
    assert (
        client.post(f"/reports/{number}/questions/1", {"words": "By the door", "publish": "on"}).status_code
        == 302
    )
    assert b"By the door" in client.get(f"/reports/{number}").content
    assert b"Which lamp?" not in client.get("/reports/questions").content
    assert_replays()


def test_photos_of_reports_that_were_never_sent_are_swept(client, town, django_capture_on_commit_callbacks):
    looked = client.post(
        "/report/details", {"service": "lamp", "title": "Dark", "address": "x", "photos": picture()}
    )
    assert looked.status_code == 200
    file = StoredFile.objects.get()
    assert (file.public, file.subject) == (False, chores.DRAFTS)
    assert chores.sweep() == 0
    with clock.telling(clock.now() + timedelta(days=2)), django_capture_on_commit_callbacks(execute=True):
        assert chores.sweep() == 1
    assert StoredFile.objects.get().erased
