"""Names of columns for addresses and queries, made from the titles people wrote."""

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 60
RESERVED = frozenset({"_id", "_line"})
GERMAN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "ø": "oe",
        "å": "aa",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
    }
)


def name_of(title: str) -> str:
    """A title in lower-case letters, digits and underscores: "Fläche (ha)" is "flaeche_ha"; "" where nothing is left.

    Accents of Latin letters go; letters of other scripts stay.
    """
    word = unicodedata.normalize("NFKC", title).casefold().translate(GERMAN)
    word = "".join(
        one
        for one in unicodedata.normalize("NFD", word)
        if not unicodedata.combining(one) or not one.isascii()
    )
    word = "".join(one for one in word if unicodedata.category(one) != "Mn")
    word = re.sub(r"[^\w]+", "_", unicodedata.normalize("NFC", word)).strip("_")[:LONGEST].rstrip("_")
    return f"c_{word}" if word[:1].isdigit() else word


def names_of(titles: Sequence[str]) -> list[str]:
    """One name for each title, every one once; columns without a title are numbered."""
    taken: set[str] = set(RESERVED)
    names = []
    for number, title in enumerate(titles, start=1):
        stem = name_of(title) or f"column_{number}"
        name, more = stem, 2
        while name in taken:
            name, more = f"{stem}_{more}", more + 1
        taken.add(name)
        names.append(name)
    return names
