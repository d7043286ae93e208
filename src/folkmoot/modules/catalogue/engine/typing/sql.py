"""Pieces of SQL."""

import re
from pathlib import Path


def text(words: str) -> str:
    """A string literal."""
    return "'" + words.replace("'", "''") + "'"


def path(place: Path) -> str:
    """The place of one file as a literal, where the database would read a pattern for several: "*" is "[*]"."""
    return text(re.sub(r"([*?\[])", r"[\1]", str(place)))


def name(word: str) -> str:
    """A quoted name of a column or table."""
    return '"' + word.replace('"', '""') + '"'


SPACES = " \t\r\n\u00a0\u202f"


def trimmed(column: str) -> str:
    """A cell without the spaces around it, those included that do not break."""
    return f"trim({column}, {text(SPACES)})"
