"""The part of Solr's query language that clients of CKAN use; everything else is refused, never passed over.

Known: words, "phrases", field:word, field:"phrase", field:(a OR b), field:* (there is a value), ranges such as
metadata_modified:[2026-01-01T00:00:00Z TO *], *:*, AND, OR, NOT, +, -, &&, ||, !, parentheses, and backslashes before
signs. Words that stand beside each other must all be there, as CKAN configures Solr.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from folkmoot.record.refusal import Refusal, Refused

FIELDS = frozenset(
    {
        "id", "name", "title", "notes", "text", "tags", "organization", "owner_org", "groups", "res_format", "res_name",
        "res_description", "res_url", "license_id", "author", "maintainer", "url", "version", "state", "type",
        "dataset_type", "private", "capacity", "metadata_created", "metadata_modified", "theme", "language",
    }
)  # fmt: skip
"""Fields that can be asked for; `text` is everything that words are looked for in."""
LONGEST, DEEPEST, MOST = 4_000, 30, 200
_TOKEN = re.compile(
    r"""\s*(?:(?P<every>\*:\*)
    |(?P<phrase>"(?:[^"\\]|\\.)*")
    |(?P<range>[\[{][^\]}]*[\]}])
    |(?P<sign>&&|\|\||[()!+:]|-(?=\S))
    |(?P<word>(?:[^\s()\[\]{}":!\\&|+]|\\.|(?<=\S)[!+&|]|&(?!&)|\|(?!\|))+)
    |(?P<other>\S))""",
    re.VERBOSE,
)
_RANGE = re.compile(r"\[\s*(\S+)\s+TO\s+(\S+)\s*\]")


@dataclass(frozen=True, slots=True)
class Every:
    """Everything: *:*."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or with `phrase` words in this order, in one field; `field` is "text" for all that is searched."""

    text: str
    field: str = "text"
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Exists:
    """A field has a value."""

    field: str


@dataclass(frozen=True, slots=True)
class Between:
    """A field is from `low` to `high`, both included; "" is open."""

    field: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be so."""

    part: "Asked"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of it."""

    parts: tuple["Asked", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of it."""

    parts: tuple["Asked", ...]


Asked = Every | Word | Exists | Between | Not | AllOf | AnyOf


def read(query: str, where: str = "q") -> Asked:
    """The tree of a query; an empty one asks for everything. Raises Refused, which is a Search Query Error."""
    if len(query) > LONGEST:
        raise Refused([Refusal.of(where, "a query has at most %(most)s characters", most=LONGEST)])
    return _Reader(query, where).read()


def both(*parts: Asked) -> Asked:
    """All of several trees, such as those of `q` and every `fq`."""
    told = tuple(one for one in parts if not isinstance(one, Every))
    return Every() if not told else told[0] if len(told) == 1 else AllOf(told)


class _Reader:
    def __init__(self, query: str, where: str) -> None:
        self.where = where
        self.tokens: list[tuple[str, str]] = []
        self.at = self.depth = 0
        at = 0
        rest = query.rstrip()
        while at < len(rest):
            match = _TOKEN.match(rest, at)
            if match is None or match.lastgroup is None:
                self.refuse("“%(part)s” cannot be read here", part=rest[at : at + 40])
            if match.lastgroup == "other":
                self.refuse(
                    "“%(part)s” cannot be read here: write a backslash before signs",
                    part=rest[at : at + 40].strip(),
                )
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        if len(self.tokens) > MOST:
            self.refuse("a query has at most %(most)s parts", most=MOST)

    def refuse(self, pattern: str, /, **params: object) -> NoReturn:
        raise Refused([Refusal.of(self.where, pattern, **params)])

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.at += 1
        return found

    def read(self) -> Asked:
        if not self.tokens:
            return Every()
        found = self.either("text")
        if self.peek()[0] != "end":
            self.refuse("a closing parenthesis has no opening one")
        return found

    def either(self, field: str) -> Asked:
        """Parts with OR between them."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse("at most %(most)s parentheses lie in each other", most=DEEPEST)
        parts = [self.all(field)]
        while self.peek() in {("word", "OR"), ("sign", "||")}:
            self.take()
            parts.append(self.all(field))
        self.depth -= 1
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all(self, field: str) -> Asked:
        """Parts with AND or nothing between them."""
        parts = [self.one(field)]
        while self.peek() not in {("end", ""), ("sign", ")"), ("word", "OR"), ("sign", "||")}:
            if self.peek() in {("word", "AND"), ("sign", "&&")}:
                self.take()
            parts.append(self.one(field))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def one(self, field: str) -> Asked:
        kind, told = self.take()
        if (kind, told) in {("word", "NOT"), ("sign", "!"), ("sign", "-")}:
            self.depth += 1
            if self.depth > DEEPEST:
                self.refuse("at most %(most)s parentheses lie in each other", most=DEEPEST)
            part = self.one(field)
            self.depth -= 1
            return Not(part)
        if (kind, told) == ("sign", "+"):
            return self.one(field)
        if (kind, told) == ("sign", "("):
            found = self.either(field)
            if self.take() != ("sign", ")"):
                self.refuse("an opening parenthesis has no closing one")
            return found
        if kind == "every":
            return Every()
        if kind == "word" and self.peek() == ("sign", ":"):
            return self.of_field(told, field)
        if kind == "range":
            return self.between(field, told)
        if kind not in {"word", "phrase"}:
            self.refuse("something is missing at “%(part)s”", part=told or "the end")
        return self.value(kind, told, field)

    def of_field(self, name: str, outer: str) -> Asked:
        if outer != "text":
            self.refuse("a field cannot be asked for inside of another")
        if name not in FIELDS:
            self.refuse(
                "undefined field %(name)s; known are %(known)s", name=name, known=", ".join(sorted(FIELDS))
            )
        self.take()
        if self.peek()[0] == "every":
            self.refuse("“*:*” is no value of a field")
        return self.one(name)

    def value(self, kind: str, told: str, field: str) -> Asked:
        if kind == "phrase":
            return Word(re.sub(r"\\(.)", r"\1", told[1:-1]), field, phrase=True)
        if told in {"AND", "OR", "-"}:
            self.refuse("something is missing at “%(part)s”", part=told)
        if told == "*":
            return Every() if field == "text" else Exists(field)
        bare = re.sub(r"\\.", "", told)
        if found := re.search(r"[*?~^/]", bare):
            self.refuse(
                "“%(part)s” has a “%(sign)s”: wildcards, fuzzy words, boosts and patterns are not known here",
                part=told,
                sign=found[0],
            )
        return Word(re.sub(r"\\(.)", r"\1", told), field)

    def between(self, field: str, told: str) -> Asked:
        match = _RANGE.fullmatch(told)
        if match is None or field not in {"metadata_created", "metadata_modified"}:
            self.refuse(
                "“%(part)s”: write field:[from TO to] with metadata_created or metadata_modified", part=told
            )
        low, high = ("" if one == "*" else one for one in match.groups())
        for one in (low, high):
            if one and not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?", one):
                self.refuse(
                    "“%(part)s” is not a moment as in 2026-01-01T00:00:00Z; NOW is not known here", part=one
                )
        return Between(field, low, high)
