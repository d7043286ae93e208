"""The HTTP side of a witness: add-checkpoint, the newest checkpoint of each log, and a page that says who it is."""

import contextlib
import hashlib
import logging
import socket
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from folkmoot.record.witness.answer import Refused
from folkmoot.record.witness.ledger import Ledger

log = logging.getLogger(__name__)

MAX_BODY = 256 * 1024
"""63 hashes and a checkpoint with many signatures are far smaller."""
PATIENCE = 20
"""Seconds that a client may take for the next bytes of its request."""
LINGER = 2
"""Seconds that a client which sends too much is listened to after its answer."""
_PLAIN = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"


class Handler(BaseHTTPRequestHandler):
    """One connection. ``server_for`` gives it the ledger and what to say about itself."""

    protocol_version = "HTTP/1.1"
    server_version = "folkmoot-witness"
    sys_version = ""
    timeout = PATIENCE
    ledger: Ledger
    about: str
    origins: Mapping[str, str]

    def _answer(self, status: int, body: str | bytes, kind: str = _PLAIN) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _linger(self) -> None:
        """Take what a client is still sending, for a moment: closing at once would cut off the answer it was given."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(LINGER)
        until = time.monotonic() + LINGER
        with contextlib.suppress(OSError):
            while time.monotonic() < until and self.connection.recv(65_536):
                pass

    def do_POST(self) -> None:
        """Take a checkpoint and answer with a cosignature."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
            # What was not read would be taken for the next request.
            self.close_connection = True
            known = length.isascii() and length.isdigit()
            self._answer(413 if known else 411, f"send Content-Length, at most {MAX_BODY} bytes\n")
            self._linger()
            return
        body = self.rfile.read(int(length))
        if self.path != "/add-checkpoint":
            self._answer(404, "checkpoints are posted to /add-checkpoint\n")
            return
        if len(body) < int(length):
            self.close_connection = True
            return
        try:
            line = self.ledger.add(body)
        except Refused as problem:
            log.info("refused with %s: %s", problem.status, problem)
            if problem.size is not None:
                self._answer(problem.status, f"{problem.size}\n", _SIZE)
            else:
                self._answer(problem.status, f"{problem}\n")
            return
        except Exception:
            # Nothing was signed that is not on disk; the log asks again.
            log.exception("a checkpoint could not be kept")
            self._answer(500, "the witness could not keep the checkpoint; nothing was signed\n")
            return
        self._answer(200, line)

    def do_GET(self) -> None:
        """The newest checkpoint of a log, or who this witness is."""
        if self.path == "/":
            sizes, forks = self.ledger.sizes(), self.ledger.forks()
            rows = [f"{origin} {sizes.get(origin, 0)} {url}".rstrip() for origin, url in self.origins.items()]
            rows += [f"{origin} signed two different trees of one size" for origin in forks]
            self._answer(200, "\n".join([self.about, "", *rows, ""]))
            return
        by_address = {f"/{hashlib.sha256(one.encode()).hexdigest()}/checkpoint": one for one in self.origins}
        origin = by_address.get(self.path)
        note = self.ledger.checkpoint(origin) if origin else None
        if note is None:
            self._answer(404, "this witness has signed no checkpoint of such a log\n")
        else:
            self._answer(200, note)

    def do_HEAD(self) -> None:
        """The same without its body."""
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class.
        """Requests are not logged: who asks a witness is nobody's business."""


class Server(ThreadingHTTPServer):
    """A thread for each connection; a second witness on the same port is an error, not a surprise."""

    daemon_threads = True
    allow_reuse_address = True


def server_for(address: tuple[str, int], *, ledger: Ledger, vkey: str, origins: Mapping[str, str]) -> Server:
    """A server that is bound to the address and does not serve yet; ``origins`` gives the address of each log."""
    about = f"A witness of public logs (C2SP tlog-witness).\n{vkey}"
    handler = type("BoundHandler", (Handler,), {"ledger": ledger, "about": about, "origins": origins})
    return Server(address, handler)
