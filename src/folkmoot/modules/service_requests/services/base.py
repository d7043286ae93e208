"""What every command shares: refusals, and a report locked for one act."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.record.api import Recorder, about


class Refused(ValueError):
    """A command that the rules do not allow; ``refusals`` say which input, what is wrong, what would be right."""

    def __init__(self, refusals: Sequence[rules.Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(f"{one.field}: {one.why}" for one in refusals))


class NotFound(LookupError):
    """There is no such report or service."""


def demand(*refusals: rules.Refusal | None) -> None:
    """Raise Refused with every refusal that is one."""
    if found := [one for one in refusals if one is not None]:
        raise Refused(found)


@contextmanager
def on(number: str, actor: str) -> Iterator[tuple[Recorder, ServiceRequest, str]]:
    """The locked report with its recorder and subject. Raises NotFound."""
    subject = f"requests/{number}"
    with about(subject, actor=actor) as fact:
        row = ServiceRequest.objects.filter(pk=number).first()
        if row is None:
            raise NotFound(f"there is no report {number!r}")
        yield fact, row, subject
