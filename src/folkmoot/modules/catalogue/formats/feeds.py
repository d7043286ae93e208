"""Entries of an Atom feed."""

from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from folkmoot.modules.catalogue.formats.entry import Catalogue, Dataset
from folkmoot.modules.catalogue.formats.words import cleaned, say

_EPOCH = "1970-01-01T00:00:00Z"


def atom(
    catalogue: Catalogue, datasets: Sequence[Dataset], url: str, language: str = "", following: str = ""
) -> str:
    """An Atom feed (RFC 4287) at `url` of datasets, newest first; `following` is the feed's next page (RFC 5005)."""
    newest = max((_instant(one) for one in datasets), key=datetime.fromisoformat, default=_EPOCH)
    links = f'<link rel="self" type="application/atom+xml" href={quoteattr(url)}/>'
    links += f'<link rel="next" href={quoteattr(following)}/>' if following else ""
    head = (
        f"{_tag('id', url)}{_tag('title', say(catalogue.title, language))}{_tag('updated', newest)}"
        f"<author>{_tag('name', say(catalogue.publisher.name, language))}</author>{links}"
    )
    spoken = f" xml:lang={quoteattr(language)}" if language else ""
    entries = "".join(_entry(one, language) for one in datasets)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{spoken}>{head}{entries}</feed>\n'


def _entry(one: Dataset, language: str) -> str:
    page = one.landing_page or one.iri
    author = f"<author>{_tag('name', say(one.publisher.name, language))}</author>" if one.publisher else ""
    words = "".join(f"<category term={quoteattr(said.words)}/>" for said in one.keywords)
    return (
        f"<entry>{_tag('id', one.iri)}{_tag('title', one.called(language))}{_tag('updated', _instant(one))}"
        f'<link rel="alternate" href={quoteattr(page)}/>{author}{words}{_tag("summary", say(one.description, language))}</entry>'
    )


def _instant(one: Dataset) -> str:
    """When its words or its data changed last, as RFC 3339 wants it: with a time and a zone."""
    told = [it for it in (one.changed, one.modified) if it] or [one.created or one.issued]
    return max((_zoned(it) for it in told if it), key=datetime.fromisoformat, default=_EPOCH)


def _zoned(told: str) -> str:
    day = (told + "-01-01")[:10]
    clock = told.partition("T")[2] or "00:00:00"
    zone = clock.endswith("Z") or "+" in clock or "-" in clock
    return f"{day}T{clock}{'' if zone else 'Z'}"


def _tag(name: str, words: str) -> str:
    return f"<{name}>{escape(cleaned(words))}</{name}>" if words else ""
