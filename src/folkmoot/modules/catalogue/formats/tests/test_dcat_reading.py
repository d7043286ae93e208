"""Strangers' DCAT: what is taken, what is reported, and what is refused."""

import dataclasses
import json

import pytest
from hypothesis import given, settings

from folkmoot.modules.catalogue.formats.entry import Page
from folkmoot.modules.catalogue.formats.rdf.media import MEDIA
from folkmoot.modules.catalogue.formats.rdf.parse import Limits, parse
from folkmoot.modules.catalogue.formats.rdf.read import read_document
from folkmoot.modules.catalogue.formats.rdf.shapes import box_of
from folkmoot.modules.catalogue.formats.rdf.syntax import catalogue_document, dataset_document
from folkmoot.modules.catalogue.formats.tests.entries import (
    BARE,
    CATALOGUE,
    FULL,
    PLAIN,
    SERVICE,
    SITE,
    datasets,
)
from folkmoot.record.refusal import Refused


@pytest.mark.parametrize("syntax", MEDIA)
@pytest.mark.parametrize("profile", ["ap", "us"])
def test_what_was_written_is_read_again(syntax, profile):
    page = Page([FULL, BARE], 2, f"{SITE}/a", f"{SITE}/a", next=f"{SITE}/b")
    harvest = read_document(catalogue_document(CATALOGUE, page, syntax, profile), syntax)
    assert [one.record for one in harvest.records] == [BARE.iri, FULL.iri, SERVICE.iri]
    assert harvest.next == f"{SITE}/b"
    read = harvest.entries[1]
    assert set(read.title) == set(FULL.title)
    assert set(read.description) == set(FULL.description)
    assert set(read.keywords) == set(FULL.keywords)
    assert (read.name, read.iri, read.frequency, read.access) == (FULL.name, FULL.iri, "DAILY", "PUBLIC")
    assert read.licence == FULL.licence
    assert FULL.themes[0] in read.themes
    assert read.contacts[0].email == "data@birch.example"
    assert set(read.periods) == {
        dataclasses.replace(one, start=one.start.replace("Z", "+00:00")) for one in FULL.periods
    }
    assert {one.box for one in read.places} == {(7.5, 51.9, 7.7, 52.0), None}
    assert set(read.languages) == {"de", "en"}
    table = next(one for one in read.distributions if one.iri == FULL.distributions[0].iri)
    assert (table.format, table.size, table.sha256) == ("CSV", 1_200, "b" * 64)
    assert table.download_url == FULL.distributions[0].download_url
    assert {one.format for one in read.distributions} == {"CSV", "Oracle dump", "Parquet"}
    assert (read.temporal_resolution, read.spatial_resolution, read.version) == ("PT15M", 10.5, "3")
    assert [one.wrong for one in harvest.records] == [[], [], []]
    api = harvest.entries[2].service
    assert api is not None
    assert (api.endpoint_url, api.endpoint_description, api.serves, api.conforms_to) == (
        SERVICE.endpoint_url,
        SERVICE.endpoint_description,
        SERVICE.serves,
        SERVICE.conforms_to,
    )
    assert harvest.entries[2].licence == SERVICE.licence


@settings(max_examples=50, deadline=None)
@given(dataset=datasets)
def test_any_dataset_comes_back_with_its_words(dataset):
    [read] = read_document(dataset_document(dataset, PLAIN, "ttl"), "ttl").records
    assert read.entry is not None
    assert read.wrong == []
    assert set(read.entry.title) == set(dataset.title)
    assert set(read.entry.description) == set(dataset.description)
    assert read.entry.frequency == dataset.frequency
    assert {one.iri for one in read.entry.distributions} == {one.iri for one in dataset.distributions}


