"""Fitting a model and judging it. It needs scikit-learn, imported when somebody trains."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from folkmoot.learning import linear, terms
from folkmoot.modules.service_requests.triage import duplicates
from folkmoot.modules.service_requests.triage.document import Model
from folkmoot.modules.service_requests.triage.duplicates import Rarity
from folkmoot.modules.service_requests.triage.examples import Example
from folkmoot.modules.service_requests.triage.figures import figures
from folkmoot.modules.service_requests.triage.sample import Pair, curve, likenesses

PARAMETERS: Mapping[str, Any] = {
    "words": "1 and 2 words",
    "characters": "3 to 5 characters inside words",
    "term_frequency": "1 + ln(count)",
    "idf": "ln((1 + reports) / (1 + reports with the term)) + 1",
    "norm": "each part has length 1",
    "least_reports_of_a_term": 5,
    "model": "multinomial logistic regression, classes weighted to count the same",
    "C": 3.0,
    "tolerance": 0.001,
    "most_iterations": 300,
    "smallest_weight": 0.02,
    "decimals": 4,
    "folds": 5,
    "later_share": 0.2,
}
"""A term must stand in five reports, so that no word that only one person wrote is published with the weights.
The rest was chosen on five folds of the New Haven reports."""

FEWEST_PAIRS = 20
"""Pairs of each label that it takes to fit the duplicate score here."""
PAIRS_C = 0.3


def _vectorizers(texts: Sequence[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    least = min(PARAMETERS["least_reports_of_a_term"], len(texts))
    common = {"sublinear_tf": True, "lowercase": False, "min_df": least}
    return (
        TfidfVectorizer(ngram_range=(1, 2), **common),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), **common),
    )


class Fitted:
    """scikit-learn's objects with the weights as they are published: small ones left out, the rest rounded."""

    def __init__(self, texts: Sequence[str], codes: Sequence[str]) -> None:
        import numpy as np
        from scipy.sparse import hstack

        self._hstack = hstack
        self.vectorizers = _vectorizers(texts)
        cleaned = [terms.clean(one) for one in texts]
        rows = hstack([one.fit_transform(cleaned) for one in self.vectorizers]).tocsr()
        for one in self.vectorizers:
            one.idf_ = np.round(one.idf_, PARAMETERS["decimals"])
        found = linear.fit(
            rows,
            codes,
            strength=PARAMETERS["C"],
            balanced=True,
            tolerance=PARAMETERS["tolerance"],
            most_iterations=PARAMETERS["most_iterations"],
        )
        weights, intercepts = found.weights, found.intercepts
        if len(weights) == 1:
            # With two classes scikit-learn keeps one row, whose negative half is the other's.
            weights, intercepts = (
                np.vstack([-weights / 2, weights / 2]),
                np.hstack([-intercepts / 2, intercepts / 2]),
            )
        self.weights = linear.rounded(
            weights, decimals=PARAMETERS["decimals"], smallest=PARAMETERS["smallest_weight"]
        )
        self.intercepts = np.round(intercepts, PARAMETERS["decimals"])
        self.classes = [str(one) for one in found.classes]

    def scores(self, texts: Sequence[str]) -> Any:
        """A row for each text with the score of each class."""
        cleaned = [terms.clean(one) for one in texts]
        rows = self._hstack([one.transform(cleaned) for one in self.vectorizers]).tocsr()
        return rows @ self.weights.T + self.intercepts

    def probabilities(self, texts: Sequence[str]) -> Any:
        """A row for each text with the probability of each class."""
        from scipy.special import softmax

        return softmax(self.scores(texts), axis=1)

    def terms(self) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
        """The rows of words and of characters as the document has them; a term without a weight is left out."""
        found: list[dict[str, list[float]]] = []
        first = 0
        for one in self.vectorizers:
            names = one.get_feature_names_out()
            columns = self.weights[:, first : first + len(names)].T
            found.append(
                {
                    str(name): [float(idf), *(float(weight) or 0 for weight in row)]
                    for name, idf, row in zip(names, one.idf_, columns, strict=True)
                }
            )
            first += len(names)
        return found[0], found[1]


