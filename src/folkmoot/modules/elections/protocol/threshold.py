"""Making a key of which any k of n trustees can decrypt, by Pedersen's protocol (specification, section 4.6).

Each trustee keeps one seed. Everything else passes through a server that cannot read it: ``certify`` → ``propose`` →
``route`` → ``accept`` → ``parameters``; ``decryption_key`` opens the share when the election is tallied.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from folkmoot.modules.elections.protocol.arithmetic import number, power_product
from folkmoot.modules.elections.protocol.encoding import (
    BASE58,
    JsonObject,
    dump,
    fields,
    items,
    load,
    sha256_hex,
    text,
)
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import Group
from folkmoot.modules.elections.protocol.trustees import (
    Certificate,
    Pedersen,
    SignedMessage,
    TrusteeKey,
    evaluated,
    read_coefexps,
)

SEED = 22
TAG = 8
NONCE = 13
"""AES-CCM as the tool uses it: a tag of 8 bytes and, for texts below 64 KiB, the first 13 bytes of the vector."""


def generate_seed() -> str:
    """A fresh seed: what a trustee prints and keeps (128 bits of randomness)."""
    return "".join(secrets.choice(BASE58) for _ in range(SEED))


@dataclass(frozen=True)
class Keys:
    """The keys that follow from a seed (section 4.6.1)."""

    group: Group
    signing: int
    decryption: int

    @classmethod
    def of(cls, group: Group, seed: str) -> "Keys":
        """Derive them."""
        return cls(group, _derive(group, f"sk|{seed}"), _derive(group, f"dk|{seed}"))

    @property
    def verification(self) -> int:
        """The public half of the signing key."""
        return self.group.secret_power(self.group.g, self.signing)

    @property
    def encryption(self) -> int:
        """The public half of the decryption key."""
        return self.group.secret_power(self.group.g, self.decryption)


def _derive(group: Group, label: str) -> int:
    return number(int.from_bytes(hashlib.sha256(label.encode()).digest(), "big")) % group.q


def _secrets(label: str, value: int) -> bytes:
    return hashlib.sha256(f"{label}|{value}".encode()).digest()


def send(keys: Keys, recipient: int, message: str) -> str:
    """A message, signed and then encrypted for the holder of an encryption key (section 4.6.3)."""
    group = keys.group
    inner = dump({"recipient": str(recipient), "message": message}).decode()
    signed = dump(SignedMessage.sign(group, keys.signing, inner).write())
    r, s = group.exponent(), group.exponent()
    alpha, shared = group.secret_power(group.g, r), group.secret_power(group.g, s)
    cipher = AESCCM(_secrets("key", shared), tag_length=TAG)
    data = cipher.encrypt(_secrets("iv", alpha)[:NONCE], signed, None)
    beta = group.secret_power(recipient, r) * shared % group.p
    return dump({"alpha": str(alpha), "beta": str(beta), "data": data.hex()}).decode()


def receive(keys: Keys, sender: int, sealed: str, where: str = "") -> object:
    """What such a message says as JSON, if it was sent to these keys by the holder of that verification key."""
    group = keys.group
    found = fields(load(sealed.encode()), ("alpha", "beta", "data"), where=where)
    alpha = group.require(group.read_element(found["alpha"], where), where)
    beta = group.require(group.read_element(found["beta"], where), where)
    shared = beta * group.inverse(group.secret_power(alpha, keys.decryption)) % group.p
    cipher = AESCCM(_secrets("key", shared), tag_length=TAG)
    try:
        data = bytes.fromhex(text(found["data"], where))
        opened = cipher.decrypt(_secrets("iv", alpha)[:NONCE], data, None)
    except (ValueError, InvalidTag):
        raise Invalid("trustee message", "the message cannot be opened with this seed", where) from None
    signed = SignedMessage.read(load(opened), group, where)
    inner = fields(signed.verify(group, sender, where), ("recipient", "message"), where=where)
    demand(inner["recipient"] == str(keys.encryption), "trustee message", "it was meant for another", where)
    return load(text(inner["message"], where).encode())


def certify(group: Group, seed: str) -> Certificate:
    """Step 1, by each trustee: the certificate of the keys."""
    keys = Keys.of(group, seed)
    content = dump({"verification": str(keys.verification), "encryption": str(keys.encryption)}).decode()
    return Certificate(keys.verification, keys.encryption, SignedMessage.sign(group, keys.signing, content))


@dataclass(frozen=True)
class Proposal:
    """A trustee's polynomial: for itself, in shares for the others, and in public (``polynomial`` of section 4.6.4)."""

    polynomial: str
    secrets: list[str]
    coefexps: SignedMessage

    def write(self) -> JsonObject:
        """The structure ``polynomial``."""
        return {"polynomial": self.polynomial, "secrets": self.secrets, "coefexps": self.coefexps.write()}

    @property
    def commitment(self) -> str:
        """A hash to publish before anybody's coefficients are shown, so that nobody chooses theirs afterwards."""
        return sha256_hex(dump(self.coefexps.write()))


def read_proposal(value: object, group: Group, certificates: Sequence[Certificate], place: int) -> Proposal:
    """A proposal from its structure, its public half checked."""
    where = f"polynomial {place + 1}"
    found = fields(value, ("polynomial", "secrets", "coefexps"), where=where)
    shares = [text(one, where) for one in items(found["secrets"], where, len(certificates))]
    signed = SignedMessage.read(found["coefexps"], group, where)
    read_coefexps(signed, group, certificates[place], where)
    return Proposal(text(found["polynomial"], where), shares, signed)


