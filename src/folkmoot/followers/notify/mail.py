"""The mail queue: a chore of the worker claims rows and sends them over one connection.

A mail is never lost. When a worker dies after the server took a mail and before it was marked, it is sent once more;
both copies carry one Message-ID, by which many mail systems show it once.
"""

import hashlib
import logging
import smtplib
import time
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from folkmoot.followers import queue
from folkmoot.followers.models import Mail
from folkmoot.followers.notify import rules
from folkmoot.record import clock
from folkmoot.record.steps import step

log = logging.getLogger(__name__)

BATCH = 50
"""Mails claimed at once; few, so that a batch is done long before its lease is over."""
LEASE = timedelta(minutes=10)
BUDGET = 60.0
"""Seconds of one turn."""
_MARGIN = timedelta(minutes=2)
_PERMANENT = range(500, 600)
"""SMTP replies after which trying again is of no use (RFC 5321, 4.2.1)."""


def send() -> int:
    """The chore: batch after batch while there is something to send, a minute at most. How many mails were sent."""
    until, total = time.monotonic() + BUDGET, 0
    while sent := send_due():
        total += sent
        if time.monotonic() > until:
            break
    return total


def send_due() -> int:
    """Send one batch of what is due. How many mails were sent."""
    claimed = queue.claim(Mail.objects.all(), limit=BATCH, lease=LEASE)
    if not claimed:
        return 0
    step("mail:claimed")
    until = clock.now() + LEASE - _MARGIN
    sent = 0
    with _Line() as line:
        for row in claimed:
            # A slow server must not make us send what another worker may hold by now.
            if clock.now() > until:
                break
            sent += _send(row, line)
    return sent


class _Line:
    """One connection to the mail server for a batch, opened when it is first needed and again after an error."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def send(self, message: EmailMessage) -> None:
        """Hand a message to the server; raises whatever it answers."""
        if self._connection is None:
            self._connection = get_connection()
            self._connection.open()
        self._connection.send_messages([message])

    def close(self) -> None:
        """Hang up; a connection that is broken already is no news."""
        if self._connection is not None:
            try:
                self._connection.close()
            except OSError as error:
                log.debug("closing the mail connection: %s", error)
            self._connection = None


def _send(row: Mail, line: _Line) -> bool:
    mine = Mail.objects.filter(pk=row.pk, state=queue.WAITING, attempts=row.attempts)
    # Somebody may have been erased, or stopped it, since the batch was claimed.
    if not mine.exists():
        return False
    try:
        line.send(message_of(row))
    except Exception as error:  # noqa: BLE001 - whatever a mail backend raises is about this mail or the server.
        line.close()
        _failed(row, error)
        return False
    step("mail:sent")
    # The words were sent; who reads this table later need not read them too.
    mine.update(state=queue.SENT, sent=clock.now(), text="", headers={}, error="")
    return True


def message_of(row: Mail) -> EmailMessage:
    """The mail as it is sent. Sending it again gives the same Message-ID."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    identity = hashlib.sha256(f"{row.pk}:{row.key}".encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{identity}@{host}>", **row.headers}
    return EmailMessage(row.subject, row.text, settings.DEFAULT_FROM_EMAIL, [row.email], headers=headers)


def _failed(row: Mail, error: Exception) -> None:
    """Note the failure: try again later, or park what cannot be sent."""
    words = f"{type(error).__name__}: {error}"[:500]
    rows = Mail.objects.filter(pk=row.pk, state=queue.WAITING, attempts=row.attempts)
    if _is_permanent(error) or row.attempts >= rules.ATTEMPTS:
        log.error("mail %s is parked after %s tries: %s", row.pk, row.attempts, type(error).__name__)
        rows.update(state=queue.PARKED, error=words)
    else:
        rows.update(due=clock.now() + rules.wait_after(row.attempts), error=words)


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in _PERMANENT for code, _words in error.recipients.values())
    # What is wrong with the sender or with our sign-in can be put right by the operator: those are tried again.
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code in _PERMANENT


def parked() -> list[Mail]:
    """The mails that could not be sent, the oldest first."""
    return list(Mail.objects.filter(state=queue.PARKED).order_by("id"))


def replay(*, mail_id: int | None = None) -> int:
    """Try one parked mail again, or all of them. How many went back into the queue."""
    rows = Mail.objects.all()
    return queue.wake(rows if mail_id is None else rows.filter(pk=mail_id))


def forget(now: datetime) -> int:
    """Erase mails that were sent or parked a month ago. How many."""
    rows = Mail.objects.filter(created__lt=now - rules.KEEP_SENT).exclude(state=queue.WAITING)
    return rows.delete()[0]
