"""The order of comments by what people find helpful, in a way that a crowd arriving at once cannot push.

"Best" sorts by the lower bound of Wilson's score interval (E. B. Wilson, 1927) of the share of people who found a comment
helpful, at 95%: few votes say little, whichever way they go. Of the votes that reach one comment within one hour at most
HOUR_COUNTS each way count for the order. All of them are shown.
"""

from collections.abc import Iterable
from datetime import datetime
from math import sqrt

ORDERS = ("oldest", "newest", "best")
HOUR_COUNTS = 10
_Z = 1.959963984540054
"""The 97.5% quantile of the normal distribution."""
_MILLIONTHS = 1_000_000


def hour_of(at: datetime) -> int:
    """The hour of a vote, counted from 1970 in UTC."""
    return int(at.timestamp()) // 3600


def counted(per_hour: Iterable[int]) -> int:
    """How many votes of one direction count, given how many stand from each hour."""
    return sum(min(one, HOUR_COUNTS) for one in per_hour)


def lower_bound(up: int, total: int) -> float:
    """Wilson's lower bound of ``up`` of ``total``, from 0 to 1; 0 without votes. ValueError when up exceeds total."""
    if not 0 <= up <= total:
        raise ValueError(f"{up} of {total} is no share")
    if not total:
        return 0.0
    share, z2 = up / total, _Z * _Z
    spread = _Z * sqrt((share * (1 - share) + z2 / (4 * total)) / total)
    # Rounding must not put the bound outside of where it lies.
    return min(max((share + z2 / (2 * total) - spread) / (1 + z2 / total), 0.0), share)


def rank(up: int, down: int) -> int:
    """The place of a comment with so many counted votes, in millionths; the larger the earlier.

    A whole number, so that every database and every machine orders alike.
    """
    return round(lower_bound(up, up + down) * _MILLIONTHS)
