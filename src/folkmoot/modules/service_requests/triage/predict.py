"""Predicting in plain Python: TF-IDF, a linear score for each class, softmax, and the words that decided.

Equal to scikit-learn's ``TfidfVectorizer(sublinear_tf=True)`` and ``LogisticRegression`` on the same document.
"""

import itertools
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import exp, log, sqrt

from folkmoot.learning import terms
from folkmoot.modules.service_requests.triage.document import Model

Terms = Callable[[str], Iterator[tuple[str, tuple[int, ...]]]]
SURE, FAIRLY_SURE = 0.85, 0.6
"""From which probability the pages say "sure" and "fairly sure"."""
REASONS = 3
LEAST_SHARE = 0.1
"""A word is named as a reason when it carries at least a tenth of what spoke for the class."""
_SHORTEST_REASON = 3
COMMON = 2.0
"""A word whose inverse document frequency is below this stands in more than a third of all reports: it tells nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class, its probability from 0 to 1, and the words that spoke for it most, strongest first."""

    service_code: str
    probability: float
    words: tuple[str, ...]

    @property
    def confidence(self) -> str:
        """``sure``, ``fairly_sure`` or ``unsure``."""
        if self.probability >= SURE:
            return "sure"
        return "fairly_sure" if self.probability >= FAIRLY_SURE else "unsure"


@dataclass(frozen=True, slots=True)
class _Part:
    """One vectorizer: a term's idf and its weights."""

    of: Terms
    idf: Mapping[str, float]
    weights: Mapping[str, "array[float]"]


@dataclass(frozen=True, slots=True)
class _Feature:
    """A term of a text: its share in the part's unit vector, its weights and where it stands."""

    value: float
    weights: "array[float]"
    places: Sequence[tuple[int, ...]]


class Predictor:
    """A model in a compact form that is made once and asked often."""

    def __init__(self, model: Model) -> None:
        self.classes = tuple(model.classes)
        self.intercepts = tuple(float(one) for one in model.intercepts)
        self.parts = tuple(
            _Part(
                of,
                {term: float(row[0]) for term, row in rows.items()},
                {term: array("d", row[1:]) for term, row in rows.items()},
            )
            for of, rows in ((terms.words, model.words), (terms.characters, model.characters))
        )

        self.common = frozenset(word for word, idf in self.parts[0].idf.items() if idf < COMMON)

    def _features(self, cleaned: str) -> Iterator[_Feature]:
        for part in self.parts:
            counted: dict[str, list[tuple[int, ...]]] = {}
            for term, places in part.of(cleaned):
                if term in part.idf:
                    counted.setdefault(term, []).append(places)
            values = {term: (1 + log(len(at))) * part.idf[term] for term, at in counted.items()}
            norm = sqrt(sum(one * one for one in values.values()))
            for term, at in counted.items():
                yield _Feature(values[term] / norm, part.weights[term], at)

    def scores(self, text: str) -> list[float]:
        """The linear score of each class (scikit-learn's ``decision_function``)."""
        return self._scores(self._features(terms.clean(text)))

    def _scores(self, features: Iterable[_Feature]) -> list[float]:
        found = list(self.intercepts)
        for one in features:
            value = one.value
            found = [score + value * weight for score, weight in zip(found, one.weights, strict=True)]
        return found

    def probabilities(self, text: str) -> list[float]:
        """The probability of each class, summing to 1 (``predict_proba``)."""
        return softmax(self.scores(text))

    def contributions(self, text: str, service_code: str) -> list[tuple[str, float]]:
        """What each chunk of the text added to a class's score; with the intercept they sum to the score."""
        cleaned = terms.clean(text)
        return self._contributions(cleaned, self._features(cleaned), service_code)

    def _contributions(
        self, cleaned: str, features: Iterable[_Feature], service_code: str
    ) -> list[tuple[str, float]]:
        at_class = self.classes.index(service_code)
        chunks = terms.chunks(cleaned)
        added = [0.0] * len(chunks)
        for one in features:
            share = one.value * one.weights[at_class] / len(one.places)
            for places in one.places:
                for place in places:
                    added[place] += share / len(places)
        return list(zip(chunks, added, strict=True))

    def suggest(self, text: str, *, most: int = 3, among: AbstractSet[str] | None = None) -> list[Suggestion]:
        """The likeliest classes with the words that decided, best first; none when no word is known.

        ``among`` leaves out classes that are no longer offered; the probabilities of the others stay.
        """
        cleaned = terms.clean(text)
        features = list(self._features(cleaned))
        if not features:
            return []
        ranked = sorted(
            (-probability, code)
            for code, probability in zip(self.classes, softmax(self._scores(features)), strict=True)
            if among is None or code in among
        )
        return [
            Suggestion(
                code, -minus, reasons(self._contributions(cleaned, features, code), common=self.common)
            )
            for minus, code in ranked[:most]
        ]


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities; no score is too large for it."""
    top = max(scores)
    powers = [exp(one - top) for one in scores]
    total = sum(powers)
    return [one / total for one in powers]


def reasons(
    contributions: Sequence[tuple[str, float]], *, common: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Up to three words, or neighbours as one phrase, that spoke most for a class; common ones are not named."""
    told: dict[str, float] = {}
    for chunk, added in contributions:
        word = terms.bare(chunk)
        if len(word) >= _SHORTEST_REASON and not word.isdigit() and word not in common:
            told[word] = told.get(word, 0.0) + added
    total = sum(one for one in told.values() if one > 0)
    strong = sorted((-added, word) for word, added in told.items() if added > 0)
    chosen = [word for minus, word in strong if -minus >= LEAST_SHARE * total][:REASONS]
    line = [terms.bare(chunk) for chunk, _added in contributions]
    for first, second in itertools.pairwise(line):
        if first in chosen and second in chosen and first != second:
            place = min(chosen.index(first), chosen.index(second))
            chosen = [one for one in chosen if one not in {first, second}]
            chosen.insert(place, f"{first} {second}")
            break
    return tuple(chosen)
