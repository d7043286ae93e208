"""The catalogue as other catalogues and search engines read it."""

import dataclasses
import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
import rdflib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from rdflib.namespace import DCAT, DCTERMS

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.formats.rdf.names import HYDRA
from folkmoot.modules.catalogue.formats.rdf.parse import parse
from folkmoot.modules.catalogue.formats.tests import data_json_schema
from folkmoot.modules.catalogue.formats.tests.test_dcat_shapes import shapes, violations
from folkmoot.modules.catalogue.tests.town import DESCRIPTION, NEWER, both, drafted, loaded, published
from folkmoot.modules.catalogue.views import standards
from folkmoot.places.services import describe_department
from folkmoot.record import clock
from folkmoot.record.seal import seal

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


def pages(client, path, most=20):
    """The addresses of the datasets of each page, walked as a harvester does."""
    found = []
    while path and len(found) < most:
        read = graph(client, path, "ttl")
        found.append(sorted(str(one).rpartition("/")[2] for one in read.objects(None, DCAT.dataset)))
        following = next(read.objects(None, HYDRA.nextPage), None)
        path = str(following).partition("8000")[2] if following else ""
    return found


@pytest.fixture
def small(monkeypatch):
    """Pages and batches of two datasets."""
    monkeypatch.setattr(standards, "SIZE", 2)
    monkeypatch.setattr(standards, "BATCH", 2)


def test_the_whole_catalogue_is_paged(client, town, small):
    for n in range(5):
        published(f"more-{n}")
    assert pages(client, "/catalog.ttl") == [["more-0", "more-1"], ["more-2", "more-3"], ["more-4"]]
    read = graph(client, "/catalog.ttl", "ttl")
    assert int(next(read.objects(None, HYDRA.totalItems))) == 5
    assert client.get("/catalog.ttl?after=more-9").status_code == 200


def test_a_dataset_that_changes_between_two_pages_is_told_once(client, town, small):
    for n in range(4):
        published(f"more-{n}")
    first = graph(client, "/catalog.ttl", "ttl")
    following = str(next(first.objects(None, HYDRA.nextPage))).partition("8000")[2]
    loaded(NEWER, "more-3")
    loaded(NEWER, "more-0")
    assert pages(client, following) == [["more-2", "more-3"]]


def test_only_what_is_newer_can_be_asked_for(client, town, small):
    for n in range(3):
        published(f"more-{n}")
    then = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert pages(client, f"/catalog.ttl?modified_since={then}") == [[]]
    with clock.telling(clock.now() + timedelta(hours=2)):
        loaded(NEWER, "more-1")
    path = f"/catalog.ttl?modified_since={then}"
    assert pages(client, path) == [["more-1"]]
    assert int(next(graph(client, path, "ttl").objects(None, HYDRA.totalItems))) == 1
    for wrong, why in (
        ("modified_since=soon", "is not a date as in"),
        ("after=A%20b", "no place in the catalogue"),
        ("profile=fr", "ap"),
    ):
        answer = client.get(f"/catalog.ttl?{wrong}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert why in answer.content.decode()


def test_the_feed_leads_to_what_is_older(client, town, monkeypatch):
    monkeypatch.setattr(standards, "NEWS", 2)
    for n in range(3):
        with clock.telling(clock.now() + timedelta(hours=n)):
            published(f"more-{n}")
    space, path, found = {"a": "http://www.w3.org/2005/Atom"}, "/data.atom", []
    while path:
        feed = ET.fromstring(client.get(path).content)
        found.append([it.text.rpartition("/")[2] for it in feed.findall("a:entry/a:id", space)])
        following = [it.get("href") for it in feed.findall("a:link", space) if it.get("rel") == "next"]
        path = following[0].partition("8000")[2] if following else ""
    assert found == [["more-2", "more-1"], ["more-0"]]


def whole(client, **headers):
    answer = client.get("/data.json", headers=headers)
    return json.loads(answer.getvalue()) if answer.status_code == 200 else answer


def test_data_json_has_all_datasets_and_is_valid(client, town, small):
    assert whole(client)["dataset"] == []
    for n in range(5):
        published(f"more-{n}", contact="" if n else "parks@example.org")
    told = whole(client)
    Draft202012Validator(data_json_schema.CATALOGUE).validate(told)
    assert [one["identifier"].rpartition("/")[2] for one in told["dataset"]] == [
        f"more-{n}" for n in range(5)
    ]
    assert told["dataset"][0]["contactPoint"]["hasEmail"] == "mailto:parks@example.org"


def test_data_json_is_read_in_batches_with_a_constant_number_of_queries(client, town, small):
    for n in range(4):
        published(f"more-{n}")
    pieces = iter(client.get("/data.json").streaming_content)
    next(pieces)
    counted = []
    for _batch in range(2):
        with CaptureQueriesContext(connection) as seen:
            next(pieces)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 9
    assert json.loads(next(pieces).decode().removesuffix("]}") or "[]") == []
    assert list(pieces) == []


def test_data_json_is_sent_again_only_when_something_changed(client, town):
    published()
    answer = client.get("/data.json")
    etag = answer["ETag"]
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Access-Control-Allow-Origin"] == "*"
    answer.getvalue()
    same = client.get("/data.json", headers={"If-None-Match": etag})
    assert (same.status_code, same["ETag"], same["Access-Control-Allow-Origin"]) == (304, etag, "*")
    head = client.head("/data.json")
    assert (head.status_code, head["ETag"], head.content) == (200, etag, b"")

    def changed(act):
        nonlocal etag
        act()
        answer = client.get("/data.json", headers={"If-None-Match": etag})
        assert answer.status_code == 200
        etag = answer["ETag"]
        answer.getvalue()

    changed(lambda: loaded(NEWER))
    changed(seal)
    changed(lambda: services.withdraw(key="trees", words="Wrong."))
    changed(lambda: services.restore(key="trees"))
    changed(lambda: describe_department(slug="parks", name="Parks and trees", actor="office:council"))
    assert client.get("/data.json", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog.jsonld", "/data/trees.ttl", "/data.atom", "/data/trees/datapackage.json",
                                  "/data/trees/croissant.json", "/data/trees/trees/tableschema.json", "/data/trees/trees/csv-metadata.json"])  # fmt: skip
def test_what_is_known_is_not_sent_again(client, town, path):
    published()
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    text = NEWER.replace("2024-02-29", "soon")
    with clock.telling(clock.now() + timedelta(hours=1)):
        loaded(text)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


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
    assert whole(client)["dataset"] == []


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
