"""Graphs from strangers' documents: bounded, without entities, and without ever asking the network.

What is refused is refused with its reason. XML may have no document type, for that is where entities are declared.
A JSON-LD context has to stand in the document; the public ones of `context.KNOWN` are replaced by ours.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn
from xml.parsers import expat

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.stores.memory import SimpleMemory

from folkmoot.modules.catalogue.formats.rdf.context import CONTEXT, KNOWN
from folkmoot.record.refusal import Refusal, Refused

SYNTAXES = {"jsonld": "json-ld", "ttl": "turtle", "rdf": "xml"}
_NOWHERE = "https://document.invalid/"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a stranger's document is read: bytes, statements, and how deep parts may lie in each other."""

    size: int = 64 * 1024 * 1024
    statements: int = 400_000
    depth: int = 60


LIMITS = Limits()


def _refuse(pattern: str, /, **params: Any) -> NoReturn:
    raise Refused([Refusal.of("document", pattern, **params)])


def parse(data: bytes, syntax: str, *, base: str = "", limits: Limits = LIMITS) -> Graph:
    """The graph of a document in "jsonld", "ttl" or "rdf"; relative addresses start at `base`. Raises Refused."""
    if syntax not in SYNTAXES:
        _refuse("choose one of %(choices)s", choices=", ".join(SYNTAXES))
    if len(data) > limits.size:
        _refuse("it has %(given)s bytes; at most %(most)s are read", given=len(data), most=limits.size)
    if syntax == "rdf":
        _no_entities(data, limits)
    try:
        text = data.decode("utf-8-sig") if syntax != "rdf" else ""
    except UnicodeDecodeError as wrong:
        _refuse("it is not UTF-8: byte %(at)s", at=wrong.start)
    if syntax == "jsonld":
        return jsonld_graph(_json(text), base=base, limits=limits)
    if syntax == "ttl":
        _shallow(text, limits)
    return _graph(data if syntax == "rdf" else text, syntax, base, limits)


def jsonld_graph(document: Any, *, base: str = "", limits: Limits = LIMITS) -> Graph:
    """The graph of JSON that is read already. Raises Refused."""
    return _graph(own_contexts(document, limits), "jsonld", base, limits)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        _refuse("its parts lie too deep in each other")
    except ValueError as wrong:
        _refuse("it is not JSON: %(why)s", why=str(wrong))


def own_contexts(given: Any, limits: Limits = LIMITS, depth: int = 0) -> Any:
    """The same document with contexts that need no fetching; Refused where one would have to be fetched."""
    if depth > limits.depth:
        _refuse("its parts lie deeper than %(most)s in each other", most=limits.depth)
    if isinstance(given, list):
        return [own_contexts(one, limits, depth + 1) for one in given]
    if not isinstance(given, dict):
        return given
    if "@import" in given:
        _refuse("its context is imported from elsewhere, and nothing is fetched: write it into the document")
    return {
        name: _context(one, limits, depth + 1) if name == "@context" else own_contexts(one, limits, depth + 1)
        for name, one in given.items()
    }


def _context(given: Any, limits: Limits, depth: int) -> Any:
    if isinstance(given, list):
        return [_context(one, limits, depth + 1) for one in given]
    if isinstance(given, str):
        if given in KNOWN:
            return CONTEXT
        _refuse("its context is at %(url)s, and nothing is fetched: write it into the document", url=given)
    return own_contexts(given, limits, depth)


def _no_entities(data: bytes, limits: Limits) -> None:
    """Whether XML is well formed, has no document type and is not too deep."""
    depth = 0

    def opened(_name: str, _attributes: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.depth:
            _refuse("its parts lie deeper than %(most)s in each other", most=limits.depth)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: Any) -> None:
        _refuse("it has a document type, where entities are declared: leave “<!DOCTYPE …>” out")

    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as wrong:
        if isinstance(wrong, Refused):
            raise
        _refuse("it is not XML: %(why)s", why=str(wrong))


def _brackets(text: str) -> Iterator[int]:
    depth = 0
    for sign in text:
        if sign in "[(":
            depth += 1
            yield depth
        elif sign in "])":
            depth -= 1


def _shallow(text: str, limits: Limits) -> None:
    """Whether Turtle's brackets are few deep. Brackets in texts are counted too, closed ones even each other out."""
    # The parser calls itself once per bracket; a hundred times the limit is still far from Python's own.
    if max(_brackets(text), default=0) > limits.depth * 4:
        _refuse("its parts lie deeper than %(most)s in each other", most=limits.depth)


class _Bounded(SimpleMemory):
    """A store that takes so many statements and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._count = most, 0

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: FBT001, FBT002 - rdflib calls it so.
        self._count += 1
        if self._count > self._most:
            _refuse("it says more than %(most)s things", most=self._most)
        super().add(triple, context, quoted)


def _graph(data: Any, syntax: str, base: str, limits: Limits) -> Graph:
    graph = Graph(store=_Bounded(limits.statements), bind_namespaces="none")
    try:
        if syntax == "jsonld":
            # The parser behind Graph.parse, which would make a set of named graphs first.
            to_rdf(data, graph, base or _NOWHERE)
        else:
            graph.parse(data=data, format=SYNTAXES[syntax], publicID=base or _NOWHERE)
    except Refused:
        raise
    except BadSyntax as wrong:
        _refuse("line %(line)s is not Turtle: %(why)s", line=wrong.lines + 1, why=str(wrong.message))
    except RecursionError:
        _refuse("its parts lie too deep in each other")
    except (
        ParserError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        AssertionError,
    ) as wrong:
        # rdflib's parsers have no error of their own for much of what can be wrong.
        _refuse("it cannot be read: %(why)s", why=f"{type(wrong).__name__}: {wrong}"[:300])
    except Exception as wrong:  # noqa: BLE001 - SAX and JSON-LD raise whatever they meet; a harvest has to go on.
        _refuse("it cannot be read: %(why)s", why=f"{type(wrong).__name__}: {wrong}"[:300])
    return graph
