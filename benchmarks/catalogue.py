"""Open data: how long a table takes to load and how long questions to it take, against others in the same run.

Usage: ./run bench catalogue [load|query [ROWS]|search [DATASETS]]. Loading: from a CSV file to typed, checked and queryable; a million rows in at most 5 seconds on two idle cores, in at most a quarter
of the file's bytes; the processors' seconds are printed beside the clock's, since they hold on a busy machine too.
DATABASE_URL names a PostgreSQL server to compare with, where there is one. Questions: one user, 10 million rows on two
idle cores, 95 % of them below 300 ms; facets and groups at least ten times as fast as Datasette's over the same rows with
indexes, and equal. Search: words, filters and their
mixtures on the list and the API of 100,000 datasets, 95 % below 150 ms. ROWS may be fewer on a machine that others use.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT / "src")
sys.path.insert(0, str(ROOT))

SECONDS, CORES, SHARE = 5.0, 2, 0.25
MEMORY = 3.0
ROUNDS, LIMIT_MS, TIMES = 20, 300.0, 10.0
SEARCH_MS = 150.0
FEW = 20_000
"""Rows that the slowest of the others is timed on."""


def load(count: int) -> int:
    """Load one file with ours and with others; 1 when a target is missed."""
    from benchmarks import _loading as peers

    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as folder:
        place = Path(folder)
        path = place / "reports.csv"
        size = peers.write(path, count)
        print(
            f"{count:,} rows, {size / 1e6:.0f} MB of CSV; {peers.load_average():.1f} processes want the processors"
        )
        mine, table, steps = peers.ours(path, place / "root")
        types = {one["name"]: one["type"] for one in table["fields"]}
        most = SECONDS * count / 1_000_000
        print(
            f"  folkmoot       {mine.seconds:7.2f} s, {mine.cpu:6.2f} s of processors ({mine.cpu / CORES:.2f} s on {CORES} idle cores at best; "
            f"target {most:.1f}), {mine.size / 1e6:.1f} MB ({mine.size / size:.3f} of the CSV; target {SHARE}), "
            f"with the Parquet copy {(mine.size + table['parquet']['bytes']) / size:.3f}, at most {peers.peak():.2f} GB of memory"
        )
        print("    " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items()))
        print(f"    types {types}; quality {table['quality']['overall']}")
        few = place / "few.csv"
        some = min(count, FEW)
        with path.open(encoding="utf-8") as whole, few.open("w", encoding="utf-8") as part:
            part.writelines(line for _, line in zip(range(some + 1), whole, strict=False))
        others = {
            "sqlite, untyped": (lambda: peers.sqlite_plain(path, place / "plain.db"), count),
            "sqlite-utils": (lambda: peers.sqlite_utils(few, place / "utils.db"), some),
        }
        if server := os.environ.get("DATABASE_URL"):
            others["postgresql copy"] = (lambda: peers.postgres_copy(path, server), count)
        for name, (work, rows) in others.items():
            other, scale = work(), count / rows
            of = "" if rows == count else f" for all rows, from {rows:,} of them"
            print(
                f"  {name:<15}{other.seconds * scale:7.2f} s, {other.cpu * scale:6.2f} s of processors here, {other.size * scale / 1e6:.1f} MB{of}; "
                f"ours takes {mine.seconds / other.seconds / scale:.2f} of the time and {mine.size / other.size / scale:.2f} of the disk"
            )
    missed = min(mine.seconds, mine.cpu / CORES) > most or mine.size > SHARE * size or peers.peak() > MEMORY
    return int(missed)


def query(count: int) -> int:
    """Ask one table many questions, with ours and with others; 1 when a target is missed."""
    from benchmarks import _loading as peers
    from benchmarks import _querying

    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as folder:
        print(f"{count:,} rows; {peers.load_average():.1f} processes want the processors")
        return _querying.run(Path(folder), count, ROUNDS, LIMIT_MS, TIMES)


def search(count: int) -> int:
    """Ask a catalogue of many datasets; 1 when the target is missed."""
    from benchmarks import _catalogue_search

    return _catalogue_search.run(count, SEARCH_MS)


PARTS = {"load": (load, 1_000_000), "query": (query, 1_000_000), "search": (search, 100_000)}


def main() -> int:
    """Run the part named, all of them by default."""
    name, *words = sys.argv[1:] or [""]
    if name and name not in PARTS:
        print(f"There is no part {name!r}; there are: {', '.join(PARTS)}.")
        return 2
    missed = 0
    for part, (work, rows) in PARTS.items():
        if name in {"", part}:
            missed |= work(int(words[0].replace(",", "").replace("_", "")) if words else rows)
    return missed


if __name__ == "__main__":
    sys.exit(main())
