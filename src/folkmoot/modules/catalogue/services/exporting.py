"""The rows of an open table become a file, all of one moment, whatever happens on the record meanwhile."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from folkmoot.modules.catalogue import originals
from folkmoot.record import opening, queries
from folkmoot.record.opening import OpenTable
from folkmoot.record.refusal import Refusal, Refused
from folkmoot.record.steps import step

READING = (
    ("delimiter", ","),
    ("encoding", "utf-8"),
    ("first_line", "1"),
    ("header_rows", "1"),
    ("kind", "csv"),
    ("quote", '"'),
)
"""How the engine is told to read what is written here: nothing of it is guessed."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of rows. They tell of the first ``entries`` of the record at least, whose tree has the ``root``."""

    original: originals.Original
    entries: int
    root: str


def export(table: OpenTable) -> Exported:
    """Write all rows of a table as CSV in UTF-8. Raises Refused for a value that may not be published."""
    with one_moment():
        newest = queries.latest_checkpoint()
        entries, root = (newest.size, bytes(newest.root).hex()) if newest else (0, "")
        try:
            kept = originals.keep(_written(table), limit=0)
        except opening.Leak as error:
            why = (
                "the column %(column)s would hold an address of mail, a pseudonym or a commitment, so nothing of this table "
                "was published; an operator has to mend the program"
            )
            raise Refused([Refusal.of("file", why, column=error.column)]) from error
    return Exported(kept, entries, root)


def _written(table: OpenTable) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.name for one in table.columns])
    told = [(at, _TOLD[one.type]) for at, one in enumerate(table.columns) if one.type in _TOLD]
    for some in opening.rows(table):
        writer.writerows(_plain(row, told) for row in some)
        yield out.getvalue().encode()
        step("keep:piece")
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(" ")


def _truth(value: Any) -> str | None:
    return None if value is None else "true" if value else "false"


_TOLD: dict[str, Callable[[Any], str | None]] = {"timestamp": _moment, "bool": _truth}
"""How values are written that would be written otherwise than the engine is told."""


def _plain(row: tuple[Any, ...], told: list[tuple[int, Callable[[Any], str | None]]]) -> list[Any]:
    cells = list(row)
    for at, write in told:
        cells[at] = write(cells[at])
    return cells


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is now until the end, without keeping anybody from writing.

    A transaction of Django's would take SQLite's write lock at once (transaction_mode IMMEDIATE), so this one is begun by
    hand. Within another transaction it is that one's moment.
    """
    if connection.in_atomic_block:
        yield
        return
    begin = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        if connection.vendor == "postgresql"
        else "BEGIN DEFERRED"
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
