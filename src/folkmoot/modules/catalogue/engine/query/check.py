"""Whether a question suits a table: every problem at once, each with what is wrong, where, and what would be right."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from folkmoot.modules.catalogue.engine.query import values
from folkmoot.modules.catalogue.engine.query.columns import ID, MOMENTS, NUMBERS, ORDERED, Column, Schema
from folkmoot.modules.catalogue.engine.query.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.query.tree import (
    BUCKETS,
    MEASURES,
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
    Value,
    Words,
)
from folkmoot.record.refusal import Refusal, Refused, one_of

RESULTS = {"count": "int", "distinct": "int", "mean": "number", "median": "number"}
"""Types of measures that do not depend on the column's."""


def settle(query: Query, schema: Schema, limits: Limits = LIMITS) -> Query:
    """The question with every value in its column's type and every default filled in; settling again changes nothing.

    Raises Refused with everything that is wrong with it.
    """
    judge = _Judge(schema, limits)
    where = judge.condition(query.where)
    if query.grouped:
        judge.groups(query.group, query.measures)
        select = judge.selected(query.select, [one.label for one in parts(query)])
    else:
        select = judge.selected(query.select, schema.names)
    sort = judge.sort(query)
    judge.page(query, where, sort)
    judge.done()
    return replace(query, where=where, select=select, sort=sort)


def settle_facets(facets: Facets, schema: Schema, limits: Limits = LIMITS) -> Facets:
    """The same for facets."""
    judge = _Judge(schema, limits)
    where = judge.condition(facets.where)
    judge.many("facet", facets.keys, limits.facets)
    if not facets.keys:
        judge.refuse(Refusal("facet", "name at least one column"))
    judge.keys(facets.keys, "facet")
    judge.unique("facet", [one.label for one in facets.keys])
    judge.number("limit", facets.limit, 1, limits.facet_values)
    judge.done()
    return replace(facets, where=where)


def parts(query: Query) -> tuple[Key | Measure, ...]:
    """The columns that groups have: what they are grouped by, then their figures."""
    return (*query.group, *query.measures)


def answered(query: Query, schema: Schema) -> tuple[Column, ...]:
    """The columns of the answer to a settled question."""
    if not query.grouped:
        return tuple(column for name in query.select if (column := schema.get(name)))
    found = {one.label: Column(one.label, _key_type(one, schema)) for one in query.group}
    found |= {one.label: Column(one.label, _measure_type(one, schema)) for one in query.measures}
    return tuple(found[name] for name in query.select)


def _key_type(key: Key, schema: Schema) -> str:
    column = schema.get(key.column)
    return column.type if column else "text"


def _measure_type(measure: Measure, schema: Schema) -> str:
    column = schema.get(measure.column)
    return RESULTS.get(measure.what) or (column.type if column else "int")


