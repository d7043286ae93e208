"""When people may be asked about reports, and who: those who reported or joined and can be reached."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.models import Contact, ServiceRequest
from folkmoot.places import queries as places
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Concerned


def closed(facts: Iterable[Fact[Any]]) -> Iterator[Concerned]:
    """Whom some closings concern. A duplicate is answered where the other report is, so nobody is asked about it."""
    by_number = {one.subject.partition("/")[2]: one for one in facts if one.event.reason != "duplicate"}
    rows = ServiceRequest.objects.in_bulk(list(by_number))
    found = Contact.objects.filter(service_request_id__in=list(rows)).exclude(person=None, email="")
    for one in found.select_related("person").order_by("id"):
        row = rows[one.service_request_id]
        yield Concerned(
            fact_id=by_number[one.service_request_id].id,
            pseudonym=one.pseudonym,
            person_id=one.person_id,
            email=one.person.email if one.person else one.email,
            language=(one.person.language if one.person else one.language) or "",
            groups={"service": row.service_code, "area": row.area},
        )


def service_names() -> dict[str, str]:
    """Names of services by their code."""
    return {one.pk: one.service_name for one in queries.services(closed=True)}


def area_names() -> dict[str, str]:
    """Names of areas, and of none."""
    return {one.slug: one.name for one in places.areas()} | {"": _("No known area")}
