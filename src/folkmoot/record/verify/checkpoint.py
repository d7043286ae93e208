"""Verifier keys and signed checkpoints (C2SP signed-note, tlog-checkpoint)."""

import base64
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .tree import sha
from .verdict import CannotTell, Wrong

MAX_NOTE = 1_000_000
LOG = b"\x01"
WITNESS = b"\x04"
_KINDS = {LOG: "Ed25519 (type 1)", WITNESS: "of an Ed25519 witness (type 4)"}


@dataclass(frozen=True)
class Key:
    """A verifier key."""

    name: str
    id: bytes
    public: bytes
    kind: bytes = LOG

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.kind + self.public).decode()}"

    @classmethod
    def parse(cls, vkey: str, kind: bytes = LOG) -> "Key":
        try:
            name, identifier, encoded = vkey.strip().split("+", 2)
            data = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise CannotTell("the key does not look like name+id+base64") from error
        found = cls(name, sha(name.encode() + b"\n" + data)[:4], data[1:], data[:1])
        if data[:1] != kind or len(data) != 33 or found.id.hex() != identifier:  # noqa: PLR2004 - type and key.
            raise CannotTell(f"the key is not {_KINDS[kind]}, or its id does not fit")
        return found


@dataclass(frozen=True)
class Head:
    """A checkpoint whose signature was checked."""

    origin: str
    size: int
    root: bytes
    note: str


def origin_of(data: bytes) -> str:
    """The first line of a note, before anything about it is checked."""
    return data.split(b"\n", 1)[0].decode("utf-8", "replace")


def open_checkpoint(data: bytes, key: Key) -> Head:
    """Check the key's signature on a checkpoint and read it."""
    if len(data) > MAX_NOTE:
        raise Wrong(f"the checkpoint has {len(data):,} bytes; at most {MAX_NOTE:,} are read")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Wrong("the checkpoint is not UTF-8") from error
    if any(one < " " and one != "\n" for one in whole):
        raise Wrong("the checkpoint holds control characters")
    text, gap, signatures = whole.rpartition("\n\n")
    text += "\n"
    if not gap or not whole.endswith("\n"):
        raise Wrong("the checkpoint is not a signed note")
    signed = False
    # Only \n ends a line here; splitlines() would also break at U+2028 and its like.
    for line in signatures.split("\n")[:-1]:
        if not line.startswith("— "):
            raise Wrong("a signature line of the checkpoint does not begin with an em dash")
        name, _, encoded = line.removeprefix("— ").partition(" ")
        try:
            blob = base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise Wrong("a signature of the checkpoint is not base64") from error
        if (name, blob[:4]) == (key.name, key.id):
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(blob[4:], text.encode())
            except InvalidSignature as error:
                raise Wrong(f"the signature of {key.name} on the checkpoint is false") from error
            signed = True
    if not signed:
        raise Wrong(f"the checkpoint is not signed by {key.name}")
    lines = text.split("\n")
    if lines[0] != key.name:
        raise Wrong(f"the checkpoint is of {lines[0][:80]!r}; the key is of {key.name}")
    if len(lines) < 4 or not re.fullmatch(r"0|[1-9]\d{0,18}", lines[1], re.ASCII):  # noqa: PLR2004 - three lines.
        raise Wrong("the checkpoint does not state its size in plain digits")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except ValueError as error:
        raise Wrong("the checkpoint's root is not base64") from error
    if len(root) != 32 or base64.b64encode(root).decode() != lines[2]:  # noqa: PLR2004 - SHA-256.
        raise Wrong("the checkpoint's root is not a SHA-256 in plain base64")
    return Head(lines[0], int(lines[1]), root, whole)
