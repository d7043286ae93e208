"""Sources for reviewers, their harvests with a report per record, and the public page of where data come from."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.catalogue import page, queries, services, words
from folkmoot.modules.catalogue.forms import OverrideForm, SourceForm
from folkmoot.modules.catalogue.harvest import bringing, running, sources
from folkmoot.modules.catalogue.models import Run, Source
from folkmoot.modules.catalogue.permits import REVIEW
from folkmoot.modules.catalogue.refusals import said
from folkmoot.modules.catalogue.views.desk import found
from folkmoot.modules.catalogue.views.writing import kept, shown
from folkmoot.people import access
from folkmoot.record.queries import indexes_of
from folkmoot.web.words import number

PAGE = 50


def source_at(key: str) -> Source:
    """A source. Raises Http404."""
    row = queries.source(key)
    if row is None:
        raise Http404(_("There is no such source."))
    return row


@never_cache
@require_safe
@access.required(REVIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Every source, with what it brings and how its newest harvest went."""
    after = request.GET.get("after", "")[:60]
    some = list(queries.sources().filter(key__gt=after)[: PAGE + 1])
    keys = [one.pk for one in some[:PAGE]]
    counts, runs = queries.harvested(keys), queries.newest_runs(keys)
    context = {
        "items": [
            (one, words.SOURCE_SORTS[one.sort], counts.get(one.pk, 0), _state(runs.get(one.pk)))
            for one in some[:PAGE]
        ],
        "next": f"?after={keys[-1]}" if len(some) > PAGE else "",
    }
    return render(request, "catalogue/sources.html", context)


def _state(run: Run | None) -> tuple[str, str]:
    kind, name = words.RUNS[run.state] if run else ("waiting", _("Not harvested yet"))
    return kind, str(name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(REVIEW)
def new(request: HttpRequest) -> HttpResponse:
    """A new source."""
    form = SourceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["key"]
        if kept(form, lambda: sources.describe_source(key=key, source=form.described(), new=True)):
            messages.success(request, _("The source is laid down. Try it first: a dry run changes nothing."))
            return redirect("catalogue:source", key)
    return shown(request, form, reverse("catalogue:sources"), heading=_("A new source"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(REVIEW)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """A source anew; a closed one is opened by it."""
    row = source_at(key)
    form = SourceForm(request.POST if request.method == "POST" else None, source=row)
    if (
        form.is_bound
        and form.is_valid()
        and kept(form, lambda: sources.describe_source(key=key, source=form.described()))
    ):
        messages.success(request, _("Done. It is on the record."))
        return redirect("catalogue:source", key)
    back = reverse("catalogue:source", args=[key])
    return shown(request, form, back, heading=_("Change the source"), title=row.name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, key: str) -> HttpResponse:
    """Where data come from, for everybody; with its harvests for reviewers."""
    row = source_at(key)
    reviews = access.can(request.user, REVIEW)
    if request.method == "POST":
        if not reviews:
            raise PermissionDenied(REVIEW)
        return _act(request, row, request.POST.get("act", ""))
    facts = [
        (_("Address"), row.address),
        (_("What it speaks"), words.SOURCE_SORTS[row.sort]),
        (_("Publisher here"), page.office_name(row.office)),
        (_("Datasets from there"), number(queries.harvested([key]).get(key, 0))),
    ]
    context = {
        "row": row,
        "facts": facts,
        "reviews": reviews,
        "runs": [(one, _state(one), _counted(one)) for one in queries.runs(key)] if reviews else [],
        "entry": indexes_of([row.newest_fact]).get(row.newest_fact),
        "trail": [(_("Open data"), reverse("catalogue:list"))],
    }
    return render(request, "catalogue/source.html", context)


def _act(request: HttpRequest, row: Source, act: str) -> HttpResponse:
    try:
        if act in {"harvest", "dry"}:
            run = sources.ask_for(key=row.pk, dry=act == "dry")
            return redirect("catalogue:run", run.pk)
        if act != "close":
            raise Http404(_("This act is not possible now."))
        sources.close_source(key=row.pk)
        messages.success(request, _("Done. It is on the record."))
    except services.NotFound as error:
        messages.error(request, said(error.refusals[0]))
    return redirect("catalogue:source", row.pk)


def _counted(run: Run) -> str:
    counts = run.counts or running.counts_of(run)
    return ", ".join(
        f"{words.BECAME[state][1]}: {number(counts[state])}" for state in words.BECAME if counts.get(state)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(REVIEW)
def run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One harvest with its report: what became of each record, why, and what would be right."""
    one = queries.run(pk)
    if one is None:
        raise Http404(_("There is no such harvest."))
    if request.method == "POST":
        return _decide(request, one)
    state = request.GET.get("state", "")
    state = state if state in words.BECAME else ""
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0  # noqa: PLR2004 - 64 bits.
    some = list(queries.records(pk, state=state, after=start)[: PAGE + 1])
    row = source_at(one.source)
    counts: dict[str, Any] = one.counts or running.counts_of(one)
    kind, name = _state(one)
    context = {
        "run": one,
        "row": row,
        "kind": kind,
        "state": name,
        "chosen": state,
        "open": one.state in sources.OPEN,
        "before": queries.harvested([row.pk]).get(row.pk, 0),
        "problem": words.refused(one.problem),
        "counts": [(it, words.BECAME[it][1], counts[it]) for it in words.BECAME if it and counts.get(it)],
        "records": [(it, *words.BECAME[it.state], words.refused(it.words)) for it in some[:PAGE]],
        "next": f"?state={state}&after={some[PAGE - 1].pk}" if len(some) > PAGE else "",
    }
    return render(request, "catalogue/run.html", context)


def _decide(request: HttpRequest, one: Run) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        if act in {"go_on", "leave"}:
            sources.decide(run=one, go_on=act == "go_on")
        elif act == "stop":
            sources.stop(run=one)
        else:
            raise Http404(_("This act is not possible now."))
    except services.Refused as error:
        messages.error(request, said(error.refusals[0]))
    return redirect("catalogue:run", one.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, key: str) -> HttpResponse:
    """What the office says of a harvested dataset in place of its source."""
    row = found(request, key)
    origin = queries.origin(key)
    if origin is None:
        raise Http404(_("This dataset is not harvested."))
    form = OverrideForm(request.POST if request.method == "POST" else None, origin=origin)
    if (
        form.is_bound
        and form.is_valid()
        and kept(form, lambda: bringing.override(key=key, overrides=form.overrides(), known=queries.known()))
    ):
        messages.success(request, _("Done. It is on the record."))
        return redirect("catalogue:desk_one", key)
    return shown(
        request,
        form,
        reverse("catalogue:desk_one", args=[key]),
        heading=_("Own words in place of the source’s"),
        title=queries.in_words(row.draft["title"]),
        lead=_("They hold in every harvest to come. What is empty here is as the source says it."),
    )
