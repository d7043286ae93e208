"""An entry of the record in words: what it says, who wrote it, and its payload as rows that people can read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from folkmoot.record import queries, registry, text
from folkmoot.record.manifest import Card
from folkmoot.record.queries import Entry
from folkmoot.web.words import sentence

_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_MOST_ROWS = 200
"""Rows of a payload on the page; whoever needs more of it reads the entry itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a payload. ``kind`` is plain, words, gone or file; ``code`` is a fingerprint to show small."""

    label: str
    value: str
    kind: str = "plain"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a line of a list: ``words`` is safe HTML with a link to the subject."""

    entry: Entry
    name: str
    words: SafeString
    plain: str
    actor: str
    card: Card | None
    glyph: str
    tone: str


def label_of(name: str) -> str:
    """A field's name as a label: ``service_code`` gives ``Service code``."""
    plain = name.replace("_", " ").strip()
    return gettext(plain[:1].upper() + plain[1:]) if plain else name


def name_of(kind: str) -> str:
    """The act in two or three words, or the kind itself when no part has words for it."""
    act = registry.act_of(kind)
    return str(act.name) if act else kind


def _plain(kind: str, card: Card | None, subject: str) -> str:
    act = registry.act_of(kind)
    if act is None:
        return gettext("%(kind)s, about %(subject)s") % {"kind": kind, "subject": subject}
    title = card.title if card and card.title else gettext("something that is no longer listed")
    return str(act.sentence).replace("%(title)s", str(title)).replace("%%", "%")


def actor_words(actor: str, cards: Mapping[str, Card]) -> str:
    """Who wrote it, in words: an office by its name, a person never."""
    sort, _, name = actor.partition(":")
    if sort == "office":
        card = cards.get(f"departments/{name}")
        return card.title if card else gettext("the office “%(name)s”") % {"name": name}
    if sort == "person":
        return gettext("a person, by a code that is another one in every matter")
    return gettext("the program “%(name)s”") % {"name": name}


def _department_of(actor: str) -> str:
    return f"departments/{actor.partition(':')[2]}" if actor.startswith("office:") else ""


def tell(entries: Sequence[Entry]) -> list[Told]:
    """Entries in words; cards are fetched for all of them at once."""
    wanted = {one.subject for one in entries} | {_department_of(one.actor) for one in entries} - {""}
    cards = registry.cards(wanted)
    told = []
    for one in entries:
        act, card = registry.act_of(one.kind), cards.get(one.subject)
        plain = _plain(one.kind, card, one.subject)
        told.append(
            Told(
                entry=one,
                name=name_of(one.kind),
                words=sentence(act, card) if act else format_html("{}", plain),
                plain=plain,
                actor=actor_words(one.actor, cards),
                card=card,
                glyph=act.glyph if act else "entry",
                tone=act.tone if act else "plain",
            )
        )
    return told


def _leaves(value: Any, label: str = "") -> Iterator[tuple[str, str]]:
    """Every plain value below a JSON value with its label, in order."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{label}, {label_of(name)}" if label else label_of(name))
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for place, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{label} {place}")
    elif isinstance(value, list):
        hashes = [one for one in value if isinstance(one, str) and _HEX64.match(one)]
        if hashes:
            for one in value:
                yield label, _scalar(one)
        else:
            yield label, ", ".join(_scalar(one) for one in value)
    else:
        yield label, _scalar(value)


def _scalar(value: Any) -> str:
    if value is True:
        return gettext("yes")
    if value is False:
        return gettext("no")
    return "" if value is None else str(value)


def _row(label: str, value: str, words: Mapping[str, str], files: Iterable[str]) -> Row:
    if not _HEX64.match(value):
        return Row(label, value or gettext("nothing"))
    if value in words:
        return Row(label, words[value], "words", value)
    if value in files:
        return Row(label, gettext("a document that the record keeps"), "file", value)
    return Row(
        label,
        gettext("words removed or private, or a fingerprint of something kept elsewhere"),
        "gone",
        value,
    )


def payload_rows(entry: Entry) -> tuple[list[Row], bool]:
    """What was written, as rows, and whether there is more than a page should show. Two queries."""
    leaves = list(_leaves(entry.payload))
    shown = leaves[:_MOST_ROWS]
    hashes = {value for _, value in shown if _HEX64.match(value)}
    words = text.words_of(hashes) if hashes else {}
    files = queries.segments_among(hashes - words.keys()) if hashes else set()
    return [_row(label, value, words, files) for label, value in shown], len(leaves) > len(shown)
