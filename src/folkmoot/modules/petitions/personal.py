"""What is held about people who start and sign petitions; never on the record."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.petitions.models import BurstLog, Draft, Guard, InternalNote, Reading, Signer
from folkmoot.people.models import Person
from folkmoot.people.personal import NotPersonal, PersonalData

_FIELDS = (
    "petition",
    "role",
    "channel",
    "state",
    "name",
    "email",
    "postcode",
    "area",
    "country",
    "ip",
    "language",
    "follows",
    "created",
    "confirmed",
)


def _mine(person: Person) -> Any:
    """Rows that name the account, and those that a guest left with the same address."""
    return Signer.objects.filter(Q(person=person) | Q(email__iexact=person.email))


def _drafts(person: Person) -> Any:
    mine = _mine(person).filter(role="creator").values_list("petition", flat=True)
    return Draft.objects.filter(pk__in=list(mine), started=None)


def _forget_author(person: Person) -> int:
    """The note is the institution's and stays; who wrote it goes."""
    return InternalNote.objects.filter(author=person).update(author=None)


PERSONAL = (
    # Before Signer, which says whose it is.
    PersonalData(
        model=Draft,
        export=lambda person: [
            dict(row) for row in _drafts(person).values("action", "background", "details")
        ],
        erase=lambda person: int(_drafts(person).delete()[0]),
        why=_("petitions that you have not confirmed yet"),
        kept=_("until you confirm them, 30 days at most"),
    ),
    PersonalData(
        model=Signer,
        export=lambda person: [dict(row) for row in _mine(person).values(*_FIELDS)],
        erase=lambda person: int(_mine(person).delete()[0]),
        why=_(
            "to let each person sign once, and to tell you what becomes of a petition if you want to hear it"
        ),
        kept=_("until you erase your account; your signature still counts, without a name"),
        subjects=lambda person: [
            f"petitions/{one}" for one in _mine(person).values_list("petition", flat=True)
        ],
    ),
    PersonalData(
        model=InternalNote,
        export=lambda person: [
            dict(row) for row in InternalNote.objects.filter(author=person).values("words", "created")
        ],
        erase=_forget_author,
        why=_("notes that you wrote as a moderator or officer"),
        kept=_("the notes stay with the institution; that you wrote them is forgotten"),
    ),
    PersonalData(
        model=Reading,
        export=lambda person: [
            dict(row) for row in Reading.objects.filter(person=person).values("petition", "since")
        ],
        erase=lambda person: int(Reading.objects.filter(person=person).delete()[0]),
        why=_("to tell other moderators which petition you read now"),
        kept=_("until you have decided"),
    ),
    NotPersonal(
        BurstLog, "networks and mail domains with a hundred signatures in an hour, and no name; for a week"
    ),
    NotPersonal(Guard, "networks and mail domains that are never or always believed, kept against fraud"),
)
