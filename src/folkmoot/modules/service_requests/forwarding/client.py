"""A small GeoReport v2 client. It speaks XML, the one format that every endpoint must have."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree import ElementTree as ET

TIMEOUT = 20.0
MOST = 4 * 1024 * 1024
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class RemoteError(Exception):
    """The other system did not do what was asked. ``final`` says that asking again will not help.

    ``unknown`` says that it may have been done all the same, because the answer was lost.
    """

    def __init__(self, words: str, *, final: bool = False, unknown: bool = False, status: int = 0) -> None:
        super().__init__(words)
        self.final = final
        self.unknown = unknown
        self.status = status


class _NoRedirects(HTTPRedirectHandler):
    """A redirect could lead a key or a report to somebody else."""

    def redirect_request(self, *_args: Any, **_words: Any) -> None:
        return None


_opener = build_opener(_NoRedirects)


def problem_with(endpoint: str) -> str:
    """What is wrong with the address of an endpoint, or nothing."""
    parts = urlsplit(endpoint)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        return "give a base address such as https://example.org/open311/v2"
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return ""
    return "use https: a key and reports are sent there"


@dataclass(frozen=True, slots=True)
class Remote:
    """An endpoint. Every method raises RemoteError."""

    endpoint: str
    jurisdiction_id: str = ""
    api_key: str = ""

    @property
    def host(self) -> str:
        """The name under which the system stands on the record."""
        return urlsplit(self.endpoint).hostname or self.endpoint

    def create(self, fields: Mapping[str, str]) -> tuple[str, str]:
        """Post a request; its id and its token, one of which may be empty."""
        given = {**fields, "api_key": self.api_key, "jurisdiction_id": self.jurisdiction_id}
        root = self._ask("requests.xml", data={key: value for key, value in given.items() if value})
        one = root.find("request")
        if one is None:
            raise RemoteError("the answer has no request element", final=True, unknown=True)
        return _text(one, "service_request_id"), _text(one, "token")

    def id_of(self, token: str) -> str:
        """The id that a token became, empty while it has none."""
        one = self._ask(f"tokens/{token}.xml").find("request")
        return _text(one, "service_request_id") if one is not None else ""

    def find(self, *, service_code: str, reference: str, since: datetime) -> str:
        """The id of a request since a moment whose description holds our reference, or nothing."""
        asked = {"service_code": service_code, "start_date": since.isoformat(timespec="seconds")}
        for one in self._ask("requests.xml", query=asked).findall("request"):
            if reference in _text(one, "description"):
                return _text(one, "service_request_id")
        return ""

    def requests(self, ids: Sequence[str]) -> list[dict[str, str]]:
        """Status, notes and time of change of requests."""
        root = self._ask("requests.xml", query={"service_request_id": ",".join(ids)})
        names = ("service_request_id", "status", "status_notes", "updated_datetime")
        return [{name: _text(one, name) for name in names} for one in root.findall("request")]

    def updates(self, since: datetime, until: datetime) -> list[dict[str, str]] | None:
        """Updates in a span of time, oldest first; None when the endpoint does not have the extension."""
        asked = {
            "start_date": since.isoformat(timespec="seconds"),
            "end_date": until.isoformat(timespec="seconds"),
            "api_key": self.api_key,
        }
        try:
            root = self._ask("servicerequestupdates.xml", query=asked)
        except RemoteError as error:
            if error.status in {403, 404, 405, 501}:
                return None
            raise
        names = ("update_id", "service_request_id", "status", "description", "updated_datetime")
        return [{name: _text(one, name) for name in names} for one in root.findall("request_update")]

    def _ask(
        self, path: str, *, query: Mapping[str, str] | None = None, data: Mapping[str, str] | None = None
    ) -> ET.Element:
        asked = {**(query or {}), **({"jurisdiction_id": self.jurisdiction_id} if data is None else {})}
        words = urlencode({key: value for key, value in asked.items() if value})
        address = f"{self.endpoint.rstrip('/')}/{path}{'?' if words else ''}{words}"
        body = urlencode(data).encode() if data is not None else None
        request = Request(address, data=body, headers={"Accept": "text/xml", "User-Agent": "Folkmoot"})  # noqa: S310 - problem_with has checked the scheme.
        posting = data is not None
        try:
            with _opener.open(request, timeout=TIMEOUT) as response:
                return _parsed(_read(response), posting=posting)
        except HTTPError as error:
            with error:
                words = _errors(error.read(MOST))
            # 4xx says that nothing was done and never will be; 408 and 429 ask for another try.
            final = 400 <= error.code < 500 and error.code not in {408, 425, 429}  # noqa: PLR2004 - HTTP's classes.
            raise RemoteError(f"{error.code}: {words}", final=final, status=error.code) from error
        except ConnectionRefusedError as error:
            raise RemoteError(f"nobody answers at {self.host}") from error
        except (OSError, HTTPException) as error:
            refused = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
            raise RemoteError(
                f"{self.host} did not answer: {error}"[:300], unknown=posting and not refused
            ) from error


def _read(response: HTTPResponse) -> bytes:
    data = response.read(MOST + 1)
    if len(data) > MOST:
        raise RemoteError(f"the answer is larger than {MOST // 1024 // 1024} MB", final=True, unknown=True)
    return data


def _parsed(data: bytes, *, posting: bool) -> ET.Element:
    # Entities need a document type, and no answer of GeoReport v2 has one.
    if b"<!DOCTYPE" in data[:4096].upper() or b"<!ENTITY" in data.upper():
        raise RemoteError(
            "the answer declares a document type; that is not read", final=True, unknown=posting
        )
    try:
        return ET.fromstring(data)  # noqa: S314 - without a document type there are no entities to blow up.
    except ET.ParseError as error:
        raise RemoteError(f"the answer is not XML: {error}", final=True, unknown=posting) from error


def _errors(body: bytes) -> str:
    """The descriptions of an error document, in XML or JSON, at most 300 characters."""
    try:
        found = [_text(one, "description") for one in _parsed(body, posting=False).findall("error")]
    except RemoteError:
        try:
            found = [str(one.get("description", "")) for one in json.loads(body)]
        except (ValueError, AttributeError, TypeError):
            found = []
    return "; ".join(filter(None, found))[:300] or "no reason given"


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