def cross_validated(examples: Sequence[Example]) -> dict[str, Any]:
    """Figures over five folds: each report is judged by a model that has not seen it."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    texts = np.array([one.text for one in examples], dtype=object)
    codes = sorted({one.service_code for one in examples})
    truth = np.array([codes.index(one.service_code) for one in examples])
    probabilities = np.zeros((len(examples), len(codes)))
    folds = StratifiedKFold(PARAMETERS["folds"], shuffle=True, random_state=0)
    for known, asked in folds.split(texts, truth):
        fitted = Fitted(texts[known], [codes[at] for at in truth[known]])
        columns = [codes.index(one) for one in fitted.classes]
        probabilities[np.ix_(asked, columns)] = fitted.probabilities(texts[asked])
    return figures(truth.tolist(), probabilities.tolist(), codes)


def later(examples: Sequence[Example]) -> dict[str, Any] | None:
    """Figures on the newest fifth by a model of the older ones, as the helper is used; None when that cannot be.

    A service that only the newest have counts as wrong.
    """
    ordered = sorted(examples, key=lambda one: (one.requested, one.service_request_id))
    cut = round(len(ordered) * (1 - PARAMETERS["later_share"]))
    known, asked = ordered[:cut], ordered[cut:]
    if len({one.service_code for one in known}) < 2 or not asked:  # noqa: PLR2004 - nothing to tell apart.
        return None
    fitted = Fitted([one.text for one in known], [one.service_code for one in known])
    codes = sorted({*fitted.classes, *(one.service_code for one in asked)})
    columns = [codes.index(one) for one in fitted.classes]
    rows = []
    for row in fitted.probabilities([one.text for one in asked]).tolist():
        wide = [0.0] * len(codes)
        for at, probability in zip(columns, row, strict=True):
            wide[at] = probability
        rows.append(wide)
    found = figures([codes.index(one.service_code) for one in asked], rows, codes)
    names = ("reports", "accuracy", "macro_f1", "top3")
    return {
        "learned_from": len(known),
        "since": asked[0].requested.isoformat(),
        **{name: found[name] for name in names},
    }


def evaluate(examples: Sequence[Example]) -> dict[str, Any]:
    """All figures of the document."""
    return {"folds": PARAMETERS["folds"], **cross_validated(examples), "later": later(examples)}


def train(
    examples: Sequence[Example],
    *,
    data: Mapping[str, Any],
    judged: Mapping[str, Any],
    pairs: Sequence[Pair] = (),
) -> Model:
    """The model of all examples with what is known about it. The same input gives the same model."""
    ordered = sorted(examples, key=lambda one: (one.requested, one.service_request_id))
    fitted = Fitted([one.text for one in ordered], [one.service_code for one in ordered])
    words, characters = fitted.terms()
    rarity = Rarity(
        {term: row[0] for term, row in words.items()}, {term: row[0] for term, row in characters.items()}
    )
    return Model(
        classes=fitted.classes,
        intercepts=[float(one) for one in fitted.intercepts],
        words=words,
        characters=characters,
        parameters=PARAMETERS,
        data=data,
        figures=judged,
        duplicates=fit_duplicates(pairs, rarity=rarity),
    )


def fit_duplicates(pairs: Sequence[Pair], *, rarity: Rarity) -> dict[str, Any]:
    """Weights of the duplicate score, fitted on one half of the pairs, and its curve on the other.

    With too few pairs of either label the weights are those that ship with Folkmoot.
    """
    fitting = [one for one in pairs if not one.judged]
    judging = [one for one in pairs if one.judged]
    weights, fitted = duplicates.WEIGHTS, False
    if min(sum(1 for one in fitting if one.same is label) for label in (True, False)) >= FEWEST_PAIRS:
        weights, fitted = _weights(fitting, rarity), True
    scores = [one.score for one in likenesses(judging, rarity=rarity, weights=weights)]
    counted = Counter((one.origin, one.same) for one in pairs)
    return {
        "weights": dict(weights),
        "fitted_here": fitted,
        "pairs": len(pairs),
        "same": sum(1 for one in pairs if one.same),
        "origins": [
            {"origin": origin, "same": same, "pairs": count}
            for (origin, same), count in sorted(counted.items())
        ],
        "judged": len(judging),
        "curve": curve([one.same for one in judging], scores) if judging else [],
    }


def _weights(pairs: Sequence[Pair], rarity: Rarity) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression

    found = likenesses(pairs, rarity=rarity, weights=duplicates.WEIGHTS)
    regression = LogisticRegression(C=PAIRS_C).fit(
        [duplicates.features(one)[:3] for one in found], [one.same for one in pairs]
    )
    metres, days, alike = (round(float(one), PARAMETERS["decimals"]) for one in regression.coef_[0])
    same_kind = duplicates.WEIGHTS["same_kind"]
    intercept = round(float(regression.intercept_[0]) - same_kind, PARAMETERS["decimals"])
    return {
        "intercept": intercept,
        "metres": min(metres, 0.0),
        "days": min(days, 0.0),
        "alike": max(alike, 0.0),
        "same_kind": same_kind,
    }


def rarity_of(texts: Sequence[str]) -> Rarity:
    """How rare terms are in some texts, without learning any class."""
    cleaned = [terms.clean(one) for one in texts]
    found = []
    for one in _vectorizers(texts):
        one.fit(cleaned)
        names = one.get_feature_names_out()
        found.append({str(name): float(idf) for name, idf in zip(names, one.idf_, strict=True)})
    return Rarity(found[0], found[1])
