"""What an institution may set for a round."""

import re
from collections.abc import Iterable

from folkmoot.modules.budgeting.events.rounds import RoundDescribed
from folkmoot.record.refusal import Refusal, too_long

MOST_POTS, MOST_CATEGORIES, MOST_AMOUNT = 60, 40, 10**15
"""Pots and categories of a round; minor units of money, which a JSON number holds exactly."""
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")


def text(where: str, words: str, most: int, *, needed: bool = True) -> Refusal | None:
    """A text that may be needed and has a longest length."""
    if needed and not words.strip():
        return Refusal(where, "write something here")
    if len(words) > most:
        return too_long(where, most, words)
    if "\x00" in words:
        return Refusal(where, "this holds a character that cannot be kept; write it again")
    return None


def money(where: str, amount: int, *, least: int = 0) -> Refusal | None:
    """An amount in minor units."""
    if least <= amount <= MOST_AMOUNT:
        return None
    return Refusal(where, "give an amount of money that is not below zero and not beyond reason")


def may_describe(
    event: RoundDescribed,
    *,
    before: RoundDescribed | None,
    frozen: bool,
    offices: Iterable[str],
    areas: Iterable[str],
) -> list[Refusal | None]:
    """Everything that is wrong with a description; ``before`` is the one that it replaces."""
    known = set(areas)
    found: list[Refusal | None] = [
        None if CODE.match(event.slug) else Refusal("slug", "use a to z, 0 to 9 and hyphens, at most 40"),
        text("title", event.title, 120),
        text("summary", event.summary, 2000, needed=False),
        text("who", event.who.text, 400),
        None if event.office in set(offices) else Refusal("office", "choose a department that exists"),
        None
        if _CURRENCY.match(event.currency)
        else Refusal("currency", "give the three letters of the currency, such as EUR"),
        None if set(event.who.areas) <= known else Refusal("who", "choose districts that exist"),
        None
        if 0 <= event.who.minimum_age <= 120  # noqa: PLR2004 - nobody is older.
        else Refusal("minimum_age", "give an age in whole years, or 0 for no least age"),
        money("minimum", event.minimum),
        money("maximum", event.maximum),
        None
        if not event.maximum or event.minimum <= event.maximum
        else Refusal("maximum", "the most that a project may cost is less than the least"),
        *_pots(event, known),
        *_categories(event),
    ]
    if frozen and before is not None and _voted_on(event) != _voted_on(before):
        found.append(
            Refusal(
                "",
                "this round is frozen for its vote: pots, money, limits and who may vote cannot change any more",
            )
        )
    return found


def _voted_on(event: RoundDescribed) -> object:
    return (event.currency, event.pots, event.minimum, event.maximum, event.who)


def _pots(event: RoundDescribed, areas: set[str]) -> list[Refusal | None]:
    codes = [one.code for one in event.pots]
    found: list[Refusal | None] = []
    if not 1 <= len(codes) <= MOST_POTS:
        found.append(
            Refusal.of("pots", "give one pot of money at least and %(most)s at most", most=MOST_POTS)
        )
    if len(set(codes)) != len(codes):
        found.append(Refusal("pots", "give each pot a code of its own"))
    for one in event.pots:
        found += [
            None
            if CODE.match(one.code)
            else Refusal("pots", "use a to z, 0 to 9 and hyphens for codes of pots"),
            text("pots", one.title, 80),
            None if not one.area or one.area in areas else Refusal("pots", "choose districts that exist"),
            None if one.amount > 0 else Refusal("pots", "give every pot an amount above zero"),
            money("pots", one.amount),
        ]
    return found


def _categories(event: RoundDescribed) -> list[Refusal | None]:
    codes = [one.code for one in event.categories]
    found: list[Refusal | None] = []
    if len(codes) > MOST_CATEGORIES:
        found.append(Refusal.of("categories", "give %(most)s categories at most", most=MOST_CATEGORIES))
    if len(set(codes)) != len(codes):
        found.append(Refusal("categories", "give each category a code of its own"))
    for one in event.categories:
        found += [
            None
            if CODE.match(one.code)
            else Refusal("categories", "use a to z, 0 to 9 and hyphens for codes of categories"),
            text("categories", one.title, 80),
        ]
    return found
