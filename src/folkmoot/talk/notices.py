"""Whom talk wants told: authors of what became of their comments, with every reason, and of what was answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.people.models import Person
from folkmoot.record import registry, text
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice
from folkmoot.talk import events, names, rules, words
from folkmoot.talk.declared import reasons
from folkmoot.talk.models import Author, Comment, Reporter, Voice
from folkmoot.talk.names import PREFIX
from folkmoot.talk.notices_moderators import to_moderators
from folkmoot.talk.queries.cards import thread_url
from folkmoot.talk.words import Rule

_ABOUT_MINE = (events.Held, events.Released, events.Removed, events.AppealDecided)
_REPORTED = (events.Released, events.Removed)
_ABOUT_ME = (events.Limited, events.LimitDecided)


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Notices of a batch of facts, in a constant number of queries."""
    batch = list(facts)
    yield from _of_comments([one for one in batch if isinstance(one.event, _ABOUT_MINE)])
    yield from _of_reports([one for one in batch if isinstance(one.event, _REPORTED)])
    yield from _of_replies([one for one in batch if isinstance(one.event, events.Commented)])
    yield from _of_limits([one for one in batch if isinstance(one.event, _ABOUT_ME)])
    yield from to_moderators(batch)


def _thread(fact: Fact[Any]) -> str:
    return fact.subject.removeprefix(PREFIX)


def _authors(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Person]:
    """Who wrote comments of these threads with these numbers."""
    pairs = set(wanted)
    rows = Author.objects.filter(
        thread__in={thread for thread, _number in pairs}, number__in={number for _thread, number in pairs}
    ).select_related("person")
    return {(one.thread, one.number): one.person for one in rows if (one.thread, one.number) in pairs}


def _titles(facts: Sequence[Fact[Any]]) -> Mapping[str, str]:
    cards = registry.cards({names.about_of(_thread(one)) for one in facts})
    return {subject: str(card.title) for subject, card in cards.items()}


def _of_comments(facts: Sequence[Fact[Any]]) -> Iterator[Notice]:
    if not facts:
        return
    people = _authors((_thread(one), one.event.comment) for one in facts)
    said = text.private_words_of(getattr(one.event, "words", "") for one in facts)
    titles, house = _titles(facts), reasons()
    for fact in facts:
        person = people.get((_thread(fact), fact.event.comment))
        if person is None:
            continue
        about = names.about_of(_thread(fact))
        with translation.override(person.language or settings.LANGUAGE_CODE):
            known = {"number": fact.event.comment, "title": titles.get(about, about)}
            title, body = _told(fact, known, house, said.get(getattr(fact.event, "words", ""), ""))
        yield Notice(
            fact_id=fact.id,
            purpose=fact.kind,
            subject=fact.subject,
            title=title,
            body="\n\n".join(one for one in body if one),
            url=reverse("talk:mine"),
            person_id=person.pk,
            language=person.language,
        )


def _told(
    fact: Fact[Any], known: Mapping[str, Any], house: Mapping[str, Rule], said: str
) -> tuple[str, list[str]]:
    """Title and paragraphs. Of a removal it is the whole statement of reasons (DSA, article 17)."""
    event = fact.event
    if isinstance(event, events.Held):
        return _("Your comment #%(number)s waits for a moderator: %(title)s") % known, [
            *(str(words.HOLDS[one]) for one in event.reasons if one in words.HOLDS),
            _("Until then only you see it. You are told what becomes of it."),
        ]
    if isinstance(event, events.Released):
        return _("Your comment #%(number)s was read and is published: %(title)s") % known, []
    if isinstance(event, events.AppealDecided):
        if event.restored:
            return _("Your appeal was upheld: comment #%(number)s is back: %(title)s") % known, [said]
        return _("Your appeal was turned down: comment #%(number)s stays off: %(title)s") % known, [said]
    rule = house[event.reason]
    until = fact.accepted + rules.APPEAL_WITHIN
    return _("Your comment #%(number)s was taken off: %(title)s") % known, [
        _("Rule: %(name)s. %(rule)s") % {"name": rule.name, "rule": rule.rule},
        said,
        str(words.NOTICED[event.noticed]),
        _("A person decided this, under the house rules of this site."),
        _("You can appeal until %(until)s; somebody else decides then. After that the words are destroyed.")
        % {"until": words.day(until)},
    ]


