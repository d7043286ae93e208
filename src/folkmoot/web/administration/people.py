"""People and roles: invitations, who holds what, taking it back."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access, inviting, roles
from folkmoot.people.limits import Limit, limited
from folkmoot.people.models import Person
from folkmoot.people.words import ROLE_NAMES
from folkmoot.places import queries as places
from folkmoot.web.administration.forms import InviteForm
from folkmoot.web.administration.frame import done, in_setup, trail

INVITATIONS = Limit("administration.invitations", 200, 3600)


@access.required("people.administer", everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(INVITATIONS)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, open invitations, and a form to invite one more."""
    offices = [(one.slug, one.name) for one in places.departments()]
    act = request.POST.get("act", "")
    if act == "take":
        return _take(request)
    if act == "withdraw":
        return _withdraw(request)
    form = InviteForm(request.POST if act == "invite" else None, offices=offices)
    if act == "invite" and form.is_valid():
        assert isinstance(request.user, Person)  # noqa: S101 - the permission stands before this.
        try:
            row = inviting.invite(
                **form.cleaned_data, offices=[slug for slug, _name in offices], by=request.user
            )
        except roles.Refused as error:
            for one in error.refusals:
                form.add_error(one.field, one.why[:1].upper() + one.why[1:])
        except inviting.NotSent as error:
            messages.error(request, str(error))
            return redirect("administration:people")
        else:
            if settings.FOLKMOOT_DEMO:
                words = _("This is the demo town, where nobody has a mailbox. The invitation is at")
                url = inviting.Invited(row, "open").url
                messages.info(request, format_html('{} <a href="{}">{}</a>', words, url, url))
            return done(request, _("The invitation is on its way."), to="administration:people")
    return _show(request, form, dict(offices))


def _show(request: HttpRequest, form: InviteForm, offices: dict[str, str]) -> HttpResponse:
    everywhere = _("The whole institution")
    context = {
        "form": form,
        "holders": [
            (
                person,
                [
                    (
                        one,
                        ROLE_NAMES.get(one.role, one.role),
                        offices.get(one.office, one.office) or everywhere,
                    )
                    for one in held
                ],
            )
            for person, held in roles.holders()
        ],
        "invitations": [
            (one, ROLE_NAMES[one.row.role], offices.get(one.row.office, one.row.office) or everywhere)
            for one in inviting.open_invitations()
        ],
        "trail": trail(),
        "setup": in_setup(request),
    }
    return render(request, "administration/people.html", context, status=400 if form.errors else 200)


def _take(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("role_id", "")
    try:
        taken = roles.take(role_id=int(number)) if number.isascii() and number.isdigit() else None
    except roles.Refused as error:
        messages.error(request, error.refusals[0].why[:1].upper() + error.refusals[0].why[1:])
    else:
        messages.success(request, _("The role was taken back.") if taken else _("The role was gone already."))
    return redirect("administration:people")


def _withdraw(request: HttpRequest) -> HttpResponse:
    try:
        gone = inviting.withdraw(invitation_id=uuid.UUID(request.POST.get("invitation", "")))
    except ValueError:
        gone = False
    told = (
        _("The invitation was withdrawn. Its link works no more.") if gone else _("It was not open any more.")
    )
    messages.success(request, told)
    return redirect("administration:people")
