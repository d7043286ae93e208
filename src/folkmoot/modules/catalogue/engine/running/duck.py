"""Questions computed by DuckDB: one connection for each process and generation, a cursor for each question."""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkmoot.modules.catalogue.engine.running.admission import TooLong
from folkmoot.modules.catalogue.engine.running.generations import TABLE, Lease

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray


@dataclass(slots=True)
class _Open:
    """A generation that this process has open; `users` read it at this moment."""

    lease: Lease
    connection: "duckdb.DuckDBPyConnection"
    users: int = 0


@dataclass(slots=True)
class Duck:
    """DuckDB over the folders of generations below `root`.

    `threads` and `memory` (megabytes) hold for each open generation; `most_open` are kept open when nobody reads them.
    `scratch` is a folder into which sorting may spill, `scratch_mb` of it.
    """

    root: Path
    threads: int = 2
    memory: int = 1_024
    most_open: int = 16
    scratch: Path | None = None
    scratch_mb: int = 4_096
    engine: str = "duckdb"
    _open: OrderedDict[str, _Open] = field(default_factory=OrderedDict)
    _lock: Any = field(default_factory=threading.Lock)
    _process: int = field(default_factory=os.getpid)

    def source(self, _generation: str) -> tuple[str, ...]:
        """What the table is called in SQL."""
        return ("rows",)

    def run(self, generation: str, sql: str, seconds: float) -> list[tuple[Any, ...]]:
        """All rows of one statement. Raises TooLong at the time limit, Gone when the generation is not there."""
        with self._cursor(generation) as cursor, _limited(cursor, seconds):
            return cursor.execute(sql).fetchall()

    def numbers(self, generation: str, sql: str, seconds: float) -> "NDArray[np.int64]":
        """The one column of a statement, as an array: millions of single values take longer to hand over than to find."""
        import numpy as np

        with self._cursor(generation) as cursor, _limited(cursor, seconds):
            found: Any = next(iter(cursor.execute(sql).fetchnumpy().values()))
            return np.asarray(found, dtype=np.int64)

    def stream(
        self, generation: str, sql: str, seconds: float, rows: int = 2_000
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows in lists of that many, computed while they are taken."""
        with self._cursor(generation) as cursor, _limited(cursor, seconds):
            cursor.execute(sql)
            while found := cursor.fetchmany(rows):
                yield found

    def close(self) -> None:
        """Close what nobody reads."""
        with self._lock:
            self._shrink(0)

    @contextmanager
    def _cursor(self, generation: str) -> Iterator["duckdb.DuckDBPyConnection"]:
        one = self._take(generation)
        try:
            cursor = one.connection.cursor()
            try:
                yield cursor
            finally:
                cursor.close()
        finally:
            with self._lock:
                one.users -= 1
                self._shrink(self.most_open)

    def _take(self, generation: str) -> _Open:
        with self._lock:
            if self._process != os.getpid():
                # DuckDB's threads did not come along into this process; its connections must not be touched, not even
                # closed. The leases are the parent's too: closing our copies leaves its locks alone.
                for one in self._open.values():
                    _ABANDONED.append(one.connection)
                    one.lease.close()
                self._open.clear()
                self._process = os.getpid()
            one = self._open.get(generation) or self._opened(generation)
            self._open[generation] = one
            self._open.move_to_end(generation)
            one.users += 1
            return one

    def _opened(self, generation: str) -> _Open:
        # Importing DuckDB may start threads, which a fork afterwards would lose.
        import duckdb

        lease = Lease(self.root, generation)
        # Leases tell when a file may go; nothing outside it can be read or written over this connection.
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": self.threads,
            "memory_limit": f"{self.memory}MB",
            "enable_external_access": False,
            "temp_directory": str(self.scratch) if self.scratch else "",
            "lock_configuration": True,
        }
        if self.scratch:
            config["max_temp_directory_size"] = f"{self.scratch_mb}MB"
        try:
            return _Open(lease, duckdb.connect(str(lease.folder / TABLE), read_only=True, config=config))
        except BaseException:
            lease.close()
            raise

    def _shrink(self, most: int) -> None:
        for name in [name for name, one in self._open.items() if not one.users][
            : max(0, len(self._open) - most)
        ]:
            _close(self._open.pop(name))


_ABANDONED: list[Any] = []
"""Connections of the parent process, kept so that nothing closes them here."""


def _close(one: _Open) -> None:
    one.connection.close()
    one.lease.close()


@contextmanager
def _limited(cursor: "duckdb.DuckDBPyConnection", seconds: float) -> Iterator[None]:
    """Interrupt what runs on the cursor when the time is over."""
    import duckdb

    over = threading.Event()

    def stop() -> None:
        over.set()
        cursor.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise TooLong(
            f"this took longer than {seconds:g} seconds and was stopped; ask for less at once"
        ) from None
    finally:
        timer.cancel()
        if over.is_set():
            timer.join()
