"""Polls at the desk: ask, close before time, answer."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.elections import queries, rules, services, words
from folkmoot.modules.elections.forms import AnswerForm, CloseForm, PollForm
from folkmoot.modules.elections.permits import ASK
from folkmoot.modules.elections.views.pages import found
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.refusal import Refused
from folkmoot.record.saying import said

FIELDS = {"closes": "last"}
"""Fields of a form that the rules know under another name."""


def _offices(request: HttpRequest) -> list[tuple[str, str]]:
    mine = access.offices_with(request.user, ASK)
    return [
        (one.slug, one.name) for one in places.departments() if access.EVERYWHERE in mine or one.slug in mine
    ]


def _show(form: Form, error: Refused) -> None:
    for one in error.refusals:
        name = FIELDS.get(one.field, one.field)
        form.add_error(name if name in form.fields else None, said(one))


@never_cache
@require_safe
@access.required(ASK)
def desk(request: HttpRequest) -> HttpResponse:
    """Polls of this person's offices: what waits for an answer first, then the newest."""
    slugs = [slug for slug, _name in _offices(request)]
    after = request.GET.get("after", "")
    below = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None  # noqa: PLR2004
    some = list(queries.listed(below=below).filter(office__in=slugs)[: queries.PAGE + 1])
    rows = some[: queries.PAGE]
    context = {
        "items": [
            (
                row,
                words.STATES[row.state],
                words.KINDS[row.state],
                row.state == "closed" and row.answered is None,
            )
            for row in rows
        ],
        "next": f"?after={rows[-1].pk}" if len(some) > queries.PAGE else "",
        "can_ask": bool(slugs),
        "trail": [(_("Polls"), reverse("elections:polls"))],
    }
    return render(request, "elections/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(ASK)
def new(request: HttpRequest) -> HttpResponse:
    """Ask something: write, look at it, open it."""
    data = request.POST if request.method == "POST" else None
    form = PollForm(data, offices=_offices(request), zone=ZoneInfo(places.institution().time_zone))
    look = None
    if form.is_valid():
        draft = form.draft()
        wrong = rules.may_open(draft, now=clock.now())
        if wrong:
            _show(form, Refused(wrong))
        elif request.POST.get("act") == "open":
            try:
                number = services.open_poll(draft=draft)
            except Refused as error:
                _show(form, error)
            else:
                messages.success(request, _("The poll is open. It is on the public record."))
                return redirect("elections:poll", number)
        else:
            look = draft
    context = {
        "form": form,
        "look": look,
        "trail": [(_("Polls at the desk"), reverse("elections:desk"))],
    }
    return render(request, "elections/new.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(ASK)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Close a poll before its time, or answer it."""
    row = found(number)
    if not access.can(request.user, ASK, office=row.office):
        raise PermissionDenied(ASK)
    act: Any = CloseForm if row.state == "open" else AnswerForm
    form = act(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if row.state == "open":
                services.close(number=number, office=row.office, reason=form.cleaned_data["reason"])
            else:
                services.answer(number=number, office=row.office, words=form.cleaned_data["words"])
        except Refused as error:
            _show(form, error)
        else:
            messages.success(request, _("Done. It is on the record."))
            return redirect("elections:poll", number)
    context = {
        "one": row,
        "form": form,
        "state": words.STATES[row.state],
        "kind": words.KINDS[row.state],
        "finding": words.finding(row),
        "voters": words.voters(row.voters),
        "trail": [(_("Polls at the desk"), reverse("elections:desk"))],
    }
    return render(request, "elections/desk_one.html", context, status=400 if form.errors else 200)
