"""Numbers that other parts may ask for; each is defined in the manifest and counted every ten minutes."""

from folkmoot.modules.service_requests import queries


def median_days() -> float | None:
    """Median days from report to fix; None without any."""
    counted = queries.counted()
    return counted.median_hours / 24 if counted else None


def in_time() -> float | None:
    """Per cent of promised reports that were fixed by their promise; None without any."""
    counted = queries.counted()
    return 100 * counted.in_time / counted.promised if counted and counted.promised else None
