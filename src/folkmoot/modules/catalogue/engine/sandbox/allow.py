"""What of SQL the public may write: one SELECT over permitted tables with known functions. The first of two layers.

A statement is parsed, every piece of the tree must be on a list, and what runs is written anew from the tree that was
checked, with every name quoted: two parsers that understand a text differently cannot be played off against each other.
The second layer (worker.py) does not rely on this one.
"""

from collections.abc import Collection
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from folkmoot.modules.catalogue.engine.sandbox.functions import CLASSES, NAMES
from folkmoot.record.refusal import Refusal, Refused

MOST_CHARACTERS = 10_000
MOST_PIECES = 2_000
MOST_DEEP = 60
_SHOWN = 60

_GRAMMAR = (
    "Select Union Except Intersect Subquery With CTE From Join Where Group Having Order Ordered Limit Offset Distinct"
    " Table TableAlias Alias Column Identifier Star Literal Boolean Null Paren Tuple And Or Not EQ NEQ GT GTE LT LTE"
    " NullSafeEQ NullSafeNEQ Is In Between Like ILike Escape Add Sub Mul Div IntDiv Mod Neg DPipe Case If Cast TryCast DataType"
    " DataTypeParam Interval Var Exists Window WindowSpec Filter Qualify WithinGroup Any All"
)
GRAMMAR = frozenset(getattr(exp, one) for one in _GRAMMAR.split())
"""Pieces of SQL that compute nothing by themselves."""
TYPES = frozenset(
    getattr(exp.DataType.Type, one)
    for one in [
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "INT",
        "BIGINT",
        "FLOAT",
        "DOUBLE",
        "DECIMAL",
        "TEXT",
        "VARCHAR",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "INTERVAL",
    ]
)
UNITS = frozenset(
    [
        "YEAR",
        "QUARTER",
        "MONTH",
        "WEEK",
        "DAY",
        "HOUR",
        "MINUTE",
        "SECOND",
        "YEARS",
        "MONTHS",
        "WEEKS",
        "DAYS",
        "HOURS",
        "MINUTES",
        "SECONDS",
    ]
)
_EMPTY: tuple[Any, ...] = (None, False, "", [], ())


def allowed(sql: str, tables: Collection[str]) -> str:
    """The statement as it may run over tables of these names.

    Raises Refused with what is not permitted and what would be.
    """
    if len(sql) > MOST_CHARACTERS:
        raise _no("use at most %(most)s characters", most=MOST_CHARACTERS)
    if "\0" in sql:
        raise _no("this is not SQL: it has a zero character")
    try:
        found = [one for one in sqlglot.parse(sql, dialect="duckdb") if one is not None]
    except SqlglotError as wrong:
        errors = getattr(wrong, "errors", None) or [{}]
        where = {"line": errors[0].get("line") or 1, "column": errors[0].get("col") or 1}
        raise _no(
            "this cannot be read as SQL, from line %(line)s, character %(column)s on", **where
        ) from None
    except RecursionError:
        raise _no("this is nested too deeply") from None
    if len(found) != 1:
        raise _no("write exactly one statement; these are %(given)s", given=len(found))
    (tree,) = found
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise _no("only SELECT is permitted here, not %(what)s", what=_called(tree))
    _check(tree, {one.lower() for one in tables}, sorted(tables))
    return str(tree.sql(dialect="duckdb", identify=True, comments=False))


def _check(tree: exp.Expr, tables: set[str], shown: list[str]) -> None:
    known = tables | {one.alias.lower() for one in tree.find_all(exp.CTE)}
    pieces = 0
    waiting: list[tuple[exp.Expr, int]] = [(tree, 0)]
    while waiting:
        one, deep = waiting.pop()
        pieces += 1
        if pieces > MOST_PIECES or deep > MOST_DEEP:
            raise _no(
                "this is too large: use at most %(most)s pieces, nested at most %(deep)s deep",
                most=MOST_PIECES,
                deep=MOST_DEEP,
            )
        _piece(one, known, shown)
        for inner in one.args.values():
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, exp.Expr):
                    waiting.append((part, deep + 1))
                elif part is not None and not isinstance(part, str | bool | int | exp.DataType.Type):
                    raise _no("%(what)s is not permitted here", what=_called(one))


def _piece(one: exp.Expr, tables: set[str], shown: list[str]) -> None:
    kind = type(one)
    if isinstance(one, exp.Anonymous):
        if not isinstance(one.this, str) or one.this.lower() not in NAMES:
            raise _no(
                "the function %(name)s is not permitted here",
                name=_called(one),
            )
    elif kind not in GRAMMAR and kind not in CLASSES:
        raise _no("%(what)s is not permitted here", what=_called(one))
    if isinstance(one, exp.Table):
        _table(one, tables, shown)
    elif isinstance(one, exp.Column):
        if one.args.get("db") or one.args.get("catalog"):
            raise _no("name a column alone or with its table: %(what)s", what=_called(one))
    elif isinstance(one, exp.With):
        if one.args.get("recursive"):
            raise _no("WITH RECURSIVE is not permitted here")
    elif isinstance(one, exp.Select):
        if extra := _more(
            one,
            {
                "expressions",
                "distinct",
                "from_",
                "from",
                "joins",
                "where",
                "group",
                "having",
                "qualify",
                "windows",
                "order",
                "limit",
                "offset",
                "with_",
                "with",
            },
        ):
            raise _no("%(what)s is not permitted here", what=extra.upper())
    elif isinstance(one, exp.DataType):
        if one.this not in TYPES:
            raise _no("the type %(what)s is not permitted here", what=_called(one))
    elif isinstance(one, exp.Var) and str(one.this).upper() not in UNITS:
        raise _no("%(what)s is not permitted here", what=_called(one))
    elif isinstance(one, exp.Star) and _more(one, set()):
        raise _no("EXCEPT, REPLACE and RENAME beside * are not permitted here")


def _table(one: exp.Table, tables: set[str], shown: list[str]) -> None:
    if not isinstance(one.this, exp.Identifier):
        raise _no("functions in FROM are not permitted here: %(what)s", what=_called(one))
    if _more(one, {"this", "alias", "joins"}):
        raise _no("name a table alone: %(what)s", what=_called(one))
    if one.name.lower() not in tables:
        raise _no(
            "there is no table “%(name)s” here; there are: %(tables)s",
            name=one.name[:100],
            tables=", ".join(shown[:20]),
        )


def _more(one: exp.Expr, known: set[str]) -> str:
    """What a piece says beyond what is known of it; nothing where it does not."""
    return next((name for name, value in one.args.items() if value not in _EMPTY and name not in known), "")


def _called(one: Any) -> str:
    """How a piece is written, short enough for a message."""
    text = str(one.sql(dialect="duckdb")) if isinstance(one, exp.Expr) else str(one)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _no(pattern: str, **params: Any) -> Refused:
    return Refused([Refusal.of("sql", pattern, **params)])
