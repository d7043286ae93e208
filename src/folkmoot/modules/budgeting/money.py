"""Money as people write and read it: minor units in facts, amounts in the reader's language on pages."""

import re
from decimal import Decimal

from django.utils import formats

from folkmoot.modules.budgeting.rules.money import exponent, minor, units

__all__ = ["exponent", "minor", "parse", "shown", "units"]

_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
_NUMBER = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,4})?\Z")


def shown(amount: int, currency: str) -> str:
    """Minor units in the reader's language: ``€12,500`` or ``12.500 €``; cents only where there are any."""
    digits = exponent(currency)
    whole = amount % 10**digits == 0
    value = Decimal(amount).scaleb(-digits)
    number = formats.number_format(value, 0 if whole else digits, use_l10n=True, force_grouping=True)
    sign = _SIGNS.get(currency, currency)
    before = formats.get_format("DECIMAL_SEPARATOR") == "."
    if before and sign != currency:
        return f"-{sign}{number[1:]}" if number.startswith("-") else f"{sign}{number}"
    return f"{sign} {number}" if before else f"{number} {sign}"


def parse(words: str, currency: str) -> int:
    """Minor units from what somebody typed: digits, a point or comma for the minor unit, spaces between thousands.

    Raises ValueError when it is no amount, or when a comma or point may be read in two ways.
    """
    plain = re.sub(r"[\s\u00a0\u202f'’]|" + "|".join(map(re.escape, (*_SIGNS.values(), currency))), "", words)
    digits = exponent(currency)
    marks = [one for one in plain if one in ".,"]
    if len(set(marks)) == 2:  # noqa: PLR2004 - both marks: the last one is that of the minor unit.
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "")
    elif len(marks) > 1 or (len(marks) == 1 and len(re.split(r"[.,]", plain)[1]) == 3 and digits != 3):  # noqa: PLR2004
        # 12.500 and 12,500 are thousands in a currency whose minor unit has another number of digits.
        plain = re.sub(r"[.,]", "", plain) if re.fullmatch(r"-?[1-9]\d{0,2}([.,]\d{3})+", plain) else "?"
    plain = plain.replace(",", ".")
    if not _NUMBER.match(plain):
        raise ValueError("no amount of money")
    value = Decimal(plain).scaleb(digits)
    if value != value.to_integral_value():
        raise ValueError("more digits than the currency has")
    return int(value)
