"""CKAN's Action API, write side: keys, datasets, resources and rows, under the rules of the desk."""

import io
import json

import pytest
from tests.fixtures.racing import race

from folkmoot.modules.catalogue import engines, queries, services
from folkmoot.modules.catalogue.models import ApiKey, Dataset, Load, Table, Version
from folkmoot.modules.catalogue.tests.test_ckan_read import API, GARBAGE, ask, post
from folkmoot.modules.catalogue.tests.town import CSV, NEWER, describe_town, drafted, published
from folkmoot.record.projection import assert_replays

ROADS = {
    "name": "roads",
    "title": "Roads",
    "notes": "Every road with its length.",
    "license_id": "cc-by-4.0",
    "tags": [{"name": "roads"}],
    "groups": [{"name": "tran"}],
    "extras": [{"key": "frequency", "value": "ANNUAL"}, {"key": "budget line", "value": "17b"}],
    "author": "A. Person",
    "maintainer_email": "roads@example.org",
    "version": "2026",
    "spatial_note": {"own": ["field"]},
}
FIELDS = [
    {"id": "nr", "type": "text", "info": {"label": "Number", "notes": "As painted on it."}},
    {"id": "length", "type": "numeric", "info": {"unit": "m"}},
    {"id": "built", "type": "timestamp"},
    {"id": "open", "type": "bool"},
    {"id": "more", "type": "json"},
]
ROWS = [
    {"nr": "007", "length": 12.5, "built": "2001-03-01T00:00:00", "open": True, "more": {"a": 1}},
    {"nr": "008", "length": 8, "built": None, "open": False, "more": None},
]


@pytest.fixture
def key(town):
    return {"Authorization": services.make_key(name="Loader", office="parks", reviews=True)}


@pytest.fixture
def clerk(town):
    return {"X-CKAN-API-Key": services.make_key(name="Clerk", office="parks")}


def stored(client, key, **more):
    post(client, "package_create", ROADS, **key)
    given = {"resource": {"package_id": "roads", "name": "Roads"}, "fields": FIELDS, "primary_key": "nr"}
    return post(client, "datastore_create", given | {"records": ROWS} | more, **key)["resource_id"]


def rows(client, id_, **more):
    return ask(client, "datastore_search", resource_id=id_, **more)["records"]


def test_keys_are_hashed_limited_and_revoked(client, town):
    secret = services.make_key(name="Loader", office="parks")
    kept = ApiKey.objects.get()
    assert secret not in json.dumps([str(value) for value in vars(kept).values()])
    head = {"Authorization": secret}
    assert post(client, "package_create", ROADS, **head)["name"] == "roads"
    assert ApiKey.objects.get().used is not None
    told = post(client, "package_create", ROADS, status=403)
    assert told["error"]["__type"] == "Authorization Error"
    assert post(client, "package_create", ROADS, status=403, Authorization="wrong")
    ApiKey.objects.update(per_hour=2)
    assert post(client, "package_patch", {"id": "roads"}, **head)
    assert post(client, "package_patch", {"id": "roads"}, status=429, **head)["success"] is False
    assert services.revoke_key(pk=kept.pk) is True
    assert services.revoke_key(pk=kept.pk) is False
    assert post(client, "package_patch", {"id": "roads"}, status=403, **head)
    assert client.get(f"{API}/package_list", headers={"Authorization": "wrong"}).status_code == 403


def test_a_browsers_session_writes_nothing(client, town):
    from folkmoot.modules.catalogue.tests.town import officer

    client.force_login(officer())
    assert post(client, "package_create", ROADS, status=403)


def test_a_dataset_comes_back_as_it_was_written(client, key):
    told = post(client, "package_create", ROADS, **key)
    for name, value in ROADS.items():
        if name in {"tags", "groups"}:
            assert [one["name"] for one in told[name]] == [one["name"] for one in value]
        else:
            assert told[name] == value, name
    assert (told["state"], told["private"], told["owner_org"]) == ("draft", True, "parks")
    assert set(ROADS) <= set(told)
    again = post(client, "package_update", told, **key)
    assert again == told, "what was read can be written back and changes nothing"
    assert ask(client, "package_show", status=404, id="roads")
    told = post(client, "package_patch", {"id": "roads", "title": "All roads"}, **key)
    assert told["title"] == "All roads"
    assert told["title_translated"] == {"en-gb": "All roads", "de": "All roads"}
    assert told["notes"] == ROADS["notes"]
    assert_replays()


