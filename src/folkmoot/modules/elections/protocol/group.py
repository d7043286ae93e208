"""The groups: subgroups of prime order of the integers modulo a prime (specification, section 5).

A group element is an integer from 1 to p − 1 whose q-th power is 1. Exponents are integers from 0 to q − 1.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from folkmoot.modules.elections.protocol import constants
from folkmoot.modules.elections.protocol.arithmetic import (
    FixedBase,
    below,
    inverse,
    is_square,
    number,
    power,
    product,
    secret_power,
)
from folkmoot.modules.elections.protocol.errors import Invalid, demand

CANONICAL = re.compile(r"0|[1-9][0-9]*")
ROUNDS = 128
"""A batch with a stranger passes the test of membership with probability 2^−ROUNDS."""
CHUNK = 6
"""Elements for which the products of all subsets are kept: 63 products serve 128 rounds."""


@dataclass(frozen=True)
class Embedding:
    """How small integers are packed into one element (section 4.11.2)."""

    padding: int
    bits_per_int: int


@dataclass(frozen=True)
class Group:
    """The group of order ``q`` modulo ``p`` that ``g`` generates."""

    name: str
    p: int
    q: int
    g: int
    embedding: Embedding | None = None

    def member(self, value: int) -> bool:
        """Whether a number is an element: between 1 and p − 1, and of order q (or 1)."""
        if not 1 <= value < self.p:
            return False
        # Modulo a safe prime the elements are the squares, which the Jacobi symbol tells much faster.
        return is_square(value, self.p) if self.safe else power(value, self.q, self.p) == 1

    @property
    def safe(self) -> bool:
        """Whether p = 2q + 1."""
        return self.p == 2 * self.q + 1

    def members(self, values: Sequence[int]) -> bool:
        """Whether all are elements. If one is not, this says so but for one chance in 2^128.

        Random subset products: in each round every number is taken or left by a coin, and the product has to be an
        element. Let one number be none: whatever the other coins say, at most one side of its own coin gives an element,
        so that a round misses it with probability of at most 1/2. The coins are thrown after the numbers are known.
        """
        if any(not 1 <= value < self.p for value in values):
            return False
        if self.safe or len(values) < ROUNDS // 2:
            return all(self.member(value) for value in values)
        products: list[int] = [number(1)] * ROUNDS
        for start in range(0, len(values), CHUNK):
            chunk = values[start : start + CHUNK]
            subsets = [number(1)]
            for value in chunk:
                subsets += [value * one % self.p for one in subsets]
            coins = secrets.token_bytes(ROUNDS)
            mask = len(subsets) - 1
            products = [
                before * subsets[coin & mask] % self.p for before, coin in zip(products, coins, strict=True)
            ]
        return all(power(one, self.q, self.p) == 1 for one in products)

    def power(self, base: int, exponent: int) -> int:
        """A power with a public exponent."""
        return power(base, exponent, self.p)

    def secret_power(self, base: int, exponent: int) -> int:
        """A power with a secret exponent."""
        return secret_power(base, exponent, self.p)

    def product(self, *values: int) -> int:
        """The product of elements."""
        return product(values, self.p)

    def inverse(self, value: int) -> int:
        """The element that multiplies with this one to 1."""
        return inverse(value, self.p)

    def exponent(self) -> int:
        """A random secret exponent."""
        return below(self.q)

    def challenge(self, text: str) -> int:
        """SHA-256 of a text as a big-endian number modulo q."""
        return number(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")) % self.q

    def read_exponent(self, text: object, where: str = "") -> int:
        """An exponent from its decimal string; refuses leading zeros, signs, spaces, and values of q and above."""
        value = _decimal(text, self.q, where)
        demand(value < self.q, "encoding", "an exponent is not below the order of the group", where)
        return value

    def read_share(self, text: object, where: str = "") -> int:
        """An exponent that its maker may have left larger than q, as the tool does with values of polynomials."""
        return _decimal(text, self.p, where) % self.q

    def read_element(self, text: object, where: str = "") -> int:
        """A number from 1 to p − 1 from its decimal string. Membership is checked apart, for many at once."""
        value = _decimal(text, self.p, where)
        demand(1 <= value < self.p, "encoding", "a group element is not between 1 and p − 1", where)
        return value

    def require(self, value: int, where: str = "") -> int:
        """The value, if it is an element."""
        demand(self.member(value), "membership", "the number is not an element of the group", where)
        return value

    def encode(self, values: Sequence[int]) -> int:
        """Small integers as one element: packed, then padded until the number is an element (section 4.11.2)."""
        shape = self._embedding()
        demand(self.fits(len(values)), "range", f"{len(values)} numbers are too many for one element")
        packed = number(0)
        for value in values:
            demand(
                0 <= value < 1 << shape.bits_per_int,
                "range",
                f"{value} does not fit {shape.bits_per_int} bits",
            )
            packed = (packed << shape.bits_per_int) + value
        first = packed << shape.padding
        for padding in range(1 << shape.padding):
            if self.member(first + padding):
                return first + padding
        raise Invalid("range", "no padding makes these numbers an element of the group")

    def decode(self, element: int, count: int) -> list[int]:
        """``count`` small integers out of one element; higher bits do not matter, as in the specification's inverse."""
        shape = self._embedding()
        packed = int(element) >> shape.padding
        mask = (1 << shape.bits_per_int) - 1
        return [packed >> shape.bits_per_int * (count - 1 - place) & mask for place in range(count)]

    def fits(self, count: int) -> bool:
        """Whether so many small integers fit one element below p."""
        shape = self._embedding()
        return shape.bits_per_int * count + shape.padding < int(self.p).bit_length()

    def _embedding(self) -> Embedding:
        if self.embedding is None:
            raise Invalid("group", f"{self.name} cannot hold answers of non-homomorphic questions")
        return self.embedding


def _decimal(text: object, bound: int, where: str) -> int:
    if not isinstance(text, str) or not CANONICAL.fullmatch(text):
        raise Invalid(
            "encoding", "a number has to be a string of decimal digits without leading zeros", where
        )
    # Nobody is made to read a number of a million digits before it is found to be too large.
    demand(len(text) <= int(bound).bit_length() // 3 + 2, "encoding", "a number has too many digits", where)
    return number(text)


@lru_cache(maxsize=16)
def table(group: Group, base: int, width: int = 6) -> FixedBase:
    """Powers of a base that is used often, the generator or the election's key."""
    return FixedBase(base, group.p, int(group.q).bit_length(), width)


def _hexadecimal(text: str) -> int:
    return number(int(text, 16))


_RFC = _hexadecimal(constants.RFC_3526_P)
BELENIOS_2048 = Group(
    "BELENIOS-2048",
    _hexadecimal(constants.BELENIOS_P),
    _hexadecimal(constants.BELENIOS_Q),
    _hexadecimal(constants.BELENIOS_G),
)
RFC_3526_2048 = Group("RFC-3526-2048", _RFC, (_RFC - 1) // 2, number(2), Embedding(padding=8, bits_per_int=8))
GROUPS: Mapping[str, Group] = {one.name: one for one in (BELENIOS_2048, RFC_3526_2048)}
