"""How to cite one version of a dataset, as programs for references read it: BibTeX, RIS and CSL-JSON.

BibTeX: biblatex 3.20 manual, 2.1.1 (the entry type dataset). RIS: Research Information Systems' format, type DATA.
CSL-JSON: Citation Style Language 1.0.2, schema of data items, type dataset.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A version: its key in lists of references, who publishes it, when it was made, and its address for ever."""

    key: str
    title: str
    publisher: str
    version: str
    made: dt.date
    url: str
    sha256: str
    language: str = ""
    licence: str = ""


def bibtex(one: Cited) -> str:
    """An entry of type dataset. The publisher stands in braces of its own: it is an institution and no person."""
    fields = {
        "author": "{" + _tex(one.publisher) + "}",
        "title": "{" + _tex(one.title) + "}",
        "publisher": _tex(one.publisher),
        "year": f"{one.made.year:04}",
        "date": one.made.isoformat(),
        "version": _tex(one.version),
        # An address is not typeset, so only what would end the field is written otherwise.
        "url": one.url.replace("{", "%7B").replace("}", "%7D"),
        "note": f"SHA-256 {one.sha256}",
        "langid": one.language,
    }
    inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@dataset{{{re.sub(r'[^A-Za-z0-9:-]', '-', one.key)},\n{inner}\n}}\n"


def ris(one: Cited) -> str:
    """Lines with two-letter tags; each ends with CR and LF."""
    lines = (
        ("TY", "DATA"),
        ("ID", one.key),
        ("AU", one.publisher),
        ("TI", one.title),
        ("PB", one.publisher),
        ("PY", f"{one.made.year:04}"),
        ("DA", f"{one.made:%Y/%m/%d}"),
        ("ET", one.version),
        ("UR", one.url),
        ("N1", f"SHA-256 {one.sha256}"),
        ("LA", one.language),
        ("ER", ""),
    )
    told = [(tag, " ".join(value.split())) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in told if value or tag == "ER")


def csl_json(one: Cited) -> str:
    """A list of one item."""
    item = {
        "id": one.key,
        "type": "dataset",
        "title": one.title,
        "author": [{"literal": one.publisher}],
        "publisher": one.publisher,
        "version": one.version,
        "issued": {"date-parts": [[one.made.year, one.made.month, one.made.day]]},
        "URL": one.url,
        "note": f"SHA-256 {one.sha256}",
        "language": one.language,
        "license": one.licence,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1)


KINDS: Mapping[str, tuple[str, str, Callable[[Cited], str]]] = {
    "bib": ("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
"""Ending of the file to the format's name, its media type, and how it is written."""


def _tex(words: str) -> str:
    return "".join(_SPECIAL.get(one, one) for one in " ".join(words.split()))
