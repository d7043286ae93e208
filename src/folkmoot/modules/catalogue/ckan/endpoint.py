"""HTTP around the actions: reads what CKAN's clients send, and answers in CKAN's envelope with its codes."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from folkmoot.modules.catalogue.ckan import actions  # noqa: F401 - they register themselves.
from folkmoot.modules.catalogue.ckan.ask import ACTIONS, Action, Ask, Caller, Denied, Missing, Unasked
from folkmoot.modules.catalogue.ckan.names import ours_to_theirs
from folkmoot.modules.catalogue.engine.running.admission import Busy, TooLong
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.formats.ckan import envelope
from folkmoot.modules.catalogue.formats.ckan.envelope import Answer
from folkmoot.modules.catalogue.services.keys import key_behind
from folkmoot.people.limits import Limit, TooMany, client_key, demand
from folkmoot.record.refusal import NotFound, Refused

MOST_BODY = 32 << 20
"""Bytes of a JSON or form body; files come as multipart, which has the catalogue's own limit."""
FAILED = Limit("catalogue.ckan.failed", count=60, per_seconds=3600)
"""Wrong keys that one client may try in an hour."""
HOUR = 3600
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,100}\Z")
_SHORT = "public, max-age=60"


class Bad(Exception):
    """A body that cannot be read: CKAN answers 400 with a bare JSON text, or here 413 for what is too large."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


@csrf_exempt
def version(request: HttpRequest) -> HttpResponse:
    """Which API this is."""
    return _written(request, Answer(200, {"version": 3}), public=True)


@csrf_exempt
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Answer one action. Only a key says who calls: a session that a browser sends along means nothing here."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204), preflight=True)
    found = ACTIONS.get(name)
    if found is None:
        return _written(request, envelope.unknown_action(name[:100]))
    if request.method not in {"GET", "HEAD", "POST"}:
        response = _written(request, envelope.bad_request("use GET or POST"))
        response.status_code = 405
        response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
        return response
    if found.writes and request.method != "POST":
        return _written(
            request, envelope.bad_request(f"{name} changes something and has to be called by POST")
        )
    try:
        given, files = _input(request)
    except Bad as error:
        answer = envelope.bad_request(str(error))
        return _written(request, Answer(error.status, answer.body))
    callback = str(given.pop("callback", "")) if request.method != "POST" else ""
    if callback and not _CALLBACK.match(callback):
        return _written(request, envelope.bad_request("callback is not the name of a function"))
    try:
        # A page of another site could read what a key opens, if an answer to JSONP knew about keys.
        caller = Caller() if callback else caller_of(request)
        if found.writes and caller.key is not None:
            demand(Limit("catalogue.ckan.write", caller.key.per_hour, HOUR), caller.key.digest)
    except Denied as error:
        return _written(request, envelope.failure(settings.ORIGIN, name, envelope.AUTHORIZATION, str(error)))
    except TooMany as error:
        return _later(request, name, 429, "too many requests", error.verdict.retry_after)
    response = _done(request, name, found, Ask(given, caller, request, files))
    if callback:
        response = _open(
            HttpResponse(
                f"/**/{callback}(".encode() + response.content + b");",
                content_type="application/javascript; charset=utf-8",
            )
        )
    return response


def caller_of(request: HttpRequest) -> Caller:
    """Who calls, by the key in one of CKAN's headers. Raises Denied for a key that does not hold, TooMany for guessing."""
    token = request.headers.get("Authorization") or request.headers.get("X-CKAN-API-Key") or ""
    token = token.removeprefix("Bearer ").strip()
    if not token:
        return Caller()
    found = key_behind(token)
    if found is None:
        demand(FAILED, client_key(request))
        raise Denied("this API key is not valid")
    return Caller(found)


