"""Inviting people to a role by e-mail, and withdrawing an invitation."""

import smtplib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.people import rules
from folkmoot.people.links import sign_link
from folkmoot.people.models import Invitation, Person, Role
from folkmoot.people.roles import Refused
from folkmoot.people.words import ROLE_NAMES
from folkmoot.record import clock

VALID = timedelta(days=14)


PURPOSE = "people.invitation"


class NotSent(OSError):
    """The invitation stands, but the mail server did not take the mail."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its state and, while it is open, its signed address."""

    row: Invitation
    state: str

    @property
    def url(self) -> str:
        """The address that the mail carries."""
        return settings.ORIGIN + reverse("people:invitation", args=[token_of(self.row)])


def token_of(invitation: Invitation) -> str:
    """The signed link of an invitation that can still be used."""
    return sign_link(PURPOSE, str(invitation.pk), expires=invitation.expires)


def state_of(invitation: Invitation) -> str:
    """Open, accepted, withdrawn or expired."""
    return rules.invitation_state(
        accepted=invitation.accepted,
        withdrawn=invitation.withdrawn,
        expires=invitation.expires,
        now=clock.now(),
    )


def open_invitations() -> list[Invited]:
    """Invitations that nobody has used or withdrawn, newest first, at most 200; those too old are among them."""
    rows = Invitation.objects.filter(accepted=None, withdrawn=None).order_by("-created", "pk")[:200]
    return [Invited(row, state_of(row)) for row in rows]


def invite(*, email: str, role: str, office: str, offices: Collection[str], by: Person | None) -> Invitation:
    """Invite somebody by e-mail; one who was invited to the same before is sent the same again, with a new end.

    Raises Refused, or NotSent when the invitation stands and its mail does not go.
    """
    address = email.strip().lower()
    refusals = rules.may_give(role=role, office=office, offices=offices)
    try:
        validate_email(address)
    except ValidationError:
        refusals.append(rules.Refusal("email", _("this is not an e-mail address, like name@example.org")))
    if not refusals and Role.objects.filter(person__email=address, role=role, office=office).exists():
        refusals.append(rules.Refusal("email", _("this person has the role already")))
    if refusals:
        raise Refused(*refusals)
    now = clock.now()
    with transaction.atomic():
        row, created = Invitation.objects.select_for_update().get_or_create(
            email=address,
            role=role,
            office=office,
            accepted=None,
            withdrawn=None,
            defaults={"invited_by": by, "created": now, "expires": now + VALID},
        )
        if not created:
            row.expires = now + VALID
            row.save(update_fields=["expires"])
    send(row)
    return row


def send(invitation: Invitation) -> None:
    """Send the mail with the signed link. Raises NotSent."""
    context = {
        "url": Invited(invitation, "open").url,
        "role": ROLE_NAMES[invitation.role],
        "office": invitation.office,
        "origin": settings.ORIGIN,
        "days": VALID.days,
    }
    subject = render_to_string("people/mail/invitation_subject.txt", context).strip()
    try:
        send_mail(
            subject,
            render_to_string("people/mail/invitation_message.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [invitation.email],
        )
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(
            _("The invitation stands, but the mail server did not take the mail. Invite again to retry.")
        ) from error
    Invitation.objects.filter(pk=invitation.pk).update(sent=clock.now())


def withdraw(*, invitation_id: uuid.UUID) -> bool:
    """Withdraw an open invitation; whether there was one. Its link works no more."""
    rows = Invitation.objects.filter(pk=invitation_id, accepted=None, withdrawn=None)
    return bool(rows.update(withdrawn=clock.now()))
