"""Signed links for people without an account: each is good for one purpose and until one moment.

A token says nothing secret and proves that this installation made it. What may happen only once must be checked
by the service that the link leads to, against what is true then.
"""

import math
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from folkmoot.record import clock

USUAL = timedelta(days=30)
LONGEST = 4096
"""Characters of a token that are looked at; longer ones are refused unread."""


class LinkError(ValueError):
    """A link that must not be followed. Its text can be shown."""


class ForgedLink(LinkError):
    """The token was not made here, not for this purpose, or was cut or changed on its way."""


class ExpiredLink(LinkError):
    """The token was good once."""


def sign_link(purpose: str, value: Any, *, expires: timedelta | datetime = USUAL) -> str:
    """A URL-safe token that carries ``value`` (JSON) for ``purpose`` until ``expires``, a moment or from now on.

    ValueError when there is no purpose or the moment has passed.
    """
    now = clock.now()
    until = now + expires if isinstance(expires, timedelta) else expires
    if until <= now:
        raise ValueError(f"a link that expires {until} would never work")
    return _signer(purpose).sign_object(
        {"v": value, "s": int(now.timestamp()), "e": math.ceil(until.timestamp())}
    )


def open_link(purpose: str, token: str, *, within: timedelta | None = None) -> Any:
    """The value that was signed. Raises ForgedLink or ExpiredLink; signatures are compared in constant time.

    ``within`` refuses tokens that are older, whatever they say themselves.
    """
    if len(token) > LONGEST:
        raise ForgedLink(
            _("This link is not complete or was changed. Copy it whole from the message we sent.")
        )
    try:
        content = _signer(purpose).unsign_object(token)
        value, until = content["v"], float(content["e"])
        if within is not None:
            until = min(until, int(content["s"]) + within.total_seconds())
    except (BadSignature, ValueError, KeyError, TypeError) as error:
        raise ForgedLink(
            _("This link is not complete or was changed. Copy it whole from the message we sent.")
        ) from error
    if clock.now().timestamp() >= until:
        raise ExpiredLink(_("This link has expired. Ask for a new one."))
    return value


def _signer(purpose: str) -> Signer:
    if not purpose:
        raise ValueError("a link has a purpose: name it")
    return Signer(salt=f"folkmoot.people.links/{purpose}")
