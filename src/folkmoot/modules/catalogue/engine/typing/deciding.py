"""The type of every column, decided by every cell of it: asked of the database in two passes at most."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any, Protocol

from folkmoot.modules.catalogue.engine.reading.shapes import MISSING
from folkmoot.modules.catalogue.engine.typing import sql
from folkmoot.modules.catalogue.engine.typing.candidates import candidates_of
from folkmoot.modules.catalogue.engine.typing.dictionary import Entry
from folkmoot.modules.catalogue.engine.typing.formats import BY_ID, Format

TOLERATED = 0.02
"""Up to this share of its cells, a column keeps its type and lists the cells that have another."""
FEW = 10
"""From this many cells on, one that does not fit is a slip whatever the share."""
FINE, EXACT = 9, 15
"""More decimals than FINE are measurements, kept as floating point where it holds all of their EXACT digits."""
NARROW, WIDE, WHOLE = 18, 38, 18
"""Digits of the two widths of exact numbers, and of whole ones."""
CODE = re.compile(r"[A-Za-z]{0,4}[-./]?0\d+|(?=.*\d)(?=.*[A-Za-z])[0-9A-Za-z]{2,12}")
"""Leading zeros, or digits and letters in one word: what looks like this is an identifier, not a slip."""
TOP = 40


class Database(Protocol):
    """As much of a connection as is used here."""

    def execute(self, query: str) -> Any:
        """Run a query."""


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """The type of one column. ``value`` is SQL of the typed value of a cell, NULL where it has another type.

    ``cells`` counts the cells that are not empty, ``marked`` those that say in words that there is no value, which
    ``marks`` lists, and ``rejected`` the others that do not fit. ``guess`` says what was open between several ways of
    reading, "" where nothing was.
    """

    type: str
    stored: str
    value: str
    format: str = ""
    known: dict[str, Any] = dataclasses.field(default_factory=dict)
    cells: int = 0
    marked: int = 0
    rejected: int = 0
    marks: tuple[str, ...] = ()
    guess: str = ""
    reason: str = ""
    chosen: bool = False


@dataclasses.dataclass(slots=True)
class _Column:
    sql: str
    entry: Entry
    sample: list[str]
    candidates: list[Format]
    trim: bool = False
    codes: list[str] = dataclasses.field(default_factory=list)
    cells: int = 0
    hits: list[int] = dataclasses.field(default_factory=list)
    scales: list[int] = dataclasses.field(default_factory=list)
    lengths: list[int] = dataclasses.field(default_factory=list)
    threes: list[bool] = dataclasses.field(default_factory=list)
    """Whether every decimal part of a candidate's has three digits, so that its sign may group instead."""
    bare: list[int] = dataclasses.field(default_factory=list)
    """Numbers without such a part."""
    marked: int = 0
    marks: tuple[str, ...] = ()
    failing: list[str] = dataclasses.field(default_factory=list)

    @property
    def cell(self) -> str:
        """The cell as SQL, without spaces around it where the column has any."""
        return sql.trimmed(self.sql) if self.trim else self.sql

    @property
    def best(self) -> int:
        """The candidate that takes most cells, the first of equals."""
        return max(range(len(self.candidates)), key=lambda at: (self.hits[at], -at))


def decide(
    database: Database,
    relation: str,
    columns: Sequence[str],
    samples: Sequence[Sequence[str]],
    entries: Sequence[Entry],
    *,
    held: Sequence[str] = (),
    date_order: str | None = None,
    decimal: str | None = None,
    also: str = "",
) -> tuple[list[Decided], int, int]:
    """(a decision for each column, number of rows, what ``also`` counted).

    ``relation`` is SQL of all rows with text columns named ``columns``; ``samples`` are some cells of each. ``held``
    names what the file's format says a column holds. ``also`` is a condition to count in the same pass.
    """
    asked = []
    for at, column in enumerate(columns):
        entry = entries[at]
        says = held[at] if at < len(held) else ""
        sample = list(samples[at])
        found = [] if says and not entry.type else _candidates(sample, entry)
        codes = [] if entry.type else _codes(sample, found)
        found = [] if codes else found
        trim = any(one != one.strip() for one in sample)
        asked.append(_Column(sql.name(column), entry, sample, found, trim, codes=codes))
    rows, counted = _count(database, relation, asked, also)
    _look_closer(database, relation, asked)
    order = date_order or _evident(asked, "order")
    point = decimal or _evident(asked, "decimal")
    decided = []
    for at, one in enumerate(asked):
        says = held[at] if at < len(held) else ""
        if says and not one.entry.type:
            decided.append(
                Decided(says, "VARCHAR", one.sql, cells=one.cells, reason="the format of the file says so")
            )
        else:
            decided.append(_decision(one, order, point))
    return decided, rows, counted


