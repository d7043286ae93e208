"""Colours and logos: what is refused, what is offered instead, and what of a drawing is kept."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from folkmoot.places.rules import RefusedLogo, clean_logo, look, read_colour

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"'


def png(width=40, height=20, **more):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(out, "PNG", **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#1f5a41", "#fafaf7", 7.73)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert look.contrast(one, other) == look.contrast(other, one) == pytest.approx(ratio, abs=0.01)


@given(COLOURS)
def test_the_nearest_colour_passes_and_a_good_one_stays(colour):
    for pairs in (look.ACTION, look.DEEP):
        found = look.nearest(colour, pairs)
        assert look.passes(found, pairs)
        if look.passes(colour, pairs):
            assert found == colour
    assert read_colour(colour.upper()) == colour


@given(COLOURS, COLOURS)
def test_a_highlight_that_is_offered_passes_whenever_one_can(deep, highlight):
    pairs = look.highlight_pairs(deep)
    assert look.passes(look.nearest(highlight, pairs), pairs)


@given(COLOURS, COLOURS, COLOURS)
def test_what_is_refused_says_the_ratio_and_a_colour_that_will_do(action, deep, highlight):
    for one in look.colour_problems(action, deep, highlight):
        assert "to 1" in one.what
        offered = one.right.removesuffix(".")[-7:]
        tried = {"action": action, "deep": deep, "highlight": highlight} | {one.where: offered}
        assert one.where not in [left.where for left in look.colour_problems(**tried)]


@given(COLOURS)
def test_oklab_goes_there_and_back(colour):
    assert look.mixed(colour, "#000000", 1.0) == colour


@pytest.mark.parametrize("text", ["red", "#12", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(ValueError, match="is not a colour"):
        read_colour(text)


def test_a_png_is_drawn_anew_without_what_it_carried():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Ada of Quay Lane")
    cleaned, kind = clean_logo(png(2000, 1000, pnginfo=told))
    assert kind == "image/png"
    assert b"Ada" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as image:
        assert image.size == (512, 256)
    assert clean_logo(cleaned) == (cleaned, kind)


HOSTILE = (
    b"<script>alert(1)</script>",
    b'<path onload="alert(1)" d="M0 0"/>',
    b'<image href="https://elsewhere.example/x.png"/>',
    b'<a href="javascript:alert(1)"><path d="M0 0"/></a>',
    b"<foreignObject><p>words</p></foreignObject>",
    b'<path d="M0 0" style="background:url(https://elsewhere.example)"/>',
    b'<path d="M0 0" fill="url(https://elsewhere.example/#x)"/>',
    b"<style>@import 'https://elsewhere.example'</style>",
    b'<animate attributeName="href" values="javascript:alert(1)"/>',
    b'<use href="data:image/svg+xml;base64,AAAA#x"/>',
)


@pytest.mark.parametrize("inside", HOSTILE)
def test_an_svg_keeps_only_shapes_and_colours(inside):
    cleaned, kind = clean_logo(HEAD + b'><circle cx="5" cy="5" r="4" fill="#336699"/>' + inside + b"</svg>")
    assert kind == "image/svg+xml"
    for word in (b"script", b"onload", b"elsewhere", b"href", b"style", b"foreign", b"animate", b"alert"):
        assert word not in cleaned
    assert b"circle" in cleaned
    assert clean_logo(cleaned) == (cleaned, kind)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"x" * 600_000, "bytes"),
        (b"GIF89a", "neither PNG nor SVG"),
        (b"\x89PNG\r\n\x1a\nnonsense", "damaged"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + b"/>", "document type"),
        (HEAD, "cannot be read"),
        (b"<html/>", "not svg"),
        (HEAD + b"><title>only words</title></svg>", "nothing is drawn"),
        (HEAD + b">" + b"<g>" * 60 + b"<path/>" + b"</g>" * 60 + b"</svg>", "nested"),
        (HEAD + b">" + b"<path/>" * 6000 + b"</svg>", "detailed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_logo_is_refused_in_words(data, why):
    with pytest.raises(RefusedLogo, match=why):
        clean_logo(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_cleaned_or_refused(data):
    for whole in (data, HEAD + b">" + data + b"</svg>", b"\x89PNG\r\n\x1a\n" + data):
        try:
            cleaned, kind = clean_logo(whole)
        except RefusedLogo:
            continue
        assert clean_logo(cleaned) == (cleaned, kind)
