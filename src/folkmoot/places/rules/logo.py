"""Logos from strangers: a PNG is drawn anew, an SVG keeps only shapes and colours that are on a list."""

import io
import re
import xml.etree.ElementTree as ET

from PIL import Image

from folkmoot.places.rules.problems import Problem, Refused

MOST_BYTES = 512 * 1024
MOST_PIXELS = 4096 * 4096
LARGEST = 512
"""Pixels of the longer side of a PNG as it is kept."""

PNG, SVG = "image/png", "image/svg+xml"
_SVG = "{http://www.w3.org/2000/svg}"
_MOST_ELEMENTS, _DEEPEST = 5_000, 40
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "title",
        "desc",
        "defs",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "id",
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "d",
        "points",
        "transform",
        "fill",
        "fill-rule",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-dasharray",
        "stroke-opacity",
        "opacity",
        "clip-path",
        "clip-rule",
        "offset",
        "stop-color",
        "stop-opacity",
        "gradientUnits",
        "gradientTransform",
        "clipPathUnits",
        "spreadMethod",
        "preserveAspectRatio",
    ]
)
# What can be no more than a number, a word, a colour, a path, or a reference to something in the same drawing.
_VALUE = re.compile(r"(?:url\(#[A-Za-z0-9_.-]{1,80}\)|[A-Za-z0-9 ,.#%+()\-\n\r\t_]*)\Z")


class RefusedLogo(Refused):
    """A logo that is not kept."""


def _no(what: str, right: str) -> RefusedLogo:
    return RefusedLogo([Problem(what, "logo", right)])


def clean_logo(data: bytes) -> tuple[bytes, str]:
    """A logo made safe, and its media type. Cleaning it again gives the same bytes. Raises RefusedLogo."""
    if not data:
        raise _no("the file is empty", "Choose another one.")
    if len(data) > MOST_BYTES:
        raise _no(f"the file has {len(data):,} bytes", f"At most {MOST_BYTES:,} are taken.")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data), PNG
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _svg(data), SVG
    raise _no("this is neither PNG nor SVG", "Save the logo as one of them.")


def _png(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _no(f"it is {image.width} by {image.height} pixels", "At most 4,096 by 4,096 are read.")
            drawn = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, RefusedLogo):
            raise
        raise _no("this PNG is damaged", "Save it again.") from error
    drawn.thumbnail((LARGEST, LARGEST))
    # A new image with the pixels alone carries over no text, colour profile or animation.
    fresh = Image.new("RGBA", drawn.size)
    fresh.paste(drawn)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return out.getvalue()


def _svg(data: bytes) -> bytes:
    # Without a document type there are no entities, so nothing can grow or reach out while it is parsed.
    if b"<!" in data.replace(b"<!--", b""):
        raise _no("this SVG has a document type", "Save it as plain SVG.")
    try:
        root = ET.fromstring(data)  # noqa: S314 - there are no entities, see above.
    except ET.ParseError as error:
        line, column = error.position
        raise _no(f"this SVG cannot be read at line {line}, column {column}", "Export it again.") from error
    if root.tag != f"{_SVG}svg":
        raise _no("the first element is not svg", "Give an SVG with its namespace.")
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise _no("this drawing is too detailed", f"At most {_MOST_ELEMENTS:,} elements are taken.")
    fresh = _copied(root, 0)
    if not any(
        one.tag.endswith(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"))
        for one in fresh.iter()
    ):
        raise _no(
            "nothing is drawn with shapes", "Turn words into paths; pictures inside an SVG are not kept."
        )
    ET.register_namespace("", _SVG[1:-1])
    written: bytes = ET.tostring(fresh, encoding="utf-8", xml_declaration=False)
    return written


def _copied(element: ET.Element, depth: int) -> ET.Element:
    """The element with what is on the lists, and the children that are."""
    if depth > _DEEPEST:
        raise _no("this drawing is nested too deeply", f"At most {_DEEPEST} levels are taken.")
    kept = {
        name: value for name, value in element.attrib.items() if name in _ATTRIBUTES and _VALUE.match(value)
    }
    fresh = ET.Element(element.tag, dict(sorted(kept.items())))
    if element.tag in {f"{_SVG}title", f"{_SVG}desc"}:
        fresh.text = (element.text or "")[:200]
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag.removeprefix(_SVG) in _ELEMENTS
            and child.tag.startswith(_SVG)
        ):
            fresh.append(_copied(child, depth + 1))
    return fresh
