"""A graph as one nested JSON-LD document, as people read it."""

from collections.abc import Iterator
from typing import Any

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from folkmoot.modules.catalogue.formats.rdf.context import CONTEXT
from folkmoot.modules.catalogue.formats.rdf.names import PREFIXES

_TERMS = {
    (term["@id"] if isinstance(term, dict) else term): name
    for name, term in CONTEXT.items()
    if name not in PREFIXES
}
_COERCED = {name: term["@type"] for name, term in CONTEXT.items() if isinstance(term, dict)}


def tree(graph: Graph, *roots: URIRef) -> dict[str, Any]:
    """The graph with its context: each resource is told where it is first named, from the roots on.

    One root is the document itself; several, or what no root leads to, stand in its @graph.
    """
    teller = _Teller(graph)
    told = [teller.resource(root) for root in roots]
    told += [
        teller.resource(one)
        for one in sorted(set(graph.subjects()) - teller.seen, key=str)
        if one not in teller.seen
    ]
    if len(told) == 1:
        return {"@context": CONTEXT, **told[0]}
    return {"@context": CONTEXT, "@graph": told}


class _Teller:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.seen: set[Node] = set()

    def resource(self, one: Node) -> dict[str, Any]:
        """A resource with all that is said of it."""
        self.seen.add(one)
        told: dict[str, Any] = {} if isinstance(one, BNode) else {"@id": str(one)}
        if kinds := sorted(_name(str(kind)) for kind in self.graph.objects(one, RDF.type)):
            told["@type"] = kinds[0] if len(kinds) == 1 else kinds
        for name, values in self._statements(one):
            said = [self._value(name, value) for value in values]
            told[name] = said[0] if len(said) == 1 else said
        return told

    def _statements(self, one: Node) -> Iterator[tuple[str, list[Node]]]:
        found: dict[str, list[Node]] = {}
        for predicate, value in self.graph.predicate_objects(one):
            if predicate != RDF.type:
                found.setdefault(_name(str(predicate)), []).append(value)
        for name in sorted(found):
            yield name, sorted(found[name], key=lambda value: value.n3())

    def _value(self, name: str, value: Node) -> Any:
        if isinstance(value, Literal):
            return _literal(name, value)
        if value not in self.seen and (value, None, None) in self.graph:
            return self.resource(value)
        return str(value) if _COERCED.get(name) == "@id" else {"@id": str(value)}


def _literal(name: str, value: Literal) -> Any:
    if value.language:
        return {"@value": str(value), "@language": value.language}
    kind = value.datatype
    if kind is None:
        return str(value)
    if str(kind) == _COERCED.get(name):
        return str(value)
    if kind == XSD.integer:
        return int(str(value))
    return {"@value": str(value), "@type": _name(str(kind))}


def _name(iri: str) -> str:
    """The term of an IRI, its short name, or the IRI."""
    if iri in _TERMS:
        return _TERMS[iri]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(str(namespace)) and iri != str(namespace):
            return f"{prefix}:{iri.removeprefix(str(namespace))}"
    return iri
