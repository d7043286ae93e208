"""How subjects of talk look to others: a thread looks like what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.record import registry
from folkmoot.record.manifest import Card
from folkmoot.talk.names import MAIN, PREFIX, QUEUE, SPAM, about_of


def thread_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of threads: title, area and place of what they are about, with the address of the thread."""
    about = {one: about_of(one.removeprefix(PREFIX)) for one in subjects}
    found = registry.cards(set(about.values()))
    return {
        subject: replace(found[one], subject=subject, url=thread_url(one), state="", state_label="")
        for subject, one in about.items()
        if one in found
    }


def thread_url(about: str) -> str:
    """The page of the thread about a subject."""
    sort, _slash, name = about.partition("/")
    return reverse("talk:thread", args=[sort, name])


def talk_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """The cards of how the institution lets people talk, and of what moderators have to do."""
    url = reverse("talk:rules")
    known = {MAIN: _("house rules"), QUEUE: _("moderation"), SPAM: _("what looks like spam")}
    return {one: Card(one, known[one], url) for one in subjects if one in known}


def voice_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of people who were limited: everybody's say the same, because nobody can be told from them."""
    return {one: Card(one, _("somebody who takes part"), reverse("talk:rules")) for one in subjects}
