"""Namespaces of DCAT, and the short names that its documents use."""

from rdflib import RDF, Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, SKOS, XSD

ADMS = Namespace("http://www.w3.org/ns/adms#")
# rdflib's own list of DCAT is that of version 2.
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCATUS = Namespace("http://data.resources.gov/ontology/dcat-us#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
SCHEMA = Namespace("http://schema.org/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")

__all__ = [
    "ADMS", "DCAT", "DCATAP", "DCATUS", "DCTERMS", "FOAF", "GEO", "HYDRA", "LOCN", "ORG", "OWL", "RDF", "SCHEMA",
    "SKOS", "SPDX", "VCARD", "XSD", "empty",
]  # fmt: skip

PREFIXES = {
    "adms": ADMS, "dcat": DCAT, "dcatap": DCATAP, "dcat-us": DCATUS, "dct": DCTERMS, "foaf": FOAF, "geo": GEO,
    "hydra": HYDRA, "locn": LOCN, "org": ORG, "owl": OWL, "skos": SKOS, "spdx": SPDX, "vcard": VCARD, "xsd": XSD,
}  # fmt: skip


def empty() -> Graph:
    """A graph that knows the short names of DCAT and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph
