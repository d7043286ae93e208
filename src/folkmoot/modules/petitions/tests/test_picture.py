"""The picture for messengers: whatever a title says, it is a picture of the right size and nothing runs out of it."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from folkmoot.modules.petitions import picture
from folkmoot.modules.petitions.picture import SIZE, Told, drawn
from folkmoot.modules.petitions.tests.town import opened, signed

STYLE = ("literata", 66, 600)


def told(title, **more):
    given = {"count": "1,204", "people": "people have signed", "town": "Marlhaven"}
    return Told(**{"title": title, "step": "1,500: Debate", "share": 0.8} | given | more)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_title_fits(title):
    image = Image.open(io.BytesIO(drawn(told(title))))
    assert image.size == SIZE
    lines = picture._wrapped(title, *STYLE, 900)
    assert len(lines) <= 3
    assert all(picture._length(one, STYLE) <= 930 for one in lines)


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.5, 1.0, 7.0])
def test_the_bar_stays_between_its_ends(share):
    image = Image.open(io.BytesIO(drawn(told("Lights", share=share)))).convert("RGB")
    row = SIZE[1] - 190 + 26
    right = SIZE[0] - picture.EDGE
    assert image.getpixel((right + 3, row)) == (0xFA, 0xFA, 0xF7)
    full = image.getpixel((right - 6, row)) == (0x1F, 0x5A, 0x41)
    assert full == (share >= 1)


def test_each_letter_is_written_in_a_part_of_the_font_that_has_it():
    parts = [part for part, _some in picture._runs("Łódź у школы, Ελλάδα")]
    assert parts == [
        "latin-ext",
        "latin",
        "latin-ext",
        "latin",
        "cyrillic",
        "latin",
        "cyrillic",
        "latin",
        "greek",
    ]


def test_without_built_assets_there_is_a_picture_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(picture, "FONTS", tmp_path)
    picture._font.cache_clear()
    picture.drawn.cache_clear()
    assert Image.open(io.BytesIO(drawn(told("Lights")))).size == SIZE
    picture._font.cache_clear()
    picture.drawn.cache_clear()


def test_the_picture_of_a_petition_changes_with_its_count(client, town):
    number = opened()
    first = client.get(f"/petitions/{number}/card.png").content
    assert client.get(f"/petitions/{number}/card.png").content == first
    signed(number, 20)
    assert client.get(f"/petitions/{number}/card.png").content != first
