"""What every command shares: refusals, and a report locked for one act."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound, Refused, demand

__all__ = ["NotFound", "Refused", "demand", "on"]


@contextmanager
def on(number: str, actor: str) -> Iterator[tuple[Recorder, ServiceRequest, str]]:
    """The locked report with its recorder and subject. Raises NotFound."""
    subject = f"requests/{number}"
    with about(subject, actor=actor) as fact:
        row = ServiceRequest.objects.filter(pk=number).first()
        if row is None:
            raise NotFound("there is no report '%(number)s'", number=number)
        yield fact, row, subject
