"""What people do who reported or joined, by a signed link or as themselves: not fixed, rating, answering.

Following a link changes nothing, because mail scanners follow links too: each page has one button that does.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.files import services as files
from folkmoot.modules.service_requests import inquiries, queries, rules, services, words
from folkmoot.modules.service_requests.forms import AnswerForm, RateForm, ReopenForm
from folkmoot.modules.service_requests.invitations import CLOSING, QUESTION, invited
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.views.problem import keep_photos
from folkmoot.modules.service_requests.views.who import limit, pseudonym_of, reporter
from folkmoot.people.limits import TooMany, too_many
from folkmoot.people.links import ExpiredLink, LinkError
from folkmoot.record import clock

GONE, FORGED, FORBIDDEN, CONFLICT = 410, 400, 403, 409


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who acts, and what their link was about; ``key`` and ``about`` are empty without a link."""

    pseudonym: str
    about: str = ""
    key: str = ""


class _Stop(Exception):
    """A page instead of the form: why not, and what would be right."""

    def __init__(self, title: str, why: str, status: int) -> None:
        super().__init__(why)
        self.title, self.why, self.status = title, why, status


def _caller(request: HttpRequest, purpose: str, number: str) -> _Caller:
    key = request.POST.get("key") or request.GET.get("key") or ""
    if not key:
        return _Caller(pseudonym_of(request, f"requests/{number}"))
    try:
        found = invited(purpose, key, number=number)
    except LinkError as error:
        status = GONE if isinstance(error, ExpiredLink) else FORGED
        raise _Stop(_("This link does not work"), str(error), status) from error
    return _Caller(found.pseudonym, found.about, key)


def _row(number: str) -> ServiceRequest:
    row = queries.request(number)
    if row is None:
        raise Http404(_("There is no report with this number."))
    return row


def _stopped(request: HttpRequest, row: ServiceRequest, stop: _Stop) -> HttpResponse:
    [shown] = queries.shown([row])
    context = {"one": shown, "title": stop.title, "why": stop.why}
    return render(request, "service_requests/stopped.html", context, status=stop.status)


