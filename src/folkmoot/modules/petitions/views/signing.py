"""Signing, confirming it, and what is shown to whoever signed: that it counts, the proof, and taking it back.

Following a link changes nothing, because mail scanners follow links too: each page has one button that does.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from folkmoot.modules.petitions import links, queries, rules, services, words
from folkmoot.modules.petitions.forms import OneClickForm, SignForm
from folkmoot.modules.petitions.models import Petition, Signer
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.modules.petitions.views.pages import found
from folkmoot.modules.petitions.views.where import sign_form, where
from folkmoot.modules.petitions.views.who import account, known, limit, signatory
from folkmoot.people.limits import TooMany, too_many
from folkmoot.people.links import ExpiredLink, LinkError
from folkmoot.places import queries as places
from folkmoot.record import moment
from folkmoot.record.queries import indexes_of
from folkmoot.record.saying import said

GONE, FORGED, CONFLICT = 410, 400, 409


def _mine_url(row: Signer) -> str:
    return f"{reverse('petitions:mine')}?{urlencode({'key': links.token(links.MINE, row.pk)})}"


def _invited(request: HttpRequest, row: Petition) -> str:
    """The creator's token, if this reader came by it and it is for this petition."""
    token = request.POST.get("support") or request.GET.get("support") or ""
    try:
        return token if token and links.opened(links.SUPPORT, token) == row.number else ""
    except LinkError:
        return ""


