"""Addresses are checked and count; desk pages work; what we offer to harvesters is found."""

import json
import re
from datetime import timedelta
from html import unescape

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.catalogue import configuration, queries, rules
from folkmoot.modules.catalogue.harvest import links, running, sources
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, package
from folkmoot.modules.catalogue.models import Link, Run, Source
from folkmoot.modules.catalogue.tests.town import officer, published
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays
from folkmoot.web import sitemap


def test_addresses_are_asked_and_broken_ones_count(client, town, portal, monkeypatch):
    monkeypatch.setattr(links, "PAUSE", 0.0)
    good, bad = package(0), package(1)
    good["resources"][0]["url"], bad["resources"][0]["url"] = (
        f"{portal.url}/there.csv",
        f"{portal.url}/gone.csv",
    )
    portal.packages = [good, bad]
    portal.says("/there.csv", "a")
    for n in range(2):
        portal.says(f"/dataset/wells-{n}", "page", "text/html")
    laid_down(portal)
    harvested()
    assert links.collect() == 4
    assert links.collect() == 0
    assert links.check() == 4
    assert links.check() == 0, "nothing is asked before its time"
    assert links.broken_of("wells-1")[1] == [], "once may be a night's work"
    page = client.get("/data/wells-1").content.decode()
    assert "2 addresses answer" in page
    with clock.telling(clock.now() + timedelta(days=2)):
        assert links.check() == 1, "what answered is asked after a week"
        asked, broken = links.broken_of("wells-1")
        assert (asked, [url for url, _why, _when in broken]) == (2, [f"{portal.url}/gone.csv"])
        page = client.get("/data/wells-1").content.decode()
    assert "1 of 2 addresses does not answer" in page
    assert "ts server answered 404" in page, page[page.index("does not answer") :][:3000]
    about = rules.About(themes=1, keywords=1, period=True, contact=True, frequency="NEVER", loaded=None)
    whole = rules.About(
        **{name: getattr(about, name) for name in about.__slots__} | {"links": 2, "broken": 1}
    )
    assert rules.overall(whole, 1.0, clock.now()) < rules.overall(about, 1.0, clock.now()) == 1.0
    portal.says("/gone.csv", "back")
    with clock.telling(clock.now() + timedelta(days=4)):
        links.check()
    assert links.broken_of("wells-1")[1] == []
    assert {one[0] for one in portal.asked if one[0] == "/there.csv"}


def test_an_address_inside_counts_as_broken(town, portal, settings):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = False
    now = clock.now()
    Link.objects.create(digest="a", url="http://169.254.169.254/", host="x", dataset="d", due=now, seen=now)
    assert links.check() == 1
    assert "not an address of the open internet" in Link.objects.get().words[0]["why"]


