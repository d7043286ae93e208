"""The catalogue as other catalogues and search engines read it."""

import dataclasses
import json
import re

import pytest
import rdflib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rdflib.namespace import DCAT, DCTERMS

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.formats.rdf.parse import parse
from folkmoot.modules.catalogue.formats.tests.test_dcat_shapes import shapes, violations
from folkmoot.modules.catalogue.tests.town import DESCRIPTION, NEWER, both, drafted, loaded, published

__all__ = ["shapes"]

HOSTILE = "</script><script>alert(1)</script>"


def graph(client, path, syntax):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return parse(answer.content, syntax)


def test_a_dataset_in_three_syntaxes_says_the_same(client, town):
    published()
    loaded(NEWER)
    found = [
        graph(client, f"/data/trees.{kind}", syntax)
        for kind, syntax in (("jsonld", "jsonld"), ("ttl", "ttl"), ("rdf", "rdf"))
    ]
    one = rdflib.URIRef(next(iter(found[0].subjects(rdflib.RDF.type, DCAT.Dataset))))
    assert str(one).endswith("/data/trees")
    for each in found:
        assert {str(it) for it in each.objects(one, DCTERMS.title)} == {"Street trees", "Street trees (de)"}
        assert len(list(each.objects(one, DCAT.distribution))) == 3
    assert len({len(each) for each in found}) == 1
    assert client.get("/data/trees.jsonld?profile=us").status_code == 200
    assert client.get("/data/trees.exe").status_code == 404


def test_the_whole_catalogue_is_paged(client, town, monkeypatch):
    from folkmoot.modules.catalogue.views import standards

    monkeypatch.setattr(standards, "PAGE", 2)
    for n in range(3):
        published(f"more-{n}")
    first = client.get("/catalog.ttl").content.decode()
    assert "more-2" in first
    assert "more-0>" not in first
    address = re.search(r"hydra:next(?:Page)? <?\"?([^>\"]+)", first)[1]
    second = client.get(address.partition("8000")[2] or address).content.decode()
    assert "more-0" in second
    assert len(client.get("/data.json").json()["dataset"]) == 3
    assert client.get("/data.atom").content.decode().count("<entry>") == 3


def test_drafts_and_what_was_withdrawn_are_described_nowhere(client, town):
    drafted()
    loaded()
    for path in ("/data/trees.jsonld", "/data/trees/datapackage.json", "/data/trees/croissant.json"):
        assert client.get(path).status_code == 404
    services.submit(key="trees")
    services.publish(key="trees")
    assert client.get("/data/trees/datapackage.json").json()["name"] == "trees"
    assert client.get("/data/trees/croissant.json").status_code == 200
    services.withdraw(key="trees", words="Wrong.")
    assert client.get("/data/trees.jsonld").status_code == 404
    assert client.get("/data.json").json()["dataset"] == []


def test_search_engines_find_a_description_in_the_page(client, town):
    published(description=dataclasses.replace(DESCRIPTION, title=both(HOSTILE)))
    page = client.get("/data/trees").content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert told["@type"] == "Dataset"
    assert told["name"].startswith(HOSTILE)
    assert "<script>alert" not in page


def test_a_page_of_the_catalogue_takes_a_constant_number_of_queries(client, town):
    published()

    def count():
        client.get("/catalog.jsonld")
        with CaptureQueriesContext(connection) as seen:
            client.get("/catalog.jsonld")
        return len(seen)

    before = count()
    for n in range(3):
        published(f"more-{n}")
    assert count() == before


@pytest.mark.realdata
@pytest.mark.parametrize("profile", ["ap", "us"])
def test_what_is_served_breaks_none_of_the_official_shapes(client, town, shapes, profile):
    published()
    loaded(NEWER)
    for path in ("/data/trees.ttl", "/catalog.ttl"):
        told = client.get(f"{path}?profile={profile}").content
        graph = rdflib.Graph().parse(data=told, format="turtle")
        assert violations(graph, profile, shapes) == ""
