"""Signed links of invitations: whoever has one may answer once, and change or take back that answer."""

import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from folkmoot.people.links import ForgedLink, open_link, sign_link

PURPOSE = "feedback.invitation"


def path(invitation: uuid.UUID, *, until: datetime) -> str:
    """The way to the questions; ValueError when ``until`` has passed."""
    key = sign_link(PURPOSE, invitation.hex, expires=until)
    return f"{reverse('feedback:invited')}?{urlencode({'key': key})}"


def opened(key: str) -> uuid.UUID:
    """The invitation that a link stands for. Raises LinkError."""
    try:
        return uuid.UUID(open_link(PURPOSE, key))
    except (TypeError, AttributeError) as error:
        raise ForgedLink("this link is not complete") from error
