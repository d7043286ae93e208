"""Reading reports: the list, one report, joining it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from folkmoot.modules.service_requests import inquiries, life, queries, rules, services, words
from folkmoot.modules.service_requests.forms import JoinForm
from folkmoot.modules.service_requests.models import RequestPhoto, ServiceRequest
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.standing import standing
from folkmoot.modules.service_requests.statistics.asking import NAMES, RefusedMonth, ask, period
from folkmoot.modules.service_requests.statistics.counted import COUNTED, counted
from folkmoot.modules.service_requests.statistics.results import moment
from folkmoot.modules.service_requests.statistics.words import CHANNELS, TOLD
from folkmoot.modules.service_requests.views.who import limit, pseudonym_of, reporter
from folkmoot.people.limits import TooMany, too_many
from folkmoot.people.links import LinkError, open_link
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.event import Fact
from folkmoot.record.queries import indexes_of
from folkmoot.talk.section import section
from folkmoot.web.addresses import fixed
from folkmoot.web.maps import MapView, Pin, draw
from folkmoot.web.words import length, spelled

_COUNTS = {"open": gettext_lazy("Open reports"), "overdue": gettext_lazy("Late and open reports")}


class Line(NamedTuple):
    """One report in the list. ``kind`` gives its state colour and icon, ``due`` says its promise in words."""

    url: str
    title: str
    area: str
    service: str
    kind: str
    state: Any
    due: str
    requested: datetime


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Reports with filters, newest first."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:100]
        for name in ("q", "service", "area", "status", "department", "channel", "since", "until", "counted")
    }
    asked, problem = _period(given)
    wanted = queries.Filter(
        words=given["q"].strip(),
        service_codes=[given["service"]] if given["service"] else (),
        area=given["area"],
        status=given["status"] if given["status"] in {"open", "closed"} else "",
        office=given["department"],
        channel=given["channel"],
        since=asked[0],
        until=asked[1],
        counted=counted(given["counted"], now=moment()),
        after=queries.place_after(request.GET.get("after", "")),
    )
    rows = list(queries.matching(wanted)[: queries.PAGE + 1])
    more, now = len(rows) > queries.PAGE, clock.now()
    shown = queries.shown(rows[: queries.PAGE], titles_only=True)
    after = f"{rows[queries.PAGE - 1].requested.isoformat()},{rows[queries.PAGE - 1].pk}" if more else ""
    context = {
        "items": [
            Line(
                url=one.url,
                title=one.title,
                area=one.area_name,
                service=one.service_name,
                kind=words.KINDS[one.row.state],
                state=words.STATES[one.row.state],
                due=words.due_words(one.row, now),
                requested=one.row.requested,
            )
            for one in shown
        ],
        "next": f"?{urlencode({**given, 'after': after})}" if more else "",
        "first": f"?{urlencode(given)}" if wanted.after else "",
        "given": given,
        "problem": problem,
        "chips": _chips(given),
        "kept": [(name, given[name]) for name in (*NAMES[2:], "counted") if given[name]],
        "statistics": urlencode(
            {name: given[name] for name in NAMES if given[name] and not problem} | {"by": "service"}
        ),
        "services": [(one.pk, one.service_name) for one in queries.services(closed=True)],
        "areas": [(one.slug, one.name) for one in places.areas()],
        "questions": len(inquiries.waiting_for(request.user.pk)) if request.user.is_authenticated else 0,
    }
    return render(request, "service_requests/list.html", context)


def _period(given: dict[str, str]) -> tuple[tuple[datetime | None, datetime | None], str]:
    """The months of a list as moments, and what is wrong with them; a month that is none is taken off."""
    try:
        return period(ask(given).choice, ZoneInfo(places.institution().time_zone)), ""
    except RefusedMonth as error:
        given["since"] = given["until"] = ""
        return (None, None), str(error)


def _chips(given: dict[str, str]) -> list[tuple[str, str]]:
    """Filters that have no field of their own: their words, and the address without them."""
    offices = {one.slug: one.name for one in places.departments(closed=True)} if given["department"] else {}
    told = TOLD.get(given["counted"])
    words_of = {
        "department": offices.get(given["department"], given["department"]),
        "channel": str(CHANNELS.get(given["channel"], given["channel"])),
        "since": _("from %(month)s") % {"month": given["since"]},
        "until": _("to %(month)s") % {"month": given["until"]},
        "counted": _("Counted in: %(figure)s")
        % {"figure": told.label if told else _COUNTS.get(given["counted"], "")},
    }
    return [
        (word, f"?{urlencode({key: value for key, value in given.items() if value and key != name})}")
        for name, word in words_of.items()
        if given[name] and (name != "counted" or given[name] in COUNTED)
    ]


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One report with its promise, its life and its proof."""
    row = queries.request(number)
    if row is None:
        return _held(request, number)
    facts = life.facts_of(row)
    [shown] = queries.shown([row])
    now = clock.now()
    still_open = row.state in rules.OPEN_STATES
    told = life.life(shown, facts)
    stands = standing(row, facts)
    figures = queries.figures(row.service_code)
    hours = figures.counted.median_hours if figures.counted else 0
    head = ngettext("%(n)s entry on the record", "%(n)s entries on the record", told.entries)
    list_url = fixed("service_requests:list")
    trail = [(_("Reports"), list_url)]
    if shown.area_name:
        trail.append((shown.area_name, f"{list_url}?{urlencode({'area': row.area})}"))
    context = {
        "one": shown,
        "trail": trail,
        "state": words.STATES[row.state],
        "kind": words.KINDS[row.state],
        "people": ngettext(
            "%(n)s person has this problem.", "%(n)s people have this problem.", row.supporters
        )
        % {"n": capfirst(spelled(row.supporters))},
        # What was merged has no promise of its own any more.
        "promise": "" if stands.followed_at else words.promise_heading(row, now),
        "promise_sentence": words.promise_sentence(row, shown.service_name),
        "clock": words.CLOCKS[row.clock],
        "bar_words": words.STATES[row.state] if not still_open else _("Now"),
        "photos": _photos(shown),
        "steps": told.steps,
        "entries": told.entries,
        "entries_words": capfirst(head % {"n": spelled(told.entries)}),
        "strip_words": _("Every step of this report is on the public record."),
        "index": _index(row, facts),
        "map": _map(row, now),
        "figures": figures,
        "typical": length(timedelta(hours=hours)) if hours else "",
        "open": still_open,
        # To the minute: the bar is the same for everybody who looks until the next one.
        "reached": now.replace(second=0, microsecond=0) if still_open else row.closed,
        "standing": stands,
        # What was merged goes on at the other report, and is opened by undoing the merge.
        "can_reopen": not stands.followed_at and rules.reopen_window(closed=row.closed, now=now),
        "reopen_until": row.closed + rules.REOPEN_WITHIN if row.closed else None,
        "join_form": lambda: JoinForm(auto_id="join-%s"),
        "sent": _sent(request, row.fact_id),
        "duplicate_of": row.duplicate_of,
        "talk": section(
            request, f"requests/{row.pk}", card=queries.card_of(shown), matter=queries.matter_of(row)
        ),
        **_mine(request, row),
    }
    return render(request, "service_requests/one.html", context)


