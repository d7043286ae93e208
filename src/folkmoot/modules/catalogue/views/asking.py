"""Requests for data: the list, one of them with its state and clock, asking, supporting, and the office's answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.catalogue import contributing_words as words
from folkmoot.modules.catalogue import page, queries, services
from folkmoot.modules.catalogue.asking import encoded
from folkmoot.modules.catalogue.forms.contributing import (
    AnswerForm,
    AskForm,
    OpenForm,
    RejectForm,
    SupportForm,
)
from folkmoot.modules.catalogue.models import DataRequest
from folkmoot.modules.catalogue.permits import REVIEW, WRITE
from folkmoot.modules.catalogue.rules import contributing as limits
from folkmoot.modules.catalogue.views.desk import offices_of
from folkmoot.modules.catalogue.views.own import account, below_of, contributor, limit, went
from folkmoot.modules.catalogue.views.writing import INVALID, kept, shown
from folkmoot.modules.catalogue.words import title_of
from folkmoot.people import access
from folkmoot.people.limits import TooMany, too_many
from folkmoot.record.queries import indexes_of

PAGE = 20


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Every request that was published, the newest first."""
    state = request.GET.get("state", "")
    state = state if state in limits.LISTED else ""
    rows, below = queries.requests(state), below_of(request)
    some = list((rows.filter(number__lt=below) if below else rows)[: PAGE + 1])
    kept_ = [("state", state)] if state else []
    context = {
        "items": [
            (one, words.state(one.row), words.KINDS[one.row.state], words.clock_of(one.row))
            for one in queries.worded(some[:PAGE])
        ],
        "states": [(one, words.STATES[one]) for one in limits.LISTED],
        "state": state,
        "next": encoded([*kept_, ("below", str(some[PAGE - 1].pk))]) if len(some) > PAGE else "",
        "first": encoded(kept_) or "?" if below else "",
    }
    context["trail"] = [(_("Open data"), reverse("catalogue:list"))]
    return render(request, "catalogue/requests.html", context)


