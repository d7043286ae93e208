"""Keeping and erasing files. Bytes are written before the row that names them, so that a row is never without bytes;
bytes without a row, from a process that died between, are found by ``sweep``.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from folkmoot.files import pictures, rules
from folkmoot.files.models import StoredFile, random_id
from folkmoot.files.pictures import RefusedFile
from folkmoot.files.storage import Missing, Store, store
from folkmoot.record import clock

__all__ = [
    "Missing",
    "RefusedFile",
    "adopt",
    "black_out",
    "commitment_of",
    "erase",
    "erase_drafts",
    "keep_document",
    "keep_photo",
    "open_file",
    "publish",
    "sweep",
]

_LABEL = b"folkmoot/file/1\n"
VARIANTS = ("full", *rules.THUMBNAILS)


class Upload(Protocol):
    """What Django's UploadedFile can do, and any open binary file."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """Bytes of a stored file and their type."""

    data: bytes
    media_type: str


def commitment_of(data: bytes, salt: bytes) -> str:
    """SHA-256 of label, 32-byte salt and the bytes as stored, in hexadecimal (docs/record.md, Commitments)."""
    return hashlib.sha256(_LABEL + salt + data).hexdigest()


def keep_photo(upload: Upload, *, subject: str, public: bool = True) -> StoredFile:
    """Keep a photo in three sizes, written anew without any metadata.

    Raises RefusedFile with a sentence when it is too large, not a photo, damaged, or of a sort that we do not take.
    """
    data = _read(upload, limit=getattr(settings, "FOLKMOOT_MAX_PHOTO", rules.MAX_PHOTO))
    made = pictures.photo(data, declared=str(getattr(upload, "content_type", "") or ""))
    full = made["full"]
    row = _row(full.data, full.media_type, subject=subject, public=public)
    row.width, row.height = full.width, full.height
    return _keep(row, {name: (one.data, one.media_type) for name, one in made.items()})


def black_out(file: StoredFile, boxes: Sequence[rules.Box]) -> StoredFile:
    """A new photo with black boxes in the place of an old one, which the caller erases. Raises RefusedFile, Missing."""
    if not boxes or not all(map(rules.is_box, boxes)):
        raise RefusedFile(_("Draw at least one box inside the picture."))
    made = pictures.blacked_out(open_file(file).data, boxes)
    full = made["full"]
    row = _row(full.data, full.media_type, subject=file.subject, public=file.public)
    row.width, row.height = full.width, full.height
    return _keep(row, {name: (one.data, one.media_type) for name, one in made.items()})


def keep_document(upload: Upload, *, subject: str, public: bool = True) -> StoredFile:
    """Keep a PDF, a plain text or a CSV as it is. Raises RefusedFile with a sentence.

    What is inside a PDF is not looked at: it is only ever sent as a download, in a sandbox.
    """
    data = _read(upload, limit=getattr(settings, "FOLKMOOT_MAX_DOCUMENT", rules.MAX_DOCUMENT))
    media_type = _document_type(data)
    row = _row(data, media_type, subject=subject, public=public)
    return _keep(row, {"full": (data, media_type)})


def open_file(file: StoredFile, variant: str = "full") -> Opened:
    """The bytes of a file in a variant; a document has only ``full``. Raises Missing."""
    if file.erased or variant not in VARIANTS or (variant != "full" and file.width is None):
        raise Missing(f"{file.pk}/{variant}")
    return Opened(store().get(f"{file.pk}/{variant}"), file.media_type)


def publish(ids: Iterable[str], *, public: bool) -> int:
    """Show files on public pages or take them off; the number of files."""
    return StoredFile.objects.filter(pk__in=list(ids), erased__isnull=True).update(public=public)


def adopt(ids: Iterable[str], *, subject: str, public: bool = True) -> int:
    """Make drafts part of what they were written for; the number of files."""
    return StoredFile.objects.filter(pk__in=list(ids), erased__isnull=True).update(
        subject=subject, public=public
    )


def erase_drafts(*, subject: str, older_than: timedelta) -> int:
    """Destroy files that were kept under a draft's subject and never adopted; how many."""
    left = StoredFile.objects.filter(
        subject=subject, erased__isnull=True, created__lt=clock.now() - older_than
    )
    return erase(left.values_list("pk", flat=True)[:1000])


def erase(ids: Iterable[str]) -> int:
    """Destroy files for ever: every size, the digest and the salt. What remains is an inert commitment.

    The bytes go when the transaction around it is committed; ``sweep`` does it again should that fail.
    """
    with transaction.atomic():
        rows = StoredFile.objects.filter(pk__in=list(ids), erased__isnull=True)
        gone = list(rows.values_list("pk", flat=True))
        StoredFile.objects.filter(pk__in=gone).update(
            erased=clock.now(), sha256="", salt=None, public=False, size=0, width=None, height=None
        )
        transaction.on_commit(lambda: _delete(gone))
    return len(gone)


def sweep(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Delete bytes that no living row names and that are old enough not to be in the making; how many files.

    They come from processes that died between writing bytes and their row, or between erasing a row and its bytes.
    """
    place, before = store(), clock.now() - older_than
    deleted = place.sweep_drafts(before=before)
    old = [name for name, written in place.names() if written < before]
    for start in range(0, len(old), 500):
        some = old[start : start + 500]
        ids = {name.partition("/")[0] for name in some}
        living = set(StoredFile.objects.filter(pk__in=ids, erased__isnull=True).values_list("pk", flat=True))
        for name in some:
            if name.partition("/")[0] not in living:
                place.delete(name)
                deleted += 1
    return deleted


def _read(upload: Upload, *, limit: int) -> bytes:
    # One byte above the limit is enough to know; a size that a header claims is not asked.
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise RefusedFile(
            _("This file is larger than %(n)s MB. Make it smaller.") % {"n": limit // 1024 // 1024}
        )
    if not data:
        raise RefusedFile(_("This file is empty. Choose another one."))
    return data


def _document_type(data: bytes) -> str:
    kind = rules.kind_of(data)
    if kind.media_type == "application/pdf":
        if not rules.is_whole_pdf(data):
            raise RefusedFile(_("This PDF is damaged or not complete. Save it again and send it once more."))
        return kind.media_type
    text = rules.text_of(data) if kind == rules.UNKNOWN else None
    if text is None:
        raise RefusedFile(
            _("This is not a document that we take. Send a PDF, a plain text or a CSV in UTF-8.")
        )
    return "text/csv" if rules.looks_like_csv(text) else "text/plain"


def _row(data: bytes, media_type: str, *, subject: str, public: bool) -> StoredFile:
    salt = secrets.token_bytes(32)
    return StoredFile(
        id=random_id(),
        sha256=hashlib.sha256(data).hexdigest(),
        salt=salt,
        commitment=commitment_of(data, salt),
        media_type=media_type,
        size=len(data),
        subject=subject,
        public=public,
        created=clock.now(),
    )


def _keep(row: StoredFile, variants: dict[str, tuple[bytes, str]]) -> StoredFile:
    place = store()
    try:
        for name, (data, media_type) in variants.items():
            place.put(f"{row.pk}/{name}", data, media_type=media_type)
        row.save(force_insert=True)
    except BaseException:
        _delete([row.pk], place)
        raise
    return row


def _delete(ids: Iterable[str], place: Store | None = None) -> None:
    place = place or store()
    for one in ids:
        for variant in VARIANTS:
            place.delete(f"{one}/{variant}")