def test_no_name_of_a_person_and_no_mail_is_on_the_record(client, key):
    from folkmoot.record.models import RecordedFact

    post(client, "package_create", ROADS, **key)
    entries = b"".join(bytes(one.entry) for one in RecordedFact.objects.all())
    assert b"A. Person" not in entries
    assert b"example.org" not in entries


def test_what_is_wrong_is_said_at_its_field(client, key):
    told = post(client, "package_create", {"name": "Bad Name!"}, status=409, **key)["error"]
    assert told["__type"] == "Validation Error"
    assert set(told) >= {"license_id"}
    wrong = {**ROADS, "name": "Bad Name", "notes": "", "tags": "x", "groups": [{"name": "nope"}], "url": 7}
    told = post(client, "package_create", wrong, status=409, **key)["error"]
    assert {"tags", "groups"} <= set(told)
    told = post(client, "package_create", {**ROADS, "name": "Bad Name", "notes": ""}, status=409, **key)[
        "error"
    ]
    assert {"name", "notes"} <= set(told)
    post(client, "package_create", ROADS, **key)
    told = post(client, "package_create", ROADS, status=409, **key)["error"]
    assert told["name"] == ["there is a dataset with this address already"]
    assert post(client, "package_create", {**ROADS, "name": "x2", "owner_org": "schools"}, status=403, **key)
    assert post(client, "package_patch", {"id": "roads", "name": "streets"}, status=409, **key)
    assert Dataset.objects.count() == 1


def test_a_key_writes_for_its_office_alone(client, key):
    other = {"Authorization": services.make_key(name="School", office="schools", reviews=True)}
    id_ = stored(client, key)
    for name, given in (
        ("package_patch", {"id": "roads", "title": "Mine"}),
        ("package_delete", {"id": "roads"}),
        ("resource_patch", {"id": id_, "name": "Mine"}),
        ("resource_create", {"package_id": "roads", "name": "Mine"}),
        ("datastore_upsert", {"resource_id": id_, "records": [{"nr": "1"}]}),
        ("datastore_delete", {"resource_id": id_}),
    ):
        assert post(client, name, given, status=403, **other), name
    drafted("secret")
    assert post(client, "package_patch", {"id": "secret"}, status=404, **other)


def test_a_clerk_submits_and_a_reviewer_publishes(client, clerk, key):
    id_ = stored(client, clerk)
    row = queries.dataset("roads")
    assert (row.state, row.asked is not None) == ("draft", True)
    assert ask(client, "datastore_search", status=404, resource_id=id_)
    services.publish(key="roads")
    assert ask(client, "package_show", id="roads")["state"] == "active"
    told = post(client, "package_patch", {"id": "roads", "title": "Streets"}, **clerk)
    assert told["title"] == "Streets"
    assert ask(client, "package_show", id="roads")["title"] == "Roads", "readers see what was reviewed"
    assert queries.dataset("roads").asked is not None
    post(client, "package_patch", {"id": "roads", "version": "7"}, **key)
    assert ask(client, "package_show", id="roads")["title"] == "Roads", (
        "the draft of another is not published along"
    )
    assert queries.dataset("roads").asked is not None, "and goes on waiting for its review"
    post(client, "package_patch", {"id": "roads", "title": "Ways", "private": False}, **key)
    assert ask(client, "package_show", id="roads")["title"] == "Ways"
    assert post(client, "package_delete", {"id": "roads"}, status=403, **clerk)
    post(client, "package_delete", {"id": "roads", "reason": "It was wrong."}, **key)
    assert ask(client, "package_show", status=404, id="roads")
    assert_replays()