def test_reviewers_lay_down_try_and_harvest_a_source(client, town, portal):
    portal.packages = [package(n) for n in range(3)] + [package(3, license_id="cc-nc")]
    assert client.get("/data/sources").status_code in {302, 403}
    client.force_login(officer("", role="administrator"))
    assert client.get("/data/sources").status_code == 200
    given = {
        "key": "county", "name": "County", "sort": "ckan", "address": "nowhere", "office": "parks", "every": "24",
        "tables": "link", "publish": "once", "licence": "",
    }  # fmt: skip
    assert client.post("/data/sources/new", given).status_code == 422
    answer = client.post("/data/sources/new", given | {"address": portal.url})
    assert answer["Location"] == "/data/sources/county"
    for act, state in (("dry", "done"), ("harvest", "done")):
        answer = client.post("/data/sources/county", {"act": act})
        running.work()
        page = client.get(answer["Location"]).content.decode()
        assert "Left out" in page
        assert "not known here as an open licence" in page
        assert Run.objects.latest("created").state == state
    assert client.get(answer["Location"] + "?state=refused&after=0").content.decode().count("cc-nc") == 0
    for path in ("/data/sources", "/data/sources/county", "/data/sources/county/change", "/data/desk/wells-1",
                 "/data/desk/wells-1/own-words", "/data", "/data?source=county"):  # fmt: skip
        assert client.get(path).status_code == 200, path
    answer = client.post(
        "/data/desk/wells-1/own-words", {"title_de": "Brunnen", "keywords": "", "summary_de": ""}
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert dict(queries.dataset("wells-1").shown["title"])["de"] == "Brunnen"
    exported = configuration.export()
    assert [one.key for one in exported.sources] == ["county"]
    assert exported.datasets == (), "what is harvested comes from its source again"
    assert configuration.load(exported, "/parts/catalogue") == []
    client.post("/data/sources/county", {"act": "close"})
    assert Source.objects.get().closed is not None
    assert_replays()


def test_a_harvest_that_is_over_promises_no_further_record(client, town, portal):
    portal.says("/broken.json", "no JSON at all")
    laid_down(portal, sort="data_json", address=f"{portal.url}/broken.json")
    run = harvested()
    client.force_login(officer("", role="administrator"))
    page = client.get(f"/data/sources/runs/{run.pk}").content.decode()
    assert "No record was read." in page
    assert "as they are read" not in page
    waiting = sources.ask_for(key="county", dry=True)
    page = client.get(f"/data/sources/runs/{waiting.pk}").content.decode()
    assert "as they are read" in page
    assert "Look again" in page


def test_everybody_sees_where_data_come_from(client, town, portal):
    portal.packages = [package(n) for n in range(3)]
    laid_down(portal)
    harvested()
    page = client.get("/data/wells-1")
    assert page.status_code == 200
    told = page.content.decode()
    assert "County portal" in told
    assert "Published first by County water office" in told
    assert "https://portal.example/files/wells-1.csv" in told
    assert 'rel="alternate"; type="text/turtle"' in page["Link"]
    assert client.get("/data/sources/county").status_code == 200
    assert client.post("/data/sources/county", {"act": "close"}).status_code == 403
    for kind in ("jsonld", "ttl", "rdf"):
        assert b"portal.example/files/wells-1.csv" in client.get(f"/data/wells-1.{kind}").content
        assert client.get(f"/catalog.{kind}").status_code == 200
    assert len(json.loads(client.get("/data.json").getvalue())["dataset"]) == 3
    assert client.get("/data/wells-1/datapackage.json").status_code == 200

    def count(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path).getvalue()
        return len(seen)

    before = {path: count(path) for path in ("/data", "/catalog.ttl", "/data.json", "/data/wells-1")}
    portal.packages = [package(n) for n in range(9)]
    harvested()
    assert {path: count(path) for path in before} == before


def test_what_is_offered_to_harvesters(client, town):
    published()
    answer = client.get("/data/trees/trees/csv-metadata.json")
    assert answer["Content-Type"] == "application/csvm+json"
    assert [one["titles"][0] for one in answer.json()["tableSchema"]["columns"]] == [
        "nr",
        "species",
        "height",
        "planted",
    ]
    fields = client.get("/data/trees/trees/tableschema.json").json()["fields"]
    assert [one["type"] for one in fields] == ["string", "string", "number", "date"]
    assert client.get("/data/trees/nothing/tableschema.json").status_code == 404
    page = client.get("/data/trees")
    assert 'rel="describedby"; type="application/csvm+json"' in page["Link"]
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemaps/catalogue.xml" in index
    assert "/data/trees</loc>" in client.get("/sitemaps/catalogue.xml").content.decode()
    assert "/data/trees</loc>" not in client.get("/sitemaps/catalogue.xml?after=trees").content.decode()
    assert client.get("/sitemaps/nothing.xml").status_code == 404


def test_the_index_leads_to_every_file_of_a_large_catalogue(client, town, monkeypatch):
    monkeypatch.setattr(sitemap, "STEP", 2)
    cache.clear()
    for n in range(5):
        published(f"more-{n}")
    files = re.findall(
        r"<loc>[^<]*?(/sitemaps/catalogue\.xml[^<]*)</loc>", client.get("/sitemap.xml").content.decode()
    )
    found = [
        re.findall(r"/data/(more-\d)</loc>", client.get(unescape(one)).content.decode()) for one in files
    ]
    assert found == [["more-0", "more-1"], ["more-2", "more-3"], ["more-4"]]
    cache.clear()
    assert "Sitemap: " in client.get("/robots.txt").content.decode()
