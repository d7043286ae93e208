"""Appending to an election's archive what the roles hand in, each piece checked first (specification, section 3)."""

from dataclasses import dataclass
from typing import BinaryIO

from folkmoot.modules.elections.protocol.archive import Writer
from folkmoot.modules.elections.protocol.ballots import Ballot, Inspector, read
from folkmoot.modules.elections.protocol.credentials import Roll
from folkmoot.modules.elections.protocol.election import Election
from folkmoot.modules.elections.protocol.encoding import dump, sha256_hex
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.shuffle import Shuffle, check_shuffle, merged, shuffled_rows
from folkmoot.modules.elections.protocol.tally import (
    Counter,
    PartialDecryption,
    Result,
    SizedTally,
    Tally,
    check_decryption,
    result,
    write_owned,
    write_result,
    write_tally,
)
from folkmoot.modules.elections.protocol.trustees import Trustees


@dataclass(frozen=True)
class Setup:
    """What an election begins with."""

    election: Election
    trustees: Trustees
    roll: Roll

    def members(self) -> list[bytes]:
        """The four data members before the event Setup."""
        found = [self.election.payload, self.trustees.write(), self.roll.write()]
        names = ("election", "trustees", "credentials")
        named = {name: sha256_hex(one) for name, one in zip(names, found, strict=True)}
        return [*found, dump(named)]


class Board:
    """One election from Setup to Result, in memory and on its archive."""

    def __init__(self, file: BinaryIO, setup: Setup, timestamp: int) -> None:
        self.setup, self.election = setup, setup.election.checked()
        group = self.election.group
        fits = setup.trustees.election_key(group) == self.election.public_key
        demand(fits, "key", "the election's key is not the product of the trustees' keys")
        self.writer = Writer(file, timestamp)
        self.writer.append("Setup", *setup.members())
        self.inspector = Inspector(self.election)
        self.last: dict[int, Ballot] = {}
        self.tally: Tally = []
        self.weight = 0
        self.mixers: set[int] = set()
        self.parts: dict[int, PartialDecryption] = {}

    def cast(self, payload: bytes) -> Ballot:
        """Accept a ballot, or refuse it with the reason."""
        ballot = read(self.election, payload)
        demand(
            ballot.credential in self.setup.roll.weights, "credential", "the credential is not in the list"
        )
        self.inspector.check(ballot)
        self.writer.append("Ballot", payload)
        self.last.pop(ballot.credential, None)
        self.last[ballot.credential] = ballot
        return ballot

    def close(self) -> Tally:
        """End the voting and publish the encrypted tally of the last ballot of each credential."""
        counter = Counter(self.election)
        for credential, ballot in self.last.items():
            counter.add(ballot.answers, self.setup.roll.weights[credential])
        self.tally, self.weight = counter.tally(), counter.weight
        payload = write_tally(self.tally)
        sized = SizedTally(counter.number, counter.weight, sha256_hex(payload))
        self.writer.append("EndBallots")
        self.writer.append("EncryptedTally", payload, sized.write())
        return self.tally

    def shuffle(self, owner: int, shuffle: Shuffle) -> None:
        """Accept a trustee's shuffle of what came before it."""
        good = 1 <= owner <= len(self.setup.trustees.keys) and owner not in self.mixers
        demand(good, "owner", f"trustee {owner} is not awaited")
        before = shuffled_rows(self.election, self.tally)
        payload = shuffle.write()
        check_shuffle(self.election, before, Shuffle.read(payload, self.election.group, before))
        self.writer.append("Shuffle", payload, write_owned(owner, sha256_hex(payload)))
        self.mixers.add(owner)
        self.tally = merged(self.election, self.tally, shuffle.ciphertexts)

    def end_shuffles(self) -> None:
        """No further shuffle."""
        self.writer.append("EndShuffles")

    def decryption(self, owner: int, payload: bytes) -> None:
        """Accept a trustee's part of the decryption."""
        waits = self.election.shuffled and self.writer.before == "EncryptedTally"
        demand(not waits, "order", "answers have to be shuffled before they are decrypted")
        keys = self.setup.trustees.keys
        demand(
            1 <= owner <= len(keys) and owner not in self.parts, "owner", f"trustee {owner} is not awaited"
        )
        part = PartialDecryption.read(payload, self.election.group, self.tally)
        check_decryption(self.election, keys[owner - 1].public_key, self.tally, part)
        self.writer.append("PartialDecryption", payload, write_owned(owner, sha256_hex(payload)))
        self.parts[owner] = part

    def publish(self) -> Result:
        """The result, once enough trustees have come."""
        if not self.parts:
            raise Invalid("threshold", "no trustee has decrypted the tally yet")
        found = result(self.election, self.setup.trustees, self.tally, self.parts, self.weight)
        self.writer.append("Result", write_result(found))
        return found
