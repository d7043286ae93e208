"""What the worker does for participatory budgeting on a schedule."""

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.services import counting


def begin() -> int:
    """Phases whose day has come begin."""
    return services.begin_due()


def count() -> int:
    """Ballots are opened and counted when voting is over, and results are published on their day."""
    return counting.count_due()
