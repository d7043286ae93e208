"""The syntaxes of RDF that harvesters ask for. Alone in a file, because rdflib is slow to import."""

from collections.abc import Mapping

MEDIA: Mapping[str, str] = {
    "jsonld": "application/ld+json",
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml",
}
"""Endings of addresses and the media types behind them."""
