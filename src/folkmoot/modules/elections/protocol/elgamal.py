"""ElGamal ciphertexts ``(g^r, y^r · m)`` and what is done with them without a key (sections 4.3 and 4.16)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from folkmoot.modules.elections.protocol.arithmetic import number
from folkmoot.modules.elections.protocol.encoding import JsonObject, fields
from folkmoot.modules.elections.protocol.group import Group


class Ciphertext(NamedTuple):
    """An encrypted group element."""

    alpha: int
    beta: int

    def write(self) -> JsonObject:
        """The structure ``ciphertext``."""
        return {"alpha": str(self.alpha), "beta": str(self.beta)}

    @classmethod
    def read(cls, value: object, group: Group, where: str = "") -> "Ciphertext":
        """A ciphertext; membership of its two numbers is checked apart."""
        found = fields(value, ("alpha", "beta"), where=where)
        return cls(group.read_element(found["alpha"], where), group.read_element(found["beta"], where))

    @property
    def text(self) -> str:
        """How hashes take it."""
        return f"{self.alpha},{self.beta}"


def neutral() -> Ciphertext:
    """The ciphertext that changes nothing in a product."""
    return Ciphertext(number(1), number(1))


def encrypt(group: Group, key: int, message: int, randomness: int) -> Ciphertext:
    """Encrypt a group element."""
    return Ciphertext(
        group.secret_power(group.g, randomness),
        group.secret_power(key, randomness) * message % group.p,
    )


def combine(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """The product, which encrypts the product of the messages."""
    alpha, beta = neutral()
    for one in ciphertexts:
        alpha = alpha * one.alpha % group.p
        beta = beta * one.beta % group.p
    return Ciphertext(alpha, beta)


def weigh(group: Group, ciphertext: Ciphertext, weight: int) -> Ciphertext:
    """The ciphertext counted ``weight`` times."""
    if weight == 1:
        return ciphertext
    return Ciphertext(group.power(ciphertext.alpha, weight), group.power(ciphertext.beta, weight))


def elements(ciphertexts: Sequence[Ciphertext]) -> list[int]:
    """All numbers that have to be group elements."""
    return [value for one in ciphertexts for value in one]
