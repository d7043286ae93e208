"""One's own request, support or reuse: confirming it, seeing what became of it, and taking it back.

Following a link changes nothing, because mail scanners follow links too: each page has one button that does.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.catalogue import contributing_words as words
from folkmoot.modules.catalogue import links, queries, services
from folkmoot.modules.catalogue.models import Contribution
from folkmoot.modules.catalogue.refusals import said
from folkmoot.people.limits import Limit, client_key, demand
from folkmoot.people.links import ExpiredLink, LinkError
from folkmoot.people.models import Person

ACTS = Limit("catalogue.contributions", 30, 3600)
"""Requests, supports and reuses that one network address may send in an hour."""
GONE, FORGED, CONFLICT = 410, 400, 409


def limit(request: HttpRequest) -> None:
    """Count one act of this client. Raises TooMany."""
    demand(ACTS, client_key(request))


def account(request: HttpRequest) -> Person | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Person) else None


def contributor(request: HttpRequest, data: Mapping[str, Any]) -> services.Contributor:
    """Whoever filled in a form."""
    person = account(request)
    return services.Contributor(
        email=person.email if person else data.get("email", ""),
        person_id=person.pk if person else None,
        language=get_language() or "",
        follows=bool(data.get("follows")),
    )


def below_of(request: HttpRequest) -> int:
    """The place in a list that goes down by number; 0 at its beginning."""
    given = request.GET.get("below", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0  # noqa: PLR2004


def went(request: HttpRequest, row: Contribution) -> HttpResponse:
    """Where sending leads. Without an account it is the same page for everybody, whoever has sent it before."""
    return redirect(mine_url(row)) if account(request) else redirect("catalogue:sent")


def mine_url(row: Contribution) -> str:
    """The page of one's own contribution."""
    return f"{reverse('catalogue:mine')}?{urlencode({'key': links.token(links.MINE, row.pk)})}"


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """A mail is on its way."""
    return render(request, "catalogue/sent.html")


def _stopped(request: HttpRequest, title: str, why: str, status: int) -> HttpResponse:
    return render(request, "catalogue/stopped.html", {"title": title, "why": why}, status=status)


def _opened(request: HttpRequest, purpose: str) -> Contribution | HttpResponse:
    key = request.POST.get("key") or request.GET.get("key") or ""
    try:
        row = queries.contribution(links.opened(purpose, key))
    except LinkError as error:
        status = GONE if isinstance(error, ExpiredLink) else FORGED
        return _stopped(request, _("This link does not work"), str(error), status)
    if row is None:
        why = _("What it was for is not there any more.")
        return _stopped(request, _("This link does not work"), why, GONE)
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """What it is about, and the button that lets it count."""
    row = _opened(request, links.CONFIRM)
    if not isinstance(row, Contribution):
        return row
    if request.method == "POST":
        try:
            row = services.confirm(number=row.pk)
        except services.Refused as error:
            return _stopped(request, _("This is not possible now"), said(error.refusals[0]), CONFLICT)
        return redirect(mine_url(row))
    title = queries.titles_of([row])[row.pk]
    key = links.token(links.CONFIRM, row.pk)
    return render(request, "catalogue/confirm.html", {"row": row, "title": title, "key": key})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What became of it, and the ways back."""
    row = _opened(request, links.MINE)
    if not isinstance(row, Contribution):
        return row
    if request.method == "POST":
        try:
            _act(request, row)
        except services.Refused as error:
            messages.error(request, said(error.refusals[0]))
        return redirect(mine_url(row))
    return render(request, "catalogue/mine.html", _context(row))


def _act(request: HttpRequest, row: Contribution) -> None:
    act = request.POST.get("act")
    if act == "back":
        services.take_back(number=row.pk)
        messages.success(request, _("It was taken back."))
    elif act in {"tell", "quiet"}:
        services.tell_me(number=row.pk, wants=act == "tell")
        messages.success(
            request, _("We tell you what becomes of it.") if act == "tell" else _("You hear no more of it.")
        )
    else:
        raise Http404(_("This act is not possible now."))


def _context(row: Contribution) -> dict[str, Any]:
    about = (
        queries.reuse(row.pk)
        if row.sort == "reuse"
        else queries.data_request(int(row.about) if row.sort == "support" else row.pk)
    )
    it = queries.worded([about], private=row.sort != "support")[0] if about else None
    if row.sort == "reuse":
        url = reverse("catalogue:reuse", args=[row.pk]) if about and about.state == "published" else ""
    else:
        url = reverse("catalogue:request", args=[about.pk]) if about and about.state != "waiting" else ""
    rejected = about is not None and about.state in {"rejected", "taken_down"}
    return {
        "row": row,
        "it": it,
        "title": queries.titles_of([row])[row.pk],
        "state": words.state(about) if about else _("Not confirmed yet"),
        "kind": words.KINDS[about.state] if about else "waiting",
        "why": words.REJECTIONS.get(about.code, "") if about is not None and rejected else "",
        "url": url,
        "key": links.token(links.MINE, row.pk),
        "confirm": links.token(links.CONFIRM, row.pk) if row.state == "pending" else "",
        "can_go": row.state != "gone" and row.sort != "request",
    }
