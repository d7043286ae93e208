"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), with Ed25519 signatures (type 0x01)."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from folkmoot.record.merkle import HASH

ED25519 = b"\x01"
MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100
_DASH = "— "
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\Z")


class NoteError(ValueError):
    """A note that cannot be believed; the message says why."""


def check_name(name: str) -> str:
    """A key name: not empty, no white space, control character or plus sign, and possible in UTF-8."""
    if not name or any(
        one == "+" or one < " " or one.isspace() or "\ud800" <= one <= "\udfff" for one in name
    ):
        raise NoteError(
            f"{name[:80]!r} is no key name: it must not be empty or hold spaces, '+' or half characters"
        )
    return name


def _check_text(text: str) -> None:
    """Refuse what may not stand in a note: control characters other than the line break, half characters."""
    if any((one < " " and one != "\n") or "\ud800" <= one <= "\udfff" for one in text):
        raise NoteError("the note holds control characters or half characters")
    if not text.endswith("\n"):
        raise NoteError("a note, and its text, ends with a line break")


def decode(encoded: str) -> bytes:
    """Base64 written in the one right way, or ValueError: one value must not have two spellings."""
    data = base64.b64decode(encoded, validate=True)
    if base64.b64encode(data).decode() != encoded:
        raise ValueError("the unused bits of the last character are not zero")
    return data


def key_id(name: str, algorithm_and_key: bytes) -> bytes:
    """First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key)."""
    return hashlib.sha256(name.encode() + b"\n" + algorithm_and_key).digest()[:4]


class Verifier:
    """A public key with its name. ``algorithm`` is the byte that says what its signatures are over."""

    algorithm: ClassVar[bytes] = ED25519
    called: ClassVar[str] = "Ed25519 keys (type 1)"

    def __init__(self, name: str, public_key: bytes) -> None:
        self.name = check_name(name)
        self.key_id = key_id(name, self.algorithm + public_key)
        self._raw = public_key
        self._key = Ed25519PublicKey.from_public_bytes(public_key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's over the message."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @property
    def vkey(self) -> str:
        """``name+hex id+base64(type ‖ key)``."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.algorithm + self._raw).decode()}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read a vkey; NoteError when it is malformed, of another type, or its id does not fit."""
        parts = vkey.strip().split("+", 2)
        try:
            name, identifier, data = parts[0], parts[1], decode(parts[2])
        except (IndexError, ValueError) as error:
            raise NoteError("a verifier key looks like name+id+base64") from error
        if len(data) != HASH + 1 or data[:1] != cls.algorithm:
            raise NoteError(f"only {cls.called} are understood here")
        found = cls(name, data[1:])
        if found.key_id.hex() != identifier:
            raise NoteError(f"the key's id is {found.key_id.hex()}, not {identifier}")
        return found


class Signer:
    """A private key with its name."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self.name = check_name(name)
        self.private_key = private_key
        self.verifier = Verifier(name, private_key.public_key().public_bytes_raw())
        self.key_id = self.verifier.key_id


def sign(text: str, signers: Sequence[Signer]) -> str:
    """The text as a note with one signature line for each signer. NoteError when nobody could open it."""
    _check_text(text)
    if not signers:
        raise NoteError("a note needs at least one signer")
    lines = [
        f"{_DASH}{one.name} {base64.b64encode(one.key_id + one.private_key.sign(text.encode())).decode()}\n"
        for one in signers
    ]
    return text + "\n" + "".join(lines)


@dataclass(frozen=True, slots=True)
class Note:
    """A note whose signatures by known keys were good; ``signed_by`` names them."""

    text: str
    signed_by: tuple[str, ...]


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> Note:
    """Check a note. NoteError when it is malformed, a known key's signature fails, or no known key signed it."""
    if len(data) > MAX_NOTE:
        raise NoteError(f"the note has {len(data):,} bytes; at most {MAX_NOTE:,} are read")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8") from error
    _check_text(whole)
    split = whole.rfind("\n\n")
    if split < 0:
        raise NoteError("a note is a text, an empty line and signature lines")
    # Only \n ends a line here; splitlines() would also break at U+2028 and its like.
    text, lines = whole[: split + 1], whole[split + 2 :].split("\n")[:-1]
    if not lines or len(lines) > MAX_SIGNATURES:
        raise NoteError(f"a note has 1 to {MAX_SIGNATURES} signatures, not {len(lines)}")
    known = {(one.name, one.key_id): one for one in verifiers}
    good: dict[tuple[str, bytes], None] = {}
    for line in lines:
        name, signature = signature_of(line)
        key = (name, signature[:4])
        if key not in known:
            continue
        # A second signature by the same key must be good as well: a false one beside a good one is a forgery.
        if not known[key].verify(text.encode(), signature[4:]):
            raise NoteError(f"the signature of {name} is false")
        good[key] = None
    if not good:
        raise NoteError("no known key signed this note")
    return Note(text, tuple(name for name, _ in good))


def signature_of(line: str) -> tuple[str, bytes]:
    """Name of the signer, and key id with signature, of a signature line; NoteError when it is malformed."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise NoteError("a signature line begins with an em dash and a space")
    check_name(name)
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise NoteError(f"the signature of {name} is not base64") from error
    if len(data) <= len(b"keyid"):
        raise NoteError(f"the signature of {name} is too short")
    return name, data


@dataclass(frozen=True, slots=True)
class CheckpointText:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def checkpoint_text(origin: str, size: int, root: bytes, extensions: Sequence[str] = ()) -> str:
    """Origin, size, base64 of the root, then any extension lines. NoteError when that could not be read back."""
    text = "".join(f"{line}\n" for line in (origin, size, base64.b64encode(root).decode(), *extensions))
    if parse_checkpoint(text) != CheckpointText(origin, size, root, tuple(extensions)):
        raise NoteError("an origin or extension is one line")
    return text


def parse_checkpoint(text: str) -> CheckpointText:
    """Read the text of a checkpoint; NoteError when it is malformed."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):  # noqa: PLR2004 - three lines and the final line break.
        raise NoteError("a checkpoint has an origin, a size and a root, each on a line")
    origin, size, encoded = lines[:3]
    if not _SIZE.match(size) or int(size) >= 1 << 63:
        raise NoteError(f"{size[:40]!r} is not a tree size in plain decimal digits")
    try:
        root = decode(encoded)
    except ValueError as error:
        raise NoteError("the root is not base64") from error
    if len(root) != HASH:
        raise NoteError(f"the root has {len(root)} bytes; it must have {HASH}")
    return CheckpointText(origin, int(size), root, tuple(lines[3:-1]))