def _index(row: ServiceRequest, facts: Sequence[Fact[Any]]) -> int | None:
    """The public number of the entry that made the report: one of its own facts, or that of an import."""
    own = next((one for one in facts if one.id == row.fact_id), None)
    return own.index if own else indexes_of([row.fact_id]).get(row.fact_id)


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


def _photos(shown: queries.Shown) -> list[tuple[RequestPhoto, str, str]]:
    """Each photo with what it is and its description, in the order of the work."""
    if not shown.photos:
        return []
    names = {
        "before": (_("Before."), _("Photo sent with the report")),
        "answer": (_("From who reported it."), _("Photo sent with an answer")),
        "during": (_("During the work."), _("Photo by the team")),
        "after": (_("After."), _("Photo by the team after the work")),
    }
    order = list(names)
    found = sorted(shown.photos, key=lambda one: order.index(one.stage))
    return [(one, *names[one.stage]) for one in found]


def _map(row: ServiceRequest, now: datetime) -> str:
    if row.lat is None or row.long is None:
        return ""
    pin = Pin(lat=row.lat, lon=row.long, state=words.kind_now(row, now))
    return draw(MapView(row.lat, row.long, 300, 340, 220), label=_("Map of the place"), pins=[pin])


def _mine(request: HttpRequest, row: ServiceRequest) -> dict[str, Any]:
    """What only this account or browser is shown: questions to it, and whether it is asked how it was."""
    pseudonym = pseudonym_of(request, f"requests/{row.pk}")
    me = inquiries.took_part(row.pk, pseudonym) if pseudonym else None
    if me is None:
        return {}
    asked = inquiries.inquiries(row.pk, private=True) if me.reporter else []
    return {
        "took_part": True,
        "questions": [one for one in asked if one.waiting],
        "rated": inquiries.rating(row.closing, pseudonym) if row.closing else None,
    }


def _sent(request: HttpRequest, fact_id: str) -> bool:
    """Whether this is the page that the reporter sees right after sending."""
    if "sent" not in request.GET:
        return False
    try:
        return bool(open_link("receipt", request.GET.get("sent", "")) == fact_id)
    except LinkError:
        return False


@require_POST
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Say "me too"."""
    form = JoinForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["email"][0]))
        return redirect("service_requests:request", number)
    try:
        limit(request)
        joined = services.join(number=number, reporter=reporter(request, email=form.cleaned_data["email"]))
    except TooMany as error:
        return too_many(request, error.verdict)
    except services.NotFound as error:
        raise Http404(str(error)) from error
    except services.Refused as error:
        messages.error(request, said(error.refusals[0]))
    else:
        told = _("You are counted. Your entry is on the record.") if joined else _("You were counted before.")
        messages.success(request, told)
    return redirect("service_requests:request", number)
