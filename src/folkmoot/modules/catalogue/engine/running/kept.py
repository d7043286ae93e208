"""Answers that were computed before. A generation never changes, so an answer of one is right for as long as it is kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
_ROW, _VALUE = 100, 60
"""Bytes that a row and a value take at about; texts count with their length."""


def weight(value: Any) -> int:
    """About how many bytes an answer takes."""
    if isinstance(value, str):
        return _VALUE + len(value)
    if isinstance(value, tuple | list):
        return _ROW + sum(weight(one) for one in value)
    return _VALUE


class Kept:
    """At most `most` bytes of answers, the longest unused ones go first. Two askers of the same wait for one computation."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._running: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """What is kept under the key, or else what `make` makes, which is kept if it is not an eighth of all."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                found: T = self._found[key][0]
                return found
            turn = self._running.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                kept: tuple[T, int] | None = self._found.get(key)
            if kept is not None:
                return kept[0]
            try:
                made = make()
                self._keep(key, made, size(made))
                return made
            finally:
                with self._lock:
                    self._running.pop(key, None)

    def _keep(self, key: Hashable, made: Any, size: int) -> None:
        if size > self._most // 8:
            return
        with self._lock:
            self._found[key] = (made, size)
            self._held += size
            while self._held > self._most:
                _, (_, freed) = self._found.popitem(last=False)
                self._held -= freed