def test_what_the_desk_changed_since_is_not_published_by_a_key(client, key):
    from dataclasses import replace

    from folkmoot.modules.catalogue.tests.town import both

    post(client, "package_create", ROADS, **key)
    draft = queries.description_of(queries.dataset("roads").draft)
    services.describe(key="roads", description=replace(draft, title=both("Not ready")), actor="office:parks")
    given = {
        "resource": {"package_id": "roads", "name": "R", "description": "Lengths"},
        "fields": [{"id": "a", "type": "int"}],
        "records": [{"a": 1}],
    }
    post(client, "datastore_create", given, **key)
    post(client, "package_patch", {"id": "roads", "version": "2027"}, **key)
    row = queries.dataset("roads")
    assert (row.state, row.asked) == ("draft", None)
    assert row.draft["title"][0][1] == "Not ready"
    told = post(client, "package_patch", {"id": "roads", "private": False}, **key)
    assert (told["state"], told["title"]) == ("active", "Not ready"), "a key that reviews may say so"
    draft = queries.description_of(queries.dataset("roads").draft)
    services.describe(key="roads", description=replace(draft, title=both("Later")), actor="office:parks")
    told = post(client, "package_patch", {"id": "roads", "version": "2028"}, **key)
    assert (told["title"], told["version"]) == ("Later", "2028")
    assert ask(client, "package_show", id="roads")["title"] == "Not ready"


def test_files_links_and_their_versions(client, key):
    post(client, "package_create", ROADS, **key)
    file = io.BytesIO(CSV.encode())
    file.name = "trees of 2026.csv"
    answer = client.post(f"{API}/resource_create", {"package_id": "roads", "upload": file}, headers=key)
    told = answer.json()["result"]
    assert (told["id"], told["name"], told["datastore_active"]) == (
        "roads.trees-of-2026",
        "trees of 2026",
        False,
    )
    services.load_waiting()
    assert queries.dataset("roads").state == "published"
    assert len(rows(client, told["id"])) == 3
    file = io.BytesIO(NEWER.encode())
    file.name = "b.csv"
    given = {"id": told["id"], "description": "Newer", "licence_note": "own", "upload": file}
    told = client.post(f"{API}/resource_patch", given, headers=key).json()["result"]
    assert (told["description"], told["licence_note"]) == ("Newer", "own")
    services.load_waiting()
    assert ask(client, "resource_show", id=told["id"])["version"] == 2
    link = {"package_id": "roads", "name": "Far", "url": "https://example.org/x.csv"}
    told = post(client, "resource_create", link, **key)
    assert (told["url"], told["source_url"], told["url_type"]) == (link["url"], link["url"], None)
    assert Load.objects.filter(table="far", source="link").count() == 1
    told = post(client, "resource_update", {**told, "name": "Farther"}, **key)
    assert told["name"] == "Farther"
    assert Load.objects.filter(table="far", source="link").count() == 1, "the address is the same"
    assert post(client, "resource_create", {**link, "url": "ftp://x/y"}, status=409, **key)["error"]["url"]
    post(client, "resource_delete", {"id": "roads.far"}, **key)
    assert post(client, "resource_patch", {"id": "roads.far"}, status=404, **key)
    assert_replays()


def test_resources_of_a_package_are_one_list(client, key):
    resources = [
        {"name": "One", "url": "https://example.org/1.csv"},
        {"name": "Two", "url": "https://example.org/2.csv"},
    ]
    told = post(client, "package_create", {**ROADS, "resources": resources}, **key)
    assert [one["id"] for one in told["resources"]] == ["roads.one", "roads.two"]
    again = post(
        client,
        "package_update",
        {**told, "resources": [*resources, {"name": "One", "url": "https://example.org/3.csv"}]},
        **key,
    )
    assert [one["id"] for one in again["resources"]] == ["roads.one", "roads.two", "roads.one-2"]
    again = post(client, "package_update", {**told, "resources": again["resources"][1:2]}, **key)
    assert [one["id"] for one in again["resources"]] == ["roads.two"]
    bad = [{"name": "x", "url": "https://example.org/1.csv"}, 7]
    assert post(client, "package_update", {**told, "title": "No", "resources": bad}, status=409, **key)
    bad = [{"name": "x@example.org", "url": "https://example.org/1.csv"}]
    assert post(client, "package_update", {**told, "title": "No", "resources": bad}, status=409, **key)
    assert queries.dataset("roads").draft["title"][0][1] == "Roads", "nothing half-happens"


