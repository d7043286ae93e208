"""Giving and taking roles, and inviting people to one. All of it is private; nothing here enters the record."""

import smtplib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.people import rules
from folkmoot.people.links import LinkError, open_link, sign_link
from folkmoot.people.models import Invitation, Person, Role
from folkmoot.people.words import ROLE_NAMES
from folkmoot.record import clock

VALID = timedelta(days=14)
PURPOSE = "people.invitation"


class Refused(ValueError):
    """Something the rules do not allow; ``refusals`` say which input, what is wrong, what would be right."""

    def __init__(self, *refusals: rules.Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{one.field}: {one.why}" for one in refusals))


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


def holders() -> list[tuple[Person, list[Role]]]:
    """Everybody with a role that was given, by address, at most 1,000 roles."""
    rows = Role.objects.select_related("person").order_by("person__email", "role", "office")[:1000]
    found: dict[Any, tuple[Person, list[Role]]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, []))[1].append(row)
    return list(found.values())


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


def invitation_of(token: str) -> Invited:
    """The invitation behind a link. Raises LinkError when the link or the invitation leads nowhere any more."""
    found = Invitation.objects.filter(pk=uuid.UUID(str(open_link(PURPOSE, token)))).first()
    if found is None:
        raise LinkError(_("This invitation is not there any more. Ask for a new one."))
    return Invited(found, state_of(found))


def accept(*, token: str, person: Person | None) -> Person:
    """Take on the role of an invitation, once. Without ``person`` the account of its address is made.

    Whoever has the link read the mailbox, which is what a sign-in code proves as well; an account that exists must
    be signed in to all the same. Raises LinkError when the invitation is not open, Refused when it is for another.
    """
    with transaction.atomic():
        invited = invitation_of(token)
        row = Invitation.objects.select_for_update().get(pk=invited.row.pk)
        if state_of(row) != "open":
            raise LinkError(_("This invitation was used, withdrawn or is too old. Ask for a new one."))
        if person is None:
            if Person.objects.filter(email=row.email).exists():
                raise Refused(rules.Refusal("email", _("sign in with the address that was invited")))
            person = make_account(row.email)
        elif not has_address(person, row.email):
            raise Refused(
                rules.Refusal(
                    "email", _("this invitation was sent to another address: sign in with that one")
                )
            )
        Role.objects.get_or_create(person=person, role=row.role, office=row.office)
        row.accepted = clock.now()
        row.save(update_fields=["accepted"])
    return person


def make_account(email: str, *, name: str = "") -> Person:
    """An account whose address counts as confirmed."""
    person = Person.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def has_address(person: Person, email: str) -> bool:
    """Whether an address is the account's own or one that it confirmed."""
    if person.email.lower() == email.lower():
        return True
    return bool(EmailAddress.objects.filter(user=person, email__iexact=email, verified=True).exists())


def give(*, person: Person, role: str, office: str, offices: Collection[str]) -> Role:
    """Give a person a role, once. Raises Refused."""
    if refusals := rules.may_give(role=role, office=office, offices=offices):
        raise Refused(*refusals)
    return Role.objects.get_or_create(person=person, role=role, office=office)[0]


def take(*, role_id: int) -> Role | None:
    """Take a role back; None when it is gone already. Raises Refused for the last administrator."""
    with transaction.atomic():
        # All administrators are locked in one order, so that two who take each other's role wait here.
        administrators = _administrators()
        row = Role.objects.select_for_update().filter(pk=role_id).first()
        if row is None:
            return None
        others = {one.person_id for one in administrators} - {row.person_id}
        refusal = rules.may_take(role=row.role, office=row.office, other_administrators=len(others))
        if refusal:
            raise Refused(refusal)
        row.delete()
    return row


def _administrators() -> Iterable[Role]:
    rows = Role.objects.select_for_update().filter(
        role=rules.ADMINISTRATOR, office=rules.EVERYWHERE, person__is_active=True
    )
    return list(rows.order_by("pk"))


def anybody_else() -> bool:
    """Whether somebody was invited, or more than one person holds a role."""
    return Invitation.objects.exists() or len(Role.objects.values("person").distinct()[:2]) > 1
