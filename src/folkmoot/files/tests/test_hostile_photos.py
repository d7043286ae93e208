"""What a stranger may send, and what must never come out again."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from folkmoot.files import rules, services
from folkmoot.files.pictures import RefusedFile, photo
from folkmoot.files.tests.uploads import photo_bytes

KINDS = ["JPEG", "PNG", "WEBP", "GIF"]


def opened(data):
    return Image.open(io.BytesIO(data))


def refusal(data):
    with pytest.raises(RefusedFile) as caught:
        photo(data)
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_four_formats_in_three_sizes(kind):
    made = photo(photo_bytes(kind=kind, size=(3000, 1500)))
    sizes = {name: opened(one.data).size for name, one in made.items()}
    assert sizes == {"full": (2048, 1024), "medium": (960, 480), "thumb": (320, 160)}
    assert all((one.width, one.height) == sizes[name] for name, one in made.items())


def test_a_small_photo_is_not_blown_up():
    assert {opened(one.data).size for one in photo(photo_bytes()).values()} == {(40, 20)}


def test_place_camera_comment_and_profile_are_gone():
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    sent = photo_bytes(exif=exif, comment=b"written at home", icc_profile=b"profile of a person")
    assert opened(sent).getexif().get_ifd(0x8825)[2] == (51.0, 30.0, 26.0)
    for one in photo(sent).values():
        assert not opened(one.data).getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened(one.data).info)
        assert not [word for word in (b"SpyCam", b"Exif", b"home", b"profile") if word in one.data]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_text_of_a_png_is_gone(mode):
    info = PngInfo()
    info.add_text("Author", "Robin Resident")
    colour = "red" if mode == "RGB" else (9, 9, 9, 90)
    for one in photo(photo_bytes(kind="PNG", mode=mode, colour=colour, pnginfo=info)).values():
        assert b"Robin" not in one.data


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x05\x06" + bytes(18)])
def test_a_photo_that_is_also_something_else_is_refused(tail):
    assert "hidden" in refusal(photo_bytes() + tail)


def test_the_film_behind_a_moving_photo_is_left_out():
    # Phones append a short film to the JPEG: people mean the picture, and it must not be refused.
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\1\0mdat" + b"frames of a film" * 15
    for one in photo(photo_bytes() + film).values():
        assert b"ftyp" not in one.data
        assert b"frames" not in one.data


def test_of_two_pictures_in_one_file_the_first_is_taken():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24), "blue")]
    )
    full = photo(out.getvalue())["full"]
    assert (full.width, full.height) == (64, 48)
    assert opened(full.data).format == "JPEG"


def test_orientation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6
    full = photo(photo_bytes(size=(40, 20), exif=exif))["full"]
    assert (full.width, full.height) == (20, 40)


def test_unreadable_metadata_do_not_refuse_the_photo():
    assert photo(photo_bytes(exif=b"Exif\0\0broken"))["full"].width == 40


def test_print_colours_are_read():
    full = photo(photo_bytes(mode="CMYK", colour=(0, 0, 0, 0)))["full"]
    assert min(opened(full.data).getpixel((5, 5))) > 250


@pytest.mark.parametrize("kind", KINDS)
def test_truncated(kind):
    out = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(out, kind)
    assert "damaged" in refusal(out.getvalue()[: len(out.getvalue()) // 2])


def png_of(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 99)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("edge", [7_072, 9_600, 20_000, 2**31 - 1])
def test_more_pixels_than_memory_should_hold(edge):
    assert edge * edge > rules.MAX_PIXELS
    assert refusal(png_of(edge, edge))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"%PDF-1.7\n%%EOF", "not a photo"),
        (b"<html><script>alert(1)</script></html>", "not a photo"),
        (b"MZ\x90\0" + b"\0" * 200, "not a photo"),
        (b"BM" + b"\0" * 100, "not a photo"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "not a photo"),
        (b"II*\0\x08\0\0\0\0\0", "not a photo"),
    ],
)
def test_other_files_are_refused_by_their_bytes(data, words):
    assert words in refusal(data)


@pytest.mark.parametrize(("size", "words"), [(0, "empty"), (rules.MAX_PHOTO + 1, "larger than 10 MB")])
def test_empty_and_too_large(size, words):
    with pytest.raises(RefusedFile, match=words):
        services.keep_photo(io.BytesIO(b"\xff" * size), subject="requests/A-1")


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF____WEBP"]),
)
def test_any_bytes_are_either_read_or_refused(data, head):
    try:
        photo(head + data)
    except RefusedFile as error:
        assert str(error)  # noqa: PT017 - either outcome is right.


@given(st.data())
def test_a_photo_with_changed_bytes_is_either_read_or_refused(data):
    out = io.BytesIO()
    pattern = Image.frombytes("L", (24, 24), bytes(one * one % 251 for one in range(576)))
    pattern.save(out, data.draw(st.sampled_from(KINDS)))
    raw = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo(bytes(raw))
    except RefusedFile as error:
        assert str(error)  # noqa: PT017 - either outcome is right.
