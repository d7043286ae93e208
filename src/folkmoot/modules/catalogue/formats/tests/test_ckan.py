"""CKAN's dialect: objects there and back, queries, errors, answers of the datastore."""

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.catalogue.formats.ckan import datastore, envelope
from folkmoot.modules.catalogue.formats.ckan.back import dataset_of, harvest_of
from folkmoot.modules.catalogue.formats.ckan.objects import licence, naive, package
from folkmoot.modules.catalogue.formats.ckan.search import answer, search_of, sort_of
from folkmoot.modules.catalogue.formats.ckan.solr import (
    AllOf,
    AnyOf,
    Between,
    Every,
    Exists,
    Not,
    Word,
    read,
)
from folkmoot.modules.catalogue.formats.tests.entries import BARE, FULL, SITE, datasets
from folkmoot.modules.catalogue.formats.vocabulary import LICENCES
from folkmoot.record.refusal import Refusal, Refused

PACKAGE_KEYS = {
    "id", "name", "title", "notes", "author", "author_email", "maintainer", "maintainer_email", "license_id",
    "license_title", "isopen", "owner_org", "organization", "groups", "tags", "resources", "extras", "private", "state",
    "type", "url", "version", "metadata_created", "metadata_modified", "num_resources", "num_tags",
    "relationships_as_object", "relationships_as_subject", "creator_user_id",
}  # fmt: skip
RESOURCE_KEYS = {
    "id", "package_id", "name", "description", "format", "mimetype", "mimetype_inner", "size", "hash", "url", "url_type",
    "datastore_active", "created", "last_modified", "metadata_modified", "position", "state", "cache_url",
    "cache_last_updated", "resource_type",
}  # fmt: skip


def test_a_dataset_has_every_key_of_ckan():
    full, bare = package(FULL, "en"), package(BARE)
    assert set(full) == PACKAGE_KEYS | {"license_url"}
    assert set(bare) == PACKAGE_KEYS
    assert set(full["resources"][0]) == RESOURCE_KEYS | {"our_key"}
    assert (full["title"], package(FULL, "de")["title"]) == ("Bicycle counts", "Radverkehrszählungen")
    assert [one["name"] for one in full["tags"]] == ["bicycle", "traffic"]
    assert full["organization"]["id"] == full["owner_org"] == "8f0c"
    assert (full["isopen"], full["license_id"], bare["license_id"]) == (True, "dl-de-by-2.0", None)
    assert [one["position"] for one in full["resources"]] == [0, 1, 2]
    assert full["resources"][0]["mimetype"] == "text/csv"


WRITTEN = {
    "id": "0b9c1d5e-1c50-4b0e-9b39-6f0f3a1e8a11",
    "name": "trees",
    "title": "Trees",
    "notes": "All *trees*.",
    "author": "Parks",
    "author_email": "parks@birch.example",
    "maintainer": "Desk",
    "maintainer_email": "desk@birch.example",
    "license_id": "cc-by-4.0",
    "owner_org": "8f0c",
    "organization": {"id": "8f0c", "name": "city", "title": "City", "description": "The city", "image_url": ""},
    "private": False,
    "state": "active",
    "type": "dataset",
    "url": "https://birch.example/trees",
    "version": "1.0",
    "metadata_created": "2026-01-01T10:00:00.000001",
    "metadata_modified": "2026-01-02T10:00:00.000000",
    "tags": [{"name": "green"}, {"name": "trees"}],
    "groups": [{"name": "nature", "title": "Nature"}],
    "extras": [{"key": "source_system", "value": "GIS"}, {"key": "frequency", "value": "R/P1M"}],
    "resources": [
        {
            "id": "r1", "url": "https://birch.example/trees.csv", "name": "Trees", "description": "One row per tree",
            "format": "csv", "mimetype": "text/csv", "size": 12, "hash": "md5:abc", "created": "2026-01-01T10:00:00.000000",
            "last_modified": "2026-01-02T10:00:00.000000", "metadata_modified": "2026-01-02T10:00:00.000000",
            "datastore_active": True, "url_type": "upload", "position": 0, "state": "active", "our_own": "kept",
        }
    ],
}  # fmt: skip


