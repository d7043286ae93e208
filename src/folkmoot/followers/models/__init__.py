"""What followers keep. Activity and search can be thrown away and read again; the rest is private or a queue."""

from folkmoot.followers.models.activity import Activity, SearchEntry
from folkmoot.followers.models.notify import AccountNotice, DigestRun, Mail, Subscriber, Subscription
from folkmoot.followers.models.webhooks import Delivery, Endpoint

__all__ = [
    "AccountNotice",
    "Activity",
    "Delivery",
    "DigestRun",
    "Endpoint",
    "Mail",
    "SearchEntry",
    "Subscriber",
    "Subscription",
]
