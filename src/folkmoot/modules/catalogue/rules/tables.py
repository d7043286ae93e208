"""What may be said of a table and of its columns."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from folkmoot.modules.catalogue.events import Column, TableDescribed
from folkmoot.modules.catalogue.rules.describing import (
    NAME,
    in_languages,
    may_link,
    may_name,
    plain,
)
from folkmoot.record.refusal import Refusal, one_of, too_long

SORTS = ("upload", "link")
"""Where the files of a table that an office keeps come from."""
RECORD = "record"
"""The sort of tables that are computed from the record."""
LONGEST_EVERY = 24 * 366
MOST_TABLES = 50
DICTIONARY = 48_000
"""Bytes of a dictionary, which has to fit into one entry of the record with all that stands around it."""
COLUMN = 2_000
READING = (
    "kind", "member", "encoding", "delimiter", "quote", "sheet", "first_line", "header_rows", "footer_rows", "date_order",
    "decimal",
)  # fmt: skip
NUMBERS = frozenset({"first_line", "header_rows", "footer_rows"})


def may_change(sort: str) -> list[Refusal]:
    """Whether an office may change a table and its rows by hand."""
    if sort != RECORD:
        return []
    return [Refusal("table", "this table is kept current from the record; nobody changes it by hand")]


def may_show(number: int, *, shown: int, instead_of: int | None) -> Refusal | None:
    """Whether another version may be the one that is shown."""
    if number == shown:
        return Refusal("number", "this version is the one that is shown")
    if instead_of is not None and instead_of != shown:
        return Refusal.of(
            "number", "version %(shown)s is shown by now; open the page again and decide anew", shown=shown
        )
    return None


def may_describe_table(event: TableDescribed, languages: tuple[str, ...]) -> list[Refusal]:
    """Everything that is wrong with a table."""
    found = [
        may_name("table", event.table),
        *in_languages("name", event.name, NAME, languages),
        None if event.sort in SORTS else one_of("sort", SORTS),
    ]
    if event.sort == "link":
        found.append(may_link("url", event.url, needed=True))
    elif event.url or event.every:
        found.append(Refusal("url", "only a linked table has an address and is loaded on a schedule"))
    if not 0 <= event.every <= LONGEST_EVERY:
        found.append(Refusal.of("every", "give hours from 0 to %(most)s", most=LONGEST_EVERY))
    return [one for one in found if one is not None]


def may_lay_down(columns: Sequence[Column], reading: Sequence[tuple[str, str]]) -> list[Refusal]:
    """Everything that is wrong with a dictionary; whether types and formats exist is for the engine to say."""
    found: list[Refusal | None] = []
    titles = [one.title for one in columns]
    for at, one in enumerate(columns):
        if titles.index(one.title) != at:
            found.append(Refusal.of("columns", "“%(title)s” is described twice", title=one.title))
        for name in ("label", "unit", "description", "source"):
            words = getattr(one, name)
            if words:
                found.append(_words(f"{name}_{at}", words))
    unknown = [name for name, _value in reading if name not in READING]
    if unknown:
        found.append(one_of("reading", READING))
    found += [
        Refusal(name, "give a whole number")
        for name, value in reading
        if name in NUMBERS and not (value.isascii() and value.isdigit() and len(value) < 8)  # noqa: PLR2004
    ]
    size = len(json.dumps([asdict(one) for one in columns], ensure_ascii=False).encode())
    if size > DICTIONARY:
        found.append(
            Refusal.of(
                "columns",
                "the dictionary has %(size)s bytes; shorten descriptions to %(most)s",
                size=size,
                most=DICTIONARY,
            )
        )
    return [one for one in found if one is not None]


def _words(where: str, words: str) -> Refusal | None:
    if len(words) > COLUMN:
        return too_long(where, COLUMN, words)
    return plain(where, words, COLUMN)
