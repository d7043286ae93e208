"""Numbers as they may stand in a cell: exact, with a decimal point, without anything else."""

import re
from fractions import Fraction

NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?\Z", re.ASCII)
WHOLE = re.compile(r"\d{1,18}\Z", re.ASCII)


def number(text: str) -> Fraction | None:
    """The exact value, or None where the text is no number."""
    return Fraction(text) if NUMBER.match(text) else None


def whole(text: str) -> int | None:
    """A whole number, not negative, or None."""
    return int(text) if WHOLE.match(text) else None


def written(value: Fraction | int) -> str:
    """As a cell: without a fraction where there is none. Raises ValueError where no decimal that is read is exact."""
    text = _decimal(Fraction(value))
    if not NUMBER.match(text):
        raise ValueError(
            f"{value} has more digits than are read: 30 before the point and 30 behind it at most"
        )
    return text


def _decimal(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    places, rest = 0, value.denominator
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest = rest // 10 if rest % 10 == 0 else rest // 5 if rest % 5 == 0 else rest // 2
        places += 1
    if rest != 1:
        raise ValueError(f"{value} has no finite decimal; Pabulib's format cannot hold it")
    digits = abs(value.numerator) * 10**places // value.denominator
    text = f"{digits:0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")
