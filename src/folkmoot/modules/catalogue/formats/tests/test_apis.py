"""APIs as entries: no shape is broken, every syntax says the same, and what is only named is not taken for a dataset."""

from dataclasses import replace

import pytest
from rdflib import RDF, URIRef

from folkmoot.modules.catalogue.formats.entry import Contact, DataService, Dataset, Page, distributions_of
from folkmoot.modules.catalogue.formats.pages import web_api
from folkmoot.modules.catalogue.formats.rdf.graph import catalogue_graph, dataset_graph
from folkmoot.modules.catalogue.formats.rdf.media import MEDIA
from folkmoot.modules.catalogue.formats.rdf.names import DCAT
from folkmoot.modules.catalogue.formats.rdf.read import read_document
from folkmoot.modules.catalogue.formats.rdf.syntax import catalogue_document, dataset_document
from folkmoot.modules.catalogue.formats.tests.entries import BARE, CATALOGUE, FULL, PLAIN, SITE
from folkmoot.modules.catalogue.formats.tests.test_dcat_shapes import shapes, violations
from folkmoot.modules.catalogue.formats.words import text
from folkmoot.record.refusal import Refused

__all__ = ["shapes"]
IRI = f"{SITE}/data/reports-api"
API = Dataset(
    "reports-api",
    "reports-api",
    IRI,
    text({"en": "Reports API", "de": "Schnittstelle für Meldungen"}),
    text({"en": "Report a problem by program.", "de": "Meldungen von Programmen."}),
    publisher=FULL.publisher,
    contacts=(Contact("Roads", "roads@birch.example"),),
    keywords=text("reports"),
    themes=FULL.themes,
    licence=FULL.licence,
    access="PUBLIC",
    service=DataService(
        IRI,
        text({"en": "Reports API", "de": "Schnittstelle für Meldungen"}),
        f"{SITE}/open311/v2",
        text({"en": "Report a problem by program.", "de": "Meldungen von Programmen."}),
        endpoint_description=f"{SITE}/openapi.json",
        documentation=f"{SITE}/docs",
        terms=f"{SITE}/terms",
        serves=(FULL.iri, f"{SITE}/dataset/elsewhere"),
        conforms_to=("http://wiki.open311.org/GeoReport_v2",),
        formats=("JSON", "A format of our own"),
    ),
)


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
@pytest.mark.parametrize("catalogue", [CATALOGUE, PLAIN], ids=["full", "plain"])
def test_an_api_keeps_to_the_official_shapes(shapes, profile, catalogue):
    page = Page([FULL, API], 2, f"{SITE}/a", f"{SITE}/a")
    here = replace(catalogue, answering=(replace(API.service, contact=API.contacts[0]),))
    graph = catalogue_graph(here, page, profile)
    assert violations(graph, profile, shapes) == ""
    one = URIRef(API.iri)
    assert (URIRef(here.iri), DCAT.service, one) in graph
    assert list(graph.objects(one, DCAT.servesDataset)) == [URIRef(FULL.iri)], (
        "what is not on the page is not named"
    )
    alone = dataset_graph(API, here, profile, [FULL])
    assert violations(alone, profile, shapes) == ""
    assert (URIRef(FULL.iri), RDF.type, DCAT.Dataset) in alone


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
def test_the_shapes_do_find_an_api_without_an_address(shapes, profile):
    graph = dataset_graph(API, CATALOGUE, profile, [FULL])
    graph.remove((URIRef(API.iri), DCAT.endpointURL, None))
    assert "Less than 1 values" in violations(graph, profile, shapes)


def test_dcat_us_leaves_out_an_api_that_nobody_answers_for():
    page = Page([FULL, replace(API, contacts=())], 2, f"{SITE}/a", f"{SITE}/a")
    assert (None, RDF.type, DCAT.DataService) not in catalogue_graph(PLAIN, page, "us")
    assert (None, RDF.type, DCAT.DataService) in catalogue_graph(PLAIN, page, "ap")


