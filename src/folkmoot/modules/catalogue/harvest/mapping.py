"""What another portal says of a dataset, in the words that a dataset can have here.

What does not fit is cut or left out and noted; only what nobody could use (no title, no open licence) keeps a record out.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils.html import strip_tags

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import DataService, Dataset, Distribution
from folkmoot.modules.catalogue.formats.names import digest, slug
from folkmoot.modules.catalogue.formats.report import Report
from folkmoot.modules.catalogue.formats.vocabulary import Licence
from folkmoot.modules.catalogue.formats.words import Text, say
from folkmoot.modules.catalogue.rules import describing, serving
from folkmoot.record.refusal import Refusal, Refused

MOST_FILES = 40
MOST_NOTES = 40
RECORD, PUBLISHER, KEY = 500, 200, 60
LONGEST = 20_000
"""Signs of a text that are looked at; what is shown of it is much shorter."""
# Bounded, since a stranger's text of one endless word would be gone through again from each of its signs.
_MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")
_KEYS = {
    "cc-zero": "CC0-1.0", "cc-by-4.0": "CC-BY-4.0", "cc-by-sa-4.0": "CC-BY-SA-4.0", "cc-by": "CC-BY", "cc-by-sa": "CC-BY-SA",
    "dl-de-by-2.0": "DL-DE-BY-2.0", "dl-de-zero-2.0": "DL-DE-ZERO-2.0", "odc-pddl": "PDDL-1.0", "odc-odbl": "ODbL-1.0",
    "odc-by": "ODC-BY-1.0", "uk-ogl": "OGL-UK-3.0", "us-pd": "US-PD",
}  # fmt: skip
"""From the identifiers of CKAN's list to our codes."""
_ADDRESSES = {
    "dcat-ap.de/def/licenses/dl-by-de/2.0": "DL-DE-BY-2.0",
    "dcat-ap.de/def/licenses/dl-zero-de/2.0": "DL-DE-ZERO-2.0",
    "dcat-ap.de/def/licenses/cc-by/4.0": "CC-BY-4.0",
    "dcat-ap.de/def/licenses/cc-by-sa/4.0": "CC-BY-SA-4.0",
    "dcat-ap.de/def/licenses/cc-zero": "CC0-1.0",
    "dcat-ap.de/def/licenses/odbl": "ODbL-1.0",
    "publications.europa.eu/resource/authority/licence/cc_by_4_0": "CC-BY-4.0",
    "publications.europa.eu/resource/authority/licence/cc_bysa_4_0": "CC-BY-SA-4.0",
    "publications.europa.eu/resource/authority/licence/cc0": "CC0-1.0",
    "usa.gov/publicdomain/label/1.0": "US-PD",
    "govdata.de/dl-de/by-2-0": "DL-DE-BY-2.0",
    "govdata.de/dl-de/zero-2-0": "DL-DE-ZERO-2.0",
}
"""Addresses of licences in the vocabularies of DCAT-AP.de, the EU and data.gov, without scheme."""
_SLOWER = {
    "CONT": "HOURLY", "UPDATE_CONT": "HOURLY", "DAILY_2": "DAILY", "WEEKLY_2": "WEEKLY", "WEEKLY_3": "WEEKLY",
    "BIWEEKLY": "MONTHLY", "MONTHLY_2": "MONTHLY", "MONTHLY_3": "MONTHLY", "BIMONTHLY": "QUARTERLY", "ANNUAL_2": "ANNUAL",
    "ANNUAL_3": "ANNUAL",
}  # fmt: skip
"""Frequencies that have no word here, as the next slower one: a promise must not become stricter on its way."""


@dataclass(slots=True)
class Mapped:
    """A record ready to be brought in. Without a ``description`` ``notes`` say why there is none."""

    record: str
    title: str
    name: str = ""
    iri: str = ""
    description: events.Description | None = None
    contact: str = ""
    page: str = ""
    publisher: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)


