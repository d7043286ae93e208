"""What a model may learn from: reports with public words, near-duplicates dropped, in order of time. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from folkmoot.learning.terms import clean

FEWEST = 40
"""Reports below which nothing is learned: figures would say nothing."""
FEWEST_OF_A_CLASS = 8
"""Reports that a service needs to be learned; each of five folds then has one at least."""
REQUEST_TYPE = 20
"""A title that so many reports of a service share word for word was chosen from a list: it is no description."""
_SHINGLE = 5
_SAME_WORDS = 0.7
_CROWD = 30


class NotEnough(ValueError):
    """There is too little to learn from; the message says how much there is and how much it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One report: its number, its words, the service that people put it in, and the commitments to its words."""

    service_request_id: str
    service_code: str
    requested: datetime
    title: str
    description: str = ""
    commitments: tuple[str, str] = ("", "")

    @property
    def text(self) -> str:
        """Title and description as they are read."""
        return f"{self.title}\n{self.description}".strip()


def without_request_types(examples: Sequence[Example]) -> list[Example]:
    """The title goes where it only names the request type, as in many imported files."""
    shared = Counter((one.service_code, clean(one.title)) for one in examples)
    return [
        Example(
            service_request_id=one.service_request_id,
            service_code=one.service_code,
            requested=one.requested,
            title="" if shared[one.service_code, clean(one.title)] >= REQUEST_TYPE else one.title,
            description=one.description,
            commitments=one.commitments,
        )
        for one in examples
    ]


def without_near_duplicates(examples: Iterable[Example]) -> list[Example]:
    """The earliest of each group that says the same in nearly the same words, in order of time.

    Two texts are near-duplicates when they have the same set of words, or share five words in a row and 70 % of
    all their words. Digits do not tell them apart, so a form letter for many doors counts once.
    """
    kept: list[Example] = []
    word_sets: list[frozenset[str]] = []
    whole: set[frozenset[str]] = set()
    by_shingle: dict[tuple[str, ...], list[int]] = {}
    for one in sorted(examples, key=lambda one: (one.requested, one.service_request_id)):
        line = clean(one.text).split()
        words = frozenset(line)
        if not words or words in whole:
            continue
        shingles = {tuple(line[at : at + _SHINGLE]) for at in range(len(line) - _SHINGLE + 1)}
        rivals = {at for shingle in shingles for at in by_shingle.get(shingle, ())}
        if any(len(words & word_sets[at]) >= _SAME_WORDS * len(words | word_sets[at]) for at in rivals):
            continue
        whole.add(words)
        for shingle in shingles:
            crowd = by_shingle.setdefault(shingle, [])
            if len(crowd) < _CROWD:
                crowd.append(len(kept))
        kept.append(one)
        word_sets.append(words)
    return kept


def learnable(examples: Iterable[Example]) -> tuple[list[Example], dict[str, int]]:
    """Examples worth learning from, and how many reports each service has that is too rare to be learned.

    Raises NotEnough.
    """
    found = without_near_duplicates(without_request_types(list(examples)))
    counted = Counter(one.service_code for one in found)
    rare = {code: count for code, count in sorted(counted.items()) if count < FEWEST_OF_A_CLASS}
    kept = [one for one in found if one.service_code not in rare]
    classes = len(counted) - len(rare)
    if len(kept) < FEWEST or classes < 2:  # noqa: PLR2004 - there is nothing to tell apart in fewer than two.
        raise NotEnough(
            f"There is not enough to learn from: {len(kept)} different reports in {classes} services with at least "
            f"{FEWEST_OF_A_CLASS} each. It takes {FEWEST} reports in 2 services."
        )
    return kept, rare
