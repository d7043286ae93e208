"""CKAN's Action API, read side: envelopes, codes, both forms of addresses, searches, rows, files."""

import json

import pytest

from folkmoot.modules.catalogue.tests.town import CSV, NEWER, drafted, loaded, published

API = "/api/3/action"


def ask(client, name, /, *, status=200, **given):
    answer = client.get(f"{API}/{name}", given)
    assert answer.status_code == status, answer.content
    found = json.loads(answer.content)
    return found["result"] if status == 200 else found


def post(client, name, given, *, status=200, **headers):
    answer = client.post(f"{API}/{name}", json.dumps(given), content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    found = json.loads(answer.content)
    return found["result"] if status == 200 else found


def test_envelope_and_both_forms_of_addresses(client, town):
    published()
    for base in ("/api/3/action", "/api/action"):
        found = client.get(f"{base}/package_list").json()
        assert found["success"] is True
        assert found["result"] == ["trees"]
        assert found["help"].endswith("/api/3/action/help_show?name=package_list")
    assert client.get("/api/3").json() == {"version": 3}
    assert ask(client, "site_read") is True
    assert ask(client, "status_show")["extensions"] == ["datastore"]
    assert "newest first" in ask(client, "help_show", name="package_activity_list")
    answer = client.get(f"{API}/nope")
    assert (answer.status_code, answer.json()) == (400, "Bad request - Action name not known: nope")
    answer = client.get(f"{API}/package_show?id=none")
    assert answer.status_code == 404
    assert answer.json()["error"] == {"__type": "Not Found Error", "message": "Not found: Package not found"}
    answer = client.get(f"{API}/package_show")
    assert answer.status_code == 409
    assert answer.json()["error"] == {"__type": "Validation Error", "id": ["Missing value"]}
    assert client.get(f"{API}/package_create?name=x").status_code == 400
    assert client.get(f"{API}/package_list")["Access-Control-Allow-Origin"] == "*"
    answer = client.options(f"{API}/package_list")
    assert "Authorization" in answer["Access-Control-Allow-Headers"]


def test_forms_json_and_jsonp_ask_the_same(client, town):
    published()
    url = f"{API}/package_show"
    expected = client.get(f"{url}?id=trees").json()
    assert client.post(url, {"id": "trees"}).json() == expected
    assert client.post(url, "id=trees", content_type="application/x-www-form-urlencoded").json() == expected
    assert client.post(url, '{"id": "trees"}', content_type="application/json").json() == expected
    told = client.get(f"{url}?id=trees&callback=seen").content.decode()
    assert told.startswith("/**/seen({")
    assert client.get(f"{url}?id=trees&callback=alert(1)").status_code == 400
    again = client.get(f"{url}?id=trees")
    assert client.get(f"{url}?id=trees", headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_a_dataset_in_ckans_words(client, town):
    published()
    found = ask(client, "package_show", id="trees")
    assert (found["id"], found["name"], found["title"]) == ("trees", "trees", "Street trees")
    assert found["title_translated"]["de"] == "Street trees (de)"
    assert (found["license_id"], found["isopen"], found["private"]) == ("cc-by-4.0", True, False)
    assert (found["owner_org"], found["organization"]["title"]) == ("parks", "Parks team")
    assert [one["name"] for one in found["tags"]] == ["climate", "trees"]
    assert [one["name"] for one in found["groups"]] == ["envi"]
    assert {"key": "frequency", "value": "MONTHLY"} in found["extras"]
    assert found["maintainer_email"] == "parks@example.org"
    [resource] = found["resources"]
    assert (resource["id"], resource["datastore_active"], resource["format"]) == ("trees.trees", True, "CSV")
    assert resource == ask(client, "resource_show", id="trees.trees")
    assert client.get(resource["url"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert ask(client, "resource_view_list", id="trees.trees") == []


def test_what_is_not_public_is_not_told(client, town):
    drafted("secret")
    loaded(key="secret")
    for name, given in (
        ("package_show", {"id": "secret"}),
        ("resource_show", {"id": "secret.trees"}),
        ("datastore_search", {"resource_id": "secret.trees"}),
        ("datastore_info", {"id": "secret.trees"}),
        ("package_activity_list", {"id": "secret"}),
    ):
        assert ask(client, name, status=404, **given)["error"]["__type"] == "Not Found Error"
    assert ask(client, "package_list") == []
    for more in ({}, {"include_drafts": "true"}, {"include_private": "true"}, {"q": "state:draft"}):
        assert ask(client, "package_search", **more)["count"] == 0
    assert ask(client, "resource_search", query="name:trees")["count"] == 0
    told = ask(client, "datastore_search_sql", status=409, sql='select * from "secret.trees"')
    assert "there is no table" in told["error"]["sql"][0]
    for path in ("/datastore/dump/secret.trees", "/dataset/secret", "/dataset/secret/resource/secret.trees"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["roads", "trees"]),
        ({"q": "*:*"}, ["roads", "trees"]),
        ({"q": "tree"}, ["trees"]),
        ({"q": '"street trees"'}, ["trees"]),
        ({"q": '"trees street"'}, []),
        ({"q": "title:street"}, ["roads", "trees"]),
        ({"q": 'title:"street trees"'}, ["trees"]),
        ({"q": "notes:height"}, ["trees"]),
        ({"q": "name:roads"}, ["roads"]),
        ({"fq": "tags:climate"}, ["trees"]),
        ({"fq": "-tags:climate"}, ["roads"]),
        ({"fq": "organization:parks", "q": "street"}, ["roads", "trees"]),
        ({"fq": "organization:schools"}, []),
        ({"fq": "groups:(envi OR tran)"}, ["roads", "trees"]),
        ({"fq": "groups:tran"}, ["roads"]),
        ({"fq": 'license_id:"cc-by-4.0" +res_format:CSV'}, ["roads", "trees"]),
        ({"fq": "res_format:PDF"}, []),
        ({"fq": "tags:*"}, ["trees"]),
        ({"fq": "metadata_modified:[2020-01-01T00:00:00Z TO *]"}, ["roads", "trees"]),
        ({"fq": "metadata_modified:[* TO 2020-01-01T00:00:00Z]"}, []),
        ({"fq": "private:true"}, []),
        ({"fq": "state:active AND type:dataset"}, ["roads", "trees"]),
        ({"sort": "name desc", "rows": "1"}, ["trees"]),
        ({"sort": "title asc"}, ["roads", "trees"]),
        ({"start": "1", "sort": "name asc"}, ["trees"]),
        ({"rows": "0"}, []),
    ],
)
def test_searches(client, town, asked, names):
    from dataclasses import replace

    from folkmoot.modules.catalogue.tests.town import DESCRIPTION, both

    published()
    other = replace(
        DESCRIPTION, title=both("Street lengths"), summary=both("How long."), themes=("TRAN",), keywords=()
    )
    published("roads", description=other)
    found = ask(client, "package_search", **asked)
    assert sorted(one["name"] for one in found["results"]) == names
    if not set(asked) & {"rows", "start"}:
        assert found["count"] == len(names)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "tree*"},
        {"q": "tree~"},
        {"q": "title:tree^3"},
        {"q": "colour:red"},
        {"q": "(tree"},
        {"q": "author:someone"},
        {"fq": "metadata_modified:[NOW-1DAY TO NOW]"},
        {"fq": "metadata_modified:[2020-99-99 TO *]"},
        {"sort": "views_recent desc"},
        {"facet.field": "tags"},
        {"facet.field": '["views"]'},
        {"rows": "many"},
        {"start": "-1"},
        {"bf": "popularity"},
        {"q": "a" * 5_000},
    ],
)
def test_what_is_not_understood_is_said(client, town, asked):
    told = ask(client, "package_search", status=400, **asked)
    assert told["error"]["__type"] == "Search Query Error"
    assert told["error"]["message"]


