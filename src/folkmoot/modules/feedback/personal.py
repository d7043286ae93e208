"""What is held about people who are invited and who answer; never on the record."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.feedback import queries
from folkmoot.modules.feedback.models import Answer, GroupTally, Invitation, LastAsked, Remark, Taker
from folkmoot.modules.feedback.services.inviting import address_key
from folkmoot.people.models import Person
from folkmoot.people.personal import NotPersonal, PersonalData
from folkmoot.people.pseudonyms import Namer, pseudonym
from folkmoot.record import text


def _invitations(person: Person) -> Any:
    """Rows that name the account, and those of a guest with the same address."""
    return Invitation.objects.filter(Q(person=person) | Q(email__iexact=person.email))


def _asked(person: Person) -> Any:
    return LastAsked.objects.filter(pk=address_key(Namer(), person.email))


def _forget_invitations(person: Person) -> int:
    """Whose the invitation was goes; that somebody was invited stays."""
    return int(_invitations(person).update(person=None, email="", about="", language=""))


def _forget_answers(person: Person) -> int:
    """That the account answered goes, and with it the words it wrote; what it chose still counts, without a name."""
    mine = Taker.objects.filter(person=person)
    actors = {one.survey: pseudonym(person.pk, f"surveys/{one.survey}").partition(":")[2] for one in mine}
    keys = [f"{edition.pk}/{actors[key]}" for key in actors for edition in queries.editions(key)]
    answers = Answer.objects.filter(pk__in=keys).values("pk")
    text.erase(list(Remark.objects.filter(answer__in=answers).values_list("words", flat=True)))
    return int(mine.delete()[0])


PERSONAL = (
    PersonalData(
        model=Invitation,
        export=lambda person: [
            dict(row)
            for row in _invitations(person).values("survey", "edition", "about", "language", "made", "opened")
        ],
        erase=_forget_invitations,
        why=_("to send you an invitation to a survey"),
        kept=_(
            "until the invitation has been out for two weeks; after that nobody can tell that it was yours"
        ),
    ),
    PersonalData(
        model=LastAsked,
        export=lambda person: [dict(row) for row in _asked(person).values("at")],
        erase=lambda person: int(_asked(person).delete()[0]),
        why=_("to leave you in peace after you were invited to a survey"),
        kept=_("until you may be invited again"),
    ),
    PersonalData(
        model=Taker,
        export=lambda person: [dict(row) for row in Taker.objects.filter(person=person).values("survey")],
        erase=_forget_answers,
        why=_("to let you find, change and take back what you answered on a page while you were signed in"),
        kept=_("until you erase your account; what you chose still counts, without a name"),
        subjects=lambda person: [
            f"surveys/{one}" for one in Taker.objects.filter(person=person).values_list("survey", flat=True)
        ],
    ),
    NotPersonal(GroupTally, "counts of answers by group, without anything about single people"),
)