def kept(was, now):
    """What was written, as it is now, key by key."""
    if isinstance(was, dict):
        return {key: kept(value, now.get(key)) for key, value in was.items()}
    if isinstance(was, list) and was:
        return [kept(one, other) for one, other in zip(was, now, strict=True)]
    return now


def test_what_a_client_writes_comes_back_with_the_same_keys():
    report = dataset_of(WRITTEN, site=SITE)
    assert report.wrong == []
    assert kept(WRITTEN, package(report.entry)) == WRITTEN
    assert (report.entry.frequency, report.entry.licence) == ("MONTHLY", LICENCES["cc-by-4.0"])


@settings(max_examples=60, deadline=None)
@given(dataset=datasets, language=st.sampled_from(["", "en", "de"]))
def test_any_object_is_the_same_after_a_journey(dataset, language):
    once = package(dataset, language)
    report = dataset_of(once, site=SITE, language=language)
    assert report.entry is not None, report.wrong
    assert report.wrong == []
    twice = package(report.entry, language)
    assert set(twice) == set(once)
    for key in (
        "id",
        "name",
        "title",
        "notes",
        "private",
        "state",
        "version",
        "num_resources",
        "isopen",
        "url",
    ):
        # The API cleans what stands around words.
        assert twice[key] == (once[key].strip() or None if isinstance(once[key], str) else once[key])
    assert [one["url"] for one in twice["resources"]] == [one["url"] for one in once["resources"]]
    assert package(dataset_of(twice, site=SITE, language=language).entry, language) == twice


def test_a_harvest_reports_each_record():
    answered = {
        "success": True,
        "result": {
            "results": [
                WRITTEN,
                {"name": "bad", "title": "Bad", "resources": [{"url": "no address"}, 7], "metadata_modified": "soon",
                 "maintainer": "Desk", "maintainer_email": "x", "tags": "none"},
                "no object",
                {"name": {"a": 1}, "title": {"de": "Bäume", "en": "Trees"}, "extras": [{"key": "spatial", "value": "{"}]},
            ]
        },
    }  # fmt: skip
    good, bad, none, odd = harvest_of(answered, site="https://other.example/").records
    assert good.entry.source == "https://other.example/dataset/trees"
    said = " ".join(f"{one.field} {one.why}" for one in bad.wrong)
    for part in ("resources[0].access_url", "no address", "soon", "list of objects", "“x” is not an e-mail"):
        assert part in said
    assert bad.entry.contacts[0].name == "Desk"
    assert bad.entry.distributions == ()
    assert none.entry is None
    assert "this is str" in none.wrong[0].why
    assert odd.entry.called("de") == "Bäume"
    assert "no list of datasets" in harvest_of({"result": 7}, site=SITE).wrong[0].why


W = Word
QUERIES = [
    ("", Every()),
    ("*:*", Every()),
    ("*", Every()),
    ("bike", W("bike")),
    ("bike counts", AllOf((W("bike"), W("counts")))),
    ('"bike counts"', W("bike counts", phrase=True)),
    ("title:bike", W("bike", "title")),
    ('tags:"public transport"', W("public transport", "tags", phrase=True)),
    ("res_format:CSV AND organization:city", AllOf((W("CSV", "res_format"), W("city", "organization")))),
    ("a OR b AND c", AnyOf((W("a"), AllOf((W("b"), W("c")))))),
    ("(a OR b) c", AllOf((AnyOf((W("a"), W("b"))), W("c")))),
    ("-a +b !c NOT d", AllOf((Not(W("a")), W("b"), Not(W("c")), Not(W("d"))))),
    ("a && b || c", AnyOf((AllOf((W("a"), W("b"))), W("c")))),
    ("tags:(a OR b)", AnyOf((W("a", "tags"), W("b", "tags")))),
    ("-tags:a", Not(W("a", "tags"))),
    ("license_id:*", Exists("license_id")),
    ("a-b e.g. x_y", AllOf((W("a-b"), W("e.g."), W("x_y")))),
    (r"c\:d \(e\)", AllOf((W("c:d"), W("(e)")))),
    (r'"say \"hi\""', W('say "hi"', phrase=True)),
    (
        "metadata_modified:[2026-01-01T00:00:00Z TO *]",
        Between("metadata_modified", "2026-01-01T00:00:00Z", ""),
    ),
    ("+state:active +(a)", AllOf((W("active", "state"), W("a")))),
    ("Räder R&D", AllOf((W("Räder"), W("R&D")))),
]


