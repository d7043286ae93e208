"""What may be said of a dataset, and which act is possible when."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from folkmoot.modules.catalogue.events import Description, Pairs
from folkmoot.modules.catalogue.rules.vocabularies import FREQUENCIES, LICENCES, THEMES
from folkmoot.record.refusal import Refusal, one_of, too_long

TITLE, SUMMARY, KEYWORD, NAME, WORDS, ADDRESS = 150, 2000, 40, 100, 2000, 500
MOST_KEYWORDS, MOST_THEMES = 20, 5
INSTITUTION = "institution"
"""Stands where the slug of a department does: the institution itself publishes."""
RESERVED = frozenset(
    {"desk", "review", "new", "jobs", "feed", "requests", "reuses", "own", "sources", "runs"}
)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,59}\Z")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+\Z")

ALLOWED: Mapping[str, frozenset[str]] = {
    "published": frozenset({"draft", "published"}),
    "withdrawn": frozenset({"published"}),
    "restored": frozenset({"withdrawn"}),
}
"""From which states each act is possible."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a description may name: languages, slugs of offices and of areas."""

    languages: tuple[str, ...]
    offices: Collection[str]
    areas: Collection[str]


def may_name(where: str, key: str) -> Refusal | None:
    """Whether something may be a part of an address."""
    if _KEY.match(key) and key not in RESERVED:
        return None
    return Refusal(where, "use 2 to 60 of a to z, 0 to 9 and hyphens; “desk” and “review” are taken")


def may_describe(given: Description, contact: str, known: Known) -> list[Refusal]:
    """Everything that is wrong with a description; ``contact`` are the words that it commits to."""
    found: list[Refusal | None] = [
        *in_languages("title", given.title, TITLE, known.languages),
        *in_languages("summary", given.summary, SUMMARY, known.languages),
        None if given.office in known.offices else Refusal("office", "choose a department that exists"),
        None if given.licence in LICENCES else one_of("licence", list(LICENCES)),
        None if set(given.themes) <= set(THEMES) else one_of("themes", THEMES),
        most("themes", given.themes, MOST_THEMES),
        most("keywords", given.keywords, MOST_KEYWORDS),
        *(plain("keywords", one, KEYWORD) for one in given.keywords),
        None if set(given.areas) <= set(known.areas) else Refusal("areas", "choose districts that exist"),
        None if given.frequency in FREQUENCIES else one_of("frequency", list(FREQUENCIES)),
        may_contact(contact),
        may_link("landing", given.landing, needed=False),
    ]
    if given.begins and given.ends and given.ends < given.begins:
        found.append(Refusal("ends", "the last day cannot be before the first"))
    return [one for one in found if one is not None]


def in_languages(where: str, pairs: Pairs, longest: int, languages: tuple[str, ...]) -> list[Refusal | None]:
    """Whether words are there in every language."""
    words = dict(pairs)
    return [plain(f"{where}_{one}", words.get(one, ""), longest) for one in languages]


def plain(where: str, words: str, longest: int) -> Refusal | None:
    """Whether words are there, short enough, and free of addresses of mail, which must not enter the record."""
    if not words.strip():
        return Refusal(where, "write a few words")
    if len(words) > longest:
        return too_long(where, longest, words)
    if any(_MAIL.match(one.strip("<>().,;:")) for one in words.split()):
        return Refusal(where, "leave addresses of mail out; the contact has a field of its own")
    return None


def most(where: str, given: Collection[str], count: int) -> Refusal | None:
    """Whether there are not too many."""
    if len(given) <= count:
        return None
    return Refusal.of(where, "give at most %(most)s", most=count)


def may_contact(contact: str) -> Refusal | None:
    """Whether a mailbox looks like one; a dataset may have none."""
    if not contact or (len(contact) <= 254 and _MAIL.match(contact)):  # noqa: PLR2004 - RFC 5321.
        return None
    return Refusal("contact", "give the address of an office’s mailbox, such as data@example.org")


def may_link(where: str, url: str, *, needed: bool) -> Refusal | None:
    """Whether an address of the web looks like one."""
    if not url and not needed:
        return None
    if len(url) > ADDRESS:
        return too_long(where, ADDRESS, url)
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:
        good = False
    return None if good and "@" not in url else Refusal(where, "give an address that begins with https://")


def may(act: str, state: str) -> Refusal | None:
    """Whether an act is possible in a state."""
    if state in ALLOWED[act]:
        return None
    return Refusal("state", "this is not possible now: the dataset is in another state; open the page again")


def may_submit(
    *, state: str, changed: bool, asked: bool, versions: int, service: bool = False
) -> list[Refusal]:
    """Whether a dataset may be handed in for review; an API has no tables to load first."""
    found = []
    if state == "withdrawn":
        found.append(Refusal("state", "this dataset was withdrawn; restore it first"))
    if asked:
        found.append(Refusal("state", "it is being reviewed already"))
    if state == "published" and not changed:
        found.append(Refusal("state", "it is published as it is described; change the description first"))
    if not versions and not service:
        found.append(Refusal("tables", "load a table first, so that there is something to publish"))
    return found


def may_review(*, asked: bool) -> Refusal | None:
    """Whether a reviewer has something to decide."""
    return None if asked else Refusal("state", "nobody asked for a review, or somebody has decided already")


def title_in(shown: Mapping[str, Any]) -> str:
    """The title of a published description, in its first language."""
    return str(shown["title"][0][1])


def themes_in(shown: Mapping[str, Any]) -> str:
    """Its themes."""
    return " ".join(shown["themes"])


def frequency_in(shown: Mapping[str, Any]) -> str:
    """How often it is promised to be updated."""
    return str(shown["frequency"])
