"""Signed links for people who reported or joined, whether or not they have an account (people.links).

A token names the report, what it is about (a closing's fact or a question's number) and the person's pseudonym. It
does nothing by itself: services check what is true when it is used, so it works once.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from folkmoot.people.links import ForgedLink, open_link, sign_link
from folkmoot.record import clock

CLOSING = "service_requests.closing"
QUESTION = "service_requests.question"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link stands for."""

    number: str
    about: str
    pseudonym: str


def invite(purpose: str, invitation: Invitation, *, until: datetime) -> str:
    """A token until a moment; empty when that has passed."""
    if until <= clock.now():
        return ""
    return sign_link(purpose, [invitation.number, invitation.about, invitation.pseudonym], expires=until)


def invited(purpose: str, token: str, *, number: str) -> Invitation:
    """The invitation that a token carries. Raises ForgedLink (also when it is for another report) or ExpiredLink."""
    value = open_link(purpose, token)
    found = Invitation(*value)
    if found.number != number:
        raise ForgedLink(_("This link is for another report."))
    return found
