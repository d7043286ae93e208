"""Records with too many or too few cells, laid into the columns where only one way fits."""

from collections import Counter
from collections.abc import Sequence

from folkmoot.modules.catalogue.engine.reading.quoting import Field, Marks, readings
from folkmoot.modules.catalogue.engine.reading.shapes import blank, kind, outline

LEARN = 400
"""Records that a column's shape is learned from."""
FEW = 12
"""A column with more outlines than this has no shape of its own."""
OFF = 3
PROVEN = 5
SHORT = 40
"""Characters of a word that may be parted anywhere, and of a text that proves a cut before it."""
"""Cells too many or too few that a repair is tried for."""


class Profile:
    """What the cells of every column look like, learned from records of the right width."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.learned = 0
        self._outlines: list[Counter[str]] = [Counter() for _ in range(width)]
        self._kinds: list[Counter[str]] = [Counter() for _ in range(width)]

    def learn(self, cells: Sequence[str]) -> None:
        """Take a good record into account."""
        if self.learned >= LEARN:
            return
        self.learned += 1
        for at, cell in enumerate(cells):
            self._outlines[at][outline(cell)[:40]] += 1
            self._kinds[at][kind(cell)] += 1

    def strict(self, column: int) -> bool:
        """Whether the column has a shape: one clear kind, or few outlines for all of its cells."""
        seen = self._kinds[column]
        filled = sum(seen.values()) - seen[""]
        if not filled:
            return True
        if filled >= 0.95 * self.learned and len(self._outlines[column]) <= min(FEW, self.learned // 3):
            return True
        return any(seen[one] >= 0.95 * filled for one in ("number", "date", "time", "money"))

    def fits(self, column: int, cell: str) -> bool:
        """Whether a cell may stand in a column."""
        if blank(cell):
            seen = self._kinds[column]
            return seen[""] > 0 or not self.learned
        if not self.strict(column):
            return True
        if self._outlines[column][outline(cell)[:40]]:
            return True
        seen = self._kinds[column]
        return kind(cell) in {"number", "money"} and seen[kind(cell)] >= 0.95 * (
            sum(seen.values()) - seen[""] or 1
        )

    def all_fit(self, cells: Sequence[str]) -> bool:
        """Whether every cell fits its column."""
        return len(cells) == self.width and all(self.fits(at, cell) for at, cell in enumerate(cells))


def laid_out(
    cells: Sequence[str], fields: Sequence[Field], profile: Profile, delimiter: str, quote: str
) -> tuple[list[str], str] | None:
    """(cells of the right number, what was done), or None where no way fits, or several that differ."""
    width = profile.width
    if (
        len(cells) > width
        and all(blank(one) for one in cells[width:])
        and profile.all_fit(list(cells[:width]))
    ):
        return list(cells[:width]), "empty cells at the end were dropped"
    if abs(len(cells) - width) > OFF or profile.learned < PROVEN:
        return None
    ways = (
        _too_many(cells, profile, delimiter)
        if len(cells) > width
        else _too_few(cells, fields, profile, quote)
    )
    for found in ways:
        # Ways of the same sort that come to the same cells are one.
        different = {tuple(one): words for one, words in found}
        if len(different) == 1:
            ((only, words),) = different.items()
            return list(only), words
        if different:
            return None
    return None


def _too_many(cells: Sequence[str], profile: Profile, delimiter: str) -> list[list[tuple[list[str], str]]]:
    if len(cells) != profile.width + 1:
        return []
    dropped, joined = [], []
    for at, cell in enumerate(cells):
        rest = [*cells[:at], *cells[at + 1 :]]
        if blank(cell) and profile.all_fit(rest):
            dropped.append((rest, f"an empty cell too many was dropped (column {at + 1})"))
    for at in range(len(cells) - 1):
        rest = [*cells[:at], cells[at] + delimiter + cells[at + 1], *cells[at + 2 :]]
        if (
            not profile.strict(at)
            and not blank(cells[at])
            and not blank(cells[at + 1])
            and profile.all_fit(rest)
        ):
            joined.append((rest, f"two cells that a delimiter had parted were joined (column {at + 1})"))
    return [dropped, joined]


def _too_few(
    cells: Sequence[str], fields: Sequence[Field], profile: Profile, quote: str
) -> list[list[tuple[list[str], str]]]:
    if len(cells) == profile.width - 1:
        quoted: list[tuple[list[str], str]] = []
        parted: list[tuple[list[str], str]] = []
        for at, cell in enumerate(cells):
            for cut in _cuts(cell, fields[at] if at < len(fields) else None, quote):
                rest = [*cells[:at], *cut, *cells[at + 1 :]]
                if _parts_plausible(at, cut, profile) and profile.all_fit(rest):
                    found = quoted if cell[len(cut[0])] == quote else parted
                    found.append((rest, f"a delimiter that was missing was put in after column {at + 1}"))
        padded = [*cells, ""]
        ends = [(padded, "a cell that was missing at the end is empty")] if profile.all_fit(padded) else []
        filled = []
        for at in range(profile.width):
            rest = [*cells[:at], "", *cells[at:]]
            if profile.all_fit(rest):
                filled.append((rest, f"a cell that was missing is empty (column {at + 1})"))
        return [ends, quoted, parted, filled]
    padded = [*cells, *[""] * (profile.width - len(cells))]
    return [[(padded, "cells that were missing at the end are empty")] if profile.all_fit(padded) else []]


def _cuts(cell: str, field: Field | None, quote: str) -> list[tuple[str, str]]:
    """Ways to part one cell in two: at a quotation mark inside it, or anywhere in a short word."""
    inner = [at for at in range(1, len(cell) - 1) if cell[at] == quote]
    cuts = [(cell[:at], cell[at + 1 :].removesuffix(quote).replace(quote * 2, quote)) for at in inner]
    cuts = [one for one in cuts if not one[0][-1:].isspace() and one[1] and not one[1][0].isspace()]
    if cuts or (field is not None and field.quoted):
        return cuts
    return [(cell[:at], cell[at:]) for at in range(1, len(cell))] if len(cell) <= SHORT else []


def swallowed(
    cells: Sequence[str], bare: Sequence[int], profile: Profile, delimiter: str, quote: str
) -> list[str] | None:
    """Cells right again where the delimiter before a quoted one is missing, so that those inside it parted it; or None.

    ``bare`` are the indices of the cells that stand without quotation marks around them.
    """
    odd = [at for at in bare if quote and cells[at].count(quote) % 2]
    for start in odd[:3]:
        for end in odd:
            if end <= start or not cells[end].endswith(quote):
                continue
            whole = delimiter.join(cells[start : end + 1])
            at = whole.find(quote)
            cut = [whole[:at], whole[at + 1 : -1].replace(quote * 2, quote)]
            found = [*cells[:start], *cut, *cells[end + 1 :]]
            if all(cut) and not cut[1][0].isspace() and profile.all_fit(found):
                return found
    return None


def _parts_plausible(at: int, cut: tuple[str, str], profile: Profile) -> bool:
    """A part that could be anything proves nothing, unless the other one was quoted."""
    free = not profile.strict(at) and (at + 1 >= profile.width or not profile.strict(at + 1))
    return not free or len(cut[1]) > SHORT


def with_other_sign(line: str, profile: Profile, signs: Sequence[str], quote: str) -> list[str] | None:
    """The cells of a line that was written with another delimiter than the rest, or None.

    The free text of a column may hold the sign itself, so words are joined again where only one way fits.
    """
    for sign in signs:
        tokens = _tokens(line, sign, quote)
        if len(tokens) < profile.width or len(tokens) > profile.width + 40:
            continue
        found = _join(tokens, sign, profile)
        if len(found) == 1:
            return found[0]
    return None


def _tokens(line: str, sign: str, quote: str) -> list[Field]:
    return next(readings(line, Marks(sign, quote, quote)), [])


def _join(tokens: Sequence[Field], sign: str, profile: Profile) -> list[list[str]]:
    """Every way (two at most) to join tokens into columns: strict columns take one, a quoted token stands alone."""
    found: list[list[str]] = []
    width = profile.width

    def go(at: int, column: int, sofar: list[str]) -> None:
        if len(found) > 1:
            return
        if column == width:
            if at == len(tokens):
                found.append(sofar)
            return
        most = (
            1 if profile.strict(column) or (tokens[at : at + 1] and tokens[at].quoted) else len(tokens) - at
        )
        text = ""
        for take in range(1, most + 1):
            if at + take > len(tokens):
                return
            token = tokens[at + take - 1]
            if take > 1 and token.quoted:
                return
            text = token.text if take == 1 else text + sign + token.text
            if len(tokens) - at - take >= width - column - 1 and profile.fits(column, text):
                go(at + take, column + 1, [*sofar, text])

    go(0, 0, [])
    return found
