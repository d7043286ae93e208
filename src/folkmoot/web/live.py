"""Telling open pages that the record has grown: server-sent events at ``/live``, polling at ``/live/poll``.

The stream is a plain ASGI application, because a connection that stays open must not hold a thread. One task per
process looks at the database once a second, whatever the number of readers, and hands the same bytes to all.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from folkmoot.record import queries, registry

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PERIOD = 1.0
"""Seconds between two looks at the database."""
HEARTBEAT = 15.0
"""Seconds of silence after which a comment goes out, so that no proxy closes the connection."""
NEWEST = 50
"""Acts named in one message at most; ``size`` still counts all."""
BACKLOG = 8
"""Messages that may wait for a slow reader before it is dropped; it comes back with Last-Event-ID."""
PATIENCE = 20.0
"""Seconds that one write may take before the reader is dropped."""


def news(since: int) -> dict[str, Any]:
    """What a reader that has seen ``since`` entries has missed: ``size`` and the ``newest`` acts, newest first.

    Only what a signed checkpoint covers counts, and acts that their module calls quiet are left out.
    """
    checkpoint = queries.latest_checkpoint()
    size = checkpoint.size if checkpoint else 0
    newest = queries.newest(before=size, limit=min(NEWEST, size - since)) if size > since else []
    return {
        "size": size,
        "newest": [
            {"index": one.index, "kind": one.kind, "subject": one.subject}
            for one in newest
            if not ((act := registry.act_of(one.kind)) and act.quiet)
        ],
    }


def _look(since: int | None) -> dict[str, Any]:
    """``news`` in the thread of the watcher; without ``since`` only the size is asked for."""
    close_old_connections()
    if since is None:
        checkpoint = queries.latest_checkpoint()
        return {"size": checkpoint.size if checkpoint else 0, "newest": []}
    return news(since)


def _event(found: dict[str, Any]) -> bytes:
    return (
        f"id: {found['size']}\nevent: record\ndata: {json.dumps(found, separators=(',', ':'))}\n\n".encode()
    )


@dataclass(eq=False, slots=True)
class Reader:
    """One open connection. ``gone`` is set when it was too slow."""

    queue: "asyncio.Queue[bytes]"
    gone: bool = False

    def put(self, message: bytes) -> None:
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.gone = True


class Live:
    """The ASGI application at ``/live``: at most ``limit`` connections at once in this process."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._readers: set[Reader] = set()
        self._size: int | None = None
        self._watcher: asyncio.Task[None] | None = None
        # A thread of its own, so that the watcher keeps one database connection and never waits for a request.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one connection until either side leaves."""
        if scope["method"] not in {"GET", "HEAD"}:
            await _refuse(send, 405, [(b"allow", b"GET, HEAD")])
        elif len(self._readers) >= self._limit:
            await _refuse(send, 503, [(b"retry-after", b"30")])
        else:
            await self._stream(scope, receive, send)

    def stop(self) -> None:
        """Let every connection end, because the server is going away; readers come back to the next one."""
        for reader in self._readers:
            reader.gone = True
            reader.put(b": the server restarts\n\n")

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        reader = Reader(asyncio.Queue(BACKLOG))
        self._readers.add(reader)
        writer: asyncio.Task[None] | None = None
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
                return
            reader.put(b"retry: 5000\n\n")
            await self._wake()
            since = _since(scope)
            # Whoever has seen as much as the watcher has will hear of the rest from it.
            if since is not None and self._size is not None and since < self._size:
                reader.put(_event(await self._ask(since)))
            writer = asyncio.create_task(_write(reader, send))
            left = asyncio.create_task(_left(receive))
            await asyncio.wait({writer, left}, return_when=asyncio.FIRST_COMPLETED)
            left.cancel()
        finally:
            self._readers.discard(reader)
            if writer is not None:
                writer.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError, RuntimeError):
                    await writer

    async def _wake(self) -> None:
        """Have a watcher running. Its first size is known before a reader is compared with it: nothing is missed."""
        if self._size is None:
            first = (await self._ask(None))["size"]
            if self._size is None:
                self._size = first
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())

    async def _ask(self, since: int | None) -> dict[str, Any]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _look, since)

    async def _watch(self) -> None:
        """Look once a second while anybody reads, and hand what is new to all of them."""
        quiet = 0.0
        while self._readers:
            message = b""
            try:
                found = await self._ask(self._size)
                if self._size is not None and found["size"] > self._size:
                    message = _event(found)
                self._size = found["size"]
            except Exception:
                # Readers stay; what happened meanwhile is told by the first look that works.
                log.exception("/live cannot read the record")
                await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
            quiet = 0.0 if message else quiet + PERIOD
            if quiet >= HEARTBEAT:
                message, quiet = b": still here\n\n", 0.0
            if message:
                for reader in list(self._readers):
                    reader.put(message)
            await asyncio.sleep(PERIOD)
        self._size = None
        self._watcher = None


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # nginx holds answers back otherwise.
    (b"x-accel-buffering", b"no"),
]


def _since(scope: Message) -> int | None:
    """How many entries the reader has seen: Last-Event-ID when it comes back, else ``?since=``; None if neither."""
    asked = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    asked = asked or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    return _number(asked)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004 - fits 2**53.


async def _refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *headers]})
    body = b"too many open connections; ask /live/poll instead\n" if status == 503 else b"only GET\n"  # noqa: PLR2004
    await send({"type": "http.response.body", "body": body})


async def _write(reader: Reader, send: Send) -> None:
    """Send what is queued; end when the reader fell behind or one write took too long."""
    with contextlib.suppress(TimeoutError):
        while not reader.gone:
            body = await reader.queue.get()
            await asyncio.wait_for(
                send({"type": "http.response.body", "body": body, "more_body": True}), PATIENCE
            )


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@require_safe
def poll(request: HttpRequest) -> HttpResponse:
    """The same news as JSON for those whose network lets no stream through: ask with ``?since=`` and If-None-Match."""
    since = _number(request.GET.get("since", ""))
    found = _look(None) if since is None else news(since)
    tag = f'"{found["size"]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = JsonResponse(found)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return response
