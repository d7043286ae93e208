"""Reads of the questions that offices ask, and of what is privately known about the people who were asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from folkmoot.modules.service_requests.models import Contact, Feedback, Inquiry, Rating, Reply
from folkmoot.record import text

MOST = 50


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the words that its reader may see; empty ones are hidden from them or were removed."""

    row: Inquiry
    words: str
    answer: str
    photos: Sequence[str] = ()

    @property
    def waiting(self) -> bool:
        """Whether an answer is still expected."""
        return bool(self.row.state == "waiting")


def inquiries(number: str, *, private: bool = False) -> list[AskedQuestion]:
    """Questions of a report in their order: with ``private`` all their words, for the office and the one asked.

    Three queries, two without ``private``.
    """
    rows = list(Inquiry.objects.filter(service_request_id=number).order_by("question"))
    if not rows:
        return []
    words = dict(text.words_of(one for row in rows for one in (row.words, row.answer)))
    replies: dict[str, Reply] = {}
    if private:
        words |= text.private_words_of(row.words for row in rows if not row.public)
        replies = {one.inquiry: one for one in Reply.objects.filter(inquiry__in=[row.pk for row in rows])}
    return [
        AskedQuestion(
            row,
            words.get(row.words, ""),
            replies[row.pk].words if row.pk in replies else words.get(row.answer, ""),
            replies[row.pk].photos if row.pk in replies else (),
        )
        for row in rows
    ]


def reachable(number: str) -> bool:
    """Whether the person who reported can be asked: there is an account or an address."""
    return (
        Contact.objects.filter(service_request_id=number, reporter=True)
        .filter(Q(person__isnull=False) | ~Q(email=""))
        .exists()
    )


def waiting_for(person_id: Any) -> list[AskedQuestion]:
    """Questions that wait for an answer of an account, the most urgent first. Three queries."""
    mine = Contact.objects.filter(person=person_id, reporter=True).values("service_request_id")
    rows = list(
        Inquiry.objects.filter(state="waiting", service_request_id__in=mine).order_by("until", "key")[:MOST]
    )
    words = dict(text.words_of(row.words for row in rows))
    words |= text.private_words_of(row.words for row in rows if not row.public)
    return [AskedQuestion(row, words.get(row.words, ""), "") for row in rows]


def took_part(number: str, pseudonym: str) -> Contact | None:
    """The private row of somebody who reported or joined, or None."""
    return Contact.objects.filter(service_request_id=number, pseudonym=pseudonym).first()


def rating(closing: str, pseudonym: str) -> Rating | None:
    """What somebody said about a closing before, or None."""
    return Rating.objects.filter(pk=f"{closing}/{pseudonym.partition(':')[2]}").first()


def feedback(number: str) -> list[Feedback]:
    """Private words to the office about the closings of a report, oldest first."""
    return list(Feedback.objects.filter(contact__service_request_id=number).order_by("created", "id")[:MOST])
