"""Fitting a linear model so that the same data give the same weights. The only place that trains with scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Linear:
    """``weights`` has a row for each class, or one for the second of two, and a column for each feature; see ``fit``."""

    classes: Sequence[Any]
    weights: Any
    intercepts: Any


def fit(
    rows: Any,
    labels: Sequence[Any],
    *,
    strength: float,
    balanced: bool = False,
    tolerance: float = 0.001,
    most_iterations: int = 300,
) -> Linear:
    """Logistic regression of labels on rows (arrays or sparse matrices), with an L2 penalty of 1 / ``strength``.

    ``balanced`` lets each class count the same however many rows it has. ValueError when there is but one class.
    """
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    regression = LogisticRegression(
        C=strength,
        class_weight="balanced" if balanced else None,
        tol=tolerance,
        max_iter=most_iterations,
    )
    with threadpool_limits(limits=1):
        # One thread adds in one order, so the same data give the same bytes; and small products are faster so.
        regression.fit(rows, list(labels))
    return Linear(list(regression.classes_), regression.coef_, regression.intercept_)


def rounded(weights: Any, *, decimals: int, smallest: float) -> Any:
    """Weights as they are published: so many decimals, and none that is smaller than ``smallest`` either way."""
    import numpy as np

    found = np.round(weights, decimals)
    found[abs(found) < smallest] = 0
    return found
