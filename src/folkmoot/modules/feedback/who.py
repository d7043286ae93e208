"""Who answers on a page: an account, or a browser that is told apart by a random token in its session."""

import secrets

from django.http import HttpRequest

from folkmoot.people.limits import Limit, client_key, demand
from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym

ANSWERS = Limit("feedback.answers", 60, 3600)
"""Answers that one network address may send, links of invitations included."""
ON_PAGES = Limit("feedback.pages", 10, 86_400)
"""First answers on pages that one network address may give in a day: a house of ten behind one address may all answer."""
_READER = "feedback.reader"


def account(request: HttpRequest) -> Person | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Person) else None


def limit(request: HttpRequest, *, first: bool) -> None:
    """Count one answer of this client; ``first`` is one on a page by somebody new. Raises TooMany."""
    demand(ANSWERS, client_key(request))
    if first and account(request) is None:
        demand(ON_PAGES, client_key(request))


def pseudonym_of(request: HttpRequest, subject: str) -> str:
    """The name under which this account or browser has answered; empty for a browser that nobody has met."""
    if (person := account(request)) is not None:
        return pseudonym(person.pk, subject)
    token = request.session.get(_READER, "")
    return guest_pseudonym(f"reader {token}", subject) if token else ""


def new_pseudonym_of(request: HttpRequest, subject: str) -> str:
    """The same, for somebody who is about to answer."""
    if account(request) is None and _READER not in request.session:
        request.session[_READER] = secrets.token_hex(16)
    return pseudonym_of(request, subject)
