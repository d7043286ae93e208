"""What the pages of talk share: the thread that an address names, and refusals shown where they belong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from folkmoot.people.limits import too_many
from folkmoot.people.models import Person
from folkmoot.record.saying import said
from folkmoot.talk import declared, services

_DIGITS = 8

View = Callable[..., HttpResponse]


def about_of(sort: str, name: str) -> declared.About:
    """What an address says is talked about. Raises Http404."""
    found = declared.about(f"{sort}/{name}") if "\x00" not in sort + name else None
    if found is None:
        raise Http404(_("There is no discussion of this name."))
    return found


def whole_number(text: str) -> int:
    """The number that a part of an address means; 0 for what is none, or is larger than any thread is long."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def person_of(request: HttpRequest) -> Person:
    """The person behind a view that asks for sign-in."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required stands before every caller.
    return request.user


def acting(view: View) -> View:
    """Decorate a view that acts for somebody signed in: 429 for what is too much, 404 for what is not there."""
    return login_required(answering(view))


def answering(view: View) -> View:
    """Decorate a view that acts for anybody: see ``acting``."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except services.TooMany as error:
            return too_many(request, error.verdict)
        except services.NotFound as error:
            raise Http404(said(error.refusals[0])) from error

    return wrapped


def show(form: forms.Form, error: services.Refused) -> None:
    """Put each refusal at its field, those of no field at the top."""
    for one in error.refusals:
        form.add_error(one.field if one.field in form.fields else None, said(one))


def tell(request: HttpRequest, error: services.Refused) -> None:
    """Say every refusal at the top of the next page."""
    for one in error.refusals:
        messages.error(request, said(one))
