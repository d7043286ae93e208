"""Any file into a stream of rows, with how it was read and why."""

import dataclasses
from pathlib import Path

from folkmoot.modules.catalogue.engine.dialect import Choices, Dialect
from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading.archives import gunzipped, member_of
from folkmoot.modules.catalogue.engine.reading.kinds import kind_of
from folkmoot.modules.catalogue.engine.reading.scan import Scan, scan
from folkmoot.modules.catalogue.engine.reading.sheets import sheet_source
from folkmoot.modules.catalogue.engine.reading.source import Notes, Plain, Row, Source
from folkmoot.modules.catalogue.engine.reading.text import text_source
from folkmoot.modules.catalogue.engine.reading.trees import tree_source

BOOKS = frozenset({"xlsx", "xls", "xlsb", "ods"})
TREES = frozenset({"json", "jsonl", "geojson"})


def read(
    path: Path,
    folder: Path,
    choices: Choices | None = None,
    *,
    limits: Limits = LIMITS,
    seen: Scan | None = None,
) -> Source:
    """Find the table in a file; Unreadable says why there is none.

    ``folder`` holds what is taken out of archives and workbooks for as long as the source is read. ``seen`` saves
    scanning the file again where that has been done.
    """
    choices = choices or Choices()
    if path.stat().st_size > limits.file:
        refuse(
            "file",
            "the file is larger than %(most)s MB; publish it in parts or as Parquet",
            most=limits.file >> 20,
        )
    kind, member, reason = choices.kind or kind_of(path), "", ""
    if kind in {"zip", "gzip"}:
        if kind == "zip":
            path, member, reason = member_of(path, folder, choices.member, limits=limits)
        else:
            path = gunzipped(path, folder, limits=limits)
        kind, seen = kind_of(path), None
        if kind in {"zip", "gzip"}:
            refuse("file", "there is an archive inside the archive; pack the table once")
    source = _source(path, kind, folder, choices, limits, seen)
    if member:
        source.dialect = dataclasses.replace(source.dialect, member=member).because(member=reason)
    return source


def _source(
    path: Path, kind: str, folder: Path, choices: Choices, limits: Limits, seen: Scan | None
) -> Source:
    if kind in BOOKS:
        return sheet_source(path, kind, folder, choices, limits=limits)
    if kind == "parquet":
        reasons = {"kind": "the file starts with the mark of Parquet"}
        return Source(
            Dialect(kind="parquet", reasons=reasons), [], lambda: iter(()), Notes(limits), parquet=path
        )
    seen = seen or scan(path, limits=limits)
    if kind in TREES:
        return tree_source(path, kind, seen, folder, choices, limits=limits)
    return text_source(path, seen, choices, limits=limits)


__all__ = ["Choices", "Dialect", "Notes", "Plain", "Row", "Scan", "Source", "read", "scan"]
