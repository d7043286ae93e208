"""What service requests keep open: the reports in the columns of Open311, without words, and the services.

What is held is no report yet and stands in another table. What people wrote can be taken off the pages, so it is in no
table: each row has the address of its page, which shows the words as they may be read now.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import Service, ServiceRequest
from folkmoot.record.opening import (
    Column,
    Derived,
    Field,
    Named,
    OpenDataset,
    OpenTable,
    Page,
    facts_in,
)


def _of(name: str) -> Field:
    return Field(ServiceRequest, name)


def _service(name: str) -> Field:
    return Field(Service, name)


def _moment(name: str, field: str, meaning: Any) -> Column:
    return Column(name=name, type="timestamp", unit="UTC", meaning=meaning, source=_of(field))


REQUESTS = OpenTable(
    name="requests",
    title=_("Reports"),
    of=ServiceRequest,
    order=("service_request_id",),
    changes=facts_in(events),
    columns=(
        Column(
            name="service_request_id",
            meaning=_("Number of the report"),
            key=True,
            source=_of("service_request_id"),
        ),
        Column(
            name="status",
            meaning=_("open or closed, as in Open311"),
            source=Derived(rules.open311_status, (_of("state"),)),
        ),
        Column(name="state", meaning=_("Where the report stands, more finely"), source=_of("state")),
        Column(name="service_code", meaning=_("Code of the service"), source=_of("service_code")),
        Column(
            name="service_name",
            meaning=_("Name of the service"),
            source=Named(_of("service_code"), _service("service_code"), _service("service_name")),
        ),
        Column(name="agency_responsible", meaning=_("The office that has the report"), source=_of("office")),
        _moment("requested_datetime", "requested", _("When it was reported")),
        _moment("updated_datetime", "updated", _("When something last happened to it")),
        _moment("expected_datetime", "expected", _("By when an answer is promised")),
        _moment("closed_datetime", "closed", _("When it was closed, while it is")),
        Column(
            name="lat",
            type="number",
            unit=_("degrees"),
            meaning=_("Latitude in WGS 84, to about ten metres, as the pages show it"),
            source=_of("lat"),
        ),
        Column(
            name="long",
            type="number",
            unit=_("degrees"),
            meaning=_("Longitude in WGS 84, to about ten metres, as the pages show it"),
            source=_of("long"),
        ),
        Column(
            name="area", meaning=_("Short name of the area, see the dataset of areas"), source=_of("area")
        ),
        Column(name="channel", meaning=_("How it came in"), source=_of("channel")),
        Column(
            name="supporters",
            type="int",
            unit=_("people"),
            meaning=_("How many people reported or joined it"),
            source=_of("supporters"),
        ),
        Column(
            name="reopened",
            type="int",
            meaning=_("How many times it was opened again"),
            source=_of("reopened"),
        ),
        Column(
            name="duplicate_of",
            meaning=_("Number of the report that it was merged into"),
            source=_of("duplicate_of"),
        ),
        Column(
            name="url",
            meaning=_("Its page, with the words as they may be read now"),
            source=Page("service_requests:request", _of("service_request_id")),
        ),
        Column(
            name="receipt",
            meaning=_("The receipt of the entry on the record that began it"),
            source=Page("record:receipt", _of("fact_id")),
        ),
    ),
)
SERVICES = OpenTable(
    name="services",
    title=_("Services"),
    of=Service,
    order=("service_code",),
    changes=(events.ServiceDescribed,),
    every=1,
    columns=(
        Column(
            name="service_code", meaning=_("Code of the service"), key=True, source=_service("service_code")
        ),
        Column(name="service_name", meaning=_("Name of the service"), source=_service("service_name")),
        Column(name="group", meaning=_("Group that it is listed in"), source=_service("group")),
        Column(
            name="agency_responsible",
            meaning=_("The office that gets its reports"),
            source=_service("office"),
        ),
        Column(
            name="promise_hours",
            type="int",
            unit=_("hours"),
            meaning=_("Within how many hours an answer is promised; 0 for no promise"),
            source=_service("promise_hours"),
        ),
        Column(
            name="promise_clock",
            meaning=_("calendar counts every hour, opening those in which the office is open"),
            source=_service("promise_clock"),
        ),
        Column(
            name="closed",
            type="bool",
            meaning=_("Whether nothing can be reported now"),
            source=_service("closed"),
        ),
    ),
)
OPENED = OpenDataset(
    key="service-requests",
    title=_("Reports from the streets"),
    summary=_(
        "Every report of a problem in the streets that is published, in the columns of Open311: what it is about, where, "
        "since when, and what became of it. What people wrote is on the page of each report."
    ),
    themes=("GOVE", "ENVI", "TRAN"),
    keywords=("open311", "reports", "streets"),
    tables=(REQUESTS, SERVICES),
)
