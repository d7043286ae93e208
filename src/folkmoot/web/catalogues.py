"""Catalogues of words as one table each.

Django asks every part's catalogue of a language in turn, and those of the languages behind it (``en-gb``, ``en``), for each
word of a page: six look-ups for most of a page's hundred and more words. The answers are always the same, so they are put
into one dictionary when a language is first spoken.
"""

from collections.abc import Callable
from gettext import NullTranslations
from typing import Any

from django.utils.translation import trans_real

_flat: set[str] = set()


def flatten(language: str) -> None:
    """Let the words of a language be looked up at once from here on. Says the same as before for every text."""
    if language in _flat:
        return
    spoken = trans_real.translation(language)
    # An instance may have a method of its own; forms for numbers (ngettext) are rarer and stay as they are.
    spoken.gettext = said_by(spoken)  # type: ignore[method-assign, assignment]
    _flat.add(language)


def said_by(spoken: NullTranslations) -> Callable[[str], str]:
    """``gettext`` of a chain of catalogues, from one dictionary."""
    words: dict[str, str] = {}
    link: Any = spoken
    while link is not None:
        for key, one in _singular(link):
            words.setdefault(key, one)
        link = link._fallback
    return lambda message: words.get(message, message)


def _singular(link: Any) -> list[tuple[str, str]]:
    """What a catalogue says for texts alone, first what counts first (as ``gettext.GNUTranslations.gettext`` asks)."""
    found = getattr(link, "_catalog", None)
    if found is None:
        return []
    parts = getattr(found, "_catalogs", [found])
    alone = [(key, one) for part in parts for key, one in part.items() if isinstance(key, str)]
    # A text that has forms for numbers is said, when it is asked for alone, as for one.
    form = link.plural(1)
    numbered = [
        (key[0], one)
        for part in parts
        for key, one in part.items()
        if isinstance(key, tuple) and key[1] == form
    ]
    return alone + numbered
