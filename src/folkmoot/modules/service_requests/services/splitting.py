"""A part of a report that becomes a report of its own."""

from collections.abc import Mapping, Sequence

from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.models import Contact
from folkmoot.modules.service_requests.services.base import NotFound, demand
from folkmoot.modules.service_requests.services.reporting import Accepted, Problem, new_id, reported_part
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym
from folkmoot.record import clock, text
from folkmoot.record.api import about, timeline

CHANNEL = "desk"


def split(
    *,
    number: str,
    office: str,
    title: str,
    description: str,
    service_code: str,
    words: str = "",
    answers: Mapping[str, Sequence[str]] | None = None,
) -> Accepted:
    """Make a report of a part of another one, at the same place. Raises Refused and NotFound.

    It counts as reported when the first one was, because splitting must not put off a promise. Whoever reported the
    first one is told of both and may answer for both. ``answers`` are those to the questions of the new service, by code.
    """
    now = clock.now()
    while timeline(f"requests/{(made := new_id(now))}", limit=1):
        pass
    origin, subject = f"requests/{number}", f"requests/{made}"
    with about(origin, subject, actor=f"office:{office}") as fact:
        row, service = queries.request(number), queries.service(service_code)
        if row is None:
            raise NotFound("there is no report '%(number)s'", number=number)
        if service is None or service.closed:
            raise NotFound("there is no service '%(code)s'", code=service_code)
        address = text.words_of([row.address]).get(row.address, "")
        demand(
            *rules.may_split(
                state=row.state,
                holds=row.office == office,
                title=title,
                description=description,
                words=words,
            ),
            *rules.check_answers(queries.questions_of(service), answers or {}),
        )
        problem = Problem(
            service_code=service_code,
            title=title.strip(),
            description=description.strip(),
            lat=row.lat,
            long=row.long,
            address=address,
            address_id=row.address_id,
            answers=answers or {},
            channel=CHANNEL,
        )
        fact(events.SplitOff(into=subject, words=text.commit(words.strip(), subject=origin)), subject=origin)
        receipt = fact(
            reported_part(problem, service, at=row.requested, subject=subject, origin=origin),
            subject=subject,
        )
        _copy_contact(number, made)
        return Accepted(made, receipt)


def _copy_contact(number: str, made: str) -> None:
    """Let the person who reported hear of the new report, under a name that only this one knows."""
    contact = queries.contact(number)
    if contact is None:
        return
    subject = f"requests/{made}"
    # A guest is told apart by a token that nobody kept, so the row that is private stands for them.
    who = (
        pseudonym(contact.person_id, subject)
        if contact.person_id
        else guest_pseudonym(contact.email or f"contact:{contact.pseudonym}", subject)
    )
    Contact.objects.create(
        service_request_id=made,
        pseudonym=who,
        person_id=contact.person_id,
        email=contact.email,
        phone=contact.phone,
        first_name=contact.first_name,
        last_name=contact.last_name,
        device_id=contact.device_id,
        account_id=contact.account_id,
        language=contact.language,
        reporter=True,
        created=clock.now(),
    )
