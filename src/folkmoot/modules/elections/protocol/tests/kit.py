"""Elections for tests: made with every role's real computation, in groups small enough to be quick.

The groups have 128 to 191 bits, so that a wrong proof still passes with a chance of at most 2^-127.
"""

import copy
import io
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from folkmoot.modules.elections.protocol import credentials, proofs, shuffle, tally, threshold
from folkmoot.modules.elections.protocol.archive import Event, Reader, extract, member
from folkmoot.modules.elections.protocol.ballots import cast
from folkmoot.modules.elections.protocol.board import Board, Setup
from folkmoot.modules.elections.protocol.election import Election, Homomorphic, NonHomomorphic
from folkmoot.modules.elections.protocol.encoding import dump, fingerprint, sha256_hex
from folkmoot.modules.elections.protocol.group import GROUPS, Embedding, Group
from folkmoot.modules.elections.protocol.trustees import Single, TrusteeKey, Trustees

SAFE = Group(
    "TEST-SAFE",
    0x80000000000000000000000000000000400000000000479F,
    (0x80000000000000000000000000000000400000000000479F - 1) // 2,
    4,
    Embedding(padding=8, bits_per_int=8),
)
PLAIN = Group(
    "TEST-PLAIN",
    0x8000000000000000000000000000305F000000000000000000000000000487C9,
    0x80000000000000000000000000003053,
    0x16857C194E21DBA542869093D81594922C5BCE333E60963AE02C58CC4781B76A,
)
TESTED = {**GROUPS, SAFE.name: SAFE, PLAIN.name: PLAIN}
TIME = 1795417393
UUID = "abcdefghijkmno"
needs_tool = pytest.mark.usefixtures("belenios_tool")
"""Without Debian's program these tests are skipped; where everything is required, as in CI, they fail."""


@dataclass
class Made:
    """An election with all its secrets."""

    election: Election
    roll: credentials.Roll
    codes: list[str]
    keys: dict[int, int]
    """Decryption keys of all trustees by their numbers."""
    trustees: Trustees
    file: io.BytesIO = field(default_factory=io.BytesIO)
    board: Board | None = None

    def open(self) -> Board:
        self.board = Board(self.file, Setup(self.election, self.trustees, self.roll), TIME)
        return self.board

    def vote(self, voter, choices):
        return self.board.cast(cast(self.election, self.codes[voter], choices).payload)

    def tally(self, *came, mixers=(1, 2)):
        """Close, shuffle if needed, decrypt by these trustees, publish."""
        board = self.board
        board.close()
        if self.election.shuffled:
            for owner in mixers:
                board.shuffle(
                    owner,
                    shuffle.shuffle(self.election, shuffle.shuffled_rows(self.election, board.tally)),
                )
            board.end_shuffles()
        for owner in came:
            board.decryption(owner, tally.decrypt(self.election, self.keys[owner], board.tally).write())
        return board.publish()

    def write(self, folder: Path) -> Path:
        path = folder / f"{self.election.uuid}.bel"
        path.write_bytes(self.file.getvalue())
        return path


def make(group, questions, weights, *, members=3, needed=2):
    """One Single trustee (number 1) and ``members`` of whom ``needed`` decrypt (numbers 2 …)."""
    secret = group.exponent()
    seeds = [threshold.generate_seed() for _ in range(members)]
    certificates = [threshold.certify(group, one) for one in seeds]
    proposals = [threshold.propose(group, one, certificates, needed) for one in seeds]
    outputs = [
        threshold.accept(group, seed, certificates, given)
        for seed, given in zip(seeds, threshold.route(proposals), strict=True)
    ]
    kinds = [Single(TrusteeKey.of(group, secret))]
    keys = {1: secret}
    if members:
        kinds.append(threshold.parameters(group, needed, certificates, proposals, outputs))
        keys |= {
            place + 2: threshold.decryption_key(group, seed, output.private_key)
            for place, (seed, output) in enumerate(zip(seeds, outputs, strict=True))
        }
    trustees = Trustees(kinds)
    election = Election(UUID, "A vote", "<é> \x7f", group, trustees.election_key(group), tuple(questions))
    codes = [credentials.generate() for _ in weights]
    public = [credentials.public(one, UUID, group) for one in codes]
    roll = credentials.Roll.of(dict(zip(public, weights, strict=True)))
    return Made(election, roll, codes, keys, trustees)


