"""Confirmations by mail for those who ask: that their ballot is counted, and the way to its proof. Never what they chose."""

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

from folkmoot.modules.budgeting import vote_links
from folkmoot.modules.budgeting.models import Round, VoteMail, Voter
from folkmoot.modules.budgeting.queries import ballots, voters
from folkmoot.modules.budgeting.services.base import Refused
from folkmoot.record import clock
from folkmoot.record.refusal import Refusal
from folkmoot.web.words import moment_words

AT_ONCE = 200
LEASE = timedelta(minutes=10)
"""How long a worker that died keeps a mail from being sent by another."""
MOST_TRIES = 5
LONGEST = 254


def ask_for_mail(*, voter: Voter, email: str, language: str) -> None:
    """Send a confirmation for the voter's newest ballot; asked for twice it is one mail. Raises Refused."""
    address = email.strip()
    if address.count("@") != 1 or len(address) > LONGEST or any(one.isspace() for one in address):
        raise Refused([Refusal("email", "give an e-mail address like name@example.org")])
    VoteMail.objects.update_or_create(
        voter=voter, defaults={"email": address, "language": language, "due": clock.now(), "mails": 0}
    )


def send_vote_mails() -> int:
    """Send the confirmations that are due, at most AT_ONCE; how many were sent. What was sent is forgotten."""
    rows = _claimed()
    sent = 0
    if not rows:
        return 0
    titles = dict(Round.objects.filter(pk__in={one.voter.round for one in rows}).values_list("pk", "title"))
    with get_connection() as line:
        for row in rows:
            if row.mails > MOST_TRIES:
                VoteMail.objects.filter(pk=row.pk).delete()
                continue
            with translation.override(row.language or settings.LANGUAGE_CODE):
                message = _message(row, titles.get(row.voter.round, ""))
            message.connection = line
            try:
                message.send()
            except (smtplib.SMTPException, OSError):
                # The claim ends with its lease, and the mail is tried again.
                continue
            # Somebody who asked anew meanwhile has set another moment and gets another mail.
            VoteMail.objects.filter(pk=row.pk, due=row.due).delete()
            sent += 1
    return sent


def _claimed() -> list[VoteMail]:
    now = clock.now()
    with transaction.atomic():
        due = VoteMail.objects.filter(due__lte=now).order_by("due", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = [row.pk for row in due[:AT_ONCE]]
        if not found:
            return []
        VoteMail.objects.filter(pk__in=found).update(due=now + LEASE, mails=F("mails") + 1)
    return list(VoteMail.objects.filter(pk__in=found).select_related("voter").order_by("pk"))


def _message(row: VoteMail, title: str) -> EmailMessage:
    number = row.voter.round
    known = {"title": " ".join(title.split())}
    ballot = ballots.ballot(number, voters.pseudonym_of(row.voter.pk, number))
    mine = f"{settings.ORIGIN.rstrip('/')}{reverse('budgeting:my_vote', args=[number])}"
    url = f"{mine}?{urlencode({'key': vote_links.token(row.voter.pk)})}"
    if ballot is None or ballot.state != "cast":
        subject, body = (
            _("You have no ballot: %(title)s") % known,
            [_("Your ballot was taken back. Nothing of yours is counted now.")],
        )
    else:
        subject = _("Your vote is counted: %(title)s") % known
        at = {"moment": moment_words(ballot.changed)}
        body = [
            _(
                "Your ballot of %(moment)s is in the box. You can change it until voting closes; the last one counts."
            )
            % at,
            _("This mail does not say what you chose, and nobody can see it before voting is over."),
        ]
    body += [
        _("See that it is counted, with its proof: %(url)s") % {"url": url},
        _("Was it not you? Then tell the office that runs the vote."),
    ]
    return EmailMessage(subject[:200], "\n\n".join(body) + "\n", settings.DEFAULT_FROM_EMAIL, [row.email])
