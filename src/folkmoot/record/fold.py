"""Words as a full-text index holds them and as a query asks for them: the same folding on both sides. Pure."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 64
"""Letters of a word that count; PostgreSQL refuses lexemes of more than 2 KB."""
MOST_WORDS = 12
"""Words of a query that count."""
MOST_LETTERS = 100_000
"""Letters of a text that are indexed; PostgreSQL refuses vectors of more than 1 MB."""


def fold(text: str) -> list[str]:
    """The words of a text without case, accents and punctuation: ``"Café-Straße"`` gives ``cafe``, ``strasse``."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _WORD.findall(text.lower())]
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in plain if unicodedata.category(one) != "Mn")
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def full_text_query(words: list[str], vendor: str) -> str:
    """Folded words in the query language of a database: all must be there, the last may be the beginning of one.

    Nothing that a person typed reaches either language but letters and digits inside quotation marks.
    """
    if vendor == "postgresql":
        return " & ".join(f"'{word}'" for word in words) + ":*"
    return " ".join(f'"{word}"' for word in words) + "*"
