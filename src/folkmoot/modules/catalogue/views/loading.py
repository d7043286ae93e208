"""Handing a file in, and seeing what becomes of it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.modules.catalogue import page, queries, services, words
from folkmoot.modules.catalogue.forms import UploadForm
from folkmoot.modules.catalogue.models import Load
from folkmoot.modules.catalogue.permits import WRITE
from folkmoot.modules.catalogue.views.desk import found
from folkmoot.modules.catalogue.views.writing import kept, shown, table_at
from folkmoot.people import access
from folkmoot.people.limits import Limit, limited

UPLOADS = Limit("catalogue.uploads", count=60, per_seconds=3600)
REJECTS = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
@limited(UPLOADS)
def upload(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A file for a table."""
    row = found(request, key)
    table = table_at(key, name)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    made: list[Load] = []
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]

        def act() -> object:
            made.append(
                services.hand_in(
                    key=key,
                    table=name,
                    chunks=file.chunks(),
                    name=file.name or "",
                    person=request.user,  # type: ignore[arg-type]
                )
            )
            return made

        if kept(form, act):
            return redirect("catalogue:load", made[0].pk)
    return shown(
        request,
        form,
        reverse("catalogue:desk_one", args=[key]),
        heading=_("Load a file"),
        title=f"{queries.in_words(row.draft['title'])}: {queries.in_words(table.words)}",
        lead=_(
            "The whole file is read before types are decided. Cells that do not fit are listed; nothing is lost."
        ),
        submit=_("Load it"),
    )


@require_POST
@access.required(WRITE)
@limited(UPLOADS)
def fetch(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Load a linked table from its address now."""
    found(request, key)
    table_at(key, name)
    load = services.fetch_again(key=key, table=name, person=request.user)  # type: ignore[arg-type]
    return redirect("catalogue:load", load.pk)


def _context(request: HttpRequest, pk: uuid.UUID) -> dict[str, Any]:
    load = queries.load(pk)
    if load is None:
        raise Http404(_("There is no such file."))
    row = found(request, load.dataset)
    version = queries.version(load.dataset, load.table, load.number) if load.number else None
    return {
        "load": load,
        "title": queries.in_words(row.draft["title"]),
        "open": load.state in {"waiting", "running"},
        "state": words.LOADS[load.state],
        "kind": words.LOAD_KINDS[load.state],
        "step": words.STEPS.get(load.step, load.step),
        "percent": round(100 * load.done),
        "size": words.size(load.bytes),
        "problems": words.problems(load),
        "version": version,
        "words": words.changed(version) if version else "",
        "rejects": page.rejects(version.generation, REJECTS) if version and version.rejects else [],
    }


@never_cache
@require_safe
@access.required(WRITE)
def load(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far the reading of a file is, and how it ended."""
    return render(request, "catalogue/load.html", _context(request, pk))


@never_cache
@require_safe
@access.required(WRITE)
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that changes; an open page asks for it again."""
    return render(request, "catalogue/_load.html", _context(request, pk))
