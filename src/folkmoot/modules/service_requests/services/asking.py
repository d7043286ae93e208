"""Asking the person who reported something, hearing the answer, and what silence leads to."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, inquiries, rules
from folkmoot.modules.service_requests.models import Contact, Inquiry, Reply
from folkmoot.modules.service_requests.services.base import NotFound, demand, on
from folkmoot.record import clock, text
from folkmoot.record.receipt import Receipt

CLOCK = "system:clock"
BATCH = 100


def ask(*, number: str, office: str, words: str, public: bool, until: datetime, otherwise: str) -> Receipt:
    """Ask the person who reported. Raises Refused, also when nobody could be reached."""
    with on(number, f"office:{office}") as (fact, row, subject):
        states = list(Inquiry.objects.filter(service_request_id=number).values_list("state", flat=True))
        demand(
            *rules.may_ask(
                state=row.state,
                reachable=inquiries.reachable(number),
                words=words,
                until=until,
                otherwise=otherwise,
                now=clock.now(),
                waiting=states.count("waiting"),
            )
        )
        return fact(
            events.Asked(
                question=len(states) + 1,
                words=text.commit(words.strip(), subject=subject, public=public),
                public=public,
                until=until,
                otherwise=otherwise,
            )
        )


def answer(
    *,
    number: str,
    question: int,
    pseudonym: str,
    words: str,
    publish: bool = False,
    photos: Sequence[events.Photo] = (),
) -> Receipt:
    """Answer a question as the person who reported. Words and photos stay with the office unless ``publish``."""
    with on(number, pseudonym) as (fact, _row, subject):
        inquiry = Inquiry.objects.filter(service_request_id=number, question=question).first()
        if inquiry is None:
            raise NotFound("report %(number)s has no such question", number=number)
        contact = Contact.objects.filter(
            service_request_id=number, pseudonym=pseudonym, reporter=True
        ).first()
        demand(
            rules.may_answer(
                waiting=inquiry.state == "waiting",
                until=inquiry.until,
                now=clock.now(),
                words=words,
                asked_of_me=contact is not None,
            )
        )
        # The files leave the drafts with the fact, so that the sweeper never takes them.
        files.adopt([one.file for one in photos], subject=subject, public=publish)
        shown = text.commit(words.strip(), subject=subject) if publish else ""
        receipt = fact(
            events.Answered(question=question, words=shown, photos=tuple(photos) if publish else ())
        )
        if contact and not publish:
            Reply.objects.create(
                contact=contact,
                inquiry=inquiry.pk,
                words=words.strip(),
                photos=[one.file for one in photos],
                created=clock.now(),
            )
        return receipt


def lapse(now: datetime) -> int:
    """Record for every question whose day has passed that it was not answered, and do what was said would follow.

    Safe to run twice at once and to be killed: each question is looked at again under the lock of its report, and
    its facts are one transaction. Returns how many questions lapsed.
    """
    done = 0
    waiting = Inquiry.objects.filter(state="waiting", until__lt=now).order_by("until", "key")
    while rows := list(waiting[:BATCH]):
        lapsed = sum(_lapse(row.service_request_id, row.question, now) for row in rows)
        done += lapsed
        if not lapsed:
            # Somebody else is at work on the same ones.
            break
    return done


def _lapse(number: str, question: int, now: datetime) -> int:
    with on(number, CLOCK) as (fact, row, subject):
        inquiry = Inquiry.objects.get(service_request_id=number, question=question)
        if not rules.may_lapse(waiting=inquiry.state == "waiting", until=inquiry.until, now=now):
            return 0
        fact(events.Unanswered(question=question))
        if inquiry.otherwise == "close" and row.state in rules.OPEN_STATES:
            with translation.override(settings.LANGUAGE_CODE):
                why = _(
                    "We asked the person who reported this a question and had no answer by the day that we named. "
                    "Without it we could not check the problem."
                )
            fact(events.Closed(reason="could_not_verify", words=text.commit(why, subject=subject)))
        return 1
