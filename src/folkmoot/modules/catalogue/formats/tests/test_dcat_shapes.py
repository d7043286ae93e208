"""What we write breaks none of the official shapes, and says the same in every syntax."""

import pytest
from hypothesis import HealthCheck, given, settings
from pyshacl import validate
from rdflib import SH, Graph
from rdflib.compare import graph_diff, to_isomorphic

from folkmoot.modules.catalogue.formats.entry import Page
from folkmoot.modules.catalogue.formats.rdf.graph import catalogue_graph, dataset_graph
from folkmoot.modules.catalogue.formats.rdf.media import MEDIA
from folkmoot.modules.catalogue.formats.rdf.parse import parse
from folkmoot.modules.catalogue.formats.rdf.syntax import catalogue_document, dataset_document, written
from folkmoot.modules.catalogue.formats.tests.entries import BARE, CATALOGUE, FULL, PLAIN, SITE, datasets
from folkmoot.record.refusal import Refused

FILES = {"ap": ("dcat-ap-3.0.1-shacl.ttl", "dcat-ap-3.0.1-ranges.ttl"), "us": ("dcat-us-3.0-shacl.ttl",)}
PATHLESS = {"ap": 5, "us": 0}
SHOWN = Page(
    [FULL, BARE], 2_000, f"{SITE}/catalogue.ttl?page=2", f"{SITE}/1", f"{SITE}/20", f"{SITE}/1", f"{SITE}/3"
)


@pytest.fixture(scope="module")
def shapes(real_data):
    found = {}
    for profile, files in FILES.items():
        graph = Graph()
        for name in files:
            # The ranges of DCAT-AP say more about the properties of the first file, so that both are one graph.
            graph.parse(real_data / "shapes" / name)
        # Five properties of DCAT-AP are published without their path, so that nothing can be asked of them.
        pathless = [one for one in graph.objects(None, SH.property) if (one, SH.path, None) not in graph]
        assert len(pathless) == PATHLESS[profile]
        for one in pathless:
            graph.remove((None, SH.property, one))
        found[profile] = graph
    return found


def violations(graph, profile, shapes):
    conforms, _, report = validate(graph, shacl_graph=shapes[profile], inference="none", advanced=False)
    return "" if conforms else report


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
@pytest.mark.parametrize("catalogue", [CATALOGUE, PLAIN], ids=["full", "plain"])
def test_a_catalogue_keeps_to_the_official_shapes(shapes, profile, catalogue):
    assert violations(catalogue_graph(catalogue, SHOWN, profile), profile, shapes) == ""


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
@pytest.mark.parametrize("dataset", [FULL, BARE], ids=["full", "bare"])
def test_a_dataset_keeps_to_the_official_shapes(shapes, profile, dataset):
    assert violations(dataset_graph(dataset, CATALOGUE, profile), profile, shapes) == ""


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
def test_the_shapes_do_find_what_is_missing(shapes, profile):
    graph = dataset_graph(FULL, CATALOGUE, profile)
    for triple in list(graph.triples((None, None, None))):
        if str(triple[1]).endswith("/title") and str(triple[0]) == FULL.iri:
            graph.remove(triple)
    assert "Less than 1 values" in violations(graph, profile, shapes)


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(dataset=datasets)
def test_any_dataset_keeps_to_the_official_shapes(shapes, profile, dataset):
    assert violations(dataset_graph(dataset, PLAIN, profile), profile, shapes) == ""


def same(one, other):
    _, only_one, only_other = graph_diff(to_isomorphic(one), to_isomorphic(other))
    return not only_one and not only_other, only_one.serialize(), only_other.serialize()


@pytest.mark.parametrize("profile", ["ap", "us"])
@pytest.mark.parametrize("syntax", MEDIA)
def test_every_syntax_says_the_same(profile, syntax):
    graph = catalogue_graph(CATALOGUE, SHOWN, profile)
    read = parse(catalogue_document(CATALOGUE, SHOWN, syntax, profile), syntax)
    assert len(graph) > 150
    assert set(read) == set(graph), same(read, graph)


@pytest.mark.parametrize("syntax", MEDIA)
@settings(max_examples=40, deadline=None)
@given(dataset=datasets)
def test_any_dataset_is_the_same_in_every_syntax(syntax, dataset):
    graph = dataset_graph(dataset, PLAIN)
    assert set(parse(dataset_document(dataset, PLAIN, syntax), syntax)) == set(graph)


@pytest.mark.parametrize("syntax", MEDIA)
def test_the_same_entry_gives_the_same_bytes(syntax):
    assert dataset_document(FULL, CATALOGUE, syntax) == dataset_document(FULL, CATALOGUE, syntax)


def test_a_syntax_that_is_not_known_is_refused():
    with pytest.raises(Refused, match="jsonld, ttl, rdf"):
        written(dataset_graph(BARE, PLAIN), "n3")
