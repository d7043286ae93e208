"""The five accounts of the demo town, one for each role."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """An account that anybody may use in the demo."""

    role: str
    called: str
    does: str
    office: str = ""

    @property
    def email(self) -> str:
        return f"{self.role}@demo.example"


ACCOUNTS = (
    Account("resident", "Robin Resident", "reports, signs, votes, comments"),
    Account("officer", "Olu Officer", "answers for the office “streets”", office="streets"),
    Account("moderator", "Mika Moderator", "reads what others flagged"),
    Account("auditor", "Ada Auditor", "sees how the record and money are kept"),
    Account("administrator", "Alex Administrator", "sets up modules, roles and places"),
)


def make() -> None:
    """Make the accounts that are missing; their addresses count as confirmed."""
    from allauth.account.models import EmailAddress
    from django.db import transaction

    from folkmoot.people.models import Person, Role

    with transaction.atomic():
        for one in ACCOUNTS:
            person = Person.objects.filter(email=one.email).first() or Person.objects.create_user(
                one.email, name=one.called
            )
            if one.role == "administrator":
                person.is_staff = True
                person.save()
            EmailAddress.objects.get_or_create(
                user=person, email=one.email, defaults={"verified": True, "primary": True}
            )
            Role.objects.get_or_create(person=person, role=one.role, office=one.office)
