"""Answering: by the link of an invitation, or on a page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.feedback import links, queries, services
from folkmoot.modules.feedback.forms import AnswerForm
from folkmoot.modules.feedback.models import Answer, Edition, Invitation
from folkmoot.modules.feedback.who import account, limit, new_pseudonym_of, pseudonym_of
from folkmoot.people.limits import TooMany, too_many
from folkmoot.people.links import ExpiredLink, LinkError
from folkmoot.record import clock
from folkmoot.record.queries import indexes_of
from folkmoot.record.saying import said

GONE, FORGED, INVALID = 410, 400, 422


def _stopped(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "feedback/stopped.html", {"why": why}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """The questions behind a link that was sent. Following it answers nothing; the button does."""
    key = request.POST.get("key") or request.GET.get("key") or ""
    try:
        invitation = services.open_invitation(links.opened(key))
    except LinkError as error:
        return _stopped(request, str(error), GONE if isinstance(error, ExpiredLink) else FORGED)
    except services.NotFound:
        return _stopped(request, _("This invitation is not there any more."), GONE)
    edition = queries.edition(invitation.survey, invitation.edition)
    if edition is None:
        return _stopped(request, _("This invitation is not there any more."), GONE)
    mine = f"{reverse('feedback:invited')}?{urlencode({'key': key})}"
    return _answer(request, edition, queries.invited_as(invitation), mine, key=key, invitation=invitation)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def on_page(request: HttpRequest, key: str) -> HttpResponse:
    """The questions for whoever reads the pages on which they are asked."""
    row = queries.survey(key)
    edition = queries.edition(key, row.edition) if row else None
    if edition is None or not (_is_asked(key) or _has_answered(request, edition)):
        raise Http404(_("There is no survey here that can be answered."))
    subject = f"surveys/{key}"
    name = new_pseudonym_of(request, subject) if request.method == "POST" else pseudonym_of(request, subject)
    return _answer(request, edition, name, reverse("feedback:answer", args=[key]), key="", invitation=None)


def _is_asked(key: str) -> bool:
    return any(one.survey == key for one in queries.on_pages())


def _has_answered(request: HttpRequest, edition: Edition) -> bool:
    """What somebody answered on a page while it was open can still be seen by them."""
    return queries.answer(edition.pk, pseudonym_of(request, f"surveys/{edition.survey}")) is not None


def _answer(
    request: HttpRequest,
    edition: Edition,
    name: str,
    mine: str,
    *,
    key: str,
    invitation: Invitation | None,
) -> HttpResponse:
    before = queries.answer(edition.pk, name)
    counted = before if before is not None and before.state == "counted" else None
    plan = queries.plan_of(edition)
    is_open = edition.closed is None and clock.now() < edition.closes
    back = _back(request)
    # The form of a page may be older than the edition that is open; its answers would be to other questions.
    old = request.POST.get("edition", str(edition.edition)) != str(edition.edition)
    data = request.POST if request.method == "POST" and not old and "withdraw" not in request.POST else None
    form = AnswerForm(data, plan=plan, replies=queries.replies_of(counted) if counted else None)
    if old:
        messages.warning(request, _("The questions have changed meanwhile. Answer them as they are now."))
    elif request.method == "POST":
        try:
            limit(request, first=invitation is None and before is None)
            if _done(request, form, edition, name, invitation):
                return redirect(
                    mine
                    + ("&" if key else "?")
                    + urlencode({"done": "1", **({"back": back} if back else {})})
                )
        except TooMany as error:
            return too_many(request, error.verdict)
        except services.Refused as error:
            for one in error.refusals:
                form.add_error(one.field if one.field in form.fields else None, said(one))
    return _page(request, edition, form, counted, key=key, back=back, mine=mine, is_open=is_open)


def _done(
    request: HttpRequest, form: AnswerForm, edition: Edition, name: str, invitation: Invitation | None
) -> bool:
    """Answer, or take the answer back. Raises Refused, with what is wrong added to the form, or TooMany."""
    if "withdraw" in request.POST:
        services.withdraw(key=edition.survey, edition=edition.edition, pseudonym=name, invitation=invitation)
        messages.success(request, _("Your answer was taken back. It does not count any more."))
        return True
    if not form.is_valid():
        return False
    services.answer(
        key=edition.survey,
        edition=edition.edition,
        pseudonym=name,
        replies=form.replies,
        invitation=invitation,
        person=account(request) if invitation is None else None,
    )
    return True


def _page(
    request: HttpRequest,
    edition: Edition,
    form: AnswerForm,
    counted: Answer | None,
    *,
    key: str,
    back: str,
    mine: str,
    is_open: bool,
) -> HttpResponse:
    thanks = bool(request.GET.get("done")) and counted is not None and not form.is_bound
    context = {
        "row": edition,
        "title": queries.in_words(edition.plan["title"]),
        "why": queries.in_words(edition.plan["why"]),
        "form": form if is_open else None,
        "key": key,
        "back": back,
        "mine": mine,
        "counted": counted,
        "thanks": thanks,
        "index": indexes_of([counted.fact_id]).get(counted.fact_id) if counted else None,
        "is_open": is_open,
    }
    return render(request, "feedback/answer.html", context, status=INVALID if form.errors else 200)


def _back(request: HttpRequest) -> str:
    """The page on which somebody answered, if it is one of ours."""
    given = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts=None) and given.startswith("/")
    return given[:500] if safe else ""