@pytest.mark.parametrize("syntax", MEDIA)
def test_an_api_comes_back_whole(syntax):
    page = Page([FULL, API], 2, f"{SITE}/a", f"{SITE}/a")
    harvest = read_document(catalogue_document(PLAIN, page, syntax), syntax)
    found = {one.iri: one for one in harvest.entries}
    assert set(found) == {FULL.iri, API.iri}
    read = found[API.iri].service
    assert read is not None
    assert (read.endpoint_url, read.endpoint_description) == (f"{SITE}/open311/v2", f"{SITE}/openapi.json")
    assert (read.documentation, read.terms) == (f"{SITE}/docs", f"{SITE}/terms")
    assert set(read.formats) == {"JSON", "A format of our own"}
    assert (read.serves, read.conforms_to) == ((FULL.iri,), API.service.conforms_to)
    assert {one.words for one in found[API.iri].title} == {"Reports API", "Schnittstelle für Meldungen"}


@pytest.mark.parametrize("syntax", MEDIA)
def test_datasets_that_an_api_only_names_are_no_records(syntax):
    document = dataset_document(API, PLAIN, syntax, "ap", [replace(BARE, iri=FULL.iri)])
    [one] = read_document(document, syntax).records
    assert (one.record, one.entry.service.serves) == (API.iri, (FULL.iri,))


def test_apis_behind_files_are_no_records_and_lead_from_the_files():
    behind = replace(API.service, iri=f"{SITE}/data/query-api")
    here = replace(PLAIN, answering=(behind,))
    document = catalogue_document(here, Page([FULL], 1, f"{SITE}/a", f"{SITE}/a"), "ttl")
    assert [one.record for one in read_document(document, "ttl").records] == [FULL.iri]
    graph = catalogue_graph(here, Page([FULL], 1, f"{SITE}/a", f"{SITE}/a"))
    files = {str(one) for one in graph.subjects(DCAT.accessService, URIRef(behind.iri))}
    assert files == {one.iri for one in FULL.distributions if one.queryable}


@pytest.mark.parametrize(
    "turtle",
    [
        '<http://x.example/a> a dcat:DataService ; dct:title "No address" .',
        '<http://x.example/a> a dcat:DataService ; dct:title "No address" ; dcat:endpointURL "not an address" .',
        "<http://x.example/a> a dcat:DataService ; dcat:endpointURL <http://x.example/api> .",
    ],
)
def test_an_api_without_a_name_or_address_is_reported(turtle):
    head = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
    [one] = read_document((head + turtle).encode(), "ttl").records
    assert one.entry is None
    assert [it.field for it in one.wrong][-1].startswith("service")


def test_an_api_without_a_description_is_called_by_its_title():
    turtle = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    <http://x.example/a> a dcat:DataService ; dct:title "Tides" ; dcat:endpointURL <http://x.example/api> ;
      dct:license <https://creativecommons.org/licenses/by/4.0/> ; dcat:servesDataset <http://x.example/tides> ."""
    [one] = read_document(turtle.encode(), "ttl").records
    assert one.entry.description[0].words == "Tides"
    assert one.entry.service.serves == ("http://x.example/tides",)


def test_search_engines_read_a_web_api():
    told = web_api(API, CATALOGUE, "en")
    assert (told["@type"], told["name"], told["documentation"]) == ("WebAPI", "Reports API", f"{SITE}/docs")
    assert told["availableChannel"]["serviceUrl"] == f"{SITE}/open311/v2"
    assert told["termsOfService"] == f"{SITE}/terms"
    with pytest.raises(Refused):
        web_api(FULL, CATALOGUE, "en")


def test_standards_without_apis_get_its_addresses_as_files():
    found = distributions_of(API.service, "reports-api", API.licence)
    assert [(one.format, one.access_url) for one in found] == [
        ("API", f"{SITE}/open311/v2"),
        ("OpenAPI", f"{SITE}/openapi.json"),
    ]
