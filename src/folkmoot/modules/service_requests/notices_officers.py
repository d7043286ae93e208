"""Whom an office is told through when a promise is at stake: the colleague who has the report, or all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import events, queries
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.words import due_words
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice


def to_officers(facts: Sequence[Fact[Any]], rows: dict[str, Any], titles: dict[str, str]) -> Iterator[Notice]:
    """Notices of promises at stake, in three queries at most and in none without such a fact."""
    passed_up = [one for one in facts if isinstance(one.event, events.Escalated)]
    if not passed_up:
        return
    numbers = [one.subject.partition("/")[2] for one in passed_up]
    holders = queries.holders(numbers)
    colleagues = access.people_in({one.event.office for one in passed_up}, WORK)
    for fact, number in zip(passed_up, numbers, strict=True):
        row = rows.get(number)
        if not isinstance(row, ServiceRequest):
            continue
        holder = holders.get(number)
        people = [holder] if holder and holder.is_active else colleagues.get(fact.event.office, [])
        for person in people:
            yield _notice(fact, row, titles.get(number, number), person)


def _notice(fact: Fact[Any], row: ServiceRequest, title: str, person: Person) -> Notice:
    language = person.language or ""
    with translation.override(language or settings.LANGUAGE_CODE):
        known = {"number": row.pk, "title": title}
        if fact.event.level == "missed":
            head, body = _("Late: %(title)s") % known, _("The promise of report %(number)s was missed.")
        else:
            head, body = _("Due soon: %(title)s") % known, _("The promise of report %(number)s ends soon.")
        words = [body % known, due_words(row, fact.accepted)]
    return Notice(
        fact_id=fact.id,
        purpose="passed_up",
        subject=fact.subject,
        title=head,
        body="\n\n".join(one for one in words if one),
        url=reverse("service_requests:case", args=[row.pk]),
        person_id=person.pk,
        language=language,
    )
