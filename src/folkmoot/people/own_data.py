"""The personal data that the kernel itself keeps: the account, how it signs in, where it is signed in, its roles."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from folkmoot.people.models import Invitation, Person, Role, Session
from folkmoot.people.personal import NotPersonal, PersonalData
from folkmoot.people.sessions import end_sessions, sessions_of

_ACCOUNT = _("until you erase your account")


def _account(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": person.pk,
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "joined": person.joined,
            "last_login": person.last_login,
        }
    ]


def _addresses(person: Person) -> list[dict[str, Any]]:
    return list(
        EmailAddress.objects.filter(user=person).order_by("pk").values("email", "verified", "primary")
    )


def _authenticators(person: Person) -> list[dict[str, Any]]:
    # The keys themselves are secrets of the device or of the server; a copy would only help a thief.
    rows = Authenticator.objects.filter(user=person).order_by("pk")
    return [
        {
            "type": row.type,
            "name": row.data.get("name", ""),
            "created": row.created_at,
            "last_used": row.last_used_at,
        }
        for row in rows
    ]


def _roles(person: Person) -> list[dict[str, Any]]:
    rows = Role.objects.filter(person=person).order_by("pk")
    return [{"role": row.role, "office": row.office} for row in rows]


def _sessions(person: Person) -> list[dict[str, Any]]:
    return [{"began": one.began, "expires": one.expire_date} for one in sessions_of(person)]


def _erase_account(person: Person) -> int:
    return person.delete()[0]


def _invitations(person: Person) -> QuerySet[Invitation]:
    """Those sent to the account's address, with or without an account by then."""
    return Invitation.objects.filter(email__iexact=person.email)


def _exported_invitations(person: Person) -> list[dict[str, Any]]:
    rows = _invitations(person).order_by("created")
    return [dict(one) for one in rows.values("email", "role", "office", "created", "accepted")]


def _erase_invitations(person: Person) -> int:
    """Their own go; of those that they sent, who sent them is forgotten."""
    forgotten = Invitation.objects.filter(invited_by=person).update(invited_by=None)
    return forgotten + _invitations(person).delete()[0]


PERSONAL: tuple[PersonalData | NotPersonal, ...] = (
    PersonalData(
        model=Session,
        export=_sessions,
        erase=lambda person: end_sessions(person=person),
        why=_("to keep you signed in on your devices"),
        kept=_("at most two weeks, or until you sign out"),
    ),
    PersonalData(
        model=Authenticator,
        export=_authenticators,
        erase=lambda person: Authenticator.objects.filter(user=person).delete()[0],
        why=_("to let you sign in with passkeys and second factors"),
        kept=_("until you remove them or erase your account"),
    ),
    PersonalData(
        model=EmailAddress,
        export=_addresses,
        erase=lambda person: EmailAddress.objects.filter(user=person).delete()[0],
        why=_("to let you sign in with a code"),
        kept=_ACCOUNT,
    ),
    PersonalData(
        model=Role,
        export=_roles,
        erase=lambda person: Role.objects.filter(person=person).delete()[0],
        why=_("to know what you may do here"),
        kept=_("until it is taken back or you erase your account"),
    ),
    PersonalData(
        model=Invitation,
        export=_exported_invitations,
        erase=_erase_invitations,
        why=_("to invite you to a role"),
        kept=_("until you erase your account"),
    ),
    # Last: every other table may still point to the account.
    PersonalData(
        model=Person,
        export=_account,
        erase=_erase_account,
        why=_("to know you when you come back: address, name, language"),
        kept=_ACCOUNT,
    ),
)
