"""What the worker does again and again: it closes polls whose time is over."""

from folkmoot.modules.elections import services


def close() -> int:
    """Close every poll whose time is over; how many."""
    return services.close_due()
