"""Pages where an administrator says which programs hear of public acts, and sees what could not be delivered."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.followers.models import Endpoint
from folkmoot.followers.webhooks import queries, services
from folkmoot.followers.webhooks.forms import EndpointForm
from folkmoot.followers.webhooks.signing import secret_of
from folkmoot.people.access import required
from folkmoot.people.limits import Limit, limited
from folkmoot.record import registry
from folkmoot.web.administration.frame import trail

PERMISSION = "webhooks.administer"
CHANGES = Limit("webhooks.change", 120, 3600)
STATES = ("waiting", "sent", "parked")
_MOST_DIGITS = 18


def _endpoint(endpoint_id: str) -> Endpoint:
    found = queries.endpoint(endpoint_id)
    if found is None:
        raise Http404(_("There is no such webhook."))
    return found


@required(PERMISSION, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(CHANGES)
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every endpoint, and a form for one more."""
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = services.register(**form.cleaned_data)
        except services.Refused as error:
            form.add_error(error.refusal.field, error.refusal.why[:1].upper() + error.refusal.why[1:])
        else:
            messages.success(request, _("Saved. What happens from now on is posted there."))
            return redirect("followers:webhook", made.pk)
    context = {"form": form, "endpoints": queries.endpoints(), "trail": trail()}
    return render(request, "followers/webhooks.html", context, status=400 if form.errors else 200)


@required(PERMISSION, everywhere=True)
@never_cache
@require_safe
def webhook(request: HttpRequest, endpoint_id: str) -> HttpResponse:
    """One endpoint: its secret, what it gets, its deliveries; ``state`` filters, ``before`` is the keyset."""
    found = _endpoint(endpoint_id)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    before = request.GET.get("before", "")
    below = int(before) if before.isascii() and before.isdigit() and len(before) <= _MOST_DIGITS else None
    rows = queries.deliveries(endpoint_id, state=state, before=below, limit=queries.PAGE + 1)
    more, rows = len(rows) > queries.PAGE, rows[: queries.PAGE]
    here = reverse("followers:webhook", args=[endpoint_id])
    names = {one.slug: str(one.name) for one in registry.manifests()}
    chosen = {"state": state} if state else {}
    context = {
        "one": found,
        "secret": secret_of(found.pk, found.secret_version),
        "wanted": [*(names.get(one, one) for one in found.modules), *found.kinds],
        "deliveries": rows,
        "state": state,
        "states": [
            ("", _("All")),
            ("waiting", _("On their way")),
            ("sent", _("Delivered")),
            ("parked", _("Given up")),
        ],
        "parked": any(row.state == "parked" for row in rows),
        "next_url": f"{here}?{urlencode({**chosen, 'before': rows[-1].pk})}" if more else "",
        "first_url": (f"{here}?{urlencode(chosen)}" if chosen else here) if below is not None else "",
        "trail": trail((_("Webhooks"), reverse("followers:webhooks"))),
    }
    return render(request, "followers/webhook.html", context)


@required(PERMISSION, everywhere=True)
@require_POST
@limited(CHANGES)
def act(request: HttpRequest, endpoint_id: str) -> HttpResponse:
    """Switch on or off, renew the secret, try again, remove."""
    found = _endpoint(endpoint_id)
    match request.POST.get("act", ""):
        case "on":
            services.switch_on(endpoint_id=found.pk)
            messages.success(request, _("It is on."))
        case "off":
            services.pause(endpoint_id=found.pk)
            messages.success(request, _("It is off. What waited for it is kept under “Given up”."))
        case "secret":
            services.renew_secret(endpoint_id=found.pk)
            messages.success(request, _("The secret is new. Give it to whoever runs the program."))
        case "replay":
            number = request.POST.get("delivery", "")
            one = int(number[:_MOST_DIGITS]) if number.isascii() and number.isdigit() else None
            if not found.active:
                messages.error(request, _("Switch it on first."))
            else:
                count = services.replay(endpoint_id=found.pk, delivery_id=one)
                words = ngettext("%(n)s is on its way again.", "%(n)s are on their way again.", count)
                messages.success(request, words % {"n": count})
        case "remove":
            services.remove(endpoint_id=found.pk)
            messages.success(request, _("The webhook is removed."))
            return redirect("followers:webhooks")
        case _:
            raise Http404(_("There is no such act."))
    return redirect("followers:webhook", found.pk)
