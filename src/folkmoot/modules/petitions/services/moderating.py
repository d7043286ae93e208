"""Moderators hold petitions to the published standards; the clock closes them."""

from collections.abc import Sequence

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.models import InternalNote, Petition, Reading
from folkmoot.modules.petitions.rules import writing
from folkmoot.modules.petitions.services.base import Refused, deadline, demand, on
from folkmoot.modules.petitions.services.counting import SYSTEM
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.receipt import Receipt

TOPICS, TOPIC = 5, 40
MODERATORS = "office:moderators"
"""Moderators act as an office of their own: which of them decided is not public."""


def open_petition(*, number: int, office: str, topics: Sequence[str] = ()) -> Receipt:
    """Publish a petition; from now on it can be signed, and ``office`` is who answers. Raises Refused."""
    named = tuple(dict.fromkeys(one.strip() for one in topics if one.strip()))
    with on(number, MODERATORS) as (fact, row):
        kind = queries.kind(row.kind_code)
        known = any(one.slug == office for one in places.departments())
        fits = len(named) <= TOPICS and all(len(one) <= TOPIC for one in named)
        demand(
            rules.may("opened", row.state),
            None if known else rules.Refusal("office", "choose a department that exists"),
            None
            if fits
            else rules.Refusal.of(
                "topics",
                "give at most %(most)s topics of %(each)s characters",
                most=TOPICS,
                each=TOPIC,
            ),
        )
        if kind is None:
            raise Refused([rules.Refusal("kind", "petitions of this kind are not taken any more")])
        receipt = fact(
            events.Opened(
                office=office,
                closes=deadline(kind.days),
                steps=tuple(events.Step(**one) for one in kind.steps),
                topics=named,
            )
        )
        # A small town may ask for as few signatures as there were supporters.
        steps = [events.Step(**one) for one in kind.steps]
        for at in rules.crossed(steps, count=row.count, reached=()):
            fact(events.ThresholdReached(step=at, count=row.count, due=deadline(steps[at].days)))
        text.show(queries.commitments(row))
        Reading.objects.filter(pk=number).delete()
        return receipt


def reject(*, number: int, code: str, words: str = "") -> Receipt:
    """Do not publish a petition, with a public reason. Raises Refused."""
    with on(number, MODERATORS) as (fact, row):
        demand(
            rules.may("rejected", row.state),
            None
            if code in writing.REJECTIONS
            else rules.Refusal("code", "choose one of the published reasons"),
            writing.text("words", words, writing.REASON, needed=not writing.is_hidden(code)),
        )
        receipt = fact(events.Rejected(code=code, words=text.commit(words.strip(), subject=row.subject)))
        if not writing.is_hidden(code):
            text.show(queries.commitments(row))
        Reading.objects.filter(pk=number).delete()
        return receipt


def flag(*, number: int) -> Receipt:
    """Ask a second moderator. Raises Refused."""
    with on(number, MODERATORS) as (fact, row):
        demand(rules.may("flagged", row.state))
        return fact(events.Flagged())


def park(*, number: int) -> Receipt:
    """Let a petition rest. Raises Refused."""
    with on(number, MODERATORS) as (fact, row):
        demand(rules.may("parked", row.state))
        return fact(events.Parked())


def give_back(*, number: int) -> Receipt:
    """Take a decision back: moderators decide anew, and what was hidden stays so until then. Raises Refused."""
    with on(number, MODERATORS) as (fact, row):
        demand(rules.may("returned", row.state))
        kind = queries.kind(row.kind_code)
        text.hide([*queries.commitments(row), row.reason_words])
        return fact(events.Returned(due=deadline(kind.moderation_days if kind else 7)))


def take_down(*, number: int, reason: str, words: str = "") -> Receipt:
    """Show a published petition no more. Raises Refused."""
    with on(number, MODERATORS) as (fact, row):
        demand(
            rules.may("taken_down", row.state),
            None if reason in writing.REMOVALS else rules.Refusal("reason", "choose one of the reasons"),
            writing.text("words", words, writing.REASON, needed=False),
        )
        receipt = fact(events.TakenDown(reason=reason, words=text.commit(words.strip(), subject=row.subject)))
        text.hide(queries.commitments(row))
        return receipt


def stop(*, number: int) -> Receipt:
    """The institution's term ended before the petition opened. Raises Refused."""
    with on(number, MODERATORS) as (fact, row):
        demand(rules.may("stopped", row.state))
        return fact(events.Stopped())


def close_due() -> int:
    """Close the petitions whose last day is over; how many."""
    done = 0
    for number in Petition.objects.filter(state="open", closes__lte=clock.now()).values_list("pk", flat=True):
        with on(number, SYSTEM) as (fact, row):
            if row.state == "open" and row.closes is not None and row.closes <= clock.now():
                fact(events.Closed())
                done += 1
    return done


def read(*, number: int, person: Person) -> Reading:
    """Note that a moderator reads a petition; who reads it already, if somebody does since less than half an hour."""
    now = clock.now()
    row, made = Reading.objects.get_or_create(pk=number, defaults={"person": person, "since": now})
    if not made and (row.person_id == person.pk or (now - row.since).total_seconds() > 1800):  # noqa: PLR2004
        row.person, row.since = person, now
        row.save()
    return row


def note(*, number: int, words: str, person: Person) -> InternalNote:
    """Tell the other moderators and officers something; it is never public. Raises Refused."""
    demand(writing.text("words", words, writing.WORDS))
    return InternalNote.objects.create(
        petition=number, author=person, words=words.strip(), created=clock.now()
    )
