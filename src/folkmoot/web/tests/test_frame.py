"""The frame of a page is made once, and still is each reader's own."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.fixtures.town import ADMIN

from folkmoot.people.models import Person, Role
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_institution
from folkmoot.web import frame, states
from folkmoot.web.context import IN_FRAME, SAME_FOR_ALL

pytestmark = pytest.mark.django_db
PAGE = "/accessibility"


@pytest.fixture(autouse=True)
def nothing_made():
    frame._made.clear()


def page(client, path=PAGE, **headers):
    answer: HttpResponse = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_second_reader_gets_the_same_frame(client):
    first = page(client)
    made = dict(frame._made)
    assert len(made) == 4
    assert page(Client()) == first
    assert frame._made == made


def test_the_address_to_come_back_to_is_the_readers_own_and_escaped(client):
    page(client)
    for query in ("?a=1&b=2", "?q=%22%3E%3Cscript%3E", "?hole-0=1"):
        backs = re.findall(r'name="next" value="([^"]*)"', page(client, PAGE + query))
        assert len(backs) == 4
        assert set(backs) == {PAGE + query.replace("&", "&amp;")}
    assert "hole-" not in page(client)


def test_who_is_signed_in_gets_a_token_of_their_own(client):
    people = [Client(), Client()]
    for number, one in enumerate(people):
        one.force_login(Person.objects.create_user(f"p{number}@example.org"))
    pages = [page(one) for one in people]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', one)) for one in pages]
    assert tokens[0]
    assert tokens[1]
    assert tokens[0] != tokens[1]
    assert "hole-" not in pages[0] + pages[1]
    assert "csrfmiddlewaretoken" not in page(client), "readers who are not signed in have no form to protect"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = people[0].cookies
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page(strict))[1]
    assert strict.post("/account/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_language_scheme_rights_and_the_institution_make_frames_of_their_own(client, town):
    english = page(client)
    german = page(client, accept_language="de")
    assert 'aria-label="Main"' in english
    assert 'aria-label="Main"' not in german
    client.cookies["scheme"] = "dark"
    assert re.search(r'value="dark" aria-pressed="true"', page(client))
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="lighting")
    client.force_login(officer)
    assert 'href="/desk"' in page(client)
    assert 'href="/desk"' not in page(Client())
    describe_institution(
        InstitutionDescribed(name="New Council", short="New", prefix="NC", lat=52.48, lon=1.7), actor=ADMIN
    )
    assert "New Council" in page(Client())


def test_the_frame_depends_on_all_that_its_templates_show():
    shell = Path(frame.__file__).parent / "templates"
    texts = [
        one.read_text() for one in [*(shell / "shell").glob("*.html"), shell / "cotton" / "recstrip.html"]
    ]
    shown = set(re.findall(r"shell\.(\w+)", " ".join(texts)))
    assert shown == {*IN_FRAME, *SAME_FOR_ALL, "here"}
    assert not re.search(r"\b(request|perms|messages)\.", " ".join(texts))


def test_a_badge_that_is_kept_is_escaped_for_whoever_asks():
    from django.utils.safestring import mark_safe

    safe = states.state("fixed", mark_safe("<b>Fixed</b>"))
    assert "<b>Fixed</b>" in safe
    assert "&lt;b&gt;Fixed&lt;/b&gt;" in states.state("fixed", "<b>Fixed</b>")
    assert "<b>Fixed</b>" in states.state("fixed", mark_safe("<b>Fixed</b>"))
    assert "<i>" not in states.state("x<i>", "Fixed")
