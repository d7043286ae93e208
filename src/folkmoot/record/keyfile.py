"""One private key in one file that only its owner may read. Knows no Django: a witness keeps its key the same way.

The file holds one line in the form of Go's note package: ``PRIVATE+KEY+<name>+<key id>+<base64(type, seed)>``.
"""

import base64
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from folkmoot.record.note import Signer, key_id


class UnsafeKey(PermissionError):
    """The key file can be read by others, or is not a key."""


def write_new(path: Path, line: str) -> None:
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


def demand_private(path: Path) -> None:
    """Raise UnsafeKey when others may read the file."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UnsafeKey(f"{path} may be read by others: run chmod 600 on it")


def make(path: Path, name: str, algorithm: bytes) -> None:
    """Write a new key under ``name`` unless there is one."""
    key = Ed25519PrivateKey.generate()
    identifier = key_id(name, algorithm + key.public_key().public_bytes_raw()).hex()
    encoded = base64.b64encode(algorithm + key.private_bytes_raw()).decode()
    write_new(path, f"PRIVATE+KEY+{name}+{identifier}+{encoded}\n")


def read(path: Path) -> Signer:
    """The signer of a key file. Raises UnsafeKey."""
    demand_private(path)
    parts = path.read_text().strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:  # noqa: PLR2004 - the five parts of the form above.
        raise UnsafeKey(f"{path} does not hold PRIVATE+KEY+<name>+<id>+<key>")
    data = base64.b64decode(parts[4], validate=True)
    return Signer(parts[2], Ed25519PrivateKey.from_private_bytes(data[1:]))
