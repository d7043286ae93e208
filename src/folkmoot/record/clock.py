"""The time at which facts are accepted. Only tests and the demo town's story may set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("record_told_time", default=None)
_NEVER = datetime.min.replace(tzinfo=UTC)


class NoTimeHere(RuntimeError):
    """Something asked for the time in a place whose result is kept for later."""


def now() -> datetime:
    """The time now, in UTC, or the time that ``telling`` set."""
    told = _told.get()
    if told is _NEVER:
        raise NoTimeHere("what is made here is kept, so it must be given the time and not ask for it")
    return told or datetime.now(UTC)


@contextmanager
def telling(at: datetime) -> Iterator[None]:
    """Tell a story as if it were ``at``: for the demo town, whose record says so in its first entry."""
    token = _told.set(at)
    try:
        yield
    finally:
        _told.reset(token)


@contextmanager
def stopped() -> Iterator[None]:
    """Refuse the time to everything inside: what it makes is kept, and would be wrong a moment later."""
    token = _told.set(_NEVER)
    try:
        yield
    finally:
        _told.reset(token)
