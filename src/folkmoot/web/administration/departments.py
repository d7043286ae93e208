"""Departments: add, rename, close, open again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.people import access
from folkmoot.places import queries, services
from folkmoot.places.models import Department
from folkmoot.places.rules import Problem, Refused, slug_of
from folkmoot.web.administration.forms import DepartmentForm
from folkmoot.web.administration.frame import PLACES, done, in_setup, show, trail

ACTOR = services.ADMINISTRATION


@access.required(PLACES, everywhere=True)
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every department, closed ones last."""
    every = sorted(queries.departments(closed=True), key=lambda one: one.closed)
    context = {"departments": every, "trail": trail(), "tail": "?from=setup" if in_setup(request) else ""}
    return render(request, "administration/departments.html", context)


@access.required(PLACES, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Add a department, change one, close it or open it again."""
    before = queries.department(slug) if slug else None
    if slug and before is None:
        raise Http404(_("There is no such department."))
    initial = {name: getattr(before, name) for name in DepartmentForm.base_fields} if before else {}
    form = DepartmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _describe(form, before, closed=_closed(request, before))
            return done(request, to="administration:departments")
        except Refused as error:
            show(form, error.problems, ("name",))
    context = {
        "form": form,
        "title": before.name if before else _("New department"),
        "department": before,
        "trail": trail((_("Departments"), reverse("administration:departments"))),
    }
    return render(request, "administration/department.html", context, status=400 if form.errors else 200)


def _closed(request: HttpRequest, before: Department | None) -> bool:
    if request.POST.get("act") in {"close", "open"}:
        return request.POST["act"] == "close"
    return bool(before and before.closed)


def _describe(form: DepartmentForm, before: Department | None, *, closed: bool) -> None:
    slug = before.slug if before else slug_of(form.cleaned_data["name"])
    if before is None and queries.department(slug):
        raise services.RefusedDescription(
            [Problem(_("there is a department with this name"), "name", _("Choose another name."))]
        )
    services.describe_department(slug=slug, actor=ACTOR, closed=closed, **form.cleaned_data)
