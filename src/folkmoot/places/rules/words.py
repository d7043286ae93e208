"""Folding of names for keys and searches."""

import re
import unicodedata

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?\Z")
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_APOSTROPHE = re.compile("['’ʼ`]")


def fold(text: str) -> str:
    """Lower case without accents and apostrophes; every other sign becomes one space (``St. Mary's`` is ``st marys``)."""
    flat = _APOSTROPHE.sub("", text.casefold()).translate(_SPECIAL)
    letters = [one for one in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(one)]
    return " ".join("".join(one if one.isalnum() else " " for one in letters).split())


def slug_of(name: str) -> str:
    """A slug for a name, at most 60 characters; ``""`` when nothing of it can be written in Latin letters."""
    plain = "".join(one for one in fold(name) if one.isascii())
    return "-".join(plain.split())[:60].strip("-")