def _closed_now(row: ServiceRequest, caller: _Caller) -> None:
    """Stop unless the report is closed, the closing is the one the link was sent for, and the time is not over."""
    if row.state in rules.OPEN_STATES:
        raise _Stop(
            _("This report is open"), _("A team is working on it. The page says how it stands."), CONFLICT
        )
    if rules.same_closing(told=caller.about, now=row.closing):
        why = _("The report was opened again or closed anew since. Use the link in the newest message.")
        raise _Stop(_("This link was for an earlier answer"), why, GONE)
    if not rules.reopen_window(closed=row.closed, now=clock.now()):
        why = _("It was closed more than 14 days ago. If the problem is there, report it again.")
        raise _Stop(_("This report is closed for good"), why, GONE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Say that it is not fixed: anybody from the page, or people who took part by the link they were sent."""
    row = _row(number)
    try:
        caller = _caller(request, CLOSING, number)
        _closed_now(row, caller)
    except _Stop as stop:
        return _stopped(request, row, stop)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            limit(request)
            services.reopen(
                number=number,
                actor=caller.pseudonym or reporter(request).pseudonym(f"requests/{number}"),
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
                closing=caller.about,
            )
        except TooMany as error:
            return too_many(request, error.verdict)
        except services.Refused as error:
            form.add_error(None, said(error.refusals[0]))
        else:
            messages.success(request, _("The report is open again. It goes back to the same team."))
            return redirect("service_requests:request", number)
    return _form(request, "reopen", row, form, caller)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Did this solve it for you?"""
    row = _row(number)
    try:
        caller = _caller(request, CLOSING, number)
        _closed_now(row, caller)
        if not inquiries.took_part(number, caller.pseudonym):
            why = _("We ask those who reported it or joined. Use the link in the message that we sent you.")
            raise _Stop(_("This question is for people who have the problem"), why, FORBIDDEN)
    except _Stop as stop:
        return _stopped(request, row, stop)
    before = inquiries.rating(row.closing, caller.pseudonym)
    first = request.GET.get("solved") or (before.solved if before else None)
    form = RateForm(request.POST if request.method == "POST" else None, initial={"solved": first})
    if request.method == "POST" and form.is_valid():
        try:
            limit(request)
            services.rate(
                number=number,
                pseudonym=caller.pseudonym,
                closing=caller.about,
                **form.cleaned_data,
            )
        except TooMany as error:
            return too_many(request, error.verdict)
        except services.Refused as error:
            form.add_error(None, said(error.refusals[0]))
        else:
            return _thanks(request, number, form.cleaned_data["solved"], caller)
    return _form(request, "rate", row, form, caller, before=before)


def _thanks(request: HttpRequest, number: str, solved: str, caller: _Caller) -> HttpResponse:
    if solved == "yes":
        messages.success(request, _("Thank you. Your answer counts."))
        return redirect("service_requests:request", number)
    messages.success(
        request, _("Thank you. Your answer counts. If it is not fixed, open the report again here.")
    )
    link = f"?{urlencode({'key': caller.key})}" if caller.key else ""
    return redirect(reverse("service_requests:reopen", args=[number]) + link)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str, question: int) -> HttpResponse:
    """Answer a question of the office, as the one who reported."""
    row = _row(number)
    asked = next(
        (one for one in inquiries.inquiries(number, private=True) if one.row.question == question), None
    )
    if asked is None:
        raise Http404(_("This report has no such question."))
    try:
        caller = _caller(request, QUESTION, number)
        me = inquiries.took_part(number, caller.pseudonym)
        if me is None or not me.reporter or (caller.about and caller.about != str(question)):
            why = _(
                "Only the person who reported this can answer. Use the link in the message that we sent you, or sign in."
            )
            raise _Stop(_("This question is for somebody else"), why, FORBIDDEN)
        if not asked.waiting or asked.row.until < clock.now():
            state = asked.row.state if not asked.waiting else "unanswered"
            raise _Stop(str(words.INQUIRIES[state]), _("This question does not wait for an answer."), GONE)
    except _Stop as stop:
        return _stopped(request, row, stop)
    form = AnswerForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            limit(request)
            if _answer(form, number, question, caller):
                messages.success(request, _("Your answer was sent. The team has it now."))
                return redirect("service_requests:request", number)
        except TooMany as error:
            return too_many(request, error.verdict)
    return _form(
        request,
        "answer",
        row,
        form,
        caller,
        asked=asked,
        otherwise=words.OTHERWISE[asked.row.otherwise],
    )


def _answer(form: AnswerForm, number: str, question: int, caller: _Caller) -> bool:
    """Send it; the form says why not."""
    data = form.cleaned_data
    kept = []
    try:
        kept = keep_photos(data["photos"])
        services.answer(
            number=number,
            question=question,
            pseudonym=caller.pseudonym,
            words=data["words"],
            publish=data["publish"],
            photos=kept,
        )
    except files.RefusedFile as error:
        form.add_error("photos", str(error))
    except services.Refused as error:
        files.erase([one.file for one in kept])
        form.add_error(None, said(error.refusals[0]))
    else:
        return True
    return False


def _form(
    request: HttpRequest, name: str, row: ServiceRequest, form: object, caller: _Caller, **more: object
) -> HttpResponse:
    [shown] = queries.shown([row])
    context = {
        "one": shown,
        "form": form,
        "key": caller.key,
        "state": words.STATES[row.state],
        "kind": words.KINDS[row.state],
        "until": row.closed + rules.REOPEN_WITHIN if row.closed else None,
        **more,
    }
    bad = bool(getattr(form, "errors", None))
    return render(request, f"service_requests/{name}.html", context, status=400 if bad else 200)