def propose(group: Group, seed: str, certificates: Sequence[Certificate], threshold: int) -> Proposal:
    """Step 3, by each trustee: a random polynomial whose degree is the threshold less one."""
    demand(
        1 <= threshold <= len(certificates), "threshold", f"{threshold} of {len(certificates)} is impossible"
    )
    keys = Keys.of(group, seed)
    _position(keys, certificates)
    coefficients = [group.exponent() for _ in range(threshold)]
    public = [str(group.secret_power(group.g, one)) for one in coefficients]
    own = dump({"polynomial": [str(one) for one in coefficients]}).decode()
    shares = [
        send(keys, one.encryption, dump({"secret": str(_at(group, coefficients, place + 1))}).decode())
        for place, one in enumerate(certificates)
    ]
    signed = SignedMessage.sign(group, keys.signing, dump({"coefexps": public}).decode())
    return Proposal(send(keys, keys.encryption, own), shares, signed)


def _position(keys: Keys, certificates: Sequence[Certificate]) -> int:
    for place, one in enumerate(certificates):
        if one.verification == keys.verification and one.encryption == keys.encryption:
            return place
    raise Invalid("trustee message", "the certificates do not contain the one of this seed")


def _at(group: Group, coefficients: Sequence[int], index: int) -> int:
    value = number(0)
    for one in reversed(coefficients):
        value = (value * index + one) % group.q
    return value


@dataclass(frozen=True)
class Input:
    """What the server hands to one trustee: the shares meant for it, and everybody's public coefficients."""

    polynomial: str
    secrets: list[str]
    coefexps: list[SignedMessage]

    def write(self) -> JsonObject:
        """The structure ``vinput``."""
        return {
            "polynomial": self.polynomial,
            "secrets": self.secrets,
            "coefexps": [one.write() for one in self.coefexps],
        }

    @classmethod
    def read(cls, value: object, group: Group) -> "Input":
        """From its structure."""
        found = fields(value, ("polynomial", "secrets", "coefexps"), where="vinput")
        return cls(
            text(found["polynomial"]),
            [text(one) for one in items(found["secrets"])],
            [SignedMessage.read(one, group) for one in items(found["coefexps"])],
        )


def route(proposals: Sequence[Proposal]) -> list[Input]:
    """Step 4, by the server: hand the shares on."""
    public = [one.coefexps for one in proposals]
    return [
        Input(one.polynomial, [other.secrets[place] for other in proposals], public)
        for place, one in enumerate(proposals)
    ]


@dataclass(frozen=True)
class Output:
    """A trustee's share of the key, encrypted for itself, and its verification key."""

    private_key: str
    public_key: TrusteeKey

    def write(self) -> JsonObject:
        """The structure ``voutput``."""
        return {"private_key": self.private_key, "public_key": self.public_key.write()}

    @classmethod
    def read(cls, value: object, group: Group) -> "Output":
        """From its structure; the proof of possession is checked."""
        found = fields(value, ("private_key", "public_key"), where="voutput")
        return cls(text(found["private_key"]), TrusteeKey.read(found["public_key"], group, "voutput"))


def accept(group: Group, seed: str, certificates: Sequence[Certificate], given: Input) -> Output:
    """Step 5, by each trustee: check every share against its sender's public coefficients, and add them up."""
    keys = Keys.of(group, seed)
    place = _position(keys, certificates)
    share = number(0)
    for sender, (sealed, signed) in enumerate(zip(given.secrets, given.coefexps, strict=True)):
        where, certificate = f"share of trustee {sender + 1}", certificates[sender]
        found = fields(receive(keys, certificate.verification, sealed, where), ("secret",), where=where)
        value = group.read_share(found["secret"], where)
        coefexps = read_coefexps(signed, group, certificate, where)
        exponents = [(place + 1) ** k % group.q for k in range(len(coefexps))]
        good = group.secret_power(group.g, value) == power_product(coefexps, exponents, group.p)
        demand(good, "threshold", "the share does not fit the public coefficients", where)
        share = (share + value) % group.q
    private = send(keys, keys.encryption, dump({"decryption_key": str(share)}).decode())
    return Output(private, TrusteeKey.of(group, share))


def parameters(
    group: Group,
    threshold: int,
    certificates: Sequence[Certificate],
    proposals: Sequence[Proposal],
    outputs: Sequence[Output],
) -> Pedersen:
    """Step 6, by the server: what is published, checked once more."""
    item = Pedersen(
        threshold,
        list(certificates),
        [one.coefexps for one in proposals],
        [one.public_key for one in outputs],
    )
    coefficients = item.coefficients(group)
    for place, one in enumerate(outputs):
        good = one.public_key.public_key == evaluated(group, coefficients, place + 1)
        demand(good, "threshold", f"the key of trustee {place + 1} does not follow from the coefficients")
    return item


def decryption_key(group: Group, seed: str, sealed: str) -> int:
    """The share of the key, from the seed and the trustee's own encrypted message."""
    keys = Keys.of(group, seed)
    where = "decryption key"
    found = fields(receive(keys, keys.verification, sealed, where), ("decryption_key",), where=where)
    return group.read_share(found["decryption_key"], where)
