"""What an officer chose to do becomes a command."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.views.suggesting import opened
from folkmoot.people.models import Person
from folkmoot.places import queries as places


def end_of_day(day: date | None) -> datetime | None:
    """The last moment of a day, where the institution is."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None


def choices_of(row: ServiceRequest | None = None) -> dict[str, list[tuple[str, Any]]]:
    """What the fields of an act offer where that depends on the report; without one everything that there is."""
    office, service = (row.office, row.service_code) if row else ("", "")
    return {
        "office": [(one.slug, one.name) for one in places.departments() if one.slug != office],
        "service_code": [(one.pk, one.service_name) for one in queries.services() if one.pk != service],
    }


def do(data: Mapping[str, Any], *, number: str, office: str, person: Person) -> None:
    """Do what a valid form says to one report, in the name of its office. Raises NotFound and Refused.

    ``kept_photos`` are photos that were kept privately before.
    """
    said = data.get("words", "")
    photos = data.get("kept_photos", ())
    match data["act"]:
        case "acknowledge":
            services.acknowledge(number=number, office=office, words=said)
        case "assign":
            services.assign(
                number=number, office=office, to=data["office"], words=said, reason=data["why"] or "other"
            )
        case "urgency":
            services.prioritise(number=number, office=office, priority=data["priority"], words=said)
        case "move":
            services.recategorise(
                number=number,
                office=office,
                service_code=data["service_code"],
                words=said,
                suggested=opened(data.get("suggested", "")),
            )
        case "take":
            services.take(number=number, person=person)
        case "leave":
            services.leave(number=number, by=person)
        case "keep":
            services.keep_category(number=number, office=office, suggested=opened(data["suggested"]))
        case "update":
            services.update(number=number, office=office, words=said, photos=photos)
        case "close":
            services.close(
                number=number,
                office=office,
                reason=data["reason"],
                words=said,
                responsible=data["responsible"],
                duplicate_of=data.get("duplicate_of", "").strip(),
                photos=photos,
            )
        case "wait":
            services.wait(
                number=number, office=office, whom=data["whom"], until=end_of_day(data["until"]), words=said
            )
        case "resume":
            services.resume(number=number, office=office, words=said)
        case "order":
            services.order_work(
                number=number, office=office, system=data["system"], order=data["order"], url=data["url"]
            )
        case "unmerge":
            services.unmerge(number=number, office=office, words=said)
        case "reopen":
            services.reopen(number=number, actor=f"office:{office}", words=said)
        case _:
            services.note(number=number, office=office, words=said, person_id=person.pk)
