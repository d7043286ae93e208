"""A small town with two departments, people, and polls."""

from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from folkmoot.modules.elections import services
from folkmoot.modules.elections.rules import Draft
from folkmoot.people.models import Person, Role
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution
from folkmoot.record import clock

OPTIONS = ("Leave it", "No cars from 10 to 18", "No cars at all")
_SPACE = UUID("7f0c5a0e-6f0b-4a52-9d8e-2a1f4f6d7b22")


def voter(number):
    """The id of somebody's account."""
    return uuid5(_SPACE, str(number))


def draft(**more):
    given = {
        "question": "What should happen to the market square?",
        "background": "The council decides in autumn.",
        "options": OPTIONS,
        "least": 1,
        "most": 1,
        "office": "streets",
        "closes": clock.now() + timedelta(days=14),
    }
    return Draft(**given | more)


def opened(**more):
    return services.open_poll(draft=draft(**more))


def closed(*votes, **more):
    """A poll that closed by itself after these votes, one person each."""
    number = opened(**more)
    for at, choices in enumerate(votes):
        services.vote(number=number, person_id=voter(at), choices=choices)
    with later(days=15):
        services.close_due()
    return number


def later(**span):
    """Everything as if it happened some time from now."""
    return clock.telling(clock.now() + timedelta(**span))


def resident(client, email="ada@example.org"):
    person = Person.objects.create_user(email, name="Ada")
    client.force_login(person)
    return person


def officer(client, office="streets"):
    person = Person.objects.create_user(f"{office}@example.org", name="Olu")
    Role.objects.create(person=person, role="officer", office=office)
    client.force_login(person)
    return person


@pytest.fixture
def town(db):
    describe_town()


def describe_town():
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor="office:council",
    )
    for slug in ("streets", "schools"):
        describe_department(slug=slug, name=slug.title() + " team", actor="office:council")
