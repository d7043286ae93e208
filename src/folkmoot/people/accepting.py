"""Accepting an invitation: once, by the person who was invited."""

import uuid

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from folkmoot.people import rules
from folkmoot.people.inviting import PURPOSE, Invited, state_of
from folkmoot.people.links import LinkError, open_link
from folkmoot.people.models import Invitation, Person, Role
from folkmoot.people.roles import Refused
from folkmoot.record import clock


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
