"""What is held about people who vote and about officers who help them; never on the record."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting.models import (
    CounterAct,
    PaperBallot,
    PaperEntry,
    SealedChoice,
    VoteMail,
    Voter,
)
from folkmoot.modules.budgeting.queries import voters
from folkmoot.people.models import Person
from folkmoot.people.personal import NotPersonal, PersonalData

_FIELDS = (
    "round",
    "source",
    "name",
    "born",
    "area",
    "address",
    "email",
    "reference",
    "channel",
    "struck",
    "created",
)


def _mine(person: Person) -> Any:
    """Lines of the roll that the account votes as, and those that name its address."""
    return Voter.objects.filter(Q(person=person) | Q(email__iexact=person.email, email__gt=""))


def _voter_rows(person: Person) -> list[dict[str, Any]]:
    """Each with the name under which its ballot stands on the record, which nobody else can work out."""
    return [
        {name: getattr(one, name) for name in _FIELDS}
        | {"name_on_the_record": voters.pseudonym_of(one.pk, one.round)}
        for one in _mine(person).order_by("round", "pk")
    ]


def _forget_voter(person: Person) -> int:
    """The ballot stays in the box; who cast it goes.

    A keyed hash stays until the roll is destroyed, so that nobody votes again under a new account. A line of the
    institution's register is only untied: it came from there and says who may vote.
    """
    untied = Voter.objects.filter(person=person).exclude(source="account").update(person=None)
    return untied + Voter.objects.filter(person=person).update(
        person=None, name="", folded="", born=None, email="", address="", reference=""
    )


def _mails(person: Person) -> Any:
    return VoteMail.objects.filter(Q(voter__person=person) | Q(email__iexact=person.email))


PERSONAL = (
    # Before Voter, which says whose it is.
    PersonalData(
        model=VoteMail,
        export=lambda person: [dict(row) for row in _mails(person).values("email", "language", "due")],
        erase=lambda person: int(_mails(person).delete()[0]),
        why=_("to send you the confirmation of your ballot that you asked for"),
        kept=_("until it is sent"),
    ),
    PersonalData(
        model=Voter,
        export=_voter_rows,
        erase=_forget_voter,
        why=_("to let each person vote once. What you chose is never kept beside it"),
        kept=_("until 90 days after the result; then the roll is destroyed"),
    ),
    PersonalData(
        model=CounterAct,
        export=lambda person: [
            dict(row)
            for row in CounterAct.objects.filter(officer=person).values("round", "act", "words", "at")
        ],
        erase=lambda person: CounterAct.objects.filter(officer=person).update(officer=None),
        why=_("to keep a log of what officers do with the roll and at the counter"),
        kept=_("the log stays until the roll is destroyed; that it was you is forgotten"),
    ),
    PersonalData(
        model=PaperEntry,
        export=lambda person: [
            dict(row)
            for row in PaperEntry.objects.filter(officer=person).values("paper__serial", "place", "entered")
        ],
        erase=lambda person: PaperEntry.objects.filter(officer=person).update(officer=None),
        why=_("to be sure that two officers entered a ballot on paper independently"),
        kept=_("the entries stay until the roll is destroyed; that they are yours is forgotten"),
    ),
    NotPersonal(SealedChoice, "what a ballot chose, by a pseudonym that leads to nobody in the database"),
    NotPersonal(PaperBallot, "a ballot on paper by the number printed on it; nobody knows whose it is"),
)
