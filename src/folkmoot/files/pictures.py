"""Photos: decoded as what they really are, turned upright, brought to sRGB and written anew from bare pixels.

What is written anew carries nothing of the original but its pixels: no GPS, no camera, no comments, no thumbnail of
an earlier crop, and nothing that was hidden behind the image.
"""

import io
import struct
import threading
import zlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageDraw, ImageOps

from folkmoot.files import rules

QUALITY = 85
_FAILURES = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
    Warning,
)
"""What Pillow's decoders raise on files that are cut or made to harm; SyntaxError is theirs for a broken PNG."""


_LARGE = 16_000_000
_LARGE_ONES = threading.Lock()
_SHRINKABLE = {"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"}
"""Modes that can be resized well as they are; palettes and 16-bit grey must be converted first."""


class RefusedFile(ValueError):
    """A file that is not taken. Its text is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that we wrote: bytes, type and size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def photo(data: bytes, *, declared: str = "") -> dict[str, Picture]:
    """The variants of a photo: ``full`` (at most 2048 pixels a side), ``medium`` (960) and ``thumb`` (320).

    Raises RefusedFile for whatever is not a whole JPEG, PNG, WebP or GIF of at most 50 million pixels, or is not of
    the media type that was ``declared`` with it.
    """
    image = _decoded(data, declared)
    clear = _is_clear(image)
    sides = {"full": rules.LARGEST_SIDE, **rules.THUMBNAILS}
    return {name: _written(image, largest, clear=clear) for name, largest in sides.items()}


def blacked_out(data: bytes, boxes: Sequence[rules.Box]) -> dict[str, Picture]:
    """The variants of a photo that we wrote, with black boxes drawn into its pixels; nothing of them is left below."""
    image = _decoded(data, "")
    pen = ImageDraw.Draw(image)
    for box in boxes:
        pen.rectangle(
            rules.pixels(box, *image.size), fill=(0, 0, 0, 255) if image.mode == "RGBA" else (0, 0, 0)
        )
    clear = _is_clear(image)
    sides = {"full": rules.LARGEST_SIDE, **rules.THUMBNAILS}
    return {name: _written(image, largest, clear=clear) for name, largest in sides.items()}


def _decoded(data: bytes, declared: str) -> Image.Image:
    """The upright pixels of one image in RGB or RGBA."""
    kind = _known(data, declared)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            if image.width * image.height > rules.MAX_PIXELS:
                raise _too_many_pixels()
            with _turn(image):
                # A JPEG may be read at a fraction of its size, which is all we keep and costs less memory.
                image.draft("RGB", (rules.LARGEST_SIDE, rules.LARGEST_SIDE))
                image.load()
                if image.mode in _SHRINKABLE:
                    # Everything after this then works on at most 2048 by 2048 pixels, not on 50 million.
                    image.thumbnail((rules.LARGEST_SIDE, rules.LARGEST_SIDE), Image.Resampling.LANCZOS)
                return _plain(image)
    except RefusedFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except _FAILURES as error:
        raise RefusedFile(
            _("This photo is damaged or not complete. Open it on your device and save it again.")
        ) from error


def _turn(image: Image.Image) -> AbstractContextManager[object]:
    """Large photos wait for each other: one of 50 million pixels needs half a gigabyte for a second."""
    return _LARGE_ONES if image.width * image.height > _LARGE else nullcontext()


def _known(data: bytes, declared: str) -> str:
    """Pillow's name of the format that the bytes say, if we take it and nothing contradicts it."""
    kind = rules.kind_of(data)
    if kind == rules.HEIF:
        if "HEIF" not in Image.registered_extensions().values():
            raise RefusedFile(
                _("Photos in the HEIC or AVIF format cannot be read here. Save or send it as JPEG.")
            )
        return "HEIF"
    if kind == rules.SVG:
        raise RefusedFile(
            _(
                "Drawings in the SVG format are not taken, because they can carry programs. Send a JPEG or PNG."
            )
        )
    if not kind.photo_format:
        raise RefusedFile(_("This is not a photo that we can read. Send a JPEG, PNG, WebP or GIF."))
    claimed = rules.photo_format_of(declared)
    if claimed and claimed != kind.photo_format:
        raise RefusedFile(
            _(
                "This file says that it is a %(claimed)s but it is a %(found)s. Save it again under its true type."
            )
            % {"claimed": claimed, "found": kind.photo_format}
        )
    if rules.hides_another(data):
        raise RefusedFile(
            _("This photo has another file hidden in it. Save the picture alone and send that.")
        )
    return kind.photo_format


def _too_many_pixels() -> RefusedFile:
    millions = rules.MAX_PIXELS // 1_000_000
    return RefusedFile(_("This photo has more than %(n)s million pixels. Make it smaller.") % {"n": millions})


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, as RGB or RGBA, without a profile or any other metadata."""
    profile = image.info.get("icc_profile")
    upright = _upright(image)
    if upright.mode.startswith("I"):
        # Pillow cuts 16-bit grey off instead of scaling it.
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif profile and upright.mode in {"RGB", "RGBA", "CMYK", "L"}:
        upright = _to_srgb(upright, profile)
    flat = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    bare = Image.new(flat.mode, flat.size)
    bare.paste(flat)
    return bare


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _FAILURES:
        # The metadata is broken, the pixels are not; nobody can know which side is up.
        return image


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *_FAILURES):
        # A broken profile costs the colours their exactness, not the person their photo.
        return image
    return converted or image


def _is_clear(image: Image.Image) -> bool:
    return image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)


def _written(image: Image.Image, largest: int, *, clear: bool) -> Picture:
    size = rules.shrunk(image.width, image.height, largest)
    small = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if clear:
        # WebP keeps what can be seen through; a JPEG would have to invent a ground.
        small.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
        return Picture(out.getvalue(), "image/webp", *size)
    small.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(out.getvalue(), "image/jpeg", *size)
