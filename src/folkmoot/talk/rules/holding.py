"""Which comments a moderator reads before others do, and why. Every reason is published and told to the author."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from folkmoot.talk.rules.spam import THRESHOLD
from folkmoot.talk.rules.trust import NEW, TRUSTED

HOLDS = ("first_post", "links", "burst", "repeated", "spam", "flags", "read_first")
BURST, BURST_WITHIN = 20, timedelta(minutes=10)
"""So many comments in a thread within this time are a burst: what newcomers write then waits."""
ENOUGH_FLAGS = 3
"""People whose reports let a comment wait. It is not removed: a crowd can alert moderators, it cannot decide."""
LEAST_REPEATED = 40
"""Characters from which a text is compared with others: many people say "I agree"."""
_BITS, _CLOSE, _SHINGLE = 64, 12, 4
"""Unrelated sentences of this house differ in 17 bits at least, in 16,000 pairs; a changed word in 6 to 11."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a comment when it comes in. ``burst`` is how many came just before, ``score`` as in rules.spam."""

    level: str
    published: int
    links: int
    burst: int
    repeated: bool
    score: float
    read_first: bool = False


def why_held(draft: Draft) -> list[str]:
    """Why a comment waits for a moderator, in the order of HOLDS; nothing when it is published at once."""
    found = {
        "first_post": not draft.published,
        "links": draft.links > 0 and draft.level != TRUSTED,
        "burst": draft.burst >= BURST and draft.level == NEW,
        "repeated": draft.repeated,
        "spam": draft.score >= THRESHOLD,
        "read_first": draft.read_first,
    }
    return [one for one in HOLDS if found.get(one)]


def fingerprint(words: str) -> int:
    """64 bits that texts of nearly the same words share nearly all of (SimHash, M. Charikar 2002), as a signed number."""
    folded = "".join(one for one in words.casefold() if one.isalnum())
    parts = [folded[at : at + _SHINGLE] for at in range(max(len(folded) - _SHINGLE + 1, 1))]
    sums = [0] * _BITS
    for part in set(parts):
        digest = int.from_bytes(hashlib.blake2b(part.encode(), digest_size=8).digest())
        for bit in range(_BITS):
            sums[bit] += 1 if digest >> bit & 1 else -1
    found = sum(1 << bit for bit, one in enumerate(sums) if one > 0)
    return found - (1 << _BITS) if found >> (_BITS - 1) else found


def alike(words: str, others: Iterable[int]) -> bool:
    """Whether a text of some length has nearly the fingerprint of another one: at most twelve bits differ."""
    if len(words) < LEAST_REPEATED:
        return False
    mine = fingerprint(words)
    mask = (1 << _BITS) - 1
    return any(((mine ^ one) & mask).bit_count() <= _CLOSE for one in others)
