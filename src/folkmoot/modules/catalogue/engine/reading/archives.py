"""Files inside archives, taken out within limits: what unpacks to much more than it says or should is refused."""

import copy
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits

CHUNK = 1 << 20
NAMED = 10
DATA = (
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".psv",
    ".json",
    ".jsonl",
    ".ndjson",
    ".geojson",
    ".xlsx",
    ".xls",
    ".xlsm",
    ".xlsb",
    ".ods",
    ".parquet",
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def member_of(
    path: Path, folder: Path, chosen: str | None, *, limits: Limits = LIMITS
) -> tuple[Path, str, str]:
    """(the file taken out into the folder, its name in the archive, why this one)."""
    try:
        with zipfile.ZipFile(path) as archive:
            info, reason = _choice(archive, chosen, limits)
            if info.flag_bits & 1:
                refuse(f"{info.filename} in the archive", "it is locked with a password; pack it without one")
            taken = folder / ("member" + PurePosixPath(info.filename).suffix.lower()[:12])
            with taken.open("wb") as out:
                for piece in unpacked(archive, info, limits.unpacked, limits):
                    out.write(piece)
    except BROKEN as error:
        refuse(
            "file",
            "the archive is broken (%(reason)s); pack it again",
            reason=str(error) or type(error).__name__,
        )
    return taken, info.filename, reason


def _choice(archive: zipfile.ZipFile, chosen: str | None, limits: Limits) -> tuple[zipfile.ZipInfo, str]:
    infos = archive.infolist()
    if len(infos) > limits.members:
        refuse(
            "file",
            "the archive holds %(given)s files and at most %(most)s are taken",
            given=len(infos),
            most=limits.members,
        )
    files = [one for one in infos if not one.is_dir() and not _hidden(one.filename)]
    if chosen is not None:
        for one in files:
            if one.filename == chosen:
                return one, "the publisher chose it"
        refuse(
            "member",
            "there is no file %(name)r in the archive; there are %(names)s",
            name=chosen,
            names=_listed(files),
        )
    data = [one for one in files if one.filename.lower().endswith(DATA)] or files
    if not data:
        refuse("file", "the archive is empty; pack one file with a table")
    if len(data) > 1:
        refuse(
            "member", "the archive holds several files: %(names)s; choose one of them", names=_listed(data)
        )
    return data[0], "it is the only file with data in the archive"


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(name).parts)


def _listed(files: list[zipfile.ZipInfo]) -> str:
    names = [one.filename for one in files[:NAMED]]
    return ", ".join(names) + (f" and {len(files) - NAMED:,} more" if len(files) > NAMED else "")


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, limits: Limits) -> Iterator[bytes]:
    """The bytes of a member. What it says of its size is not believed: it is counted, against ``most`` and the ratio."""
    told = copy.copy(info)
    # A reader stops where the directory says the file ends, so a lie about the size would hide the rest.
    told.file_size = 1 << 62
    size = 0
    with archive.open(told) as file:
        while piece := file.read(CHUNK):
            size += len(piece)
            check(info.filename, size, info.compress_size, most, limits)
            yield piece


def check(name: str, size: int, packed: int, most: int, limits: Limits) -> None:
    """Refuse what has grown beyond the limit or the ratio."""
    if size > most:
        refuse(
            f"{name} in the archive",
            "unpacked it has more than %(most)s MB; publish it in parts or as Parquet",
            most=most >> 20,
        )
    if size > limits.small and size > packed * limits.ratio:
        refuse(
            f"{name} in the archive",
            "it unpacks to more than %(ratio)s times its size, as only archives do that are made to do harm; publish the file unpacked",
            ratio=limits.ratio,
        )


def gunzipped(path: Path, folder: Path, *, limits: Limits = LIMITS) -> Path:
    """The file inside a gzip, in the folder."""
    taken, size, packed = folder / "member", 0, path.stat().st_size
    try:
        with gzip.open(path) as file, taken.open("wb") as out:
            while piece := file.read(CHUNK):
                size += len(piece)
                check(path.name, size, packed, limits.unpacked, limits)
                out.write(piece)
    except BROKEN as error:
        refuse(
            "file",
            "the archive is broken (%(reason)s); pack it again",
            reason=str(error) or type(error).__name__,
        )
    return taken


def inspected(path: Path, *, limits: Limits = LIMITS) -> None:
    """Look through the parts of a workbook: together within the limit, and no entities of their own in the XML."""
    left = limits.sheet
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.flag_bits & 1:
                    refuse("file", "the workbook is locked with a password; save it without one")
                first = True
                for piece in unpacked(archive, info, left, limits):
                    left -= len(piece)
                    if first and (b"<!DOCTYPE" in piece[:8192] or b"<!ENTITY" in piece[:65536]):
                        refuse(
                            f"{info.filename} in the workbook",
                            "it declares entities of its own, which no spreadsheet program writes; save it again with one",
                        )
                    first = False
    except BROKEN as error:
        refuse(
            "file",
            "the workbook is broken (%(reason)s); save it again",
            reason=str(error) or type(error).__name__,
        )