@pytest.mark.parametrize(("words", "tree"), QUERIES)
def test_queries_are_read_as_solr_reads_them(words, tree):
    assert read(words) == tree


REFUSED = [
    ("bik*", "wildcards"), ("b?ke", "wildcards"), ("bike~2", "wildcards"), ("bike^4", "wildcards"), ("/bi.e/", "wildcards"),
    ("nope:1", "undefined field nope"), ("(a", "no closing"), ("a)", "no opening"), ('"a', "cannot be read"),
    ("title:", "something is missing"), ("a AND", "something is missing"), ("OR a", "something is missing"),
    ("[a TO b]", r"write field"), ("title:[a TO b]", "write field"), ("metadata_modified:{2026-01-01 TO *}", "write field"),
    ("metadata_modified:[NOW-1DAY TO *]", "NOW is not known"), ("{!dismax qf=title}a", "write field"),
    ("title:tags:a", "inside of another"), ("(" * 50 + "a" + ")" * 50, "lie in each other"), ("- " * 9, "cannot be read|missing"),
    ("!" * 100 + "a", "lie in each other"), ("a " * 201, "at most 200 parts"), ("a" * 5_000, "at most 4,000"),
    ("title:*:*", "no value of a field"), ("NOT", "something is missing"), ("()", "something is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "why"), REFUSED)
def test_what_is_not_known_is_refused_and_never_passed_over(words, why):
    with pytest.raises(Refused, match=why):
        read(words)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*'ab "()[]{}:*?!+-&|^~/\\', "AND ", "OR ", "NOT ", "title:", " TO "]), max_size=25
    ).map("".join)
)
def test_any_query_is_a_tree_or_a_refusal(words):
    try:
        tree = read(words)
    except Refused:
        return
    assert isinstance(tree, Every | Word | Exists | Between | Not | AllOf | AnyOf)


def test_a_search_joins_its_parts():
    search = search_of(
        {
            "q": "bike",
            "fq": "tags:a",
            "fq_list": ["-res_format:PDF"],
            "rows": "5000",
            "facet.field": '["tags"]',
        }
    )
    assert search.asked == AllOf((W("bike"), W("a", "tags"), Not(W("PDF", "res_format"))))
    assert (search.rows, search.start, search.facets) == (1_000, 0, ("tags",))
    assert search.sort == (("score", True), ("metadata_modified", True))
    assert search_of({}).asked == Every()
    assert search_of({"facet": "false", "facet.field": '["tags"]'}).facets == ()


@pytest.mark.parametrize(
    "given",
    [{"rows": "x"}, {"rows": -1}, {"sort": "nope asc"}, {"sort": "name"}, {"facet.field": "tags"}, {"facet.field": '["x"]'},
     {"fq": "nope:1"}, {"defType": "edismax"}, {"facet.limit": "-2"}],
)  # fmt: skip
def test_a_search_that_is_not_understood_is_refused(given):
    with pytest.raises(Refused):
        search_of(given)


def test_an_answer_counts_facets_in_order():
    search = search_of({"facet.field": ["tags"], "facet.limit": 2})
    told = answer(
        search, 3, [{"name": "x"}], {"tags": [("b", "B", 1), ("a", "A", 1), ("c", "C", 7), ("d", "D", 0)]}
    )
    assert set(told) == {"count", "facets", "results", "sort", "search_facets"}
    assert list(told["facets"]["tags"].items()) == [("c", 7), ("a", 1)]
    assert told["search_facets"]["tags"]["items"][0] == {"name": "c", "display_name": "C", "count": 7}
    assert sort_of("title_string ASC") == (("title_string", False),)


