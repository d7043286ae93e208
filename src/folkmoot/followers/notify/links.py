"""Signed links for those who follow without an account, and those that stop a mail with one press."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from folkmoot.followers.notify import rules
from folkmoot.people.links import open_link, sign_link

_CONFIRM, _MINE, _STOP = "follow.confirm", "follow.mine", "follow.stop"


def absolute(path: str) -> str:
    """A path of this site as an address that works in a mail."""
    return f"{settings.ORIGIN.rstrip('/')}/{path.lstrip('/')}"


def confirm_url(subscription_id: int, mail: str) -> str:
    """Where an address says that it asked to be told of something, and how often."""
    token = sign_link(_CONFIRM, [subscription_id, mail], expires=rules.CONFIRM_WITHIN)
    return absolute(reverse("followers:confirm", args=[token]))


def opened_confirm(token: str) -> tuple[int, str]:
    """The subscription that a link confirms, and how often. Raises LinkError."""
    subscription, mail = open_link(_CONFIRM, token)
    return int(subscription), str(mail)


def mine_path(subscriber_id: int) -> str:
    """Where somebody without an account sees and changes what they follow."""
    token = sign_link(_MINE, subscriber_id, expires=rules.STOP_WITHIN)
    return reverse("followers:mine", args=[token])


def opened_mine(token: str) -> int:
    """The subscriber whose page a link opens. Raises LinkError."""
    return int(open_link(_MINE, token))


def stop_url(subscriber_id: int, what: str) -> str:
    """One press stops ``what`` for a subscriber: the id of a subscription, daily, weekly or unasked."""
    token = sign_link(_STOP, [subscriber_id, what], expires=rules.STOP_WITHIN)
    return absolute(reverse("followers:stop", args=[token]))


def opened_stop(token: str) -> tuple[int, str]:
    """The subscriber and what a link stops. Raises LinkError."""
    subscriber, what = open_link(_STOP, token)
    return int(subscriber), str(what)


def stop_headers(url: str) -> dict[str, Any]:
    """The headers by which mail programs offer one press to stop (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
