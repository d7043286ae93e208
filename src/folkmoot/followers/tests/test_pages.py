"""Activity, search, feeds and the record's pages as a browser or a reader's program gets them."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.followers.tests.story import WORDS, count, follow, say
from folkmoot.record import text
from folkmoot.record.merkle import verify_inclusion
from folkmoot.record.models import Checkpoint, RecordedFact
from folkmoot.record.seal import seal

pytestmark = pytest.mark.django_db
_ATOM = "{http://www.w3.org/2005/Atom}"


def _get(client, address, status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status, address
    return response


def _queries(client, address):
    _get(client, address)
    with CaptureQueriesContext(connection) as asked:
        _get(client, address)
    return len(asked)


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_every_page_answers_when_the_record_is_empty_and_when_it_is_not(client, language):
    empty = ["/search", "/search?q=a", "/activity", "/record/", "/record/verify", "/record/kinds"]
    for address in [*empty, "/feeds/all.atom", "/feeds/all.json", "/feeds/module/ledger.atom"]:
        _get(client, address, **{"Accept-Language": language})
    count(["ledger/a", "ledger/b"], times=20)
    follow()
    more = [
        "/record/0",
        "/record/39",
        "/record/?kind=ledger.counted",
        "/record/?module=ledger&subject=ledger/a",
    ]
    more += [
        "/record/?before=3&actor=office:counting",
        "/activity?module=ledger&before=30",
        "/search?q=ledger",
    ]
    for address in [*empty, *more, "/feeds/area/wards/north.json", "/feeds/subject/ledger/a.atom"]:
        _get(client, address, **{"Accept-Language": language})
    for address in ["/record/40", "/record/" + "9" * 40, "/record/facts/" + "0" * 32, "/feeds/area/x.atom"]:
        _get(client, address, 404)
    for address in ["/feeds/module/none.json", "/feeds/subject/ledger/none.atom"]:
        _get(client, address, 404)
    _get(client, "/record", 301)


@pytest.mark.parametrize("words", ["%00", "'%22*%00", "a" * 3000, "%F0%9F%8F%9B", "before=" + "9" * 50])
def test_no_parameter_breaks_a_page(client, words):
    count(["ledger/a"])
    follow()
    for page in ("search", "activity", "record/"):
        names = "&".join(
            f"{name}={words}" for name in ("q", "module", "area", "subject", "kind", "actor", "before")
        )
        _get(client, f"/{page}?{names}")


def test_pages_cost_the_same_queries_however_many_rows(client):
    pages = ["/activity", "/record/", "/search?q=ledger", "/feeds/all.atom", "/feeds/all.json", "/record/5"]
    count([f"ledger/{n}" for n in range(10)])
    follow()
    few = {page: _queries(client, page) for page in pages}
    count([f"ledger/{n}" for n in range(10, 200)])
    follow()
    many = {page: _queries(client, page) for page in pages}
    proof = many.pop("/record/5") - few.pop("/record/5")
    assert many == few
    assert proof <= 8  # a taller tree reads more tiles, one per step at most
    assert max(many.values()) <= 12


def test_an_entry_shows_its_act_its_neighbours_and_a_proof_that_holds(client):
    count([f"ledger/{n}" for n in range(7)])
    follow()
    page = _get(client, "/record/3").content.decode()
    assert "Ledger 3 was counted" in page
    assert 'href="/ledger/3"' in page
    for near in (1, 2, 4, 5):
        assert f'href="/record/{near}"' in page
    assert 'href="/record/0"' not in page.split("<aside")[1].split("</nav>")[0]
    assert "There are no witnesses yet." in page
    assert 'href="/record/3.tlog-proof"' in page
    proof = [bytes.fromhex(one) for one in re.findall(r'<td class="fm-mono">([0-9a-f]{64})</td>', page)]
    newest = Checkpoint.objects.order_by("-size").first()
    leaf = bytes(RecordedFact.objects.get(index=3).leaf_hash)
    verify_inclusion(index=3, size=7, leaf=leaf, proof=proof, root=bytes(newest.root))
    covered = re.findall(r'fm-num fm-nowrap">([^<]+)</td>', page)
    assert covered == ["entry 2", "0 to 1", "4 to 6"]
    assert page.count("<h1") == 1


def test_words_show_while_public_and_are_gone_after(client):
    commitment = say("ledger/a", "The <b>lamp</b> is out")
    follow()
    page = _get(client, "/record/0").content.decode()
    assert ">The &lt;b&gt;lamp&lt;/b&gt; is out</q>" in page
    assert f"/record/texts/{commitment}.json" in page
    text.erase([commitment])
    page = _get(client, "/record/0").content.decode()
    assert "lamp" not in page
    assert "words removed or private" in page


def test_a_fact_waits_for_its_seal_and_then_leads_to_its_entry(client):
    receipt = count(["ledger/a"])
    page = _get(client, f"/record/facts/{receipt.fact_id}").content.decode()
    assert "waiting for its seal" in page
    assert f"/record/receipts/{receipt.fact_id}" in page
    seal()
    assert _get(client, f"/record/facts/{receipt.fact_id}", 302).headers["Location"] == "/record/0"


def test_kinds_lists_every_kind(client):
    page = _get(client, "/record/kinds").content.decode()
    assert 'id="ledger.counted"' in page
    assert "Somebody counted something." in page
    assert "amount: int" in page


def test_feeds_parse_and_ids_stay_when_titles_change(client):
    count(["ledger/a", "ledger/b"])
    follow()
    response = _get(client, "/feeds/all.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = ET.fromstring(response.content)
    ids = [one.text for one in tree.iter(f"{_ATOM}id")]
    assert len(ids) == len(set(ids)) == 3
    assert all(re.match(r"tag:[^,/:]+,\d{4}-\d\d-\d\d:\S+\Z", one) for one in ids)
    value = json.loads(_get(client, "/feeds/all.json").content)
    assert value["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["id"] for one in value["items"]] == ids[1:]
    assert [one["title"] for one in value["items"]] == ["Ledger b was counted", "Ledger a was counted"]
    assert value["items"][0]["url"] == "http://testserver/ledger/b"
    WORDS["ledger/a"] = "<Another> & title\x0b"
    count(["ledger/a"])
    follow()
    assert [one.text for one in ET.fromstring(_get(client, "/feeds/all.atom").content).iter(f"{_ATOM}id")][
        -2:
    ] == ids[1:]
    assert json.loads(_get(client, "/feeds/all.json").content)["items"][2]["title"].startswith("<Another>")


@pytest.mark.parametrize("form", ["atom", "json"])
def test_feeds_answer_304_until_something_changes(client, form):
    count(["ledger/a"])
    follow()
    address = f"/feeds/subject/ledger/a.{form}"
    first = _get(client, address)
    tag = first.headers["ETag"]
    assert "Last-Modified" in first.headers
    assert _get(client, address, 304, **{"If-None-Match": tag}).content == b""
    _get(client, address, 304, **{"If-Modified-Since": first.headers["Last-Modified"]})
    WORDS["ledger/a"] = "Renamed"
    count(["ledger/b"])
    follow()
    _get(client, address, 304, **{"If-None-Match": tag})
    count(["ledger/a"])
    follow()
    assert _get(client, address, **{"If-None-Match": tag}).headers["ETag"] != tag
