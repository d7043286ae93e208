"""Whoever signs in arrives at a page that exists."""

import pytest
from django.conf import settings

from folkmoot.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return Person.objects.create_user("robin@town.example", name="Robin")


def test_the_page_after_sign_in_exists(client, person):
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.get(settings.LOGIN_REDIRECT_URL, follow=True)
    assert answer.status_code == 200
    assert "robin@town.example" in answer.text


@pytest.mark.parametrize("address", ["/account", "/account/data", "/account/erase", "/account/erase/confirm"])
def test_strangers_are_asked_to_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=")


def test_what_changes_something_wants_a_post(client, person):
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/account/sessions").status_code == 405
    assert client.post("/account/erase").status_code == 405
    assert Person.objects.filter(pk=person.pk).exists()
