"""Whom polls want told: people of the office, when a poll is over and waits for their answer."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.elections import events, queries, words
from folkmoot.modules.elections.permits import ASK
from folkmoot.people import access
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Notices of a batch of facts."""
    closed = [one for one in facts if isinstance(one.event, events.PollClosed)]
    rows = {row.subject: row for row in queries.polls(int(one.subject.partition("/")[2]) for one in closed)}
    for fact in closed:
        row = rows.get(fact.subject)
        if row is None or row.answered is not None:
            continue
        for person in access.people_in([row.office], ASK)[row.office]:
            language = person.language or settings.LANGUAGE_CODE
            with translation.override(language):
                title = _("A poll is over and waits for an answer: %(title)s") % {"title": row.question}
                body = words.finding(row)
            yield Notice(
                fact_id=fact.id,
                purpose="poll",
                subject=fact.subject,
                title=title,
                body=body,
                url=reverse("elections:desk_one", args=[row.pk]),
                person_id=person.pk,
                language=language,
            )
