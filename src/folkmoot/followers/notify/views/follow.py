"""Choosing what to follow, saying how, and saying yes from a mail."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.followers.notify import links, services, targets
from folkmoot.followers.notify.forms import FollowForm
from folkmoot.followers.notify.targets import Target, UnknownTarget
from folkmoot.people.limits import Limit, limited, spend
from folkmoot.people.links import LinkError
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.web.maps import MapView, chooser, read_choice

ASKS = Limit("follow.ask", 20, 3600)
CONFIRMS = Limit("follow.confirm", 60, 3600)
MAILS_TO_ONE = Limit("follow.address", 5, 86400)
"""Mails that ask one address to confirm: a stranger must not fill somebody's mailbox with them."""


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """What to follow, or when the address names something: how."""
    data = request.POST if request.method == "POST" else request.GET
    try:
        target = targets.read({key: value for key, value in data.items() if isinstance(value, str)})
    except UnknownTarget as error:
        raise Http404(str(error)) from error
    if target is None:
        context = {"parts": targets.parts(), "areas": places.areas()}
        return render(request, "followers/follow_what.html", context)
    return _how(request, target)


@limited(ASKS)
def _how(request: HttpRequest, target: Target) -> HttpResponse:
    person = request.user if isinstance(request.user, Person) else None
    form = FollowForm(request.POST if request.method == "POST" else None, account=person is not None)
    if form.is_bound and form.is_valid():
        mail = form.cleaned_data["mail"]
        try:
            if person is not None:
                services.follow(target=target, mail=mail, person=person)
                messages.success(request, _("You follow this now."))
                return redirect("followers:following")
            return _ask(request, target, mail, form.cleaned_data["email"])
        except services.Refused as error:
            form.add_error("mail" if error.refusal.field == "mail" else None, error.refusal.why)
    context = {
        "form": form,
        "target": target,
        "name": targets.names([target])[target],
        "kept": target.query,
        "here": request.get_full_path(),
        "feed": feeds_of(target),
    }
    return render(request, "followers/follow_how.html", context, status=400 if form.errors else 200)


def _ask(request: HttpRequest, target: Target, mail: str, email: str) -> HttpResponse:
    """Ask an address whether it wants this. The answer is the same whether we know the address or not."""
    email = email.strip().lower()
    if not spend(MAILS_TO_ONE, email).allowed:
        return redirect("followers:asked")
    try:
        row = services.ask(target=target, mail=mail, email=email, language=get_language() or "")
    except services.Refused as error:
        # How much an address follows is its own affair: whoever typed it in learns nothing.
        if error.refusal.field == "mail":
            raise
        return redirect("followers:asked")
    if settings.FOLKMOOT_DEMO:
        url = links.confirm_url(row.pk, mail)
        words = _("This is the demo town, where nobody has a mailbox. The link in the mail is")
        messages.info(request, format_html('{} <a href="{}">{}</a>', words, url, _("say yes here")))
    return redirect("followers:asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next for somebody without an account."""
    return render(request, "followers/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest) -> HttpResponse:
    """A place on the map and how far around it; works without a map and without scripts."""
    data = request.POST if request.method == "POST" else request.GET
    choice = read_choice(data, default=MapView.of(places.bounds()))
    address = data.get("address", "").replace("\x00", "").strip()[:200]
    found = places.addresses(address, limit=8) if address and data.get("look") else []
    radius, error = data.get("radius", "500"), ""
    if data.get("next"):
        if choice.lat is None or choice.lon is None:
            error = _("Press the place on the map, or look for an address and choose it.")
        else:
            query = {"lat": choice.lat, "lon": choice.lon, "radius": radius}
            return redirect(f"{reverse('followers:follow')}?{urlencode(query)}")
    context = {
        "map": chooser(choice, label=_("Press the place on the map")),
        "address": address,
        "addresses": found,
        "looked": bool(data.get("look")),
        "error": error,
        "chosen": choice.lat is not None,
        "radius": radius,
        "radii": [(str(one), _metres(one)) for one in targets.RADII],
    }
    return render(request, "followers/follow_near.html", context)


def _metres(radius: int) -> str:
    if radius < 1000:  # noqa: PLR2004 - from here on people say kilometres.
        return _("%(n)s metres") % {"n": radius}
    return ngettext("%(n)s kilometre", "%(n)s kilometres", radius // 1000) % {"n": radius // 1000}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(CONFIRMS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes. Programs that look at links in mails only GET, so it takes a press; twice is the same as once."""
    try:
        subscription_id, mail = links.opened_confirm(token)
    except LinkError as error:
        return render(request, "followers/link.html", {"words": str(error)}, status=410)
    if request.method == "POST":
        found = services.confirm(subscription_id=subscription_id, mail=mail)
        if found is None:
            words = _("This was stopped, or the link is too old. Ask for a new one.")
            return render(request, "followers/link.html", {"words": words}, status=410)
        messages.success(request, _("You follow this now. Every mail has a link that stops it."))
        return redirect(links.mine_path(found.subscriber_id))
    return render(request, "followers/confirm.html", {"token": token})


def feeds_of(target: Target) -> dict[str, str]:
    """The addresses of the feeds of the same thing: ``atom`` and ``json``."""
    return {form: _feed(target, form) for form in ("atom", "json")}


def _feed(target: Target, form: str) -> str:
    match target.sort:
        case "circle":
            return f"/feeds/near.{form}?{urlencode(target.query)}"
        case "everything":
            return f"/feeds/all.{form}"
        case "part":
            return f"/feeds/module/{target.target}.{form}"
        case sort:
            return f"/feeds/{sort}/{target.target}.{form}"
