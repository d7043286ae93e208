"""What I follow: with an account on its pages, without one through a link from a mail; and stopping with one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from folkmoot.followers.models import Subscriber
from folkmoot.followers.notify import links, queries, services
from folkmoot.followers.notify.forms import CADENCES, IN_ACCOUNT
from folkmoot.followers.notify.targets import names
from folkmoot.followers.notify.telling import target_of
from folkmoot.people.limits import Limit, limited
from folkmoot.people.links import LinkError
from folkmoot.people.models import Person

CHANGES = Limit("follow.change", 300, 3600)
_DIGITS = 18
STOPS = Limit("follow.stop", 300, 3600)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited(CHANGES)
def following(request: HttpRequest) -> HttpResponse:
    """What the account follows."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required stands before.
    return _page(request, queries.subscriber_of(request.user), account=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(CHANGES)
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What an address without an account follows; the link is the key."""
    try:
        who = queries.subscriber(links.opened_mine(token))
    except LinkError as error:
        return render(request, "followers/link.html", {"words": str(error)}, status=410)
    if who is None:
        words = _("This address follows nothing any more.")
        return render(request, "followers/link.html", {"words": words}, status=410)
    return _page(request, who, account=False)


def _page(request: HttpRequest, who: Subscriber | None, *, account: bool) -> HttpResponse:
    if request.method == "POST":
        if who is not None:
            _act(request, who)
        return redirect(_back(request, account=account))
    before = request.GET.get("before", "")
    items, more = queries.following_page(
        who, before=int(before) if before.isascii() and before.isdigit() and len(before) <= _DIGITS else None
    )
    context = {
        "items": items,
        "next_url": f"?before={more}" if more else "",
        "first_url": request.path if before else "",
        "options": [*CADENCES, *([IN_ACCOUNT] if account else [])],
        "unasked": who is None or who.unasked,
        "account": account,
        "address": "" if account or who is None else who.email,
    }
    return render(request, "followers/following.html", context)


def _back(request: HttpRequest, *, account: bool) -> str:
    """The page on which a form was sent: one's own page has the same forms."""
    if account and request.POST.get("from") == "you":
        return f"{reverse('followers:you')}#following"
    return request.get_full_path()


def _act(request: HttpRequest, who: Subscriber) -> None:
    act, number = request.POST.get("act", ""), request.POST.get("subscription", "")
    if act == "change" and number.isascii() and number.isdigit():
        try:
            changed = services.change(
                subscriber=who, subscription_id=int(number[:18]), mail=request.POST.get("mail", "")
            )
        except services.Refused as error:
            messages.error(request, error.refusal.why)
        else:
            if changed:
                messages.success(request, _("Saved."))
    elif act == "stop":
        if services.stop(subscriber=who, what=number[:18]):
            messages.success(request, _("Stopped."))
    elif act == "all":
        services.stop(subscriber=who, what="all")
        messages.success(request, _("You follow nothing any more."))
    elif act == "unasked":
        services.stop(subscriber=who, what="unasked")
        messages.success(request, _("Saved."))
    elif act == "asked":
        services.ask_again(subscriber=who)
        messages.success(request, _("Saved."))


# A mail program presses the button without a page of ours before it, so it has no token of ours; the link is the key
# (RFC 8058, 3.2).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(STOPS)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop with one press, without signing in. GET changes nothing; twice is the same as once."""
    try:
        subscriber_id, what = links.opened_stop(token)
    except LinkError as error:
        return render(request, "followers/link.html", {"words": str(error)}, status=410)
    who = queries.subscriber(subscriber_id)
    if request.method == "POST":
        if who is not None:
            services.stop(subscriber=who, what="all" if request.POST.get("act") == "all" else what)
        return render(request, "followers/stopped.html")
    context = {"what": _what(who, what), "gone": who is None}
    return render(request, "followers/stop.html", context)


def _what(who: Subscriber | None, what: str) -> str:
    """What a link stops, in words."""
    known = {
        "daily": _("the mail once a day"),
        "weekly": _("the mail once a week"),
        "unasked": _("mail that you did not ask for"),
    }
    if what in known or who is None:
        return str(known.get(what, ""))
    row = who.subscriptions.filter(pk=int(what)).first() if what.isdigit() else None
    return names([target_of(row)])[target_of(row)].words if row else ""
