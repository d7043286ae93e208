"""Signed links to the page that says whether one's ballot is counted. Nobody can change a ballot by one."""

from datetime import timedelta
from uuid import UUID

from folkmoot.people.links import ForgedLink, open_link, sign_link

PURPOSE = "budgeting.ballot"
GOOD_FOR = timedelta(days=365)


def token(voter: UUID) -> str:
    """A token for a voter's private key."""
    return sign_link(PURPOSE, voter.hex, expires=GOOD_FOR)


def opened(given: str) -> UUID:
    """The key that a token stands for. Raises LinkError."""
    value = open_link(PURPOSE, given)
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise ForgedLink("this link is not complete") from error
