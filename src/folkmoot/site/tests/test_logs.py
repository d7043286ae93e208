"""What reaches the log: routes and numbers, never addresses, tokens or words."""

import io
import json
import logging
import re

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.events import Counted

from folkmoot.followers.all import followers
from folkmoot.people import accepting, inviting
from folkmoot.record.api import about
from folkmoot.record.models import Parked
from folkmoot.record.seal import seal
from folkmoot.site import logs, metrics

WORDS = "Glasscherbenhaufen bei Ada Lovelace"
MAIL = "ada.lovelace+town@example.org"


@pytest.fixture(params=["json", "text"])
def lines(request):
    """Everything that the console would have got, in each format, from every logger."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLines() if request.param == "json" else logs.TextLines())
    handler.addFilter(logs.Redact())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: out.getvalue()
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_day_at_the_site_leaves_nothing_personal_in_the_log(town, lines, settings):
    # The test database would log every statement; that is a debugging aid that no server turns on.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    client = Client(REMOTE_ADDR="203.0.113.77", raise_request_exception=False)
    client.post("/account/signup/", {"email": MAIL})
    person = accepting.make_account("boss@example.org")
    client.post("/account/login/code/", {"email": "boss@example.org"})
    code = re.search(r"^[A-Z0-9-]{5,12}$", mail.outbox[-1].body, re.MULTILINE)
    client.post("/account/login/code/confirm/", {"code": code[0] if code else "ABC123"})
    form = {
        "service": "lamp",
        "title": WORDS,
        "description": WORDS,
        "lat": "52.48",
        "lon": "1.7",
        "email": MAIL,
    }
    looked = client.post("/report/details", form)
    form |= {"once": looked.context["once"], "kept": looked.context["kept"], "send": "1"}
    assert client.post("/report/details", form).status_code == 302
    client.get("/reports", {"q": WORDS})
    row = inviting.invite(email=MAIL, role="auditor", office="", offices=[], by=person)
    token = inviting.token_of(row)
    client.get(f"/invitation/{token}")
    client.get(f"/invitation/{token[:-3]}")
    client.get(f"/nothing/{token}?email={MAIL}")
    client.get(f"/report/details?lat=x&address={WORDS}")
    client.post("/open311/v2/requests.json", {"api_key": "k" * 30 + "1", "email": MAIL, "description": WORDS})
    logging.getLogger("anything").error("could not write to %s at %s", MAIL, "2001:db8::5:77")
    try:
        raise ValueError(f"{WORDS} {MAIL} {token}")
    except ValueError:
        logging.getLogger("anything").exception("a thing went wrong")
    text = lines()
    assert text.count("\n") > 10
    for secret in (
        MAIL,
        "ada.lovelace",
        "boss@example.org",
        "203.0.113.77",
        "2001:db8",
        token,
        token[:30],
        "Glasscherben",
    ):
        assert secret not in text, secret
    if code:
        assert code[0] not in text
    assert "ValueError" in text
    assert "service_requests:details" in text


def test_a_line_is_json_with_an_id_that_the_answer_carries(db, client, lines):
    answer = client.get("/accessibility", headers={"x-request-id": "mine"})
    if not lines().startswith("{"):
        return
    [line] = [one for one in map(json.loads, lines().splitlines()) if one.get("route") == "web:accessibility"]
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert line["duration_ms"] > 0
    assert line["request_id"] == answer.headers["X-Request-ID"] != "mine"


def test_an_error_in_a_view_is_told_by_type_and_place(db, lines, monkeypatch):
    def broken(_code):
        raise RuntimeError(WORDS)

    monkeypatch.setattr("folkmoot.modules.service_requests.queries.request", broken)
    client = Client(raise_request_exception=False)
    assert client.get("/reports/MH-26-AAAAAA").status_code == 500
    text = lines()
    assert "RuntimeError" in text
    assert "test_logs.py" in text
    assert WORDS not in text
    assert "MH-26-AAAAAA" not in text


@given(st.emails(), st.text(max_size=40))
def test_no_address_gets_through(address, around):
    assert address not in logs.redacted(f"{around} <{address}> {around}")


@given(st.binary(min_size=16, max_size=64))
def test_no_token_gets_through(data):
    import base64

    token = base64.urlsafe_b64encode(data).decode().rstrip("=")
    if any(one.isdigit() for one in token) and any(one.isalpha() for one in token):
        assert token not in logs.redacted(f"link {token} opened")


@pytest.mark.parametrize(
    "line",
    [
        "folkmoot.modules.service_requests.views has started",
        "follower activity parks entry 12: KeyError",
        "sealer failed 3 times in a row; next try in 4 s",
        "open http://127.0.0.1:8000/setup with the code ABCD-EFGH-JKLM-NPQR",
        "2026-03-12T14:02:11 sealed",
    ],
)
def test_ordinary_lines_stay_as_they_are(line):
    assert logs.redacted(line) == line


@pytest.mark.django_db
def test_metrics_say_how_the_record_stands(client):
    with about("ledger/a", actor="office:counting") as fact:
        fact(Counted(amount=1))
    text = client.get("/metrics").content.decode()
    assert "folkmoot_record_waiting 1\n" in text
    assert "folkmoot_record_size 0\n" in text
    assert float(re.search(r"^folkmoot_sealer_lag_seconds (\S+)$", text, re.MULTILINE)[1]) >= 0
    seal()
    name = followers()[0].name
    Parked.objects.create(follower=name, index=0, attempts=5, error="x", parked="2026-01-01T00:00:00Z")
    text = client.get("/metrics").content.decode()
    assert "folkmoot_record_size 1\n" in text
    assert f'folkmoot_follower_lag{{follower="{name}"}} 1\n' in text
    assert f'folkmoot_follower_parked{{follower="{name}"}} 1\n' in text
    label = r'[a-z_]+="[a-z_.]+"'
    for line in text.splitlines():
        assert re.fullmatch(rf"# (HELP|TYPE) \S+ .+|[a-z_]+(\{{{label}(,{label})*\}})? [0-9.e+-]+", line), (
            line
        )


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_the_token(client, settings):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 404
    settings.FOLKMOOT_METRICS_TOKEN = "a-long-secret"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    answer = client.get(
        "/metrics", headers={"authorization": "Bearer a-long-secret"}, REMOTE_ADDR="203.0.113.7"
    )
    assert answer.status_code == 200
    request = RequestFactory().get("/metrics", REMOTE_ADDR="")
    settings.FOLKMOOT_METRICS_TOKEN = ""
    assert not metrics.may_read(request)


def test_labels_and_numbers_are_written_as_prometheus_reads_them():
    assert metrics._labels({}) == ""
    assert metrics._labels({"a": 'x"\\\n', "b": "y"}) == '{a="x\\"\\\\\\n",b="y"}'
    assert [metrics._number(it) for it in (1, 12345678, 0.25, 2.0)] == ["1", "12345678", "0.250", "2"]
