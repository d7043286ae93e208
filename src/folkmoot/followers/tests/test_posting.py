"""A webhook reaches the open internet and nothing else, and no receiver can hold the worker."""

import ipaddress
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.followers.webhooks import posting, rules

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not rules.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"]
)
def test_addresses_that_are(address):
    assert rules.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "http://example.org/", "ftp://example.org/", "https://", "https://user:pw@example.org/",
        "https://user@example.org/", "https://example.org:22/", "https://example.org:99999/", "https://exa mple.org/",
        "https://example.org/\r\nX: y", "https://[::1/", "https://exämple.org/", "javascript:alert(1)", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_endpoint(url):
    assert rules.may_post_to(url, local=False) is not None


@pytest.mark.parametrize(
    "url", ["https://example.org", "https://example.org:8443/a?b=c", "https://[2606:2800::1]/x"]
)
def test_what_is_one(url):
    assert rules.may_post_to(url, local=False) is None
    assert rules.may_post_to("http://127.0.0.1:99/x", local=True) is None


@given(st.text(max_size=80))
def test_any_text_is_judged(url):
    rules.may_post_to(url, local=False)
    rules.may_post_to("https://" + url, local=True)


@given(st.integers(1, 60), st.floats(0, 1))
def test_waits_double_with_some_chance(attempts, chance):
    wait = rules.wait_after(attempts, chance=chance)
    assert timedelta(seconds=7.5) <= wait <= timedelta(hours=7.5)
    assert rules.wait_after(attempts, chance=chance, retry_after=timedelta(days=30)) == timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Thu, 12 Mar 2026 12:05:00 GMT", 300), ("Thu, 12 Mar 2020 12:05:00 GMT", 0), ("9" * 60, 86400),
     ("soon", None), ("", None), ("-5", None), ("²", None)],
)  # fmt: skip
def test_retry_after_in_both_forms(value, seconds):
    found = rules.retry_after(value, now=NOW)
    assert (found.total_seconds() if found is not None else None) == seconds


@given(st.text(max_size=60))
def test_any_retry_after_is_read(value):
    found = rules.retry_after(value, now=NOW)
    assert found is None or found >= timedelta()


def resolves_to(monkeypatch, *addresses):
    """Whatever name is asked for leads to these; the list is asked once for every post."""
    asked = []

    def getaddrinfo(host, port, **_more):
        asked.append(host)
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in addresses
        ]

    monkeypatch.setattr(posting.socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "there", [["10.0.0.5"], ["93.184.215.14", "169.254.169.254"], ["fe80::1%eth0"], ["::ffff:127.0.0.1"]]
)
def test_a_name_that_leads_inside_is_refused_before_anything_is_opened(monkeypatch, there):
    resolves_to(monkeypatch, *there)
    monkeypatch.setattr(posting.socket, "create_connection", lambda *_: pytest.fail("it connected"))
    answer = posting.post("https://rebind.example/hook", body=b"{}", headers={})
    assert answer.status == 0
    assert "NotAllowed" in answer.error


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    asked = resolves_to(monkeypatch, "93.184.215.14")
    opened = []

    def create_connection(address, _timeout):
        opened.append(address)
        raise TimeoutError("far away")

    monkeypatch.setattr(posting.socket, "create_connection", create_connection)
    answer = posting.post("https://rebind.example/hook", body=b"{}", headers={})
    assert "far away" in answer.error
    assert opened == [("93.184.215.14", 443)]
    assert asked == ["rebind.example"], "the name is asked once"


class Odd:
    """A receiver that behaves as the test says: ``behave`` gets each accepted connection."""

    def __init__(self, behave):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.accepted = 0
        threading.Thread(target=self._serve, args=(behave,), daemon=True).start()

    def _serve(self, behave):
        while True:
            try:
                line, _from = self.socket.accept()
            except OSError:
                return
            self.accepted += 1
            with line:
                try:
                    line.recv(65536)
                    behave(line)
                except OSError:
                    pass

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.socket.close()


def drip(line):
    for _ in range(400):
        line.sendall(b"X")
        time.sleep(0.05)


def flood(line):
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(4000):
        line.sendall(b"x" * 65536)


def redirect(line):
    line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/secret\r\nContent-Length: 0\r\n\r\n")


def nonsense(line):
    line.sendall(b"\x00\x01 not http\r\n\r\n")


@pytest.mark.parametrize(
    ("behave", "status"),
    [(drip, 0), (flood, 200), (redirect, 302), (nonsense, 0), (lambda _line: None, 0)],
    ids=["drips", "floods", "redirects", "talks nonsense", "hangs up"],
)
def test_no_receiver_can_hold_us(monkeypatch, behave, status):
    monkeypatch.setattr(posting, "DEADLINE", 0.5)
    with Odd(behave) as server:
        began = time.monotonic()
        answer = posting.post(server.url, body=b"{}", headers={}, local=True)
        assert time.monotonic() - began < 3
        assert answer.status == status
        assert server.accepted == 1
        assert answer.ok == (status == 200)


def test_a_certificate_of_somebody_else_is_no_answer(monkeypatch):
    with Odd(nonsense) as server:
        answer = posting.post(server.url.replace("http:", "https:"), body=b"{}", headers={}, local=True)
        assert answer.status == 0
        assert "SSL" in answer.error
