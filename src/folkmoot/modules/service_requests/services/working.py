"""What offices do to a report, each act in the name of the office."""

from collections.abc import Sequence
from typing import Any

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import InternalNote, ServiceRequest
from folkmoot.modules.service_requests.services.base import NotFound, Refused, demand, on
from folkmoot.modules.service_requests.services.promises import promise_of
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.receipt import Receipt


def acknowledge(*, number: str, office: str, words: str = "") -> Receipt:
    """An office takes a new report on."""
    with on(number, f"office:{office}") as (fact, row, subject):
        demand(rules.may_acknowledge(row.state))
        return fact(events.Acknowledged(words=text.commit(words.strip(), subject=subject)))


def assign(*, number: str, office: str, to: str, words: str = "", reason: str = "other") -> Receipt:
    """Pass a report to another office, saying why: one of rules.PASS_REASONS, of which other needs words."""
    with on(number, f"office:{office}") as (fact, row, subject):
        offices = [one.slug for one in places.departments()]
        demand(
            rules.may_assign(state=row.state, office=row.office, to=to, offices=offices),
            rules.may_pass_on(reason=reason, words=words),
        )
        return fact(
            events.Assigned(office=to, reason=reason, words=text.commit(words.strip(), subject=subject))
        )


def recategorise(
    *,
    number: str,
    office: str,
    service_code: str,
    words: str = "",
    suggested: events.Suggested | None = None,
) -> Receipt:
    """Move a report to another service; its promise runs from when it was reported.

    ``suggested`` is what the sorting helper offered when the office chose.
    """
    with on(number, f"office:{office}") as (fact, row, subject):
        service = queries.service(service_code)
        if service is None or service.closed:
            raise NotFound("there is no service '%(code)s'", code=service_code)
        same = rules.Refusal("service_code", "it is in this category already")
        demand(rules.may_work(row.state), same if service_code == row.service_code else None)
        event = events.Recategorised(
            service_code=service_code,
            expected=promise_of(service, row.requested),
            clock=service.promise_clock,
            words=text.commit(words.strip(), subject=subject),
            suggested=suggested,
        )
        return fact(event)


def keep_category(*, number: str, office: str, suggested: events.Suggested | None) -> Receipt:
    """Leave a report where it is although the sorting helper suggests another service. Once for each model.

    Without a suggestion (its token had expired) it is refused.
    """
    if suggested is None:
        raise Refused([rules.Refusal("suggested", "this suggestion is too old: open the page again")])
    with on(number, f"office:{office}") as (fact, row, _subject):
        said = [
            one.event.suggested.model
            for one in timeline(f"requests/{number}")
            if isinstance(one.event, events.CategoryKept)
        ]
        demand(rules.may_work(row.state), rules.may_keep_category(model=suggested.model, said=said))
        return fact(events.CategoryKept(suggested=suggested))


def update(*, number: str, office: str, words: str, photos: Sequence[events.Photo] = ()) -> Receipt:
    """Tell the public how things stand."""
    with on(number, f"office:{office}") as (fact, row, subject):
        empty = None if words.strip() else rules.Refusal("words", "say how things stand")
        demand(rules.may_work(row.state), empty)
        # Photos wait privately until the fact that shows them is on the record.
        files.adopt([one.file for one in photos], subject=subject)
        return fact(events.Updated(words=text.commit(words.strip(), subject=subject), photos=tuple(photos)))


def close(
    *,
    number: str,
    office: str,
    reason: str,
    words: str,
    responsible: str = "",
    duplicate_of: str = "",
    photos: Sequence[events.Photo] = (),
) -> Receipt:
    """Close a report with a typed reason, words and evidence."""
    with on(number, f"office:{office}") as (fact, row, subject):
        demand(
            rules.may_close(
                state=row.state,
                reason=reason,
                words=words,
                responsible=responsible,
                duplicate_of=duplicate_of,
                me=number,
            )
        )
        if duplicate_of and not ServiceRequest.objects.filter(pk=duplicate_of).exists():
            demand(rules.Refusal.of("duplicate_of", "there is no report '%(number)s'", number=duplicate_of))
        files.adopt([one.file for one in photos], subject=subject)
        return fact(
            events.Closed(
                reason=reason,
                words=text.commit(words.strip(), subject=subject),
                responsible=responsible.strip() if reason == "declined" else "",
                duplicate_of=f"requests/{duplicate_of}" if duplicate_of else "",
                photos=tuple(photos),
            )
        )


def reopen(*, number: str, actor: str, words: str = "", reason: str = "other", closing: str = "") -> Receipt:
    """Open a closed report again: an office at any time, a person within 14 days.

    ``closing`` is the closing that the person was told of; when another one holds by now, the command is refused, so
    that a link reopens a report once.
    """
    with on(number, actor) as (fact, row, subject):
        demand(
            rules.same_closing(told=closing, now=row.closing),
            rules.may_reopen_merged(into=queries.merged_into(row)),
            rules.may_reopen(
                state=row.state,
                closed=row.closed,
                now=clock.now(),
                reason=reason,
                words=words,
                by_office=actor.startswith("office:"),
            ),
        )
        return fact(events.Reopened(reason=reason, words=text.commit(words.strip(), subject=subject)))


def note(*, number: str, office: str, words: str, person_id: Any) -> InternalNote:
    """A private note between colleagues; it is no fact and never public."""
    if not ServiceRequest.objects.filter(pk=number).exists():
        raise NotFound("there is no report '%(number)s'", number=number)
    demand(None if words.strip() else rules.Refusal("words", "write the note"))
    return InternalNote.objects.create(
        service_request_id=number,
        author_id=person_id,
        office=office,
        words=words.strip(),
        created=clock.now(),
    )
