"""A linear model that says how much a text looks like spam. Its weights are shown at /moderation/rules.

An installation begins with the weights that are written here, and later learns its own from what its moderators decided
(training/). Either decides nothing: a text that scores at least THRESHOLD waits for a moderator, with what told for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

from folkmoot.learning import terms
from folkmoot.record.refusal import Refusal

_LINK = re.compile(
    r"https?://|www\.[a-z0-9-]|\b[a-z0-9-]{2,}\.(?:com|net|org|info|biz|ru|cn|xyz|top|shop|site|online)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:whats ?app|telegram|signal|wechat|viber)\b|\+?\d[\d /-]{8,}\d|[\w.+-]+@[\w-]+\.[a-z]{2,}",
    re.IGNORECASE,
)
_SHOUTS = re.compile(r"(.)\1{4,}|[!?$€£]{3,}")
_MONEY = re.compile(
    r"\b(?:casino|crypto\w*|bitcoin|forex|loans?|kredite?|jackpot|viagra|cialis|escorts?|backlinks?|seo|followers|giveaway"
    r"|gewinnspiel|discount|rabatt\w*|earn money|geld verdienen|work from home|click here|hier klicken|buy now|jetzt kaufen)\b",
    re.IGNORECASE,
)
_ENOUGH_LETTERS = 20
_MOST = 60.0
"""A sum beyond which a likelihood is 0 or 1 to every place that is told."""
FEWEST, FEWEST_SPAM, FEWEST_PEOPLE = 100, 20, 5
"""Decided comments, spam among them, and people who wrote that spam, from which something is learned."""
LEAST_PEOPLE = 5
"""People in whose comments a word must stand to be learned, so that nobody's own words are published with the weights."""
MOST_LINKS = 3
"""More than so many links, or words of sellers, weigh no more."""

THRESHOLD = 0.7
"""Likelihood from which a text waits."""
WEIGHTS: Mapping[str, float] = {
    "start": -3.4,
    "links": 1.3,
    "money_words": 1.5,
    "contact": 1.2,
    "capitals": 2.0,
    "shouting": 0.9,
    "newcomer": 0.8,
}
"""What each sign adds to the logarithm of the odds; ``start`` is where every text begins."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign, and each word that stands in a text, adds to the logarithm of the odds. ``number`` is 0 by hand."""

    signs: Mapping[str, float]
    words: Mapping[str, float] = field(default_factory=dict)
    number: int = 0


BY_HAND = Weights(WEIGHTS)
"""The weights that hold until an installation has learned better ones."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sign that a text has, how strongly, and what it adds; or a ``word`` of it, with an empty sign."""

    sign: str
    value: float
    adds: float
    word: str = ""


def links_in(words: str) -> int:
    """How many links a text holds, written with or without ``https://``."""
    return len(_LINK.findall(words))


def features(words: str, *, newcomer: bool) -> dict[str, float]:
    """The signs of a text, each from 0 upwards; ``capitals`` is their share of the letters of a longer text."""
    letters = [one for one in words if one.isalpha()]
    capitals = (
        sum(one.isupper() for one in letters) / len(letters) if len(letters) >= _ENOUGH_LETTERS else 0.0
    )
    return {
        "start": 1.0,
        "links": float(min(links_in(words), MOST_LINKS)),
        "money_words": float(min(len(_MONEY.findall(words)), MOST_LINKS)),
        "contact": float(bool(_CONTACT.search(words))),
        "capitals": capitals if capitals > 0.5 else 0.0,  # noqa: PLR2004 - headings and names stay below a half.
        "shouting": float(bool(_SHOUTS.search(words))),
        "newcomer": float(newcomer),
    }


def tokens(words: str) -> frozenset[str]:
    """The different words of a text, as a model counts them: lower case, digits as 0, no addresses."""
    return frozenset(word for word, at in terms.words(terms.clean(words)) if len(at) == 1)


def score(words: str, *, newcomer: bool, by: Weights = BY_HAND) -> float:
    """The likelihood that a text is spam, from 0 to 1, rounded to four places as it is recorded."""
    total = sum(by.signs[sign] * value for sign, value in features(words, newcomer=newcomer).items())
    total += sum(by.words[word] for word in sorted(tokens(words)) if word in by.words)
    return round(1 / (1 + exp(-max(min(total, _MOST), -_MOST))), 4)


def explain(words: str, *, newcomer: bool, by: Weights = BY_HAND) -> list[Told]:
    """What a text has that counts, what adds most first; where every text begins is left out."""
    found = features(words, newcomer=newcomer)
    told = [
        Told(sign, value, by.signs[sign] * value)
        for sign, value in found.items()
        if value and sign != "start"
    ]
    told += [Told("", 1.0, by.words[word], word) for word in sorted(tokens(words)) if word in by.words]
    return sorted(told, key=lambda one: -one.adds)


def may_learn(*, comments: int, spam: int, people: int) -> Refusal | None:
    """Whether there is enough to learn from: ``people`` are those who wrote the spam."""
    if comments >= FEWEST and spam >= FEWEST_SPAM and people >= FEWEST_PEOPLE:
        return None
    return Refusal.of(
        "comments",
        "there are %(comments)s decided comments, %(spam)s of them spam by %(people)s people; it takes %(fewest)s, "
        "%(fewest_spam)s and %(fewest_people)s",
        comments=comments,
        spam=spam,
        people=people,
        fewest=FEWEST,
        fewest_spam=FEWEST_SPAM,
        fewest_people=FEWEST_PEOPLE,
    )


def may_replace(*, learned: float, by_hand: float, same: bool) -> Refusal | None:
    """Whether a learned model may take the place of what holds, given what the probabilities of both cost (log loss).

    ``by_hand`` is the cost of the weights in this file on the same comments; ``same`` says that it is the model that
    holds already.
    """
    if same:
        return Refusal("model", "nothing is new: the same comments give the same weights")
    if learned >= by_hand:
        return Refusal("model", "the learned weights are no better than those by hand, which stay")
    return None
