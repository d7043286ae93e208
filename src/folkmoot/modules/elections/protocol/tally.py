"""From ballots to a result: the encrypted tally, decryption in parts, counts (specification, sections 4.16 to 4.19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from folkmoot.modules.elections.protocol import proofs
from folkmoot.modules.elections.protocol.arithmetic import inverse, number, root
from folkmoot.modules.elections.protocol.ballots import Answer
from folkmoot.modules.elections.protocol.election import Election, Homomorphic
from folkmoot.modules.elections.protocol.elgamal import Ciphertext, elements, neutral, weigh
from folkmoot.modules.elections.protocol.encoding import JsonObject, digest, dump, fields, items, load, whole
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import Group
from folkmoot.modules.elections.protocol.proofs import Proof
from folkmoot.modules.elections.protocol.trustees import Trustees

Tally = list[list[Ciphertext]]
SMALL = 1 << 30
"""Counts from here on are written as strings, as the tool does."""


def write_tally(tally: Tally) -> bytes:
    """The member ``encrypted_tally``."""
    return dump([[one.write() for one in row] for row in tally])


def read_rows(value: object, group: Group, where: str) -> Tally:
    """A table of ciphertexts whose numbers are elements."""
    rows = [
        [Ciphertext.read(one, group, f"{where} {place + 1}") for one in items(row, where)]
        for place, row in enumerate(items(value, where))
    ]
    for place, row in enumerate(rows):
        good = group.members(elements(row))
        demand(good, "membership", "a number is not an element of the group", f"{where} {place + 1}")
    return rows


class Counter:
    """Adds ballots up, encrypted. Parts that were counted apart are added by ``merge``, in order."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.number = self.weight = 0
        self.rows: Tally = [
            [neutral()] * one.size if isinstance(one, Homomorphic) else [] for one in election.questions
        ]

    def add(self, answers: Sequence[Answer], weight: int) -> None:
        """Count one ballot."""
        group = self.election.group
        self.number += 1
        self.weight += weight
        for row, question, answer in zip(self.rows, self.election.questions, answers, strict=True):
            if isinstance(question, Homomorphic):
                self._multiply(row, [weigh(group, one, weight) for one in answer.choices])
            else:
                demand(weight == 1, "weight", "ballots with non-homomorphic questions have weight 1")
                row.extend(answer.choices)

    def merge(self, other: "Counter") -> None:
        """Add what was counted of the ballots that follow."""
        self.number += other.number
        self.weight += other.weight
        for row, more, question in zip(self.rows, other.rows, self.election.questions, strict=True):
            if isinstance(question, Homomorphic):
                self._multiply(row, more)
            else:
                row.extend(more)

    def tally(self) -> Tally:
        """The encrypted tally. Answers that will be shuffled stand in the order of their numbers, as the tool writes them."""
        return [
            row if isinstance(question, Homomorphic) else sorted(row)
            for row, question in zip(self.rows, self.election.questions, strict=True)
        ]

    def _multiply(self, row: list[Ciphertext], more: Sequence[Ciphertext]) -> None:
        p = self.election.group.p
        for place, one in enumerate(more):
            row[place] = Ciphertext(row[place].alpha * one.alpha % p, row[place].beta * one.beta % p)


@dataclass(frozen=True)
class SizedTally:
    """The payload of EncryptedTally: counts, and which tally."""

    num_tallied: int
    total_weight: int
    encrypted_tally: str

    def write(self) -> bytes:
        """The structure ``sized_encrypted_tally``."""
        return dump(
            {
                "num_tallied": self.num_tallied,
                "total_weight": write_count(self.total_weight),
                "encrypted_tally": self.encrypted_tally,
            }
        )

    @classmethod
    def read(cls, payload: bytes) -> "SizedTally":
        """From its member."""
        found = fields(load(payload), ("num_tallied", "total_weight", "encrypted_tally"), where="tally")
        return cls(
            whole(found["num_tallied"], "num_tallied"),
            read_count(found["total_weight"], "total_weight"),
            digest(found["encrypted_tally"], "tally"),
        )


def write_count(value: int) -> int | str:
    """A count as results hold it."""
    return int(value) if value < SMALL else str(int(value))


def read_count(value: object, where: str = "") -> int:
    """A count, written as a number or, when it is large, as a string."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 30:  # noqa: PLR2004
        demand(str(int(value)) == value, "encoding", "a count has leading zeros", where)
        return int(value)
    return whole(value, where)


@dataclass(frozen=True)
class PartialDecryption:
    """One trustee's factors with their proofs (section 4.18)."""

    factors: list[list[int]]
    proofs: list[list[Proof]]

    def write(self) -> bytes:
        """The member ``partial_decryption``."""
        return dump(
            {
                "decryption_factors": [[str(one) for one in row] for row in self.factors],
                "decryption_proofs": [[one.write() for one in row] for row in self.proofs],
            }
        )

    @classmethod
    def read(cls, payload: bytes, group: Group, tally: Tally) -> "PartialDecryption":
        """From its member; it has the shape of the tally, and its factors are elements."""
        found = fields(load(payload), ("decryption_factors", "decryption_proofs"), where="partial decryption")
        factors, given = found["decryption_factors"], found["decryption_proofs"]
        shape = [len(row) for row in tally]
        rows = zip(
            items(factors, "factors", len(shape)), items(given, "proofs", len(shape)), shape, strict=True
        )
        values, checked = [], []
        for place, (row, proof, size) in enumerate(rows):
            where = f"question {place + 1}"
            values.append([group.read_element(one, where) for one in items(row, where, size)])
            checked.append(proofs.read_proofs(proof, group, size, where))
            good = group.members(values[-1])
            demand(good, "membership", "a factor is not an element of the group", where)
        return cls(values, checked)