PLAIN_QUESTIONS = (
    Homomorphic("One?", ("a", "b", "c"), 0, 1),
    Homomorphic("Some?", ("a", "b"), 1, 2, blank=True),
)
RANKED = (*PLAIN_QUESTIONS, NonHomomorphic("Order?", ("a", "b", "c")))
VOTES = ([[1, 0, 0], [0, 1, 1]], [[0, 1, 0], [1, 0, 0]], [[0, 0, 0], [0, 0, 1]], [[0, 0, 1], [0, 1, 0]])
RANKS = ([1, 2, 3], [2, 1, 3], [3, 3, 3], [255, 0, 1])


@cache
def weighted() -> Made:
    """Four ballots and one cast again, weights, blank votes, trustee 3 missing."""
    made = make(PLAIN, PLAIN_QUESTIONS, [1, 2, 3, 1, 5])
    made.open()
    for voter, choices in enumerate(VOTES):
        made.vote(voter, choices)
    made.vote(0, VOTES[3])
    assert made.tally(1, 2, 4) == [[0, 2, 2], [2, 2, 3]]
    return made


@cache
def ranked() -> Made:
    """The same votes without weights and with ranks, shuffled twice."""
    made = make(SAFE, RANKED, [1] * 5)
    made.open()
    for voter, (choices, ranks) in enumerate(zip(VOTES, RANKS, strict=True)):
        made.vote(voter, [*choices, ranks])
    made.vote(0, [*VOTES[3], [9, 8, 7]])
    made.tally(1, 3, 4)
    return made


class Draft:
    """An archive taken apart, so that anything can be changed and everything around it is hashed and chained anew."""

    def __init__(self, made: Made, folder: Path) -> None:
        self.made, self.folder = made, folder
        path = made.write(folder)
        self.events = [
            (step.event.type, [json.loads(one) for one in extract(path, step.data)])
            for step in Reader(path).steps()
        ]

    def find(self, kind, number=0):
        """Place of an event of a kind."""
        return [place for place, (one, _) in enumerate(self.events) if one == kind][number]

    def data(self, kind, number=0):
        return self.events[self.find(kind, number)][1]

    def sign(self, ballot, voter):
        """Sign a ballot anew, as its voter could."""
        group = self.made.election.group
        secret = credentials.secret(self.made.codes[voter], UUID, group)
        ballot.pop("signature", None)
        hashed = fingerprint(dump(ballot))
        proof = proofs.know(group, secret, lambda a: f"sig|{hashed}|{a}")
        ballot["signature"] = {"hash": hashed, "proof": proof.write()}

    def write(self) -> Path:
        """The archive with all hashes, references and the chain as they have to be."""
        name = self.folder / "tampered.bel"
        written = [member("BELENIOS", dump({"version": 1, "timestamp": str(TIME)}), TIME)]
        parent = None
        for height, (kind, data) in enumerate(copy.deepcopy(self.events)):
            self._refer(kind, data)
            payloads = [one if isinstance(one, bytes) else dump(one) for one in data]
            names = [sha256_hex(one) for one in payloads]
            written += [member(f"{n}.data.json", one, TIME) for n, one in zip(names, payloads, strict=True)]
            event = Event(kind, height, parent, names[-1] if names else None).write()
            parent = sha256_hex(event)
            written.append(member(f"{parent}.event.json", event, TIME))
        name.write_bytes(b"".join(written))
        return name

    @staticmethod
    def _refer(kind, data):
        def named(one):
            return sha256_hex(one if isinstance(one, bytes) else dump(one))

        if kind == "Setup":
            data[3] = dict(
                zip(("election", "trustees", "credentials"), [named(one) for one in data[:3]], strict=True)
            )
        elif kind == "EncryptedTally":
            data[1]["encrypted_tally"] = named(data[0])
        elif kind in {"Shuffle", "PartialDecryption"}:
            data[1]["payload"] = named(data[0])