def _of_reports(facts: Sequence[Fact[Any]]) -> Iterator[Notice]:
    """Whoever reported a comment with their account hears what was decided about it (DSA, article 16(5))."""
    pairs = {(_thread(one), one.event.comment) for one in facts}
    reporters: dict[tuple[str, int], list[Person]] = {}
    if pairs:
        for one in Reporter.objects.filter(
            thread__in={thread for thread, _number in pairs}, number__in={number for _thread, number in pairs}
        ).select_related("person"):
            reporters.setdefault((one.thread, one.number), []).append(one.person)
    titles = _titles([one for one in facts if (_thread(one), one.event.comment) in reporters])
    house = reasons() if reporters else {}
    for fact in facts:
        about = names.about_of(_thread(fact))
        for person in reporters.get((_thread(fact), fact.event.comment), ()):
            with translation.override(person.language or settings.LANGUAGE_CODE):
                known = {"number": fact.event.comment, "title": titles.get(about, about)}
                if isinstance(fact.event, events.Removed):
                    title = _("Comment #%(number)s, which you reported, was taken off: %(title)s") % known
                    rule = house[fact.event.reason]
                    body = _("Rule: %(name)s. %(rule)s") % {"name": rule.name, "rule": rule.rule}
                else:
                    title = _("Comment #%(number)s, which you reported, stays: %(title)s") % known
                    body = _("A moderator read it and found that it keeps to the house rules.")
                body += "\n\n" + _("A person decided this, under the house rules of this site.")
            yield Notice(
                fact_id=fact.id,
                purpose="talk.report_decided",
                subject=fact.subject,
                title=title,
                body=body,
                url=thread_url(about),
                person_id=person.pk,
                language=person.language,
            )


def _of_replies(facts: Sequence[Fact[Any]]) -> Iterator[Notice]:
    """Whoever is replied to or mentioned hears of it, once, and nobody of what they wrote themselves or of what waits."""
    if not facts:
        return
    rows = {one.pk: one for one in Comment.objects.filter(pk__in=[f.id for f in facts], state=rules.VISIBLE)}
    said = text.words_of(one.words for one in rows.values())
    wanted = {
        fact.id: [
            one for one in (fact.event.parent, *rules.mentions(said.get(rows[fact.id].words, ""))) if one
        ]
        for fact in facts
        if fact.id in rows
    }
    by_id = {fact.id: fact for fact in facts}
    people = _authors((_thread(by_id[key]), number) for key, numbers in wanted.items() for number in numbers)
    titles = _titles([by_id[key] for key in wanted])
    for key, numbers in wanted.items():
        fact, told = by_id[key], set()
        about = names.about_of(_thread(fact))
        for number in numbers:
            person = people.get((_thread(fact), number))
            if person is None or person.pk in told or names.speaking(person.pk, _thread(fact)) == fact.actor:
                continue
            told.add(person.pk)
            with translation.override(person.language or settings.LANGUAGE_CODE):
                known = {"number": number, "title": titles.get(about, about)}
                if fact.actor.startswith("office:"):
                    title = _("An office answered your comment #%(number)s: %(title)s") % known
                else:
                    title = _("Somebody answered your comment #%(number)s: %(title)s") % known
            yield Notice(
                fact_id=fact.id,
                purpose="talk.reply",
                subject=fact.subject,
                title=title,
                # The words stay where they can be taken off: what is told in a mail or kept in an account cannot.
                body="",
                url=f"{thread_url(about)}/{rows[key].number}",
                person_id=person.pk,
                language=person.language,
                loudness="replies",
            )


def _of_limits(facts: Sequence[Fact[Any]]) -> Iterator[Notice]:
    if not facts:
        return
    keys = {one.subject.partition("/")[2] for one in facts}
    people = {one.key: one.person for one in Voice.objects.filter(key__in=keys).select_related("person")}
    said = text.private_words_of(one.event.words for one in facts)
    for fact in facts:
        person = people.get(fact.subject.partition("/")[2])
        if person is None:
            continue
        event = fact.event
        with translation.override(person.language or settings.LANGUAGE_CODE):
            if isinstance(event, events.Limited):
                title = _("A moderator limited what you can write until %(until)s: %(limit)s") % {
                    "until": words.day(event.until),
                    "limit": words.LIMITS[event.limit],
                }
                more = _("You can appeal; somebody else decides then.")
            else:
                title = _("Your limit was lifted") if event.lifted else _("Your limit stays")
                more = ""
        yield Notice(
            fact_id=fact.id,
            purpose=fact.kind,
            subject=fact.subject,
            title=title,
            body="\n\n".join(one for one in (said.get(event.words, ""), more) if one),
            url=reverse("talk:mine"),
            person_id=person.pk,
            language=person.language,
        )
