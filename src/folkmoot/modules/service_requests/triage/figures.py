"""How good a model is, from what it said about reports that it had not seen. Pure arithmetic."""

from collections.abc import Sequence
from typing import Any

from folkmoot.learning.judging import share

BANDS = (0.85, 0.6, 0.4, 0.0)
"""Lower ends of the bands of confidence; the first two are "sure" and "fairly sure"."""
WORST_PAIRS = 10
CONFUSABLE = 0.05
"""Two classes are confusable when this share of one's reports was taken for the other."""


def confusion(truth: Sequence[int], said: Sequence[int], size: int) -> list[list[int]]:
    """``[is][taken for]`` counts."""
    found = [[0] * size for _ in range(size)]
    for one, other in zip(truth, said, strict=True):
        found[one][other] += 1
    return found


def per_class(matrix: Sequence[Sequence[int]], codes: Sequence[str]) -> list[dict[str, Any]]:
    """Precision, recall and F1 of each class; without a right answer all three are 0."""
    rows = []
    for at, code in enumerate(codes):
        right, reports, named = matrix[at][at], sum(matrix[at]), sum(row[at] for row in matrix)
        rows.append(
            {
                "service_code": code,
                "reports": reports,
                "precision": share(right, named),
                "recall": share(right, reports),
                "f1": share(2 * right, reports + named),
            }
        )
    return rows


def figures(
    truth: Sequence[int], probabilities: Sequence[Sequence[float]], codes: Sequence[str]
) -> dict[str, Any]:
    """Accuracy, macro-F1, top-3, each class, the worst pairs and how confidence held, all from 0 to 1.

    Macro-F1 is the mean of F1 over the classes that occur in ``truth``.
    """
    ranked = [sorted(range(len(codes)), key=lambda at: (-row[at], at)) for row in probabilities]
    said = [one[0] for one in ranked]
    matrix = confusion(truth, said, len(codes))
    rows = per_class(matrix, codes)
    seen = [row["f1"] for row in rows if row["reports"]]
    right = sum(1 for one, other in zip(truth, said, strict=True) if one == other)
    in_three = sum(1 for one, order in zip(truth, ranked, strict=True) if one in order[:3])
    pairs = sorted(
        (-count, codes[is_], codes[taken])
        for is_, row in enumerate(matrix)
        for taken, count in enumerate(row)
        if is_ != taken and count
    )
    return {
        "reports": len(truth),
        "accuracy": share(right, len(truth)),
        "macro_f1": share(sum(seen), len(seen)),
        "top3": share(in_three, len(truth)),
        "majority": share(max((sum(row) for row in matrix), default=0), len(truth)),
        "classes": rows,
        "worst_pairs": [
            {"service_code": is_, "taken_for": taken, "reports": -minus}
            for minus, is_, taken in pairs[:WORST_PAIRS]
        ],
        "bands": bands(truth, said, probabilities),
        "confusion": matrix,
    }


def bands(
    truth: Sequence[int], said: Sequence[int], probabilities: Sequence[Sequence[float]]
) -> list[dict[str, Any]]:
    """For each band of confidence: how many reports fell into it and how many of them were right."""
    rows: list[dict[str, Any]] = [{"from": low, "reports": 0, "right": 0} for low in BANDS]
    for one, other, row in zip(truth, said, probabilities, strict=True):
        band = next(band for band in rows if row[other] >= band["from"] or band["from"] == 0)
        band["reports"] += 1
        band["right"] += one == other
    return rows


def confusable(matrix: Sequence[Sequence[int]], codes: Sequence[str]) -> dict[str, set[str]]:
    """For each class, itself and those that it is taken for, or that are taken for it, too often."""
    found = {code: {code} for code in codes}
    for at, row in enumerate(matrix):
        for other, count in enumerate(row):
            if at != other and count and count >= CONFUSABLE * sum(row):
                found[codes[at]].add(codes[other])
                found[codes[other]].add(codes[at])
    return found
