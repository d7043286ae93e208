"""APIs as entries: drafted, reviewed, listed, found, withdrawn; and never a dataset."""

import dataclasses
import json

import pytest
from django.urls import reverse
from hypothesis import given, strategies
from tests.fixtures.racing import race

from folkmoot.modules.catalogue import events, queries, rules, services
from folkmoot.modules.catalogue.fetching import NotNow
from folkmoot.modules.catalogue.harvest import links
from folkmoot.modules.catalogue.models import Dataset, Link, Term
from folkmoot.modules.catalogue.services import Refused
from folkmoot.modules.catalogue.tests.town import OFFICE, TABLE, both, describe_town, officer, published, town
from folkmoot.record import registry
from folkmoot.record.projection import assert_replays
from folkmoot.record.refusal import Refusal

__all__ = ["town"]
KEY = "tides-api"
SERVICE = events.Service(
    endpoint="https://api.example.org/tides",
    description="https://api.example.org/openapi.json",
    terms="https://example.org/terms",
    standards=("https://standards.example.org/tides",),
    formats=("JSON", "XML"),
)


def described(**more):
    given = {
        "title": both("Tides"),
        "summary": both("High and low water."),
        "office": "parks",
        "licence": "CC-BY-4.0",
    }
    return events.Description(
        **(given | {"themes": ("ENVI",), "keywords": ("tides",), "service": SERVICE} | more)
    )


def serving(*keys):
    return described(service=events.Service(endpoint=SERVICE.endpoint, serves=keys))


def api(description=None, key=KEY):
    services.describe(
        key=key, description=description or described(), contact="sea@example.org", actor=OFFICE
    )
    services.submit(key=key)
    services.publish(key=key)
    return queries.dataset(key)


def test_an_api_is_drafted_reviewed_published_withdrawn_and_restored(town):
    services.describe(key=KEY, description=described(), actor=OFFICE, new=True)
    assert_replays()
    row = queries.dataset(KEY)
    assert (row.service, row.state, Term.objects.count()) == (True, "draft", 0)
    services.submit(key=KEY)
    services.send_back(key=KEY, words="Say who may use it.")
    services.submit(key=KEY)
    services.publish(key=KEY)
    assert_replays()
    assert (queries.datasets_published(), queries.services_published(), queries.published()) == (0, 1, 1)
    with pytest.raises(Refused, match="change the description first"):
        services.submit(key=KEY)
    services.describe(key=KEY, description=described(keywords=("tides", "sea")), actor=OFFICE)
    services.submit(key=KEY)
    services.publish(key=KEY)
    services.withdraw(key=KEY, words="The sea went away.")
    assert queries.services_published() == 0
    services.restore(key=KEY)
    assert queries.services_published() == 1
    assert_replays()


def test_an_api_never_becomes_a_dataset_nor_a_dataset_an_api(town):
    api()
    with pytest.raises(Refused, match="under another address"):
        services.describe(key=KEY, description=described(service=None), actor=OFFICE)
    with pytest.raises(Refused, match="has no tables"):
        services.describe_table(key=KEY, table=TABLE)
    published()
    with pytest.raises(Refused, match="under another address"):
        services.describe(key="trees", description=described(), actor=OFFICE)
    assert_replays()


