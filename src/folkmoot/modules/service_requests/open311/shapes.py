"""Services and requests in GeoReport's words."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.open311.answer import absolute, moment
from folkmoot.modules.service_requests.queries import Shown

_STATES = {
    "new": "",
    "acknowledged": "Taken on.",
    "in_progress": "In progress.",
    "resolved": "Resolved.",
    "declined": "Declined.",
    "could_not_verify": "Could not be verified.",
    "duplicate": "Duplicate.",
}


def service(one: Service) -> dict[str, Any]:
    """A ``service`` element."""
    return {
        "service_code": one.service_code,
        "service_name": one.service_name,
        "description": one.description,
        "metadata": bool(one.questions),
        "type": "batch" if one.review else "realtime",
        "keywords": ",".join(one.keywords),
        "group": one.group,
    }


def definition(one: Service) -> dict[str, Any]:
    """A ``service_definition`` element."""
    return {
        "service_code": one.service_code,
        "attributes": [
            {
                "variable": question["variable"],
                "code": question["code"],
                "datatype": question["datatype"],
                "required": question["required"],
                "datatype_description": question["datatype_description"],
                "order": question["order"],
                "description": question["description"],
                **(
                    {"values": [{"key": key, "name": name} for key, name in question["values"]]}
                    if question["values"]
                    else {}
                ),
            }
            for question in sorted(one.questions, key=lambda question: question["order"])
        ],
    }


def _notes(one: Shown) -> str:
    words = [_STATES[one.row.state]]
    if one.row.responsible:
        words.append(f"Responsible: {one.row.responsible}.")
    if one.row.duplicate_of:
        words.append(f"Same as {one.row.duplicate_of}.")
    words.append(one.status_words)
    return " ".join(filter(None, words))


def service_request(one: Shown, http: HttpRequest, *, extended: bool = False) -> dict[str, Any]:
    """A ``request`` element; ``extended`` adds what ``extensions=true`` asks for."""
    row = one.row
    photos = [absolute(http, f"/files/{photo.file}/full") for photo in one.photos]
    found: dict[str, Any] = {
        "service_request_id": row.pk,
        "status": one.status,
        "status_notes": _notes(one),
        "service_name": one.service_name,
        "service_code": row.service_code,
        "description": "\n".join(filter(None, [one.title, one.description])),
        "agency_responsible": row.responsible or one.office_name,
        "service_notice": "",
        "requested_datetime": moment(row.requested),
        "updated_datetime": moment(row.closed or row.updated),
        "expected_datetime": moment(row.expected),
        "address": one.address,
        "address_id": row.address_id,
        "zipcode": "",
        "lat": "" if row.lat is None else row.lat,
        "long": "" if row.long is None else row.long,
        "media_url": photos[0] if photos else "",
    }
    if extended:
        found["extended_attributes"] = {"channel": row.channel, "photos": photos}
        found["attributes"] = [
            {"code": answer["code"], "values": [{"key": key, "name": key} for key in answer["values"]]}
            for answer in row.answers
            if answer["values"]
        ]
        found["notes"] = _timeline(one)
    return found


def _timeline(one: Shown) -> Sequence[dict[str, str]]:
    row = one.row
    notes = [{"datetime": moment(row.requested), "description": "Reported", "type": "open"}]
    if one.status_words or row.state != "new":
        notes.append({"datetime": moment(row.updated), "description": _notes(one), "type": row.state})
    return notes
