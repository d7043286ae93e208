"""What is held about people who report: contact details and notes, never on the record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.files import services as files
from folkmoot.modules.service_requests.models import (
    ApiKey,
    Contact,
    Feedback,
    HeldContent,
    Holder,
    InternalNote,
    Reply,
    RoutingDraft,
    SavedView,
)
from folkmoot.people.models import Person
from folkmoot.people.personal import NotPersonal, PersonalData

_FIELDS = (
    "service_request_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    "device_id",
    "account_id",
    "language",
    "created",
)


def _mine(person: Person) -> Any:
    """Rows that name the account, and those that a guest left with the same address."""
    return Contact.objects.filter(person=person) | Contact.objects.filter(email__iexact=person.email)


def _held(person: Person) -> Any:
    """What a person sent that was not published yet. Those who only joined a report did not write it."""
    mine = _mine(person).filter(reporter=True).values_list("service_request_id", flat=True)
    return HeldContent.objects.filter(pk__in=list(mine))


def _forget_author(person: Person) -> int:
    """The note is the office's and stays; who wrote it goes."""
    return InternalNote.objects.filter(author=person).update(author=None)


def _replies(person: Person) -> Any:
    return Reply.objects.filter(contact__in=_mine(person))


def _feedback(person: Person) -> Any:
    return Feedback.objects.filter(contact__in=_mine(person))


def _forget_replies(person: Person) -> int:
    """The words and the private photos of answers."""
    files.erase(one for photos in _replies(person).values_list("photos", flat=True) for one in photos)
    return int(_replies(person).delete()[0])


PERSONAL = (
    # Before Contact, which says whose it is.
    PersonalData(
        model=HeldContent,
        export=lambda person: [dict(row) for row in _held(person).values("service_request_id", "content")],
        erase=lambda person: int(_held(person).delete()[0]),
        why=_("reports that an officer reads before they are published"),
        kept=_("until they are published or refused"),
    ),
    PersonalData(
        model=Reply,
        export=lambda person: [dict(row) for row in _replies(person).values("inquiry", "words", "created")],
        erase=_forget_replies,
        why=_("to know your answers to questions about your reports"),
        kept=_("until you erase your account"),
    ),
    PersonalData(
        model=Feedback,
        export=lambda person: [dict(row) for row in _feedback(person).values("words", "created")],
        erase=lambda person: int(_feedback(person).delete()[0]),
        why=_("to learn what you thought of how a report was closed"),
        kept=_("until you erase your account"),
    ),
    PersonalData(
        model=Contact,
        export=lambda person: [dict(row) for row in _mine(person).values(*_FIELDS)],
        erase=lambda person: int(_mine(person).delete()[0]),
        why=_("to tell you what became of your reports"),
        kept=_("until you erase your account"),
        subjects=lambda person: [
            f"requests/{one}" for one in _mine(person).values_list("service_request_id", flat=True)
        ],
    ),
    PersonalData(
        model=InternalNote,
        export=lambda person: [
            dict(row) for row in InternalNote.objects.filter(author=person).values("words", "created")
        ],
        erase=_forget_author,
        why=_("notes you wrote as an officer"),
        kept=_("the notes stay with the office; that you wrote them is forgotten"),
    ),
    PersonalData(
        model=Holder,
        export=lambda person: [
            dict(row) for row in Holder.objects.filter(person=person).values("service_request_id", "since")
        ],
        erase=lambda person: int(Holder.objects.filter(person=person).delete()[0]),
        why=_("to tell colleagues which reports you have taken as an officer"),
        kept=_("until you give the report back or erase your account"),
    ),
    PersonalData(
        model=RoutingDraft,
        export=lambda person: [
            dict(row) for row in RoutingDraft.objects.filter(person=person).values("rules", "changed")
        ],
        erase=lambda person: int(RoutingDraft.objects.filter(person=person).delete()[0]),
        why=_("routing rules that you prepare as an administrator"),
        kept=_("until you save them, throw them away or erase your account"),
    ),
    PersonalData(
        model=SavedView,
        export=lambda person: [
            dict(row)
            for row in SavedView.objects.filter(person=person).values("office", "name", "query", "created")
        ],
        erase=lambda person: int(SavedView.objects.filter(person=person).delete()[0]),
        why=_("views of the desk that you keep as an officer"),
        kept=_("until you delete them or erase your account"),
    ),
    NotPersonal(ApiKey, "contact address of an organisation that posts through Open311, not of a resident"),
)
