"""Mails that ask to confirm a request, a support or a reuse: queued with it, sent by the worker."""

import smtplib
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import links, queries
from folkmoot.modules.catalogue.models import Contribution
from folkmoot.record import clock

AT_ONCE, MOST = 100, 5
"""Mails of one turn, and mails that one contribution ever causes."""
LEASE = timedelta(minutes=10)
"""How long a worker that died keeps a mail from being sent by another."""


def send_confirmations() -> int:
    """Send the mails that are due; how many were sent."""
    rows = _claimed()
    if not rows:
        return 0
    titles, sent = queries.titles_of(rows), 0
    with get_connection() as line:
        for row in rows:
            if row.mails <= MOST:
                with translation.override(row.language or settings.LANGUAGE_CODE):
                    message = _message(row, titles.get(row.pk, ""))
                message.connection = line
                try:
                    message.send()
                except (smtplib.SMTPException, OSError):
                    # The claim ends with its lease, and the mail is tried again.
                    continue
                sent += 1
            Contribution.objects.filter(pk=row.pk).update(mail_due=None)
    return sent


def _claimed() -> list[Contribution]:
    now = clock.now()
    with transaction.atomic():
        due = Contribution.objects.filter(mail_due__lte=now).order_by("mail_due", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = [row.pk for row in due[:AT_ONCE]]
        Contribution.objects.filter(pk__in=found).update(mail_due=now + LEASE, mails=F("mails") + 1)
    return list(Contribution.objects.filter(pk__in=found).order_by("pk")) if found else []


def _message(row: Contribution, title: str) -> EmailMessage:
    url = f"{settings.ORIGIN.rstrip('/')}{reverse('catalogue:confirm')}?{urlencode({'key': links.token(links.CONFIRM, row.pk)})}"
    known = {"title": " ".join(title.split())}
    subjects = {
        "request": _("Confirm your request for data: %(title)s"),
        "support": _("Confirm that you need this data: %(title)s"),
        "reuse": _("Confirm what you made: %(title)s"),
    }
    body = [
        _("Open this link and press the button there. Then it counts:"),
        url,
        _("Was it not you? Then do nothing. Without you it is never shown."),
    ]
    return EmailMessage(
        (subjects[row.sort] % known)[:200], "\n\n".join(body) + "\n", settings.DEFAULT_FROM_EMAIL, [row.email]
    )
