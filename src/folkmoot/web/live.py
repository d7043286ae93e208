"""Telling open pages that the record has grown: server-sent events at ``/live``, polling at ``/live/poll``.

The stream is a plain ASGI application, because a connection that stays open must not hold a thread. One task per
process looks at the database once a second, whatever the number of readers. A reader names what its page is about
(news.py) and hears of nothing else, so a page costs nothing while nothing happens to it.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from folkmoot.record import heads
from folkmoot.record.heads import Head
from folkmoot.web import news
from folkmoot.web.news import Unreadable, Wanted, wanted

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PERIOD = 1.0
"""Seconds between two looks at the database."""
HEARTBEAT = 15.0
"""Seconds of silence after which a comment goes out, so that no proxy closes the connection."""
HUSH = 10
"""Looks between two messages that say no more than that something quiet happened: a petition is signed each second."""
BACKLOG = 8
"""Messages that may wait for a slow reader before it is dropped; it comes back with Last-Event-ID."""
PATIENCE = 20.0
"""Seconds that one write may take before the reader is dropped."""


def _look(since: int | None) -> tuple[int, list[Head]]:
    """In the thread of the watcher: how far it has read now, and what happened since; at most news.LOOKED_AT at once."""
    close_old_connections()
    size = news.size()
    if since is None or size <= since:
        return size, []
    until = min(size, since + news.LOOKED_AT)
    return until, heads.between(since, until)


def _missed(since: int, asked: Wanted) -> dict[str, Any]:
    close_old_connections()
    return news.news(since, asked)


def _event(found: dict[str, Any]) -> bytes:
    return (
        f"id: {found['size']}\nevent: record\ndata: {json.dumps(found, separators=(',', ':'))}\n\n".encode()
    )


@dataclass(eq=False, slots=True)
class Reader:
    """One open connection. ``gone`` is set when it was too slow; ``hushed`` while it is owed word of quiet acts."""

    queue: "asyncio.Queue[bytes]"
    wanted: Wanted = field(default_factory=Wanted)
    gone: bool = False
    hushed: bool = False

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
            query = parse_qs(scope["query_string"].decode("latin-1"))
            try:
                asked = wanted(query.get("about", ()), query.get("kind", ()))
            except Unreadable as error:
                await _refuse(send, 400, [], str(error))
                return
            await self._stream(scope, receive, send, asked)

    def stop(self) -> None:
        """Let every connection end, because the server is going away; readers come back to the next one."""
        for reader in self._readers:
            reader.gone = True
            reader.put(b": the server restarts\n\n")

    async def _stream(self, scope: Message, receive: Receive, send: Send, asked: Wanted) -> None:
        reader = Reader(asyncio.Queue(BACKLOG), asked)
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
                found = await self._in_thread(_missed, since, asked)
                if _says(found, asked):
                    reader.put(_event(found))
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
            first, _nothing = await self._in_thread(_look, None)
            if self._size is None:
                self._size = first
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)

    async def _watch(self) -> None:
        """Look once a second while anybody reads, and hand each what concerns it."""
        looks, silent = 0, 0.0
        while self._readers:
            try:
                size, found = await self._in_thread(_look, self._size)
                self._size = size
                self._hand_out(size, found, flush=looks % HUSH == 0)
            except Exception:
                # Readers stay; what happened meanwhile is told by the first look that works.
                log.exception("/live cannot read the record")
                await self._in_thread(connections.close_all)
            looks, silent = looks + 1, silent + PERIOD
            if silent >= HEARTBEAT:
                silent = 0.0
                # An event of an id alone is told to no script, and whoever comes back begins behind it.
                for reader in list(self._readers):
                    reader.put(
                        b": still here\n" + (f"id: {self._size}\n\n".encode() if not reader.hushed else b"\n")
                    )
            await asyncio.sleep(PERIOD)
        self._size = None
        self._watcher = None

    def _hand_out(self, size: int, found: Sequence[Head], *, flush: bool) -> None:
        """Queue what each reader is told. Readers with the same wishes are looked at once and get the same bytes."""
        by_name: dict[str, list[Head]] = {}
        for one in found:
            by_name.setdefault(one.subject, []).append(one)
            by_name.setdefault(one.kind, []).append(one)
        told: dict[Wanted, dict[str, Any] | None] = {}
        made: dict[tuple[Wanted, bool], bytes] = {}
        for reader in list(self._readers):
            asked = reader.wanted
            if asked not in told:
                concerns = _concerns(asked, found, by_name)
                told[asked] = news.message(size, concerns, asked) if concerns else None
            what = told[asked]
            reader.hushed = reader.hushed or bool(what and what["quiet"])
            loud = what is not None and (bool(what["newest"]) or asked.everything)
            if loud or (reader.hushed and flush):
                key = asked, reader.hushed
                if key not in made:
                    made[key] = _event({**(what or news.message(size, (), asked)), "quiet": reader.hushed})
                reader.hushed = False
                reader.put(made[key])


def _concerns(asked: Wanted, found: Sequence[Head], by_name: Mapping[str, list[Head]]) -> Sequence[Head]:
    """Of the acts those that somebody with these wishes may be told of, each once and in order."""
    if asked.everything:
        return found
    some = {one.index: one for name in (*asked.about, *asked.kinds) for one in by_name.get(name, ())}
    return [some[index] for index in sorted(some)]


def _says(told: dict[str, Any], asked: Wanted) -> bool:
    """Whether a message is worth sending."""
    return bool(told["newest"] or told["quiet"] or asked.everything)


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


async def _refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]], words: str = "") -> None:
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *headers]})
    words = words or _WHY[status]
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})


_WHY = {405: "only GET", 503: "too many open connections; ask /live/poll instead"}


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
    try:
        asked = wanted(request.GET.getlist("about"), request.GET.getlist("kind"))
    except Unreadable as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
    found = news.message(news.size(), (), asked) if since is None else news.news(since, asked)
    tag = f'"{found["size"]}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = JsonResponse(found)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return response
