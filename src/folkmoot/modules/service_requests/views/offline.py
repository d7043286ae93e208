"""Reporting without a connection: the page that a phone keeps, and where it sends what it kept."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.files.services import RefusedFile
from folkmoot.files.services import erase as erase_files
from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.forms import MAX_PHOTOS, PHOTO_TYPES, DetailsForm
from folkmoot.modules.service_requests.views.problem import check, keep_photos, problem_of
from folkmoot.modules.service_requests.views.who import limit, receipt_url, reporter
from folkmoot.people.limits import TooMany
from folkmoot.web.forms import problems

BAD, TOO_MANY, CREATED, OK = 400, 429, 201, 200


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole form on one page, with the questions of every service. It is the same for everybody who reads it."""
    offered = queries.services()
    groups: dict[str, list[object]] = {}
    for one in offered:
        groups.setdefault(one.group, []).append(one)
    asked = []
    for one in offered:
        form = DetailsForm(service=one, auto_id=f"o-{one.pk}-%s")
        if fields := [form[name] for name in form.fields if name.startswith("q_")]:
            asked.append((one, fields))
    context = {
        "groups": groups,
        "asked": asked,
        "photo_types": PHOTO_TYPES,
        "most_photos": MAX_PHOTOS,
        "most_title": rules.MAX_TITLE,
        "most_description": rules.MAX_DESCRIPTION,
    }
    return render(request, "service_requests/offline.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def queued(request: HttpRequest) -> HttpResponse:
    """Take a report that was kept on a phone, once for each number that the phone gave it.

    GET gives the token that a POST must send back in X-CSRFToken: a page that was kept for days has none. A number
    that came before is answered at once with what became of it and counts against no limit, so that a retry after a
    lost answer always ends.
    """
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    try:
        key = str(UUID(request.POST.get("id", "")))
    except ValueError:
        return _refusal([("id", _("Give the report a number of its own, a UUID."))])
    if found := services.find_queued(key):
        return _sent(found, OK)
    service = queries.service(request.POST.get("service", "").replace("\x00", ""))
    if service is None or service.closed:
        return _refusal([("service", _("This kind of problem is not offered any more. Choose another one."))])
    form = DetailsForm(request.POST, request.FILES, service=service)
    if not check(form, request.POST):
        return _refusal([(one.target, one.words) for one in problems(form)])
    kept = []
    try:
        limit(request)
        kept = keep_photos(form.cleaned_data["photos"])
        accepted, new = services.report_once(
            key=key,
            problem=problem_of(form, request.POST, photos=kept, channel="app"),
            reporter=reporter(request, email=form.cleaned_data["email"]),
        )
    except TooMany as error:
        response = _refusal([("", _("Too many reports at once. It is sent again later."))], status=TOO_MANY)
        response.headers["Retry-After"] = str(error.verdict.retry_after)
        return response
    except RefusedFile as error:
        return _refusal([("photos", str(error))])
    if not new:
        # The other attempt of the same report, which ran at the same time, has kept its own copies.
        erase_files([one.file for one in kept])
    return _sent(accepted, CREATED if new else OK)


def _sent(accepted: services.Accepted, status: int) -> JsonResponse:
    number = accepted.service_request_id
    return JsonResponse(
        {
            "service_request_id": number,
            "url": receipt_url(accepted),
            "receipt": reverse("record:receipt", args=[accepted.receipt.fact_id]),
        },
        status=status,
    )


def _refusal(errors: list[tuple[str, str]], status: int = BAD) -> HttpResponse:
    found: dict[str, Any] = {"errors": [{"field": field, "description": words} for field, words in errors]}
    return JsonResponse(found, status=status)
