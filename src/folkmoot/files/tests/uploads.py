"""Photos to send in tests, made with Pillow."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo_bytes(*, size=(40, 20), kind="JPEG", mode="RGB", colour="red", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def upload(data=b"", **options):
    return SimpleUploadedFile("photo.jpg", data or photo_bytes(**options), content_type="image/jpeg")
