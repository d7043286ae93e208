"""What the worker does for participatory budgeting on a schedule."""

from datetime import timedelta

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.services import counting, rolling, vote_mails
from folkmoot.record import clock

ROUNDS = 20
"""How often mails go on at once while there are more; others share the worker."""
ROLLS = timedelta(days=90)
"""How long after the result the roll is kept, for complaints."""


def begin() -> int:
    """Phases whose day has come begin."""
    return services.begin_due()


def count() -> int:
    """Ballots are opened and counted when voting is over, and results are published on their day."""
    return counting.count_due()


def mail() -> int:
    """Confirmations that voters asked for, until none is due."""
    total = 0
    for _round in range(ROUNDS):
        sent = vote_mails.send_vote_mails()
        total += sent
        if not sent:
            break
    return total


def destroy_rolls() -> int:
    """Who could vote is forgotten when nobody can complain any more."""
    return rolling.destroy_rolls(published_before=clock.now() - ROLLS)
