"""What the worker does for the catalogue on a schedule."""

from folkmoot.modules.catalogue import services


def load() -> int:
    """Files that were handed in become versions."""
    return services.load_waiting()


def fetch() -> int:
    """Linked tables whose hours are over are loaded again."""
    return services.fetch_due()


def keep() -> int:
    """Tables that are computed from the record, and have become stale, are to be computed anew."""
    return services.keep_current()


def sweep() -> int:
    """Old loads are forgotten, files that nothing names, and what nobody confirmed."""
    return services.sweep() + services.forget_unconfirmed()


def send() -> int:
    """Mails that ask to confirm a request, a support or a reuse."""
    return services.send_confirmations()
