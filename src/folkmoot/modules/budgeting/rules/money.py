"""Minor units of a currency (ISO 4217) and units: what facts hold, and what rules count in."""

from collections.abc import Mapping
from fractions import Fraction

EXPONENTS: Mapping[str, int] = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    "CLF": 4,
    "UYW": 4,
}
"""Digits after the point of the currencies that have not two (ISO 4217:2015, table A.1)."""


def exponent(currency: str) -> int:
    """How many digits the minor unit has: 2 for cents."""
    return EXPONENTS.get(currency, 2)


def units(minor: int, currency: str) -> Fraction:
    """Minor units as units of the currency, exactly."""
    return Fraction(minor, 10 ** exponent(currency))


def minor(value: Fraction | int, currency: str) -> int:
    """Units of the currency as minor units. ValueError when they are no whole number of them."""
    scaled = Fraction(value) * 10 ** exponent(currency)
    if scaled.denominator != 1:
        raise ValueError(f"{value} {currency} has more digits than the currency; it has {exponent(currency)}")
    return int(scaled)
