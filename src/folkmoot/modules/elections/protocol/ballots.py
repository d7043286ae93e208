"""Ballots: made by a voter, checked by everybody (specification, sections 4.11 to 4.15)."""

from collections.abc import Sequence
from dataclasses import dataclass

from folkmoot.modules.elections.protocol import proofs
from folkmoot.modules.elections.protocol.credentials import secret as secret_exponent
from folkmoot.modules.elections.protocol.election import Election, Homomorphic, NonHomomorphic
from folkmoot.modules.elections.protocol.elgamal import Ciphertext, combine, elements, encrypt
from folkmoot.modules.elections.protocol.encoding import (
    JsonObject,
    dump,
    fields,
    fingerprint,
    items,
    load,
    text,
)
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import Group, table
from folkmoot.modules.elections.protocol.proofs import Checker, Proof, Prover, read_proofs


@dataclass(frozen=True)
class HomomorphicAnswer:
    """Encrypted zeros and ones with their proofs."""

    choices: list[Ciphertext]
    individual: list[list[Proof]]
    overall: list[Proof]
    blank: list[Proof] | None = None

    def write(self) -> JsonObject:
        """The structure ``answer_h``."""
        found: JsonObject = {
            "choices": [one.write() for one in self.choices],
            "individual_proofs": [[proof.write() for proof in one] for one in self.individual],
            "overall_proof": [one.write() for one in self.overall],
        }
        if self.blank is not None:
            found["blank_proof"] = [one.write() for one in self.blank]
        return found


@dataclass(frozen=True)
class NonHomomorphicAnswer:
    """One encrypted element that holds small numbers, with a proof that its maker knew the randomness."""

    choices: list[Ciphertext]
    proof: Proof

    def write(self) -> JsonObject:
        """The structure ``answer_nh``."""
        return {"choices": self.choices[0].write(), "proof": self.proof.write()}


Answer = HomomorphicAnswer | NonHomomorphicAnswer


@dataclass(frozen=True)
class Ballot:
    """A signed ballot; ``payload`` is the string whose hash is the voter's tracker."""

    credential: int
    answers: list[Answer]
    hash: str
    proof: Proof
    payload: bytes

    @property
    def tracker(self) -> str:
        """What the voter keeps and finds on the board."""
        return fingerprint(self.payload)

    def elements(self) -> list[int]:
        """Every number that has to be a group element, but the credential, which the roll answers for."""
        return [value for one in self.answers for value in elements(one.choices)]


def _unsigned(election: Election, credential: int, answers: Sequence[Answer]) -> JsonObject:
    return {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": str(credential),
        "answers": [one.write() for one in answers],
    }


def cast(election: Election, credential: str, choices: Sequence[Sequence[int]]) -> Ballot:
    """Encrypt and sign a vote: one list of numbers for each question, for blank questions with the leading 0 or 1."""
    group = election.group
    secret = secret_exponent(credential, election.uuid, group)
    public = group.secret_power(group.g, secret)
    context = f"{election.fingerprint}|{public}"
    demand(len(choices) == len(election.questions), "vote", f"there are {len(election.questions)} questions")
    answers = [
        _answer(election, context, one, values, f"question {place + 1}")
        for place, (one, values) in enumerate(zip(election.questions, choices, strict=True))
    ]
    body = _unsigned(election, public, answers)
    hashed = fingerprint(dump(body))
    proof = proofs.know(group, secret, lambda a: f"sig|{hashed}|{a}")
    body["signature"] = {"hash": hashed, "proof": proof.write()}
    return Ballot(public, answers, hashed, proof, dump(body))


def _answer(
    election: Election,
    context: str,
    question: Homomorphic | NonHomomorphic,
    values: Sequence[int],
    where: str,
) -> Answer:
    if isinstance(question, NonHomomorphic):
        count = len(question.answers)
        demand(len(values) == count, "vote", f"expected {count} numbers", where)
        group, key = election.group, election.public_key
        randomness = group.exponent()
        one = encrypt(group, key, group.encode(values), randomness)
        text = f"raweg|{context}|{key},{one.text}"
        return NonHomomorphicAnswer([one], proofs.know(group, randomness, lambda a: f"{text}|{a}"))
    allowed(question, values, where)
    return _homomorphic(election, context, question, values)


