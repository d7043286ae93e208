"""What every page of the administration shares: where it leads afterwards, and errors at the right field."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.places.rules import Problem

PLACES = "places.administer"


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs below Home."""
    return [(_("Administration"), reverse("administration:index")), *more]


def in_setup(request: HttpRequest) -> bool:
    """Whether the reader came from the list of the first set-up."""
    return request.GET.get("from") == "setup"


def done(request: HttpRequest, words: str = "", *, to: str = "administration:index") -> HttpResponse:
    """Say that it is saved and go on: back to the first set-up for those who came from there."""
    messages.success(request, words or _("Saved. It is on the public record."))
    return redirect("administration:setup" if in_setup(request) else to)


def show(
    form: forms.Form,
    problems: Iterable[Problem],
    fields: Sequence[str] = (),
    *,
    named: Mapping[str, str] | None = None,
) -> None:
    """Put each problem at its field, those of no field at the first of ``fields`` or at the top.

    ``named`` says which field of the form stands for a name of the rules, where they differ.
    """
    for one in problems:
        names = [(named or {}).get(name.strip(), name.strip()) for name in one.where.split(",")]
        at = next((name for name in (*names, *fields) if name in form.fields), None)
        form.add_error(at, f"{one.what[:1].upper()}{one.what[1:]}. {one.right}")


def rendered(
    request: HttpRequest, form: Any, title: str, *, template: str = "administration/form.html", **more: Any
) -> HttpResponse:
    """A page that is one form; 400 when it has errors."""
    context = {"form": form, "title": title, "trail": trail(), **more}
    return render(request, template, context, status=400 if form.errors else 200)
