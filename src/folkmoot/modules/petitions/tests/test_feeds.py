"""Feeds of lists and of one petition, as readers' programs take them."""

import json
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.events import Document
from folkmoot.modules.petitions.tests.town import later, opened, signatory, signed, started, support
from folkmoot.record.seal import seal

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & \x0b more"


def atom(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    return ET.fromstring(answer.content)


def entries(tree, name):
    return [one.findtext(f"{ATOM}{name}") for one in tree.iter(f"{ATOM}entry")]


def test_a_list_with_its_filters(client, town):
    first, second = opened(), opened("Benches in Mill Park")
    rejected = started("Nothing clear")
    support(rejected)
    services.reject(number=rejected, code="no_action", words="Say what should be done.")
    signed(first, 4, 5, 6)
    seal()
    assert entries(atom(client.get("/petitions/feed.atom")), "title") == [
        "Benches in Mill Park",
        "Safe crossing at Northgate School",
    ], "the newest first, though the other has more signatures"
    assert entries(atom(client.get("/petitions/feed.atom?q=benches")), "title") == ["Benches in Mill Park"]
    no = json.loads(client.get("/petitions/feed.json?state=rejected").content)
    assert [one["title"] for one in no["items"]] == ["Nothing clear"]
    assert "Say what should be done." in no["items"][0]["content_text"]
    assert no["home_page_url"].endswith("/petitions?state=rejected")
    assert no["items"][0]["external_url"].startswith("http://testserver/record/")
    assert entries(atom(client.get("/petitions/feed.atom?state=nonsense")), "id") == entries(
        atom(client.get("/petitions/feed.atom")), "id"
    )
    page = client.get("/petitions?topic=roads").content.decode()
    assert "/petitions/feed.atom?state=open&amp;topic=roads" in page
    assert f"/petitions/{second}/feed.json" in client.get(f"/petitions/{second}").content.decode()


def test_signatures_are_no_news_and_answers_are(client, town):
    number = opened()
    before = client.get("/petitions/feed.atom")
    signed(number, signatory(4))
    assert client.get("/petitions/feed.atom", HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 304
    with later(days=1):
        services.answer(number=number, office="streets", summary="Yes", words="We do.")
    after = client.get("/petitions/feed.atom", HTTP_IF_NONE_MATCH=before["ETag"])
    assert entries(atom(after), "id") == entries(atom(before), "id"), "it is the same news, new again"
    assert entries(atom(after), "updated") > entries(atom(before), "updated")


def test_one_petition_with_everything_that_happened(client, town):
    number = opened(HOSTILE)
    with later(days=1):
        signed(number, *(signatory(at) for at in range(4, 12)))
    with later(days=2):
        services.answer(
            number=number, office="streets", summary="Yes to the guard", words="Soon.",
            documents=[Document(title="Letter", url="https://example.org/a.pdf")],
        )  # fmt: skip
    with later(days=3):
        services.tell_debate(
            number=number, office="streets", step=1, on_day=date(2026, 4, 14), held=True, words="Agreed",
            video_url="https://example.org/f",
        )  # fmt: skip
        services.add_note(number=number, office="streets", words="A correction")
    with later(days=200):
        services.close_due()
        seal()
        tree = atom(client.get(f"/petitions/{number}/feed.atom"))
    titles = [one.partition(":")[0] for one in entries(tree, "title")]
    assert titles[0] == "Closed"
    assert titles[1].startswith("A note on")
    assert titles[2:] == ["What came of the debate", "Answered", "9 signatures", "6 signatures", "Open"]
    ids = entries(tree, "id")
    assert len(set(ids)) == len(ids) == 7
    items = json.loads(client.get(f"/petitions/{number}/feed.json").content)["items"]
    answer = next(one for one in items if one["title"].startswith("Answered"))
    assert "Yes to the guard" in answer["content_text"]
    assert "https://example.org/a.pdf" in answer["content_text"]
    assert "/record/" in answer["external_url"]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_what_is_not_public_has_no_feed(client, town, form):
    number = started()
    assert client.get(f"/petitions/{number}/feed.{form}").status_code == 404
    support(number)
    services.reject(number=number, code="offensive")
    assert client.get(f"/petitions/{number}/feed.{form}").status_code == 404
    assert client.get(f"/petitions/999999999/feed.{form}").status_code == 404
    assert b"Safe crossing" not in client.get(f"/petitions/feed.{form}?state=all").content


def test_a_long_list_takes_as_many_queries_as_a_short_one(client, town, django_assert_max_num_queries):
    for at in range(4):
        opened(f"Petition number {at}")
    client.get("/petitions/feed.atom")
    with django_assert_max_num_queries(8):
        client.get("/petitions/feed.atom")
