"""What follows from a few rare facts, kept in a process's memory until there is one more of them.

Who the institution is or which services there are changes a few times a year and is read several times for every
page. One statement over an index of the record says whether such a fact was added; only then are the rows read again.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from folkmoot.record import moment, store

T = TypeVar("T")

LONGEST = 60.0
"""Seconds after which rows are read again anyway: an operator may have rebuilt the tables without a new fact."""


_every: dict[str, None] = {}
"""The kinds that anything remembered follows from, in the order in which they were named."""


class Edition:
    """What was read since the newest of the facts. Whoever gets a value shares it and must not change it."""

    def __init__(self, stamp: tuple[Any, ...]) -> None:
        self.stamp = stamp
        self.since = time.monotonic()
        self._values: dict[Hashable, Any] = {}

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """The value of a key; ``read`` gives it the first time."""
        if key not in self._values:
            self._values[key] = read()
        found: T = self._values[key]
        return found


class Remembered:
    """Values that follow from facts of some kinds, and from nothing else but their key."""

    def __init__(self, *kinds: str) -> None:
        self._kinds: Sequence[str] = kinds
        _every.update(dict.fromkeys(kinds))
        self._edition = Edition(())

    def now(self) -> Edition:
        """The values of now: those that were read already, unless a fact came since.

        One cheap statement; within a moment (see moment.py) one for everything that is remembered anywhere.
        """
        # The stamp is taken before any row is read: a fact that comes between makes us read once too often.
        stamp = self._stamp()
        edition = self._edition
        if stamp != edition.stamp or time.monotonic() - edition.since > LONGEST:
            # A thread that still reads for the older edition keeps its values to itself.
            edition = self._edition = Edition(stamp)
        return edition

    def _stamp(self) -> tuple[Any, ...]:
        stamps = moment.known("editions")
        if stamps is None:
            stamps = store.editions(self._kinds)
        elif not stamps:
            stamps.update(store.editions(_every))
        return tuple(stamps[kind] for kind in self._kinds)
