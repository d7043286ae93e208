"""Arithmetic on integers of thousands of bits, by GMP. The only file that knows gmpy2.

Values are gmpy2's ``mpz``, which behave as ``int`` and are typed so here.
"""

import secrets
from collections.abc import Iterable, Sequence

import gmpy2


def number(value: int | str) -> int:
    """An integer as the arithmetic likes it."""
    return gmpy2.mpz(value)  # type: ignore[no-any-return]


def power(base: int, exponent: int, modulus: int) -> int:
    """``base ** exponent % modulus``, in time that depends on the exponent: only for public exponents."""
    return gmpy2.powmod(base, exponent, modulus)  # type: ignore[no-any-return]


def secret_power(base: int, exponent: int, modulus: int) -> int:
    """The same in time that does not depend on the bits of the exponent; the modulus is odd."""
    # GMP's function asks for an exponent above zero; a secret one is zero only with negligible probability.
    return gmpy2.powmod_sec(base, exponent, modulus) if exponent else number(1)


def inverse(value: int, modulus: int) -> int:
    """The number that multiplies with this one to 1; ZeroDivisionError when there is none."""
    return gmpy2.invert(value, modulus)  # type: ignore[no-any-return]


def is_square(value: int, prime: int) -> bool:
    """Whether a number is a quadratic residue modulo an odd prime that does not divide it (Jacobi symbol)."""
    return bool(gmpy2.jacobi(value, prime) == 1)


def is_prime(value: int) -> bool:
    """Whether a number is a prime, but for one chance in 4^40."""
    return bool(gmpy2.is_prime(value, 40))


def root(value: int) -> int:
    """The largest integer whose square is not above this one."""
    return gmpy2.isqrt(value)  # type: ignore[no-any-return]


def below(bound: int) -> int:
    """A secret number from 0 to ``bound - 1``, uniformly, from the operating system."""
    return number(secrets.randbelow(int(bound)))


def product(values: Iterable[int], modulus: int) -> int:
    """The product of many numbers."""
    result = number(1)
    for one in values:
        result = result * one % modulus
    return result


def power_product(bases: Sequence[int], exponents: Sequence[int], modulus: int) -> int:
    """``Π base_i ** exponent_i`` with one chain of squarings for all of them (Pippenger's buckets).

    Public exponents only. For ``n`` exponents of ``b`` bits it needs about ``b`` squarings and
    ``b/w · (n + 2^w)`` multiplications, where ``w`` grows with ``log n``.
    """
    if len(bases) != len(exponents):
        raise ValueError(f"{len(bases)} bases do not fit {len(exponents)} exponents.")
    if len(bases) < 4:  # noqa: PLR2004 - Below this, GMP's own loop is faster than one in Python.
        return product((power(a, e, modulus) for a, e in zip(bases, exponents, strict=True)), modulus)
    width = max(2, min(12, len(bases).bit_length() - 2))
    mask = (1 << width) - 1
    longest = max(int(one).bit_length() for one in exponents)
    result = number(1)
    for shift in range((longest + width - 1) // width * width - width, -1, -width):
        if result != 1:
            result = power(result, 1 << width, modulus)
        buckets: list[int] = [1] * (mask + 1)
        for base, exponent in zip(bases, exponents, strict=True):
            digit = (exponent >> shift) & mask
            if digit:
                buckets[digit] = buckets[digit] * base % modulus
        running = total = number(1)
        for digit in range(mask, 0, -1):
            running = running * buckets[digit] % modulus
            total = total * running % modulus
        result = result * total % modulus
    return result


class FixedBase:
    """Powers of one base by a table: ``bits/width`` multiplications and no squaring. Public exponents only."""

    def __init__(self, base: int, modulus: int, bits: int, width: int) -> None:
        self.base, self.modulus, self.width = base, modulus, width
        self._mask = (1 << width) - 1
        self._rows: list[list[int]] = []
        step = number(base)
        for _ in range((bits + width - 1) // width):
            row, value = [number(1)], number(1)
            for _ in range(self._mask):
                value = value * step % modulus
                row.append(value)
            self._rows.append(row)
            step = value * step % modulus

    def power(self, exponent: int) -> int:
        """``base ** exponent``; the exponent has at most the bits that the table was made for."""
        result, mask, width, modulus = 1, self._mask, self.width, self.modulus
        rest = int(exponent)
        for row in self._rows:
            digit = rest & mask
            if digit:
                result = result * row[digit] % modulus
            rest >>= width
        return number(result)
