"""The endpoints of GeoReport v2. Every answer, errors included, comes in the form that the suffix asks for."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.models import ApiKey, Token
from folkmoot.modules.service_requests.open311 import arguments, shapes
from folkmoot.modules.service_requests.open311.answer import (
    Problem,
    absolute,
    answer,
    errors,
    moment,
    problem,
)
from folkmoot.modules.service_requests.open311.keys import key_of, photos, spend_on
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.places import queries as places
from folkmoot.record import clock

View = Callable[..., HttpResponse]


def endpoint(*methods: str) -> Callable[[View], View]:
    """Answer Problems as error documents, and other methods with 405 in the same form."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, *, form: str, **words: str) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise problem(405, f"use {' or '.join(methods)} here")
                _jurisdiction(request)
                return view(request, form=form, **words)
            except Problem as found:
                response = errors(found, form)
                if found.status == 405:  # noqa: PLR2004 - HTTP wants the header with it.
                    response.headers["Allow"] = ", ".join(methods)
                return response

        return wrapped

    return decorate


def _jurisdiction(request: HttpRequest) -> None:
    """One jurisdiction is served; its id may be left out but not be another's."""
    given = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or ""
    host = request.get_host().partition(":")[0].removeprefix("www.")
    if given and given != host:
        raise problem(404, f"jurisdiction_id {given[:80]!r} is not served here; leave it out or use {host}")


@endpoint("GET", "HEAD")
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    """Where the endpoint is and when it last changed."""
    newest = max((one.changed for one in queries.services(closed=True)), default=None)
    changed = moment(newest) or "2026-01-01T00:00:00+00:00"
    institution = places.institution()
    contact = " ".join(filter(None, [institution.name, institution.phone, institution.contact]))
    value = {
        "changeset": changed,
        "contact": contact or absolute(request, "/"),
        "key_service": absolute(request, "/developers"),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": absolute(request, "/open311/v2"),
                "changeset": changed,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer("discovery", value, form)


@endpoint("GET", "HEAD")
def service_list(_request: HttpRequest, *, form: str) -> HttpResponse:
    """Every service that can be reported."""
    return answer("services", [shapes.service(one) for one in queries.services()], form)


@endpoint("GET", "HEAD")
def service_definition(_request: HttpRequest, *, form: str, code: str) -> HttpResponse:
    """The questions of a service."""
    found = queries.service(code)
    if found is None or found.closed or not found.questions:
        raise problem(404, f"there is no definition of a service {code[:40]!r}")
    return answer("service_definition", shapes.definition(found), form)


@endpoint("GET", "HEAD", "POST")
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """Query requests, or post one."""
    return _create(request, form) if request.method == "POST" else _query(request, form)


def _query(request: HttpRequest, form: str) -> HttpResponse:
    wanted = arguments.wanted(request.GET, clock.now())
    rows = queries.part(queries.matching(wanted), arguments.page(request.GET))
    extended = request.GET.get("extensions") == "true"
    value = [shapes.service_request(one, request, extended=extended) for one in queries.shown(rows)]
    return answer("service_requests", value, form)


@endpoint("GET", "HEAD")
def one_request(request: HttpRequest, *, form: str, number: str) -> HttpResponse:
    """One request, as a list of one."""
    row = queries.request(number)
    if row is None:
        raise problem(404, f"there is no service request {number[:60]!r}")
    extended = request.GET.get("extensions") == "true"
    [shown] = queries.shown([row])
    return answer("service_requests", [shapes.service_request(shown, request, extended=extended)], form)


@endpoint("GET", "HEAD")
def token(_request: HttpRequest, *, form: str, token: str) -> HttpResponse:
    """The request that a token became."""
    found = Token.objects.filter(pk=token).first()
    if found is None:
        raise problem(404, f"there is no token {token[:60]!r}")
    held = queries.held(found.service_request_id)
    if held is not None and held.state == "refused":
        raise problem(404, f"the report of this token was not published ({held.reason}); it has no id")
    published = held is None or held.state == "released"
    value = {"service_request_id": found.service_request_id if published else "", "token": found.token}
    return answer("service_requests", [value], form)


def _create(request: HttpRequest, form: str) -> HttpResponse:
    given = request.POST
    key = key_of(given)
    spend_on(key)
    code = given.get("service_code", "").strip()
    if not code:
        raise problem(400, "service_code is missing")
    description = given.get("description", "").strip()
    title, _, rest = description.partition("\n")
    if len(title) > rules.MAX_TITLE:
        title, rest = title[: rules.MAX_TITLE - 1] + "…", description
    wanted: dict[str, Any] = {
        "service_code": code,
        "title": title or code,
        "description": rest.strip(),
        "lat": arguments.number(given, "lat"),
        "long": arguments.number(given, "long"),
        "address": given.get("address_string", "")[:400],
        "address_id": given.get("address_id", "")[:80],
        "answers": arguments.answers(given),
        "channel": "open311",
    }
    try:
        # What is wrong is said before a photo is kept, so that a refused report leaves no file behind.
        if refusals := services.check_report(services.Problem(**wanted)):
            raise services.Refused(refusals)
        problem_ = services.Problem(**wanted, photos=photos(request, "requests/open311"))
        accepted = services.report(problem=problem_, reporter=_reporter(given, key))
    except services.NotFound as error:
        raise problem(404, str(error)) from error
    except services.Refused as error:
        raise arguments.refused([(one.field, one.why) for one in error.refusals]) from error
    service = queries.service(code)
    # GeoReport v2 wants the id or a token, never both: what an officer reads first has no public id yet.
    named = (
        {"token": accepted.token} if accepted.token else {"service_request_id": accepted.service_request_id}
    )
    value = {
        **named,
        "service_notice": service.notice if service else "",
        "account_id": given.get("account_id", ""),
    }
    return answer("service_requests", [value], form)


def _reporter(given: QueryDict, key: ApiKey) -> services.Reporter:
    email = given.get("email", "").strip()[:254]
    who = email or given.get("device_id") or given.get("account_id") or ""
    # Without any contact each report is by somebody else, so a random part keeps their pseudonyms apart.
    guest = f"{key.digest}|{who}" if who else f"{key.digest}|{secrets.token_hex(8)}"
    return services.Reporter(
        pseudonym=lambda subject: guest_pseudonym(guest, subject),
        email=email,
        phone=given.get("phone", "")[:40],
        first_name=given.get("first_name", "")[:100],
        last_name=given.get("last_name", "")[:100],
        device_id=given.get("device_id", "")[:100],
        account_id=given.get("account_id", "")[:100],
    )