def allowed(question: Homomorphic, values: Sequence[int], where: str = "") -> None:
    """Refuse a vote that the question does not allow, with a sentence for the voter."""
    demand(len(values) == question.size, "vote", f"expected {question.size} numbers", where)
    demand(all(value in {0, 1} for value in values), "vote", "every number has to be 0 or 1", where)
    total = sum(values[question.blank :])
    if question.blank and values[0]:
        demand(total == 0, "vote", "a blank vote chooses nothing", where)
    else:
        good = question.low <= total <= question.high
        demand(good, "vote", f"chosen are {total}, allowed are {question.low} to {question.high}", where)


def _homomorphic(
    election: Election, context: str, question: Homomorphic, values: Sequence[int]
) -> HomomorphicAnswer:
    group, key = election.group, election.public_key
    prover = Prover(group, key)
    randoms = [group.exponent() for _ in values]
    choices = [
        encrypt(group, key, group.power(group.g, value), one)
        for value, one in zip(values, randoms, strict=True)
    ]
    individual = []
    for one, value, randomness in zip(choices, values, randoms, strict=True):
        claims, hashed = proofs.interval(context, one, 0, 1)
        individual.append(prover.either(claims, value, randomness, hashed))
    whole = f"{context}|{','.join(one.text for one in choices)}"
    total, sums = combine(group, choices[question.blank :]), sum(randoms[question.blank :]) % group.q
    chosen = sum(values[question.blank :])
    if not question.blank:
        claims, hashed = proofs.interval(whole, total, question.low, question.high)
        return HomomorphicAnswer(
            choices, individual, prover.either(claims, chosen - question.low, sums, hashed)
        )
    claims, hashed = proofs.blank_or_nothing(whole, choices[0], total)
    blank = prover.either(claims, *((1, sums) if values[0] else (0, randoms[0])), hashed)
    claims, hashed = proofs.blank_or_interval(whole, choices[0], total, question.low, question.high)
    truth = (0, randoms[0]) if values[0] else (chosen - question.low + 1, sums)
    return HomomorphicAnswer(choices, individual, prover.either(claims, *truth, hashed), blank)


def read(election: Election, payload: bytes) -> Ballot:
    """A ballot of this election from its bytes; its form is canonical. Proofs and membership are checked by ``check``."""
    found = fields(
        load(payload),
        ("election_uuid", "election_hash", "credential", "answers", "signature"),
        where="ballot",
    )
    demand(found["election_uuid"] == election.uuid, "election", "the ballot is for another election")
    demand(found["election_hash"] == election.fingerprint, "election", "the ballot is for another election")
    signature = fields(found["signature"], ("hash", "proof"), where="signature")
    group = election.group
    answers = items(found["answers"], "answers", len(election.questions))
    return Ballot(
        credential=group.read_element(found["credential"], "credential"),
        answers=[
            _read_answer(group, question, one, f"question {place + 1}")
            for place, (question, one) in enumerate(zip(election.questions, answers, strict=True))
        ],
        hash=text(signature["hash"], "signature"),
        proof=Proof.read(signature["proof"], group, "signature"),
        payload=payload,
    )


