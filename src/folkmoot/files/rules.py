"""What we take, decided from the first bytes and the last: a name or a header says nothing about a file."""

import codecs
from dataclasses import dataclass
from math import ceil

MAX_PHOTO = 10 * 1024 * 1024
MAX_DOCUMENT = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
LARGEST_SIDE = 2048
THUMBNAILS = {"thumb": 320, "medium": 960}
"""Variants of a photo and their largest side in pixels."""

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_DECLARED = {
    "image/jpeg": "JPEG",
    "image/jpg": "JPEG",
    "image/pjpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_TEXT_CONTROLS = set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D}
_PDF_END_WITHIN = 2048


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of file we know from its bytes; ``photo_format`` is Pillow's name of an image that we take."""

    media_type: str
    photo_format: str = ""


HEIF = Kind("image/heic")
SVG = Kind("image/svg+xml")
HTML = Kind("text/html")
UNKNOWN = Kind("application/octet-stream")


def kind_of(data: bytes) -> Kind:
    """The sort of a file, from its signature (WHATWG MIME Sniffing, section 6; RFC 9649 for WebP; ISO 23008-12)."""
    head = data[:512]
    if head.startswith(b"\xff\xd8\xff"):
        return Kind("image/jpeg", "JPEG")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind("image/png", "PNG")
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return Kind("image/gif", "GIF")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind("image/webp", "WEBP")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIF
    if head.startswith(b"%PDF-"):
        return Kind("application/pdf")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if text.startswith((b"<?xml", b"<svg")) or b"<svg" in text:
        return SVG
    if text.startswith((b"<!doctype", b"<html", b"<script", b"<body", b"<head", b"<!--", b"<iframe")):
        return HTML
    return UNKNOWN


def photo_format_of(declared: str) -> str:
    """The format that a declared media type names, nothing for a type that says nothing about photos."""
    return _DECLARED.get(declared.partition(";")[0].strip().lower(), "")


def hides_another(data: bytes) -> bool:
    """Whether a photo is at the same time a web page, a program, a PDF or a ZIP archive.

    A PDF begins in the first 1,024 bytes (ISO 32000-1, annex H), a ZIP ends in the last 65,557 (APPNOTE 4.3.16).
    """
    lower = data.lower()
    markup = any(mark in lower for mark in (b"<script", b"<html", b"<!doctype html", b"<?php"))
    return markup or b"%PDF-" in data[:1024] or b"PK\x05\x06" in data[-65_557:]


def is_whole_pdf(data: bytes) -> bool:
    """Whether a PDF has its end-of-file marker where readers look for it (ISO 32000-1, 7.5.5)."""
    return b"%%EOF" in data[-_PDF_END_WITHIN:]


def text_of(data: bytes) -> str | None:
    """The text of a plain file in UTF-8 (or UTF-16 with its mark), None when it is not text."""
    coding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        return None
    return None if any(ord(one) in _TEXT_CONTROLS for one in text) else text


def looks_like_csv(text: str) -> bool:
    """Whether the first lines have the same number of fields above one, by comma, semicolon or tab."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    for mark in ",;\t":
        counts = {line.count(mark) for line in lines if '"' not in line}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture: left, top, right and bottom as shares of its width and height, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


def is_box(box: Box) -> bool:
    """Whether a box lies within the picture and covers something."""
    return 0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1


def pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """First and last column and row that a box touches, so that no half-covered pixel stays readable."""
    return (
        int(box.left * width),
        int(box.top * height),
        min(width - 1, ceil(box.right * width)),
        min(height - 1, ceil(box.bottom * height)),
    )


def shrunk(width: int, height: int, largest: int) -> tuple[int, int]:
    """The size that fits into a square of ``largest``, never larger than it was and at least 1 by 1."""
    factor = min(1.0, largest / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))
