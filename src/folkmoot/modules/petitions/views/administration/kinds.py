"""Kinds of petitions: thresholds, durations, who may sign and where."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from folkmoot.modules.petitions import differences, queries, services
from folkmoot.modules.petitions.events import KindDescribed
from folkmoot.modules.petitions.forms.administration import KindForm
from folkmoot.modules.petitions.views.administration.frame import administration, below, digest, show
from folkmoot.places import queries as places
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.api import timeline
from folkmoot.record.queries import indexes_of
from folkmoot.web.administration.frame import in_setup, trail

VERSIONS = 20
"""Earlier descriptions that a page lists."""


@administration
def index(request: HttpRequest) -> HttpResponse:
    """Every kind, closed ones marked, and the ways to limits, lists and terms."""
    offices = {one.slug: one.name for one in places.departments(closed=True)}
    counts = queries.guard_counts()
    context = {
        "items": [(one, offices.get(one.office, one.office)) for one in queries.kinds(closed=True)],
        "departments": bool(places.departments()),
        "limits": queries.limits(),
        "never": sum(n for (_sort, allow), n in counts.items() if not allow),
        "always": sum(n for (_sort, allow), n in counts.items() if allow),
        "bursts": queries.bursts_waiting(),
        "ending": next((one for one in queries.terms() if one.state == "announced"), None),
        "setup": in_setup(request),
        "trail": trail(),
    }
    return render(request, "petitions/administration/index.html", context)


@administration
def new(request: HttpRequest) -> HttpResponse:
    """A kind of petition that there was not."""
    return _edit(request, None, None)


@administration
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A kind; ``?version=`` fills the form in with how it was described earlier."""
    row = queries.kind(code)
    if row is None:
        raise Http404(_("There is no such kind of petition."))
    now = queries.described(row)
    wanted = request.GET.get("version", "")
    version = next((one.event for one in _versions(code) if one.id == wanted), None)
    return _edit(request, now, version)


def _versions(code: str) -> list[Any]:
    return [
        one
        for one in timeline(f"petition_kinds/{code}", limit=VERSIONS)
        if isinstance(one.event, KindDescribed)
    ]


def _edit(request: HttpRequest, now: KindDescribed | None, version: KindDescribed | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = KindForm(data, kind=version or now, offices=_offices(now), fixed=now is not None)
    changes, looked, wanted = [], "", None
    if form.is_valid():
        closed = request.POST.get("close", "") == "1"
        wanted = form.described(closed=closed)
        looked = digest((now, wanted))
        try:
            if request.POST.get("act") == "save" and request.POST.get("looked") == looked:
                services.change_kind(description=wanted, expected=now, actor=ADMINISTRATION)
                messages.success(request, _("Saved. It is on the public record."))
                return redirect("petitions:administration")
            services.check_kind(description=wanted)
            changes = differences.of_kinds(now, wanted)
        except services.Refused as error:
            show(form, error, steps="at_0")
            wanted = None
    context = {
        "form": form,
        "title": now.title if now else _("New kind of petition"),
        "kind": now,
        "closed": wanted.closed
        if wanted
        else bool(now and now.closed)
        if data is None
        else request.POST.get("close"),
        "looks": wanted is not None,
        "changes": changes,
        "looked": looked,
        "running": queries.running(now.code) if now else 0,
        "version": version,
        "versions": _told(now.code) if now else [],
        "trail": below(),
    }
    return render(request, "petitions/administration/kind.html", context, status=400 if form.errors else 200)


def _told(code: str) -> list[tuple[Any, int | None, list[differences.Difference]]]:
    """Earlier descriptions, newest first: the fact, its entry, and what it changed."""
    facts = _versions(code)
    entries = indexes_of([one.id for one in facts])
    before = [None, *(one.event for one in facts)]
    found = [
        (fact, entries.get(fact.id), differences.of_kinds(was, fact.event) if was else [])
        for was, fact in zip(before, facts, strict=False)
    ]
    return found[::-1]


def _offices(now: KindDescribed | None) -> list[tuple[str, str]]:
    """Departments to choose from; one that is closed only where it answers already."""
    every = places.departments(closed=True)
    return [(one.slug, one.name) for one in every if not one.closed or (now and one.slug == now.office)]
