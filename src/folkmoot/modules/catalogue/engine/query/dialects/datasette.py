"""What the arguments of a Datasette table page ask (0.65 and 1.0)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from folkmoot.modules.catalogue.engine.query.dialects.asked import Pairs, Reading, mapping, words
from folkmoot.modules.catalogue.engine.query.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Facets,
    HasText,
    IsNull,
    Key,
    Not,
    OneOf,
    Query,
    Sort,
    Words,
    both,
)

SHAPES = ("objects", "arrays", "array", "arrayfirst", "object")
SIZE, MOST_SIZE = 100, 1_000
FACET_SIZE = 30
IGNORED = frozenset(
    {"_labels", "_trace", "_ttl", "_extra", "_stream", "_dl", "_header", "_json", "_json_infinity"}
)
"""Arguments about how an answer is written or kept, which change nothing of what is asked."""
COMPARISONS = {"exact": "eq", "not": "ne", "gt": "gt", "gte": "ge", "lt": "lt", "lte": "le"}
TEXTS = {"contains": "contains", "startswith": "starts", "endswith": "ends"}
LOOKUPS = frozenset({*COMPARISONS, *TEXTS})
LOOKUPS |= {
    "notcontains",
    "like",
    "notlike",
    "in",
    "notin",
    "isnull",
    "notnull",
    "isblank",
    "notblank",
    "date",
}
_LIKE = re.compile(r"(%?)([^%_]*)(%?)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a table page asks: its rows, its facets, and the shape of the answer."""

    query: Query
    facets: Facets | None
    shape: str = "objects"
    lines: bool = False
    """`_nl=on`: a line for each row, with the shape array."""
    count: bool = True


def read(pairs: Pairs) -> Page:
    """The page that the arguments ask for. Raises Refused."""
    reading, given = Reading(), mapping(pairs)
    single = {name: values[-1] for name, values in given.items()}
    where: list[Condition | None] = []
    keys: list[Key] = []
    for name, values in given.items():
        if name in {"_facet", "_facet_date"}:
            keys += [Key(one, "day" if name == "_facet_date" else "") for one in values]
        elif name == "_search" or name.startswith("_search_"):
            columns = (name.removeprefix("_search_"),) if name != "_search" else ()
            where += [Words(one, columns, at=name) for one in values if one.strip()]
        elif not name.startswith("_") or "__" in name[1:] or name == "_id":
            where += [_lookup(reading, name, one) for one in values]
    _rest(reading, given)
    condition = both(*where)
    query = Query(
        condition,
        select=_columns(given),
        sort=_sort(reading, single),
        limit=_size(reading, single.get("_size", "")),
        after=single.get("_next", ""),
    )
    size = min(reading.whole("_facet_size", _maximum(single.get("_facet_size", "")), FACET_SIZE), MOST_SIZE)
    shape = single.get("_shape", "objects")
    if shape not in SHAPES:
        reading.refuse("_shape", "choose one of %(choices)s", choices=", ".join(SHAPES))
    lines = reading.yes("_nl", single.get("_nl"), otherwise=False)
    count = not reading.yes("_nocount", single.get("_nocount"), otherwise=False)
    reading.done()
    return Page(query, Facets(tuple(keys), condition, size) if keys else None, shape, lines, count)


def _rest(reading: Reading, given: Any) -> None:
    known = {
        "_next",
        "_size",
        "_sort",
        "_sort_desc",
        "_shape",
        "_nl",
        "_nocount",
        "_nofacet",
        "_facet_size",
        "_col",
        "_id",
    }
    known |= {"_facet", "_facet_date", "_search", "_nosuggest"} | IGNORED
    own = [
        one for one in given if one.startswith("_") and "__" not in one[1:] and not one.startswith("_search_")
    ]
    reading.only(own, known)


def _columns(given: Any) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(given.get("_col", ())))
    return ("_id", *found) if found and "_id" not in found else found


def _maximum(text: str) -> str:
    return str(MOST_SIZE) if text == "max" else text


def _size(reading: Reading, text: str) -> int:
    size = reading.whole("_size", _maximum(text), SIZE)
    if size > MOST_SIZE:
        reading.refuse("_size", "at most %(most)s", most=MOST_SIZE)
    return size


def _sort(reading: Reading, single: dict[str, str]) -> tuple[Sort, ...]:
    up, down = single.get("_sort"), single.get("_sort_desc")
    if up and down:
        reading.refuse("_sort_desc", "sort by _sort or by _sort_desc, not by both")
    return (Sort(up),) if up else (Sort(down, descending=True),) if down else ()


def _lookup(reading: Reading, name: str, value: str) -> Condition | None:
    column, dunder, lookup = name.rpartition("__")
    if not dunder or not column:
        return Compare(name, "eq", value, at=name)
    if lookup not in LOOKUPS:
        known = ", ".join(sorted(LOOKUPS))
        reading.refuse(name, "“%(lookup)s” is not known; known are %(known)s", lookup=lookup, known=known)
        return None
    if lookup in COMPARISONS:
        return Compare(column, COMPARISONS[lookup], value, at=name)
    if lookup in TEXTS:
        return HasText(column, TEXTS[lookup], value, at=name)
    return _further(reading, column, lookup, value, name)


def _further(reading: Reading, column: str, lookup: str, value: str, at: str) -> Condition | None:
    null, blank = IsNull(column, at=at), Compare(column, "eq", "", at=at)
    match lookup:
        case "isnull":
            return null
        case "notnull":
            return Not(null)
        case "isblank":
            return AnyOf((null, blank))
        case "notblank":
            return AllOf((Not(null), Not(blank)))
        case "notcontains":
            return Not(HasText(column, "contains", value, at=at))
        case "in" | "notin":
            values = reading.json(at, value) if value.startswith("[") else words(value)
            found = OneOf(column, tuple(values or ()), at=at)
            return found if lookup == "in" else Not(found)
        case "date":
            return _on(reading, column, value, at)
    like_ = like(column, value, at)
    if like_ is None:
        reading.refuse(at, "a pattern is a text with %% at its beginning, its end or both")
        return None
    return like_ if lookup == "like" else Not(like_)


def _on(reading: Reading, column: str, value: str, at: str) -> Condition | None:
    try:
        day = date.fromisoformat(value.strip())
        after = day + timedelta(days=1)
    except (ValueError, OverflowError):
        reading.refuse(at, "“%(given)s” is not a day such as 2026-03-31", given=value)
        return None
    # Midnight suits a column of days and one of times.
    return AllOf(
        (Compare(column, "ge", f"{day}T00:00", at=at), Compare(column, "lt", f"{after}T00:00", at=at))
    )


def like(column: str, pattern: str, at: str) -> Condition | None:
    """A LIKE whose pattern has % only at its ends; nothing for other patterns."""
    match = _LIKE.fullmatch(pattern)
    if match is None:
        return None
    before, text, behind = match.groups()
    if before and behind:
        return HasText(column, "contains", text, at=at)
    if behind:
        return HasText(column, "starts", text, at=at)
    if before:
        return HasText(column, "ends", text, at=at)
    # A pattern without % is equality in any case of letters, which the language does not have.
    return None
