"""Our own way of asking, as JSON and as arguments of an address.

JSON::

    {"where": {"all": [{"column": "year", "ge": 2020}, {"not": {"column": "city", "in": ["Ulm", "Bonn"]}},
                       {"column": "street", "contains": "markt"}, {"column": "ended", "null": true}, {"words": "old town"}]},
     "group": ["city", {"column": "day", "by": "month"}], "measure": ["count", {"what": "mean", "column": "height"}],
     "select": ["city", "count"], "sort": ["-count", "city"], "limit": 100, "after": "…"}

The same in an address: ``year.ge=2020&city.not_in=Ulm,Bonn&street.contains=markt&ended.null=true&q=old town&
group=city,day:month&measure=count,mean:height&select=city,count&sort=-count,city&limit=100``. All conditions hold together
there. A column whose name is one of OWN is written with an operator: ``limit.eq=5``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from folkmoot.modules.catalogue.engine.query.dialects.asked import Pairs, Reading, mapping, scalar, words
from folkmoot.modules.catalogue.engine.query.tree import (
    OPERATORS,
    WAYS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Facets,
    HasText,
    IsNull,
    Key,
    Measure,
    Not,
    OneOf,
    Query,
    Sort,
    Words,
    both,
)
from folkmoot.record.refusal import Refusal, Refused

OWN = ("where", "q", "select", "group", "measure", "sort", "limit", "offset", "after", "facet")
MOST_DEEP = 30
LIMIT = 100
FACET_LIMIT = 10
_KINDS = ("in", "null", *OPERATORS, *WAYS)


def from_json(given: Any) -> Query:
    """The question that JSON asks. Raises Refused."""
    reading = Reading()
    if not isinstance(given, Mapping):
        raise Refused([Refusal("", "a question is a JSON object")])
    reading.only(given, set(OWN) - {"facet"})
    query = Query(
        where=both(_condition(reading, given.get("where"), "where"), _q(given.get("q"))),
        select=tuple(words(given.get("select"))),
        group=tuple(_key(reading, one) for one in _listed(reading, "group", given.get("group"))),
        measures=tuple(_measure(reading, one) for one in _listed(reading, "measure", given.get("measure"))),
        sort=tuple(sorted_by(one) for one in words(given.get("sort"))),
        limit=reading.whole("limit", given.get("limit"), LIMIT),
        offset=reading.whole("offset", given.get("offset"), 0),
        after=str(given.get("after") or ""),
    )
    reading.done()
    return query


def from_address(pairs: Pairs) -> Query:
    """The question that the arguments of an address ask. Raises Refused."""
    reading, given = Reading(), mapping(pairs)
    query = Query(
        where=_conditions(reading, given),
        select=tuple(words(_one(reading, given, "select"))),
        group=tuple(_short_key(one) for one in words(_one(reading, given, "group"))),
        measures=tuple(_short_measure(one) for one in words(_one(reading, given, "measure"))),
        sort=tuple(sorted_by(one) for one in words(_one(reading, given, "sort"))),
        limit=reading.whole("limit", _one(reading, given, "limit"), LIMIT),
        offset=reading.whole("offset", _one(reading, given, "offset"), 0),
        after=_one(reading, given, "after"),
    )
    reading.done()
    return query


def facets_from_address(pairs: Pairs) -> Facets:
    """The facets that an address asks for: ``facet=city,day:month`` beside the conditions. Raises Refused."""
    reading, given = Reading(), mapping(pairs)
    keys = tuple(_short_key(one) for one in words(_one(reading, given, "facet")))
    limit = reading.whole("limit", _one(reading, given, "limit"), FACET_LIMIT)
    facets = Facets(keys, _conditions(reading, given), limit)
    reading.done()
    return facets


def sorted_by(text: str) -> Sort:
    """``-name`` is from the highest down."""
    return Sort(text.removeprefix("-"), text.startswith("-"))


def _one(reading: Reading, given: Mapping[str, list[str]], name: str) -> str:
    found = given.get(name, [""])
    if len(found) > 1:
        reading.refuse(name, "write this once")
    return found[0]


def _q(text: Any) -> Condition | None:
    return Words(str(text), at="q") if text and str(text).strip() else None


def _conditions(reading: Reading, given: Mapping[str, list[str]]) -> Condition | None:
    found: list[Condition | None] = [_q(_one(reading, given, "q"))]
    if text := _one(reading, given, "where"):
        found.append(_condition(reading, reading.json("where", text), "where"))
    for name, values in given.items():
        if name not in OWN:
            found += [_argument(reading, name, value) for value in values]
    return both(*found)


def _argument(reading: Reading, name: str, value: str) -> Condition | None:
    column, _, kind = name.rpartition(".")
    bare = kind.removeprefix("not_")
    if not column or bare not in _KINDS:
        return Compare(name, "eq", value, at=name)
    found = _simple(reading, column, bare, words(value) if bare == "in" else value, name)
    return Not(found) if found and kind.startswith("not_") else found


def _condition(reading: Reading, given: Any, at: str, deep: int = 0) -> Condition | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or deep > MOST_DEEP:
        reading.refuse(
            at, "a condition is a JSON object with “all”, “any”, “not”, “words”, or “column” and an operator"
        )
        return None
    if "words" in given:
        reading.only(given, {"words", "columns"})
        return Words(str(given["words"]), tuple(words(given.get("columns"))), at=at)
    for name, whole in (("all", AllOf), ("any", AnyOf)):
        if name in given:
            reading.only(given, {name})
            parts = _listed(reading, f"{at}.{name}", given[name])
            found = (_condition(reading, one, f"{at}.{name}[{n}]", deep + 1) for n, one in enumerate(parts))
            return whole(tuple(one for one in found if one is not None))
    if "not" in given:
        reading.only(given, {"not"})
        inner = _condition(reading, given["not"], f"{at}.not", deep + 1)
        return Not(inner) if inner is not None else None
    column = given.get("column")
    kinds = [one for one in given if one != "column"]
    if not isinstance(column, str) or not kinds:
        reading.refuse(at, "name a “column” and one of %(kinds)s", kinds=", ".join(_KINDS))
        return None
    return both(*(_simple(reading, column, kind, given[kind], f"{at}.{column}") for kind in kinds))


def _simple(reading: Reading, column: str, kind: str, value: Any, at: str) -> Condition | None:
    if kind not in _KINDS:
        reading.refuse(
            at, "“%(kind)s” is not known here; known are %(known)s", kind=kind, known=", ".join(_KINDS)
        )
        return None
    if kind == "null":
        found = IsNull(column, at=at)
        return found if reading.yes(at, value, otherwise=True) else Not(found)
    if kind == "in":
        if not isinstance(value, list) or not all(map(scalar, value)):
            reading.refuse(at, "“in” takes a list of values")
            return None
        return OneOf(column, tuple(value), at=at)
    if not scalar(value):
        reading.refuse(at, "“%(kind)s” takes one value; rows without one are found by “null”", kind=kind)
        return None
    return (
        Compare(column, kind, value, at=at) if kind in OPERATORS else HasText(column, kind, str(value), at=at)
    )


def _listed(reading: Reading, at: str, given: Any) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        reading.refuse(at, "this is a list")
        return []
    return given


def _key(reading: Reading, given: Any) -> Key:
    if isinstance(given, Mapping):
        reading.only(given, {"column", "by", "as"})
        return Key(*(str(given.get(one) or "") for one in ("column", "by", "as")))
    return _short_key(str(given))


def _measure(reading: Reading, given: Any) -> Measure:
    if isinstance(given, Mapping):
        reading.only(given, {"what", "column", "as"})
        return Measure(*(str(given.get(one) or "") for one in ("what", "column", "as")))
    return _short_measure(str(given))


def _short_key(text: str) -> Key:
    column, colon, by = text.rpartition(":")
    return Key(column, by) if colon else Key(text)


def _short_measure(text: str) -> Measure:
    return Measure(*text.partition(":")[::2])


def to_json(query: Query, plain: Callable[[Any], Any] = str) -> dict[str, Any]:
    """The JSON of a question; from_json reads it back to an equal one. `plain` writes days and times."""
    found: dict[str, Any] = {}
    if query.where is not None:
        found["where"] = _written(query.where, plain)
    if query.select:
        found["select"] = list(query.select)
    if query.group:
        found["group"] = [{"column": one.column, "by": one.by, "as": one.name} for one in query.group]
    if query.measures:
        found["measure"] = [
            {"what": one.what, "column": one.column, "as": one.name} for one in query.measures
        ]
    if query.sort:
        found["sort"] = [f"{'-' if one.descending else ''}{one.name}" for one in query.sort]
    return (
        found
        | {"limit": query.limit, "offset": query.offset}
        | ({"after": query.after} if query.after else {})
    )


def _written(one: Condition, plain: Callable[[Any], Any]) -> dict[str, Any]:
    match one:
        case AllOf(parts):
            return {"all": [_written(part, plain) for part in parts]}
        case AnyOf(parts):
            return {"any": [_written(part, plain) for part in parts]}
        case Not(part):
            return {"not": _written(part, plain)}
        case Words(text, columns):
            return {"words": text, "columns": list(columns)}
        case IsNull(column):
            return {"column": column, "null": True}
        case OneOf(column, given):
            return {"column": column, "in": [plain(value) for value in given]}
        case HasText(column, way, text):
            return {"column": column, way: text}
        case Compare(column, op, value):
            return {"column": column, op: plain(value)}
    raise TypeError(one)
