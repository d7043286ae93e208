"""Signed links for people who sign: to confirm, to see and take back one's signature, to support before it opens."""

from datetime import timedelta

from folkmoot.people.links import ForgedLink, open_link, sign_link

CONFIRM, MINE, SUPPORT = "petitions.confirm", "petitions.mine", "petitions.support"
_GOOD_FOR = {CONFIRM: timedelta(days=30), MINE: timedelta(days=3650), SUPPORT: timedelta(days=365)}


def token(purpose: str, value: int) -> str:
    """A token for a signature's private number, or for a petition's number to support it."""
    return sign_link(purpose, value, expires=_GOOD_FOR[purpose])


def opened(purpose: str, given: str) -> int:
    """What a token stands for. Raises LinkError."""
    value = open_link(purpose, given)
    if not isinstance(value, int):
        raise ForgedLink("this link is not complete")
    return value
