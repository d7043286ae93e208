"""Signing over HTTP: a real server, worker and sealer, a mail server that hears the links, and people who press them.

Everybody comes from an address of their own, as a proxy in front would say. ``presses`` sends the two forms that change
something; ``visit`` also reads every page on the way, as browsers do: the form, what is said after it, the page behind the
link, and the page that proves that it counts. Signing is on time whether or not the one before is done (an open load);
confirming follows as mails come.
"""

import http.client
import queue
import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import parse_qs, urlencode, urlsplit

CSRF = "a" * 32
"""A token as the site would give it; cookie and form must say the same."""
LANES, PRESSERS = 16, 8
BEHIND = 1.2
"""A server that is too slow is not waited for: signing ends after this many times the seconds it should take."""
DRAIN = 45.0
"""Seconds after the last signature in which mails must have come and been confirmed."""
LINK = re.compile(rb"https?://\S+/petitions/confirm\?key=\S+")


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes everything (RFC 5321) and keeps the links, with when each came."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        self.links: queue.Queue[tuple[float, str, str]] = queue.Queue()
        super().__init__(("127.0.0.1", 0), _Mail)


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 ready")
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
            if verb == b"DATA":
                self._say("354 go on")
                body = b""
                while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                    body += part
                # Quoted-printable breaks long lines and writes an equals sign as =3D.
                whole = body.replace(b"=\r\n", b"").replace(b"=3D", b"=")
                if found := LINK.search(whole):
                    parts = urlsplit(found[0].decode())
                    self.server.links.put((time.perf_counter(), to, f"{parts.path}?{parts.query}"))
            self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a free port."""
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


class Browser:
    """One connection that asks on behalf of many people."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path: str, person: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and where it leads."""
        headers = {"X-Forwarded-For": person, "Cookie": f"csrftoken={CSRF}"}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": CSRF})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


def address(number: int) -> str:
    """An address of its own for each person (198.18.0.0/15 is for measurements, RFC 2544)."""
    return f"198.{18 + (number >> 16 & 1)}.{number >> 8 & 255}.{number & 255}"


class Crowd:
    """People who sign a petition and press the link in the mail; how long everything took, in milliseconds."""

    def __init__(self, port: int, number: int, box: Mailbox, *, visit: bool, first: int = 0) -> None:
        self.port, self.number, self.box, self.visit, self.first = port, number, box, visit, first
        self.signing: list[float] = []
        self.confirming: list[float] = []
        self.mailing: list[float] = []
        self.failed: list[str] = []
        self._sent: dict[str, float] = {}
        self._over = threading.Event()

    def _timed(self, into: list[float], due: float, act: Callable[[], tuple[int, str]]) -> str:
        status, to = act()
        into.append(1000 * (time.perf_counter() - due))
        if status != 302:
            self.failed.append(f"answered {status}")
        return to

    def _lane(self, lane: int, began: float, rate: float, seconds: float) -> None:
        browser = Browser(self.port)
        every = LANES / rate
        for at in range(int(seconds / every)):
            if time.perf_counter() - began > BEHIND * seconds:
                return
            due = began + at * every + lane / rate
            time.sleep(max(due - time.perf_counter(), 0))
            person = self.first + lane + LANES * at
            email = f"p{person}@example.org"
            path = f"/petitions/{self.number}/sign"
            if self.visit:
                browser.ask(path, address(person))
            form = {"name": f"Somebody {lane}", "email": email, "postcode": "MH1 4AB", "area": ""}
            self._sent[email] = time.perf_counter()
            to = self._timed(self.signing, due, partial(browser.ask, path, address(person), form))
            if self.visit and to:
                browser.ask(to, address(person))

    def _presser(self) -> None:
        browser = Browser(self.port)
        while not self._over.is_set():
            try:
                came, email, path = self.box.links.get(timeout=0.2)
            except queue.Empty:
                continue
            if email not in self._sent:
                continue
            self.mailing.append(1000 * (came - self._sent[email]))
            person = address(int(email[1:].partition("@")[0]))
            if self.visit:
                browser.ask(path, person)
            form = {"key": parse_qs(urlsplit(path).query)["key"][0]}
            began = time.perf_counter()
            to = self._timed(self.confirming, began, partial(browser.ask, "/petitions/confirm", person, form))
            if self.visit and to:
                browser.ask(to, person)

    def run(self, rate: float, seconds: float) -> tuple[float, float]:
        """Sign on time and confirm as mails come; seconds until the last had signed, and until the last was counted."""
        began = time.perf_counter()
        lanes = [threading.Thread(target=self._lane, args=(at, began, rate, seconds)) for at in range(LANES)]
        pressers = [threading.Thread(target=self._presser) for _each in range(PRESSERS)]
        for one in (*lanes, *pressers):
            one.start()
        for one in lanes:
            one.join()
        signed = time.perf_counter() - began
        until = time.perf_counter() + DRAIN
        while len(self.confirming) < len(self.signing) and time.perf_counter() < until:
            time.sleep(0.05)
        counted = time.perf_counter() - began
        self._over.set()
        for one in pressers:
            one.join()
        return signed, counted
