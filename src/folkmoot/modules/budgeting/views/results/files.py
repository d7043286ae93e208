"""The ballots of a counted pot as a file in Pabulib's format, row by row."""

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.budgeting import exporting
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.views.results.pages import found_round


@require_safe
def pb(_request: HttpRequest, number: int, pot: str) -> HttpResponseBase:
    """The file of one pot, once its result is published."""
    row = found_round(number)
    one = known.result(number, pot) if row.published else None
    if one is None:
        raise Http404(_("There is no published result of this pot."))
    answer = StreamingHttpResponse(exporting.lines(row, one), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.slug}-{pot}.pb"'
    answer.headers["Access-Control-Allow-Origin"] = "*"
    # Voters' ids are drawn anew each time, so that two copies cannot be told to be of one moment.
    answer.headers["Cache-Control"] = "no-store"
    return answer
