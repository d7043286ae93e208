"""The time at which facts are accepted. Only tests and the demo town's story may set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("record_told_time", default=None)


def now() -> datetime:
    """The time now, in UTC, or the time that ``telling`` set."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(at: datetime) -> Iterator[None]:
    """Tell a story as if it were ``at``: for the demo town, whose record says so in its first entry."""
    token = _told.set(at)
    try:
        yield
    finally:
        _told.reset(token)
