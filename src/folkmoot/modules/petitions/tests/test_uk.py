"""The JSON of the UK service: keys, nulls, dates, headers, held against the schema that we wrote for it."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from folkmoot.modules.petitions import services, uk
from folkmoot.modules.petitions.tests.town import later, opened, signatory, signed, started, support

SCHEMA = json.loads((Path(uk.__file__).parent / "schema.json").read_text())


def fits(answer, name):
    body = answer.json()
    jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"}).validate(body)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "stale-while-revalidate" in answer["Cache-Control"]
    assert not answer.cookies
    return body


@pytest.fixture
def debated(town):
    number = opened("=HYPERLINK: crossing at the school")
    signed(number, *(signatory(at, area="north") for at in range(4, 12)))
    services.answer(number=number, office="streets", summary="Yes", words="We do.")
    services.schedule_debate(number=number, office="streets", step=1, on_day=date(2026, 4, 14))
    services.tell_debate(
        number=number, office="streets", step=1, on_day=date(2026, 4, 14), held=True, words="Agreed",
        video_url="https://example.org/f",
    )  # fmt: skip
    services.follow_up(
        number=number, office="streets", subject="Built", body="Council", on_day=date(2026, 5, 1)
    )
    services.add_note(number=number, office="streets", words="A note")
    return number


def test_one_petition(client, debated):
    body = fits(client.get(f"/petitions/{debated}.json"), "show")
    found = body["data"]["attributes"]
    assert body["links"]["self"] == f"http://testserver/petitions/{debated}.json"
    assert found["signature_count"] == 11
    assert found["creator_name"] is None
    assert found["committee_note"] == "A note"
    assert found["government_response"]["summary"] == "Yes"
    assert found["debate"]["video_url"] == "https://example.org/f"
    assert found["debate"]["transcript_url"] is None
    assert found["scheduled_debate_date"] == "2026-04-14"
    assert found["topics"] == ["roads"]
    assert found["departments"][0]["name"] == "Streets team"
    assert found["other_parliamentary_business"][0]["occurred_on"] == "2026-05-01"
    assert found["signatures_by_area"] == [], "three people from elsewhere must not be worked out"
    assert found["closing_date"].endswith("Z")
    with later(days=200):
        services.close_due()
    found = fits(client.get(f"/petitions/{debated}.json"), "show")["data"]["attributes"]
    assert "closing_date" not in found
    assert found["closed_at"]


def test_the_small_answer(client, debated):
    body = fits(client.get(f"/petitions/{debated}/count.json"), "count")
    assert (body["signature_count"], body["debated"]) == (11, True)


def test_nothing_changed(client, debated):
    with later(seconds=5):
        for path in (f"/petitions/{debated}.json", f"/petitions/{debated}/count.json", "/petitions.json"):
            first = client.get(path)
            for headers in (
                {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]},
                {"HTTP_IF_NONE_MATCH": first["ETag"]},
            ):
                again = client.get(path, **headers)
                assert again.status_code == 304, (path, headers)
                assert again["Access-Control-Allow-Origin"] == "*"
                assert "stale-if-error" in again["Cache-Control"]


def test_two_changes_within_a_second_are_not_taken_for_one(client, debated):
    """A time has whole seconds: what is read between two changes of one second must not be kept for good."""
    path = f"/petitions/{debated}/count.json"
    first = client.get(path)
    assert "Last-Modified" not in first
    assert client.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    signed(debated, 40)
    again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.json()["signature_count"] == first.json()["signature_count"] + 1


def test_what_is_not_there_is_told_as_json(client, town):
    for path in (
        "/petitions/999.json", "/petitions/99999999999.json", "/petitions/999/count.json",
        "/petitions/local/nowhere.json", "/petitions/local/nowhere/all.json", "/archived/petitions/9.json",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404
        body = fits(answer, "missing")
        assert body["status"] == 404
        assert "There is no" in body["error"]


def test_rejected_and_hidden(client, town):
    number = started()
    support(number)
    services.reject(number=number, code="no_action", words="Say what should be done.")
    found = fits(client.get(f"/petitions/{number}.json"), "show")["data"]["attributes"]
    assert found["rejection"] == {"code": "no-action", "details": "Say what should be done."}
    services.give_back(number=number)
    assert client.get(f"/petitions/{number}.json").status_code == 404
    services.reject(number=number, code="offensive")
    assert client.get(f"/petitions/{number}.json").status_code == 404
    assert client.get(f"/petitions/{number}/count.json").status_code == 404
    assert fits(client.get("/petitions.json?state=rejected"), "index")["data"] == []


def test_lists_and_states(client, debated):
    other = opened("Benches in Mill Park")
    signed(other, 4, 5, 6)
    numbers = {
        state: [one["id"] for one in fits(client.get("/petitions.json", {"state": state}), "index")["data"]]
        for state in (
            "open",
            "closed",
            "awaiting_response",
            "with_response",
            "debated",
            "not_debated",
            "nonsense",
        )
    }
    assert numbers == {
        "open": [debated, other], "closed": [], "awaiting_response": [other], "with_response": [debated],
        "debated": [debated], "not_debated": [], "nonsense": [other, debated],
    }  # fmt: skip
    assert [one["id"] for one in client.get("/petitions.json?q=benches").json()["data"]] == [other]
    assert len(client.get("/petitions.json?topic=roads").json()["data"]) == 2
    assert client.get("/petitions.json?topic=none").json()["data"] == []
    links = client.get("/petitions.json?page=2&state=open").json()["links"]
    assert links["prev"].endswith("?state=open")
    assert links["next"] is None
    for page in ("0", "-1", "x", "99999999999999", "²"):
        assert client.get("/petitions.json", {"page": page}).status_code == 200
    table = client.get("/petitions.csv").content.decode()
    assert "'=HYPERLINK" in table


def test_the_other_endpoints(client, debated):
    trending = fits(client.get("/trending.json"), "trending")
    assert trending["data"][0]["id"] == debated
    assert fits(client.get("/topics.json"), "topics") == {"roads": {"code": "roads", "name": "Roads"}}
    assert fits(client.get("/constituencies.json"), "constituencies") == {}
    assert fits(client.get("/parliaments.json"), "parliaments")[0]["response_threshold"] == 6
    assert client.get("/petitions/local/nowhere.json").status_code == 404


def test_a_counter_and_a_picture_for_other_pages(client, debated):
    frame = client.get(f"/petitions/{debated}/embed")
    assert "11" in frame.content.decode()
    assert "X-Frame-Options" not in frame
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get(f"/petitions/{debated}")["Content-Security-Policy"]
    card = client.get(f"/petitions/{debated}/card.png")
    assert card.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert client.get("/petitions/999/card.png").status_code == 404
