"""One moment of the record: within it, what a page asks several times is asked for once.

A page is put together by parts that know nothing of each other, and each asks who the institution is or what words
stand behind a commitment. Within a moment the first answer counts for all of them, so that a page also agrees with
itself when a fact comes while it is made. A fact that is appended within a moment ends what was known.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_known: ContextVar[dict[str, dict[str, Any]] | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything inside is read as of its first question. For reading only: a page, never a command."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def known(about: str) -> dict[str, Any] | None:
    """What this moment knows about something, to read and to add to; None outside of a moment."""
    now = _known.get()
    return None if now is None else now.setdefault(about, {})


def answers(about: str, wanted: Iterable[K], read: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
    """What ``read`` finds for each of ``wanted``; what it does not find is absent.

    Within a moment only those are read that were not asked for before, and outside of one all are, at once either way.
    """
    keys = list(dict.fromkeys(wanted))
    told: dict[Any, V | None] | None = known(about)
    if told is None:
        told = {}
    if missing := [one for one in keys if one not in told]:
        found = read(missing)
        told.update({one: found.get(one) for one in missing})
    return {one: answer for one in keys if (answer := told[one]) is not None}


def over() -> None:
    """Forget what was known: something has just changed."""
    now = _known.get()
    if now:
        now.clear()