def test_facets(client, town):
    published()
    fields = ["organization", "tags", "groups", "license_id", "res_format", "private", "language", "theme"]
    found = ask(client, "package_search", **{"facet.field": json.dumps(fields), "rows": 0})
    assert found["facets"]["tags"] == {"climate": 1, "trees": 1}
    assert found["facets"]["organization"] == {"parks": 1}
    assert found["facets"]["groups"] == {"envi": 1}
    assert found["facets"]["res_format"] == {"CSV": 1}
    assert found["facets"]["license_id"] == {"cc-by-4.0": 1}
    assert found["search_facets"]["organization"]["items"][0]["display_name"] == "Parks team"


def test_lists_of_everything_else(client, town):
    published()
    assert ask(client, "organization_list") == ["parks", "schools"]
    found = ask(client, "organization_list", all_fields="true", sort="packages desc", limit=1)
    assert (found[0]["name"], found[0]["package_count"]) == ("parks", 1)
    assert (
        ask(client, "organization_show", id="parks", include_datasets="true")["packages"][0]["id"] == "trees"
    )
    assert ask(client, "organization_autocomplete", q="school")[0]["name"] == "schools"
    assert "envi" in ask(client, "group_list")
    assert ask(client, "group_show", id="envi")["package_count"] == 1
    assert ask(client, "group_show", status=404, id="none")
    assert ask(client, "tag_list") == ["climate", "trees"]
    assert ask(client, "tag_show", id="trees", include_datasets="1")["packages"][0]["name"] == "trees"
    assert ask(client, "tag_autocomplete", query="clim") == ["climate"]
    assert "cc-by-4.0" in [one["id"] for one in ask(client, "license_list")]
    assert ask(client, "vocabulary_list") == []
    assert ask(client, "package_autocomplete", q="tre")[0]["name"] == "trees"
    assert ask(client, "resource_search", query="name:trees")["results"][0]["id"] == "trees.trees"
    assert ask(client, "current_package_list_with_resources", limit=5)[0]["name"] == "trees"
    loaded(NEWER)
    assert [one["data"]["version"] for one in ask(client, "package_activity_list", id="trees")] == [2, 1]
    assert ask(client, "user_list", status=403)["error"]["__type"] == "Authorization Error"