def _candidates(cells: Sequence[str], entry: Entry) -> list[Format]:
    found = candidates_of(cells, type=entry.type or None)
    return [BY_ID[entry.format]] if entry.format else found


def _codes(sample: Sequence[str], found: Sequence[Format]) -> list[str]:
    """Words of a column of numbers that are codes: one of them is enough to keep the column as text."""
    if not found or found[0].type not in {"int", "number"}:
        return []
    words = (word.strip() for word in sample)
    return [
        word for word in words if CODE.fullmatch(word) and not any(one.shape.fullmatch(word) for one in found)
    ][:TOP]


def _count(database: Database, relation: str, asked: Sequence[_Column], also: str = "") -> tuple[int, int]:
    """Count, for every column and every candidate, the cells that are written so; (rows, what ``also`` counts)."""
    inner = [f"({also}) AS also"] if also else []
    outer = ["count(*)", "count(*) FILTER (also)" if also else "0"]
    for at, one in enumerate(asked):
        inner.append(f"{one.sql} AS k{at}")
        outer.append(f"count(k{at})")
        for number, candidate in enumerate(one.candidates):
            held, check = f"k{at}_{number}", candidate.checked(one.cell)
            if candidate.type != "number" or candidate.known.get("exponent"):
                inner.append(f"({check}) AS {held}")
                outer.append(f"count(*) FILTER ({held})")
                continue
            inner.append(f"CASE WHEN {check} THEN {candidate.valued(one.cell)} END AS {held}")
            outer += [
                f"count({held})",
                f"coalesce(max(CASE WHEN contains({held}, '.') THEN strpos({held}, '.') - 1 ELSE strlen({held}) END - starts_with({held}, '-')::INT), 0)",
                f"coalesce(max(CASE WHEN contains({held}, '.') THEN strlen({held}) - strpos({held}, '.') ELSE 0 END), 0)",
            ]
            if sum(each.type == "number" for each in one.candidates) > 1:
                three = sql.text("-?(?:[0-9]+|[1-9][0-9]{0,2}\\.[0-9]{3})")
                outer += [
                    f"coalesce(bool_and(regexp_full_match({held}, {three})), false)",
                    f"count({held}) FILTER (NOT contains({held}, '.'))",
                ]
            else:
                outer += ["false", "0"]
    answers = iter(
        database.execute(
            f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner) or '1'} FROM {relation})"
        ).fetchone()
    )
    rows, counted = next(answers), next(answers)
    for one in asked:
        one.cells = next(answers)
        one.hits, one.lengths, one.scales, one.threes, one.bare = [], [], [], [], []
        for candidate in one.candidates:
            numeric = candidate.type == "number" and not candidate.known.get("exponent")
            one.hits.append(next(answers))
            one.lengths.append(next(answers) if numeric else 0)
            one.scales.append(next(answers) if numeric else 0)
            one.threes.append(next(answers) if numeric else False)
            one.bare.append(next(answers) if numeric else 0)
    return rows, counted


