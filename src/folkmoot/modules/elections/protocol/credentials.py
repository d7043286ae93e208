"""Credentials: what a voter is given in secret, and what the board lists in public (specification, section 4.8)."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from folkmoot.modules.elections.protocol.arithmetic import number
from folkmoot.modules.elections.protocol.encoding import BASE58, dump, items, load, text
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import Group

RANDOM = 14
"""Random characters of a credential; the fifteenth is their checksum."""
ITERATIONS = 1000
MAXIMUM_WEIGHT = 1 << 30
_PLAIN = re.compile(f"[{BASE58}]{{15}}")
_DASHED = re.compile("-".join([f"[{BASE58}]{{3}}"] * 5))


def checksum(random: str) -> str:
    """The last character of a credential, from the fourteen before it."""
    value = 0
    for one in random:
        value = value * 58 + BASE58.index(one)
    return BASE58[53 - value % 53]


def generate() -> str:
    """A fresh credential, such as ``8Yq-ihN-nSQ-uwq-9Ss`` (82 bits of randomness)."""
    random = "".join(secrets.choice(BASE58) for _ in range(RANDOM))
    whole = random + checksum(random)
    return "-".join(whole[start : start + 3] for start in range(0, 15, 3))


def check(credential: str) -> str:
    """The credential, if it has the form and its checksum fits; a typing error is refused with a sentence."""
    demand(
        bool(_PLAIN.fullmatch(credential) or _DASHED.fullmatch(credential)),
        "credential",
        "a credential has 15 letters and digits (never 0, I, O or l), in groups of three or in one piece",
    )
    plain = credential.replace("-", "")
    demand(checksum(plain[:RANDOM]) == plain[RANDOM], "credential", "the credential contains a typing error")
    return credential


def secret(credential: str, uuid: str, group: Group) -> int:
    """The secret exponent of a credential in one election. The string counts as it is written, dashes included."""
    derived = hashlib.pbkdf2_hmac("sha256", check(credential).encode(), uuid.encode(), ITERATIONS, 32)
    return number(int.from_bytes(derived, "big")) % group.q


def public(credential: str, uuid: str, group: Group) -> int:
    """The public credential of a secret one."""
    return group.secret_power(group.g, secret(credential, uuid, group))


@dataclass(frozen=True)
class Roll:
    """The public credentials of an election, with the weight of each, in the order of the board."""

    weights: dict[int, int]
    weighted: bool

    @property
    def total(self) -> int:
        """The sum of all weights."""
        return sum(self.weights.values())

    @classmethod
    def of(cls, credentials: dict[int, int]) -> "Roll":
        """A list of public credentials and their weights, written with weights as soon as one is not 1."""
        return cls(dict(credentials), any(weight != 1 for weight in credentials.values()))

    def write(self) -> bytes:
        """The member ``public_creds`` of an archive."""
        return dump(
            [f"{one},{weight}" if self.weighted else str(one) for one, weight in self.weights.items()]
        )

    @classmethod
    def read(cls, payload: bytes, group: Group) -> "Roll":
        """The list from its member; every credential is an element and stands once."""
        weights: dict[int, int] = {}
        weighted: set[bool] = set()
        for place, entry in enumerate(items(load(payload), "credentials")):
            where = f"credential {place + 1}"
            element, comma, weight = text(entry, where).partition(",")
            value = group.read_element(element, where)
            demand(
                value not in weights, "credential", "the public credential stands twice in the list", where
            )
            demand(value != 1, "credential", "the public credential is 1", where)
            weights[value] = _weight(weight, where) if comma else 1
            weighted.add(bool(comma))
        if not group.members(list(weights)):
            place = next(place for place, one in enumerate(weights) if not group.member(one))
            raise Invalid(
                "membership", "the number is not an element of the group", f"credential {place + 1}"
            )
        return cls(weights, True in weighted)


def _weight(written: str, where: str) -> int:
    good = written.isascii() and written.isdigit() and written[0] != "0" and len(written) <= 10  # noqa: PLR2004
    demand(good, "credential", "a weight is a whole number of at least 1", where)
    demand(int(written) <= MAXIMUM_WEIGHT, "credential", f"a weight is at most {MAXIMUM_WEIGHT}", where)
    return int(written)