def test_rows(client, town):
    published()
    given = {"resource_id": "trees.trees"}
    found = ask(client, "datastore_search", **given)
    assert (found["total"], found["limit"]) == (3, 100)
    assert found["fields"][0] == {"id": "_id", "type": "int"}
    assert found["records"][0]["nr"] == "007"
    assert found["_links"]["next"].startswith("/api/3/action/datastore_search?")
    found = post(
        client,
        "datastore_search",
        {**given, "filters": {"species": ["Oak"]}, "fields": ["nr"], "sort": "nr desc", "limit": 1},
    )
    assert found["records"] == [{"nr": "009"}]
    assert found["total"] == 2
    assert ask(client, "datastore_search", **given, q="lime")["total"] == 1
    found = ask(client, "datastore_search", **given, fields="species", distinct="true", sort="species")
    assert [one["species"] for one in found["records"]] == ["Lime", "Oak"]
    assert found["total"] == 2
    assert ask(client, "datastore_search", **given, records_format="lists", limit=1)["records"][0][1] == "007"
    assert (
        ask(client, "datastore_search", **given, records_format="csv", fields="nr")["records"]
        == "007\n008\n009\n"
    )
    assert ask(client, "datastore_search", **given, limit=0)["records"] == []
    assert ask(client, "datastore_search", **given, limit=10**9)["limit"] == 32_000
    assert "total" not in ask(client, "datastore_search", **given, include_total="false")
    for wrong in (
        {"filters": "{"},
        {"sort": "colour"},
        {"limit": "x"},
        {"fields": "a b c"},
        {"offset": 10**15},
        {"x": 1},
    ):
        told = ask(client, "datastore_search", status=409, **given, **wrong)
        assert told["error"]["__type"] == "Validation Error", wrong
    found = ask(client, "datastore_info", id="trees.trees")
    assert found["meta"]["count"] == 3
    assert {one["id"]: one["type"] for one in found["fields"]}["planted"] == "date"


