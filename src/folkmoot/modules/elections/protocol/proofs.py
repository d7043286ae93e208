"""Zero-knowledge proofs: of knowledge, of values in an interval, of blank votes (sections 4.5 and 4.11 to 4.14).

A proof is a challenge and a response. Whoever checks one computes its commitments from them, hashes these with the
context, and compares the hash with the challenge; of a disjunction, with the sum of all challenges.
"""

import hmac
from collections.abc import Callable, Sequence
from typing import NamedTuple

from folkmoot.modules.elections.protocol.arithmetic import FixedBase
from folkmoot.modules.elections.protocol.elgamal import Ciphertext
from folkmoot.modules.elections.protocol.encoding import JsonObject, fields, items
from folkmoot.modules.elections.protocol.group import Group

Pairs = list[tuple[int, int]]


class Proof(NamedTuple):
    """The structure ``proof`` (section 4.3)."""

    challenge: int
    response: int

    def write(self) -> JsonObject:
        """The structure with decimal strings."""
        return {"challenge": str(self.challenge), "response": str(self.response)}

    @classmethod
    def read(cls, value: object, group: Group, where: str = "") -> "Proof":
        """A proof from its structure."""
        found = fields(value, ("challenge", "response"), where=where)
        return cls(
            group.read_exponent(found["challenge"], where), group.read_exponent(found["response"], where)
        )


def read_proofs(value: object, group: Group, count: int, where: str = "") -> list[Proof]:
    """A list of exactly so many proofs."""
    return [Proof.read(one, group, where) for one in items(value, where, count)]


def equal(one: int, other: int) -> bool:
    """Whether two challenges are equal, in time that does not tell where they differ."""
    return hmac.compare_digest(str(one), str(other))


def know(group: Group, secret: int, context: Callable[[int], str]) -> Proof:
    """Prove knowledge of the logarithm of a key to the base g; the context makes the hashed text of the commitment."""
    mask = group.exponent()
    challenge = group.challenge(context(group.secret_power(group.g, mask)))
    return Proof(challenge, (mask - secret * challenge) % group.q)


def knows(
    group: Group, key: int, proof: Proof, context: Callable[[int], str], base: FixedBase | None = None
) -> bool:
    """Check such a proof; ``base`` is a table of the generator."""
    first = base.power(proof.response) if base else group.power(group.g, proof.response)
    commitment = first * group.power(key, proof.challenge) % group.p
    return equal(group.challenge(context(commitment)), proof.challenge)


class Claim(NamedTuple):
    """The claim that a ciphertext encrypts ``g^value``."""

    ciphertext: Ciphertext
    value: int


class Prover:
    """Makes proofs about ciphertexts under one key."""

    def __init__(self, group: Group, key: int) -> None:
        self.group, self.key = group, key

    def either(
        self, claims: Sequence[Claim], truth: int, randomness: int, context: Callable[[Pairs], str]
    ) -> list[Proof]:
        """Prove that one of the claims holds without saying which; ``truth`` is its place."""
        group = self.group
        proofs, pairs = [Proof(0, 0)] * len(claims), [(0, 0)] * len(claims)
        for place, claim in enumerate(claims):
            if place != truth:
                simulated = Proof(group.exponent(), group.exponent())
                proofs[place], pairs[place] = simulated, self._commit(claim, simulated)
        mask = group.exponent()
        pairs[truth] = (group.secret_power(group.g, mask), group.secret_power(self.key, mask))
        others = sum(one.challenge for one in proofs)
        challenge = (group.challenge(context(pairs)) - others) % group.q
        proofs[truth] = Proof(challenge, (mask - randomness * challenge) % group.q)
        return proofs

    def _commit(self, claim: Claim, proof: Proof) -> tuple[int, int]:
        # Simulated challenges tell which branch is true, so even these powers take constant time.
        group, (challenge, response) = self.group, proof
        beta = claim.ciphertext.beta * group.power(group.inverse(group.g), claim.value) % group.p
        return (
            group.secret_power(group.g, response)
            * group.secret_power(claim.ciphertext.alpha, challenge)
            % group.p,
            group.secret_power(self.key, response) * group.secret_power(beta, challenge) % group.p,
        )


class Checker:
    """Checks proofs about ciphertexts under one key, with tables of the generator and of the key."""

    def __init__(self, group: Group, generator: FixedBase, key: FixedBase) -> None:
        self.group, self.generator, self.key = group, generator, key
        self._inverse = group.inverse(group.g)

    def either(
        self, claims: Sequence[Claim], proofs: Sequence[Proof], context: Callable[[Pairs], str]
    ) -> bool:
        """Whether the proofs show that one of the claims holds. The numbers have to be elements: checked apart."""
        if len(claims) != len(proofs):
            return False
        group = self.group
        pairs = [self._commit(claim, proof) for claim, proof in zip(claims, proofs, strict=True)]
        total = sum(one.challenge for one in proofs) % group.q
        return equal(group.challenge(context(pairs)), total)

    def _commit(self, claim: Claim, proof: Proof) -> tuple[int, int]:
        group, (challenge, response) = self.group, proof
        beta = claim.ciphertext.beta
        if claim.value:
            beta = beta * group.power(self._inverse, claim.value) % group.p
        return (
            self.generator.power(response) * group.power(claim.ciphertext.alpha, challenge) % group.p,
            self.key.power(response) * group.power(beta, challenge) % group.p,
        )


def commas(pairs: Pairs) -> str:
    """Commitments as hashes take them."""
    return ",".join(f"{a},{b}" for a, b in pairs)


def interval(
    context: str, ciphertext: Ciphertext, low: int, high: int
) -> tuple[list[Claim], Callable[[Pairs], str]]:
    """Claims and hashed text of ``iprove`` (section 4.12): the ciphertext encrypts a value from low to high."""
    claims = [Claim(ciphertext, value) for value in range(low, high + 1)]
    return claims, lambda pairs: f"prove|{context}|{ciphertext.text}|{commas(pairs)}"


def blank_or_nothing(
    context: str, blank: Ciphertext, total: Ciphertext
) -> tuple[list[Claim], Callable[[Pairs], str]]:
    """Claims and hashed text of ``blank_proof`` (section 4.13): m0 = 0 or mΣ = 0."""
    return [Claim(blank, 0), Claim(total, 0)], lambda pairs: f"bproof0|{context}|{commas(pairs)}"


def blank_or_interval(
    context: str, blank: Ciphertext, total: Ciphertext, low: int, high: int
) -> tuple[list[Claim], Callable[[Pairs], str]]:
    """Claims and hashed text of ``overall_proof`` with blank (section 4.13): m0 = 1 or mΣ from low to high."""
    claims = [Claim(blank, 1), *(Claim(total, value) for value in range(low, high + 1))]
    return claims, lambda pairs: f"bproof1|{context}|{commas(pairs)}"
