"""What the worker does for the catalogue on a schedule."""

from folkmoot.modules.catalogue import placing, services
from folkmoot.modules.catalogue.harvest import links, running, sources


def load() -> int:
    """Files that were handed in become versions."""
    return services.load_waiting()


def fetch() -> int:
    """Linked tables whose hours are over are loaded again."""
    return services.fetch_due()


def keep() -> int:
    """Tables that are computed from the record, and have become stale, are to be computed anew; our own APIs are listed."""
    return services.keep_current() + services.keep_interfaces()


def place() -> int:
    """Maps of large tables with points or geometries are prepared."""
    return placing.make_missing()


def sweep() -> int:
    """Old loads and harvests are forgotten, files that nothing names, and what nobody confirmed."""
    return services.sweep() + services.forget_unconfirmed() + sources.sweep()


def send() -> int:
    """Mails that ask to confirm a request, a support or a reuse."""
    return services.send_confirmations()


def harvest() -> int:
    """Sources whose hours are over are harvested, and runs that wait go on."""
    return sources.due() + running.work()


def note_links() -> int:
    """The addresses of published datasets are noted."""
    return links.collect()


def check_links() -> int:
    """Addresses that are due are asked whether they answer."""
    return links.check()
