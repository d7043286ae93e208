"""Other addresses of CKAN: a resource as a file, and the pages of datasets and resources."""

import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.ckan.actions.resources import table
from folkmoot.modules.catalogue.ckan.ask import Ask, Caller, Denied, Missing
from folkmoot.modules.catalogue.ckan.endpoint import caller_of
from folkmoot.modules.catalogue.ckan.names import table_named
from folkmoot.modules.catalogue.engine.export.text import BOM, csv_of
from folkmoot.modules.catalogue.engine.query.columns import Column
from folkmoot.modules.catalogue.engine.query.dialects import ckan
from folkmoot.modules.catalogue.engine.query.dialects.ckan_answer import TYPES
from folkmoot.modules.catalogue.engine.query.values import plain
from folkmoot.modules.catalogue.engine.running.admission import Busy, TooLong
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.people.limits import TooMany
from folkmoot.record.refusal import Refused

Rows = Iterator[list[tuple[Any, ...]]]
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}


@require_safe
def dump(request: HttpRequest, resource: str) -> HttpResponseBase:
    """All rows of a resource in one of KINDS, or those that filters, q, fields, sort, limit and offset choose."""
    given: dict[str, Any] = {name: request.GET[name] for name in request.GET}
    kind, bom = given.pop("format", "csv").lower(), given.pop("bom", "")
    try:
        caller = caller_of(request)
        if kind not in KINDS:
            return _wrong(f"format: choose one of {', '.join(KINDS)}", 409)
        whole = "limit" not in given and "offset" not in given
        search = ckan.read(given | {"resource_id": resource})
        _row, found = table(Ask({}, caller, request), search.resource, rows=True)
        if whole:
            columns, rows = engines.engine().stream(found.generation, search.query)
        else:
            answer = engines.engine().ask(found.generation, search.query)
            columns, rows = answer.columns, iter([list(answer.rows)])
    except Refused as error:
        return _wrong("; ".join(f"{one.field}: {one.why}" for one in error.refusals), 409)
    except Denied as error:
        return _wrong(str(error), 403)
    except TooMany as error:
        return _wrong(f"try again in {error.verdict.retry_after} seconds", 429)
    except (Busy, TooLong) as error:
        return _wrong(str(error), 503)
    except (Missing, Gone) as error:
        raise Http404(str(error)) from None
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{resource}.{kind}")
        or "",
        "Cache-Control": "public, max-age=60" if caller == Caller() else "private, no-store",
        "Vary": "Authorization, X-CKAN-API-Key",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    pieces = _pieces(kind, columns, rows, bom=bom.lower() in {"true", "1", "yes"})
    return StreamingHttpResponse(pieces, content_type=KINDS[kind], headers=headers)


def _pieces(kind: str, columns: tuple[Column, ...], rows: Rows, *, bom: bool) -> Iterator[bytes]:
    if kind in {"csv", "tsv"}:
        return csv_of(columns, rows, delimiter="," if kind == "csv" else "\t", bom=bom)
    found = _json(columns, rows) if kind == "json" else _xml(columns, rows)
    return ((BOM if at == 0 and bom else "").encode() + piece.encode() for at, piece in enumerate(found))


def _json(columns: tuple[Column, ...], rows: Rows) -> Iterator[str]:
    fields = json.dumps([{"id": one.name, "type": TYPES[one.type]} for one in columns], ensure_ascii=False)
    yield f'{{\n  "fields": {fields},\n  "records": ['
    between = "\n    "
    for piece in rows:
        if piece:
            lines = (json.dumps([plain(one) for one in row], ensure_ascii=False) for row in piece)
            yield between + ",\n    ".join(lines)
            between = ",\n    "
    yield "\n]}\n"


def _xml(columns: tuple[Column, ...], rows: Rows) -> Iterator[str]:
    """CKAN's own form: a row element for each record; absent values are marked as XML Schema's nil."""
    yield '<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    safe = [one.name if _is_name(one.name) else "" for one in columns]
    for piece in rows:
        yield "".join(_line(columns, safe, row) for row in piece)
    yield "</data>\n"


def _line(columns: tuple[Column, ...], safe: list[str], row: tuple[Any, ...]) -> str:
    """What cannot be the name of an element is the name of a column element."""
    cells = []
    for column, tag, value in zip(columns, safe, row, strict=True):
        if column.name == "_id":
            continue
        name, more = (tag, "") if tag else ("column", f" name={quoteattr(_xml_text(column.name))}")
        told = plain(value)
        if told is None:
            cells.append(f'<{name}{more} xsi:nil="true" />')
        else:
            words = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
            cells.append(f"<{name}{more}>{escape(_xml_text(words))}</{name}>")
    first = f' _id="{row[0]}"' if columns and columns[0].name == "_id" else ""
    return f"<row{first}>{''.join(cells)}</row>\n"


def _is_name(word: str) -> bool:
    return (
        word.isascii()
        and word.replace("_", "a").isalnum()
        and not word[0].isdigit()
        and not word.lower().startswith("xml")
    )


def _xml_text(words: str) -> str:
    """Without the signs that no XML can hold."""
    return "".join(
        one
        for one in words
        if one in "\t\n\r" or "\x20" <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one >= "\U00010000"
    )


def _wrong(words: str, status: int) -> HttpResponse:
    return HttpResponse(words + "\n", content_type="text/plain; charset=utf-8", status=status)


@require_safe
def dataset(_request: HttpRequest, name: str) -> HttpResponse:
    """CKAN's page of a dataset is ours."""
    if not Dataset.objects.filter(pk=name).exclude(shown={}).exists():
        raise Http404(_("There is no such dataset."))
    return HttpResponseRedirect(reverse("catalogue:dataset", args=[name]))


@require_safe
def resource(request: HttpRequest, name: str, id: str, _file: str = "") -> HttpResponse:  # noqa: A002 - CKAN calls it so.
    """CKAN's page of a resource is that of our table; a download is its CSV."""
    try:
        _row, found = table(Ask({}, Caller(), request), id)
    except Missing:
        raise Http404(_("There is no such table.")) from None
    if table_named(id) is None or found.dataset != name:
        raise Http404(_("There is no such table."))
    if "/download" in request.path:
        return HttpResponseRedirect(reverse("catalogue:download", args=[found.dataset, found.name, "csv"]))
    return HttpResponseRedirect(reverse("catalogue:table", args=[found.dataset, found.name]))
