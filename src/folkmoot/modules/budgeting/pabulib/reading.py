"""Read a ``.pb`` file: UTF-8, three sections, cells between semicolons, quoted as CSV (RFC 4180) where needed.

What makes a count impossible or doubtful always refuses the file: every such problem is found and told with its line.
Departures from the format that leave no doubt about the election refuse it when reading strictly, and are warnings else.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from folkmoot.modules.budgeting.pabulib import fields
from folkmoot.modules.budgeting.pabulib.numbers import number, whole
from folkmoot.modules.budgeting.pabulib.problems import BadFile, Problem

LARGEST = 200_000_000
"""Bytes of a file at most; the largest known one has 20 million."""
SHOWN = 200
"""Problems that are told at most, so that a wrong separator does not fill the screen."""
csv.field_size_limit(10_000_000)


@dataclass(slots=True)
class Section:
    """A section as it stands: names of columns, rows of cells, and the line on which each row ends."""

    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    line: int = 0

    def column(self, name: str) -> list[str] | None:
        """All cells of a column, or None where there is no such column."""
        if name not in self.header:
            return None
        where = self.header.index(name)
        return [row[where] for row in self.rows]


@dataclass(slots=True)
class File:
    """A file that can be counted. ``ballots`` are positions of projects, as written; ``points`` go with them."""

    meta: dict[str, str]
    meta_lines: dict[str, int]
    projects: Section
    votes: Section
    budget: Fraction = Fraction(0)
    vote_type: str = ""
    ids: list[str] = field(default_factory=list)
    costs: list[Fraction] = field(default_factory=list)
    ballots: list[tuple[int, ...]] = field(default_factory=list)
    points: list[tuple[Fraction, ...]] | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def rule(self) -> str:
        """The rule that the file names."""
        return self.meta.get("rule", "unknown")

    @property
    def selected(self) -> dict[str, int] | None:
        """The official outcome by id (0 no, 1 by the rule, 2 and 3 from other money), where the file has it."""
        column = self.projects.column("selected")
        if column is None:
            return None
        return {
            one: int(value) if value.isdigit() else 0 for one, value in zip(self.ids, column, strict=True)
        }


class Found:
    """Problems while reading. ``slip`` is a departure from the format: severe only when reading strictly."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.problems: list[Problem] = []

    def severe(self, line: int, reason: str, right: str) -> None:
        self.problems.append(Problem(line, reason, right))

    def slip(self, line: int, reason: str, right: str) -> None:
        self.problems.append(Problem(line, reason, right, severe=self.strict))

    def warn(self, line: int, reason: str, right: str) -> None:
        self.problems.append(Problem(line, reason, right, severe=False))

    def stop(self) -> None:
        """Raise BadFile if anything severe was found."""
        if severe := [one for one in self.problems if one.severe]:
            if len(severe) > SHOWN:
                more = Problem(
                    0, f"{len(severe) - SHOWN} more problems are not listed", "correct these first"
                )
                severe = [*severe[:SHOWN], more]
            raise BadFile(severe)


def read(content: bytes, *, strict: bool = False) -> File:
    """Read a file. Raises BadFile with every severe problem; the other ones are ``File.warnings``."""
    from folkmoot.modules.budgeting.pabulib.checking import check

    found = Found(strict=strict)
    sections = _sections(_text(content, found), found)
    found.stop()
    meta, lines = _meta(sections["META"], found)
    file = File(meta, lines, sections["PROJECTS"], sections["VOTES"])
    _necessary(file, found)
    _projects(file, found)
    found.stop()
    _votes(file, found)
    found.stop()
    check(file, found)
    found.stop()
    file.warnings = tuple(sorted(found.problems, key=lambda one: one.line))
    return file


