"""Reads of services as their describers see them."""

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import Service


def questions_of(service: Service) -> tuple[events.Question, ...]:
    """The questions of a service in their order."""
    found = [
        events.Question(**{**one, "values": tuple((key, name) for key, name in one["values"])})
        for one in service.questions
    ]
    return tuple(sorted(found, key=lambda one: one.order))


def described(row: Service) -> events.ServiceDescribed:
    """A service as a fact that can be changed and recorded anew."""
    return events.ServiceDescribed(
        service_code=row.service_code,
        service_name=row.service_name,
        description=row.description,
        group=row.group,
        keywords=tuple(row.keywords),
        office=row.office,
        promise_hours=row.promise_hours,
        promise_clock=row.promise_clock,
        notice=row.notice,
        emergency=row.emergency,
        questions=questions_of(row),
        closed=row.closed,
        review=row.review,
    )


def any_service() -> bool:
    """Whether anything can be reported."""
    return bool(Service.objects.filter(closed=False).exists())
