"""Reports that were written without a connection and are sent later, perhaps more than once."""

from folkmoot.modules.service_requests.models import Queued
from folkmoot.modules.service_requests.services.reporting import Accepted, Problem, Reporter, report
from folkmoot.record import api, clock


def find_queued(key: str) -> Accepted | None:
    """The report that a phone's number for it became before, or None."""
    row = Queued.objects.filter(pk=key).first()
    receipt = api.receipt(row.fact_id) if row else None
    return Accepted(row.service_request_id, receipt) if row and receipt else None


def report_once(*, key: str, problem: Problem, reporter: Reporter) -> tuple[Accepted, bool]:
    """Report a problem unless it came before under this key (a UUID that the phone made), and whether it is new.

    A phone that lost the answer sends again; both attempts may even run at once. The lock on the key makes the second
    wait and find what the first one did. Raises Refused and NotFound as ``report`` does.
    """
    with api.about(f"queued/{key}", actor="system:queue"):
        if found := find_queued(key):
            return found, False
        accepted = report(problem=problem, reporter=reporter)
        Queued.objects.create(
            key=key,
            service_request_id=accepted.service_request_id,
            fact_id=accepted.receipt.fact_id,
            created=clock.now(),
        )
        return accepted, True
