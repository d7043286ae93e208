"""Portals that lie, loop, stall and explode: every harvest ends, says why, and takes nothing along."""

import json
import time

import pytest

from folkmoot.modules.catalogue import fetching, queries, rules
from folkmoot.modules.catalogue.fetching import NotNow, asking
from folkmoot.modules.catalogue.fetching.line import waits
from folkmoot.modules.catalogue.harvest import running, sources
from folkmoot.modules.catalogue.harvest.tests.portals import (
    bomb,
    harvested,
    laid_down,
    package,
    report,
    search_answer,
)
from folkmoot.modules.catalogue.models import Dataset, Run
from folkmoot.modules.catalogue.services import Refused
from folkmoot.record import clock

SEARCH = "/api/3/action/package_search"
ENTITIES = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="&c;&f;"/></rdf:RDF>"""


def failed(run, why):
    assert run.state == "failed", (run.state, run.problem, report(run))
    assert why in " ".join(one["why"] for one in run.problem), run.problem
    assert Dataset.objects.count() == 0


def test_a_redirect_inside_is_not_followed(town, portal, settings, monkeypatch):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = False
    real = rules.is_public
    monkeypatch.setattr(rules, "is_public", lambda one: str(one) == "127.0.0.1" or real(one))
    portal.says(SEARCH, "", status=302, Location="http://169.254.169.254/latest/meta-data")
    laid_down(portal)
    failed(harvested(), "169.254.169.254, which is not an address of the open internet")


def test_this_machine_is_not_harvested(town, portal, settings):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = False
    laid_down(portal)
    failed(harvested(), "not an address of the open internet")
    assert portal.asked == []


def test_endless_pages_with_the_same_records_end(town, portal):
    def answer(handler, asked):
        return handler.json(search_answer([package(0)], 0, 1, 10**6) if asked else {})

    portal.answers[SEARCH] = answer
    laid_down(portal)
    run = harvested()
    assert (run.state, run.found) == ("part", 1)
    assert "around in a circle" in run.problem[-1]["why"]
    assert len(portal.asked) == 2


def test_endless_pages_with_new_records_end(town, portal, monkeypatch):
    monkeypatch.setattr(running, "MOST_PAGES", 5)
    portal.answers[SEARCH] = lambda handler, asked: handler.json(
        search_answer([package(int(asked["start"]))], 0, 1, 10**6)
    )
    laid_down(portal)
    run = harvested()
    assert (run.state, run.found, run.complete) == ("part", 5, False)
    assert "name a part of the catalogue" in run.problem[-1]["why"]


def test_pages_that_lead_back_end(town, portal):
    text = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> ."
        "@prefix hydra: <http://www.w3.org/ns/hydra/core#> ."
        '<https://x.example/a> a dcat:Dataset ; dct:title "A" ; dct:description "B" ;'
        " dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ."
        '<https://x.example/p> a hydra:PagedCollection ; hydra:nextPage "{}" .'
    )
    portal.says("/a.ttl", text.format(f"{portal.url}/b.ttl"), "text/turtle")
    portal.says("/b.ttl", text.replace("/a>", "/b>").format(f"{portal.url}/a.ttl"), "text/turtle")
    laid_down(portal, sort="dcat", address=f"{portal.url}/a.ttl")
    run = harvested()
    assert (run.state, run.counts) == ("part", {"created": 2})
    assert "around in a circle" in run.problem[-1]["why"]


def test_a_bomb_does_not_go_off(town, portal):
    portal.says("/data.json", bomb(), Content_Encoding="gzip")
    laid_down(portal, sort="data_json", address=f"{portal.url}/data.json")
    began = time.monotonic()
    failed(harvested(), "more than 32 MB")
    assert time.monotonic() - began < 20
    small = json.dumps({"dataset": []}).encode()
    import gzip

    portal.says("/data.json", gzip.compress(small), Content_Encoding="gzip")
    assert fetching.ask(f"{portal.url}/data.json").body == small, "what is packed soberly is unpacked"
    portal.says("/data.json", gzip.compress(small)[:-9], Content_Encoding="gzip")
    with pytest.raises(NotNow, match="broke"):
        fetching.ask(f"{portal.url}/data.json")
    portal.says("/data.json", b"x", Content_Encoding="br")
    with pytest.raises(Refused, match="packed as br"):
        fetching.ask(f"{portal.url}/data.json")


@pytest.mark.parametrize(
    ("data", "media", "why"),
    [
        (ENTITIES, "application/rdf+xml", "document type"),
        ("<rdf:RDF", "application/rdf+xml", "not XML"),
        ("<a> <b", "text/turtle", "not Turtle"),
        ("[" * 10_000, "application/ld+json", "too deep"),
        ('{"@context": "http://127.0.0.1/c", "a": 1}', "application/ld+json", "nothing is fetched"),
        (b"\xff\xfe\x00", "text/turtle", "not UTF-8"),
        ("{}", "application/ld+json", "no dcat:Dataset"),
        ("", "text/turtle", "no dcat:Dataset"),
        ("( " * 5000, "text/turtle", "deeper"),
    ],
)
def test_documents_that_are_none(town, portal, data, media, why):
    portal.says("/catalog", data, media)
    laid_down(portal, sort="dcat", address=f"{portal.url}/catalog")
    failed(harvested(), why)


@pytest.mark.parametrize(
    "told",
    [
        "[]", "null", '"x"', "{", "<html>", '{"success": true}', '{"success": true, "result": []}',
        '{"success": true, "result": {"results": {}}}', '{"success": false, "error": {"__type": "x"}}', "[" * 5000, "NaN", "",
    ],
)  # fmt: skip
def test_answers_that_are_not_ckans(town, portal, told):
    portal.says(SEARCH, told)
    laid_down(portal)
    run = harvested()
    assert run.state == "failed"
    assert run.problem
    portal.says("/data.json", told)
    laid_down(portal, key="json", sort="data_json", address=f"{portal.url}/data.json")
    run = harvested("json")
    assert run.state in {"failed", "done"}
    assert Dataset.objects.count() == 0


def test_records_of_wrong_types_are_left_out_one_by_one(town, portal):
    wrong = [
        7, None, "x", [], {}, {"id": 5, "title": ["a"]}, package(1, resources="none", tags={"a": 1}, extras=3, groups=5),
        package(2, title={"en": 5}, notes=7), package(3, organization=[1], metadata_created={"x": 1}),
        package(4, license_id=["a"], maintainer={"a": "b"}, maintainer_email=5), package(5, name="../../etc"),
        package(6, title="\x00\x01\ud800wells"), package(7, id="x" * 5000), package(8, title="long " * 5000, notes="n" * 90_000),
    ]  # fmt: skip
    portal.packages = []
    portal.answers[SEARCH] = lambda handler, asked: handler.json(
        search_answer(wrong, int(asked["start"]), 100, len(wrong))
    )
    laid_down(portal)
    run = harvested()
    assert run.state in {"part", "done"}
    assert run.found + run.twice == len(wrong)
    assert sum(run.counts.values()) == run.found
    assert run.counts["created"] >= 4, report(run)
    assert not run.complete, "records without a name may be ones that are here"
    again = harvested()
    assert again.counts.get("unchanged") == run.counts["created"]


def test_a_portal_that_is_busy_is_asked_later(town, portal):
    portal.packages = [package(0)]
    portal.says(SEARCH, "", status=429, **{"Retry-After": "600"})
    laid_down(portal)
    run = harvested()
    assert (run.state, run.misses) == ("waiting", 1)
    assert 590 < (run.after - clock.now()).total_seconds() <= 600
    running.work()
    assert len(portal.asked) == 1, "it is not asked before its time"
    del portal.answers[SEARCH]
    Run.objects.update(after=clock.now())
    running.work()
    run.refresh_from_db()
    assert (run.state, run.problem) == ("done", [])


def test_a_portal_that_is_down_is_given_up(town, portal):
    laid_down(portal)
    run = sources.ask_for(key="county")
    portal.close()
    for _turn in range(running.MOST_MISSES + 1):
        Run.objects.update(after=None)
        running.work()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "cannot be reached" in run.problem[0]["why"]


def test_a_portal_that_drips_is_cut_off(town, portal, monkeypatch):
    monkeypatch.setattr(asking, "ANSWER", 1.0)

    def drip(handler, _asked):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for n in range(100):
            try:
                handler.wfile.write(f"X-{n}: 1\r\n".encode())
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.2)

    portal.answers[SEARCH] = drip
    began = time.monotonic()
    with pytest.raises(NotNow, match="took longer than|cannot be reached"):
        fetching.ask(portal.url + SEARCH)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("", 0), ("120", 120), ("x", 0), ("99999999999", 6 * 3600), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_when_to_ask_again(given, seconds):
    assert waits(given) == seconds


def test_a_run_takes_no_longer_than_it_may(town, portal):
    portal.packages = [package(0)]
    laid_down(portal)
    run = sources.ask_for(key="county")
    Run.objects.update(begun=clock.now() - running.LONGEST * 2)
    running.work()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "took longer than" in run.problem[0]["why"]
    assert queries.published() == 0