def mapped(report: Report, *, office: str, licence: str, languages: tuple[str, ...]) -> Mapped:
    """What becomes of one report. ``licence`` stands where the record names none."""
    one = Mapped(report.record[:RECORD], "", notes=list(report.wrong[:MOST_NOTES]))
    entry = report.entry
    if entry is None:
        return one
    # Its own IRI is what a portal keeps when it renumbers; CKAN's identifiers are stable by themselves.
    one.record = (report.record or entry.iri)[:RECORD]
    one.title, one.name, one.iri = say(entry.title)[:200], entry.name, entry.iri
    try:
        one.description = _description(entry, one, office, licence, languages)
    except Refused as refused:
        one.notes += refused.refusals
        return one
    one.contact = next(
        (it.email for it in entry.contacts if not rules.may_contact(it.email) and it.email), ""
    )
    one.page = next((it for it in (entry.source, entry.landing_page, entry.iri) if _good(it)), "")
    one.publisher = _plain(say(entry.publisher.name), PUBLISHER) if entry.publisher else ""
    one.files = [] if entry.service else _files(entry, one, languages)
    return one


def key_of(name: str, title: str, record: str) -> str:
    """A part of an address for a new dataset, which may still be taken."""
    for given in (name, title):
        made = slug(given).replace("_", "-")[:KEY].strip("-")
        if rules.may_name("key", made) is None:
            return made
    return f"data-{digest(record)[:10]}"


def another_key(key: str, source: str, record: str) -> str:
    """Where the first is taken: the same with a few signs that belong to the record."""
    return f"{key[: KEY - 9].strip('-')}-{digest(f'{source} {record}')[:8]}"


def _description(
    entry: Dataset, one: Mapped, office: str, licence: str, languages: tuple[str, ...]
) -> events.Description:
    begins, ends = _period(entry, one)
    return events.Description(
        title=_said(entry.title, languages, describing.TITLE, one, "title"),
        summary=_said(entry.description, languages, describing.SUMMARY, one, "description"),
        office=office,
        licence=_licence(entry, licence),
        themes=tuple(dict.fromkeys(it.code for it in entry.themes if it.code in rules.THEMES))[
            : describing.MOST_THEMES
        ],
        keywords=_keywords(entry, one),
        begins=begins,
        ends=ends,
        frequency=_frequency(entry.frequency),
        landing=_landing(entry),
        service=_service(entry.service, one) if entry.service else None,
    )


def _landing(entry: Dataset) -> str:
    documented = entry.service.documentation if entry.service else ""
    return next((it for it in (entry.landing_page, documented) if _good(it)), "")


def _service(given: DataService, one: Mapped) -> events.Service:
    """What is said of an API. Without an address where it can be asked it is of no use. Raises Refused."""
    if not _good(given.endpoint_url):
        raise Refused(
            [Refusal("endpoint", "give an address that begins with https://, at which the API is asked")]
        )
    formats = [it for it in given.formats if rules.plain("formats", it, serving.FORMAT) is None]
    served = [it for it in given.serves if _good(it)]
    if len(served) > serving.MOST_SERVED:
        one.notes.append(Refusal.of("serves", "only the first %(most)s are taken", most=serving.MOST_SERVED))
    return events.Service(
        endpoint=given.endpoint_url,
        description=given.endpoint_description if _good(given.endpoint_description) else "",
        terms=given.terms if _good(given.terms) else "",
        standards=tuple(it for it in given.conforms_to if _good(it))[: serving.MOST_STANDARDS],
        formats=tuple(formats[: serving.MOST_FORMATS]),
        serves=tuple(served[: serving.MOST_SERVED]),
    )


def _said(given: Text, languages: tuple[str, ...], most: int, one: Mapped, where: str) -> events.Pairs:
    """The words in every language of this site; where there are none, those that there are."""
    found = tuple((code, _plain(say(given, code), most)) for code in languages)
    if any(not words for _code, words in found):
        raise Refused([Refusal(where, "it says nothing that could be shown; write a few words")])
    if any(len(_untagged(say(given, code))) > most for code in languages):
        one.notes.append(Refusal.of(where, "it is cut after %(most)s characters", most=most))
    return found


def _plain(words: str, most: int) -> str:
    """Words without tags and without addresses of mail, which must not enter the record, cut where they are too long."""
    told = " ".join(_MAIL.sub("…", _untagged(words)).split())
    # What still looks like one is the rule's to say; a sign in between keeps it from being one.
    told = told.replace("@", "(at)")
    return told if len(told) <= most else told[: most - 1].rstrip() + "…"


def _untagged(words: str) -> str:
    """Words without tags; where there are more of them than anybody means, without their signs."""
    try:
        return strip_tags(words[:LONGEST])
    except SuspiciousOperation:
        return words[:LONGEST].replace("<", " ").replace(">", " ")