def _look_closer(database: Database, relation: str, asked: Sequence[_Column]) -> None:
    """Where a candidate does not take every cell: what is it that it does not take, and would another one?"""
    open_ones = [one for one in asked if one.candidates and max(one.hits) < one.cells]
    for turn in range(2):
        if not open_ones:
            return
        _failing(database, relation, open_ones)
        again = []
        for one in open_ones:
            if turn or not (one.failing or not one.trim) or one.entry.format:
                continue
            # The rare cells count as much as the frequent ones here: each is a way of writing.
            more = _candidates(
                [*one.sample, *one.failing * max(1, len(one.sample) // max(1, len(one.failing)))], one.entry
            )
            new = [each for each in more if each.id not in {known.id for known in one.candidates}]
            if new or any(word != word.strip() for word in one.failing):
                one.candidates = [*one.candidates, *new]
                one.trim = True
                again.append(one)
        if again:
            _count(database, relation, again)
        open_ones = again


def _failing(database: Database, relation: str, asked: Sequence[_Column]) -> None:
    """Fill in what the best candidate of each column does not take: words for no value, and examples of the rest."""
    words = ", ".join(sql.text(one) for one in sorted(MISSING))
    inner, outer = [], []
    for at, one in enumerate(asked):
        inner.append(
            f"CASE WHEN {one.sql} IS NOT NULL AND NOT coalesce({one.candidates[one.best].checked(one.cell)}, false) THEN {one.sql} END AS f{at}"
        )
        bare = f"lower({sql.trimmed(f'f{at}')})"
        mark = f"({bare} = '' OR {bare} IN ({words}))"
        outer += [
            f"count(f{at}) FILTER ({mark})",
            f"list(DISTINCT f{at}) FILTER ({mark})",
            f"arg_min(f{at}, hash(f{at}), {TOP}) FILTER (NOT {mark})",
        ]
    answers = iter(
        database.execute(
            f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM {relation})"
        ).fetchone()
    )
    for one in asked:
        one.marked = next(answers)
        one.marks = tuple(sorted(next(answers) or ()))
        one.failing = list(dict.fromkeys(next(answers) or ()))


def _evident(asked: list[_Column], name: str) -> str | None:
    """What the columns that leave no doubt say of the others: the order of dates or the sign before decimals."""
    votes: dict[str, int] = {}
    for one in asked:
        if not one.candidates:
            continue
        best = one.best
        hits = one.hits[best]
        equal = [at for at, count in enumerate(one.hits) if count == hits and at != best]
        rivals = {one.candidates[at].known.get(name) for at in equal} - {
            one.candidates[best].known.get(name),
            None,
        }
        says = one.candidates[best].known.get(name)
        if name == "decimal" and not one.scales[best] and not one.candidates[best].known.get("group"):
            continue
        if hits and says and not rivals and not (name == "decimal" and one.threes[best]):
            votes[says] = votes.get(says, 0) + 1
    return max(votes, key=lambda key: votes[key]) if votes else None


def _decision(one: _Column, order: str | None, point: str | None) -> Decided:
    if not one.cells:
        forced = one.entry.type
        if forced and forced != "text":
            return _typed(one, 0, "", chosen=True)
        return Decided("text", "VARCHAR", one.sql, reason="every cell is empty", chosen=bool(forced))
    if one.entry.type == "text":
        return _text(one, "the publisher chose it", chosen=True)
    if one.codes:
        return _text(one, _changed(one.codes))
    if not one.candidates or not max(one.hits):
        if one.entry.type and one.candidates:
            return _typed(one, 0, "", chosen=True)
        return _text(one, "its cells are words or of several kinds")
    at, guess = _between(one, order, point)
    if one.entry.type:
        return _typed(one, at, guess, chosen=True)
    hits, rest = one.hits[at], one.cells - one.hits[at] - one.marked
    if (
        rest > 0
        and one.candidates[at].type in {"int", "number"}
        and (codes := [word for word in one.failing if CODE.fullmatch(word.strip())])
    ):
        return _text(one, _changed(codes))
    if rest > max(TOLERATED * (hits + rest), 1 if hits + rest >= FEW else 0):
        return _text(
            one,
            f"{rest:,} of {hits + rest:,} cells are no {one.candidates[at].type}, such as {one.failing[0]!r}"
            if one.failing
            else "its cells are of several kinds",
        )
    return _typed(one, at, guess)


def _between(one: _Column, order: str | None, point: str | None) -> tuple[int, str]:
    """(the candidate that takes most cells, what was open between equals)."""
    best = one.best
    equal = [at for at, hits in enumerate(one.hits) if hits == one.hits[best]]
    first = one.candidates[best]
    if first.known.get("order") in {"dmy", "mdy"}:
        rivals = [
            at for at in equal if one.candidates[at].known.get("order") not in {first.known["order"], None}
        ]
        if rivals:
            wanted = order or "dmy"
            at = next((at for at in equal if one.candidates[at].known.get("order") == wanted), best)
            words = "day before month" if wanted == "dmy" else "month before day"
            return at, f"no day is beyond the 12th, so the order is open; read as {words}" + (
                ", as in other columns" if order else ""
            )
    if first.type == "number":
        return _grouped(one, best, equal, point)
    return best, ""


def _grouped(one: _Column, best: int, equal: Sequence[int], point: str | None) -> tuple[int, str]:
    """Among numbers, whether a sign with three digits behind it groups or parts decimals."""
    parts = [at for at in equal if one.threes[at] and one.scales[at] == 3]  # noqa: PLR2004 - groups have three digits.
    groups = [at for at in equal if one.candidates[at].known.get("group") and not one.scales[at]]
    pairs = [
        (part, group)
        for part in parts
        for group in groups
        if one.candidates[part].known["decimal"] in str(one.candidates[group].known["group"])
    ]
    if not pairs:
        return best, ""
    part, group = pairs[0]
    if one.bare[part]:
        # Who writes 575 and 1.613 in one column groups; decimals would be written as 575.000.
        return group, ""
    sign = one.candidates[part].known["decimal"]
    chosen = group if (point or ".") != sign else part
    words = f"every {sign!r} has three digits behind it, so it is open what it means; read as " + (
        "a sign that groups" if chosen == group else "the sign before decimals"
    )
    return chosen, words + (", as in other columns" if point else "")


def _changed(codes: Sequence[str]) -> str:
    return f"{', '.join(repr(word) for word in codes[:3])} would be changed, so these are codes, not numbers"


def _text(one: _Column, reason: str, *, chosen: bool = False) -> Decided:
    return Decided("text", "VARCHAR", one.sql, cells=one.cells, reason=reason, chosen=chosen)


def _typed(one: _Column, at: int, guess: str, *, chosen: bool = False) -> Decided:
    """The decision for a candidate, with how wide its numbers are stored."""
    form = one.candidates[at]
    hits = one.hits[at] if one.hits else 0
    type_, stored, value = (
        form.type,
        {"int": "BIGINT", "bool": "BOOLEAN", "date": "DATE", "timestamp": "TIMESTAMP", "time": "TIME"}.get(
            form.type, "VARCHAR"
        ),
        form.valued(one.cell),
    )
    rejected, check = one.cells - hits - one.marked, form.checked(one.cell)
    if form.type == "number":
        scale = one.scales[at] if one.scales else 0
        digits = one.lengths[at] if one.lengths else 0
        if form.known.get("exponent"):
            stored = "DOUBLE"
        elif one.entry.type == "int":
            # Parts of a whole number make a cell one that does not fit.
            check = f"{check} AND NOT contains({value}, '.')"
            type_, stored, rejected = "int", "BIGINT", rejected + bool(scale)
        elif not scale and digits <= WHOLE and one.entry.type != "number":
            type_, stored = "int", "BIGINT"
        elif scale > FINE and digits + scale <= EXACT:
            stored = "DOUBLE"
        elif digits + scale <= NARROW:
            stored = f"DECIMAL({NARROW}, {scale})"
        elif digits + scale <= WIDE:
            stored = f"DECIMAL({WIDE}, {scale})"
        else:
            return _text(
                one,
                f"numbers of {digits + scale} digits are identifiers or lose digits when they are stored as numbers",
            )
        value = f"TRY_CAST({value} AS {stored})"
    if one.cells > hits or rejected:
        value = f"CASE WHEN {check} THEN {value} END"
    reason = "the publisher chose it" if chosen else f"{hits:,} of {one.cells:,} cells are written so"
    if one.marked:
        reason += f", {one.marked:,} say that there is no value"
    return Decided(
        type_,
        stored,
        value,
        form.id,
        dict(form.known),
        one.cells,
        one.marked,
        rejected,
        one.marks,
        guess,
        reason,
        chosen,
    )


def rejected_rows(decided: Sequence[Decided], columns: Sequence[str]) -> list[tuple[int, str]]:
    """(index of the column, SQL condition) where cells were rejected."""
    words = ", ".join(sql.text(one) for one in sorted(MISSING))
    found = []
    for at, one in enumerate(decided):
        if one.rejected > 0:
            bare = f"lower({sql.trimmed(sql.name(columns[at]))})"
            found.append(
                (
                    at,
                    f"{sql.name(columns[at])} IS NOT NULL AND ({one.value}) IS NULL AND {bare} <> '' AND {bare} NOT IN ({words})",
                )
            )
    return found
