"""Results as files: CSV (RFC 4180), JSON, and the dictionary of both."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.feedback import dataset, queries
from folkmoot.modules.feedback.models import Edition
from folkmoot.modules.feedback.results import results

CSV = "text/csv; charset=utf-8; header=present"
LINES = 500
"""Lines that are sent at once."""


def _found(key: str, number: int) -> Edition:
    row = queries.edition(key, number) if number < 2**31 else None
    if row is None:
        raise Http404(_("There is no such survey."))
    return row


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    begins = ("=", "+", "-", "@", "\t", "\r", "\n")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(begins) else cell


def _lines(columns: Iterable[tuple[str, str, str]], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    names = [name for name, _type, _words in columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for at, row in enumerate(rows, start=1):
        writer.writerow(["" if row[name] is None else safe(row[name]) for name in names])
        if at % LINES == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _named(row: Edition, what: str) -> dict[str, str]:
    name = f"survey-{row.survey}-{row.edition}-{what}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@require_safe
def results_csv(_request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Every number that may be shown."""
    row = _found(key, number)
    text = "".join(_lines(dataset.COLUMNS, dataset.rows(results(row))))
    return HttpResponse(text, content_type=CSV, headers=_named(row, "results.csv"))


@require_safe
def results_json(_request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The same with its dictionary."""
    row = _found(key, number)
    return JsonResponse({"dictionary": dataset.dictionary(row), "rows": list(dataset.rows(results(row)))})


@require_safe
def answers_csv(_request: HttpRequest, key: str, number: int) -> HttpResponseBase:
    """Every answer that counts, as it stands on the record; sent while it is read."""
    row = _found(key, number)
    lines = _lines(dataset.ANSWER_COLUMNS, dataset.answers(row))
    return StreamingHttpResponse(lines, content_type=CSV, headers=_named(row, "answers.csv"))


@require_safe
def dictionary(_request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What the columns, questions and choices mean."""
    return JsonResponse(dataset.dictionary(_found(key, number)))