class _Judge:
    """Collects what is wrong while it goes through a question."""

    def __init__(self, schema: Schema, limits: Limits) -> None:
        self.schema, self.limits = schema, limits
        self.found: list[Refusal] = []
        self.conditions = 0

    def refuse(self, refusal: Refusal | None) -> None:
        if refusal is not None and refusal not in self.found:
            self.found.append(refusal)

    def done(self) -> None:
        if self.found:
            raise Refused(self.found)

    def many(self, where: str, given: tuple[object, ...], most: int) -> None:
        if len(given) > most:
            self.refuse(
                Refusal.of(where, "give at most %(most)s; these are %(given)s", most=most, given=len(given))
            )

    def number(self, where: str, given: int, least: int, most: int) -> None:
        if not least <= given <= most:
            pattern = "%(given)s is out of range: from %(least)s to %(most)s"
            self.refuse(Refusal.of(where, pattern, given=given, least=least, most=most))

    def column(self, where: str, name: str, types: frozenset[str] = ORDERED, use: str = "") -> Column | None:
        """The column, or nothing after saying why it does not do."""
        column = self.schema.get(name)
        if column is None:
            near = self.schema.near(name)
            pattern = (
                "there is no column “%(name)s”; did you mean %(near)s?"
                if near
                else "there is no column “%(name)s”"
            )
            self.refuse(Refusal.of(where, pattern, name=name[:100], near=", ".join(near)))
        elif column.type not in types:
            pattern = "the column “%(name)s” is of type %(type)s; %(use)s needs one of %(types)s"
            shown = ", ".join(sorted(types))
            self.refuse(Refusal.of(where, pattern, name=name, type=column.type, use=use, types=shown))
            return None
        return column

    def value(self, where: str, column: Column, given: Value) -> Value:
        try:
            found = values.read(column.type, given)
        except ValueError:
            pattern = "“%(given)s” is not a value of the column “%(name)s”: write %(right)s"
            right = values.WRITTEN[column.type]
            self.refuse(Refusal.of(where, pattern, given=str(given)[:100], name=column.name, right=right))
            return given
        if isinstance(found, str):
            self.length(where, found)
        return found

    def length(self, where: str, text: str) -> None:
        if len(text) > self.limits.text:
            pattern = "use at most %(most)s characters; these are %(given)s"
            self.refuse(Refusal.of(where, pattern, most=self.limits.text, given=len(text)))

    def condition(self, given: Condition | None, depth: int = 1) -> Condition | None:
        if given is None:
            return None
        self.conditions += 1
        if self.conditions > self.limits.conditions or depth > self.limits.depth:
            pattern = "use at most %(most)s conditions, at most %(depth)s inside each other"
            self.refuse(Refusal.of("where", pattern, most=self.limits.conditions, depth=self.limits.depth))
            return given
        if isinstance(given, AllOf | AnyOf):
            if isinstance(given, AnyOf) and not given.parts:
                self.refuse(Refusal("where", "“any” needs at least one condition"))
            return replace(
                given, parts=tuple(filter(None, (self.condition(one, depth + 1) for one in given.parts)))
            )
        if isinstance(given, Not):
            inner = self.condition(given.part, depth + 1)
            return Not(inner) if inner is not None else None
        return _CONDITIONS[type(given)](self, given)

    def compare(self, given: Compare) -> Compare:
        at = given.at or given.column
        if given.op not in OPERATORS:
            self.refuse(one_of(at, OPERATORS))
        column = self.column(at, given.column, ORDERED, "comparing")
        return given if column is None else replace(given, value=self.value(at, column, given.value))

    def one_of(self, given: OneOf) -> OneOf:
        at = given.at or given.column
        self.many(at, given.values, self.limits.values)
        if not given.values:
            self.refuse(Refusal(at, "give at least one value"))
        column = self.column(at, given.column, ORDERED, "comparing")
        if column is None or len(given.values) > self.limits.values:
            return given
        found = dict.fromkeys(self.value(at, column, one) for one in given.values)
        return replace(given, values=tuple(found))

    def has_text(self, given: HasText) -> HasText:
        at = given.at or given.column
        if given.way not in WAYS:
            self.refuse(one_of(at, WAYS))
        column = self.column(at, given.column, frozenset({"text"}), "looking for text")
        return given if column is None else replace(given, text=str(self.value(at, column, given.text)))

    def is_null(self, given: IsNull) -> IsNull:
        self.column(given.at or given.column, given.column, frozenset(one.type for one in self.schema))
        return given

    def words(self, given: Words) -> Words:
        at = given.at or "q"
        for name in given.columns:
            self.column(at, name, frozenset({"text"}), "looking for words")
        self.length(at, given.text)
        self.many(at, tuple(given.text.split()), self.limits.words)
        if not given.columns and not self.schema.texts:
            self.refuse(Refusal(at, "the table has no column of text to look for words in"))
        try:
            text = values.read("text", given.text)
        except ValueError:
            self.refuse(Refusal(at, "this is not a text"))
            return given
        return replace(given, text=" ".join(str(text).split()), columns=given.columns or self.schema.texts)

    def keys(self, keys: Iterable[Key], where: str) -> None:
        for key in keys:
            if key.by and key.by not in BUCKETS:
                self.refuse(one_of(where, BUCKETS))
            column = self.column(where, key.column, MOMENTS if key.by else ORDERED, key.by or "grouping")
            if column is not None and column.type == "date" and key.by == "hour":
                self.refuse(
                    Refusal.of(where, "the column “%(name)s” holds days without hours", name=key.column)
                )

    def groups(self, keys: tuple[Key, ...], measures: tuple[Measure, ...]) -> None:
        self.many("group", keys, self.limits.keys)
        self.many("measure", measures, self.limits.measures)
        self.keys(keys, "group")
        for one in measures:
            if one.what not in MEASURES:
                self.refuse(one_of("measure", MEASURES))
            elif one.column:
                types = NUMBERS if one.what in {"sum", "mean", "median"} else ORDERED
                self.column("measure", one.column, types, one.what)
            elif one.what != "count":
                self.refuse(
                    Refusal.of("measure", "say of which column the %(what)s is wanted", what=one.what)
                )
        self.unique("measure", [*(one.label for one in keys), *(one.label for one in measures)])

    def unique(self, where: str, names: list[str]) -> None:
        # DuckDB and Spark hold A and a for the same name.
        seen = [one.lower() for one in names]
        for name in dict.fromkeys(one for one in names if seen.count(one.lower()) > 1):
            self.refuse(
                Refusal.of(where, "“%(name)s” is there twice: give one of them another name", name=name[:100])
            )

    def selected(self, given: tuple[str, ...], there: Iterable[str]) -> tuple[str, ...]:
        names = tuple(there)
        if not given:
            return names
        for name in given:
            self._known("select", name, names)
        self.unique("select", list(given))
        return given

    def _known(self, where: str, name: str, names: tuple[str, ...]) -> bool:
        if name in names:
            return True
        near = Schema.of((one, "text") for one in names).near(name)
        near = tuple(one for one in near if one in names)
        pattern = (
            "there is no column “%(name)s”; did you mean %(near)s?"
            if near
            else "there is no column “%(name)s”"
        )
        self.refuse(Refusal.of(where, pattern, name=name[:100], near=", ".join(near)))
        return False

    def sort(self, query: Query) -> tuple[Sort, ...]:
        """The order made whole: by everything that tells rows apart, so that no two are equal in it."""
        self.many("sort", query.sort, self.limits.sorts)
        labels = tuple(one.label for one in parts(query))
        found: dict[str, Sort] = {}
        for one in query.sort:
            if query.grouped:
                self._known("sort", one.name, labels)
            else:
                self.column("sort", one.name, ORDERED, "sorting")
            found.setdefault(one.name, one)
        if query.grouped:
            for key in query.group:
                found.setdefault(key.label, Sort(key.label))
            return tuple(found.values())
        if ID not in found:
            found[ID] = Sort(ID)
        # Whatever stands behind `_id` decides nothing.
        names = list(found)
        return tuple(found[name] for name in names[: names.index(ID) + 1])

    def page(self, query: Query, where: Condition | None, sort: tuple[Sort, ...]) -> None:
        self.number("limit", query.limit, 0, self.limits.rows)
        if query.after and query.offset:
            self.refuse(Refusal("offset", "use a cursor or an offset, not both"))
        if query.offset < 0:
            self.refuse(Refusal("offset", "an offset is 0 or more"))
        free = where is None and not query.grouped and sort == (Sort(ID),)
        if query.offset > self.limits.offset and not free:
            pattern = "at most %(most)s rows can be skipped; follow the cursor that every answer gives for its next page"
            self.refuse(Refusal.of("offset", pattern, most=self.limits.offset))


_CONDITIONS: dict[type, Callable[[_Judge, "Condition"], "Condition"]] = {
    Compare: _Judge.compare,  # type: ignore[dict-item]
    OneOf: _Judge.one_of,  # type: ignore[dict-item]
    HasText: _Judge.has_text,  # type: ignore[dict-item]
    IsNull: _Judge.is_null,  # type: ignore[dict-item]
    Words: _Judge.words,  # type: ignore[dict-item]
}
