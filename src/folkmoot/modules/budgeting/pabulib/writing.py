"""Write a ``.pb`` file: fields in the format's order, names as they are called today, nothing quoted without need."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from folkmoot.modules.budgeting.pabulib import fields
from folkmoot.modules.budgeting.pabulib.reading import File


def write(file: File) -> bytes:
    """The same election as a file."""
    rows = {
        name: (section.header, section.rows)
        for name, section in (("PROJECTS", file.projects), ("VOTES", file.votes))
    }
    return compose(
        file.meta,
        **{name.lower(): [dict(zip(h, row, strict=True)) for row in r] for name, (h, r) in rows.items()},
    )


def compose(
    meta: Mapping[str, str], projects: Sequence[Mapping[str, str]], votes: Iterable[Mapping[str, str]]
) -> bytes:
    """A file of these cells. Columns that some row has are written for every row; empty ones are left out.

    Raises ValueError for a field that the format does not know.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    unknown = set(meta) - set(fields.META)
    if unknown:
        raise ValueError(f"META has no field {', '.join(sorted(unknown))}; the comment may hold it")
    out.write("META\n")
    writer.writerow(("key", "value"))
    writer.writerows((key, _clean(meta[key])) for key in fields.META if meta.get(key))
    for name, given in (("PROJECTS", projects), ("VOTES", votes)):
        known, required = fields.COLUMNS[name]
        rows = [
            {("beneficiaries" if key == "target" else key): value for key, value in one.items()}
            for one in given
        ]
        there = {key for one in rows for key, value in one.items() if value} | set(required)
        if there - set(known):
            raise ValueError(f"{name} has no column {', '.join(sorted(there - set(known)))}")
        columns = [one for one in known if one in there]
        out.write(f"{name}\n")
        writer.writerow(columns)
        writer.writerows([_clean(one.get(key, "")) for key in columns] for one in rows)
    return out.getvalue().encode()


def _clean(cell: str) -> str:
    """Line breaks inside of a cell are not what the format's readers expect."""
    return " ".join(cell.split())
