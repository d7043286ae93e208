"""The extension servicerequestupdates: what offices did to requests, and another case system that does it for them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import ApiKey
from folkmoot.modules.service_requests.open311 import arguments
from folkmoot.modules.service_requests.open311.answer import answer, moment, problem
from folkmoot.modules.service_requests.open311.keys import key_of, photos, spend_on
from folkmoot.modules.service_requests.open311.views import endpoint
from folkmoot.record import clock

MAX_ID = 120


@endpoint("GET", "HEAD", "POST")
def updates(request: HttpRequest, *, form: str) -> HttpResponse:
    """Query updates, oldest first, or post one."""
    return _take(request, form) if request.method == "POST" else _list(request, form)


def _list(request: HttpRequest, form: str) -> HttpResponse:
    given = request.GET
    start, end = arguments.span(given, "start_date", "end_date", clock.now())
    asked = arguments.page(given)
    rows = queries.updates(
        since=start,
        until=end,
        numbers=arguments.listed(given, "service_request_id"),
        first=asked.start,
        limit=asked.stop - asked.start,
    )
    value: list[dict[str, Any]] = [
        {
            "update_id": one.row.update_id,
            "service_request_id": one.row.service_request_id,
            "status": one.row.status,
            "updated_datetime": moment(one.row.updated),
            "description": one.words,
            "media_url": "",
        }
        for one in rows
    ]
    return answer("service_request_updates", value, form)


def _key(given: QueryDict) -> ApiKey:
    key = key_of(given)
    if not key.office:
        raise problem(
            403, "this api_key may report but not answer for an office; ask for one of a case system"
        )
    return key


def _take(request: HttpRequest, form: str) -> HttpResponse:
    given = request.POST
    key = _key(given)
    spend_on(key)
    for name in ("service_request_id", "update_id", "status"):
        if not given.get(name, "").strip():
            raise problem(400, f"{name} is missing")
    if len(given["update_id"]) > MAX_ID:
        raise problem(400, f"update_id is at most {MAX_ID} characters long")
    arguments.moment(given, "updated_datetime")
    number = given["service_request_id"].strip()
    row = queries.request(number)
    if row is None:
        raise problem(404, f"there is no service request {number[:60]!r}")
    if row.office != key.office:
        raise problem(403, f"{number} is with another office; this api_key answers for {key.office}")
    told = services.Told(
        source=f"key:{key.pk}",
        update_id=given["update_id"].strip(),
        number=number,
        status=given["status"].strip().upper().replace(" ", "_"),
        words=given.get("description", ""),
        responsible=given.get("responsible", "")[:200],
        duplicate_of=given.get("duplicate_of", "").strip(),
        photos=photos(request, f"requests/{number}"),
    )
    try:
        update_id = services.take_update(told)
    except services.Refused as error:
        named = [("description" if one.field == "words" else one.field, one.why) for one in error.refusals]
        raise arguments.refused(named) from error
    except services.NotFound as error:
        raise problem(404, str(error)) from error
    return answer("service_request_updates", [{"update_id": update_id}], form)
