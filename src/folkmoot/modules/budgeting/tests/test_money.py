"""Money is whole minor units in facts, and what people read and write in their language."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.budgeting import money

CURRENCIES = st.sampled_from(["EUR", "PLN", "JPY", "KWD", "CLF"])


@given(
    st.integers(-(10**12), 10**12),
    # Three digits after the point look like thousands, so whole dinars are read otherwise than shown.
    CURRENCIES.filter(lambda one: one != "KWD"),
    st.sampled_from(["en", "de"]),
)
def test_what_is_shown_is_read_back(amount, currency, language):
    with translation.override(language):
        shown = money.shown(amount, currency)
        assert money.parse(shown, currency) == amount


@given(st.integers(0, 10**15), CURRENCIES)
def test_units_and_minor_units_are_the_same_money(amount, currency):
    assert money.minor(money.units(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("words", "currency", "amount"),
    [
        ("12.500", "EUR", 1_250_000),
        ("12,500", "EUR", 1_250_000),
        ("12 500,50 €", "EUR", 1_250_050),
        ("€12,500.5", "EUR", 1_250_050),
        ("0.05", "EUR", 5),
        ("1.234.567,89", "EUR", 123_456_789),
        ("500", "JPY", 500),
        ("12,500", "JPY", 12_500),
        ("PLN 10", "PLN", 1000),
        ("1.234", "KWD", 1234),
    ],
)
def test_what_people_type(words, currency, amount):
    assert money.parse(words, currency) == amount


@pytest.mark.parametrize("words", ["", "ten", "1.2.3", "12.3456", "0.001", "1e5", "--5", "١٢"])
def test_what_is_no_amount(words):
    with pytest.raises(ValueError, match=r"amount|digits"):
        money.parse(words, "EUR")


def test_shown():
    with translation.override("en"):
        assert money.shown(1_250_000, "EUR") == "€12,500"
        assert money.shown(1_250_050, "PLN") == "PLN 12,500.50"
    with translation.override("de"):
        assert money.shown(1_250_050, "EUR") == "12.500,50 €"
