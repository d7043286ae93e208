"""One damaged record, read as its writer most likely meant it."""

import dataclasses
import re
from collections.abc import Iterator

BRANCHES = 64
"""Readings of one record that are tried at most."""


@dataclasses.dataclass(frozen=True, slots=True)
class Marks:
    """The signs of a dialect: "" for a quote or escape that it does not have."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    skip_space: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """The text of one cell, whether it was quoted, and where an unquoted cell has a quotation mark inside."""

    text: str
    quoted: bool = False


def readings(line: str, marks: Marks) -> Iterator[list[Field]]:
    """Every way to read one record without its line end, the most literal in quotation marks last.

    A quotation mark that opens a cell but is closed in no legal place was either meant as a letter, or the next one
    was: both are tried. Two readings are the same for a record in order, so only damage branches.
    """
    # Depth first, on a stack: (position, fields so far).
    stack: list[tuple[int, tuple[Field, ...]]] = [(0, ())]
    tried = 0
    while stack and tried < BRANCHES:
        at, fields = stack.pop()
        ways = list(_fields_at(line, at, marks))
        for field, after in reversed(ways):
            done = (*fields, field)
            if after > len(line):
                tried += 1
                yield list(done)
            else:
                stack.append((after, done))


def _fields_at(line: str, at: int, marks: Marks) -> Iterator[tuple[Field, int]]:
    """The ways to read the cell that starts here, each with where the next one starts (beyond the end after the last)."""
    start = at
    if marks.skip_space:
        while start < len(line) and line[start] == " ":
            start += 1
    if marks.quote and line[start : start + 1] == marks.quote:
        yield from _quoted(line, start + 1, marks)
        # An orderly cell has one reading; the literal one is for damage alone.
        if _orderly(line, start + 1, marks):
            return
    end = line.find(marks.delimiter, start)
    end = len(line) if end < 0 else end
    yield Field(line[start:end]), end + 1


def _orderly(line: str, at: int, marks: Marks) -> bool:
    closing = next(_closings(line, at, marks), None)
    return closing is not None and _ends(line, closing + 1, marks) is not None


def _closings(line: str, at: int, marks: Marks) -> Iterator[int]:
    """Where unescaped quotation marks stand from here on."""
    signs = re.compile("[" + re.escape(marks.quote + marks.escape) + "]")
    while found := signs.search(line, at):
        at, one = found.start(), found.group()
        if (one == marks.escape and marks.escape != marks.quote) or (
            marks.escape == marks.quote and line[at + 1 : at + 2] == marks.quote
        ):
            at += 2
        else:
            yield at
            at += 1


def _ends(line: str, at: int, marks: Marks) -> int | None:
    """Where the next cell starts when a quoted one closed before ``at``, or None when something else follows."""
    while line[at : at + 1] == " " and marks.delimiter != " ":
        at += 1
    if at >= len(line):
        return len(line) + 1
    return at + 1 if line[at] == marks.delimiter else None


def _quoted(line: str, at: int, marks: Marks) -> Iterator[tuple[Field, int]]:
    """The quoted cell from here to the first legal close; illegal marks on the way count as letters."""
    for closing in _closings(line, at, marks):
        if (after := _ends(line, closing + 1, marks)) is not None:
            yield Field(_plain(line[at:closing], marks), quoted=True), after
            return
    # A pair of marks right at the start hides that the second one closes nothing.
    if line[at : at + 1] == marks.quote and marks.escape == marks.quote:
        yield from _after_pair(line, at, marks)


def _after_pair(line: str, at: int, marks: Marks) -> Iterator[tuple[Field, int]]:
    for closing in _closings(line, at + 1, marks):
        if (after := _ends(line, closing + 1, marks)) is not None:
            yield Field(marks.quote + _plain(line[at + 1 : closing], marks), quoted=True), after
            return


def _plain(text: str, marks: Marks) -> str:
    if not marks.escape:
        return text
    if marks.escape == marks.quote:
        return text.replace(marks.quote * 2, marks.quote)
    out, skip = [], False
    for one in text:
        if one == marks.escape and not skip:
            skip = True
            continue
        out.append(one)
        skip = False
    return "".join(out)