def _read_answer(group: Group, question: Homomorphic | NonHomomorphic, value: object, where: str) -> Answer:
    if isinstance(question, NonHomomorphic):
        found = fields(value, ("choices", "proof"), where=where)
        one = Ciphertext.read(found["choices"], group, where)
        return NonHomomorphicAnswer([one], Proof.read(found["proof"], group, where))
    keys = ("choices", "individual_proofs", "overall_proof", *(("blank_proof",) if question.blank else ()))
    found = fields(value, keys, where=where)
    choices = items(found["choices"], where, question.size)
    individual = items(found["individual_proofs"], where, question.size)
    overall = question.high - question.low + 1 + question.blank
    return HomomorphicAnswer(
        [Ciphertext.read(one, group, f"{where}, choice {place + 1}") for place, one in enumerate(choices)],
        [read_proofs(one, group, 2, f"{where}, choice {place + 1}") for place, one in enumerate(individual)],
        read_proofs(found["overall_proof"], group, overall, where),
        read_proofs(found["blank_proof"], group, 2, where) if question.blank else None,
    )


class Inspector:
    """Checks the ballots of one election, with tables that are worth their making for many ballots."""

    def __init__(self, election: Election, width: int = 6) -> None:
        group = election.group
        self.election, self.group = election, group
        self.generator = table(group, group.g, width)
        self.checker = Checker(group, self.generator, table(group, election.public_key, width))

    def check(self, ballot: Ballot) -> None:
        """Refuse a ballot for the first thing that does not hold: membership, signature, and every proof."""
        for place, answer in enumerate(ballot.answers):
            for choice, one in enumerate(answer.choices):
                where = f"question {place + 1}, choice {choice + 1}"
                self.group.require(one.alpha, where)
                self.group.require(one.beta, where)
        self.check_proofs(ballot)

    def check_proofs(self, ballot: Ballot) -> None:
        """The same without membership of the ciphertexts, which has to be checked apart, for many ballots at once."""
        body = load(ballot.payload)
        if not isinstance(body, dict):
            raise Invalid("structure", "a ballot has to be an object")
        del body["signature"]
        demand(
            fingerprint(dump(body)) == ballot.hash, "signature", "the signed hash is not that of the ballot"
        )
        good = proofs.knows(
            self.group, ballot.credential, ballot.proof, lambda a: f"sig|{ballot.hash}|{a}", self.generator
        )
        demand(good, "signature", "the signature does not verify")
        context = f"{self.election.fingerprint}|{ballot.credential}"
        for place, (question, answer) in enumerate(zip(self.election.questions, ballot.answers, strict=True)):
            try:
                if isinstance(answer, NonHomomorphicAnswer):
                    self._raw(context, answer)
                elif isinstance(question, Homomorphic):
                    self._homomorphic(context, question, answer)
            except Invalid as wrong:
                raise wrong.inside(f"question {place + 1}") from None

    def _raw(self, context: str, answer: NonHomomorphicAnswer) -> None:
        one = answer.choices[0]
        hashed = f"raweg|{context}|{self.election.public_key},{one.text}"
        good = proofs.knows(self.group, one.alpha, answer.proof, lambda a: f"{hashed}|{a}", self.generator)
        demand(good, "raw proof", "the proof of knowledge of the randomness does not verify")

    def _homomorphic(self, context: str, question: Homomorphic, answer: HomomorphicAnswer) -> None:
        either = self.checker.either
        for place, (one, proof) in enumerate(zip(answer.choices, answer.individual, strict=True)):
            claims, hashed = proofs.interval(context, one, 0, 1)
            good = either(claims, proof, hashed)
            demand(good, "individual proof", "it is not proven that this is 0 or 1", f"choice {place + 1}")
        whole = f"{context}|{','.join(one.text for one in answer.choices)}"
        total = combine(self.group, answer.choices[question.blank :])
        bounds = (question.low, question.high)
        if answer.blank is None:
            claims, hashed = proofs.interval(whole, total, *bounds)
        else:
            claims, hashed = proofs.blank_or_nothing(whole, answer.choices[0], total)
            good = either(claims, answer.blank, hashed)
            demand(good, "blank proof", "it is not proven that a blank vote chooses nothing")
            claims, hashed = proofs.blank_or_interval(whole, answer.choices[0], total, *bounds)
        good = either(claims, answer.overall, hashed)
        demand(good, "overall proof", f"it is not proven that {bounds[0]} to {bounds[1]} are chosen")
