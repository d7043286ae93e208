"""Confirmation mails: queued with the signature, sent by the worker, never to whoever broke a limit."""

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

from folkmoot.modules.petitions import links, queries
from folkmoot.modules.petitions.models import Draft, Petition, Signer
from folkmoot.modules.petitions.services.counting import suspects
from folkmoot.record import clock, text

AT_ONCE = 200
TOGETHER = 25
"""Mails that are marked as sent with one commit; a rush of signers waits for their links, not for the disk."""
LEASE = timedelta(minutes=10)
"""How long a worker that died keeps a mail from being sent by another."""


def send_confirmations() -> int:
    """Send the mails that are due, at most AT_ONCE; how many were sent.

    The limits are checked here and not in the request, so that whoever breaks them sees what everybody sees.
    """
    rows = _claimed()
    if not rows:
        return 0
    titles = _titles(rows)
    most = queries.limits().mails
    doubted = suspects([one for one in rows if one.state == "pending"])
    sent: list[int] = []
    with get_connection() as line:
        for row in rows:
            if row.pk in doubted:
                Signer.objects.filter(pk=row.pk, state="pending").update(state="fraudulent", mail_due=None)
                continue
            if row.mails > most or row.state not in {"pending", "counted"}:
                Signer.objects.filter(pk=row.pk).update(mail_due=None)
                continue
            with translation.override(row.language or settings.LANGUAGE_CODE):
                message = _message(row, titles.get(row.petition, ""))
            message.connection = line
            try:
                message.send()
            except (smtplib.SMTPException, OSError):
                # The claim ends with its lease, and the mail is tried again.
                continue
            sent.append(row.pk)
            if len(sent) % TOGETHER == 0:
                _done(sent[-TOGETHER:])
    _done(sent[len(sent) - len(sent) % TOGETHER :])
    return len(sent)


def _done(some: list[int]) -> None:
    """These mails are on their way. A worker that dies before it says so sends them once more."""
    if not some:
        return
    with transaction.atomic():
        if connection.features.has_select_for_update:
            # In the order in which counting holds them, so that neither can wait for the other for ever.
            list(Signer.objects.filter(pk__in=some).order_by("pk").select_for_update().values_list("pk"))
        Signer.objects.filter(pk__in=some).update(mail_due=None)


def _claimed() -> list[Signer]:
    now = clock.now()
    with transaction.atomic():
        due = Signer.objects.filter(mail_due__lte=now).order_by("mail_due", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = [row.pk for row in due[:AT_ONCE]]
        if not found:
            return []
        Signer.objects.filter(pk__in=found).update(mail_due=now + LEASE, mails=F("mails") + 1)
    return list(Signer.objects.filter(pk__in=found).order_by("pk"))


def _titles(rows: list[Signer]) -> dict[int, str]:
    """What each petition asks for, in the words its supporters were shown."""
    numbers = {row.petition for row in rows}
    kept = dict(Petition.objects.filter(pk__in=numbers).values_list("pk", "action"))
    words = text.private_words_of(kept.values())
    found = {number: words.get(commitment, "") for number, commitment in kept.items()}
    return dict(Draft.objects.filter(pk__in=numbers - kept.keys()).values_list("pk", "action")) | found


def _message(row: Signer, title: str) -> EmailMessage:
    known = {"title": " ".join(title.split())}
    if row.state == "counted":
        mine = _absolute("petitions:mine", links.token(links.MINE, row.pk))
        subject = _("You have signed: %(title)s") % known
        body = [
            _("Your signature counts already. Nobody can sign twice with this address and name."),
            _("See that it is counted, or take it back: %(url)s") % {"url": mine},
        ]
    else:
        confirm = _absolute("petitions:confirm", links.token(links.CONFIRM, row.pk))
        subject = (
            _("Confirm your petition: %(title)s")
            if row.role == "creator"
            else _("Confirm your signature: %(title)s")
        ) % known
        body = [
            _("Open this link and press the button there. Then it counts:"),
            confirm,
            _("Was it not you? Then do nothing. Without you it is never counted."),
        ]
    return EmailMessage(subject[:200], "\n\n".join(body) + "\n", settings.DEFAULT_FROM_EMAIL, [row.email])


def _absolute(name: str, token: str) -> str:
    return f"{settings.ORIGIN.rstrip('/')}{reverse(name)}?{urlencode({'key': token})}"
