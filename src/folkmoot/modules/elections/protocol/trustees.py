"""Trustees: who holds which part of the key, and the proofs for it (specification, sections 4.5, 4.6.7 and 4.7).

Trustees are numbered from 1 through all items of the structure; a threshold item takes one number for each member.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from folkmoot.modules.elections.protocol import proofs
from folkmoot.modules.elections.protocol.arithmetic import inverse, power_product
from folkmoot.modules.elections.protocol.encoding import JsonObject, dump, fields, items, load, text, whole
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import Group
from folkmoot.modules.elections.protocol.proofs import Proof


@dataclass(frozen=True)
class TrusteeKey:
    """A verification key with the proof that its holder knows the secret behind it."""

    public_key: int
    pok: Proof

    @classmethod
    def of(cls, group: Group, secret: int) -> "TrusteeKey":
        """The public half of a secret."""
        key = group.secret_power(group.g, secret)
        return cls(key, proofs.know(group, secret, lambda a: f"pok|{group.name}|{key}|{a}"))

    def write(self) -> JsonObject:
        """The structure ``trustee_public_key``."""
        return {"pok": self.pok.write(), "public_key": str(self.public_key)}

    @classmethod
    def read(cls, value: object, group: Group, where: str = "") -> "TrusteeKey":
        """A key from its structure, checked: it is an element, and the proof verifies."""
        found = fields(value, ("pok", "public_key"), where=where)
        key = group.require(group.read_element(found["public_key"], where), where)
        demand(key != 1, "key", "the public key is 1, so that its secret is known to all", where)
        proof = Proof.read(found["pok"], group, where)
        good = proofs.knows(group, key, proof, lambda a: f"pok|{group.name}|{key}|{a}")
        demand(good, "proof of possession", "the proof that the secret of this key is known fails", where)
        return cls(key, proof)


@dataclass(frozen=True)
class SignedMessage:
    """A text signed by a trustee (section 4.6.1)."""

    message: str
    signature: Proof

    @classmethod
    def sign(cls, group: Group, secret: int, message: str) -> "SignedMessage":
        """Sign a text."""
        return cls(message, proofs.know(group, secret, lambda a: f"sigmsg|{message}|{a}"))

    def write(self) -> JsonObject:
        """The structure ``signed_msg``."""
        return {"message": self.message, "signature": self.signature.write()}

    @classmethod
    def read(cls, value: object, group: Group, where: str = "") -> "SignedMessage":
        """The message from its structure; ``verify`` checks the signature."""
        found = fields(value, ("message", "signature"), where=where)
        return cls(text(found["message"], where), Proof.read(found["signature"], group, where))

    def verify(self, group: Group, key: int, where: str = "") -> object:
        """What the message says as JSON, if the holder of this verification key signed it."""
        good = proofs.knows(group, key, self.signature, lambda a: f"sigmsg|{self.message}|{a}")
        demand(good, "trustee signature", "the signature of this message does not verify", where)
        return load(self.message.encode())


@dataclass(frozen=True)
class Certificate:
    """A trustee's keys for signing and for being written to, signed with the former (section 4.6.2)."""

    verification: int
    encryption: int
    signed: SignedMessage

    @classmethod
    def read(cls, value: object, group: Group, where: str = "") -> "Certificate":
        """A certificate, checked: both keys are elements and it is signed."""
        signed = SignedMessage.read(value, group, where)
        keys = fields(load(signed.message.encode()), ("verification", "encryption"), where=where)
        verification = group.require(group.read_element(keys["verification"], where), where)
        encryption = group.require(group.read_element(keys["encryption"], where), where)
        signed.verify(group, verification, where)
        return cls(verification, encryption, signed)


def read_coefexps(
    signed: SignedMessage, group: Group, certificate: Certificate, where: str = ""
) -> list[int]:
    """The public coefficients of one trustee's polynomial, if signed by that trustee."""
    found = fields(signed.verify(group, certificate.verification, where), ("coefexps",), where=where)
    values = items(found["coefexps"], where)
    return [group.require(group.read_element(one, where), where) for one in values]


def evaluated(group: Group, coefexps: Sequence[Sequence[int]], index: int) -> int:
    """``Π_i Π_k A_ik^(index^k)``: the public key that belongs to a trustee's share (section 4.6.6)."""
    bases = [one for row in coefexps for one in row]
    exponents = [index**place % group.q for row in coefexps for place in range(len(row))]
    return power_product(bases, exponents, group.p)


@dataclass(frozen=True)
class Single:
    """One trustee whose presence is needed."""

    key: TrusteeKey

    @property
    def keys(self) -> list[TrusteeKey]:
        """The verification keys of this item."""
        return [self.key]

    def sub_key(self, _group: Group) -> int:
        """What this item adds to the election's key."""
        return self.key.public_key

    def write(self) -> list[object]:
        """The item of ``trustees``."""
        return ["Single", self.key.write()]