def test_errors_have_ckans_status_and_body():
    found = envelope.failure(SITE, "package_show", envelope.NOT_FOUND, "Dataset nope")
    assert found.status == 404
    assert found.body["error"] == {"__type": "Not Found Error", "message": "Not found: Dataset nope"}
    assert found.body["help"] == f"{SITE}/api/3/action/help_show?name=package_show"
    wrong = envelope.invalid(SITE, "package_create", [Refusal("name", "taken"), Refusal("name", "odd")])
    assert (wrong.status, wrong.body["error"]) == (
        409,
        {"name": ["taken", "odd"], "__type": "Validation Error"},
    )
    denied = envelope.failure(SITE, "package_create", envelope.AUTHORIZATION)
    assert (denied.status, denied.body["error"]["message"]) == (403, "Access denied")
    assert envelope.unknown_action("nope") == envelope.Answer(
        400, "Bad request - Action name not known: nope"
    )
    assert envelope.success(SITE, "x", 1).body["success"] is True


COLUMNS = [("_id", "int"), ("day", "date"), ("name", "text"), ("share", "number")]
ROWS = [(1, dt.date(2026, 1, 2), 'a "b", c', 0.5), (2, None, None, None)]


def test_the_datastore_answers_in_four_formats():
    path, asked = "/api/3/action/datastore_search", {"resource_id": "r", "limit": 2, "filters": {"a": 1}}
    told = datastore.search_answer(
        path=path, asked=asked, resource_id="r", columns=COLUMNS, rows=ROWS, limit=2, total=9
    )
    assert told["fields"][:2] == [{"id": "_id", "type": "int"}, {"id": "day", "type": "timestamp"}]
    assert told["records"][0] == {"_id": 1, "day": "2026-01-02", "name": 'a "b", c', "share": 0.5}
    assert told["_links"]["next"] == f"{path}?resource_id=r&limit=2&offset=2"
    assert (told["total"], told["total_was_estimated"], told["include_total"]) == (9, False, True)
    assert datastore.records(COLUMNS, ROWS, "lists")[1] == [2, None, None, None]
    assert datastore.records(COLUMNS, ROWS, "csv") == '1,2026-01-02,"a ""b"", c",0.5\n2,,,\n'
    assert datastore.records(COLUMNS, ROWS, "tsv").startswith("1\t2026-01-02\t")
    assert datastore.sql_answer("select 1", COLUMNS, [], cut=True)["records_truncated"] is True
    assert datastore.fields([("a", "int")], {"a": {"label": "A"}}) == [
        {"id": "a", "type": "int", "info": {"label": "A"}}
    ]


def test_moments_are_written_as_ckan_does():
    assert naive("2026-03-31T12:30:00+02:00") == "2026-03-31T10:30:00.000000"
    assert (naive("2026"), naive("")) == ("2026-01-01T00:00:00.000000", None)
    assert licence(LICENCES["cc-by-4.0"])["is_okd_compliant"] is True
    assert dataclasses.replace(BARE, private=True).private is True


def test_ckans_own_client_understands_every_error():
    from ckanapi import errors
    from ckanapi.common import reverse_apicontroller_action

    kinds = {
        envelope.AUTHORIZATION: errors.NotAuthorized,
        envelope.NOT_FOUND: errors.NotFound,
        envelope.SEARCH_QUERY: errors.SearchQueryError,
        envelope.SEARCH: errors.SearchError,
        envelope.INDEX: errors.SearchIndexError,
    }
    for kind, raised in kinds.items():
        found = envelope.failure(SITE, "x", kind, "why")
        with pytest.raises(raised):
            reverse_apicontroller_action(SITE, found.status, json.dumps(found.body))
    wrong = envelope.invalid(SITE, "x", [Refusal("name", "taken")])
    with pytest.raises(errors.ValidationError) as caught:
        reverse_apicontroller_action(SITE, wrong.status, json.dumps(wrong.body))
    assert caught.value.error_dict["name"] == ["taken"]
    good = envelope.success(SITE, "x", [1])
    assert reverse_apicontroller_action(SITE, good.status, json.dumps(good.body)) == [1]
    nope = envelope.unknown_action("nope")
    with pytest.raises(errors.CKANAPIError):
        reverse_apicontroller_action(SITE, nope.status, json.dumps(nope.body))
