"""What is forgotten when it has served its purpose."""

from datetime import timedelta

from folkmoot.modules.feedback import queries
from folkmoot.modules.feedback.models import Handled, Invitation, LastAsked
from folkmoot.modules.feedback.services.inviting import WITHIN
from folkmoot.record import clock

MARGIN = timedelta(days=2)


def forget() -> int:
    """Forget whose invitations those are whose mail is long out, and who was asked longer ago than matters; how many."""
    now = clock.now()
    named = Invitation.objects.filter(made__lt=now - WITHIN - MARGIN).exclude(about="")
    gone = named.update(person=None, email="", about="", language="")
    rested = LastAsked.objects.filter(at__lt=now - timedelta(days=max(queries.quiet_days(), 1)))
    return int(gone + rested.delete()[0] + Handled.objects.filter(at__lt=now - 2 * WITHIN).delete()[0])
