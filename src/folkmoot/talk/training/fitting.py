"""Fitting weights and judging them: each comment by weights that have seen neither it nor anything by its author. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from folkmoot.learning import judging, linear
from folkmoot.talk import rules
from folkmoot.talk.training.document import Model

PARAMETERS: Mapping[str, Any] = {
    "words": "whether a word stands in the comment; lower case, digits as 0, no addresses",
    "least_people_of_a_word": rules.LEAST_PEOPLE,
    "model": "logistic regression",
    "C": 0.5,
    "tolerance": 0.001,
    "most_iterations": 500,
    "smallest_weight": 0.02,
    "decimals": 4,
    "folds": 5,
    "no_author_in_two_folds": True,
    "threshold": rules.THRESHOLD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A comment that moderators decided about. ``author`` tells people apart and is never published."""

    fact_id: str
    words: str
    commitment: str
    spam: bool
    newcomer: bool
    author: str
    at: datetime


def different(examples: Sequence[Example]) -> list[Example]:
    """The earliest of each group that says nearly the same, in order of time: a text that was sent a hundred times counts once."""
    kept: list[Example] = []
    seen: dict[bool, list[int]] = {True: [], False: []}
    for one in sorted(examples, key=lambda one: (one.at, one.fact_id)):
        if rules.alike(one.words, seen[one.spam]):
            continue
        seen[one.spam].append(rules.fingerprint(one.words))
        kept.append(one)
    return kept


def vocabulary(examples: Sequence[Example]) -> list[str]:
    """Words that stand in the comments of enough people, in order."""
    people: dict[str, set[str]] = {}
    for one in examples:
        for word in rules.tokens(one.words):
            people.setdefault(word, set()).add(one.author)
    return sorted(word for word, who in people.items() if len(who) >= rules.LEAST_PEOPLE)


def fit(examples: Sequence[Example], *, number: int = 0) -> rules.Weights:
    """Weights of every sign and of the vocabulary's words, as they are published."""
    signs = [one for one in rules.WEIGHTS if one != "start"]
    known = vocabulary(examples)
    rows = [_row(one, signs, known) for one in examples]
    found = linear.fit(
        rows,
        [one.spam for one in examples],
        strength=PARAMETERS["C"],
        tolerance=PARAMETERS["tolerance"],
        most_iterations=PARAMETERS["most_iterations"],
    )
    decimals = PARAMETERS["decimals"]
    weights = linear.rounded(found.weights, decimals=decimals, smallest=PARAMETERS["smallest_weight"])[0]
    told = {sign: float(weight) or 0.0 for sign, weight in zip(signs, weights, strict=False)}
    words = {word: float(weight) for word, weight in zip(known, weights[len(signs) :], strict=True) if weight}
    start = round(float(found.intercepts[0]), decimals)
    return rules.Weights({"start": start, **told}, words, number)


def _row(one: Example, signs: Sequence[str], known: Sequence[str]) -> list[float]:
    has, there = rules.features(one.words, newcomer=one.newcomer), rules.tokens(one.words)
    return [has[sign] for sign in signs] + [float(word in there) for word in known]


def judged(examples: Sequence[Example]) -> tuple[judging.Judged, judging.Judged]:
    """How good learned weights are, over five folds, and how good those by hand are on the same comments."""
    from sklearn.model_selection import StratifiedGroupKFold

    truth = [one.spam for one in examples]
    said = [0.0] * len(examples)
    folds = StratifiedGroupKFold(PARAMETERS["folds"], shuffle=True, random_state=0)
    for known, asked in folds.split(truth, truth, [one.author for one in examples]):
        seen = [examples[at] for at in known]
        # A fold whose other authors wrote nothing but the one is judged as by hand.
        by = fit(seen) if len({one.spam for one in seen}) > 1 else rules.BY_HAND
        for at in asked:
            said[at] = rules.score(examples[at].words, newcomer=examples[at].newcomer, by=by)
    hand = [rules.score(one.words, newcomer=one.newcomer) for one in examples]
    threshold = rules.THRESHOLD
    return judging.judge(truth, said, threshold=threshold), judging.judge(truth, hand, threshold=threshold)


def train(
    examples: Sequence[Example], *, data: Mapping[str, Any]
) -> tuple[Model, judging.Judged, judging.Judged]:
    """The weights of all examples with what is known about them. The same examples give the same document."""
    learned, by_hand = judged(examples)
    weights = fit(examples)
    figures = {"learned": asdict(learned), "by_hand": asdict(by_hand)}
    model = Model(signs=weights.signs, words=weights.words, parameters=PARAMETERS, data=data, figures=figures)
    return model, learned, by_hand
