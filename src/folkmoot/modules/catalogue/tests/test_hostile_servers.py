"""Servers that hold whoever asks them: a file, an answer and a check of an address all end in time, and keep nothing."""

import gzip
import socket
import threading
import time
from contextlib import suppress

import pytest

from folkmoot.modules.catalogue import events, originals, services
from folkmoot.modules.catalogue.fetching import NotNow, ask, asking, fetch, file, line, reach
from folkmoot.modules.catalogue.models import Load
from folkmoot.modules.catalogue.services import Refused
from folkmoot.modules.catalogue.tests.town import both, drafted

SECONDS = 1.0
ENDED = 8.0
"""Far below what a server could hold without a watch (100 drips of 0.2 s), far above the limit on a busy machine."""
OK = b"HTTP/1.1 200 OK\r\n"


def dripping(start, drip, every=0.2):
    """Something is said all the time, so that no limit between two pieces is ever reached."""

    def behave(it):
        it.recv(4096)
        it.sendall(start)
        for number in range(100):
            it.sendall(drip(number))
            time.sleep(every)

    return behave


HEADERS = dripping(OK, lambda n: f"X-{n % 90}: 1\r\n".encode() if n < 90 else b"x")
ONE_HEADER = dripping(OK + b"X-Long: ", lambda _n: b"a")
STATUS = dripping(b"", lambda _n: b"H")
EARLY = dripping(b"", lambda _n: b"HTTP/1.1 100 Continue\r\n\r\n")
BODY = dripping(OK + b"Content-Length: 100000\r\n\r\n", lambda _n: b"a,b\n")
NO_LENGTH = dripping(OK + b"Connection: close\r\n\r\n", lambda _n: b"a,b\n")
CHUNKS = dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", lambda _n: b"4\r\na,b\n\r\n")
CHUNK_SIZE = dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", lambda _n: b"0")
TRAILERS = dripping(
    OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\na,b\n\r\n0\r\n", lambda n: f"X-{n}: 1\r\n".encode()
)


def silent(it):
    it.recv(4096)
    time.sleep(20)


def moving(it):
    """Redirects for ever, each to another address, each after a while."""
    asked = it.recv(4096).split()[1].decode()
    time.sleep(0.05)
    it.sendall(f"HTTP/1.1 302 Found\r\nLocation: {asked}x\r\nContent-Length: 0\r\n\r\n".encode())


def endless(it):
    """Chunks as fast as they are taken."""
    it.recv(4096)
    it.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b"a,b\n" * 16384 + b"\r\n"
    while True:
        it.sendall(chunk)


def bomb(it):
    """A small answer that unpacks to 200 MB."""
    it.recv(4096)
    data = gzip.compress(b"0" * (200 << 20), 9)
    it.sendall(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(data) + data)


@pytest.fixture
def serve(settings, tmp_path):
    """A server that behaves as it is told to; gives its address."""
    settings.FOLKMOOT_TABLES, settings.FOLKMOOT_WEBHOOKS_LOCAL = tmp_path / "tables", True
    listening = socket.create_server(("127.0.0.1", 0))
    held = []

    def start(behave):
        def one(it):
            # Whoever was cut off finds a closed line.
            with suppress(OSError), it:
                behave(it)

        def run():
            with suppress(OSError):
                while True:
                    it, _from = listening.accept()
                    held.append(it)
                    threading.Thread(target=one, args=(it,), daemon=True).start()

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/trees.csv"

    yield start
    listening.close()
    for it in held:
        it.close()


@pytest.fixture
def hasty(monkeypatch):
    """One second for everything, in place of two and fifteen minutes."""
    monkeypatch.setattr(asking, "ANSWER", SECONDS)
    monkeypatch.setattr(file, "DEADLINE", SECONDS)


def nothing_is_left():
    assert not originals.folder().exists() or list(originals.folder().iterdir()) == []


IN_HEAD = {
    "headers": HEADERS,
    "one long header": ONE_HEADER,
    "the first line": STATUS,
    "100 Continue": EARLY,
    "silence": silent,
}
IN_BODY = {
    "body": BODY,
    "body without a length": NO_LENGTH,
    "chunks": CHUNKS,
    "a chunk's size": CHUNK_SIZE,
    "trailers": TRAILERS,
}


