"""What many requests ask for at once about one thing, done for all of them in one go.

Whoever comes first acts; who comes meanwhile waits, and all who wait are then done together by one of them. Nobody
waits on purpose: with one request at a time this is a plain call. Each gets an answer of their own, or an error.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")

Take = Callable[[], Sequence[T]]
"""Gives what is to be done; what is asked for after that waits for the next turn."""


@dataclass(slots=True, eq=False)
class _Place(Generic[T]):
    """One who waits: for an answer, or for being told to act for the others."""

    item: T
    called: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    error: BaseException | None = None
    done: bool = False


class Gathered(Generic[K, T, R]):
    """``act(key, take)`` does everything that ``take()`` gives in one transaction and answers in the same order.

    An answer that is an exception is raised for the one it belongs to. When ``act`` itself raises nothing of it was
    kept, and each is done alone, so that nobody fails for another's sake.
    """

    def __init__(self, act: Callable[[K, Take[T]], Sequence[R | Exception]], *, most: int) -> None:
        self._act = act
        self._most = most
        self._lock = threading.Lock()
        self._lines: dict[K, deque[_Place[T]]] = {}

    def __call__(self, key: K, item: T) -> R:
        """The answer for one item; it is kept durably when this returns."""
        mine: _Place[T] = _Place(item)
        if connection.in_atomic_block:
            # What is done inside of another transaction may yet be undone, and nobody else's act with it.
            self._alone(key, mine)
        else:
            self._in_line(key, mine)
        if mine.error is not None:
            raise mine.error
        answer: R = mine.answer
        return answer

    def _in_line(self, key: K, mine: _Place[T]) -> None:
        with self._lock:
            line = self._lines.get(key)
            leads = line is None
            if line is None:
                line = self._lines[key] = deque()
            line.append(mine)
        if not leads:
            mine.called.wait()
            if mine.done:
                return
        try:
            self._lead(key, line)
        finally:
            with self._lock:
                if not mine.done and mine in line:
                    line.remove(mine)
                following = line[0] if line else None
                if following is None:
                    del self._lines[key]
            if following is not None:
                following.called.set()

    def _lead(self, key: K, line: deque[_Place[T]]) -> None:
        taken: list[_Place[T]] = []

        def take() -> Sequence[T]:
            with self._lock:
                while line and len(taken) < self._most:
                    taken.append(line.popleft())
            return [one.item for one in taken]

        try:
            try:
                _answer(taken, self._act(key, take))
            except Exception as error:  # noqa: BLE001 - whatever it is, each is told of their own.
                # Whoever leads stands first in the line, so that they are among those who are done.
                take()
                if len(taken) == 1:
                    taken[0].error, taken[0].done = error, True
                for one in taken:
                    if not one.done:
                        self._alone(key, one)
        finally:
            for one in taken:
                if not one.done:
                    one.error, one.done = one.error or RuntimeError("the process is ending"), True
                one.called.set()

    def _alone(self, key: K, one: _Place[T]) -> None:
        try:
            _answer([one], self._act(key, lambda: [one.item]))
        except Exception as error:  # noqa: BLE001 - it is raised for whom it belongs to.
            one.error, one.done = error, True


def _answer(places: Sequence[_Place[Any]], answers: Sequence[Any]) -> None:
    for one, answer in zip(places, answers, strict=True):
        one.error = answer if isinstance(answer, Exception) else None
        one.answer, one.done = answer, True
