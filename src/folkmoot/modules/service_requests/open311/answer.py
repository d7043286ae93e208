"""Answers in XML or JSON. JSON follows the Spark convention: the root is dropped and lists are bare arrays."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone

CONTENT = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
ITEM = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "photos": "photo",
    "notes": "note",
}


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """An error to answer with: HTTP status and (code, description) pairs."""

    status: int
    errors: tuple[tuple[str, str], ...]


def problem(status: int, description: str) -> Problem:
    """One error."""
    return Problem(status, ((str(status), description),))


def moment(at: datetime | None) -> str:
    """W3C-DTF with seconds and zone in the institution's time, empty for None."""
    return at.astimezone(get_current_timezone()).isoformat(timespec="seconds") if at else ""


def _clean(words: str) -> str:
    """Characters that XML 1.0 cannot hold are replaced."""
    return "".join(
        one if one in "\t\n\r" or " " <= one <= "\ud7ff" or one >= "\ue000" else "\ufffd" for one in words
    )


def _element(name: str, value: Any) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, dict):
        element.extend(_element(key, one) for key, one in value.items())
    elif isinstance(value, list):
        element.extend(_element(ITEM[name], one) for one in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None and value != "":
        element.text = _clean(str(value))
    return element


def _spark(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _spark(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_spark(one) for one in value]
    return None if value == "" else value


def answer(root: str, value: Any, form: str, *, status: int = 200) -> HttpResponse:
    """The value under its root element in the form asked for."""
    if form == "xml":
        body = ET.tostring(_element(root, value), encoding="utf-8", xml_declaration=True)
    else:
        body = json.dumps(_spark(value), ensure_ascii=False).encode()
    response = HttpResponse(body, content_type=CONTENT[form], status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def errors(found: Problem, form: str) -> HttpResponse:
    """The error document."""
    listed: Sequence[dict[str, str]] = [{"code": code, "description": words} for code, words in found.errors]
    return answer("errors", list(listed), form, status=found.status)


def absolute(request: HttpRequest, path: str) -> str:
    """A full address on this site."""
    return request.build_absolute_uri(path)