@pytest.mark.parametrize("behave", [*IN_HEAD.values(), *IN_BODY.values()], ids=[*IN_HEAD, *IN_BODY])
@pytest.mark.parametrize("how", [fetch, ask], ids=["file", "answer"])
def test_who_drips_is_cut_off_in_time(serve, hasty, how, behave):
    url, began = serve(behave), time.monotonic()
    with pytest.raises((Refused, NotNow), match="longer than 1 seconds"):
        how(url)
    assert SECONDS * 0.9 < time.monotonic() - began < ENDED
    nothing_is_left()


@pytest.mark.parametrize("behave", IN_HEAD.values(), ids=list(IN_HEAD))
def test_a_check_of_an_address_is_cut_off_in_time(serve, hasty, behave):
    url, began = serve(behave), time.monotonic()
    with pytest.raises(NotNow, match="longer than 1 seconds"):
        reach(url)
    assert time.monotonic() - began < ENDED


@pytest.mark.parametrize("how", [fetch, ask, reach], ids=["file", "answer", "check"])
def test_redirects_without_end_are_left(serve, how):
    with pytest.raises(Refused, match="leads on to other addresses too often"):
        how(serve(moving))
    nothing_is_left()


def test_all_redirects_share_one_time(serve, hasty, monkeypatch):
    monkeypatch.setattr(line, "REDIRECTS", 10_000)
    url, began = serve(moving), time.monotonic()
    with pytest.raises(Refused, match="longer than 1 seconds"):
        fetch(url)
    assert time.monotonic() - began < ENDED


def test_chunks_without_end_stop_at_the_size(serve, settings):
    settings.FOLKMOOT_TABLE_MB = 2
    url = serve(endless)
    with pytest.raises(Refused, match="larger than 2 MB"):
        fetch(url)
    with pytest.raises(Refused, match="more than 2 MB"):
        ask(url, most=2 << 20)
    nothing_is_left()


def test_a_packed_bomb_does_not_go_off(serve):
    url = serve(bomb)
    with pytest.raises(Refused, match="compressed although"):
        fetch(url)
    with pytest.raises(Refused, match="more than 32 MB"):
        ask(url)
    nothing_is_left()


def test_a_handshake_that_never_ends_is_cut_off(serve, hasty):
    # A record of TLS that is announced with 16,000 bytes and comes byte by byte.
    url = serve(dripping(b"\x16\x03\x03\x3e\x80", lambda _n: b"\x02")).replace("http:", "https:")
    began = time.monotonic()
    with pytest.raises(Refused, match="longer than 1 seconds"):
        fetch(url)
    assert time.monotonic() - began < ENDED


def test_the_time_may_be_over_before_the_line_stands(serve, monkeypatch):
    def late(*_given, **_named):
        time.sleep(0.3)
        return [(0, 0, 0, "", ("127.0.0.1", 80))]

    url = serve(BODY)
    monkeypatch.setattr(socket, "getaddrinfo", late)
    monkeypatch.setattr(asking, "ANSWER", 0.1)
    with pytest.raises(NotNow, match="longer than 0 seconds"):
        ask(url)


def test_a_worker_is_free_again_and_the_publisher_reads_why(town, serve, hasty):
    url = serve(HEADERS)
    drafted(table=events.TableDescribed(table="trees", name=both("Trees"), sort="link", url=url, every=24))
    assert services.fetch_due() == 1
    began = time.monotonic()
    services.load_waiting()
    assert time.monotonic() - began < ENDED
    load = Load.objects.get()
    assert load.state == "refused"
    assert load.problem[0]["why"] == "it took longer than 1 seconds to answer"


def test_a_full_disk_is_not_the_servers_fault(serve, monkeypatch):
    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    url = serve(lambda it: (it.recv(4096), it.sendall(OK + b"Content-Length: 4\r\n\r\na,b\n")))
    monkeypatch.setattr(originals.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        fetch(url)
    nothing_is_left()


def test_a_watch_ends_with_its_question(serve):
    before = threading.active_count()
    url = serve(lambda it: (it.recv(4096), it.sendall(OK + b"Content-Length: 4\r\n\r\na,b\n")))
    for _turn in range(20):
        assert ask(url).body == b"a,b\n"
    assert threading.active_count() <= before + 3, "timers of fifteen minutes would pile up"
