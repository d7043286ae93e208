"""What the worker does for this module on a schedule."""

from datetime import timedelta

from folkmoot.files import services as files
from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.models import Queued
from folkmoot.record import clock

DRAFTS = "requests/draft"
"""Photos of reports that are still being written are kept under this subject."""
KEPT = timedelta(days=90)
"""How long a phone's own number for a report is remembered; by then it has had its answer or was thrown away."""


def lapse() -> int:
    """Questions whose day has passed have their consequence."""
    return services.lapse(clock.now())


def escalate() -> int:
    """Promises that are about to break or broke are passed up."""
    return services.escalate(clock.now())


def sweep() -> int:
    """Forget photos of reports that were never sent and old numbers of phones."""
    forgotten, _each = Queued.objects.filter(created__lt=clock.now() - KEPT).delete()
    return forgotten + files.erase_drafts(subject=DRAFTS, older_than=timedelta(days=1))
