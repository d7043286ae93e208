"""Which colleague has taken a report. Private: on the record the office acts, so nothing here is a fact."""

from django.db import transaction

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Holder, ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.services.base import NotFound, demand
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record import clock


def take(*, number: str, person: Person) -> Holder:
    """Take a report for oneself. Raises NotFound, and Refused without the right or when a colleague has it."""
    return _give(number=number, to=person, by=person, over=False)


def hand(*, number: str, to: Person, by: Person) -> Holder:
    """Give a report to a colleague, also one that somebody else has. Both need the right for its office."""
    return _give(number=number, to=to, by=by, over=True)


def leave(*, number: str, by: Person) -> None:
    """Nobody has the report any more; saying it twice changes nothing. Raises NotFound and Refused."""
    with transaction.atomic():
        _open(number=number, by=by)
        Holder.objects.filter(pk=number).delete()


def _open(*, number: str, by: Person) -> ServiceRequest:
    row = ServiceRequest.objects.select_for_update().filter(pk=number).first()
    if row is None or not access.can(by, WORK, office=row.office):
        raise NotFound("there is no report '%(number)s' at your desk", number=number)
    return row


def _give(*, number: str, to: Person, by: Person, over: bool) -> Holder:
    with transaction.atomic():
        row = _open(number=number, by=by)
        held = Holder.objects.filter(pk=number).first()
        demand(
            rules.may_work(row.state),
            rules.may_hold(
                may=access.can(to, WORK, office=row.office),
                taken=held is not None and held.person_id != to.pk and not over,
            ),
        )
        if held is not None and held.person_id == to.pk:
            return held
        made, _new = Holder.objects.update_or_create(pk=number, defaults={"person": to, "since": clock.now()})
        return made
