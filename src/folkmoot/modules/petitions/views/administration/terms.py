"""The end of a term: announcing it after a look at what it would stop, calling it off, and what comes after it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.petitions import queries, services, words
from folkmoot.modules.petitions.forms.administration import TermForm
from folkmoot.modules.petitions.models import Term
from folkmoot.modules.petitions.views.administration.frame import administration, below, digest, show
from folkmoot.places import queries as places
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record import clock
from folkmoot.record.saying import said


@administration
def listing(request: HttpRequest) -> HttpResponse:
    """Every term that was announced to end."""
    context = {
        "items": [(one, *words.term_now(one)) for one in queries.terms()],
        "any_kind": queries.any_kind(),
        "trail": below(),
    }
    return render(request, "petitions/administration/terms.html", context)


@administration
def announce(request: HttpRequest) -> HttpResponse:
    """Say when a term ends."""
    return _announce(request, None)


def _announce(request: HttpRequest, term: Term | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    every = [(one.code, one.title) for one in queries.kinds(closed=True)]
    form = TermForm(data, term=term, every=every, zone=ZoneInfo(places.institution().time_zone))
    look, looked = None, ""
    if form.is_valid():
        wanted = form.described()
        try:
            look = services.preview_term(**wanted)
            looked = digest((wanted, look))
            if request.POST.get("act") == "save" and request.POST.get("looked") == looked:
                services.announce_term(**wanted, actor=ADMINISTRATION)
                messages.success(request, _("Announced. It is on the public record."))
                return redirect("petitions:term", wanted["code"])
        except services.Refused as error:
            look = None
            show(form, error)
    context = {
        "form": form,
        "term": term,
        "title": _("The term ends on another day") if term else _("Announce the end of a term"),
        "look": look,
        "looked": looked,
        "trail": below((_("Terms"), reverse("petitions:terms"))),
    }
    return render(
        request, "petitions/administration/term_new.html", context, status=400 if form.errors else 200
    )


@administration
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A term: where it stands, how many petitions it concerns, and what can be done."""
    row = queries.term(code)
    if row is None:
        raise Http404(_("There is no such term."))
    if request.GET.get("change") and row.state in {"announced", "called_off"}:
        return _announce(request, row)
    if request.method == "POST":
        return _act(request, row)
    kinds = {one.code: one.title for one in queries.kinds(closed=True)}
    state, kind = words.term_now(row)
    context = {
        "term": row,
        "state": state,
        "state_kind": kind,
        "kinds": [kinds.get(one, one) for one in row.kinds],
        "ahead": clock.now() < row.ends,
        "stop": queries.to_end(row).count() if row.state == "announced" else 0,
        "reopen": queries.to_reopen(row).count(),
        "archive": queries.to_archive(row).count() if row.state in {"ended", "reopened", "archived"} else 0,
        "trail": below((_("Terms"), reverse("petitions:terms"))),
    }
    return render(request, "petitions/administration/term.html", context)


_DONE: dict[str, Any] = {
    "call_off": lambda code: services.call_off_term(code=code, actor=ADMINISTRATION),
    "reopened": lambda code: services.settle_term(code=code, how="reopened", actor=ADMINISTRATION),
    "archived": lambda code: services.settle_term(code=code, how="archived", actor=ADMINISTRATION),
}


def _act(request: HttpRequest, row: Term) -> HttpResponse:
    act = _DONE.get(request.POST.get("act", ""))
    if act is None:
        raise Http404(_("This act is not possible now."))
    try:
        act(row.code)
    except services.Refused as error:
        messages.error(request, said(error.refusals[0]))
    else:
        messages.success(request, _("Done. It is on the record; the petitions follow within a minute."))
    return redirect("petitions:term", row.code)