def _stopped(request: HttpRequest, title: str, why: str, status: int) -> HttpResponse:
    return render(request, "petitions/stopped.html", {"title": title, "why": why}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Name, address, postcode, one button. A signed-in person needs no mail and, the second time, no form."""
    row = found(number)
    support, person = _invited(request, row), account(request)
    with moment.one_moment():
        refusal = services.may_sign(row, signed_in=person is not None, invited=bool(support))
    if refusal is not None:
        return _stopped(request, _("This petition cannot be signed"), said(refusal), CONFLICT)
    before = known(request)
    if request.method == "POST" and request.POST.get("one") and before and person and person.name:
        one = OneClickForm(request.POST)
        given = {
            "postcode": before.postcode,
            "area": before.area,
            "country": before.country,
            "follows": one.data.get("follows"),
        }
        return _sign(request, row, given, support) or redirect(row_url(row))
    initial = {"name": person.name if person else "", "postcode": before.postcode if before else ""}
    data = request.POST if request.method == "POST" else None
    place = where(data or {})
    form = sign_form(data, place, account=person is not None, initial=initial, outside=row.outside)
    if form.is_valid():
        done = _sign(request, row, form.cleaned_data, support, form)
        if done is not None:
            return done
    shown = queries.shown([row], private=bool(support))[0]
    context = {
        "one": shown,
        "form": form,
        "support": support,
        "person": person,
        "place": place,
        "areas": bool(places.areas()),
    }
    return render(request, "petitions/sign.html", context, status=422 if form.errors else 200)


def row_url(row: Petition) -> str:
    """The page of a petition."""
    return reverse("petitions:petition", args=[row.number])


def _sign(
    request: HttpRequest, row: Petition, data: dict[str, object], support: str, form: SignForm | None = None
) -> HttpResponse | None:
    """Sign, and where that leads; None when the form must be shown again with what is wrong."""
    try:
        limit(request)
        signer = services.sign(number=row.number, signatory=signatory(request, data), invited=bool(support))
    except TooMany as error:
        return too_many(request, error.verdict)
    except services.Refused as error:
        for one in error.refusals:
            if form is None:
                messages.error(request, said(one))
            else:
                form.add_error(one.field if one.field in form.fields else None, said(one))
        return None
    # A signed-in person sees that it counts. Everybody else sees the same page, whoever has signed before.
    return redirect(_mine_url(signer)) if account(request) else redirect("petitions:sent")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The page behind the link in the mail: what it is about, and the button that lets it count."""
    key = request.POST.get("key") or request.GET.get("key") or ""
    try:
        number = links.opened(links.CONFIRM, key)
        if request.method == "POST":
            return redirect(f"{_mine_url(services.confirm(signer_id=number))}&new=1")
    except LinkError as error:
        status = GONE if isinstance(error, ExpiredLink) else FORGED
        return _stopped(request, _("This link does not work"), str(error), status)
    except services.Refused as error:
        return _stopped(request, _("This petition cannot be signed"), said(error.refusals[0]), CONFLICT)
    except services.NotFound:
        return _not_there(request)
    signer = queries.signer(number)
    if signer is None:
        return _not_there(request)
    context = {"signer": signer, "key": key, "title": _title(signer)}
    return render(request, "petitions/confirm.html", context)


def _not_there(request: HttpRequest) -> HttpResponse:
    why = _("What it was for is not there any more.")
    return _stopped(request, _("This link does not work"), why, GONE)


def _title(signer: Signer) -> str:
    row = queries.petition(signer.petition)
    if row is None:
        return queries.title_for(signer.petition)
    return queries.shown([row], titles_only=True, private=row.state in rules.BEFORE_OPENING)[0].title


def _mine(request: HttpRequest) -> Signer | None:
    """The signature that a link, or the account for the petition it names, stands for. Raises LinkError."""
    key = request.POST.get("key") or request.GET.get("key") or ""
    if key:
        return queries.signer(links.opened(links.MINE, key))
    person, number = account(request), whole(request.GET.get("petition", ""))
    return queries.signed_by(person, number) if person and number is not None else None


@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """What became of one's own signature: counted or not, its entry on the record, the receipt, and a way back."""
    try:
        signer = _mine(request)
    except LinkError as error:
        return _stopped(request, _("This link does not work"), str(error), FORGED)
    if signer is None:
        return render(request, "petitions/whose.html", status=200)
    row = queries.petition(signer.petition)
    context = {
        "signer": signer,
        "row": row,
        "title": _title(signer),
        "state": words.SIGNATURES[signer.state],
        "kind": "fixed" if signer.state == "counted" else "closed" if signer.state in _OVER else "waiting",
        "index": indexes_of([signer.fact_id]).get(signer.fact_id) if signer.fact_id else None,
        "key": links.token(links.MINE, signer.pk),
        "support": _support(request, signer, row),
        "new": bool(request.GET.get("new")),
        "listed": row is not None and row.state in rules.LISTED,
        "imported": signer.channel == "import",
    }
    return render(request, "petitions/mine.html", context)


_OVER = ("withdrawn", "invalidated")


def _support(request: HttpRequest, signer: Signer, row: Petition | None) -> str:
    """The address that a creator gives to supporters; empty for everybody else."""
    if signer.role != "creator" or row is None or row.state not in {"started", "sponsored"}:
        return ""
    url = f"{reverse('petitions:sign', args=[row.number])}?{urlencode({'support': links.token(links.SUPPORT, row.number)})}"
    return request.build_absolute_uri(url)


def _signed(request: HttpRequest) -> Signer | HttpResponse:
    """One's own signature for an act, or the page that says why there is none. Raises Http404."""
    try:
        signer = _mine(request)
    except LinkError as error:
        return _stopped(request, _("This link does not work"), str(error), FORGED)
    if signer is None:
        raise Http404(_("There is no such signature."))
    return signer


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take one's signature back."""
    signer = _signed(request)
    if not isinstance(signer, Signer):
        return signer
    try:
        services.withdraw(signer_id=signer.pk)
    except services.Refused as error:
        messages.error(request, said(error.refusals[0]))
    else:
        messages.success(request, _("Your signature was taken back. It does not count any more."))
    return redirect(_mine_url(signer))


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Say whether one wants to hear what becomes of the petition."""
    signer = _signed(request)
    if not isinstance(signer, Signer):
        return signer
    wants = bool(request.POST.get("follows"))
    services.tell_me(signer_id=signer.pk, wants=wants)
    messages.success(request, _("We tell you what becomes of it.") if wants else _("You hear no more of it."))
    return redirect(_mine_url(signer))
