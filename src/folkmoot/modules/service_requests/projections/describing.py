"""What can be reported."""

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import (
    Service,
)
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


@projects(events.ServiceDescribed)
def service_described(fact: Fact[events.ServiceDescribed]) -> None:
    event = fact.event
    Service(
        service_code=event.service_code,
        service_name=event.service_name,
        description=event.description,
        group=event.group,
        keywords=list(event.keywords),
        office=event.office,
        promise_hours=event.promise_hours,
        promise_clock=event.promise_clock,
        notice=event.notice,
        emergency=event.emergency,
        questions=[
            {
                "code": one.code,
                "datatype": one.datatype,
                "description": one.description,
                "required": one.required,
                "datatype_description": one.datatype_description,
                "order": one.order,
                "variable": one.variable,
                "values": [list(pair) for pair in one.values],
            }
            for one in event.questions
        ],
        closed=event.closed,
        review=event.review,
        changed=fact.accepted,
    ).save()