@pytest.mark.parametrize(
    ("service", "field", "why"),
    [
        (events.Service(endpoint=""), "endpoint", "begins with https://"),
        (events.Service(endpoint="ftp://example.org"), "endpoint", "begins with https://"),
        (events.Service(endpoint="https://me@example.org/"), "endpoint", "begins with https://"),
        (events.Service(endpoint="https://a.example", description="openapi.json"), "description", "https://"),
        (events.Service(endpoint="https://a.example", terms="nowhere"), "terms", "https://"),
        (events.Service(endpoint="https://a.example", standards=("OGC",)), "standards", "https://"),
        (events.Service(endpoint="https://a.example", formats=("x" * 41,)), "formats", "40"),
        (events.Service(endpoint="https://a.example", formats=tuple("abcdefghijk")), "formats", "at most 10"),
        (events.Service(endpoint="https://a.example", serves=("nothing",)), "serves", "no dataset “nothing”"),
        (events.Service(endpoint="https://a.example", serves=("java:script",)), "serves", "https://"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(town, service, field, why):
    with pytest.raises(Refused) as error:
        services.describe(key=KEY, description=described(service=service), actor=OFFICE)
    assert error.value.refusals[0].field == field
    assert why in error.value.refusals[0].why
    assert not Dataset.objects.exists()


@given(strategies.text(max_size=80))
def test_a_name_of_a_dataset_is_a_key_or_an_address_and_always_fits_its_index(name):
    assert len(rules.served_as(name)) <= max(60, len(name))
    if rules.is_address(name):
        assert len(rules.served_as(name)) == 60


@given(
    strategies.builds(
        events.Service,
        endpoint=strategies.text(max_size=40),
        serves=strategies.lists(strategies.text(max_size=80), max_size=60).map(tuple),
    )
)
def test_what_may_be_said_fits_what_it_is_found_by(service):
    if not rules.may_serve(service):
        assert all(len(rules.served_as(one)) <= 60 for one in service.serves)


def test_it_gives_datasets_and_is_found_from_them(town, client):
    published()
    row = api(serving("trees"))
    assert [one.pk for one in queries.served([row])[KEY]] == ["trees"]
    assert [one.pk for one in queries.services_of("trees")] == [KEY]
    assert b"/data/tides-api" in client.get("/data/trees").content
    assert b"/data/trees" in client.get(f"/data/{KEY}").content
    services.withdraw(key="trees", words="Felled.")
    assert queries.served([row])[KEY] == []
    assert b"No dataset is named" in client.get(f"/data/{KEY}").content
    # Its words may still be changed, although it names what is withdrawn by now.
    services.describe(key=KEY, description=serving("trees"), actor=OFFICE)


def test_the_list_leaves_datasets_or_apis(town, client):
    published()
    api()
    assert [one.pk for one in queries.matching(queries.Filter(kind="service"))] == [KEY]
    assert [one.pk for one in queries.matching(queries.Filter(kind="dataset"))] == ["trees"]
    assert {one.pk for one in queries.matching(queries.Filter())} == {KEY, "trees"}
    page = client.get("/data?kind=service").content
    assert b"/data/tides-api" in page
    assert b'href="/data/trees"' not in page
    assert b"JSON, XML" in page
    page = client.get("/data?kind=dataset&q=height").content
    assert b'href="/data/trees"' in page
    found = client.get("/api/catalogue/datasets?kind=service").json()["items"]
    assert [(one["key"], one["kind"], one["service"]["endpoint"]) for one in found] == [
        (KEY, "service", SERVICE.endpoint)
    ]
    found = client.get("/api/catalogue/datasets?kind=dataset").json()["items"]
    assert [(one["key"], one["service"]) for one in found] == [("trees", None)]
    assert client.get("/api/catalogue/datasets?kind=table").status_code == 422
    assert client.get(f"/api/catalogue/datasets/{KEY}").json()["tables"] == []


def test_its_page_says_everything(town, client, django_assert_max_num_queries):
    api()
    page = client.get(f"/data/{KEY}").content.decode()
    for told in (
        SERVICE.endpoint,
        SERVICE.description,
        SERVICE.terms,
        SERVICE.standards[0],
        "JSON, XML",
        "Not asked yet",
    ):
        assert told in page
    assert "mailto:sea@example.org" in page
    assert '"@type": "WebAPI"' in page
    with django_assert_max_num_queries(30):
        client.get(f"/data/{KEY}")
    german = client.get(f"/data/{KEY}", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert "Noch nicht gefragt" in german
    assert "Dienst (API)" in german
    services.withdraw(key=KEY, words="The sea went away.")
    gone = client.get(f"/data/{KEY}")
    assert (gone.status_code, "The sea went away." in gone.content.decode()) == (410, True)


def test_a_draft_is_nobody_s_business(town, client):
    services.describe(key=KEY, description=described(), actor=OFFICE)
    assert client.get(f"/data/{KEY}").status_code == 404
    assert client.get(f"/api/catalogue/datasets/{KEY}").status_code == 404
    assert client.get(f"/data/{KEY}.ttl").status_code == 404
    answer = client.get(f"/api/3/action/resource_show?id={KEY}.endpoint")
    assert answer.status_code == 404
    client.force_login(officer())
    assert client.get(f"/data/{KEY}").status_code == 200


def test_other_catalogues_read_it(town, client):
    published()
    api(serving("trees"))
    for kind in ("jsonld", "ttl", "rdf"):
        for address in (f"/data/{KEY}.{kind}", f"/catalog.{kind}"):
            told = client.get(address).content
            assert SERVICE.endpoint.encode() in told
            assert b"servesDataset" in told
    assert client.get(f"/data/{KEY}/datapackage.json").status_code == 404
    assert client.get(f"/data/{KEY}/croissant.json").status_code == 404
    listed = json.loads(b"".join(client.get("/data.json").streaming_content))["dataset"]
    one = next(it for it in listed if it["identifier"].endswith(KEY))
    assert [(it["format"], it["accessURL"]) for it in one["distribution"]] == [("API", SERVICE.endpoint)]
    assert f"/data/{KEY}" in client.get("/data.atom").content.decode()


def test_ckan_has_it_as_resources_of_the_format_api(town, client):
    published()
    api()

    def asked(action, **given):
        answer = client.get(f"/api/3/action/{action}", given).json()
        assert answer["success"], answer
        return answer["result"]

    found = asked("package_show", id=KEY)
    assert [(one["id"], one["format"], one["url"]) for one in found["resources"]] == [
        (f"{KEY}.endpoint", "API", SERVICE.endpoint),
        (f"{KEY}.description", "OpenAPI", SERVICE.description),
    ]
    assert asked("resource_show", id=f"{KEY}.endpoint")["url"] == SERVICE.endpoint
    assert asked("resource_view_list", id=f"{KEY}.endpoint") == []
    assert [one["name"] for one in asked("package_search", fq="res_format:API")["results"]] == [KEY]
    assert [one["name"] for one in asked("package_search", fq="res_format:CSV")["results"]] == ["trees"]
    facets = asked("package_search", **{"facet.field": '["res_format"]', "rows": 0})["search_facets"]
    assert {(one["name"], one["count"]) for one in facets["res_format"]["items"]} == {("API", 1), ("CSV", 1)}
    assert client.get(f"/api/3/action/datastore_search?resource_id={KEY}.endpoint").status_code == 404


def test_a_client_of_ckan_changes_where_it_is_asked_and_nothing_else(town, client):
    api()
    token = services.make_key(
        name="Sea", office="parks", reviews=True, person=officer(role="administrator", office="")
    )
    head = {"HTTP_AUTHORIZATION": token, "content_type": "application/json"}
    found = client.get(f"/api/3/action/package_show?id={KEY}").json()["result"]
    found["resources"][0]["url"] = "https://api.example.org/tides/v2"
    answer = client.post("/api/3/action/package_update", json.dumps(found), **head).json()
    assert answer["success"], answer
    assert [one["url"] for one in answer["result"]["resources"]] == [
        "https://api.example.org/tides/v2",
        SERVICE.description,
    ]
    assert queries.dataset(KEY).shown["service"]["standards"] == list(SERVICE.standards)
    found["resources"].append({"name": "a table", "url": "https://example.org/a.csv"})
    answer = client.post("/api/3/action/package_update", json.dumps(found), **head).json()
    assert "and no others" in answer["error"]["resources"][0]
    new = {"package_id": KEY, "name": "A table", "url": "https://example.org/a.csv"}
    answer = client.post("/api/3/action/resource_create", json.dumps(new), **head)
    assert answer.status_code == 409
    assert_replays()


def test_an_office_describes_it_at_its_desk(town, client):
    published()
    client.force_login(officer())
    given = {
        "key": KEY, "office": "parks", "licence": "CC-BY-4.0", "themes": "ENVI", "keywords": "tides, sea", "contact": "sea@example.org",
        "landing": "https://example.org/docs", "endpoint": SERVICE.endpoint, "description": SERVICE.description, "terms": "",
        "formats": "JSON, XML, JSON", "standards": "https://a.example/1\nhttps://a.example/2", "serves": "trees",
    }  # fmt: skip
    given |= {f"{name}_{code}": "Tides" for name in ("title", "summary") for code in ("en-gb", "de")}
    address = reverse("catalogue:new_service")
    wrong = client.post(address, given | {"endpoint": "tides", "serves": "trees\nnothing"})
    assert wrong.status_code == 422
    assert "begins with https://" in wrong.content.decode()
    wrong = client.post(address, given | {"serves": "trees\nnothing"})
    assert "no dataset “nothing”" in wrong.content.decode()
    assert client.post(address, given).headers["Location"] == f"/data/desk/{KEY}"
    row = queries.dataset(KEY)
    assert row.draft["service"] == {
        "endpoint": SERVICE.endpoint,
        "description": SERVICE.description,
        "terms": "",
        "standards": ["https://a.example/1", "https://a.example/2"],
        "formats": ["JSON", "XML"],
        "serves": ["trees"],
    }
    page = client.get(f"/data/desk/{KEY}").content.decode()
    assert SERVICE.endpoint in page
    assert "Add a table" not in page
    assert client.get(f"/data/desk/{KEY}/tables/new").status_code == 404
    changing = client.get(f"/data/desk/{KEY}/describe").content.decode()
    assert "https://a.example/1\nhttps://a.example/2" in changing
    client.post(f"/data/desk/{KEY}/describe", given | {"formats": "JSON"})
    assert queries.dataset(KEY).draft["service"]["formats"] == ["JSON"]
    client.post(f"/data/desk/{KEY}", {"act": "submit"})
    assert queries.dataset(KEY).asked
    assert_replays()


def test_links_of_an_api_are_asked_and_a_refusal_is_an_answer(town, client, settings):
    row = api()
    links.collect()
    assert {one.url for one in Link.objects.all()} == {SERVICE.endpoint, SERVICE.description, SERVICE.terms}

    def reaching(url):
        if url == SERVICE.endpoint:
            raise Refused([Refusal.of("url", "its server answered %(status)s", status="401")])
        if url == SERVICE.terms:
            raise Refused([Refusal.of("url", "its server answered %(status)s", status="401")])

    for _turn in range(2):
        Link.objects.update(due=row.created)
        links.check(reaching)
    page = client.get(f"/data/{KEY}").content.decode()
    assert page.count("Answered on") == 2
    assert page.count("Does not answer") == 1
    assert "server answered 401" in page

    def silent(_url):
        raise NotNow(Refusal("url", "it cannot be reached"))

    for _turn in range(2):
        Link.objects.update(due=row.created)
        links.check(silent)
    assert client.get(f"/data/{KEY}").content.decode().count("Does not answer") == 3


def test_our_own_apis_are_listed_as_they_are_declared(town, settings):
    first = services.keep_interfaces()
    declared = registry.interfaces()
    assert first == len(declared) >= 4
    assert services.keep_interfaces() == 0
    assert_replays()
    for key, one in declared.items():
        row = queries.dataset(key)
        assert (row.state, row.office, row.service) == ("published", rules.INSTITUTION, True)
        assert row.shown["service"]["endpoint"] == settings.ORIGIN.rstrip("/") + one.endpoint
    settings.ORIGIN = "https://moved.example"
    assert services.keep_interfaces() == len(declared)
    assert services.keep_interfaces() == 0
    assert queries.dataset("open311").shown["service"]["endpoint"].startswith("https://moved.example/")
    assert_replays()


def test_words_of_our_own_apis_are_the_institution_s_and_what_was_withdrawn_stays_so(town):
    services.keep_interfaces()
    before = queries.description_of(queries.dataset("open311").draft)
    said = dataclasses.replace(before, summary=both("In our own words."))
    services.describe(key="open311", description=said, actor="office:institution")
    services.submit(key="open311")
    services.publish(key="open311")
    services.withdraw(key="ckan-api", words="Not for now.")
    assert services.keep_interfaces() == 0
    assert queries.dataset("open311").shown["summary"][0][1] == "In our own words."
    assert queries.dataset("ckan-api").state == "withdrawn"
    assert_replays()


def test_what_is_declared_no_more_is_withdrawn(town, monkeypatch):
    services.keep_interfaces()
    kept = {key: one for key, one in registry.interfaces().items() if key != "petitions-api"}
    monkeypatch.setattr(registry, "interfaces", lambda: kept)
    assert services.keep_interfaces() == 1
    row = queries.dataset("petitions-api")
    assert (row.state, queries.words_behind(row.words)) == (
        "withdrawn",
        "This installation does not have this interface any more.",
    )
    assert services.keep_interfaces() == 0
    assert_replays()


def test_an_office_s_own_entry_of_the_same_name_is_left_alone(town):
    api(key="open311")
    services.keep_interfaces()
    assert queries.dataset("open311").office == "parks"


@pytest.mark.django_db(transaction=True)
def test_commands_race_themselves(db, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()

    def draft():
        services.describe(key=KEY, description=described(), actor=OFFICE, new=True)

    assert race(draft, losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert race(lambda: services.submit(key=KEY), losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert race(lambda: services.publish(key=KEY), losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert_replays()
    race(services.keep_interfaces, losing=())
    assert queries.services_published() == 1 + len(registry.interfaces())
    settings.ORIGIN = "https://moved.example"
    race(services.keep_interfaces, losing=())
    assert Dataset.objects.filter(service=True, changed=True).count() == 0
    assert_replays()


def test_old_facts_are_read_as_they_were():
    from folkmoot.modules.catalogue.module import MANIFEST

    for kind in ("catalogue.described", "catalogue.published", "catalogue.harvested"):
        old = {"description": {"title": [["en", "Trees"]]}}
        assert MANIFEST.upcasts[kind, 1](old) == {
            "description": {"title": [["en", "Trees"]], "service": None}
        }
