"""Taking a table home: in the format and with the filter that one wants, sent while it is computed."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.catalogue import downloads, engines, originals
from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.running.admission import Busy, TooLong
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.models import Version
from folkmoot.modules.catalogue.refusals import said
from folkmoot.modules.catalogue.views.pages import shown, table_in, version_of
from folkmoot.record.refusal import Refused

FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60"


@require_safe
def download(request: HttpRequest, key: str, name: str, kind: str) -> HttpResponseBase:
    """The newest version of a table."""
    row = shown(request, key)
    table = table_in(row, name)
    return _file(
        request, row.state, version_of(key, name, table.number), kind, cache=SHORT, public=bool(row.shown)
    )


@require_safe
def version_download(request: HttpRequest, key: str, name: str, at: int, kind: str) -> HttpResponseBase:
    """One version of a table, the same bytes for ever."""
    row = shown(request, key)
    return _file(request, row.state, version_of(key, name, at), kind, cache=FOREVER, public=bool(row.shown))


def _file(
    request: HttpRequest, state: str, version: Version, kind: str, *, cache: str, public: bool
) -> HttpResponseBase:
    if state == "withdrawn" or kind not in downloads.TYPES:
        raise Http404(_("There is no such file."))
    try:
        pieces = _pieces(version.generation, request, kind)
    except Refused as error:
        return _wrong(" ".join(said(one) for one in error.refusals), 400)
    except (Busy, TooLong):
        return _wrong(_("Many questions are being computed now. Ask again in some seconds."), 503)
    except Gone:
        raise Http404(_("The files of this version are not on this machine.")) from None
    name = f"{version.dataset}-{version.table}-v{version.number}.{kind}"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Cache-Control": cache if public else "private, no-store",
        "X-Content-SHA256-Generation": version.generation,
    }
    return StreamingHttpResponse(pieces, content_type=downloads.TYPES[kind], headers=headers)


def _pieces(generation: str, request: HttpRequest, kind: str) -> Iterator[bytes]:
    pairs = [(name, one) for name, values in request.GET.lists() for one in values]
    query = own.from_address([*pairs, ("limit", "1")] if "limit" not in request.GET else pairs)
    query = type(query)(query.where, query.select, query.group, query.measures, query.sort)
    return downloads.file_of(generation, query, kind)


def _wrong(words: str, status: int) -> HttpResponse:
    return HttpResponse(words + "\n", content_type="text/plain; charset=utf-8", status=status)


@require_safe
def original(request: HttpRequest, key: str, name: str, at: int) -> HttpResponseBase:
    """The file as it was handed in."""
    row = shown(request, key)
    found = version_of(key, name, at)
    path = originals.path_of(found.original)
    if row.state == "withdrawn" or not path.is_file():
        raise Http404(_("There is no such file."))
    told = engines.manifest(found.generation)["originals"]
    called = told[0]["name"] if told else f"{name}-v{at}"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=called) or "",
        "Content-Length": str(found.bytes),
        "Cache-Control": FOREVER if row.shown else "private, no-store",
    }
    return StreamingHttpResponse(_read(path), content_type="application/octet-stream", headers=headers)


def _read(path: Any) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(downloads.PIECE):
            yield piece


@require_safe
def manifest(request: HttpRequest, key: str, name: str, at: int) -> HttpResponse:
    """table.json of a version: types, dictionary, how it was read, quality; its SHA-256 is on the record."""
    row = shown(request, key)
    found = version_of(key, name, at)
    if row.state == "withdrawn":
        raise Http404(_("There is no such file."))
    try:
        data = (engines.generations() / found.generation / "table.json").read_bytes()
    except FileNotFoundError:
        raise Http404(_("The files of this version are not on this machine.")) from None
    return HttpResponse(data, content_type="application/json", headers={"Cache-Control": FOREVER})