def _done(request: HttpRequest, name: str, found: Action, ask: Ask) -> HttpResponse:
    site = settings.ORIGIN
    public = request.method in {"GET", "HEAD"} and ask.caller.key is None
    try:
        return _written(request, envelope.success(site, name, found.act(ask)), public=public)
    except Denied as error:
        answer = envelope.failure(site, name, envelope.AUTHORIZATION, str(error))
    except Missing as error:
        answer = envelope.failure(site, name, envelope.NOT_FOUND, str(error))
    except (NotFound, Gone) as error:
        answer = envelope.failure(site, name, envelope.NOT_FOUND, str(error))
    except Unasked as error:
        answer = envelope.failure(site, name, envelope.SEARCH_QUERY, str(error))
    except Refused as error:
        answer = envelope.invalid(site, name, [ours_to_theirs(one) for one in error.refusals])
    except (Busy, TooLong) as error:
        return _later(request, name, 503, str(error), 5)
    except TooMany as error:
        return _later(request, name, 429, "too many requests", error.verdict.retry_after)
    return _written(request, answer)


def _later(request: HttpRequest, name: str, status: int, words: str, seconds: int) -> HttpResponse:
    """CKAN has no error for this; its clients see an error of searching, and the status says the rest."""
    told = f"{words}; try again in {seconds} seconds"
    body = envelope.failure(settings.ORIGIN, name, envelope.SEARCH, told).body
    response = _written(request, Answer(status, body))
    response.headers["Retry-After"] = str(seconds)
    return response


def _written(request: HttpRequest, answer: Answer, *, public: bool = False) -> HttpResponse:
    data = json.dumps(answer.body, ensure_ascii=False, allow_nan=False).encode()
    response = HttpResponse(data, content_type="application/json;charset=utf-8", status=answer.status)
    response.headers["Cache-Control"] = _SHORT if public else "private, no-store"
    response.headers["Vary"] = "Authorization, X-CKAN-API-Key"
    _open(response)
    if not public or request.method not in {"GET", "HEAD"}:
        return response
    response.headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    same = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return _open(same) if isinstance(same, HttpResponse) else response


def _open(response: HttpResponse, *, preflight: bool = False) -> HttpResponse:
    """Let programs in pages of other sites read it. Credentials of browsers are never asked for."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if preflight:
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-CKAN-API-Key"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _input(request: HttpRequest) -> tuple[dict[str, Any], Mapping[str, UploadedFile]]:
    """What was given, as JSON, as a form, as multipart with files, or in the address. Raises Bad."""
    try:
        if request.method != "POST":
            return _clean(_flat(request.GET)), {}
        if request.content_type == "multipart/form-data":
            return _clean(_flat(request.POST)), _files(request)
        body = _body(request)
        if request.content_type == "application/x-www-form-urlencoded" and body.lstrip()[:1] != b"{":
            return _clean(_flat(QueryDict(body, encoding="utf-8"))), {}
    except (SuspiciousOperation, MultiPartParserError) as error:
        raise Bad(f"the body cannot be read: {error}") from None
    except (UnicodeDecodeError, LookupError):
        raise Bad("the body is not UTF-8") from None
    return _json(body), {}


def _files(request: HttpRequest) -> dict[str, UploadedFile]:
    return {name: file for name in request.FILES if isinstance(file := request.FILES[name], UploadedFile)}


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > MOST_BODY:
        raise Bad(f"a body has at most {MOST_BODY >> 20} MB; send records in several calls, or a file", 413)
    return bytes(request.read(MOST_BODY))


def _json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Bad("JSON Error: Error decoding JSON data.") from None
    if not isinstance(found, dict):
        raise Bad("JSON Error: Request data JSON decoded is not a dictionary.")
    return _clean(found)


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _clean(given: dict[str, Any]) -> dict[str, Any]:
    """Refuse what no database keeps: zero characters, and halves of characters."""
    try:
        text = json.dumps(given, ensure_ascii=False, default=str)
        text.encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        raise Bad("JSON Error: there is half a character (a lone surrogate) in the data.") from None
    if "\\u0000" in text:
        raise Bad("JSON Error: there is a zero character in the data.")
    return given


def _flat(given: QueryDict) -> dict[str, Any]:
    """A name that comes more than once has a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in given.lists() if values}
