"""Signed links of participatory budgeting: an author's invitation to write an idea together."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from folkmoot.people.links import ForgedLink, open_link, sign_link

INVITE = "budgeting.invite"
GOOD_FOR = timedelta(days=14)


def invitation(number: int) -> str:
    """The path of a page where whoever has it may become an author of an idea."""
    return f"{reverse('budgeting:join')}?{urlencode({'key': sign_link(INVITE, number, expires=GOOD_FOR)})}"


def invited(token: str) -> int:
    """The number of the idea that a token invites to. Raises LinkError."""
    value = open_link(INVITE, token)
    if not isinstance(value, int):
        raise ForgedLink("this link is not complete")
    return value
