"""The same questions computed elsewhere, over the same Parquet files: Spark, Trino and ClickHouse.

None of them is a dependency: their drivers are imported when an installation chose one (`ANALYTICS_ENGINE`). What can be
asked of them and what not stands in docs/scale.md.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.running.admission import TooLong
from folkmoot.modules.catalogue.engine.running.generations import NAME, PARQUET, Gone, Lease

Row = tuple[Any, ...]
_SHOWN = 32
"""Hexadecimal digits of a generation in the name of its table."""


def table_of(generation: str) -> str:
    """What a generation's table is called in engines that have many."""
    if not NAME.fullmatch(generation):
        raise ValueError("a generation is named by 64 hexadecimal digits")
    return f"g_{generation[:_SHOWN]}"


@dataclass(slots=True)
class Spark:
    """Spark, in this process (`local[2]`) or wherever `master` says; the files of `root` must be readable there."""

    root: Path
    master: str = "local[2]"
    memory: str = "1g"
    partitions: int = 4
    engine: str = "spark"
    _session: Any = None
    _known: set[str] = field(default_factory=set)
    _lock: Any = field(default_factory=threading.Lock)

    def source(self, generation: str) -> tuple[str, ...]:
        """What the table is called in SQL."""
        return (table_of(generation),)

    def run(self, generation: str, sql: str, seconds: float) -> list[Row]:
        """All rows of one statement."""
        with self._asked(generation, sql, seconds) as found:
            return [tuple(row) for row in found.collect()]

    def stream(self, generation: str, sql: str, seconds: float, rows: int = 2_000) -> Iterator[list[Row]]:
        """The rows in lists of that many."""
        with self._asked(generation, sql, seconds) as found:
            piece: list[Row] = []
            for row in found.toLocalIterator():
                piece.append(tuple(row))
                if len(piece) >= rows:
                    yield piece
                    piece = []
            if piece:
                yield piece

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.stop()
            self._session = None
            self._known.clear()

    @contextmanager
    def _asked(self, generation: str, sql: str, seconds: float) -> Iterator[Any]:
        session = self._ready(generation)
        group = f"folkmoot-{threading.get_ident()}"
        session.sparkContext.setJobGroup(group, "Folkmoot", interruptOnCancel=True)
        with _limited(seconds, lambda: session.sparkContext.cancelJobGroup(group)):
            found = session.sql(sql)
            # A time with a zone would reach us in the zone of this process; tables hold times without one.
            zoned = [name for name, kind in found.dtypes if kind == "timestamp"]
            yield (
                found.withColumns({name: found[name].cast("timestamp_ntz") for name in zoned})
                if zoned
                else found
            )

    def _ready(self, generation: str) -> Any:
        with self._lock:
            if self._session is None:
                self._session = self._started()
            if generation not in self._known:
                with Lease(self.root, generation) as lease:
                    self._session.read.parquet(str(lease.folder / PARQUET)).createOrReplaceTempView(
                        table_of(generation)
                    )
                self._known.add(generation)
            return self._session

    def _started(self) -> Any:
        from pyspark.sql import SparkSession

        settings = {
            # Tables hold times without a zone; Spark would move them by its own otherwise.
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.ansi.enabled": "true",
            "spark.driver.memory": self.memory,
            "spark.sql.shuffle.partitions": str(self.partitions),
            "spark.ui.enabled": "false",
        }
        if self.master.startswith("local"):
            settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        builder = SparkSession.builder.master(self.master).appName("Folkmoot")
        for name, value in settings.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()


@dataclass(slots=True)
class Dialled:
    """An engine behind a driver that follows PEP 249: Trino, ClickHouse.

    `connect` opens a connection. `prepare` is a statement that makes `{table}` from the Parquet file `{path}` of the
    `{generation}` where it is not there yet; without one somebody else registers tables (Trino). `above` are catalogue and schema.
    """

    root: Path
    engine: str
    connect: Callable[[], Any]
    prepare: str = ""
    above: tuple[str, ...] = ()
    _known: set[str] = field(default_factory=set)

    def source(self, generation: str) -> tuple[str, ...]:
        """What the table is called in SQL."""
        return (*self.above, table_of(generation))

    def run(self, generation: str, sql: str, seconds: float) -> list[Row]:
        """All rows of one statement."""
        return [row for piece in self.stream(generation, sql, seconds) for row in piece]

    def stream(self, generation: str, sql: str, seconds: float, rows: int = 2_000) -> Iterator[list[Row]]:
        """The rows in lists of that many."""
        if not (self.root / generation / PARQUET).is_file():
            raise Gone(f"there is no generation {generation}")
        connection = self.connect()
        try:
            cursor = connection.cursor()
            if self.prepare and generation not in self._known:
                path = self.root / generation / PARQUET
                cursor.execute(
                    self.prepare.format(table=table_of(generation), path=path, generation=generation)
                )
                self._known.add(generation)
            with _limited(seconds, getattr(cursor, "cancel", cursor.close)):
                cursor.execute(sql)
                while piece := cursor.fetchmany(rows):
                    yield [tuple(row) for row in piece]
        finally:
            connection.close()


@contextmanager
def _limited(seconds: float, stop: Callable[[], object]) -> Iterator[None]:
    over = threading.Event()

    def ended() -> None:
        over.set()
        stop()

    timer = threading.Timer(seconds, ended)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        # Each driver has an exception of its own for a statement that was cancelled.
        if over.is_set():
            raise TooLong(
                f"this took longer than {seconds:g} seconds and was stopped; ask for less at once"
            ) from error
        raise
    finally:
        timer.cancel()
