"""The record's signing key: made at the first start, kept in one file that only its owner may read.

The file holds one line in the form of Go's note package: ``PRIVATE+KEY+<name>+<key id>+<base64(type, seed)>``.
The name is the log's origin, so a log keeps its name when the site is served at another address.
"""

import base64
import os
import stat
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from folkmoot.record.note import Signer

_ALGORITHM = b"\x01"


class UnsafeKey(PermissionError):
    """The key file can be read by others, or is not a key."""


def _write_new(path: Path, line: str) -> None:
    """Create the file with its whole content or not at all, even when two processes or threads start together."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        # Another process was faster; its key is the key.
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> Signer:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UnsafeKey(f"{path} may be read by others: run chmod 600 on it")
    parts = path.read_text().strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:  # noqa: PLR2004 - the five parts of the form above.
        raise UnsafeKey(f"{path} does not hold PRIVATE+KEY+<name>+<id>+<key>")
    data = base64.b64decode(parts[4], validate=True)
    return Signer(parts[2], Ed25519PrivateKey.from_private_bytes(data[1:]))


@cache
def _signer(path: Path, origin: str) -> Signer:
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        draft = Signer(origin, key)
        encoded = base64.b64encode(_ALGORITHM + key.private_bytes_raw()).decode()
        _write_new(path, f"PRIVATE+KEY+{origin}+{draft.key_id.hex()}+{encoded}\n")
    return _read(path)


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
        _write_new(path, os.urandom(32).hex() + "\n")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UnsafeKey(f"{path} may be read by others: run chmod 600 on it")
    return bytes.fromhex(path.read_text().strip())
