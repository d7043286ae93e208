"""What a photo looks like after it was written anew."""

import io
import struct
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageCms

from folkmoot.files import pictures
from folkmoot.files.pictures import RefusedFile, photo
from folkmoot.files.tests.uploads import photo_bytes


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP"), ("P", "GIF")])
def test_what_can_be_seen_through_stays_so(mode, kind):
    colour = {"RGBA": (0, 0, 0, 0), "LA": (0, 0), "P": 0}[mode]
    options = {"transparency": 0} if mode == "P" else {}
    for one in photo(photo_bytes(mode=mode, kind=kind, colour=colour, **options)).values():
        assert one.media_type == "image/webp"
        assert opened(one.data).getpixel((5, 5))[3] == 0


def test_an_opaque_alpha_channel_needs_no_webp():
    assert (
        photo(photo_bytes(mode="RGBA", kind="PNG", colour=(9, 9, 9, 255)))["full"].media_type == "image/jpeg"
    )


def test_colours_are_brought_to_srgb_before_their_profile_is_dropped():
    data = photo(photo_bytes(colour=(255, 0, 0), icc_profile=swapped_profile()))["full"].data
    red, green, _blue = opened(data).getpixel((5, 5))
    assert green > 200 > red
    assert "icc_profile" not in opened(data).info


def swapped_profile():
    """sRGB with the primaries of red and green swapped: a profile that makes a difference one can see."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    place = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
    red, green = place[b"rXYZ"], place[b"gXYZ"]
    one, other = bytes(profile[red + 4 : red + 12]), bytes(profile[green + 4 : green + 12])
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = other, one
    return bytes(profile)


def test_sixteen_bit_grey_is_scaled():
    data = photo(photo_bytes(mode="I;16", kind="PNG", colour=0x8000))["full"].data
    assert abs(opened(data).getpixel((5, 5))[0] - 128) < 3


def test_phones_write_two_pictures_into_one_file():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")]
    )
    assert opened(photo(out.getvalue())["full"].data).getpixel((5, 5))[0] > 200


def test_the_first_picture_of_an_animation():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(
        out, "GIF", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")]
    )
    made = opened(photo(out.getvalue())["full"].data)
    assert getattr(made, "n_frames", 1) == 1
    assert made.getpixel((5, 5))[0] > 200


def test_large_photos_wait_for_each_other_and_all_come_out():
    large = photo_bytes(size=(5000, 4000), kind="PNG")
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(photo, [large, large, large]))
    assert [one["full"].width for one in made] == [2048] * 3
    assert not pictures._LARGE_ONES.locked()
    with pytest.raises(RefusedFile):
        photo(large[: len(large) // 2])
    assert not pictures._LARGE_ONES.locked()
