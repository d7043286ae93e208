"""Writing at the desk: descriptions, tables, what columns mean, and how files are read."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.catalogue import engines, events, queries, services
from folkmoot.modules.catalogue.forms import (
    DescriptionForm,
    DictionaryForm,
    ReadingForm,
    ServiceForm,
    TableForm,
    form_for,
)
from folkmoot.modules.catalogue.forms.columns import COLUMNS
from folkmoot.modules.catalogue.models import Table
from folkmoot.modules.catalogue.permits import WRITE
from folkmoot.modules.catalogue.refusals import said
from folkmoot.modules.catalogue.views.desk import found, offices_of
from folkmoot.people import access

INVALID = 422


def kept(form: Form, act: Callable[[], object]) -> bool:
    """Do something with a valid form; what is refused is told at the field that it is about."""
    try:
        act()
    except services.Refused as error:
        for one in error.refusals:
            form.add_error(one.field if one.field in form.fields else None, said(one))
        return False
    return True


def table_at(key: str, name: str) -> Table:
    """A table that is offered. Raises Http404."""
    row = queries.table(key, name)
    if row is None or row.removed:
        raise Http404(_("There is no such table."))
    return row


def shown(request: HttpRequest, form: Form, back: str, **words: Any) -> HttpResponse:
    """A page with one form."""
    context = {"form": form, "back": back, "submit": _("Save"), **words}
    return render(request, "catalogue/form.html", context, status=INVALID if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A new dataset."""
    lead = _("Say first what it is. Tables and files come next, and a review before anybody sees it.")
    return _new(request, DescriptionForm, heading=_("Describe a dataset"), lead=lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def new_service(request: HttpRequest) -> HttpResponse:
    """A new API."""
    lead = _(
        "An API that programs can ask: of this office, or one that gives its data. A review comes before anybody sees it."
    )
    return _new(request, ServiceForm, heading=_("Describe an API"), lead=lead)


def _new(request: HttpRequest, kind: type[DescriptionForm], **said: Any) -> HttpResponse:
    offices = offices_of(request)
    form = kind(request.POST if request.method == "POST" else None, offices=offices)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def act() -> object:
            return services.describe(
                key=given["key"],
                description=form.written(),
                contact=given["contact"],
                actor=f"office:{given['office']}",
                new=True,
            )

        if kept(form, act):
            if kind is ServiceForm:
                messages.success(request, _("The draft is kept. Ask for a review when it is ready."))
                return redirect("catalogue:desk_one", given["key"])
            messages.success(request, _("The draft is kept. Add a table now."))
            return redirect("catalogue:add_table", given["key"])
    return shown(request, form, reverse("catalogue:desk"), **said)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def describe(request: HttpRequest, key: str) -> HttpResponse:
    """The description of a dataset anew."""
    row = found(request, key)
    description = queries.description_of(row.draft)
    data = request.POST if request.method == "POST" else None
    form = form_for(description)(data, offices=offices_of(request), description=description)
    if form.is_bound and form.is_valid():

        def act() -> object:
            contact = form.cleaned_data["contact"]
            return services.describe(
                key=key, description=form.written(), contact=contact, actor=f"office:{row.office}"
            )

        if kept(form, act):
            messages.success(request, _("The draft is kept."))
            return redirect("catalogue:desk_one", key)
    back = reverse("catalogue:desk_one", args=[key])
    title = queries.in_words(row.draft["title"])
    return shown(request, form, back, heading=_("Change the description"), title=title)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def add_table(request: HttpRequest, key: str) -> HttpResponse:
    """One more table."""
    row = found(request, key)
    if row.service:
        raise Http404(_("An API has no tables."))
    form = TableForm(request.POST if request.method == "POST" else None)
    if (
        form.is_bound
        and form.is_valid()
        and kept(form, lambda: services.describe_table(key=key, table=form.described(), new=True))
    ):
        name = form.cleaned_data["table"]
        if form.cleaned_data["sort"] == "link":
            load = services.fetch_again(key=key, table=name, person=request.user)  # type: ignore[arg-type]
            return redirect("catalogue:load", load.pk)
        return redirect("catalogue:upload", key, name)
    back = reverse("catalogue:desk_one", args=[key])
    return shown(request, form, back, heading=_("Add a table"), title=queries.in_words(row.draft["title"]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def dictionary(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """What columns mean and of which type they are; saving makes a new version of the newest file."""
    row = found(request, key)
    table = table_at(key, name)
    if not table.number:
        raise Http404(_("Load a file first."))
    fields = engines.manifest(table.generation)["fields"]
    given = request.GET.get("from", "")
    start = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0  # noqa: PLR2004
    data = request.POST if request.method == "POST" else None
    form = DictionaryForm(data, fields=fields, before=table.columns, start=start)

    def act() -> object:
        return services.lay_down(key=key, name=name, columns=form.laid_down(), reading=table.reading)

    if form.is_bound and form.is_valid() and kept(form, act):
        load = services.reread(key=key, table=name, person=request.user)  # type: ignore[arg-type]
        return redirect("catalogue:load", load.pk)
    context = {
        "form": form,
        "row": row,
        "title": queries.in_words(row.draft["title"]),
        "previous": f"?from={max(0, start - COLUMNS)}" if start else "",
        "next": f"?from={start + COLUMNS}" if start + COLUMNS < len(fields) else "",
    }
    return render(request, "catalogue/dictionary.html", context, status=INVALID if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def reading(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """How the files of a table are read."""
    row = found(request, key)
    table = table_at(key, name)
    form = ReadingForm(request.POST if request.method == "POST" else None, initial=table.reading)

    def act() -> object:
        # What the form does not show stays as it was laid down.
        hidden = {one: value for one, value in table.reading.items() if one not in form.fields}
        return services.lay_down(key=key, name=name, columns=_columns(table), reading=hidden | form.chosen())

    if form.is_bound and form.is_valid() and kept(form, act):
        try:
            load = services.reread(key=key, table=name, person=request.user)  # type: ignore[arg-type]
        except services.Refused:
            return redirect("catalogue:upload", key, name)
        return redirect("catalogue:load", load.pk)
    back = reverse("catalogue:desk_one", args=[key])
    return shown(
        request,
        form,
        back,
        heading=_("How it is read"),
        title=queries.in_words(row.draft["title"]),
        lead=_("Leave empty what was found out rightly. It holds for every file that is loaded later."),
        submit=_("Save and read the file again"),
    )


def _columns(table: Table) -> list[Any]:
    return [events.Column(**one) for one in table.columns]
