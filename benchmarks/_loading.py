"""A table of a million civic reports as CSV, and how long others take to load it."""

import csv
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

TITLES = (
    "report_id", "postcode", "district", "category", "opened", "closed_on", "lat", "lon", "amount", "votes", "urgent", "address", "description",
)  # fmt: skip
STREETS = [
    f"{a}{b}"
    for a in ("Bahnhof", "Haupt", "Garten", "Schul", "Berg", "Linden")
    for b in ("straße", "weg", "platz")
]
WORDS = [
    "road",
    "lamp",
    "tree",
    "bench",
    "bin",
    "path",
    "square",
    "bridge",
    "river",
    "school",
    "market",
    "park",
    "light",
    "water",
    "noise",
    "repair",
    "broken",
    "dirty",
    "missing",
    "near",
]


def lines(count: int) -> Iterator[str]:
    """Lines of CSV, the header first: ids, postcodes with leading zeros, dates, money, quoted addresses, sentences."""
    dice = random.Random(311)
    first = datetime(2022, 1, 1)  # noqa: DTZ001 - exports write local time without saying so.
    phrases = [" ".join(dice.choice(WORDS) for _ in range(9)) for _ in range(5_000)]
    yield ",".join(TITLES) + "\n"
    for at in range(count):
        number = dice.getrandbits(60)
        opened = first + timedelta(seconds=number % 94_608_000)
        closed = date.fromordinal(opened.toordinal() + number % 90) if number % 7 else ""
        yield (
            f"R-{at:08d},{number % 99_000 + 1_000:05d},district-{number % 40:02d},category {number % 61},{opened.isoformat()},{closed},"
            f"{51.9 + number % 200_003 / 1e6:.6f},{7.5 + number % 300_007 / 1e6:.6f},{number % 100_019 / 100:.2f},{number % 500},"
            f'{"true" if number % 11 == 0 else "false"},"{STREETS[number % len(STREETS)]} {number % 199 + 1}, Musterstadt",'
            f'"{phrases[number % 5_000]}"\n'
        )


def write(path: Path, count: int) -> int:
    """Write the file; its bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(count))
    return path.stat().st_size


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds on the clock and of the processors, and bytes on disk."""

    seconds: float
    cpu: float
    size: int


def timed(work: "object") -> tuple[float, float]:
    """(seconds, seconds of the processors) of a call, children that have ended counted."""
    before, began = os.times(), time.perf_counter()
    work()  # type: ignore[operator]
    after = os.times()
    return time.perf_counter() - began, sum(after[:4]) - sum(before[:4])


def ours(path: Path, root: Path, **more: object) -> tuple[Load, dict[str, object], dict[str, float]]:
    """(what it took, table.json, seconds by step)."""
    from folkmoot.modules.catalogue.engine.generation import build

    steps: dict[str, float] = {}
    last = [time.perf_counter()]

    def heard(step: str, _done: float) -> None:
        now = time.perf_counter()
        steps[step] = steps.get(step, 0.0) + now - last[0]
        last[0] = now

    made = []
    seconds, cpu = timed(lambda: made.append(build(path, root, progress=heard, **more)))
    folder = made[0].folder
    return Load(seconds, cpu, (folder / "table.duckdb").stat().st_size), dict(made[0].manifest), steps


def sqlite_utils(path: Path, database: Path) -> Load:
    """The load of Datasette's own tool, with the types that it detects."""
    import sqlite_utils as tool
    from sqlite_utils.utils import TypeTracker

    def work() -> None:
        held = tool.Database(database)
        tracker = TypeTracker()
        with path.open(encoding="utf-8", newline="") as file:
            held["rows"].insert_all(tracker.wrap(csv.DictReader(file)), batch_size=1_000)
        held["rows"].transform(types=tracker.types)
        held.conn.close()

    seconds, cpu = timed(work)
    return Load(seconds, cpu, database.stat().st_size)


def sqlite_plain(path: Path, database: Path) -> Load:
    """The fastest load into SQLite from Python: one transaction, no types."""

    def work() -> None:
        with sqlite3.connect(database) as held, path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            head = next(rows)
            held.execute(f"CREATE TABLE rows ({', '.join(head)})")
            held.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(head))})", rows)

    seconds, cpu = timed(work)
    return Load(seconds, cpu, database.stat().st_size)


def postgres_copy(path: Path, server: str) -> Load:
    """COPY into a table whose types somebody wrote by hand, on a PostgreSQL server."""
    import psycopg

    kinds = [
        "text",
        "text",
        "text",
        "text",
        "timestamp",
        "date",
        "numeric(18,6)",
        "numeric(18,6)",
        "numeric(18,2)",
        "bigint",
        "boolean",
        "text",
        "text",
    ]
    with psycopg.connect(server, autocommit=True) as held:
        held.execute("DROP TABLE IF EXISTS folkmoot_bench")
        held.execute(
            f"CREATE TABLE folkmoot_bench ({', '.join(f'{a} {b}' for a, b in zip(TITLES, kinds, strict=True))})"
        )

        def work() -> None:
            with (
                path.open("rb") as file,
                held.cursor().copy("COPY folkmoot_bench FROM STDIN (FORMAT csv, HEADER)") as copy,
            ):
                while piece := file.read(1 << 20):
                    copy.write(piece)

        seconds, cpu = timed(work)
        (size,) = held.execute("SELECT pg_total_relation_size('folkmoot_bench')").fetchone() or (0,)
        held.execute("DROP TABLE folkmoot_bench")
    return Load(seconds, cpu, size)


def peak() -> float:
    """The most memory this process ever held, in GB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def load_average() -> float:
    """How many processes wanted a processor in the last minute."""
    return os.getloadavg()[0]


__all__ = [
    "Load",
    "load_average",
    "ours",
    "peak",
    "postgres_copy",
    "sqlite_plain",
    "sqlite_utils",
    "sys",
    "write",
]