def _text(content: bytes, found: Found) -> str:
    if len(content) > LARGEST:
        raise BadFile([Problem(0, f"the file has {len(content):,} bytes", f"at most {LARGEST:,} are read")])
    if content.startswith(b"\xef\xbb\xbf"):
        found.slip(1, "the file begins with a byte order mark", "begin with META")
        content = content[3:]
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(
            [Problem(line, f"byte {error.start} is not UTF-8", "save the file as UTF-8")]
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadFile([Problem(line, "there is a NUL character", "a .pb file is plain text")])
    if not text.strip():
        raise BadFile([Problem(1, "the file is empty", "begin with META")])
    return text


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row. A row with a quoted line break counts from its last line."""
    rows = csv.reader(text.splitlines(keepends=True), delimiter=";", strict=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadFile(
                [
                    Problem(
                        rows.line_num,
                        f"quotation marks do not match ({error})",
                        'write " inside of quotes as ""',
                    )
                ]
            ) from error
        yield rows.line_num, row


def _sections(text: str, found: Found) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    now: Section | None = None
    last = text.rstrip("\r\n").count("\n") + 1
    for line, row in _cells(text):
        if not row or row == [""]:
            if line <= last:
                found.slip(line, "the line is empty", "take it out")
            continue
        name = row[0].strip()
        if name in fields.SECTIONS and not any(cell.strip() for cell in row[1:]):
            _begins(name, line, sections, found)
            now = sections[name] = Section(line=line)
        elif now is None:
            raise BadFile(
                [Problem(line, f"the file begins with {row[0][:40]!r}", "begin with the line META")]
            )
        elif not now.header:
            now.header = [cell.strip() for cell in row]
            if now.header != row:
                found.slip(line, "there are blanks around a column's name", "take them out")
        else:
            now.rows.append(row)
            now.lines.append(line)
    for name in fields.SECTIONS:
        if name not in sections:
            found.severe(
                0, f"there is no section {name}", "a file has META, PROJECTS and VOTES, in this order"
            )
        else:
            _header(name, sections[name], found)
    return sections


def _begins(name: str, line: int, sections: dict[str, Section], found: Found) -> None:
    if name in sections:
        found.severe(line, f"the section {name} begins a second time", "each section stands once")
    elif len(sections) != fields.SECTIONS.index(name):
        found.severe(line, f"the section {name} is out of order", "write META, PROJECTS, VOTES")


def _header(name: str, section: Section, found: Found) -> None:
    if not section.header:
        found.severe(
            section.line, f"the section {name} has no line with names of columns", "write one below it"
        )
        return
    if len(set(section.header)) != len(section.header):
        found.severe(section.line + 1, f"a column of {name} is there twice", "each column stands once")
    required = ("key", "value") if name == "META" else fields.COLUMNS[name][1]
    for one in required:
        if one not in section.header:
            found.severe(section.line + 1, f"{name} has no column {one}", f"it needs {', '.join(required)}")
    width = len(section.header)
    for line, row in zip(section.lines, section.rows, strict=True):
        if len(row) != width:
            found.severe(
                line, f"the row has {len(row)} cells", f"its section has {width} columns between semicolons"
            )
            continue
        for index, cell in enumerate(row):
            if cell != cell.strip():
                found.slip(line, f"there are blanks around {cell.strip()[:40]!r}", "take them out")
                row[index] = cell.strip()


def _meta(section: Section, found: Found) -> tuple[dict[str, str], dict[str, int]]:
    key, value = section.header.index("key"), section.header.index("value")
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in zip(section.lines, section.rows, strict=True):
        if row[key] in meta:
            found.severe(line, f"META has {row[key]} a second time", "each key stands once")
        meta[row[key]], lines[row[key]] = row[value], line
    return meta, lines


def _necessary(file: File, found: Found) -> None:
    """What no count is possible without."""
    for key in ("budget", "vote_type"):
        if key not in file.meta:
            found.severe(0, f"META has no {key}", f"add a line {key};…")
    text = file.meta.get("budget", "1")
    value = number(text)
    if value is None or value <= 0:
        found.severe(
            file.meta_lines.get("budget", 0),
            f"the budget is {text!r}",
            "write a number above 0 with a decimal point",
        )
    file.budget = value or Fraction(1)
    file.vote_type = file.meta.get("vote_type", "approval")
    if file.vote_type not in fields.VOTE_TYPES:
        right = f"there are {', '.join(fields.VOTE_TYPES)}"
        found.severe(file.meta_lines["vote_type"], f"the vote_type is {file.vote_type!r}", right)


def _projects(file: File, found: Found) -> None:
    ids, costs = file.projects.column("project_id") or [], file.projects.column("cost") or []
    seen: dict[str, int] = {}
    for line, one, text in zip(file.projects.lines, ids, costs, strict=True):
        if not one or "," in one:
            found.severe(line, f"the project_id is {one!r}", "write one without a comma")
        if one in seen:
            found.severe(
                line, f"project {one} is there a second time, first on line {seen[one]}", "ids have to differ"
            )
        seen.setdefault(one, line)
        cost = number(text)
        if cost is None or cost <= 0:
            found.severe(
                line,
                f"project {one} costs {text!r}",
                "write a number above 0, with a decimal point and nothing else",
            )
        elif cost == fields.WITHDRAWN:
            found.warn(line, f"project {one} costs {text}, which marks a withdrawn project", "leave it out")
        file.ids.append(one)
        file.costs.append(cost or Fraction(1))
    if not file.ids:
        found.severe(file.projects.line, "there are no projects", "write one on each line")


def _votes(file: File, found: Found) -> None:
    where = {one: index for index, one in enumerate(file.ids)}
    votes = file.votes.column("vote") or []
    known: dict[str, tuple[int, ...]] = {"": ()}
    for line, cell in zip(file.votes.lines, votes, strict=True):
        ballot = known.get(cell)
        if ballot is None:
            ballot = _ballot(cell, line, where, found)
            if ballot is None:
                continue
            known[cell] = ballot
        if file.vote_type == "choose-1" and len(ballot) > 1:
            found.severe(line, f"the ballot marks {len(ballot)} projects", "with choose-1 it marks one")
        file.ballots.append(ballot)
    points = file.votes.column("points")
    if points and any(len(set(cell.split(","))) != cell.count(",") + 1 for cell in votes):
        points = [_of_first(vote, cell) for vote, cell in zip(votes, points, strict=True)]
    if file.vote_type in {"cumulative", "scoring"}:
        if points is None:
            found.severe(
                file.votes.line + 1, f"VOTES has no column points, which {file.vote_type} needs", "add it"
            )
        elif len(file.ballots) == len(votes):
            file.points = [
                _points(cell, line, len(ballot), found)
                for cell, line, ballot in zip(points, file.votes.lines, file.ballots, strict=True)
            ]


def _ballot(cell: str, line: int, where: dict[str, int], found: Found) -> tuple[int, ...] | None:
    names = cell.split(",")
    stripped = [one.strip() for one in names]
    if stripped != names:
        found.slip(line, "there are blanks in the list of projects", "write ids with commas and nothing else")
    unknown = [one for one in stripped if one not in where]
    if unknown:
        found.severe(
            line, f"the ballot marks {', '.join(map(repr, unknown[:5]))}", "it may mark ids of PROJECTS"
        )
        return None
    if len(set(stripped)) != len(stripped):
        twice = next(one for one in stripped if stripped.count(one) > 1)
        found.slip(
            line, f"the ballot marks {twice} more than once", "it marks a project once; the first mark counts"
        )
    return tuple(where[one] for one in dict.fromkeys(stripped))


def _of_first(vote: str, cell: str) -> str:
    """The points that belong to the first mark of each project; as they are where the lists are not of one length."""
    names, values = [one.strip() for one in vote.split(",")], cell.split(",")
    if len(names) != len(values):
        return cell
    return ",".join(value for index, value in enumerate(values) if names.index(names[index]) == index)


def _points(cell: str, line: int, length: int, found: Found) -> tuple[Fraction, ...]:
    texts = cell.split(",") if cell else []
    if len(texts) != length:
        found.severe(
            line, f"the ballot marks {length} projects with {len(texts)} points", "give one for each"
        )
        return (Fraction(0),) * length
    values = [number(one.strip()) for one in texts]
    wrong = [text for text, value in zip(texts, values, strict=True) if value is None]
    if wrong:
        found.severe(
            line, f"points are {wrong[0]!r}", "write numbers with a decimal point, and commas between them"
        )
    return tuple(one or Fraction(0) for one in values)


__all__ = ["File", "Found", "Section", "read", "whole"]
