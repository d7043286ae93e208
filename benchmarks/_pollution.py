"""The Pollock simple score of reading polluted files, as its authors compute it.

Vitagliano et al., "Pollock: A Data Loading Benchmark", PVLDB 16(8), 2023, section 5: a file earns one point for being
loaded and one for each of precision, recall and F1 of its header, records and cells as multisets against the clean
table; the score is the mean over the files, 10 at most. Cells are compared as texts here, which is stricter than the
comparison of the authors' program, where "1" is "true" and case does not count.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Table = tuple[list[str], list[list[str]]]


@dataclass(frozen=True, slots=True)
class Pollution:
    """Points by measure, each 0 to 1; the share of files that are right cell for cell; files that are not."""

    files: int
    points: dict[str, float]
    right: float
    wrong: tuple[str, ...]

    @property
    def score(self) -> float:
        """The simple score, 0 to 10."""
        return sum(self.points.values())


def compared(clean: Sequence[str], loaded: Sequence[str]) -> tuple[float, float, float]:
    """(precision, recall, F1) of two multisets."""
    if not clean:
        return 1.0, 1.0, 1.0
    shared = sum((Counter(clean) & Counter(loaded)).values())
    if not shared:
        return 0.0, 0.0, 0.0
    precision, recall = shared / len(clean), shared / len(loaded)
    return precision, recall, 2 * precision * recall / (precision + recall)


def read(path: Path, folder: Path) -> Table:
    """(titles, rows) in automatic mode."""
    from folkmoot.modules.catalogue.engine.reading import read

    source = read(path, folder)
    return source.titles, [cells for _, cells in source.rows()]


def measured(data: Path, folder: Path) -> Pollution:
    """Read every file of the benchmark and compare it with its clean table."""
    names = [
        "success",
        *(f"{part} {one}" for part in ("header", "record", "cell") for one in ("precision", "recall", "F1")),
    ]
    totals = dict.fromkeys(names, 0.0)
    wrong = []
    files = sorted((data / "csv").glob("*.csv"))
    for path in files:
        with (data / "clean" / path.name).open(newline="") as file:
            head, *body = csv.reader(file)
        try:
            titles, rows = read(path, folder)
        except ValueError:
            wrong.append(path.name)
            continue
        pairs = (
            (head, titles),
            (["".join(one) for one in body], ["".join(one) for one in rows]),
            ([cell for one in body for cell in one], [cell for one in rows for cell in one]),
        )
        points = [1.0, *(value for clean, loaded in pairs for value in compared(clean, loaded))]
        for name, value in zip(names, points, strict=True):
            totals[name] += value
        if (head, body) != (titles, rows):
            wrong.append(path.name)
    count = len(files)
    return Pollution(
        count, {name: total / count for name, total in totals.items()}, 1 - len(wrong) / count, tuple(wrong)
    )
