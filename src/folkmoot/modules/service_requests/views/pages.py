"""Reading reports: the list, one report, joining it, saying that it is not fixed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.modules.service_requests import queries, rules, services, words
from folkmoot.modules.service_requests.forms import WordsForm
from folkmoot.modules.service_requests.views.who import TooMany, limit, reporter
from folkmoot.people.limits import too_many
from folkmoot.people.links import LinkError, open_link
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.queries import indexes_of
from folkmoot.web.maps import MapView, Pin, draw


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Reports with filters, newest first."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:100]
        for name in ("q", "service", "area", "status")
    }
    wanted = queries.Filter(
        words=given["q"].strip(),
        service_codes=[given["service"]] if given["service"] else (),
        area=given["area"],
        status=given["status"] if given["status"] in {"open", "closed"} else "",
        after=queries.place_after(request.GET.get("after", "")),
    )
    rows = list(queries.matching(wanted)[: queries.PAGE + 1])
    more, now = len(rows) > queries.PAGE, clock.now()
    shown = queries.shown(rows[: queries.PAGE])
    after = f"{rows[queries.PAGE - 1].requested.isoformat()},{rows[queries.PAGE - 1].pk}" if more else ""
    context = {
        "items": [
            (one, words.STATES[one.row.state], words.KINDS[one.row.state], words.due_words(one.row, now))
            for one in shown
        ],
        "next": f"?{urlencode({**given, 'after': after})}" if more else "",
        "first": f"?{urlencode(given)}" if wanted.after else "",
        "given": given,
        "services": queries.services(closed=True),
        "areas": places.areas(),
        "tallies": queries.tallies(),
    }
    return render(request, "service_requests/list.html", context)


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One report with its promise, its life and its proof."""
    row = queries.request(number)
    if row is None:
        return _held(request, number)
    [shown] = queries.shown([row])
    now = clock.now()
    fact = row.fact_id
    index = indexes_of([fact]).get(fact)
    picture = ""
    if row.lat is not None and row.long is not None:
        view = MapView(row.lat, row.long, 300, 340, 220)
        state = (
            "late"
            if rules.is_late(state=row.state, expected=row.expected, closed=row.closed, now=now)
            else words.KINDS[row.state]
        )
        picture = draw(view, label=_("Map of the place"), pins=[Pin(lat=row.lat, lon=row.long, state=state)])
    still_open = row.state in rules.OPEN_STATES
    reopen = rules.may_reopen(state=row.state, closed=row.closed, now=now, words="x", by_office=False) is None
    context = {
        "one": shown,
        "state": words.STATES[row.state],
        "kind": words.KINDS[row.state],
        "due": words.due_words(row, now),
        "steps": words.steps(shown),
        "index": index,
        "map": picture,
        "figures": queries.figures(row.service_code, now=now),
        "open": still_open,
        "reached": now if still_open else row.closed,
        "can_reopen": reopen,
        "reopen_until": row.closed + rules.REOPEN_WITHIN if row.closed else None,
        "form": WordsForm(),
        "sent": _sent(request, fact),
        "duplicate_of": row.duplicate_of,
    }
    return render(request, "service_requests/one.html", context)


def _held(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a report that is read before it is published, or was not published."""
    row = queries.held(number)
    if row is None:
        raise Http404(_("There is no report with this number."))
    service = queries.service(row.service_code)
    context = {
        "row": row,
        "service_name": service.service_name if service else row.service_code,
        "index": indexes_of([row.fact_id]).get(row.fact_id),
        "reason": words.HELD_REASONS.get(row.reason, ""),
        "said": text.words_of([row.words]).get(row.words, ""),
        "sent": _sent(request, row.fact_id),
    }
    return render(request, "service_requests/held_one.html", context)


def _sent(request: HttpRequest, fact_id: str) -> bool:
    """Whether this is the page that the reporter sees right after sending."""
    try:
        return bool(open_link("receipt", request.GET.get("sent", "")) == fact_id)
    except LinkError:
        return False


@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Say "me too"."""
    try:
        limit(request)
        joined = services.join(number=number, reporter=reporter(request))
    except TooMany as error:
        return too_many(request, error.verdict)
    except services.NotFound as error:
        raise Http404(str(error)) from error
    except services.Refused as error:
        messages.error(request, error.refusals[0].why)
    else:
        told = _("You are counted. Your entry is on the record.") if joined else _("You were counted before.")
        messages.success(request, told)
    return redirect("service_requests:request", number)


@require_POST
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Say that it is not fixed."""
    form = WordsForm(request.POST)
    try:
        limit(request)
        who = reporter(request)
        said = form.cleaned_data["words"] if form.is_valid() else ""
        services.reopen(number=number, actor=who.pseudonym(f"requests/{number}"), words=said)
    except TooMany as error:
        return too_many(request, error.verdict)
    except services.NotFound as error:
        raise Http404(str(error)) from error
    except services.Refused as error:
        messages.error(request, error.refusals[0].why)
    else:
        messages.success(request, _("The report is open again. It goes back to the same team."))
    return redirect("service_requests:request", number)
