"""What single cells look like: the same rough kinds for finding delimiters, headers and lost separators."""

import re

NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:[.,'’  ]\d{3})+|\d+)?(?:[.,]\d+)?(?:[eE][-+]?\d+)?\s?%?")
MONEY = re.compile(r"-?(?:[$€£¥]|EUR|USD|CHF)\s?-?\d[\d.,' ]*|-?\d[\d.,' ]*\s?(?:[$€£¥]|EUR|USD|CHF)")
DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[T ]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}\.? [A-Za-zäé]{3,9}\.? \d{4}"
)
TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?")
YEAR = re.compile(r"(?:1[89]|20|21)\d\d")
MISSING = frozenset(
    [
        "null",
        "none",
        "nil",
        "na",
        "n/a",
        "n.a.",
        "nan",
        "#n/a",
        "#nv",
        "#value!",
        "#ref!",
        "#div/0!",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "...",
        "…",
        "?",
        "/",
        "x",
        "*",
        "**",
        "***",
        "****",
        "*****",
        "******",
        "k.a.",
        "k.",
        "a.",
        "keine",
        "angabe",
        "unbekannt",
        "unknown",
        "missing",
        "(null)",
        "\\n",
        "undefined",
        "s.d.",
        "n.d.",
        "nd",
    ]
) | {"keine angabe", "k. a.", "not available"}
"""What people write, in any case, where they have no value."""


def blank(cell: str) -> bool:
    """Nothing but spaces."""
    return not cell or cell.isspace()


def missing(cell: str) -> bool:
    """Blank or a word for "no value"."""
    return blank(cell) or cell.strip().casefold() in MISSING


def kind(cell: str) -> str:
    """One of "" (blank), "number", "money", "date", "time", "missing", "text"."""
    word = cell.strip()
    if not word:
        return ""
    if any(one.isdigit() for one in word):
        for name, shape in (("number", NUMBER), ("date", DATE), ("time", TIME), ("money", MONEY)):
            if shape.fullmatch(word):
                return name
        return "text"
    return "missing" if word.casefold() in MISSING else "text"


def outline(cell: str) -> str:
    """The cell with digits as 9 and letters as a, runs of letters shortened: "BH-9827" is "a-9999"."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", cell.strip()))
