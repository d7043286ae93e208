"""Cosignatures of witnesses (C2SP tlog-cosignature), Ed25519 with a time (type 0x04)."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from folkmoot.record.note import NoteError, Verifier, open_note, signature_of

COSIGNATURE = b"\x04"
_TIME = 8
"""Bytes of the time in a cosignature, before its 64 bytes of Ed25519."""
_ID = 4


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs: a label, the time in seconds, the checkpoint's text without its signatures."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


class WitnessVerifier(Verifier):
    """The public key of a witness; its signatures hold the time at which it looked."""

    algorithm: ClassVar[bytes] = COSIGNATURE
    called: ClassVar[str] = "keys of Ed25519 witnesses (type 4)"

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether it is this witness's cosignature of a checkpoint's text."""
        at = int.from_bytes(signature[:_TIME], "big")
        if len(signature) <= _TIME or not 0 < at < 1 << 63:
            return False
        return super().verify(cosigned(message.decode(), at), signature[_TIME:])


class WitnessSigner:
    """The private key of a witness."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._key = private_key
        self.verifier = WitnessVerifier(name, private_key.public_key().public_bytes_raw())

    def line(self, text: str, *, at: int) -> str:
        """The signature line over a checkpoint's text at a time in seconds since 1970."""
        data = self.verifier.key_id + at.to_bytes(_TIME, "big") + self._key.sign(cosigned(text, at))
        return f"— {self.verifier.name} {base64.b64encode(data).decode()}\n"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """One good cosignature: its line of the note, and when the witness looked, in seconds since 1970."""

    line: str
    at: int


def cosignature_in(text: str, lines: str, witness: WitnessVerifier) -> Cosigned:
    """The newest cosignature of a witness among signature lines; those of others are left out.

    Raises NoteError when there is none, when one of this witness is false, or when the lines are malformed.
    """
    open_note(f"{text}\n{lines}".encode(), [witness])
    found = []
    for line in lines.split("\n")[:-1]:
        name, data = signature_of(line)
        if (name, data[:_ID]) == (witness.name, witness.key_id):
            found.append(Cosigned(f"{line}\n", int.from_bytes(data[_ID : _ID + _TIME], "big")))
    return max(found, key=lambda one: one.at)


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness that an installation asks: its key, and the address that add-checkpoint is below."""

    verifier: WitnessVerifier
    url: str

    @property
    def name(self) -> str:
        """The name of its key."""
        return self.verifier.name

    @property
    def vkey(self) -> str:
        """Its key as one word."""
        return self.verifier.vkey


_PAIR = re.compile(r"(?P<vkey>.+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44})=(?P<url>https?://\S+)\Z")


def parse_witnesses(words: str) -> tuple[Witness, ...]:
    """Read ``<vkey>=<url>`` pairs parted by white space. Raises ValueError that names the pair."""
    found: list[Witness] = []
    for pair in words.split():
        match = _PAIR.match(pair)
        if match is None:
            raise ValueError(
                f"{pair[:80]!r} does not look like <name>+<id>+<key>=https://…, the key and address of a witness"
            )
        try:
            found.append(Witness(WitnessVerifier.parse(match["vkey"]), match["url"].rstrip("/")))
        except NoteError as error:
            raise ValueError(f"the witness at {match['url']}: {error}") from error
    for one in ("name", "vkey", "url"):
        values = [getattr(witness, one) for witness in found]
        if len(set(values)) != len(values):
            raise ValueError(f"two witnesses have the same {one}: each counts once")
    return tuple(found)


def quorum(witnesses: Sequence[Witness]) -> int:
    """How many of them have to agree: more than half."""
    return len(witnesses) // 2 + 1
