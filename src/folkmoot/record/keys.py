"""The record's signing key: made at the first start, kept in one file that only its owner may read (keyfile.py).

The name of the key is the log's origin, so a log keeps its name when the site is served at another address.
"""

import os
from functools import cache
from pathlib import Path

from django.conf import settings

from folkmoot.record import keyfile
from folkmoot.record.keyfile import UnsafeKey
from folkmoot.record.note import ED25519, Signer

__all__ = ["UnsafeKey", "receipt_signer", "secret", "signer"]


@cache
def _signer(path: Path, origin: str) -> Signer:
    if not path.exists():
        keyfile.make(path, origin, ED25519)
    return keyfile.read(path)


def signer() -> Signer:
    """The log's signer. Raises UnsafeKey when the file may be read by others."""
    return _signer(Path(settings.FOLKMOOT_KEYS) / "record.key", settings.FOLKMOOT_RECORD_ORIGIN)


def receipt_signer() -> Signer:
    """The same key under the name ``<origin>/receipt``, so that a receipt can never pass for a checkpoint."""
    log = signer()
    return Signer(f"{log.name}/receipt", log.private_key)


def secret(name: str) -> bytes:
    """A 32-byte secret of its own for ``name``, made at first use; it lives outside the database."""
    path = Path(settings.FOLKMOOT_KEYS) / f"{name}.secret"
    if not path.exists():
        keyfile.write_new(path, os.urandom(32).hex() + "\n")
    keyfile.demand_private(path)
    return bytes.fromhex(path.read_text().strip())


def forget(name: str) -> None:
    """Destroy a secret that has done its work; the next use of its name makes another."""
    (Path(settings.FOLKMOOT_KEYS) / f"{name}.secret").unlink(missing_ok=True)
