"""The picture of a petition that messengers show beside its address: what it asks for, how many signed, the next step."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE, EDGE = (1200, 630), 80
PAPER, INK, YEW, MUTED = "#FAFAF7", "#1A201C", "#1F5A41", "#4A544D"
LINE, LICHEN = "#DCE0D7", "#E2B021"
FONTS = Path(__file__).parents[2] / "web" / "static" / "build" / "fonts"
_LINES = 3
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a picture, and the share (0 to 1) of the way to the next step; ``step`` says what that is."""

    title: str
    count: str
    people: str
    town: str
    step: str = ""
    share: float = 0.0


@lru_cache(maxsize=64)
def drawn(told: Told) -> bytes:
    """The picture as PNG, in the colours and letters of the design."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=YEW)
    _mark(draw, SIZE[0] - EDGE - 44, EDGE + 30, 44)
    y = EDGE - 12
    for line in _wrapped(told.title, "literata", 66, 600, SIZE[0] - 2 * EDGE - 130):
        _text(draw, (EDGE, y), line, ("literata", 66, 600), INK)
        y += 82
    base = SIZE[1] - 190
    at = _text(draw, (EDGE, base - 88), told.count, ("literata", 72, 600), YEW)
    _text(draw, (at + 18, base - 54), told.people, ("source-sans-3", 36, 400), INK)
    if told.step:
        right = SIZE[0] - EDGE
        draw.rounded_rectangle((EDGE, base + 16, right, base + 36), 10, fill=LINE)
        reach = EDGE + max(20.0, (right - EDGE) * min(told.share, 1.0))
        draw.rounded_rectangle((EDGE, base + 16, reach, base + 36), 10, fill=YEW)
        _text(draw, (EDGE, base + 50), told.step, ("source-sans-3", 30, 400), MUTED)
    _text(draw, (EDGE, SIZE[1] - 84), told.town, ("source-sans-3", 34, 600), MUTED)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _mark(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    """Nine stones in a ring with an open gate at the bottom; the one who speaks is lit."""
    for stone in range(10):
        if stone == 5:  # noqa: PLR2004 - the gate.
            continue
        angle = math.radians(36 * stone - 90)
        at, down = x + radius * math.cos(angle), y + radius * math.sin(angle)
        draw.ellipse((at - 10, down - 11, at + 10, down + 11), fill=LICHEN if stone == 0 else YEW)


_Style = tuple[str, int, int]


def _wrapped(words: str, family: str, size: int, weight: int, width: float) -> list[str]:
    """Words on at most three lines of a width; what is left over is cut with an ellipsis."""
    style, lines = (family, size, weight), [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _length(longer, style) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    kept = lines[:_LINES]
    for at, line in enumerate(kept):
        cut = line
        while cut and _length(cut, style) > width:
            cut = cut[:-1]
        kept[at] = cut if cut == line else f"{cut[:-1]}…"
    if len(lines) > _LINES:
        kept[-1] = f"{kept[-1].rstrip('…')[:-1]}…"
    return kept


def _runs(words: str) -> Iterator[tuple[str, str]]:
    """Pieces of a text, each with the part of a font that has its letters."""
    for part, some in groupby(words, key=_part):
        yield part, "".join(some)


def _part(letter: str) -> str:
    code = ord(letter)
    if 0x370 <= code < 0x400:  # noqa: PLR2004 - the block of Greek.
        return "greek"
    if 0x400 <= code < 0x530:  # noqa: PLR2004 - the block of Cyrillic.
        return "cyrillic"
    return "latin-ext" if 0x100 <= code < 0x250 or 0x1E00 <= code < 0x1F00 else "latin"  # noqa: PLR2004


@lru_cache(maxsize=32)
def _font(family: str, part: str, size: int, weight: int) -> _Font:
    """A part of a font of the design; before the assets are built, the one that the library brings."""
    axis = "opsz" if family == "literata" else "wght"
    try:
        font = ImageFont.truetype(FONTS / f"{family}-{part}-{axis}-normal.woff2", size)
        font.set_variation_by_axes([72, weight] if axis == "opsz" else [weight])
    except OSError:
        return ImageFont.load_default(size)
    return font


def _length(words: str, style: _Style) -> float:
    family, size, weight = style
    return sum(_font(family, part, size, weight).getlength(some) for part, some in _runs(words))


def _text(draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, style: _Style, fill: str) -> float:
    """Write a line; where it ends."""
    (x, y), (family, size, weight) = at, style
    for part, some in _runs(words):
        font = _font(family, part, size, weight)
        draw.text((x, y + size), some, fill=fill, font=font, anchor="ls")
        x += font.getlength(some)
    return x
