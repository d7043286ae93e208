"""DCAT in three syntaxes, paged, and data.json: the same datasets come, whatever they are written in."""

import pytest

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.formats import data_json
from folkmoot.modules.catalogue.formats.entry import Page
from folkmoot.modules.catalogue.formats.rdf.syntax import MEDIA, catalogue_document
from folkmoot.modules.catalogue.formats.tests.entries import BARE, CATALOGUE, FULL, SERVICE
from folkmoot.modules.catalogue.harvest.kinds import dcat
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, report
from folkmoot.modules.catalogue.models import Dataset, Origin
from folkmoot.record.projection import assert_replays


def paged(portal, syntax, *, some=(FULL, BARE)):
    """A catalogue of one dataset a page."""
    urls = [f"{portal.url}/catalog.{syntax}?page={n}" for n in range(1, len(some) + 1)]
    for at, (one, url) in enumerate(zip(some, urls, strict=True)):
        following = urls[at + 1] if at + 1 < len(urls) else ""
        page = Page([one], len(some), url, urls[0], urls[-1], next=following, size=1)
        path = f"/catalog.{syntax}" + (f"?page={at + 1}" if at else "")
        portal.says(
            path if at else f"/catalog.{syntax}?page=1",
            catalogue_document(CATALOGUE, page, syntax),
            MEDIA[syntax],
        )
    return urls[0]


@pytest.mark.parametrize("syntax", ["jsonld", "ttl", "rdf"])
def test_a_paged_catalogue_comes_whole(town, portal, syntax):
    laid_down(portal, sort="dcat", address=paged(portal, syntax), licence="CC0-1.0")
    run = harvested()
    assert (run.state, run.found, run.total, len(run.seen)) == ("done", 3, 2, 2), run.problem
    assert set(report(run)) == {FULL.iri, BARE.iri, SERVICE.iri}
    assert run.counts["created"] == 3, report(run)
    one = Origin.objects.get(record=FULL.iri)
    assert one.publisher == "Parks department" or one.publisher
    assert {it["url"] for it in one.files} == {it.url for it in FULL.distributions}
    api = Dataset.objects.get(pk=Origin.objects.get(record=SERVICE.iri).pk)
    assert api.service
    assert api.shown["service"] == {
        "endpoint": SERVICE.endpoint_url,
        "description": SERVICE.endpoint_description,
        "terms": "",
        "standards": list(SERVICE.conforms_to),
        "formats": [],
        "serves": [FULL.iri],
    }
    assert [it.pk for it in queries.served([api])[api.pk]] == [one.pk]
    assert [it.pk for it in queries.services_of(one.pk)] == [api.pk]
    assert harvested().counts == {"unchanged": 3}
    assert_replays()


def test_the_three_syntaxes_bring_the_same(town, portal):
    digests = []
    for syntax in ("jsonld", "ttl", "rdf"):
        laid_down(portal, sort="dcat", address=paged(portal, syntax), licence="CC0-1.0")
        digests.append(sorted(harvested().counts.items()))
    assert digests == [[("created", 3)], [("unchanged", 3)], [("unchanged", 3)]]


def test_a_page_that_cannot_be_read_ends_the_gathering_and_nothing_goes(town, portal):
    laid_down(portal, sort="dcat", address=paged(portal, "ttl"), licence="CC0-1.0")
    harvested()
    portal.says("/catalog.ttl?page=2", "this is <no turtle", "text/turtle")
    run = harvested()
    assert (run.state, run.complete) == ("part", False)
    assert "is not Turtle" in run.problem[0]["why"]
    assert Dataset.objects.filter(state="published", service=False).count() == 2


def test_data_json_comes_and_says_when_nothing_changed(town, portal):
    told = b"".join(data_json.pieces(CATALOGUE, [[FULL], [BARE]], "en"))
    etag = '"1"'

    def answer(handler, _asked):
        if handler.headers.get("If-None-Match") == etag:
            return handler.send(304, b"")
        return handler.send(200, told, Content_Type="application/json", ETag=etag)

    portal.answers["/data.json"] = answer
    laid_down(portal, sort="data_json", address=f"{portal.url}/data.json", licence="CC0-1.0")
    run = harvested()
    assert (run.state, run.counts) == ("done", {"created": 2}), report(run)
    for _turn in range(2):
        run = harvested()
        assert (run.state, run.counts) == ("same", {})
    told = b"".join(data_json.pieces(CATALOGUE, [[FULL]], "en"))
    etag = '"2"'
    assert harvested().counts == {"unchanged": 1, "gone": 1}
    assert harvested().state == "same"
    laid_down(portal, sort="data_json", address=f"{portal.url}/data.json")
    assert harvested().state != "same", "a source that was laid down anew is read whole"
    assert_replays()


def test_our_own_catalogue_can_be_read(client, town, portal):
    """What is served at /catalog.* is what a harvest asks for."""
    from folkmoot.modules.catalogue.fetching import Answer
    from folkmoot.modules.catalogue.tests.town import published

    published()

    def asker(url, _headers):
        found = client.get(url.partition("example")[2])
        return Answer(url, found.content, {name.lower(): value for name, value in found.items()})

    for kind in ("jsonld", "ttl", "rdf"):
        page = dcat.page(f"https://portal.example/catalog.{kind}", "", {}, asker)
        assert [one.entry.title[0].words for one in page.reports] == ["Street trees"] or len(
            page.reports
        ) == 1
        assert (page.total, page.next, page.wrong) == (1, "", [])
    assert queries.published() == 1
