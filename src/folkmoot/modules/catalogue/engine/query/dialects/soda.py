"""What the arguments of a Socrata resource ask (SODA 2: `$select`, `$where`, `$group`, `$order`, `$limit`, `$offset`, `$q`).

SoQL is a small SQL, so sqlglot reads it; what has no counterpart in our language is refused by name. Text is compared as our
language does: `like` and `starts_with` do not tell upper from lower case.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from folkmoot.modules.catalogue.engine.query.dialects.asked import Pairs, Reading, mapping
from folkmoot.modules.catalogue.engine.query.dialects.datasette import like
from folkmoot.modules.catalogue.engine.query.tree import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
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

LIMIT, MOST = 1_000, 32_000
KNOWN = frozenset({"$select", "$where", "$group", "$order", "$limit", "$offset", "$q"})
MOST_CHARACTERS = 8_000
COMPARISONS: dict[type[exp.Expr], tuple[str, str]] = {
    exp.EQ: ("eq", "eq"),
    exp.NEQ: ("ne", "ne"),
    exp.GT: ("gt", "lt"),
    exp.GTE: ("ge", "le"),
    exp.LT: ("lt", "gt"),
    exp.LTE: ("le", "ge"),
}
"""Each with its operator, and the one that says the same with the sides changed."""
MEASURES = {"count": "count", "sum": "sum", "avg": "mean", "min": "min", "max": "max", "median": "median"}
BUCKETS = {"date_trunc_y": "year", "date_trunc_ym": "month", "date_trunc_ymd": "day"}
PARTS = frozenset({"this", "expression", "expressions"})
MORE: dict[type[exp.Expr], set[str]] = {
    exp.Is: {"negate"},
    exp.Between: {"low", "high"},
    exp.Literal: {"is_string"},
    exp.Ordered: {"desc", "nulls_first"},
    exp.Identifier: {"quoted"},
    exp.Alias: {"alias"},
    exp.Count: {"big_int"},
}
"""What the parser may say of a piece beside its PARTS. Anything else could change the meaning unseen, so it is refused."""


class Unknown(ValueError):
    """A piece of SoQL that has no counterpart; its words say which."""


class Selected(NamedTuple):
    """One piece of `$select`."""

    column: str = ""
    key: Key | None = None
    measure: Measure | None = None


def read(pairs: Pairs) -> Query:
    """The question that the arguments ask. Raises Refused."""
    reading, given = Reading(), mapping(pairs)
    single = {name: values[-1] for name, values in given.items()}
    reading.only([one for one in given if one.startswith("$")], KNOWN)
    where = [
        Compare(name, "eq", one, at=name)
        for name, values in given.items()
        if name[:1] != "$"
        for one in values
    ]
    chosen = [_selected(reading, one) for one in _parsed(reading, "$select", single, "select")]
    keys = tuple(
        filter(None, (_key(reading, one, chosen) for one in _parsed(reading, "$group", single, "group")))
    )
    measures = tuple(one.measure for one in chosen if one.measure)
    conditions = _parsed(reading, "$where", single, "where")
    try:
        found = [_condition(one) for one in conditions]
    except Unknown as unknown:
        reading.refuse("$where", "“%(given)s” is not known here", given=unknown)
        found = []
    if not keys and not measures:
        for one in (one for one in chosen if one.key):
            reading.refuse(
                "$select",
                "“%(name)s” can be named anew only in groups",
                name=one.key.label if one.key else "",
            )
    words = Words(single["$q"], at="$q") if single.get("$q", "").strip() else None
    query = Query(
        both(*where, *found, words),
        select=_select(chosen, grouped=bool(keys or measures)),
        group=keys,
        measures=measures,
        sort=_order(reading, single, [*keys, *measures]),
        limit=reading.whole("$limit", single.get("$limit"), LIMIT),
        offset=reading.whole("$offset", single.get("$offset"), 0),
    )
    if query.limit > MOST:
        reading.refuse("$limit", "at most %(most)s", most=MOST)
    reading.done()
    return query


def _select(chosen: list[Selected], *, grouped: bool) -> tuple[str, ...]:
    if not grouped:
        return tuple(one.column for one in chosen if one.column)
    labels = (
        one.measure.label if one.measure else one.key.label if one.key else one.column for one in chosen
    )
    return tuple(one for one in labels if one)


def _parsed(reading: Reading, name: str, single: Mapping[str, str], clause: str) -> list[Any]:
    """The expressions of an argument; a condition is one expression."""
    text = single.get(name, "").strip()
    if not text or (name == "$select" and text == "*"):
        return []
    if len(text) > MOST_CHARACTERS:
        reading.refuse(name, "use at most %(most)s characters", most=MOST_CHARACTERS)
        return []
    before = {
        "select": "SELECT ",
        "where": "SELECT 1 WHERE ",
        "group": "SELECT 1 GROUP BY ",
        "order": "SELECT 1 ORDER BY ",
    }
    try:
        tree = parse_one(before[clause] + text, dialect="postgres")
    except (SqlglotError, RecursionError):
        tree = None
    if not isinstance(tree, exp.Select) or _extra(tree, clause):
        reading.refuse(name, "“%(given)s” cannot be read", given=text)
        return []
    for one in tree.walk():
        if strange := one is not tree and {
            key for key, value in one.args.items() if value
        } - PARTS - MORE.get(type(one), set()):
            reading.refuse(
                name,
                "“%(given)s” is not known here (%(why)s)",
                given=_shown(one),
                why=", ".join(sorted(strange)),
            )
            return []
    if clause == "select":
        return list(tree.expressions)
    part = tree.args[clause]
    return [part.this] if clause == "where" else list(part.expressions)


def _extra(tree: exp.Select, clause: str) -> set[str]:
    """Clauses that were not asked for here: an argument holds one alone."""
    return {name for name, value in tree.args.items() if value} - {"expressions", "kind", clause}


def _name(one: Any) -> str:
    if isinstance(one, exp.Column) and not one.table:
        return str(one.name)
    raise Unknown(_shown(one))


def _shown(one: Any) -> str:
    return str(one.sql(dialect="postgres")) if isinstance(one, exp.Expression) else str(one)


def _call(one: Any) -> tuple[str, list[Any]] | None:
    """The name of a function as it was written, in lower case, and what it is called with."""
    if isinstance(one, exp.Anonymous):
        return str(one.name).lower(), list(one.expressions)
    if isinstance(one, exp.Func) and not isinstance(one, exp.Connector):
        inside = [one.this, *([one.expression] if one.args.get("expression") is not None else [])]
        return one.sql_name().lower(), [part for part in inside if part is not None]
    return None


def _piece(one: Any, name: str = "") -> Selected:
    if isinstance(one, exp.Alias):
        return _piece(one.this, one.alias)
    if isinstance(one, exp.Column):
        column = _name(one)
        return Selected(key=Key(column, name=name)) if name and name != column else Selected(column=column)
    call = _call(one)
    if call and call[0] in BUCKETS and len(call[1]) == 1:
        column = _name(call[1][0])
        return Selected(key=Key(column, BUCKETS[call[0]], name or f"{call[0]}_{column}"))
    if call and call[0] in MEASURES and len(call[1]) == 1:
        (inside,) = call[1]
        if isinstance(inside, exp.Star) and call[0] == "count":
            return Selected(measure=Measure("count", name=name or "count"))
        if isinstance(inside, exp.Distinct) and call[0] == "count" and len(inside.expressions) == 1:
            column = _name(inside.expressions[0])
            return Selected(measure=Measure("distinct", column, name or f"count_distinct_{column}"))
        column = _name(inside)
        return Selected(measure=Measure(MEASURES[call[0]], column, name or f"{call[0]}_{column}"))
    raise Unknown(_shown(one))


def _selected(reading: Reading, one: Any) -> Selected:
    try:
        return _piece(one)
    except Unknown as unknown:
        reading.refuse("$select", "“%(given)s” is not known here", given=unknown)
        return Selected()


def _key(reading: Reading, one: Any, chosen: list[Selected]) -> Key | None:
    """A group by column, by date_trunc_…, or by the name that $select gave one of them."""
    try:
        piece = _piece(one)
    except Unknown as unknown:
        reading.refuse("$group", "“%(given)s” is not known here", given=unknown)
        return None
    named = {other.key.label: other.key for other in chosen if other.key}
    if piece.key:
        same = (key for key in named.values() if (key.column, key.by) == (piece.key.column, piece.key.by))
        return next(same, piece.key)
    if piece.measure:
        reading.refuse("$group", "“%(given)s” is not known here", given=_shown(one))
        return None
    by_column = {key.column: key for key in named.values() if not key.by}
    return named.get(piece.column) or by_column.get(piece.column) or Key(piece.column)


def _order(reading: Reading, single: Mapping[str, str], parts: list[Key | Measure]) -> tuple[Sort, ...]:
    found = []
    if re.search(r"nulls\s+first", single.get("$order", ""), re.IGNORECASE):
        reading.refuse("$order", "absent values come last here")
    for one in _parsed(reading, "$order", single, "order"):
        try:
            piece = _piece(one.this)
        except Unknown as unknown:
            reading.refuse("$order", "“%(given)s” is not known here", given=unknown)
            continue
        name = piece.column or _label(piece, parts)
        # A measure may be named by its function where $select gave it another name.
        found.append(Sort(name, bool(one.args.get("desc"))))
    return tuple(found)


def _label(piece: Selected, parts: list[Key | Measure]) -> str:
    for part in parts:
        if isinstance(part, Measure) and piece.measure:
            if (part.what, part.column) == (piece.measure.what, piece.measure.column):
                return part.label
        elif (
            isinstance(part, Key) and piece.key and (part.column, part.by) == (piece.key.column, piece.key.by)
        ):
            return part.label
    return (piece.measure or piece.key or Key("")).label


def _value(one: Any) -> Any:
    """A literal; numbers stay as they were written."""
    if isinstance(one, exp.Literal):
        return one.this
    if isinstance(one, exp.Neg) and isinstance(one.this, exp.Literal) and not one.this.is_string:
        return f"-{one.this.this}"
    if isinstance(one, exp.Boolean):
        return bool(one.this)
    raise Unknown(_shown(one))


def _condition(one: Any) -> Condition:
    if isinstance(one, exp.Paren):
        return _condition(one.this)
    if isinstance(one, exp.And | exp.Or):
        parts = tuple(_condition(part) for part in one.flatten())
        return AllOf(parts) if isinstance(one, exp.And) else AnyOf(parts)
    if isinstance(one, exp.Not):
        return Not(_condition(one.this))
    if type(one) in COMPARISONS:
        return _comparison(one)
    if isinstance(one, exp.Is) and isinstance(one.expression, exp.Null):
        null = IsNull(_name(one.this), at="$where")
        return Not(null) if one.args.get("negate") else null
    if isinstance(one, exp.In) and one.expressions:
        return OneOf(_name(one.this), tuple(_value(part) for part in one.expressions), at="$where")
    if isinstance(one, exp.Between):
        column, low, high = _name(one.this), _value(one.args["low"]), _value(one.args["high"])
        return AllOf((Compare(column, "ge", low, at="$where"), Compare(column, "le", high, at="$where")))
    if isinstance(one, exp.Like | exp.ILike) and isinstance(one.expression, exp.Literal):
        if (found := like(_name(one.this), str(one.expression.this), "$where")) is not None:
            return found
        raise Unknown(_shown(one))
    return _function(one)


def _function(one: Any) -> Condition:
    if isinstance(one, exp.Column):
        # A column of yes and no stands for itself.
        return Compare(_name(one), "eq", value=True, at="$where")
    call = _call(one)
    ways = {
        "starts_with": "starts",
        "startswith": "starts",
        "contains": "contains",
        "array_contains": "contains",
    }
    if call and call[0] in ways and call[1][1:] and not call[1][2:]:
        return HasText(_name(call[1][0]), ways[call[0]], str(_value(call[1][1])), at="$where")
    raise Unknown(_shown(one))


def _comparison(one: Any) -> Condition:
    straight, turned = COMPARISONS[type(one)]
    left, right = one.this, one.expression
    if isinstance(left, exp.Column):
        return Compare(_name(left), straight, _value(right), at="$where")
    return Compare(_name(right), turned, _value(left), at="$where")
