"""What an administrator does: describe the services that can be reported."""

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.services.base import demand
from folkmoot.places import queries as places
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt


def describe_service(*, description: events.ServiceDescribed, actor: str) -> Receipt:
    """Describe a service or describe it anew. Raises Refused."""
    demand(
        *rules.may_describe_service(
            code=description.service_code,
            name=description.service_name,
            office=description.office,
            offices=[one.slug for one in places.departments()],
            hours=description.promise_hours,
            questions=description.questions,
            clock=description.promise_clock,
            has_hours=bool(places.institution().week),
        )
    )
    with about(f"services/{description.service_code}", actor=actor) as fact:
        return fact(description)
