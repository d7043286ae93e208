"""What the worker does for petitions on a schedule."""

from datetime import timedelta

from folkmoot.modules.petitions import queries, services
from folkmoot.record import clock

UNCONFIRMED = timedelta(days=30)
"""How long something that was never confirmed is kept."""
NETWORKS = timedelta(days=90)
"""How long after its end a petition's network addresses are kept to find fraud."""
BURSTS = timedelta(days=7)
"""How long after its end the log of the watch keeps a burst, with its network or mail domain."""
NAMES = timedelta(days=90)
"""How long after a petition went to the archive of its term the names of those who signed it are kept."""


ROUNDS = 20
"""How often a chore goes on at once while there is more to do; others share the worker."""


def send() -> int:
    """Confirmation mails, until none is due: people look at their mail and wait."""
    total = 0
    for _round in range(ROUNDS):
        sent = services.send_confirmations()
        total += sent
        if not sent:
            break
    return total


def close() -> int:
    """Petitions whose last day or whose term is over are closed; those of terms that were settled go on or rest."""
    return services.close_due() + services.end_terms() + services.settle_terms()


def count() -> int:
    """Signatures that were confirmed when a process died before it counted them."""
    return sum(services.count(number=number) for number in queries.with_waiting())


def watch() -> int:
    """Look for bursts of signatures; how many there are now. Moderators hear of urgent ones once an hour at most."""
    return services.watch_bursts()


def sweep() -> int:
    """Forget what was never confirmed, network addresses of petitions that are over, and old bursts."""
    now = clock.now()
    return (
        services.forget_drafts(before=now - UNCONFIRMED)
        + services.forget_signers(unconfirmed_before=now - UNCONFIRMED, closed_before=now - NETWORKS)
        + services.forget_names(archived_before=now - NAMES)
        + services.forget_bursts(ended_before=now - BURSTS)
    )
