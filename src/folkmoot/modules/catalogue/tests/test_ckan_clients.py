"""ckanapi, which nobody here wrote, as a library and as a program, unmodified against a real server."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import ckanapi
import pytest

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.models import Dataset, Version
from folkmoot.modules.catalogue.tests.test_ckan_write import FIELDS, ROADS, ROWS
from folkmoot.modules.catalogue.tests.town import CSV, describe_town, loaded, published
from folkmoot.record.projection import assert_replays

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PROGRAM = Path(sys.executable).with_name("ckanapi")


@pytest.fixture
def site(settings, tmp_path, live_server):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    settings.ORIGIN = live_server.url
    describe_town()
    return live_server.url


@pytest.fixture
def key(site):
    return services.make_key(name="Loader", office="parks", reviews=True)


@pytest.fixture(params=[False, True], ids=["POST", "GET"])
def reader(site, request):
    with ckanapi.RemoteCKAN(site, user_agent="tests", get_only=request.param) as found:
        yield found


def program(*words, given=b""):
    """What ckanapi's program writes; its workers are started by its name."""
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [PROGRAM, *words], input=given, capture_output=True, check=False, env=os.environ | {"PATH": path}
    )
    return done.returncode, done.stdout, done.stderr


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def test_the_library_reads(reader, site):
    published()
    assert reader.action.package_list() == ["trees"]
    assert reader.action.package_show(id="trees")["title"] == "Street trees"
    found = reader.action.package_search(q="tree", fq="tags:climate", rows=5)
    assert (found["count"], found["results"][0]["name"]) == (1, "trees")
    found = reader.action.datastore_search(resource_id="trees.trees", limit=2)
    assert [one["nr"] for one in found["records"]] == ["007", "008"]
    assert reader.action.datastore_search_sql(sql='select count(*) as n from "trees.trees"')["records"] == [
        {"n": 3}
    ]
    assert reader.action.organization_show(id="parks")["title"] == "Parks team"
    assert reader.action.status_show()["site_url"] == site
    with pytest.raises(ckanapi.NotFound):
        reader.action.package_show(id="nothing")
    with pytest.raises(ckanapi.ValidationError) as wrong:
        reader.action.datastore_search(resource_id="trees.trees", limit="many")
    assert "limit" in wrong.value.error_dict
    with pytest.raises(ckanapi.SearchQueryError):
        reader.action.package_search(q="tree~2")
    with pytest.raises((ckanapi.CKANAPIError, ckanapi.ServerIncompatibleError)):
        reader.action.no_such_action()
    with pytest.raises(ckanapi.NotAuthorized):
        reader.action.user_list()


def test_the_library_writes(site, key, tmp_path):
    file = tmp_path / "trees.csv"
    file.write_text(CSV)
    with ckanapi.RemoteCKAN(site, apikey=key) as ckan:
        told = ckan.action.package_create(**ROADS)
        assert set(ROADS) <= set(told)
        assert ckan.action.package_show(id="roads") == told
        with file.open("rb") as upload:
            one = ckan.action.resource_create(package_id="roads", name="Trees", upload=upload)
        services.load_waiting()
        assert ckan.action.datastore_search(resource_id=one["id"])["total"] == 3
        given = {"package_id": "roads", "name": "Lengths"}
        made = ckan.action.datastore_create(resource=given, fields=FIELDS, primary_key=["nr"], records=ROWS)
        ckan.action.datastore_upsert(resource_id=made["resource_id"], records=[{"nr": "007", "length": 13}])
        found = ckan.action.datastore_search(resource_id=made["resource_id"], sort="nr")
        assert [one["length"] for one in found["records"]] == [13, 8]
        ckan.action.datastore_delete(resource_id=made["resource_id"], filters={"nr": "007"})
        ckan.action.resource_patch(id=one["id"], description="Every tree")
        told = ckan.action.package_patch(id="roads", notes="Other words.")
        assert (told["notes"], told["resources"][0]["description"]) == ("Other words.", "Every tree")
        ckan.action.resource_delete(id=one["id"])
        with pytest.raises(ckanapi.ValidationError) as wrong:
            ckan.action.package_create(**ROADS)
        assert "name" in wrong.value.error_dict
        ckan.action.package_delete(id="roads")
    with ckanapi.RemoteCKAN(site) as nobody:
        with pytest.raises(ckanapi.NotAuthorized):
            nobody.action.package_create(**ROADS)
        with pytest.raises(ckanapi.NotFound):
            nobody.action.package_show(id="roads")
    with ckanapi.RemoteCKAN(site, apikey="wrong") as wrong_key, pytest.raises(ckanapi.NotAuthorized):
        wrong_key.action.package_list()
    assert_replays()


