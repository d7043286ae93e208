"""What a readable file says about itself, held against its projects and ballots."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from folkmoot.modules.budgeting.pabulib import fields
from folkmoot.modules.budgeting.pabulib.numbers import number, whole, written

if TYPE_CHECKING:
    from folkmoot.modules.budgeting.pabulib.reading import File, Found

DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})\Z", re.ASCII)
YEAR = re.compile(r"\d{4}\Z", re.ASCII)
AGE = re.compile(r"\d+(-\d+)?\Z", re.ASCII)


def check(file: "File", found: "Found") -> None:
    """Find every departure from the format; none of them leaves the election in doubt."""
    _fields(file, found)
    _meta(file, found)
    _counts(file, found)
    _limits(file, found)
    _cells(file, found)
    _money(file, found)


def _fields(file: "File", found: "Found") -> None:
    for key in fields.META_REQUIRED:
        if not file.meta.get(key):
            found.slip(file.meta_lines.get(key, 0), f"META has no {key}", f"add {key};…")
    for key, line in file.meta_lines.items():
        if key not in fields.META:
            found.slip(line, f"META has {key!r}, which the format does not know", "move it into the comment")
    _ordered([one for one in file.meta if one in fields.META], fields.META, "META", 0, found)
    for name, section in (("PROJECTS", file.projects), ("VOTES", file.votes)):
        known = fields.COLUMNS[name][0]
        for one in section.header:
            if name == "PROJECTS" and one == "target":
                found.slip(
                    section.line + 1,
                    "PROJECTS has a column target",
                    "call it beneficiaries, as since April 2026",
                )
            elif one not in known:
                found.slip(
                    section.line + 1, f"{name} has a column {one!r}", f"the format knows {', '.join(known)}"
                )
        _ordered([one for one in section.header if one in known], known, name, section.line + 1, found)


def _ordered(there: list[str], known: tuple[str, ...], name: str, line: int, found: "Found") -> None:
    right = sorted(there, key=known.index)
    if there != right:
        found.slip(line, f"the fields of {name} are out of order", f"write {', '.join(right)}")


def _meta(file: "File", found: "Found") -> None:
    line = file.meta_lines
    for key in fields.NUMBERS:
        if key in file.meta and number(file.meta[key]) is None:
            found.slip(line[key], f"{key} is {file.meta[key]!r}", "write a number with a decimal point")
    for key in fields.WHOLE:
        if key in file.meta and whole(file.meta[key]) is None:
            found.slip(line[key], f"{key} is {file.meta[key]!r}", "write a whole number")
    if "rule" in file.meta and file.rule not in fields.RULES:
        found.slip(line["rule"], f"the rule is {file.rule!r}", f"there are {', '.join(fields.RULES)}")
    days = []
    for key in ("date_begin", "date_end"):
        if key in file.meta:
            days.append(_day(file.meta[key], last=key == "date_end"))
            if days[-1] is None:
                found.slip(line[key], f"{key} is {file.meta[key]!r}", "write DD.MM.YYYY or YYYY")
    if len(days) == 2 and days[0] and days[1] and days[0] > days[1]:  # noqa: PLR2004 - begin and end.
        found.slip(line["date_end"], "date_end is before date_begin", "exchange them")
    for key in ("fully_funded", "experimental"):
        if key in file.meta and file.meta[key] != "1":
            found.slip(line[key], f"{key} is {file.meta[key]!r}", "write 1 or leave the line out")
    if "comment" in file.meta and not file.meta["comment"].startswith("#1: "):
        found.slip(line["comment"], "the comment is not numbered", "write #1: … #2: …")


def _day(text: str, *, last: bool) -> dt.date | None:
    try:
        if YEAR.match(text):
            return dt.date(int(text), 12 if last else 1, 31 if last else 1)
        if parts := DATE.match(text):
            return dt.date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        return None
    return None


def tallies(file: "File") -> tuple[list[int], list[Fraction]]:
    """For each project the ballots that mark it, and the sum of its points.

    A ranking of n projects gives n points to the first and 1 to the last; so count all 16 rankings that we have seen.
    """
    votes, score = [0] * len(file.ids), [Fraction(0)] * len(file.ids)
    points_of: list[tuple[Fraction, ...] | None] = [None] * len(file.ballots)
    if file.points is not None:
        points_of = list(file.points)
    counted = Counter(zip(file.ballots, points_of, strict=True))
    for (ballot, points), times in counted.items():
        for rank, one in enumerate(ballot):
            votes[one] += times
            if points is not None:
                score[one] += times * points[rank]
            else:
                score[one] += times * (len(ballot) - rank if file.vote_type == "ordinal" else 1)
    return votes, score


def _counts(file: "File", found: "Found") -> None:
    for key, there in (("num_projects", len(file.ids)), ("num_votes", len(file.ballots))):
        if key in file.meta and whole(file.meta[key]) not in {there, None}:
            found.slip(file.meta_lines[key], f"{key} is {file.meta[key]}", f"the file has {there}")
    votes, score = tallies(file)
    rights: tuple[tuple[str, Sequence[Fraction | int]], ...] = (("votes", votes), ("score", score))
    for name, right in rights:
        column = file.projects.column(name)
        for line, one, cell, value in zip(file.projects.lines, file.ids, column or [], right, strict=False):
            if number(cell) != value:
                found.slip(line, f"{name} of project {one} is {cell!r}", f"the ballots give {written(value)}")
    ids = file.votes.column("voter_id") or []
    if len(set(ids)) != len(ids):
        seen: dict[str, int] = {}
        for line, one in zip(file.votes.lines, ids, strict=True):
            if one in seen:
                found.slip(
                    line, f"voter_id {one} is there a second time, first on line {seen[one]}", "ids differ"
                )
            seen.setdefault(one, line)


def _limits(file: "File", found: "Found") -> None:
    names = ("min_length", "max_length", "min_sum_cost", "max_sum_cost", "min_points", "max_points", "min_sum_points",
             "max_sum_points")  # fmt: skip
    limit = {key: number(file.meta.get(key, "")) for key in names}
    if not any(value is not None for value in limit.values()):
        return
    for row, ballot in enumerate(file.ballots):
        points = file.points[row] if file.points else ()
        values = {"length": [Fraction(len(ballot))]}
        if limit["min_sum_cost"] is not None or limit["max_sum_cost"] is not None:
            values["sum_cost"] = [sum((file.costs[one] for one in ballot), Fraction(0))]
        if file.points:
            values |= {"points": list(points), "sum_points": [sum(points, Fraction(0))]}
        for name, each in values.items():
            low, high = limit[f"min_{name}"], limit[f"max_{name}"]
            for value in each:
                if low is not None and value < low:
                    found.slip(
                        file.votes.lines[row], f"the ballot's {name} is {value}", f"min_{name} is {low}"
                    )
                if high is not None and value > high:
                    found.slip(
                        file.votes.lines[row], f"the ballot's {name} is {value}", f"max_{name} is {high}"
                    )


def _cells(file: "File", found: "Found") -> None:
    allowed = (
        (file.projects, "selected", lambda cell: cell in {"0", "1", "2", "3"}, "write 0, 1, 2 or 3"),
        (file.votes, "sex", lambda cell: cell in {"", *fields.SEX}, "write M, F or O"),
        (file.votes, "voting_method", lambda cell: cell in fields.METHODS, "write internet or paper"),
        (
            file.votes,
            "age",
            lambda cell: not cell or AGE.match(cell),
            "write a number or a band such as 40-59",
        ),
    )
    for section, name, good, right in allowed:
        for line, cell in zip(section.lines, section.column(name) or [], strict=False):
            if not good(cell):
                found.slip(line, f"{name} is {cell!r}", right)
    for name in ("category", "beneficiaries"):
        for line, cell in zip(file.projects.lines, file.projects.column(name) or [], strict=False):
            if any(one != one.strip() for one in cell.split(",")):
                found.slip(
                    line, f"there are blanks in the list {name}", "write commas and nothing else between"
                )
    for name, size in (("latitude", 90), ("longitude", 180)):
        for line, cell in zip(file.projects.lines, file.projects.column(name) or [], strict=False):
            value = number(cell)
            if cell and (value is None or abs(value) > size):
                found.slip(line, f"{name} is {cell!r}", f"write degrees from -{size} to {size}")


def _money(file: "File", found: "Found") -> None:
    everything = sum(file.costs, Fraction(0)) <= file.budget
    if everything and file.meta.get("fully_funded") != "1":
        found.warn(0, "all projects together fit into the budget", "fully_funded;1 says so")
    selected = file.selected
    if selected is None:
        return
    cost = sum(
        (cost for one, cost in zip(file.ids, file.costs, strict=True) if selected[one] == 1), Fraction(0)
    )
    if cost > file.budget:
        found.warn(
            0,
            f"what is selected costs {written(cost)} of {written(file.budget)}",
            "check selected and budget",
        )
