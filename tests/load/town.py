"""Run with Django: describe a town that can take the reports of the file, and print what the players need."""

import hashlib
import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from folkmoot.modules.service_requests import services  # noqa: E402
from folkmoot.modules.service_requests.events import ServiceDescribed  # noqa: E402
from folkmoot.modules.service_requests.models import ApiKey  # noqa: E402
from folkmoot.people.models import Person, Role  # noqa: E402
from folkmoot.people.sessions import SessionStore  # noqa: E402
from folkmoot.places.events import InstitutionDescribed  # noqa: E402
from folkmoot.places.services import describe_department, describe_institution  # noqa: E402
from folkmoot.record import clock  # noqa: E402

KEY = "only-for-the-play"
OFFICERS = 4


def session_of(person: Person) -> str:
    """A signed-in session, as a browser would have it after the code from the mail."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def main(kinds: list[str]) -> None:
    """Describe the institution, one department and a service for each kind; make a key and officers."""
    town = InstitutionDescribed(name="Los Angeles", short="LA", prefix="LA", lat=34.05, lon=-118.25)
    describe_institution(town, actor="office:council")
    describe_department(slug="bureau", name="Bureau", actor="office:council")
    for code, name in (one.split("=", 1) for one in kinds):
        services.describe_service(
            description=ServiceDescribed(
                service_code=code,
                service_name=name,
                description="",
                group="City",
                office="bureau",
                promise_hours=96,
            ),
            actor="office:council",
        )
    ApiKey.objects.create(
        digest=hashlib.sha256(KEY.encode()).hexdigest(),
        name="Play",
        contact="play@example.org",
        created=clock.now(),
        per_hour=10_000_000,
    )
    sessions = []
    for number in range(OFFICERS):
        someone = Person.objects.create_user(f"officer{number}@example.org")
        Role.objects.create(person=someone, role="officer", office="bureau")
        sessions.append(session_of(someone))
    print(json.dumps({"key": KEY, "sessions": sessions}))  # noqa: T201 - the play reads it.


if __name__ == "__main__":
    main(sys.argv[1:])
