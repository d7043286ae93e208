"""From words to countable terms. Stock scikit-learn gives the same terms from the same cleaned text.

``clean`` first; then words as ``TfidfVectorizer(ngram_range=(1, 2))`` takes them and characters as
``TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))`` does.
"""

import itertools
import re
from collections.abc import Iterator

LONGEST = 4200
"""Characters that are read; a report's title and description together have fewer."""
_ADDRESS = ("://", "www.", "@")
_DIGIT = re.compile(r"\d")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_TOKEN = re.compile(r"\w\w+")
_SHORTEST, _LARGEST = 3, 5


def clean(text: str) -> str:
    """Lower case, one space between words, web and e-mail addresses gone, each digit a 0.

    Numbers go because they are house and telephone numbers: they say where, not what, and they may be private.
    """
    kept = _DIGIT.sub("0", _CONTROL.sub(" ", text[:LONGEST]).lower()).split()
    return " ".join(one for one in kept if not any(mark in one for mark in _ADDRESS))


def chunks(cleaned: str) -> list[str]:
    """What stands between spaces: the units in which a reason is told."""
    return cleaned.split()


def words(cleaned: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Words of two letters or more and pairs of neighbours, each with the chunks that it comes from."""
    found = [(token, at) for at, chunk in enumerate(chunks(cleaned)) for token in _TOKEN.findall(chunk)]
    for token, at in found:
        yield token, (at,)
    for (first, at), (second, then) in itertools.pairwise(found):
        yield f"{first} {second}", (at, then)


def characters(cleaned: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Runs of 3 to 5 characters inside a chunk with a space at both its ends."""
    for at, chunk in enumerate(chunks(cleaned)):
        padded = f" {chunk} "
        for length in range(_SHORTEST, _LARGEST + 1):
            for start in range(max(1, len(padded) - length + 1)):
                yield padded[start : start + length], (at,)
            if len(padded) <= length:
                break


def bare(chunk: str) -> str:
    """The chunk without the punctuation around it, for showing."""
    return chunk.strip("".join({one for one in chunk if not one.isalnum()}))
