"""data.json, Data Package, Table Schema, CSVW, schema.org, Croissant, feeds: each read by somebody else's library."""

import dataclasses
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import dplib.profiles
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from folkmoot.modules.catalogue.formats import data_json, feeds, pages, tables
from folkmoot.modules.catalogue.formats.tests import data_json_schema
from folkmoot.modules.catalogue.formats.tests.entries import BARE, CATALOGUE, FULL, PLAIN, SITE, datasets
from folkmoot.record.refusal import Refused


def valid(document, profile, version):
    path = Path(dplib.profiles.__path__[0]) / version / f"{profile}.json"
    schema = json.loads(path.read_text())
    schema.pop("$schema", None)
    jsonschema.Draft7Validator(schema).validate(document)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_data_package_is_valid_in_both_versions(version):
    told = tables.data_package(FULL, "en")
    valid(told, "datapackage", version)
    assert told["resources"][0]["schema"]["primaryKey"] == ["time"]
    assert told["licenses"] == [
        {
            "name": "DL-DE-BY-2-0",
            "path": "https://www.govdata.de/dl-de/by-2-0",
            "title": "Datenlizenz Deutschland – Namensnennung – 2.0",
        }
    ]
    valid(tables.table_schema(FULL.distributions[0].fields), "tableschema", version)
    with pytest.raises(jsonschema.ValidationError):
        valid({**told, "resources": [{"name": "no path"}]}, "datapackage", version)


def test_a_data_package_needs_a_file():
    with pytest.raises(Refused, match="at least one file"):
        tables.data_package(BARE)


def test_csvw_names_every_column():
    told = tables.csvw(FULL.distributions[0], FULL, "de")
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "de"}]
    assert told["tableSchema"]["columns"][0] == {
        "name": "time",
        "titles": ["time", "Zeit"],
        "datatype": "dateTime",
        "required": True,
    }
    assert told["dialect"] == {"encoding": "UTF-8", "delimiter": ",", "header": True}


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # Of its library's call of rdflib.
def test_croissant_is_read_by_its_own_library(tmp_path):
    import mlcroissant

    file = tmp_path / "croissant.json"
    file.write_text(json.dumps(pages.croissant(FULL, CATALOGUE, "en")))
    read = mlcroissant.Dataset(jsonld=file)
    assert not read.metadata.ctx.issues.errors
    assert read.metadata.name == "bike-counts"
    assert [len(one.fields) for one in read.metadata.record_sets] == [10]


def test_schema_org_cannot_end_its_script():
    told = pages.schema_org(FULL, CATALOGUE, "en")
    assert (told["@type"], told["name"], told["license"]) == (
        "Dataset",
        "Bicycle counts",
        "https://www.govdata.de/dl-de/by-2-0",
    )
    assert told["temporalCoverage"] == ["2019/2026-03-31", "2018-01-01T00:00:00Z/.."]
    assert told["spatialCoverage"][0]["geo"]["box"] == "51.9 7.5 52.0 7.7"
    page = pages.in_page(told)
    assert "<" not in page
    assert json.loads(page) == told


def data_json_of(*batches, catalogue=CATALOGUE, language="en"):
    return json.loads(b"".join(data_json.pieces(catalogue, batches, language)))


@settings(max_examples=60, deadline=None)
@given(some=st.lists(datasets, max_size=3))
def test_data_json_is_valid_whatever_is_described(some):
    Draft202012Validator(data_json_schema.CATALOGUE).validate(
        data_json_of(some, catalogue=dataclasses.replace(PLAIN, modified="2026-01-01"))
    )


def test_data_json_is_valid_and_what_is_not_would_be_noticed():
    told = data_json_of([FULL], [BARE])
    valid = Draft202012Validator(data_json_schema.CATALOGUE)
    valid.validate(told)
    assert [one["identifier"] for one in told["dataset"]] == [FULL.iri, BARE.iri]
    for name in ("contactPoint", "modified", "keyword"):
        with pytest.raises(jsonschema.ValidationError):
            valid.validate(
                {**told, "dataset": [{it: one for it, one in told["dataset"][0].items() if it != name}]}
            )
    with pytest.raises(jsonschema.ValidationError):
        valid.validate({**told, "dataset": [told["dataset"][0] | {"accrualPeriodicity": "daily"}]})


def test_data_json_is_one_document_however_it_is_cut():
    assert data_json_of() == data_json_of([]) == data_json_of([], [])
    assert data_json_of([FULL, BARE]) == data_json_of([FULL], [BARE]) == data_json_of([], [FULL, BARE], [])


def test_no_more_than_a_batch_is_asked_for_before_it_is_sent():
    asked = []

    def batches():
        for one in (FULL, BARE):
            asked.append(one)
            yield [one]

    told = data_json.pieces(CATALOGUE, batches(), "en")
    next(told)
    assert asked == []
    next(told)
    assert asked == [FULL]


