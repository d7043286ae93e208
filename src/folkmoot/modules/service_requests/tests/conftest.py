"""A small town with three services and one report, on the record."""

import pytest

from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.events import Question, ServiceDescribed
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution

ADMIN = "office:council"


def someone(subject):
    return "person:" + f"{hash(subject) & (2**128 - 1):032x}"


def person(number=1, **private):
    return services.Reporter(pseudonym=lambda subject: f"person:{number:032x}", **private)


@pytest.fixture
def town(db):
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor=ADMIN,
    )
    for slug in ("streets", "lighting"):
        describe_department(slug=slug, name=slug.title() + " team", actor=ADMIN)
    services.describe_service(
        description=ServiceDescribed(
            service_code="pothole",
            service_name="Pothole",
            description="A hole in the road or the pavement.",
            group="Roads",
            keywords=("road", "hole"),
            office="streets",
            promise_hours=120,
            questions=(
                Question(
                    code="SIZE",
                    datatype="singlevaluelist",
                    description="How large is it?",
                    required=True,
                    order=1,
                    values=(("small", "Smaller than a hand"), ("large", "Larger than a hand")),
                ),
                Question(code="MORE", datatype="text", description="Anything else?", order=2),
            ),
        ),
        actor=ADMIN,
    )
    services.describe_service(
        description=ServiceDescribed(
            service_code="lamp",
            service_name="Street light",
            description="A street light is out.",
            group="Lighting",
            office="lighting",
            promise_hours=120,
        ),
        actor=ADMIN,
    )
    services.describe_service(
        description=ServiceDescribed(
            service_code="other",
            service_name="Something else",
            description="",
            group="Other",
            office="streets",
        ),
        actor=ADMIN,
    )


@pytest.fixture
def lamp(town):
    return services.report(
        problem=services.Problem(
            service_code="lamp",
            title="Streetlight outside 14 Quay Lane is out",
            description="The corner is very dark.",
            lat=52.480123,
            long=1.700456,
            address="14 Quay Lane",
        ),
        reporter=person(email="resident@example.org", first_name="Ada"),
    ).service_request_id
