"""Signed links for people who ask for data or hand something in: to confirm it, and to see it and take it back."""

from datetime import timedelta

from folkmoot.people.links import ForgedLink, open_link, sign_link

CONFIRM, MINE = "catalogue.confirm", "catalogue.mine"
_GOOD_FOR = {CONFIRM: timedelta(days=30), MINE: timedelta(days=3650)}


def token(purpose: str, value: int) -> str:
    """A token for the private number of a contribution."""
    return sign_link(purpose, value, expires=_GOOD_FOR[purpose])


def opened(purpose: str, given: str) -> int:
    """What a token stands for. Raises LinkError."""
    value = open_link(purpose, given)
    if not isinstance(value, int):
        raise ForgedLink("this link is not complete")
    return value
