"""Colours of an institution: read, measured by WCAG 2.2 (1.4.3, 1.4.11), and the nearest one that would do.

Lightness is moved in OKLab (Björn Ottosson, 2020), which keeps the hue that people see.
"""

import re
from dataclasses import dataclass

from folkmoot.places.rules.problems import Problem

AA_TEXT, AA_MARK = 4.5, 3.0
"""Least contrast ratios of text and of marks that carry meaning (WCAG 2.2 AA)."""

_HEX = re.compile(r"#[0-9a-f]{6}\Z")
_STEPS = 400
_LINEAR_BELOW, _GAMMA = 0.04045, 2.4

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour that must be told from another: ``against`` on ``what``, with a ratio of at least ``least``."""

    against: str
    what: str
    least: float


ACTION = (
    Pair("#ffffff", "the white text of buttons", AA_TEXT),
    Pair("#fafaf7", "the page", AA_TEXT),
    Pair("#f0f2ec", "bands", AA_TEXT),
)
DEEP = (
    Pair("#f3f6f0", "the text on dark surfaces", AA_TEXT),
    Pair("#bfd3c7", "the quiet text on dark surfaces", AA_TEXT),
)
DARK_PAGES = (Pair("#181e1a", "cards in the dark", AA_TEXT), Pair("#111513", "pages in the dark", AA_TEXT))
OWN_DEEP = "#12382a"
"""Folkmoot's own dark surface, for an institution that chose none."""


def read_colour(text: str) -> str:
    """A colour as ``#rrggbb`` in lower case; ``""`` stays empty. ValueError with what would be right."""
    found = text.strip().lower()
    if found and not found.startswith("#"):
        found = f"#{found}"
    if found and not _HEX.match(found):
        raise ValueError(
            f"{text[:20]!r} is not a colour: write # and six digits or letters a to f, like #1f5a41"
        )
    return found


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def passes(colour: str, pairs: tuple[Pair, ...]) -> bool:
    """Whether a colour can be told from all of them."""
    return all(contrast(colour, one.against) >= one.least for one in pairs)


def nearest(colour: str, pairs: tuple[Pair, ...]) -> str:
    """The colour of the same hue nearest in lightness that passes; black or white when no other does."""
    if passes(colour, pairs):
        return colour
    lightness, a, b = _oklab(colour)
    for step in range(1, _STEPS + 1):
        for sign in (-1, 1):
            moved = lightness + sign * step / _STEPS
            if 0 <= moved <= 1:
                # Near black and white there is less room for colour; what does not fit is cut at the edge.
                found = _hex((moved, a, b))
                if passes(found, pairs):
                    return found
    return max(("#000000", "#ffffff"), key=lambda one: min(contrast(one, pair.against) for pair in pairs))


def highlight_pairs(deep: str) -> tuple[Pair, ...]:
    """What the highlight must be told from: the dark surface it stands on."""
    return (Pair(deep or OWN_DEEP, "dark surfaces", AA_MARK),)


def colour_problems(action: str, deep: str, highlight: str) -> list[Problem]:
    """What is too weak, with the ratio and the nearest colour that is not; colours are ``#rrggbb`` or empty."""
    asked = (
        ("action", action, ACTION),
        ("deep", deep, DEEP),
        ("highlight", highlight, highlight_pairs(deep)),
    )
    found = []
    for name, colour, pairs in asked:
        if not colour or passes(colour, pairs):
            continue
        worst = min(pairs, key=lambda one: contrast(colour, one.against) / one.least)
        found.append(
            Problem(
                f"the contrast of {colour} with {worst.what} is {contrast(colour, worst.against):.2f} to 1, "
                f"at least {worst.least:g} to 1 is needed",
                name,
                f"The nearest colour that will do is {nearest(colour, pairs)}.",
            )
        )
    return found


def mixed(one: str, other: str, share: float) -> str:
    """``share`` (0 to 1) of one colour mixed with another, in OKLab."""
    first, second = _oklab(one), _oklab(other)
    parts = [share * x + (1 - share) * y for x, y in zip(first, second, strict=True)]
    return _hex((parts[0], parts[1], parts[2]))


def _linear(colour: str) -> Rgb:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= _LINEAR_BELOW else ((one + 0.055) / 1.055) ** _GAMMA for one in parts
    )
    return red, green, blue


def _oklab(colour: str) -> Rgb:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: Rgb) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    digits = []
    for one in linear:
        clipped = min(1.0, max(0.0, one))
        encoded = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / _GAMMA) - 0.055  # noqa: PLR2004 - IEC 61966-2-1.
        digits.append(f"{round(encoded * 255):02x}")
    return f"#{''.join(digits)}"
