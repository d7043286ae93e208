"""Graphs in the three syntaxes that harvesters ask for."""

import json
from collections.abc import Sequence

from rdflib import Graph, URIRef

from folkmoot.modules.catalogue.formats.entry import Catalogue, Dataset, Page
from folkmoot.modules.catalogue.formats.rdf.graph import catalogue_graph, dataset_graph
from folkmoot.modules.catalogue.formats.rdf.media import MEDIA
from folkmoot.modules.catalogue.formats.rdf.tree import tree
from folkmoot.modules.catalogue.formats.rdf.writer import Profile
from folkmoot.record.refusal import Refused, one_of


def dataset_document(
    dataset: Dataset,
    catalogue: Catalogue,
    syntax: str = "jsonld",
    profile: Profile = "ap",
    served: Sequence[Dataset] = (),
) -> bytes:
    """One dataset or API in a syntax of MEDIA and a profile; Refused for another syntax."""
    return written(dataset_graph(dataset, catalogue, profile, served), syntax, dataset.iri)


def catalogue_document(
    catalogue: Catalogue, page: Page, syntax: str = "jsonld", profile: Profile = "ap"
) -> bytes:
    """A page of the catalogue in a syntax of MEDIA and a profile; Refused for another syntax."""
    return written(catalogue_graph(catalogue, page, profile), syntax, page.url, catalogue.iri)


def written(graph: Graph, syntax: str, *roots: str) -> bytes:
    """A graph as bytes. The same graph gives the same bytes."""
    if syntax == "jsonld":
        document = tree(graph, *(URIRef(root) for root in roots if (URIRef(root), None, None) in graph))
        return json.dumps(document, ensure_ascii=False, indent=1).encode()
    if syntax == "ttl":
        return graph.serialize(format="turtle", encoding="utf-8")
    if syntax == "rdf":
        return graph.serialize(format="xml", encoding="utf-8")
    raise Refused([one_of("format", tuple(MEDIA))])
