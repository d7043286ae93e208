"""Log lines without personal data: as JSON for machines or as text, a filter over every message, one line a request.

A line names a route, never a path or a query, because these hold tokens and words; an exception is told by its type and
where it was raised, because its text may hold what people wrote.
"""

import contextlib
import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}")
_IPV4 = re.compile(r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])")
_IPV6 = re.compile(r"(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])")
_TOKEN = re.compile(r"[A-Za-z0-9_\-+/=]{20,}")
_PATHED = re.compile(r"(?<=[: ])/[^\s\"']*")
_LOCAL = ("127.0.0.1", "0.0.0.0")  # noqa: S104 - addresses of this machine say nothing about people.
_LONGEST = 2000

log = logging.getLogger("folkmoot.request")
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, empty outside of one."""


def redacted(text: str) -> str:
    """The text without anything that looks like an e-mail address, a network address or a token."""
    found = _EMAIL.sub("[address]", text[:_LONGEST])
    found = _IPV4.sub(lambda match: match[0] if match[0] in _LOCAL else "[network]", found)
    found = _IPV6.sub("[network]", found)
    return _TOKEN.sub(_token, found)


def _token(match: re.Match[str]) -> str:
    """Long runs of letters and digits mixed are secrets more often than not; names of modules have no digits."""
    word = match[0]
    mixed = any(one.isdigit() for one in word) and any(one.isalpha() for one in word)
    capitals = (
        any(one.isupper() for one in word[1:]) and any(one.islower() for one in word) and "_" not in word
    )
    return "[token]" if mixed or capitals else word


class Redact(logging.Filter):
    """Rewrites each record before a handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: a line is changed, never dropped."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            text = str(record.msg)
        if record.name.startswith("django."):
            # Django writes "Not Found: /path"; the path may be a signed link.
            text = _PATHED.sub("[path]", text)
        record.msg, record.args = redacted(text), ()
        record.request_id = request_id.get()
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id, what ``extra={"data": …}`` adds, exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if found := getattr(record, "request_id", "") or request_id.get():
            line["request_id"] = found
        data = getattr(record, "data", None)
        if isinstance(data, dict):
            line |= data
        if record.exc_info and record.exc_info[0]:
            line["exception"] = _raised(record)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line of text for a terminal; an exception is told as in JSON."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name.
        return "\n".join([f"  {one}" for one in _frames(ei[2])] + [ei[0].__name__ if ei[0] else ""])


def _raised(record: logging.LogRecord) -> dict[str, Any]:
    kind, _error, trace = record.exc_info or (None, None, None)
    return {"type": kind.__name__ if kind else "", "at": _frames(trace)}


def _frames(trace: Any) -> list[str]:
    """Where it was raised, innermost last; no values and no source lines."""
    return [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)][-30:]


def requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: give each request an id, and write one line about it when it was answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # What a client sends as an id is not taken: it could carry anything into the log.
        given = request_id.set(uuid.uuid4().hex[:16])
        began = time.perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            _write(request, response.status_code, began)
        finally:
            request_id.reset(given)
        return response

    return middleware


def _write(request: HttpRequest, status: int, began: float) -> None:
    match = request.resolver_match
    route = (match.view_name or match.route) if match else "none"
    method = request.method if request.method in _METHODS else "other"
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    with contextlib.suppress(ValueError):
        log.info(
            "%s %s %s %s ms",
            method,
            route,
            status,
            milliseconds,
            extra={"data": {"method": method, "route": route, "status": status, "duration_ms": milliseconds}},
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
