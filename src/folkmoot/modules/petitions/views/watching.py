"""The watch: bursts of signatures, what can be done about each, and what was said of earlier ones."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.petitions import queries, services, words
from folkmoot.modules.petitions.permits import ADMINISTER, MODERATE
from folkmoot.modules.petitions.rules import watching
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.people import access
from folkmoot.record.saying import said
from folkmoot.web.words import clock_time, day

MINUTE = timedelta(minutes=1)


@access.required(MODERATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """Bursts that wait, the largest first; a POST says what one was."""
    if request.method == "POST":
        return _judge(request)
    waiting, judged = queries.burst_log()
    numbers = {number for one in (*waiting, *judged) for number in one.row.petitions}
    titles = {
        one.row.number: one
        for one in queries.shown(queries.petitions(numbers), titles_only=True, private=True)
    }
    lists = access.can_everywhere(request.user, ADMINISTER)
    limits = queries.limits()
    context = {
        "waiting": [_line(one, titles, lists=lists) for one in waiting],
        "judged": [(*_line(one, titles, lists=lists), words.VERDICTS[one.row.verdict]) for one in judged],
        "limits": limits,
        "usual": watching.UNUSUAL,
        "days": watching.EXPECTED_DAYS,
        "lists": lists,
        "trail": [(_("At the desk"), reverse("petitions:desk"))],
    }
    return render(request, "petitions/watch.html", context)


def _line(one: queries.Logged, titles: dict[int, queries.Shown], *, lists: bool) -> tuple[Any, ...]:
    """A burst, where in words, when, its petitions with the page to strike off, and where it is put on a list."""
    row = one.row
    where = _("A petition as a whole") if row.sort == "petition" else f"{words.BURSTS[row.sort]}: {row.value}"
    shown = [(titles[number], _strike(row, number)) for number in row.petitions if number in titles]
    guard = ""
    if lists and row.sort != "petition":
        guard = f"{reverse('petitions:lists')}?{urlencode({'add': row.value, 'kind': row.sort})}#add"
    return (one, where, _when(row), shown, guard)


def _when(row: Any) -> str:
    known = {"day": day(row.first), "first": clock_time(row.first), "last": clock_time(row.last)}
    return _("%(day)s, %(first)s to %(last)s") % known


def _strike(row: Any, number: int) -> str:
    """The page that says how many would be struck off, with the conditions filled in; nothing happens there yet."""
    since, until = timezone.localtime(row.first - MINUTE), timezone.localtime(row.last + MINUTE)
    given = {"since": f"{since:%Y-%m-%dT%H:%M}", "until": f"{until:%Y-%m-%dT%H:%M}"}
    if row.sort != "petition":
        given[row.sort] = row.value
    return f"{reverse('petitions:strike', args=[number])}?{urlencode(given)}"


def _judge(request: HttpRequest) -> HttpResponse:
    burst = whole(request.POST.get("burst", ""))
    try:
        services.judge_burst(
            burst=-1 if burst is None else burst, verdict=request.POST.get("verdict", "")[:20]
        )
    except (services.Refused, services.NotFound) as error:
        messages.error(request, said(error.refusals[0]))
    else:
        messages.success(request, _("Done. It is on the record, without the network or domain."))
    return redirect("petitions:watch")
