"""What an office reads before it is published, and what a moderator takes off a page or blacks out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.files import rules as files_rules
from folkmoot.files.models import StoredFile
from folkmoot.files.services import Missing, RefusedFile, open_file
from folkmoot.files.views import as_response
from folkmoot.modules.service_requests import life, queries, rules, services, words
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.refusals import said
from folkmoot.people import access

MODERATE = "service_requests.moderate"
MOST_BOXES = 20


@access.required(WORK)
@never_cache
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Reports that wait to be read before they are published, the oldest first."""
    offices = access.offices_with(request.user, WORK)
    rows = queries.waiting(
        offices=None if access.EVERYWHERE in offices else sorted(offices),
        after=queries.place_after(request.GET.get("after", "")),
        limit=queries.PAGE + 1,
    )
    last = rows[queries.PAGE - 1].row if len(rows) > queries.PAGE else None
    context = {
        "items": rows[: queries.PAGE],
        "reasons": words.HELD_REASONS.items(),
        "next": f"{last.requested.isoformat()},{last.pk}" if last else "",
    }
    return render(request, "service_requests/held.html", context)


@access.required(WORK)
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Publish a held report, or refuse it with a reason."""
    row = queries.held(number)
    if row is None or not access.can(request.user, WORK, office=row.office):
        raise Http404(_("There is no report with this number at your desk."))
    given = request.POST
    try:
        if given.get("act") == "release":
            services.release(number=number, office=row.office)
            messages.success(request, _("The report is published."))
        else:
            services.refuse(
                number=number,
                office=row.office,
                reason=given.get("reason", ""),
                words=given.get("words", "")[: rules.MAX_WORDS],
            )
            messages.success(request, _("The report is not published. What it said is destroyed."))
    except (services.Refused, services.NotFound) as error:
        for one in error.refusals:
            messages.error(request, said(one))
    return redirect("service_requests:held")


@access.required(WORK)
@never_cache
@require_safe
def held_photo(request: HttpRequest, number: str, file_id: str) -> HttpResponse:
    """A photo of a held report, for those who read it."""
    row, kept = queries.held(number), queries.held_content(number)
    if row is None or kept is None or not access.can(request.user, WORK, office=row.office):
        raise Http404
    if file_id not in {one["file"] for one in kept["photos"]}:
        raise Http404
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        raise Http404
    try:
        return as_response(file, open_file(file, "medium").data, "medium")
    except Missing as error:
        raise Http404 from error


@access.required(MODERATE)
@never_cache
@require_safe
def parts(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of a report that can be taken off its page or blacked out."""
    row = queries.request(number)
    if row is None:
        raise Http404(_("There is no report with this number."))
    [shown] = queries.shown([row])
    context = {
        "one": shown,
        "texts": life.texts(shown),
        "reasons": words.REMOVALS.items(),
    }
    return render(request, "service_requests/parts.html", context)


@access.required(MODERATE)
@require_POST
def remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take one text or photo off the page for ever."""
    given = request.POST
    return _moderated(
        request,
        number,
        lambda actor: services.remove_words(
            number=number,
            actor=actor,
            commitments=[given.get("commitment", "")[:64]],
            reason=given.get("reason", ""),
        ),
    )


@access.required(MODERATE)
@require_POST
def redact(request: HttpRequest, number: str) -> HttpResponse:
    """Black out parts of a text, or boxes of a photo."""
    given = request.POST
    commitment, reason = given.get("commitment", "")[:64], given.get("reason", "")
    if "parts" in given:
        said = given["parts"][: rules.MAX_WORDS].splitlines()
        return _moderated(
            request,
            number,
            lambda actor: services.redact_words(
                number=number, actor=actor, commitment=commitment, parts=said, reason=reason
            ),
        )
    file = StoredFile.objects.filter(commitment=commitment, erased__isnull=True).first()
    if file is None:
        raise Http404(_("This photo is gone."))
    boxes = _boxes(given.getlist("box"))
    return _moderated(
        request,
        number,
        lambda actor: services.redact_photo(
            number=number, actor=actor, file=file, boxes=boxes, reason=reason
        ),
    )


def _boxes(given: list[str]) -> list[files_rules.Box]:
    """Boxes written as ``left top right bottom`` in per cent; what is empty or no box is left out."""
    found = []
    for one in given[:MOST_BOXES]:
        try:
            left, top, right, bottom = (float(part) / 100 for part in one.replace(",", " ").split())
        except ValueError:
            continue
        found.append(files_rules.Box(left, top, right, bottom))
    return found


def _moderated(request: HttpRequest, number: str, act: Callable[[str], object]) -> HttpResponse:
    """Do it in the name of the office that the moderator works for, and say how it went."""
    offices = sorted(access.offices_with(request.user, MODERATE))
    row = queries.request(number)
    if row is None:
        raise Http404(_("There is no report with this number."))
    everywhere = access.EVERYWHERE in offices
    if not everywhere and row.office not in offices:
        raise Http404(_("There is no report with this number at your desk."))
    try:
        act("office:moderation" if everywhere else f"office:{row.office}")
    except RefusedFile as error:
        messages.error(request, str(error))
    except Missing:
        messages.error(request, _("This photo is not kept here any more."))
    except (services.Refused, services.NotFound) as error:
        for one in error.refusals:
            messages.error(request, said(one))
    else:
        messages.success(request, _("Done. The record says that it was done and why, not what it was."))
    return redirect("service_requests:parts", number)