def test_data_json_comes_back():
    told = json.loads(b"".join(data_json.pieces(CATALOGUE, [[FULL, BARE]], "en")))
    for one in told["dataset"]:
        assert {
            "title",
            "description",
            "keyword",
            "modified",
            "publisher",
            "contactPoint",
            "identifier",
            "accessLevel",
        } <= set(one)
    assert told["dataset"][0]["accrualPeriodicity"] == "R/P1D"
    full, bare = data_json.read(json.dumps(told).encode(), base=f"{SITE}/data.json", language="en").records
    assert [one.why for one in full.wrong] == ["“Roads” is not in the EU vocabulary"]
    assert bare.wrong == []
    read = full.entry
    assert (read.iri, read.name, read.called(), read.frequency, read.access) == (
        FULL.iri,
        FULL.name,
        "Bicycle counts",
        "DAILY",
        "PUBLIC",
    )
    assert read.licence == FULL.licence
    assert [one.code for one in read.themes] == ["TRAN"]
    assert read.places[0].box == (7.5, 51.9, 7.7, 52.0)
    assert [one.format for one in read.distributions] == ["CSV", "Oracle dump", "Parquet"]
    assert read.contacts[0].email == "data@birch.example"


@settings(max_examples=30, deadline=None)
@given(dataset=datasets)
def test_any_dataset_is_described_by_every_standard(dataset):
    if dataset.distributions:
        for version in ("1.0", "2.0"):
            valid(tables.data_package(dataset), "datapackage", version)
    [report] = data_json.read(b"".join(data_json.pieces(PLAIN, [[dataset]])), base=SITE).records
    assert report.entry is not None
    assert report.entry.iri == dataset.iri
    json.loads(pages.in_page(pages.schema_org(dataset, PLAIN)))
    ET.fromstring(feeds.atom(PLAIN, [dataset], SITE))


THREE = {
    "@type": "Dataset", "@id": "https://x.example/3", "identifier": ["3"], "title": "Three", "descriptionMap": {"en": "New"},
    "publisher": {"@id": "https://x.example/p", "name": "Agency"}, "contactPoint": [{"fn": "Desk", "hasEmail": "mailto:a@b.example"}],
    "temporal": [{"startDate": "2020", "endDate": "2021-05"}, {"startDate": "never"}], "keyword": ["a", "b"],
    "spatial": [{"prefLabel": "Ohio", "bbox": "POLYGON((1 2, 3 4))"}], "theme": [{"prefLabel": "Health"}],
    "distribution": [{"downloadURL": "https://x.example/a b.csv", "format": "CSV", "byteSize": "12"}, {"title": "none"}, 7],
    "modified": "R/P1D", "issued": "soon",
}  # fmt: skip


def test_the_json_of_dcat_us_3_is_read_with_a_report():
    one, two, three = data_json.read(
        json.dumps({"dataset": [THREE, {"title": "x"}, 7]}).encode(), base=SITE, language="en"
    ).records
    entry = one.entry
    assert (entry.id, entry.publisher.iri, entry.contacts[0].name, entry.periods[0].end) == (
        "3",
        "https://x.example/p",
        "Desk",
        "2021-05",
    )
    assert (entry.places[0].box, entry.themes[0].code) == ((1, 2, 3, 4), "HEAL")
    assert [file.url for file in entry.distributions] == ["https://x.example/a%20b.csv"]
    said = " ".join(f"{told.field}: {told.why}" for told in one.wrong)
    for part in ("never", "soon", "distribution[1].access_url", "distribution[2]: write an object"):
        assert part in said
    assert "no identifier" in two.wrong[0].why
    assert "this is int" in three.wrong[0].why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "not JSON"),
        (b"7", "no list"),
        (b"[" * 99_999, "too deep|not JSON"),
        (b"\xff", "not UTF-8"),
        (b"{}", "no list"),
    ],
)
def test_a_data_json_that_is_none_is_refused(data, why):
    import re

    assert re.search(why, data_json.read(data, base=SITE).wrong[0].why)
    assert "at most 1" in data_json.read(b"{}", base=SITE, most=1).wrong[0].why


def test_feeds_are_well_formed():
    space = {"a": "http://www.w3.org/2005/Atom"}
    odd = dataclasses.replace(BARE, landing_page="https://a.example/?a=1&b='2'")
    feed = ET.fromstring(feeds.atom(CATALOGUE, [FULL, odd], f"{SITE}/a?b&c", "en", f"{SITE}/2"))
    assert feed.find("a:updated", space).text == "2026-04-01T08:00:00Z"
    assert [one.find("a:title", space).text for one in feed.findall("a:entry", space)] == [
        "Bicycle counts",
        "Bare",
    ]
    assert feed.findall("a:entry", space)[1].find("a:link", space).get("href") == odd.landing_page


def test_a_feed_says_when_words_or_data_changed_last():
    space = {"a": "http://www.w3.org/2005/Atom"}

    def updated(**said):
        one = dataclasses.replace(BARE, issued="", created="", **said)
        return ET.fromstring(feeds.atom(PLAIN, [one], SITE)).find("a:entry/a:updated", space).text

    assert (
        updated(changed="2026-01-01T10:00:00+01:00", modified="2026-01-01T09:30:00Z")
        == "2026-01-01T09:30:00Z"
    )
    assert updated(changed="2026-02-01", modified="2026") == "2026-02-01T00:00:00Z"
    assert updated(changed="", modified="") == "1970-01-01T00:00:00Z"