def test_rows_are_created_upserted_and_deleted(client, key):
    id_ = stored(client, key)
    assert id_ == "roads.roads"
    assert queries.dataset("roads").state == "published"
    found = rows(client, id_)
    assert [(one["nr"], one["length"], one["open"]) for one in found] == [
        ("007", 12.5, True),
        ("008", 8, False),
    ]
    info = {one["id"]: one for one in ask(client, "datastore_info", id=id_)["fields"]}
    assert [info[one]["type"] for one in ("nr", "length", "built", "open", "more")] == [
        "text", "numeric", "timestamp", "bool", "json",
    ]  # fmt: skip
    assert info["nr"]["info"]["notes"] == "As painted on it."
    records = [{"nr": "008", "length": 9}, {"nr": "009", "length": 1.25}]
    told = post(client, "datastore_upsert", {"resource_id": id_, "records": records}, **key)
    assert told["method"] == "upsert"
    found = rows(client, id_)
    assert [(one["nr"], one["length"], one["open"]) for one in found] == [
        ("007", 12.5, True), ("008", 9, False), ("009", 1.25, None),
    ]  # fmt: skip
    assert Table.objects.get(pk="roads/roads").number == 2
    difference = Version.objects.get(pk="roads/roads/2").difference
    assert (difference["added"], difference["changed"], difference["removed"]) == (1, 1, 0)
    for method, records, where in (
        ("insert", [{"nr": "007"}], "records[0]"),
        ("update", [{"nr": "9999"}], "records[0]"),
        ("upsert", [{"length": 1}], "records[0]"),
        ("upsert", [{"nr": "1", "length": "tall"}], "records[0].length"),
        ("upsert", [{"nr": "1", "colour": "red"}], "records[0]"),
        ("upsert", [7], "records"),
        ("replace", [{"nr": "1"}], "method"),
    ):
        given = {"resource_id": id_, "method": method, "records": records}
        assert where in post(client, "datastore_upsert", given, status=409, **key)["error"], (method, records)
    post(
        client,
        "datastore_upsert",
        {"resource_id": id_, "method": "update", "records": [{"nr": "009", "open": True}]},
        **key,
    )
    assert rows(client, id_)[2]["open"] is True
    assert rows(client, id_)[0]["more"] in ({"a": 1}, '{"a": 1}')
    post(client, "datastore_delete", {"resource_id": id_, "filters": {"nr": "008"}}, **key)
    assert [one["nr"] for one in rows(client, id_)] == ["007", "009"]
    post(
        client,
        "datastore_create",
        {"resource_id": id_, "fields": [{"id": "note", "type": "text"}], "records": []},
        **key,
    )
    assert rows(client, id_)[0]["note"] is None
    post(client, "datastore_delete", {"resource_id": id_}, **key)
    assert rows(client, id_) == []
    assert Version.objects.filter(dataset="roads").count() == 6
    assert_replays()


def test_columns_first_and_rows_later(client, key):
    id_ = stored(client, key, records=[])
    assert rows(client, id_) == []
    post(client, "datastore_upsert", {"resource_id": id_, "records": ROWS}, **key)
    assert [one["nr"] for one in rows(client, id_)] == ["007", "008"]
    assert {one["id"]: one["type"] for one in ask(client, "datastore_info", id=id_)["fields"]}[
        "length"
    ] == "numeric"


def test_rows_of_a_table_that_was_handed_in_as_a_file(client, key):
    published()
    given = {
        "resource_id": "trees.trees",
        "method": "insert",
        "records": [{"nr": "010", "planted": "2024-02-29"}],
    }
    post(client, "datastore_upsert", given, **key)
    found = rows(client, "trees.trees")
    assert [one["nr"] for one in found] == ["007", "008", "009", "010"]
    assert found[3]["planted"].startswith("2024-02-29")
    assert found[0]["height"] == 12.5


@pytest.mark.parametrize("number", range(len(GARBAGE)))
def test_garbage_with_a_key(client, key, number):
    from folkmoot.modules.catalogue.ckan.ask import ACTIONS

    stored(client, key)
    for name, one in ACTIONS.items():
        if one.writes:
            answer = client.post(
                f"{API}/{name}", GARBAGE[number], content_type="application/json", headers=key
            )
            assert answer.status_code in {200, 400, 403, 404, 409, 413}, (name, answer.content)


WRONG = (7, "x", [], {}, [7], [{"x": 1}], {"a": {"b": 1}}, True, "\U0001f600" * 3000, -1, 1e300, ["a", None])