def decrypt(election: Election, secret: int, tally: Tally) -> PartialDecryption:
    """A trustee's part. Whoever calls this has verified the archive that the tally comes from."""
    group = election.group
    key = group.secret_power(group.g, secret)
    factors: list[list[int]] = []
    given: list[list[Proof]] = []
    for row in tally:
        factors.append([group.secret_power(one.alpha, secret) for one in row])
        given.append([])
        for one in row:
            mask = group.exponent()
            pair = f"{group.secret_power(group.g, mask)},{group.secret_power(one.alpha, mask)}"
            challenge = group.challenge(f"decrypt|{election.fingerprint}|{key}|{pair}")
            given[-1].append(Proof(challenge, (mask - secret * challenge) % group.q))
    return PartialDecryption(factors, given)


def check_decryption(election: Election, key: int, tally: Tally, part: PartialDecryption) -> None:
    """Refuse factors that were not made with the secret of this verification key."""
    group = election.group
    for place, (row, factors, given) in enumerate(zip(tally, part.factors, part.proofs, strict=True)):
        for choice, (one, factor, proof) in enumerate(zip(row, factors, given, strict=True)):
            challenge, response = proof
            a = group.power(group.g, response) * group.power(key, challenge) % group.p
            b = group.power(one.alpha, response) * group.power(factor, challenge) % group.p
            hashed = group.challenge(f"decrypt|{election.fingerprint}|{key}|{a},{b}")
            where = f"question {place + 1}, ciphertext {choice + 1}"
            demand(proofs.equal(hashed, challenge), "decryption proof", "the proof does not verify", where)


def opened(
    group: Group, trustees: Trustees, tally: Tally, parts: Mapping[int, PartialDecryption]
) -> list[list[int]]:
    """β/F of every ciphertext: g^count, or the element that a single answer was packed into."""
    result = []
    for place, row in enumerate(tally):
        values = []
        for choice, one in enumerate(row):
            factors = {owner: part.factors[place][choice] for owner, part in parts.items()}
            values.append(one.beta * inverse(trustees.combine(group, factors), group.p) % group.p)
        result.append(values)
    return result


Result = list[list[int] | list[list[int]]]


def result(
    election: Election, trustees: Trustees, tally: Tally, parts: Mapping[int, PartialDecryption], bound: int
) -> Result:
    """The result of the election; ``bound`` is the total weight."""
    group, found = election.group, opened(election.group, trustees, tally, parts)
    counts: Result = []
    for question, row in zip(election.questions, found, strict=True):
        if isinstance(question, Homomorphic):
            counts.append(logarithms(group, row, bound))
        else:
            counts.append([group.decode(one, len(question.answers)) for one in row])
    return counts


def logarithms(group: Group, values: Iterable[int], bound: int) -> list[int]:
    """The exponents from 0 to ``bound`` of powers of g, by giant steps over a table of baby steps."""
    step = int(root(bound)) + 1
    babies: dict[int, int] = {}
    value = number(1)
    for place in range(step):
        babies.setdefault(value, place)
        value = value * group.g % group.p
    giant = group.inverse(value)
    found = []
    for one in values:
        rest = one
        for giants in range(step + 1):
            if rest in babies:
                found.append(giants * step + babies[rest])
                break
            rest = rest * giant % group.p
        else:
            raise Invalid("result", f"no count up to {bound} fits the decrypted tally")
    return found


def write_result(counts: Result) -> bytes:
    """The member ``result``."""
    return dump(
        {
            "result": [
                [[int(rank) for rank in one] if isinstance(one, list) else write_count(one) for one in row]
                for row in counts
            ]
        }
    )


def check_result(election: Election, values: list[list[int]], payload: bytes, bound: int) -> Result:
    """The result that a member claims, if it is what the decrypted values ``β/F`` say."""
    found = fields(load(payload), ("result",), where="result")
    rows = items(found["result"], "result", len(election.questions))
    group = election.group
    counts: Result = []
    for place, (question, row, opened_row) in enumerate(zip(election.questions, rows, values, strict=True)):
        where = f"question {place + 1}"
        claimed = items(row, where, len(opened_row))
        if isinstance(question, Homomorphic):
            sums = [read_count(one, where) for one in claimed]
            for choice, (count, value) in enumerate(zip(sums, opened_row, strict=True)):
                good = count <= bound and group.power(group.g, count) == value
                demand(good, "result", "the count is not what was decrypted", f"{where}, choice {choice + 1}")
            counts.append(sums)
        else:
            ranks = [[whole(rank, where) for rank in items(one, where)] for one in claimed]
            for ballot, (one, value) in enumerate(zip(ranks, opened_row, strict=True)):
                good = one == group.decode(value, len(question.answers))
                demand(
                    good, "result", "the answer is not what was decrypted", f"{where}, ballot {ballot + 1}"
                )
            counts.append(ranks)
    return counts


def write_owned(owner: int, payload: str) -> bytes:
    """The structures ``owned_shuffle`` and ``owned_partial_decryption``."""
    return dump({"owner": owner, "payload": payload})


def read_owned(payload: bytes) -> tuple[int, str]:
    """Owner and hash of such a structure."""
    found: JsonObject = fields(load(payload), ("owner", "payload"), where="owner")
    return whole(found["owner"], "owner"), digest(found["payload"], "owner")