FOREIGN = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<https://x.example/1> a dcat:Dataset ; dct:title "Bäume" ; dct:description "Alle Bäume."@de ;
  dct:issued "yesterday" ; dct:accrualPeriodicity <http://purl.org/cld/freq/monthly> ; dcat:theme "Environment", "Trees" ;
  dct:language <http://publications.europa.eu/resource/authority/language/DEU>, "klingon" ;
  dct:temporal "2019/2020" ; dct:spatial "7.5,51.9,7.7,52.0" ; dct:license "cc-by-4.0" ;
  dcat:contactPoint [ vcard:fn "Desk" ; vcard:hasEmail "nowhere" ] ;
  dcat:distribution [ dcat:accessURL <https://x.example/t.csv> ; dct:format "text/csv" ], [ dct:title "No address" ] .
<https://x.example/2> a dcat:Dataset ; dct:title "No description" .
[] a dcat:Dataset ; dct:title "No IRI" ; dct:description "x" .
"""


def test_a_report_says_what_was_taken_and_what_was_wrong():
    harvest = read_document(FOREIGN.encode(), "ttl")
    reports = {one.record: one for one in harvest.records}
    trees = reports["https://x.example/1"]
    assert trees.entry.name == "baeume"
    assert (trees.entry.frequency, trees.entry.languages) == ("MONTHLY", ("de",))
    assert [one.code for one in trees.entry.themes] == ["ENVI"]
    assert trees.entry.places[0].box == (7.5, 51.9, 7.7, 52.0)
    assert trees.entry.licence.id == "cc-by-4.0"
    assert [one.format for one in trees.entry.distributions] == ["CSV"]
    said = " ".join(f"{one.field}: {one.why}" for one in trees.wrong)
    for part in (
        "yesterday",
        "Trees",
        "klingon",
        "“nowhere” is not an e-mail",
        "access_url: “” is not an address",
    ):
        assert part in said
    assert "period[1]" in trees.taken
    assert reports["https://x.example/2"].entry is None
    assert "give a description" in reports["https://x.example/2"].wrong[0].why
    assert any("has no IRI" in one.why for report in harvest.records for one in report.wrong)
    assert len(harvest.entries) == 1


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>&b;</rdf:Description></rdf:RDF>"""
FILE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</rdf:RDF>"""
FAR = [
    ("rdf", BOMB, "document type"),
    ("rdf", FILE, "document type"),
    ("rdf", b'<!DOCTYPE r SYSTEM "https://evil.example/x.dtd"><r/>', "document type"),
    ("rdf", b"<a>" * 100 + b"</a>" * 100, "deeper than 60"),
    ("rdf", b"<a><b></a>", "not XML"),
    ("rdf", b"", "not XML"),
    ("jsonld", b'{"@context": "https://evil.example/context"}', "nothing is fetched"),
    (
        "jsonld",
        b'{"@context": [{"a": {"@id": "x:y", "@context": "http://evil.example/c"}}]}',
        "nothing is fetched",
    ),
    ("jsonld", b'{"@graph": [{"@context": ["file:///etc/passwd"]}]}', "nothing is fetched"),
    ("jsonld", b'{"@context": {"@import": "https://evil.example/context"}}', "imported from elsewhere"),
    ("jsonld", b"[" * 100_000 + b"]" * 100_000, "too deep"),
    ("jsonld", b"[" * 200 + b"]" * 200, "deeper than 60"),
    ("jsonld", b"{", "not JSON"),
    ("jsonld", b"\xff\xfe", "not UTF-8"),
    ("ttl", b"<a> <b> " + b"[ <b> " * 5_000 + b"1" + b" ]" * 5_000 + b" .", "deeper than 60"),
    ("ttl", b"<a> <b> " + b"( " * 5_000 + b" )" * 5_000 + b" .", "deeper than 60"),
    ("ttl", b"<a> <b> .", "line 1 is not Turtle"),
    ("ttl", b"nonsense", "not Turtle"),
]


@pytest.mark.parametrize(("syntax", "data", "why"), FAR)
def test_hostile_documents_are_refused_with_the_reason(syntax, data, why):
    with pytest.raises(Refused, match=why):
        parse(data, syntax)
    harvest = read_document(data, syntax)
    assert harvest.records == []
    assert why in harvest.wrong[0].why


def test_no_document_reaches_the_network(monkeypatch):
    def reached(*_args, **_more):
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.getaddrinfo", reached)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", reached)
    for syntax, data, _ in FAR:
        read_document(data, syntax)
    known = {
        "@context": "https://resources.data.gov/dcat-us/3.0/context.jsonld",
        "@id": "https://x.example/3",
        "@type": "Dataset",
        "title": "Known",
        "description": "By the public context.",
    }
    [one] = read_document(json.dumps(known).encode(), "jsonld").entries
    assert one.called() == "Known"


@pytest.mark.parametrize("syntax", MEDIA)
def test_size_and_statements_are_bounded(syntax):
    data = dataset_document(FULL, CATALOGUE, syntax)
    with pytest.raises(Refused, match="says more than 50 things"):
        parse(data, syntax, limits=Limits(statements=50))
    with pytest.raises(Refused, match="at most 1,000 are read"):
        parse(data, syntax, limits=Limits(size=1_000))


def test_a_document_without_datasets_says_so():
    assert (
        "no dcat:Dataset"
        in read_document(b"<https://a.example/> <https://b.example/> 1 .", "ttl").wrong[0].why
    )


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ("POLYGON((1 2, 3 2, 3 4, 1 4, 1 2))", (1, 2, 3, 4)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(-1.5 2e1)", (-1.5, 20, -1.5, 20)),
        ('{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}', (1, 2, 3, 4)),
        ("1,2,3,4", (1, 2, 3, 4)),
        ("Birch", None),
        ("{", None),
        ("[]", None),
        ("POINT()", None),
        ("1,2,3", None),
    ],
)
def test_boxes_are_read_from_what_portals_write(told, box):
    assert box_of(told) == box
