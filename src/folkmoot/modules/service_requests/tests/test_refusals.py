"""Refusals are said in the reader's language: every sentence of the rules and services has its German."""

import re
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import person
from tests.refusals import sentences

from folkmoot.modules.service_requests import rules, services
from folkmoot.modules.service_requests.invitations import CLOSING, Invitation, invite
from folkmoot.modules.service_requests.refusals import said
from folkmoot.people.models import Person, Role
from folkmoot.record import clock

HERE = Path(__file__).parents[1]
FILES = sorted(
    {*(HERE / "rules").glob("*.py"), *(HERE / "services").glob("*.py"), *HERE.glob("*/services.py")}
)
CATALOGUE = HERE / "locale/de/LC_MESSAGES/django.po"
PLACE = re.compile(r"%\((\w+)\)s")


def test_the_walk_finds_sentences():
    source = 'A = "a %(n)s"\nRefusal("x", "b")\nrules.Refusal.of("x", A, n=1)\nRefusal("x", f"c {y}")\nOther("x", "d")'
    source += '\nNotFound("e %(n)s", n=1)\nNotFound(f"g {y}")'
    assert sentences(source) == (["b", "a %(n)s", "e %(n)s"], ["f'c {y}'", "f'g {y}'"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_refusal_has_its_german(path):
    ready, made = sentences(path.read_text())
    assert not made, f"write these with Refusal.of and parameters, so that they can be translated: {made}"
    german = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    assert not [one for one in ready if not german.get(one)]
    for one in ready:
        assert set(PLACE.findall(one)) == set(PLACE.findall(german[one])), one


def test_the_walk_goes_over_all_of_them():
    assert sum(len(sentences(path.read_text())[0]) for path in FILES) > 80


@given(st.integers(0, 10**9), st.text(max_size=9))
def test_a_refusal_reads_the_same_with_and_without_parameters(most, words):
    one = rules.Refusal.of("title", "at most %(most)s, not %(words)s", most=most, words=words)
    assert one.why == f"at most {most:,}, not {words}"
    assert one == rules.Refusal("title", one.why)


def test_numbers_and_states_are_said_in_german():
    [long] = rules.may_report(title="x", description="x" * 4001, lat=1.0, long=1.0, address="", inside=True)
    with translation.override("de"):
        assert said(long) == "Schreiben Sie höchstens 4.000 Zeichen; das sind 4.001"
        assert "Behoben" in said(rules.may_work("resolved"))
    with translation.override("en"):
        assert said(long) == "Use at most 4,000 characters; these are 4,001"
        assert said(rules.Refusal("x", "")) == ""


def test_a_resident_reads_german_on_a_german_page(town, client):
    headers = {"HTTP_ACCEPT_LANGUAGE": "de"}
    problem = services.Problem(service_code="lamp", title="Lampe", lat=52.48, long=1.7)
    number = services.report(problem=problem, reporter=person()).service_request_id
    services.close(number=number, office="lighting", reason="resolved", words="Gut")
    page = client.post(f"/reports/{number}/join", {}, follow=True, **headers).content.decode()
    assert "reopen it first" not in page
    assert "Diese Meldung ist abgeschlossen" in page


GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}


@pytest.fixture
def officer(client, town):
    someone = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=someone, role="officer", office="lighting")
    client.force_login(someone)
    return someone


def test_what_is_not_there_is_said_in_german(client, officer, lamp, monkeypatch):
    given = {"number": [lamp], "act": "acknowledge", "sure": "1"}
    gone = services.NotFound("there is no report '%(number)s'", number=lamp)

    def missing(**_given):
        raise gone

    monkeypatch.setattr(services, "acknowledge", missing)
    told = f"Es gibt keine Meldung „{lamp}“"
    assert str(gone) == f"there is no report '{lamp}'", "programs read English"
    assert told in client.post("/desk/bulk", given, **GERMAN).content.decode()
    assert told in client.post(f"/desk/{lamp}/act", {"act": "acknowledge"}, **GERMAN).content.decode()
    page = client.post("/desk/views/99/delete", follow=True, **GERMAN).content.decode()
    assert "Diese Ansicht gehört Ihnen nicht oder ist schon weg" in page


def test_what_is_wrong_with_a_photo_is_said_in_german(client, officer, lamp):
    wrong = SimpleUploadedFile("lamp.jpg", b"no photo", content_type="image/jpeg")
    given = {"act": "update", "words": "Neues", "photos": wrong}
    page = client.post(f"/desk/{lamp}/act", given, **GERMAN).content.decode()
    assert "Das ist kein Foto, das wir lesen können" in page
    assert "This is not a photo" not in page


def test_a_link_for_another_report_is_refused_in_german(client, town, lamp):
    until = clock.now() + timedelta(days=3)
    key = invite(CLOSING, Invitation(lamp, "", "person:" + "1" * 32), until=until)
    other = services.report(
        problem=services.Problem(service_code="lamp", title="Lampe", lat=52.48, long=1.7), reporter=person(5)
    ).service_request_id
    services.close(number=other, office="lighting", reason="resolved", words="Gut")
    page = client.get(f"/reports/{other}/reopen", {"key": key}, **GERMAN).content.decode()
    assert "Dieser Link gehört zu einer anderen Meldung." in page