@dataclass(frozen=True)
class Pedersen:
    """A set of trustees of whom ``threshold`` are needed."""

    threshold: int
    certificates: list[Certificate]
    coefexps: list[SignedMessage]
    keys: list[TrusteeKey]

    def coefficients(self, group: Group) -> list[list[int]]:
        """All public coefficients, checked: signed, elements, and as many as the threshold."""
        found = []
        for place, (signed, certificate) in enumerate(zip(self.coefexps, self.certificates, strict=True)):
            where = f"coefexps {place + 1}"
            row = read_coefexps(signed, group, certificate, where)
            demand(len(row) == self.threshold, "threshold", f"expected {self.threshold} coefficients", where)
            found.append(row)
        return found

    def sub_key(self, group: Group) -> int:
        """What this item adds to the election's key."""
        return group.product(*(row[0] for row in self.coefficients(group)))

    def write(self) -> list[object]:
        """The item of ``trustees``."""
        return ["Pedersen", self.parameters()]

    def parameters(self) -> JsonObject:
        """The structure ``threshold_parameters``."""
        return {
            "threshold": self.threshold,
            "certs": [one.signed.write() for one in self.certificates],
            "coefexps": [one.write() for one in self.coefexps],
            "verification_keys": [one.write() for one in self.keys],
        }

    @classmethod
    def read(cls, value: object, group: Group, where: str = "") -> "Pedersen":
        """The item, checked: certificates, signed coefficients, and every verification key follows from them."""
        found = fields(value, ("threshold", "certs", "coefexps", "verification_keys"), where=where)
        certificates = items(found["certs"], where)
        count = len(certificates)
        item = cls(
            whole(found["threshold"], where),
            [
                Certificate.read(one, group, f"{where}, certificate {place + 1}")
                for place, one in enumerate(certificates)
            ],
            [SignedMessage.read(one, group, where) for one in items(found["coefexps"], where, count)],
            [
                TrusteeKey.read(one, group, f"{where}, verification key {place + 1}")
                for place, one in enumerate(items(found["verification_keys"], where, count))
            ],
        )
        demand(
            1 <= item.threshold <= count, "threshold", f"{item.threshold} of {count} make no threshold", where
        )
        distinct = len({one.verification for one in item.certificates}) == count
        demand(distinct, "threshold", "two trustees have the same certificate", where)
        coefficients = item.coefficients(group)
        for place, key in enumerate(item.keys):
            good = key.public_key == evaluated(group, coefficients, place + 1)
            demand(
                good,
                "threshold",
                f"verification key {place + 1} does not follow from the coefficients",
                where,
            )
        return item


@dataclass(frozen=True)
class Trustees:
    """All items of one election."""

    kinds: list[Single | Pedersen]

    @property
    def keys(self) -> list[TrusteeKey]:
        """The verification keys of trustees 1, 2, …"""
        return [key for one in self.kinds for key in one.keys]

    def election_key(self, group: Group) -> int:
        """y, the product of the keys of all items (section 3.1.1)."""
        return group.product(*(one.sub_key(group) for one in self.kinds))

    def write(self) -> bytes:
        """The member ``trustees`` of an archive."""
        return dump([one.write() for one in self.kinds])

    @classmethod
    def read(cls, payload: bytes, group: Group) -> "Trustees":
        """All items, with every proof checked."""
        kinds: list[Single | Pedersen] = []
        for place, value in enumerate(items(load(payload), "trustees")):
            where = f"trustees, item {place + 1}"
            kind, inside = items(value, where, 2)
            if kind == "Single":
                kinds.append(Single(TrusteeKey.read(inside, group, where)))
            elif kind == "Pedersen":
                kinds.append(Pedersen.read(inside, group, where))
            else:
                raise Invalid("structure", "the kind is neither Single nor Pedersen", where)
        demand(bool(kinds), "structure", "there is no trustee", "trustees")
        return cls(kinds)

    def combine(self, group: Group, factors: Mapping[int, int]) -> int:
        """F of section 4.19 from the factors of the trustees who came, by their numbers.

        Every Single is needed; of a threshold item the first ``threshold`` that are there are taken.
        """
        result, first = group.product(), 1
        for one in self.kinds:
            owners = range(first, first + len(one.keys))
            present = [owner - first + 1 for owner in owners if owner in factors]
            needed = one.threshold if isinstance(one, Pedersen) else 1
            if len(present) < needed:
                raise Invalid(
                    "threshold",
                    f"of trustees {owners[0]} to {owners[-1]}, {needed} are needed, {len(present)} came",
                )
            chosen = present[:needed]
            values = [factors[first + index - 1] for index in chosen]
            exponents = [lagrange(group, chosen, index) for index in chosen]
            result = group.product(result, power_product(values, exponents, group.p))
            first += len(one.keys)
        return result


def lagrange(group: Group, indexes: Sequence[int], index: int) -> int:
    """``Π k/(k − index)`` over the other indexes, modulo q (section 4.19)."""
    above = below = 1
    for other in indexes:
        if other != index:
            above = above * other % group.q
            below = below * (other - index) % group.q
    return above * inverse(below, group.q) % group.q
