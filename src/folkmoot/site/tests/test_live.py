"""The stream of news, on a real server."""

import http.client
import json
import time

import pytest

from folkmoot.site.tests.serving import APPEND, get, prepare, python, served, surroundings

pytestmark = pytest.mark.slow


class Stream:
    """A reader of server-sent events."""

    def __init__(self, port, path="/live", headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.connection.request("GET", path, headers=headers or {})
        self.answer = self.connection.getresponse()

    def event(self):
        """The next event: its id and data."""
        found = {}
        while line := self.answer.readline().decode():
            name, colon, value = line.rstrip("\n").partition(": ")
            if colon and name:
                found[name] = value
            elif not line.strip() and found.get("event"):
                return int(found["id"]), json.loads(found["data"])
        raise ConnectionError("the stream has ended")

    def close(self):
        self.answer.close()
        self.connection.close()


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    found = surroundings(tmp_path_factory.mktemp("live"), FOLKMOOT_LIVE_CONNECTIONS="3")
    prepare(found)
    return found


@pytest.fixture(scope="module")
def port(environment):
    with served(environment) as (number, _):
        yield number


def test_news_arrive_within_three_seconds(environment, port):
    stream = Stream(port)
    assert stream.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert stream.answer.readline() == b"retry: 5000\n"
    python(environment, "-c", APPEND, "3")
    sealed = time.monotonic()
    size, data = stream.event()
    assert time.monotonic() - sealed < 3
    assert size == data["size"] == 3
    told = [{name: one[name] for name in ("index", "kind", "subject")} for one in data["newest"]]
    assert told == [
        {"index": index, "kind": "ledger.counted", "subject": "ledger/live"} for index in (2, 1, 0)
    ]
    assert all(abs(one["at"] / 1000 - time.time()) < 60 for one in data["newest"])
    stream.close()


def test_who_comes_back_hears_what_was_missed(environment, port):
    python(environment, "-c", APPEND, "2")
    size = json.loads(get(port, "/live/poll")[2])["size"]
    for path, headers in (
        (f"/live?since={size - 2}", {}),
        ("/live", {"Last-Event-ID": str(size - 2)}),
        ("/live?since=0", {"Last-Event-ID": str(size - 2)}),
    ):
        stream = Stream(port, path, headers)
        found, data = stream.event()
        assert found == size
        assert [one["index"] for one in data["newest"]] == [size - 1, size - 2]
        stream.close()


def test_a_page_hears_of_its_own_subject_and_of_nothing_else(environment, port):
    mine, other = Stream(port, "/live?about=ledger/live&since=0"), Stream(port, "/live?about=ledger/other")
    _size, missed = mine.event()
    assert {one["subject"] for one in missed["newest"]} == {"ledger/live"}
    python(environment, "-c", APPEND, "1")
    size, data = mine.event()
    assert [one["index"] for one in data["newest"]] == [size - 1]
    # The other reader is told nothing: the next that comes is a sign of life that moves its place on.
    other.answer.fp.raw._sock.settimeout(20)
    lines = b""
    while b"id: " not in lines:
        lines = other.answer.readline()
    assert int(lines.removeprefix(b"id: ")) >= size
    assert other.answer.readline() == b"\n", "an id without an event"
    for stream in (mine, other):
        stream.close()
    kinds = Stream(port, "/live?kind=ledger.counted&since=0")
    assert kinds.event()[1]["newest"]
    kinds.close()


def test_nonsense_is_refused_with_what_would_be_right(port):
    for path in (
        "/live?about=nonsense",
        "/live/poll?kind=x",
        "/live?" + "&".join(f"about=a/{n}" for n in range(9)),
    ):
        status, _headers, body = get(port, path)
        assert status == 400
        assert b"about" in body or b"kind" in body


def test_polling_tells_the_same_and_has_a_tag(environment, port):
    python(environment, "-c", APPEND, "1")
    status, headers, body = get(port, "/live/poll?since=0")
    found = json.loads(body)
    assert (status, found["newest"][0]["index"]) == (200, found["size"] - 1)
    assert get(port, "/live/poll?since=0", {"If-None-Match": headers["ETag"]})[0] == 304
    assert json.loads(get(port, f"/live/poll?since={found['size']}")[2])["newest"] == []
    for nonsense in ("-1", "x", "9" * 40, "%00"):
        assert get(port, f"/live/poll?since={nonsense}")[0] == 200


def test_there_is_a_limit_and_a_place_becomes_free(port):
    time.sleep(1)
    streams = [Stream(port) for _ in range(3)]
    for stream in streams:
        assert stream.answer.status == 200
    status, headers, body = get(port, "/live")
    assert (status, headers["Retry-After"]) == (503, "30")
    assert b"/live/poll" in body
    for stream in streams:
        stream.close()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        stream = Stream(port)
        status = stream.answer.status
        stream.close()
        if status == 200:
            return
        time.sleep(0.2)
    pytest.fail("no place became free")


def test_pages_and_health_come_from_django(port):
    assert get(port, "/healthz")[2] == b"ok\n"
    status, _, body = get(port, "/readyz")
    found = json.loads(body)
    assert (status, found["ready"], found["reasons"]) == (200, True, [])
    assert get(port, "/record/checkpoint")[0] == 200