def found(request: HttpRequest, number: int) -> DataRequest:
    """A request that this reader may see. Raises Http404."""
    row = queries.data_request(number) if number < 2**31 else None
    if row is None or (row.state == "waiting" and not access.can(request.user, REVIEW)):
        raise Http404(_("There is no such request."))
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A request with its state, its clock and its answer; reviewers decide about it here."""
    row = found(request, number)
    reviews = access.can(request.user, REVIEW)
    opening = OpenForm(request.POST if _did(request, "open") else None)
    rejecting = RejectForm(
        request.POST if _did(request, "reject") or _did(request, "down") else None, requests=True
    )
    if request.method == "POST":
        if not reviews:
            raise PermissionDenied(REVIEW)
        if _reviewed(request, number, opening, rejecting):
            messages.success(request, _("Done. It is on the record."))
            return redirect("catalogue:request", number)
    [it] = queries.worded([row], private=reviews)
    entries = indexes_of([one for one in (row.fact_id, row.answer_fact) if one])
    dataset = queries.dataset(row.dataset) if row.dataset else None
    listed = row.state in limits.LISTED
    context = {
        "it": it,
        "row": row,
        "listed": listed,
        "readable": listed or reviews,
        "state": words.state(row),
        "kind": words.KINDS[row.state],
        "clock": words.clock_of(row),
        "office": page.office_name(row.office) if row.office else "",
        "answer": words.answered(row),
        "why": words.REJECTIONS.get(row.code, "") if row.state in {"rejected", "taken_down"} else "",
        "dataset": (dataset, title_of(dataset)) if dataset and dataset.shown else None,
        "entry": entries.get(row.fact_id),
        "answer_entry": entries.get(row.answer_fact),
        "can_support": row.state in limits.ALLOWED["supported"],
        "can_answer": row.state in limits.ALLOWED["answered"]
        and access.can(request.user, WRITE, office=row.office),
        "opening": opening if reviews and row.state == "waiting" else None,
        "rejecting": rejecting if reviews and row.state == "waiting" else None,
        "down": rejecting if reviews and row.state in limits.ALLOWED["taken_down"] else None,
        "form": opening if opening.errors else rejecting,
        "trail": [
            (_("Open data"), reverse("catalogue:list")),
            (_("Requests"), reverse("catalogue:requests")),
        ],
    }
    wrong = opening.errors or rejecting.errors
    status = INVALID if wrong else 200 if context["readable"] else 410
    return render(request, "catalogue/request.html", context, status=status)


def _did(request: HttpRequest, act: str) -> bool:
    return request.method == "POST" and request.POST.get("act") == act


def _reviewed(request: HttpRequest, number: int, opening: OpenForm, rejecting: RejectForm) -> bool:
    if opening.is_bound:
        return opening.is_valid() and kept(
            opening, lambda: services.open_request(number=number, **opening.cleaned_data)
        )
    act = services.take_down_request if _did(request, "down") else services.reject_request
    return (
        rejecting.is_bound
        and rejecting.is_valid()
        and kept(
            rejecting,
            lambda: act(
                number=number, code=rejecting.cleaned_data["code"], words=rejecting.cleaned_data["reason"]
            ),
        )
    )


def _like(idea: str) -> dict[str, Any]:
    datasets, asked = queries.like(idea) if idea else ([], [])
    return {
        "looked": bool(idea),
        "datasets": [(it, title_of(it)) for it in datasets],
        "asked": [(it, words.state(it.row), words.KINDS[it.row.state]) for it in asked],
    }


def _idea(request: HttpRequest) -> str:
    return request.GET.get("title", "").replace("\x00", "").strip()[: limits.ASK_TITLE]


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """The part of the form that changes while one types: what is there already."""
    return render(request, "catalogue/_similar.html", _like(_idea(request)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for data that is not there; what is like it is shown before."""
    person = account(request)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, account=person is not None, initial={"title": _idea(request), "follows": True})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made: list[Any] = []

        def act() -> None:
            made.append(
                services.ask(title=given["title"], words=given["words"], who=contributor(request, given))
            )

        try:
            limit(request)
        except TooMany as error:
            return too_many(request, error.verdict)
        if kept(form, act):
            return went(request, made[0])
    idea = str(form["title"].value() or "").replace("\x00", "").strip()
    context = {"form": form, **_like(idea)}
    return render(request, "catalogue/ask.html", context, status=INVALID if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, number: int) -> HttpResponse:
    """Say that one needs the same data."""
    row = found(request, number)
    person = account(request)
    form = SupportForm(
        request.POST if request.method == "POST" else None,
        account=person is not None,
        initial={"follows": True},
    )
    if form.is_bound and form.is_valid():
        made: list[Any] = []
        try:
            limit(request)
        except TooMany as error:
            return too_many(request, error.verdict)
        if kept(
            form,
            lambda: made.append(services.support(number=number, who=contributor(request, form.cleaned_data))),
        ):
            return went(request, made[0])
    return shown(
        request,
        form,
        reverse("catalogue:request", args=[number]),
        heading=_("I need this data, too"),
        title=queries.worded([row])[0].title,
        submit=_("Support this request"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """The office answers."""
    row = found(request, number)
    if not access.can(request.user, WRITE, office=row.office):
        raise PermissionDenied(WRITE)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if (
        form.is_bound
        and form.is_valid()
        and kept(form, lambda: services.answer_request(number=number, **form.cleaned_data))
    ):
        messages.success(request, _("Answered. Everybody who asked for it is told."))
        return redirect("catalogue:request", number)
    return shown(
        request,
        form,
        reverse("catalogue:request", args=[number]),
        heading=_("Answer this request"),
        title=queries.worded([row])[0].title,
        lead=words.clock_of(row),
        submit=_("Answer"),
    )


@never_cache
@require_safe
@access.required(WRITE)
def desk(request: HttpRequest) -> HttpResponse:
    """Requests that this person's offices have not answered for good, the nearest day first."""
    rows = list(queries.owed(offices_of(request))[:201])
    context = {
        "items": [
            (it, words.state(it.row), words.KINDS[it.row.state], words.clock_of(it.row))
            for it in queries.worded(rows[:200])
        ],
        "more": len(rows) > 200,  # noqa: PLR2004
    }
    return render(request, "catalogue/desk_requests.html", context)
