"""The number beside the bell in the header."""

from django.http import HttpRequest

from folkmoot.followers.notify import queries
from folkmoot.people.models import Person
from folkmoot.web.addresses import fixed
from folkmoot.web.bell import MOST, Bell


def bell(request: HttpRequest) -> Bell | None:
    """For readers who are signed in, one query over an index; it looks at a hundred notices at most."""
    if not isinstance(request.user, Person):
        return None
    return Bell(fixed("followers:you"), queries.unread(request.user, most=MOST + 1))
