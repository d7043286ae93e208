"""Loading from an address: nothing but the open internet is reached, in time and within the size."""

import ipaddress
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.catalogue import events, originals, queries, rules, services
from folkmoot.modules.catalogue.fetching import fetch
from folkmoot.modules.catalogue.models import Load, Table
from folkmoot.modules.catalogue.services import Refused
from folkmoot.modules.catalogue.tests.town import CSV, NEWER, both, drafted
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays

INSIDE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "::7f00:1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_public(address):
    assert not rules.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet_are(address):
    assert rules.is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_packing_an_address_changes_nothing(address):
    packed = ipaddress.ip_address(f"::ffff:{address}")
    assert rules.is_public(packed) == rules.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org",
        "http://u:p@example.org",
        "//example.org",
        "http://",
        "http://[::1",
        "javascript:1",
    ],
)
def test_other_addresses_are_refused(url, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path
    with pytest.raises(Refused, match="begins with https"):
        fetch(url)


class Handler(BaseHTTPRequestHandler):
    """A server with a table, redirects, and bad manners."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        if self.path == "/moved":
            return self.answer(302, b"", Location="/trees.csv?x=1")
        if self.path == "/inside":
            return self.answer(302, b"", Location="http://169.254.169.254/latest/meta-data")
        if self.path == "/file":
            return self.answer(302, b"", Location="file:///etc/passwd")
        if self.path == "/loop":
            return self.answer(302, b"", Location="/loop")
        if self.path == "/short":
            return self.answer(200, b"a,b\n1", **{"Content-Length": "500"})
        if self.path == "/packed":
            return self.answer(200, b"x", **{"Content-Encoding": "gzip"})
        if self.path == "/huge":
            return self.answer(200, b"a", **{"Content-Length": str(1 << 40)})
        if self.path == "/endless":
            return self.answer(200, b"a,b\n" * 600_000, **{"Content-Length": ""})
        if self.path.startswith("/trees.csv"):
            if self.headers.get("If-None-Match") == self.server.etag:
                return self.answer(304, b"")
            return self.answer(200, self.server.text.encode(), ETag=self.server.etag)
        return self.answer(404, b"")

    def answer(self, status, data, **headers):
        self.send_response(status)
        if headers.get("Content-Length") != "":
            headers.setdefault("Content-Length", str(len(data)))
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_words):
        pass


@pytest.fixture
def server(settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    settings.FOLKMOOT_WEBHOOKS_LOCAL = True
    one = HTTPServer(("127.0.0.1", 0), Handler)
    one.asked, one.text, one.etag = [], CSV, '"1"'
    threading.Thread(target=one.serve_forever, daemon=True).start()
    one.url = f"http://127.0.0.1:{one.server_port}"
    yield one
    one.shutdown()
    one.server_close()


def test_a_file_comes_whole_by_its_name(server):
    found = fetch(f"{server.url}/moved")
    assert originals.path_of(found.original.sha256).read_text() == CSV
    assert (found.name, found.etag) == ("trees.csv", '"1"')
    assert fetch(f"{server.url}/trees.csv", etag='"1"').original is None
    assert server.asked[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nothing", "answered 404"),
        ("/file", "begins with https"),
        ("/loop", "too often"),
        ("/short", "IncompleteRead|connection broke"),
        ("/packed", "compressed"),
        ("/huge", "larger than"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(server, path, why):
    with pytest.raises(Refused, match=why):
        fetch(server.url + path)
    assert not originals.folder().exists() or list(originals.folder().iterdir()) == []


def test_a_file_without_an_end_is_cut_off(server, settings):
    settings.FOLKMOOT_TABLE_MB = 1
    with pytest.raises(Refused, match="larger than 1 MB"):
        fetch(f"{server.url}/endless")
    assert list(originals.folder().iterdir()) == []


def test_this_machine_is_not_asked(server, settings):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = False
    for host in ("127.0.0.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]"):
        with pytest.raises(Refused):
            fetch(f"http://{host}:{server.server_port}/trees.csv")
    assert server.asked == []


def test_a_redirect_inside_is_not_followed(server, settings, monkeypatch):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = False
    real = rules.is_public
    # The first server counts as public here, so that what is tested is the check of the second address.
    monkeypatch.setattr(rules, "is_public", lambda one: str(one) == "127.0.0.1" or real(one))
    with pytest.raises(Refused, match=r"169\.254\.169\.254, which is not an address of the open internet"):
        fetch(f"{server.url}/inside")


def test_a_name_with_one_address_inside_is_not_asked(monkeypatch, settings, tmp_path):
    settings.FOLKMOOT_TABLES, settings.FOLKMOOT_WEBHOOKS_LOCAL = tmp_path, False
    both_ = [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", ("10.0.0.7", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both_)
    with pytest.raises(Refused, match="leads to 10"):
        fetch("http://rebinding.example/trees.csv")


def test_a_linked_table_is_loaded_and_kept_fresh(town, server):
    link = events.TableDescribed(
        table="trees", name=both("Trees"), sort="link", url=f"{server.url}/trees.csv", every=24
    )
    drafted(table=link)
    assert services.fetch_due() == 1
    assert services.fetch_due() == 0
    services.load_waiting()
    assert (Load.objects.get().state, Load.objects.get().name) == ("done", "trees.csv")
    assert services.fetch_due() == 0, "its hours are not over"
    with clock.telling(clock.now() + timedelta(hours=25)):
        assert services.fetch_due() == 1
        services.load_waiting()
        assert Load.objects.latest("created").state == "same", "the server said that nothing has changed"
    server.text, server.etag = NEWER, '"2"'
    with clock.telling(clock.now() + timedelta(hours=50)):
        services.fetch_due()
        services.load_waiting()
    assert Table.objects.get().number == 2
    with pytest.raises(Refused, match="loaded from an address"):
        services.hand_in(key="trees", table="trees", chunks=iter([b"a"]), name="a")
    server.shutdown()
    server.server_close()
    with clock.telling(clock.now() + timedelta(hours=51)):
        services.fetch_again(key="trees", table="trees")
        services.load_waiting()
    assert Load.objects.latest("created").state == "refused"
    assert queries.table("trees", "trees").number == 2
    assert_replays()
