"""Where bytes are kept: a directory of this machine, or a bucket of an S3-compatible server.

Names are ``<id>/<variant>`` and come from us alone. A file is there whole or not at all: the directory writes
beside and renames, S3 shows an object when its upload is complete.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings

NAME = re.compile(r"[0-9a-f]{32}/[a-z]{1,16}")


class Missing(FileNotFoundError):
    """There are no bytes under this name."""


class Store(Protocol):
    """What a place for bytes can do."""

    def put(self, name: str, data: bytes, *, media_type: str) -> None:
        """Keep bytes under a name, whole or not at all."""

    def get(self, name: str) -> bytes:
        """The bytes, or Missing."""

    def delete(self, name: str) -> None:
        """Destroy the bytes; a name that is not there is no error."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every name with the time it was written."""

    def sweep_drafts(self, *, before: datetime) -> int:
        """Remove what writers left that died half-way before a moment; the number of drafts."""


def store() -> Store:
    """The store that the settings name."""
    if settings.FOLKMOOT_FILES_S3:
        return _bucket(settings.FOLKMOOT_FILES_S3, settings.FOLKMOOT_S3_ENDPOINT)
    return Directory(Path(settings.FOLKMOOT_FILES))


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not <32 hex>/<variant>")
    return name


class Directory:
    """Files under ``<root>/<first two characters>/<id>/<variant>``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, name: str) -> Path:
        return self._root / name[:2] / _checked(name)

    def put(self, name: str, data: bytes, *, media_type: str) -> None:  # noqa: ARG002 - the table knows the type.
        path = self._path(name)
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with open(draft, "xb", opener=lambda file, flags: os.open(file, flags, 0o640)) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            _sync(path.parent)
        finally:
            draft.unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise Missing(name) from error

    def delete(self, name: str) -> None:
        path = self._path(name)
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            # It fails while another variant is still there.
            path.parent.rmdir()

    def names(self) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self._root.glob("??/*/*")):
            name = f"{path.parent.name}/{path.name}"
            if NAME.fullmatch(name):
                yield name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def sweep_drafts(self, *, before: datetime) -> int:
        old = [one for one in self._root.glob("??/*/.*") if one.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


class Bucket:
    """Objects under ``<prefix>/<id>/<variant>`` of an S3-compatible server."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""

    def _key(self, name: str) -> str:
        return self._prefix + _checked(name)

    def put(self, name: str, data: bytes, *, media_type: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._key(name), Body=data, ContentType=media_type)

    def get(self, name: str) -> bytes:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(name))
        except self._client.exceptions.NoSuchKey as error:
            raise Missing(name) from error
        with answer["Body"] as body:
            data: bytes = body.read()
        return data

    def delete(self, name: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._key(name))

    def names(self) -> Iterator[tuple[str, datetime]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        for page in pages:
            for one in page.get("Contents", ()):
                name = one["Key"].removeprefix(self._prefix)
                if NAME.fullmatch(name):
                    yield name, one["LastModified"]

    def sweep_drafts(self, *, before: datetime) -> int:  # noqa: ARG002 - see the next line.
        # An object is uploaded in one request: the server shows it whole or not at all.
        return 0


@cache
def _bucket(address: str, endpoint: str) -> Bucket:
    """A bucket named ``s3://bucket/prefix``. Who we are comes from boto3's own places (environment, role)."""
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"FOLKMOOT_FILES_S3 must read s3://bucket/prefix, not {address!r}")
    # Only installations that keep files in S3 have boto3 (the extra "s3").
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        config=Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3, "mode": "standard"}),
    )
    return Bucket(client, parts.netloc, parts.path.strip("/"))


def _sync(folder: Path) -> None:
    """Make a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
