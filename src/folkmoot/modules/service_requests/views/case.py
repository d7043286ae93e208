"""A report at the desk, with its private side and everything one can do to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.files.services import RefusedFile
from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.forms import FORMS
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.views.acting import choices_of, do
from folkmoot.modules.service_requests.views.case_page import page
from folkmoot.modules.service_requests.views.evidence import carried, remember, with_kept
from folkmoot.modules.service_requests.views.officer import mine, officer_of
from folkmoot.people import access

PRIVATE = frozenset({"take", "leave", "note"})
"""Acts that are no facts."""


@access.required(WORK)
@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One report with its private side and the actions that the rules allow now."""
    return page(request, mine(request, number))


@access.required(WORK)
@never_cache
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Do one thing to a report, in the name of its office. What is refused comes back with everything that was typed.

    ``back`` is the query of the desk from which it was done and to which it leads.
    """
    row, chosen = mine(request, number), request.POST.get("act", "")
    if chosen not in FORMS:
        raise Http404(_("There is nothing of this kind to do."))
    form = FORMS[chosen](request.POST, request.FILES, auto_id=f"{chosen}-%s", choices=choices_of(row))
    kept = carried(request.POST)
    if form.is_valid():
        data = form.cleaned_data | {"act": chosen}
        try:
            kept = with_kept(kept, data.get("photos", ()))
            do(data | {"kept_photos": kept}, number=number, office=row.office, person=officer_of(request))
        except RefusedFile as error:
            form.add_error("photos", str(error))
        except (services.Refused, services.NotFound) as error:
            form.refuse(error.refusals)
    if not form.is_valid():
        # Somebody else may have done something meanwhile, so the page shows the report as it is now.
        return page(request, mine(request, number), failed=form, chosen=chosen, kept=remember(kept))
    done = _("Done.") if chosen in PRIVATE else _("Done. It is on the record in the name of your team.")
    messages.success(request, done)
    if back := request.POST.get("back"):
        # Whatever was sent, it leads to the desk and no further.
        return redirect(f"{reverse('service_requests:desk')}?{QueryDict(back).urlencode()}")
    changed = queries.request(number)
    still = changed is not None and access.can(request.user, WORK, office=changed.office)
    return redirect("service_requests:case", number) if still else redirect("service_requests:desk")
