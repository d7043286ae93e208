"""What the address of a dataset's page asks for: conditions, order and place, as our own query language has them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.query.tree import Query

OPERATORS = ("eq", "contains", "ge", "le", "lt", "ne", "null")
ROWS = 20
MOST = 10
Condition = tuple[str, str, str]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions are (column, operator, value); ``sort`` is a column, from the highest down with a hyphen before it."""

    conditions: tuple[Condition, ...] = ()
    words: str = ""
    sort: str = ""
    after: str = ""
    group: str = ""
    measure: str = ""
    box: str = ""
    """The piece of the map that is looked at: west, south, east and north with commas. It leaves no row out."""

    @classmethod
    def of(cls, given: QueryDict) -> "Asked":
        """From the arguments of a page. A condition without a column or a value is none."""
        names = zip(given.getlist("col"), given.getlist("op"), given.getlist("val"), strict=False)
        conditions = [
            (column[:200], way if way in OPERATORS else "eq", value.strip()[:200])
            for column, way, value in names
            if column and (value.strip() or way == "null")
        ]
        one = {
            name: given.get(name, "").strip()[:200] for name in ("sort", "after", "group", "measure", "box")
        }
        return cls(tuple(dict.fromkeys(conditions))[:MOST], given.get("q", "").strip()[:200], **one)

    def pairs(self) -> Pairs:
        """The same in our own query language, for the API and for downloads; without order and place in the list."""
        found = [
            (f"{column}.{way}", "true" if way == "null" else value) for column, way, value in self.conditions
        ]
        return (*found, *((("q", self.words),) if self.words else ()))

    def query(self, limit: int = ROWS) -> Query:
        """The question. Raises Refused."""
        more = [("sort", self.sort)] if self.sort else []
        more += [("after", self.after)] if self.after else []
        return own.from_address([*self.pairs(), *more, ("limit", str(limit))])

    def grouped(self, group: str, measure: str, sort: str, limit: int) -> Query:
        """A question about groups of the same rows. Raises Refused."""
        more = [("group", group), ("measure", measure), ("sort", sort), ("limit", str(limit))]
        return own.from_address([*self.pairs(), *more])

    def address(self, **changes: object) -> str:
        """The arguments of a page that asks this, with changes; the place in the list is given up unless it is named."""
        one = replace(self, **({"after": ""} | changes))  # type: ignore[arg-type]
        pairs = [(name, getattr(one, name)) for name in ("sort", "group", "measure", "after", "box")]
        found: list[tuple[str, str]] = [("q", one.words)] if one.words else []
        for column, way, value in one.conditions:
            found += [("col", column), ("op", way), ("val", value)]
        found += [(name, value) for name, value in pairs if value]
        return "?" + urlencode(found)

    def without(self, condition: Condition) -> str:
        """The page without one of its conditions."""
        return self.address(conditions=tuple(one for one in self.conditions if one != condition))

    def with_(self, condition: Condition) -> str:
        """The page with one more condition."""
        return self.address(conditions=(*self.conditions, condition)[:MOST])


def encoded(pairs: Iterable[tuple[str, str]] | Sequence[tuple[str, str]]) -> str:
    """Arguments of an address, with the question mark where there are any."""
    text = urlencode(list(pairs))
    return f"?{text}" if text else ""
