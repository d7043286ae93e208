"""How likely two reports tell of the same problem: place, time, kind and words, with reasons. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, sqrt

from folkmoot.learning import terms
from folkmoot.places import geo

METRES = 250
"""How far apart candidates may be: FixMyStreet's radius, the widest among the peers."""
DAYS = 60
"""How long before a report a candidate may have been made."""
CLOSED_DAYS = 14
"""A report closed longer ago is no candidate: until then it can be opened again."""
LIKELY = 0.5
"""From this score on a page says that two reports look alike."""
WEIGHTS: Mapping[str, float] = {
    "intercept": -0.25,
    "metres": -1.55,
    "days": -1.56,
    "alike": 2.36,
    "same_kind": 0.7,
}
"""Fitted on half of a labelled sample of the New Haven reports (sample.py), for installations that have none of their
own. All its pairs are of one kind, so what a same kind adds is set by hand and taken from the intercept."""
TYPICAL_METRES, TYPICAL_ALIKE = 100.0, 0.15
"""What stands for a distance or for words that are not known."""
_SHORTEST_SHARED = 4
_SHARED = 2
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report says, as far as it is compared. Without a place or without words that part is left out."""

    service_request_id: str = ""
    service_code: str = ""
    at: datetime
    lat: float | None = None
    long: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How two reports compare. ``alike`` is the cosine of their words from 0 to 1, None where one has none.

    ``score`` is from 0 to 1; ``shared`` are telling words of both.
    """

    metres: float | None
    days: float
    same_kind: bool
    alike: float | None
    shared: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare terms are (inverse document frequency); those nobody knows are as rare as the rarest."""

    words: Mapping[str, float]
    characters: Mapping[str, float]

    def vector(self, text: str) -> dict[str, float]:
        """The text's characters as a vector of length 1; empty without words."""
        counted: dict[str, int] = {}
        for term, _places in terms.characters(terms.clean(text)):
            counted[term] = counted.get(term, 0) + 1
        rarest = max(self.characters.values(), default=1.0)
        found = {term: (1 + log(n)) * self.characters.get(term, rarest) for term, n in counted.items()}
        norm = sqrt(sum(one * one for one in found.values()))
        return {term: value / norm for term, value in found.items()}

    def shared(self, one: str, other: str) -> tuple[str, ...]:
        """Up to two words of both texts, the rarest first."""
        lines = [{terms.bare(it) for it in terms.chunks(terms.clean(text))} for text in (one, other)]
        both = {it for it in lines[0] & lines[1] if len(it) >= _SHORTEST_SHARED and not it.isdigit()}
        rarest = max(self.words.values(), default=0.0)
        ranked = sorted(both, key=lambda it: (-self.words.get(it, rarest), -len(it), it))
        return tuple(ranked[:_SHARED])


NO_RARITY = Rarity({}, {})


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The product of two vectors of length 1, from 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return min(1.0, sum(value * other.get(term, 0.0) for term, value in one.items()))


def features(likeness: Likeness) -> tuple[float, float, float, float]:
    """What the weights stand for: hundreds of metres, months, likeness of words, same kind. Unknown parts are typical."""
    metres = TYPICAL_METRES if likeness.metres is None else likeness.metres
    alike = TYPICAL_ALIKE if likeness.alike is None else likeness.alike
    return metres / 100, likeness.days / 30, alike, float(likeness.same_kind)


def score(likeness: Likeness, weights: Mapping[str, float]) -> float:
    """Logistic of the weighted features, from 0 to 1."""
    names = ("metres", "days", "alike", "same_kind")
    total = weights["intercept"] + sum(
        weights[name] * value for name, value in zip(names, features(likeness), strict=True)
    )
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


def compare(
    one: Told,
    others: Sequence[Told],
    *,
    rarity: Rarity = NO_RARITY,
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Likeness]:
    """Each of the others beside the one, in their order."""
    mine = rarity.vector(one.text)
    found = []
    for other in others:
        theirs = rarity.vector(other.text) if mine else {}
        placed = None not in {one.lat, one.long, other.lat, other.long}
        likeness = Likeness(
            metres=geo.distance_m(one.lat or 0, one.long or 0, other.lat or 0, other.long or 0)
            if placed
            else None,
            days=abs((one.at - other.at).total_seconds()) / _DAY,
            same_kind=bool(one.service_code) and one.service_code == other.service_code,
            alike=cosine(mine, theirs) if mine and theirs else None,
            shared=rarity.shared(one.text, other.text) if mine and theirs else (),
            score=0.0,
        )
        found.append(_scored(likeness, weights))
    return found


def _scored(likeness: Likeness, weights: Mapping[str, float]) -> Likeness:
    return Likeness(
        metres=likeness.metres,
        days=likeness.days,
        same_kind=likeness.same_kind,
        alike=likeness.alike,
        shared=likeness.shared,
        score=score(likeness, weights),
    )
