"""Django's database sessions with the person they belong to beside them (Django docs, "Extending database-backed
session engines").
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from folkmoot.people.models import Person, Session
from folkmoot.record import clock
from folkmoot.record.prepared import Prepared

_BEGAN = "_began"
_GOING_ON = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
"""Asked once for each page of whoever is signed in."""


class SessionStore(DatabaseStore):
    """The engine that settings name; its table is people's own."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        # The clock by which Django sets the end of a session, which no told story moves.
        found = _GOING_ON.first(key=self.session_key, now=timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for a session's data, with the id of who is signed in."""
        # A session is written as a whole each time, so that what must stay the same is kept in its data.
        began = data.setdefault(_BEGAN, clock.now().timestamp())
        row = super().create_model_instance(data)
        if not isinstance(row, Session):
            raise TypeError("get_model_class names the model of every row")
        row.began = datetime.fromtimestamp(began, UTC)
        row.person_id = uuid.UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row


def sessions_of(person: Person) -> list[Session]:
    """Every browser in which a person is signed in, the newest first."""
    return list(Session.objects.filter(person_id=person.pk).order_by("-began"))


def end_sessions(*, person: Person, except_for: str = "") -> int:
    """Sign a person out everywhere, but for one session key if given. The number of sessions that ended."""
    return Session.objects.filter(person_id=person.pk).exclude(pk=except_for).delete()[0]


def clear_expired() -> int:
    """Delete the sessions that have expired; how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
