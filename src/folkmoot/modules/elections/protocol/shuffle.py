"""The verifiable shuffle (specification, sections 4.17 and 6; the algorithms are those of CHVote 1.3.2).

A trustee re-encrypts and permutes the answers to a question and proves that nothing else was done.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from folkmoot.modules.elections.protocol.arithmetic import number, power_product, product
from folkmoot.modules.elections.protocol.election import Election
from folkmoot.modules.elections.protocol.elgamal import Ciphertext, elements
from folkmoot.modules.elections.protocol.encoding import dump, fields, items, load
from folkmoot.modules.elections.protocol.errors import demand
from folkmoot.modules.elections.protocol.group import Group
from folkmoot.modules.elections.protocol.proofs import equal
from folkmoot.modules.elections.protocol.tally import Tally, read_rows


@lru_cache(maxsize=1 << 17)
def generator(group: Group, index: int) -> int:
    """Independent generator number ``index``; −1 is the secondary generator h (table 8)."""
    start = number(int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big"))
    value = group.power(start, (group.p - 1) // group.q)
    demand(value not in {0, 1, group.g}, "group", f"generator {index} is degenerate")
    return value


def generators(group: Group, count: int) -> list[int]:
    """h_0 … h_(count−1) (table 7), all different."""
    found = [generator(group, index) for index in range(count)]
    demand(len({*found, generator(group, -1)}) == count + 1, "group", "two generators are equal")
    return found


def _list(values: Sequence[int]) -> str:
    return "".join(f"{one}," for one in values)


def challenges(group: Group, count: int, text: str) -> list[int]:
    """The numbers u (table 11): hashes of the hexadecimal hash of the text and the one of each place."""
    start = hashlib.sha256(text.encode()).hexdigest()
    ends = (hashlib.sha256(str(place).encode()).hexdigest() for place in range(count))
    return [group.challenge(start + end) for end in ends]


class ShuffleProof(NamedTuple):
    """The structure ``shuffle_proof``: commitments t, responses s, permutation c, chain ĉ."""

    t: tuple[int, int, int, int, int]
    chain_t: list[int]
    s: tuple[int, int, int, int]
    chain_s: list[int]
    single_s: list[int]
    permutation: list[int]
    chain: list[int]

    def write(self) -> list[object]:
        """The nested lists of the specification."""
        t = [str(one) for one in self.t]
        strings = [[str(one) for one in row] for row in (self.chain_t, self.chain_s, self.single_s)]
        first: list[object] = [*t[:3], t[3:], strings[0]]
        second: list[object] = [*(str(one) for one in self.s), strings[1], strings[2]]
        return [first, second, [str(one) for one in self.permutation], [str(one) for one in self.chain]]

    @classmethod
    def read(cls, value: object, group: Group, count: int, where: str) -> "ShuffleProof":
        """From its structure, with its elements checked to be some."""
        first, second, permutation, chain = items(value, where, 4)
        t1, t2, t3, t4, chain_t = items(first, where, 5)
        s1, s2, s3, s4, chain_s, single_s = items(second, where, 6)

        def many(given: object) -> list[int]:
            return [group.read_element(one, where) for one in items(given, where, count)]

        def responses(given: object) -> list[int]:
            return [group.read_exponent(one, where) for one in items(given, where, count)]

        t = [group.read_element(one, where) for one in (t1, t2, t3, *items(t4, where, 2))]
        s = [group.read_exponent(one, where) for one in (s1, s2, s3, s4)]
        proof = cls(
            (t[0], t[1], t[2], t[3], t[4]),
            many(chain_t),
            (s[0], s[1], s[2], s[3]),
            responses(chain_s),
            responses(single_s),
            many(permutation),
            many(chain),
        )
        good = group.members([*proof.t, *proof.chain_t, *proof.permutation, *proof.chain])
        demand(good, "membership", "a number of the proof is not an element of the group", where)
        return proof


@dataclass(frozen=True)
class Shuffle:
    """What one trustee publishes: shuffled ciphertexts for each non-homomorphic question, and the proofs."""

    ciphertexts: Tally
    proofs: list[ShuffleProof]

    def write(self) -> bytes:
        """The member ``shuffle``."""
        return dump(
            {
                "ciphertexts": [[one.write() for one in row] for row in self.ciphertexts],
                "proofs": [one.write() for one in self.proofs],
            }
        )

    @classmethod
    def read(cls, payload: bytes, group: Group, before: Tally) -> "Shuffle":
        """From its member; it has the shape of what it shuffles, and its numbers are elements."""
        found = fields(load(payload), ("ciphertexts", "proofs"), where="shuffle")
        rows = read_rows(found["ciphertexts"], group, "shuffle, row")
        same = [len(row) for row in rows] == [len(row) for row in before]
        demand(same, "structure", "there are not as many ciphertexts as before", "shuffle")
        proofs = [
            ShuffleProof.read(one, group, len(row), f"shuffle proof {place + 1}")
            for place, (one, row) in enumerate(
                zip(items(found["proofs"], "shuffle", len(rows)), rows, strict=True)
            )
        ]
        return cls(rows, proofs)


def shuffled_rows(election: Election, tally: Tally) -> Tally:
    """The rows of the tally that are shuffled (``nh_ciphertexts`` of section 4.17)."""
    return [tally[place] for place in election.shuffled]


def merged(election: Election, tally: Tally, rows: Tally) -> Tally:
    """The tally with these rows in place of the ones that are shuffled."""
    result = list(tally)
    for place, row in zip(election.shuffled, rows, strict=True):
        result[place] = row
    return result


def shuffle(election: Election, before: Tally) -> Shuffle:
    """Shuffle all rows; the permutation and the randomness are forgotten afterwards."""
    rows, proofs = [], []
    for row in before:
        after, randomness, order = _mix(election.group, election.public_key, row)
        rows.append(after)
        proofs.append(_prove(election, row, after, randomness, order))
    return Shuffle(rows, proofs)


def _mix(group: Group, key: int, row: Sequence[Ciphertext]) -> tuple[list[Ciphertext], list[int], list[int]]:
    order = list(range(len(row)))
    secrets.SystemRandom().shuffle(order)
    randomness = [group.exponent() for _ in row]
    fresh = [
        Ciphertext(
            one.alpha * group.secret_power(group.g, r) % group.p,
            one.beta * group.secret_power(key, r) % group.p,
        )
        for one, r in zip(row, randomness, strict=True)
    ]
    return [fresh[place] for place in order], randomness, order


def _context(before: Sequence[Ciphertext], after: Sequence[Ciphertext], permutation: Sequence[int]) -> str:
    return _list(elements(before)) + _list(elements(after)) + _list(permutation)


def _challenge(election: Election, proof: ShuffleProof, context: str) -> int:
    commitments = _list(proof.t) + _list(proof.chain_t)
    statement = f"{context}{_list(proof.chain)}{election.public_key}"
    return election.group.challenge(f"shuffle-challenge|{election.fingerprint}|{commitments}{statement}")


def _prove(
    election: Election,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    randomness: Sequence[int],
    order: Sequence[int],
) -> ShuffleProof:
    group, key, count = election.group, election.public_key, len(before)
    p, q = group.p, group.q
    secondary, bases = generator(group, -1), generators(group, count)

    def g_to(exponent: int) -> int:
        return group.secret_power(group.g, exponent)

    committed = [group.exponent() for _ in range(count)]
    permutation = [number(1)] * count
    for place, source in enumerate(order):
        permutation[source] = g_to(committed[source]) * bases[place] % p
    context = _context(before, after, permutation)
    u = challenges(group, count, f"shuffle-challenges|{election.fingerprint}|{context}")
    moved = [u[source] for source in order]
    chain, chain_r, last = [], [], secondary
    for one in moved:
        chain_r.append(group.exponent())
        last = g_to(chain_r[-1]) * group.secret_power(last, one) % p
        chain.append(last)
    w1, w2, w3, w4 = (group.exponent() for _ in range(4))
    chain_w = [group.exponent() for _ in range(count)]
    single_w = [group.exponent() for _ in range(count)]

    def masked(values: Sequence[int]) -> int:
        return product((group.secret_power(a, w) for a, w in zip(values, single_w, strict=True)), p)

    t = (
        g_to(w1),
        g_to(w2),
        g_to(w3) * masked(bases) % p,
        group.secret_power(key, (q - w4) % q) * masked([one.beta for one in after]) % p,
        g_to((q - w4) % q) * masked([one.alpha for one in after]) % p,
    )
    chain_t = [
        g_to(w) * group.secret_power(base, single) % p
        for w, single, base in zip(chain_w, single_w, [secondary, *chain][:count], strict=True)
    ]
    open_proof = ShuffleProof(t, chain_t, (0, 0, 0, 0), [], [], permutation, chain)
    c = _challenge(election, open_proof, context)
    v = [number(1)] * count
    for place in range(count - 2, -1, -1):
        v[place] = moved[place + 1] * v[place + 1] % q

    def scalar(left: Sequence[int], right: Sequence[int]) -> int:
        return sum(a * b for a, b in zip(left, right, strict=True)) % q

    s = (
        (w1 + c * sum(committed)) % q,
        (w2 + c * scalar(chain_r, v)) % q,
        (w3 + c * scalar(committed, u)) % q,
        (w4 + c * scalar(randomness, u)) % q,
    )
    chain_s = [(w + c * r) % q for w, r in zip(chain_w, chain_r, strict=True)]
    single_s = [(w + c * one) % q for w, one in zip(single_w, moved, strict=True)]
    return open_proof._replace(s=s, chain_s=chain_s, single_s=single_s)


def check_shuffle(election: Election, before: Tally, after: Shuffle) -> None:
    """Refuse a shuffle of which some proof does not verify (table 5). Membership was checked when it was read."""
    for place, (row, fresh, proof) in enumerate(zip(before, after.ciphertexts, after.proofs, strict=True)):
        good = not row or _verifies(election, row, fresh, proof)
        demand(good, "shuffle proof", "the proof does not verify", f"shuffled question {place + 1}")


def _verifies(
    election: Election, before: Sequence[Ciphertext], after: Sequence[Ciphertext], proof: ShuffleProof
) -> bool:
    group, count = election.group, len(before)
    p, q = group.p, group.q
    secondary, bases = generator(group, -1), generators(group, count)
    context = _context(before, after, proof.permutation)
    u = challenges(group, count, f"shuffle-challenges|{election.fingerprint}|{context}")
    c = _challenge(election, proof, context)
    minus = (q - c) % q

    def bundle(values: Sequence[int], exponents: Sequence[int]) -> int:
        return power_product(values, exponents, p)

    def statement(value: int, response: int) -> int:
        return group.power(value, minus) * group.power(group.g, response) % p

    total_u = product(u, q)
    permuted = product(proof.permutation, p) * group.inverse(product(bases, p)) % p
    chained = proof.chain[-1] * group.inverse(group.power(secondary, total_u)) % p
    weighted = bundle(proof.permutation, u)
    alpha, beta = (bundle(values, u) for values in zip(*before, strict=True))
    after_alpha, after_beta = (bundle(values, proof.single_s) for values in zip(*after, strict=True))
    s1, s2, s3, s4 = proof.s
    back = (q - s4) % q
    expected = (
        statement(permuted, s1),
        statement(chained, s2),
        statement(weighted, s3) * bundle(bases, proof.single_s) % p,
        group.power(beta, minus) * group.power(election.public_key, back) * after_beta % p,
        group.power(alpha, minus) * group.power(group.g, back) * after_alpha % p,
    )
    if not all(equal(a, b) for a, b in zip(proof.t, expected, strict=True)):
        return False
    previous = [secondary, *proof.chain][:count]
    return all(
        t == statement(one, hat) * group.power(last, single) % p
        for t, one, hat, last, single in zip(
            proof.chain_t, proof.chain, proof.chain_s, previous, proof.single_s, strict=True
        )
    )
