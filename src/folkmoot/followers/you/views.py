"""The pages of one's own: everything at a glance, one list of own things, and how much has changed since."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.followers.notify import queries
from folkmoot.followers.notify.forms import CADENCES, IN_ACCOUNT
from folkmoot.followers.you.changes import changes, news, seen
from folkmoot.followers.you.gathering import gathered, one_list
from folkmoot.people.models import Person
from folkmoot.web.home import OpenItem

FOLLOWED = 8
"""Things that are followed on the page itself; all of them have a page of their own."""
_MOST_DIGITS = 18


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


@never_cache
@login_required
@require_safe
def you(request: HttpRequest) -> HttpResponse:
    """What waits, what has changed, what is one's own and what one follows. Looking at changes marks them as seen."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - login_required stands before.
    before = _number(request.GET.get("before", ""))
    found, told = gathered(person), changes(person, before=before)
    following, more = queries.following_page(queries.subscriber_of(person), limit=FOLLOWED)
    context = {
        "person": person,
        "lead": _lead(len([one for one in found.waits if one.action]), told.new),
        "waits": [
            OpenItem(
                title=one.title,
                text=one.text,
                url=one.url,
                action=one.action or _("See"),
                since=one.since,
                until=one.until,
            )
            for one in found.waits
        ],
        "own": [(slug, one) for slug, one in found.own if one.things],
        "missing": found.missing,
        "changes": told,
        "items": following,
        "more_followed": more is not None,
        "options": [*CADENCES, IN_ACCOUNT],
        "next_url": f"{reverse('followers:you')}?before={told.before}#changes" if told.before else "",
        "first_url": f"{reverse('followers:you')}#changes" if before is not None else "",
        "ask": f"{reverse('followers:you_news')}?since={told.newest}" if before is None else "",
    }
    response = render(request, "followers/you.html", context)
    # A browser that loads pages before anybody asked for them has not looked.
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        seen(person, told.ids)
    return response


def _lead(waits: int, new: int) -> str:
    """In a sentence or two what is to be done and what is new."""
    waiting = (
        ngettext("%(n)s thing waits for you.", "%(n)s things wait for you.", waits) % {"n": waits}
        if waits
        else _("Nothing waits for you.")
    )
    changed = (
        ngettext("%(n)s change is new.", "%(n)s changes are new.", new) % {"n": new}
        if new
        else _("Nothing has changed since you last looked.")
    )
    return f"{waiting} {changed}"


@never_cache
@require_safe
def you_news(request: HttpRequest) -> JsonResponse:
    """How many changes came after the notice ``since``, as JSON; 401 for those who are not signed in."""
    if not isinstance(request.user, Person):
        return JsonResponse({"error": "unauthorized", "detail": _("Sign in first.")}, status=401)
    return JsonResponse({"new": news(request.user, since=_number(request.GET.get("since", "")) or 0)})


@never_cache
@login_required
@require_safe
def own(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One list of own things, a page at a time; ``after`` is the keyset."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required stands before.
    after = request.GET.get("after", "")[:40]
    found = one_list(request.user, slug=slug, key=key, after=after)
    if found is None:
        raise Http404(_("There is no such list."))
    context = {
        "list": found,
        "next": f"?after={found.after}" if found.after else "",
        "first": request.path if after else "",
    }
    return render(request, "followers/own.html", context)
