"""What a file is, told from its bytes: names and media types lie."""

import json
import zipfile
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.faults import refuse

LOOK = 64 << 10
STRANGERS = (
    (b"%PDF", "a PDF, which is made for reading on paper", "export the table from the program that made it"),
    (b"\x89PNG", "a picture", "publish the table that it shows"),
    (b"\xff\xd8\xff", "a picture", "publish the table that it shows"),
    (b"GIF8", "a picture", "publish the table that it shows"),
    (b"SQLite format 3", "an SQLite database", "export its tables as CSV, each one as a file"),
    (b"Rar!", "a RAR archive", "pack the file as ZIP or publish it as it is"),
    (b"7z\xbc\xaf", "a 7z archive", "pack the file as ZIP or publish it as it is"),
    (b"{\\rtf", "a text document", "export the table as CSV"),
    (b"BZh", "a bzip2 archive", "pack the file as ZIP or publish it as it is"),
    (b"\xfd7zXZ", "an xz archive", "pack the file as ZIP or publish it as it is"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARQUET = b"PAR1"
GZIP = b"\x1f\x8b"


def kind_of(path: Path) -> str:
    """One of KINDS, or "zip" or "gzip". Refuses what holds no table that can be read, saying what it is."""
    with path.open("rb") as file:
        start = file.read(LOOK)
    if not start:
        refuse("file", "the file is empty; publish one with a header and at least one record")
    for mark, what, right in STRANGERS:
        if start.startswith(mark):
            refuse("file", "this is %(what)s; %(right)s", what=what, right=right)
    if start.startswith(b"PK"):
        return _packed(path)
    if start.startswith(OLE):
        return "xls"
    if start.startswith(PARQUET):
        return "parquet"
    if start.startswith(GZIP):
        return "gzip"
    return _text(start)


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        refuse(
            "file",
            "this starts like a ZIP archive or workbook but is broken (%(reason)s); save it again",
            reason=str(error),
        )
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(one.startswith("xl/") for one in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "word/document.xml" in names:
        refuse("file", "this is a text document; export its table as CSV")
    return "zip"


def _text(start: bytes) -> str:
    text = start.decode("utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace").lstrip(
        "\ufeff \t\r\n"
    )
    lower = text[:2000].casefold()
    if lower.startswith(("<!doctype html", "<html", "<table", "<head")) or "<html" in lower[:500]:
        refuse(
            "file",
            "this is a web page; save the table that it shows as CSV, or hand in the address of the data itself",
        )
    if lower.startswith(("<?xml", "<!doctype", "<rdf", "<kml", "<gml")):
        refuse("file", "this is XML, which has no table by itself; export the table as CSV or JSON")
    if text[:1] in {"{", "["} and (found := _json(text)):
        return found
    return "csv"


def _json(text: str) -> str:
    """One of json, jsonl and geojson, or "" for a table whose first cell happens to start with a bracket."""
    first, _, rest = text.partition("\n")
    if text[0] == "{" and rest.lstrip()[:1] == "{" and _whole(first):
        return "jsonl"
    inner = text[1:].lstrip()
    if text[0] == "{" and inner[:1] in {'"', "}", ""}:
        collection = '"FeatureCollection"' in text[:4000] or '"features"' in text[:4000]
        return (
            "geojson"
            if collection and '"type"' in text[:4000]
            else ("jsonl" if _whole(text.strip()) else "json")
        )
    if text[0] == "[" and inner[:1] in {"{", "[", "]", ""}:
        return "json"
    return ""


def _whole(line: str) -> bool:
    """Whether a line is a flat JSON object of its own; objects that hold lists of objects are documents."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and not _holds_records(found, 4)


def _holds_records(found: dict[str, Any], levels: int) -> bool:
    """Whether a list of objects is somewhere inside."""
    for one in found.values():
        if isinstance(one, list) and one and isinstance(one[0], dict):
            return True
        if isinstance(one, dict) and levels and _holds_records(one, levels - 1):
            return True
    return False