def _licence(entry: Dataset, otherwise: str) -> str:
    given = entry.licence or next((it.licence for it in entry.distributions if it.licence), None)
    if given is None or given.id == "notspecified":
        if otherwise:
            return otherwise
        raise Refused(
            [
                Refusal.of(
                    "licence",
                    "no licence is named; name one of %(choices)s, or lay down for the source which one holds",
                    choices=", ".join(rules.LICENCES),
                )
            ]
        )
    code = _code(given)
    if not code:
        raise Refused(
            [
                Refusal.of(
                    "licence",
                    "“%(given)s” is not known here as an open licence; known are %(choices)s",
                    given=(given.title or given.id or given.url)[:200],
                    choices=", ".join(rules.LICENCES),
                )
            ]
        )
    return code


def _code(given: Licence) -> str:
    if given.id in _KEYS:
        return _KEYS[given.id]
    by_name = {one.lower(): one for one in rules.LICENCES}
    if given.id.lower() in by_name:
        return by_name[given.id.lower()]
    for told in (given.url, given.id, given.title):
        bare = told.strip().lower().partition("://")[2].removeprefix("www.").rstrip("/")
        if bare in _ADDRESSES:
            return _ADDRESSES[bare]
        known = vocabulary.licence_of(url=told) if bare else None
        if known is not None and known.id in _KEYS:
            return _KEYS[known.id]
    return by_name.get(given.title.strip().lower(), "")


def _frequency(given: str) -> str:
    return given if given in rules.FREQUENCIES else _SLOWER.get(given, "UNKNOWN")


def _keywords(entry: Dataset, one: Mapped) -> tuple[str, ...]:
    told = list(dict.fromkeys(" ".join(_untagged(it.words).split()) for it in entry.keywords))
    found = [it for it in told if it and rules.plain("keywords", it, describing.KEYWORD) is None]
    if len(found) < len(told) or len(found) > describing.MOST_KEYWORDS:
        one.notes.append(
            Refusal.of(
                "keyword",
                "only %(most)s keywords of at most %(longest)s characters are taken",
                most=describing.MOST_KEYWORDS,
                longest=describing.KEYWORD,
            )
        )
    return tuple(found[: describing.MOST_KEYWORDS])


def _period(entry: Dataset, one: Mapped) -> tuple[date | None, date | None]:
    if not entry.periods:
        return None, None
    begins, ends = _day(entry.periods[0].start, "-01-01"), _day(entry.periods[-1].end, "-12-31")
    if begins and ends and ends < begins:
        one.notes.append(Refusal("temporal", "its period ends before it begins and is left out"))
        return None, None
    return begins, ends


def _day(given: str, rest: str) -> date | None:
    """The day of a moment; a year or a month stands for its first or last day."""
    if not given:
        return None
    if len(given) == 4:  # noqa: PLR2004 - a year.
        return date.fromisoformat(given + rest)
    if len(given) == 7:  # noqa: PLR2004 - a month.
        first = date.fromisoformat(f"{given}-01")
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first if rest == "-01-01" else date.fromordinal(following.toordinal() - 1)
    return date.fromisoformat(given[:10])


def _good(url: str) -> bool:
    return bool(url) and rules.may_link("url", url, needed=True) is None


def _files(entry: Dataset, one: Mapped, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    for at, it in enumerate(entry.distributions[:MOST_FILES]):
        if not _good(it.url):
            one.notes.append(
                Refusal.of(
                    f"distribution[{at}]",
                    "its address is left out: %(why)s",
                    why="give an address that begins with https://",
                )
            )
            continue
        name = _plain(say(it.title, languages[0]), describing.NAME) or it.url.rstrip("/").rpartition("/")[2]
        found.append(_file(it, name))
    if len(entry.distributions) > MOST_FILES:
        one.notes.append(Refusal.of("distribution", "only the first %(most)s are taken", most=MOST_FILES))
    return found


def _file(it: Distribution, name: str) -> dict[str, Any]:
    known = vocabulary.file_of(it.format) or vocabulary.file_of(it.media_type)
    return {
        "name": (name or "file").replace("@", "(at)")[: describing.NAME],
        "url": it.url,
        "format": (known.label if known else it.format)[:40],
        "bytes": it.size,
        "sha256": it.sha256,
    }