def test_sql(client, town):
    published()
    sql = 'select species, count(*) as n from "trees.trees" group by species order by n desc'
    found = ask(client, "datastore_search_sql", sql=sql)
    assert found["records"] == [{"species": "Oak", "n": 2}, {"species": "Lime", "n": 1}]
    assert found["fields"] == [{"id": "species", "type": "text"}, {"id": "n", "type": "int"}]
    for attack in (
        "select * from read_csv('/etc/passwd')",
        'drop table "trees.trees"',
        'select 1; select * from "trees.trees"',
        "select * from duckdb_settings()",
        "attach 'x.db'",
        "",
    ):
        assert ask(client, "datastore_search_sql", status=409, sql=attack)["error"]["sql"], attack


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("csv", "_id,nr,species,height,planted\r\n1,007,Oak,12.5,2001-03-01\r\n"),
        ("tsv", "_id\tnr\tspecies\theight\tplanted\r\n1\t007\tOak\t12.5\t2001-03-01\r\n"),
        ("xml", '<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<row _id="1"><nr>007</nr>'),
        ("json", '{\n  "fields": [{"id": "_id", "type": "int"}'),
    ],
)
def test_dumps(client, town, kind, start):
    published()
    answer = client.get(f"/datastore/dump/trees.trees?format={kind}")
    told = b"".join(answer.streaming_content).decode()
    assert told.startswith(start)
    if kind == "json":
        assert len(json.loads(told)["records"]) == 3
    if kind == "xml":
        from xml.etree import ElementTree as ET

        assert len(ET.fromstring(told)) == 3
    some = client.get("/datastore/dump/trees.trees?format=csv&fields=nr&limit=1&offset=1&bom=true")
    assert b"".join(some.streaming_content).decode() == "\ufeffnr\r\n008\r\n"


def test_pages_of_ckan_lead_to_ours(client, town):
    published()
    assert client.get("/dataset/trees")["Location"] == "/data/trees"
    assert client.get("/dataset/trees/resource/trees.trees")["Location"] == "/data/trees/trees"
    url = "/dataset/trees/resource/trees.trees/download/trees.csv"
    assert client.get(url)["Location"] == "/data/trees/trees/download.csv"
    assert client.get("/dataset/roads/resource/trees.trees").status_code == 404
    assert client.get("/datastore/dump/trees.trees?format=exe").status_code == 409


def test_the_number_of_queries_does_not_grow(
    client, town, django_assert_max_num_queries, django_assert_num_queries
):
    published()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            ask(client, "package_search", **{"facet.field": '["tags", "organization"]'})
            ask(client, "current_package_list_with_resources")
        return len(seen)

    count()
    one = count()
    for key in ("a1", "a2", "a3", "a4"):
        published(key, text=CSV)
    assert count() == one


GARBAGE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"id": "\\ud800"}',
    b'{"id": "a\\u0000b"}',
    b'{"id": {"a": 1}}',
    b'{"id": [1]}',
    b'{"id": 1e999}',
    b'{"id": NaN}',
    b'{"resource_id": ["trees.trees"], "filters": 7, "limit": [], "fields": {"a": 1}, "q": [[]], "sort": {"x": 1}}',
    b'{"resource_id": "trees.trees", "filters": {"nr": {"gt": {"x": 1}}}}',
    b'{"resource_id": "trees.trees", "fields": 5}',
    b'{"resource_id": "trees.trees", "sort": 5}',
    b'{"resource_id": "trees.trees", "limit": true, "offset": -4}',
    b'{"query": {"a": 1}, "q": {"a": 1}, "sort": [1], "rows": {}, "fq_list": [[1]], "facet.field": [1]}',
    b'{"sql": ["select 1"]}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
]


@pytest.mark.parametrize("number", range(len(GARBAGE)))
def test_garbage_is_refused_in_ckans_form(client, town, number):
    from folkmoot.modules.catalogue.ckan.ask import ACTIONS

    published()
    for name in ACTIONS:
        for kind in (
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ):
            answer = client.post(f"{API}/{name}", GARBAGE[number], content_type=kind)
            assert answer.status_code in {200, 400, 403, 404, 409, 413, 429}, (name, kind, answer.content)
            assert answer["Content-Type"].startswith("application/json")
            found = json.loads(answer.content)
            assert isinstance(found, str) or "help" in found
