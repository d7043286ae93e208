"""Two reports side by side: the same problem, or two."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.service_requests import desk_words, queries, rules, services, words
from folkmoot.modules.service_requests.forms import MergeForm
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.triage import duplicates as scoring
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.views.officer import mine
from folkmoot.people import access
from folkmoot.record import clock, text
from folkmoot.web.maps import MapView, Pin, draw


@access.required(WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def duplicates(request: HttpRequest, number: str) -> HttpResponse:
    """Reports that look like this one, one of them beside it, and what can be said about the two."""
    row = mine(request, number)
    named = (request.POST if request.method == "POST" else request.GET).get("other", "").strip().upper()
    other = queries.request(named) if named and "\x00" not in named else None
    if other is not None:
        # What was merged before is followed elsewhere, so it is compared there.
        other = queries.survivor(other)
    if request.method != "POST":
        return _page(request, row, other, named)
    if other is None:
        raise Http404(_("There is no report with this number."))
    form = MergeForm(request.POST, auto_id="merge-%s", choices={"goes_on": _directions(request, row, other)})
    apart = request.POST.get("act") == "apart"
    if not apart and not form.is_valid():
        return _page(request, row, other, named, form)
    try:
        if apart:
            services.keep_apart(number=number, other=other.pk, office=row.office)
            messages.success(request, _("They are kept apart. Nobody is asked about these two again."))
            return redirect("service_requests:duplicates", number)
        leaves, goes_on = (row, other) if form.cleaned_data["goes_on"] == other.pk else (other, row)
        services.merge(
            number=leaves.pk, into=goes_on.pk, office=leaves.office, words=form.cleaned_data["words"]
        )
    except (services.Refused, services.NotFound) as error:
        form.refuse(error.refusals)
    else:
        messages.success(request, _("The reports are followed as one. It can be undone on this page."))
        return redirect("service_requests:case", leaves.pk)
    return _page(request, mine(request, number), queries.request(other.pk), named, form)


def _directions(request: HttpRequest, row: ServiceRequest, other: ServiceRequest) -> list[tuple[str, Any]]:
    """Which of the two may go on: the other one, and this one if the officer works for the other's office as well."""
    found = [(other.pk, _("The other one, %(number)s") % {"number": other.pk})]
    if access.can(request.user, WORK, office=other.office):
        found.append((row.pk, _("This one, %(number)s") % {"number": row.pk}))
    return found


def _page(
    request: HttpRequest,
    row: ServiceRequest,
    other: ServiceRequest | None,
    named: str,
    form: MergeForm | None = None,
) -> HttpResponse:
    candidates = triage.alike_to(row) if row.state in rules.OPEN_STATES else []
    if other is None and not named and candidates:
        still_open = [one for one in candidates if one.shown.row.state in rules.OPEN_STATES]
        other = (still_open or candidates)[0].shown.row
    same = other is not None and other.pk == row.pk
    if same:
        other = None
    shown = queries.shown([row, other] if other else [row])
    now = clock.now()
    context: dict[str, Any] = {
        "one": shown[0],
        "candidates": candidates,
        "sides": [(one, desk_words.state(one.row, now), desk_words.kind(one.row, now)) for one in shown],
        "other": shown[1] if other else None,
        "named": named,
        "missing": bool(named) and other is None,
        "same": same,
    }
    if other:
        directions = _directions(request, row, other)
        apart = bool(queries.kept_apart(row.pk, [other.pk]))
        context |= {
            "reasons": _reasons(row, other),
            "map": _map(row, other),
            "apart": apart,
            "can_merge": row.state in rules.OPEN_STATES and other.state in rules.OPEN_STATES,
            "form": form
            or MergeForm(
                auto_id="merge-%s",
                initial={"goes_on": _older(row, other, directions)},
                choices={"goes_on": directions},
            ),
        }
    else:
        context["back"] = reverse("service_requests:case", args=[row.pk])
    failed = context["missing"] or (form is not None and bool(form.errors))
    return render(request, "service_requests/duplicates.html", context, status=400 if failed else 200)


def _older(row: ServiceRequest, other: ServiceRequest, directions: list[tuple[str, Any]]) -> str:
    """The report that was first goes on, unless another office would have to say so."""
    first = min(row, other, key=lambda one: (one.requested, one.pk)).pk
    return first if first in dict(directions) else other.pk


def _reasons(row: ServiceRequest, other: ServiceRequest) -> list[str]:
    """How the two compare, in words."""
    spoken = text.words_of([row.title, row.description, other.title, other.description])
    model = triage.current()
    rarity = triage.load(model.model).rarity if model else scoring.NO_RARITY
    [likeness] = scoring.compare(triage.told_of(row, spoken), [triage.told_of(other, spoken)], rarity=rarity)
    return triage.why(likeness)


def _map(row: ServiceRequest, other: ServiceRequest) -> str:
    """Both places on one map; empty unless both are known."""
    if row.lat is None or row.long is None or other.lat is None or other.long is None:
        return ""
    pins = [
        Pin(lat=one.lat or 0.0, lon=one.long or 0.0, state=words.kind_now(one, clock.now()), number=str(at))
        for at, one in enumerate((row, other), 1)
    ]
    middle = (row.lat + other.lat) / 2, (row.long + other.long) / 2
    return draw(MapView(*middle, 600, 680, 240), label=_("Map of both places"), pins=pins)
