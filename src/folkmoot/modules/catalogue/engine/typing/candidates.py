"""Which formats a column may have, from some of its cells; the whole file decides between them."""

from collections.abc import Sequence

from folkmoot.modules.catalogue.engine.reading.shapes import missing
from folkmoot.modules.catalogue.engine.typing import formats
from folkmoot.modules.catalogue.engine.typing.formats import Format

SHARE = 0.5
"""A format that fewer of the cells looked at are written in is not asked about."""
AT_MOST = 6


def candidates_of(cells: Sequence[str], *, type: str | None = None) -> list[Format]:  # noqa: A002 - what it is called everywhere.
    """Formats, the most likely first; those of one type only where the publisher chose it."""
    words = [one.strip() for one in cells if not missing(one)]
    if type == "text" or (not words and type is None):
        return []
    lower = {one.lower() for one in words}
    found = []
    for number, one in enumerate(_possible(words)):
        if type is not None and not _fits(one, type):
            continue
        letters = one.known.get("true", ""), one.known.get("false", "")
        # One letter alone says neither yes nor no.
        if one.type == "bool" and len(letters[0]) == 1 and type is None and not set(letters) <= lower:
            continue
        hits = sum(one.shape.fullmatch(word) is not None for word in words)
        if hits and (hits >= SHARE * len(words) or type is not None):
            found.append((-hits, number, one))
    found.sort(key=lambda one: one[:2])
    chosen = _needed([one for _, _, one in found], words)
    if type is not None and not chosen:
        # Nothing looks like it, so every cell will be listed as not of this type.
        chosen = [one for one in formats.EVERY if one.type == type][:1]
    return chosen


def _needed(found: Sequence[Format], words: Sequence[str]) -> list[Format]:
    """The first, those that take what no earlier one does, and those that would read the same words as other values."""
    kept: list[Format] = []
    rest = list(words)
    for one in found:
        taken = [word for word in rest if one.shape.fullmatch(word)]
        if not kept or taken or _rivals(one, kept[0], words):
            kept.append(one)
            rest = [word for word in rest if not one.shape.fullmatch(word)]
        if len(kept) == AT_MOST:
            break
    return kept


def _rivals(one: Format, best: Format, words: Sequence[str]) -> bool:
    if one.known.get("order") and best.known.get("order"):
        return one.known["order"] != best.known["order"] and one.type == best.type
    if one.type != "number" or best.type != "number" or one.known.get("decimal") == best.known.get("decimal"):
        return False
    # A sign that groups for one parts decimals for the other.
    signs = [best.known["decimal"], one.known["decimal"]]
    return any(
        sign in str(one.known["group"]) + str(best.known["group"]) and any(sign in word for word in words)
        for sign in signs
    )


def _fits(one: Format, type: str) -> bool:  # noqa: A002
    return one.type == type or (type == "int" and one.type == "number" and not one.known.get("exponent"))


def _possible(words: Sequence[str]) -> list[Format]:
    """Every format, with numbers that carry a unit where most cells have one."""
    united = []
    for unit in formats.UNITS:
        for before in (True, False):
            on = sum(one.lstrip("-").startswith(unit) if before else one.endswith(unit) for one in words)
            if on >= SHARE * len(words) and on:
                united += [formats.with_unit(number, unit, before=before) for number in formats.NUMBERS]
    return [*formats.EVERY, *united]