def test_the_program_searches_and_acts(site):
    for key in ("trees", "elms", "oaks"):
        published(key)
    code, out, _err = program("action", "package_show", "id=trees", "-r", site)
    assert (code, json.loads(out)["name"]) == (0, "trees")
    code, out, _err = program("action", "package_list", "-j", "-r", site)
    assert json.loads(out) == ["elms", "oaks", "trees"]
    code, out, _err = program("search", "datasets", "q=tree", "-r", site)
    assert (code, sorted(one["name"] for one in lines(out))) == (0, ["elms", "oaks", "trees"])
    code, out, _err = program("search", "datasets", "fq=tags:nothing", "-r", site)
    assert (code, out) == (0, b"")


def test_what_the_program_dumps_it_loads_again(site, key, tmp_path):
    """Dumped, erased, loaded: the same datasets, with their rows. Loading it twice makes nothing twice."""
    for name in ("trees", "elms", "oaks"):
        published(name)
    dump = tmp_path / "all.jsonl.gz"
    code, _out, err = program("dump", "datasets", "--all", "-O", str(dump), "-z", "-p", "2", "-r", site)
    assert code == 0, err
    told = {one["name"]: one for one in lines(gzip.decompress(dump.read_bytes()))}
    assert sorted(told) == ["elms", "oaks", "trees"]
    renamed = [
        json.dumps({**one, "id": f"copy-{name}", "name": f"copy-{name}"}).encode()
        for name, one in told.items()
    ]
    words = ("load", "datasets", "-r", site, "-a", key, "-p", "2")
    code, _out, err = program(*words, given=b"\n".join(renamed) + b"\n")
    assert code == 0, err
    assert Dataset.objects.count() == 6
    for name in told:
        loaded(CSV, f"copy-{name}")
    with ckanapi.RemoteCKAN(site) as reader:
        copy = reader.action.package_show(id="copy-trees")
        assert reader.action.datastore_search(resource_id="copy-trees.trees")["total"] == 3
    moved = {"id", "name", "resources", "metadata_created", "metadata_modified"}
    assert {name: one for name, one in copy.items() if name not in moved} == {
        name: one for name, one in told["trees"].items() if name not in moved
    }
    versions = Version.objects.count()
    code, _out, err = program(*words, given=b"\n".join(renamed) + b"\n")
    assert code == 0, err
    assert (Dataset.objects.count(), Version.objects.count()) == (6, versions)
    assert_replays()


def test_a_load_goes_on_where_it_stopped(site, key, tmp_path):
    records = [{**ROADS, "name": f"roads-{n}", "title": f"Roads {n}"} for n in range(1, 7)]
    records[3]["license_id"] = "secret-licence"
    given = b"".join(json.dumps(one).encode() + b"\n" for one in records)
    log = tmp_path / "log.jsonl"
    words = ("load", "datasets", "-r", site, "-a", key, "-l", str(log))
    code, _out, err = program(*words, "-m", "2", given=given)
    assert code == 0, err
    assert Dataset.objects.count() == 2
    code, _out, err = program(*words, "-s", "3", given=given)
    assert code == 3, "one record was refused, and ckanapi says so"
    assert Dataset.objects.count() == 5
    refused = [one for one in lines(log.read_bytes()) if one[3]]
    assert [(one[1], one[3]) for one in refused] == [(4, "ValidationError")]
    assert "cc-by-4.0" in refused[0][4]["license_id"][0]


def test_the_program_uploads_what_it_dumped(site, key):
    """With --upload-resources the files come along: into the tables that have the same ids."""
    published()
    with ckanapi.RemoteCKAN(site) as reader:
        told = reader.action.package_show(id="trees")
    given = json.dumps(told).encode() + b"\n"
    code, _out, err = program("load", "datasets", "--upload-resources", "-r", site, "-a", key, given=given)
    assert code == 0, err
    services.load_waiting()
    with ckanapi.RemoteCKAN(site) as reader:
        assert reader.action.datastore_search(resource_id="trees.trees")["total"] == 3
    assert Dataset.objects.count() == 1


def test_the_program_deletes(site, key):
    published()
    code, _out, err = program("delete", "datasets", "trees", "-r", site, "-a", key)
    assert code == 0, err
    assert Dataset.objects.get().state == "withdrawn"
