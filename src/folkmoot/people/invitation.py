"""The page behind the link of an invitation. Reading it changes nothing: mail scanners follow links too."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import accepting, roles
from folkmoot.people.accounts import sign_in
from folkmoot.people.links import LinkError
from folkmoot.people.models import Person
from folkmoot.people.words import ROLE_NAMES


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to, and the button that accepts it."""
    me = request.user if isinstance(request.user, Person) else None
    try:
        if request.method == "POST":
            person = accepting.accept(token=token, person=me)
            if me is None:
                sign_in(request, person)
            messages.success(request, _("You have the role now. Welcome."))
            return redirect("people:account")
        invited = accepting.invitation_of(token)
        if invited.state != "open":
            raise LinkError(_("This invitation was used, withdrawn or is too old. Ask for a new one."))
    except LinkError as error:
        context = {"title": _("This invitation cannot be used"), "problem": str(error)}
        return render(request, "people/invitation.html", context, status=410)
    except roles.Refused as error:
        context = {"title": _("This invitation is not for you"), "problem": error.refusals[0].why}
        return render(request, "people/invitation.html", context, status=403)
    known = Person.objects.filter(email=invited.row.email).exists()
    shown: dict[str, Any] = {
        "title": _("You are invited"),
        "invited": invited,
        "role": ROLE_NAMES[invited.row.role],
        "office": invited.row.office,
        "new": me is None,
        "can_accept": accepting.has_address(me, invited.row.email) if me else not known,
    }
    return render(request, "people/invitation.html", shown)
