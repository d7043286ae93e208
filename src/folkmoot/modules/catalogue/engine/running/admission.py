"""Who may compute now: as many questions at once as there are processors, the others wait a little."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Busy(RuntimeError):
    """Too many questions at once: ask again in some seconds."""


class TooLong(RuntimeError):
    """The question was stopped at its time limit."""


class Gate:
    """Lets `most` in at once; others wait `seconds` at most, then Busy is raised."""

    def __init__(self, most: int, seconds: float) -> None:
        self._places = threading.BoundedSemaphore(most)
        self._seconds = seconds

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Hold a place."""
        if not self._places.acquire(timeout=self._seconds):
            raise Busy("many questions are being computed now; ask again in some seconds")
        try:
            yield
        finally:
            self._places.release()