@pytest.mark.parametrize(
    "name", sorted({*ROADS, "resources", "title_translated", "private", "type", "state", "tag_string"})
)
def test_wrong_types_are_refused_not_crashed_on(client, key, name):
    for value in WRONG:
        answer = client.post(
            f"{API}/package_create",
            json.dumps({**ROADS, name: value}),
            content_type="application/json",
            headers=key,
        )
        assert answer.status_code in {200, 403, 409}, (name, value, answer.content)


@pytest.mark.parametrize("name", ["resource", "fields", "primary_key", "records", "resource_id", "force"])
def test_wrong_types_of_rows_are_refused(client, key, name):
    post(client, "package_create", ROADS, **key)
    base = {"resource": {"package_id": "roads", "name": "Roads"}, "fields": FIELDS, "records": ROWS}
    for value in WRONG:
        answer = client.post(
            f"{API}/datastore_create",
            json.dumps({**base, name: value}),
            content_type="application/json",
            headers=key,
        )
        assert answer.status_code in {200, 403, 404, 409}, (name, value, answer.content)


@pytest.fixture
def here(db, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    return {"Authorization": services.make_key(name="Loader", office="parks", reviews=True)}


@pytest.mark.django_db(transaction=True)
def test_the_same_dataset_is_created_once(here):
    from django.test import Client

    class Lost(Exception):
        pass

    def create():
        answer = Client().post(
            f"{API}/package_create", json.dumps(ROADS), content_type="application/json", headers=here
        )
        if answer.status_code == 409:
            raise Lost
        assert answer.status_code == 200, answer.content

    assert race(create, losing=(Lost,)) == ["done", "lost", "lost", "lost"]
    assert Dataset.objects.count() == 1
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_upserts_race_and_no_row_is_lost(here):
    from django.test import Client

    id_ = stored(Client(), here)
    count = iter(range(100))

    def upsert():
        given = {"resource_id": id_, "records": [{"nr": f"n{next(count)}", "length": 1}]}
        answer = Client().post(
            f"{API}/datastore_upsert", json.dumps(given), content_type="application/json", headers=here
        )
        assert answer.status_code == 200, answer.content

    assert race(upsert, losing=()) == ["done"] * 4
    assert [one["nr"] for one in rows(Client(), id_, sort="nr")] == ["007", "008", "n0", "n1", "n2", "n3"]
    assert Version.objects.filter(dataset="roads").count() == 5
    assert engines.engine()
    assert_replays()


def test_keys_are_made_shown_once_and_revoked_in_the_administration(client, town):
    from folkmoot.modules.catalogue.tests.town import officer

    url = "/administration/data-keys"
    assert client.get(url).status_code == 302
    client.force_login(officer())
    assert client.get(url).status_code == 403
    client.force_login(officer(office="", role="administrator"))
    assert client.post(url, {"name": "", "office": "parks"}).status_code == 422
    answer = client.post(url, {"name": "Nightly loader", "office": "parks", "reviews": "on"})
    secret = next(one for one in answer.context["made"].split() if len(one) > 30)
    assert secret in answer.content.decode()
    assert secret not in client.get(url).content.decode()
    kept = ApiKey.objects.get()
    assert (kept.name, kept.office, kept.reviews) == ("Nightly loader", "parks", True)
    assert post(client, "package_create", ROADS, Authorization=secret)["name"] == "roads"
    assert client.post(url, {"revoke": str(kept.pk)}).status_code == 302
    assert post(client, "package_patch", {"id": "roads"}, status=403, Authorization=secret)
    for wrong in ("x", "999", "9" * 30):
        assert client.post(url, {"revoke": wrong}).status_code == 404


def test_what_goes_along_is_exported_with_the_configuration(client, key):
    from folkmoot.modules.catalogue import configuration

    told = post(client, "package_create", ROADS, **key)
    wanted = configuration.export()
    assert "17b" in wanted.datasets[0].further
    assert configuration.load(wanted, "/parts/catalogue") == []
    post(client, "package_patch", {"id": "roads", "extras": []}, **key)
    assert configuration.load(wanted, "/parts/catalogue")
    assert post(client, "package_patch", {"id": "roads"}, **key)["extras"] == told["extras"]
