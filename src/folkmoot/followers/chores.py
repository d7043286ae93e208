"""What the worker tidies away now and then: old mails, old notices, addresses that never said yes."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from folkmoot.followers.models import AccountNotice, Delivery, Mail, Subscriber, Subscription
from folkmoot.followers.notify import mail, rules
from folkmoot.record import clock

_KEEP_DELIVERIES = timedelta(days=30)


def tidy() -> int:
    """Erase what has been kept for long enough. How many rows went; running it twice at once does no harm."""
    now = clock.now()
    gone = mail.forget(now)
    gone += AccountNotice.objects.filter(at__lt=now - rules.KEEP_NOTICES).delete()[0]
    gone += Subscription.objects.filter(
        confirmed__isnull=True, created__lt=now - rules.CONFIRM_WITHIN
    ).delete()[0]
    gone += _nobody(now)
    old = Delivery.objects.filter(created__lt=now - _KEEP_DELIVERIES)
    return gone + old.exclude(state="waiting").delete()[0]


def _nobody(now: datetime) -> int:
    """Addresses that follow nothing, get nothing and did not ask to be left alone."""
    rows = Subscriber.objects.filter(
        ~Exists(Subscription.objects.filter(subscriber=OuterRef("pk"))),
        ~Exists(Mail.objects.filter(subscriber=OuterRef("pk"))),
        person__isnull=True,
        unasked=True,
        created__lt=now - rules.KEEP_SENT,
    )
    return rows.delete()[0]
