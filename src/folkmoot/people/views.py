"""The pages of one's own account. Signing in and passkeys are allauth's pages below the same address."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.people import personal
from folkmoot.people.access import is_only_administrator, roles_of
from folkmoot.people.accounts import ask_again
from folkmoot.people.forms import DetailsForm, EraseForm
from folkmoot.people.language import remember
from folkmoot.people.limits import Limit, limited, spend, too_many
from folkmoot.people.models import Person
from folkmoot.people.sessions import end_sessions, sessions_of
from folkmoot.people.words import acts, role_names
from folkmoot.record.clock import now

DOWNLOADS = Limit("people.data", 10, 3600)
ERASURES = Limit("people.erase", 10, 3600)
SHOWN = 50


def _me(request: HttpRequest) -> Person:
    """The person behind a view that asks for sign-in."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required stands before every caller.
    return request.user


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who am I here; a POST changes name and language."""
    person = _me(request)
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        instance=person,
        initial={} if person.language else {"language": translation.get_language()},
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(person.language):
            messages.success(request, _("Saved."))
        response = redirect("people:account")
        remember(request, response, person.language)
        return response
    context = {
        "form": form,
        # An invalid form has already changed the instance that it was given.
        "person": Person.objects.get(pk=person.pk) if form.errors else person,
        "roles": role_names(roles_of(person)),
        "sessions": sessions_of(person),
        "session_key": request.session.session_key,
        "tables": [one for _slug, one in personal.tables()],
        "acts": acts(personal.record_of(person, limit=SHOWN)),
    }
    return render(request, "people/account.html", context)


@never_cache
@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_sessions(person=_me(request), except_for=request.session.session_key or "")
    if ended:
        messages.success(request, _("You are signed out everywhere else."))
    else:
        messages.info(request, _("You were not signed in anywhere else."))
    return redirect("people:account")


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything we keep about the person, as JSON to take away."""
    ask_again(request)
    person = _me(request)
    verdict = spend(DOWNLOADS, str(person.pk))
    if not verdict.allowed:
        return too_many(request, verdict)
    response = JsonResponse(
        personal.export_of(person),
        encoder=personal.Encoder,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{now():%Y-%m-%d}.json"'
    return response


@never_cache
@login_required
@require_safe
def erase(request: HttpRequest) -> HttpResponse:
    """First step: what goes, what stays, and whether it can be done."""
    context = {
        "tables": [one for _slug, one in personal.tables()],
        "only_administrator": is_only_administrator(_me(request)),
    }
    return render(request, "people/erase.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited(ERASURES)
def erase_confirm(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Second step, soon after signing in: type the address, and the account is gone."""
    ask_again(request)
    person = _me(request)
    if is_only_administrator(person):
        return redirect("people:erase")
    form = EraseForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        personal.erase(person)
        logout(request)
        return redirect("people:erased")
    return render(request, "people/erase_confirm.html", {"form": form})


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """What somebody sees who has no account any more."""
    return render(request, "people/erased.html", {"contact": settings.DEFAULT_FROM_EMAIL})
