"""Whom moderators' work is told to: a new matter at once after a quiet time, every appeal, and what waits each morning."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record import registry
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Card, Notice
from folkmoot.talk import events, names, queries, rules, words
from folkmoot.talk.models import Case
from folkmoot.talk.reader import MODERATE

_OPENING = (events.Held, events.Flagged, events.Appealed, events.LimitAppealed)


def to_moderators(facts: Sequence[Fact[Any]]) -> Iterator[Notice]:
    """Notices of matters that facts opened, and of mornings, in a constant number of queries; in none without such a fact."""
    opening = [one for one in facts if isinstance(one.event, _OPENING)]
    mornings = [one for one in facts if isinstance(one.event, events.QueueCounted)]
    if not opening and not mornings:
        return
    moderators = access.people_with(MODERATE)
    yield from _of_cases(opening, moderators)
    for fact in mornings:
        for person in moderators:
            yield _morning(fact, person)


def _of_cases(facts: Sequence[Fact[Any]], moderators: Sequence[Person]) -> Iterator[Notice]:
    """Of one batch each moderator hears once of what can wait, and of each appeal that they may decide."""
    opened = Case.objects.filter(pk__in=[one.id for one in facts], open=1).order_by("opened", "fact_id")
    looked = queries.looked_at(list(opened))
    if not looked:
        return
    by_id = {one.id: one for one in facts}
    before = queries.opened_before([one.case for one in looked])
    cards = registry.cards({names.about_of(one.case.thread) for one in looked if one.case.thread})
    for one in looked:
        case = one.case
        if not rules.tells_at_once(sort=case.sort, before=before.get(case.pk), opened=case.opened):
            continue
        for person in moderators:
            if not queries.decided_by(one, person):
                yield _case(by_id[case.pk], case, person, cards)


def _case(fact: Fact[Any], case: Case, person: Person, cards: Mapping[str, Card]) -> Notice:
    about = names.about_of(case.thread)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        known = {
            "what": words.SORTS[case.sort],
            "title": cards[about].title if about in cards else "",
            "number": case.number,
        }
        title = _("Moderation: %(what)s, %(title)s #%(number)s") if case.number else _("Moderation: %(what)s")
        body = (
            _("An appeal is told at once. You can decide it because somebody else decided before.")
            if case.sort in {"appeal", "limit"}
            else _(
                "What comes within the hour after this is not told one by one: the morning's count has it."
            )
        )
        return Notice(
            fact_id=fact.id,
            purpose="talk.case",
            subject=fact.subject,
            title=title % known,
            body=body,
            url=reverse("talk:case", args=[case.pk]),
            person_id=person.pk,
            language=person.language,
            wanted=False,
        )


def _morning(fact: Fact[Any], person: Person) -> Notice:
    event = fact.event
    with translation.override(person.language or settings.LANGUAGE_CODE):
        title = ngettext(
            "%(n)s matter waits for a moderator", "%(n)s matters wait for a moderator", event.waiting
        ) % {"n": event.waiting}
        late = ngettext(
            "%(n)s of them has waited for longer than a day.",
            "%(n)s of them have waited for longer than a day.",
            event.overdue,
        ) % {"n": event.overdue}
    return Notice(
        fact_id=fact.id,
        purpose="talk.morning",
        subject=fact.subject,
        title=title,
        body=late if event.overdue else "",
        url=reverse("talk:queue"),
        person_id=person.pk,
        language=person.language,
        wanted=False,
    )
