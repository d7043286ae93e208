"""Strict verification of a whole archive: order, chain, every proof, the tally recomputed, and the result.

Nothing is taken from an archive that can be computed from it. What is wrong with one ballot does not keep the others
from being checked; what is wrong with the chain or the setup does, because nothing behind it means anything.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from folkmoot.modules.elections.protocol.archive import Place, Reader, Step, extract
from folkmoot.modules.elections.protocol.credentials import Roll
from folkmoot.modules.elections.protocol.election import Election
from folkmoot.modules.elections.protocol.encoding import digest, fields, load
from folkmoot.modules.elections.protocol.errors import Invalid, demand
from folkmoot.modules.elections.protocol.group import GROUPS, Group
from folkmoot.modules.elections.protocol.shuffle import Shuffle, check_shuffle, merged, shuffled_rows
from folkmoot.modules.elections.protocol.tally import (
    PartialDecryption,
    Result,
    SizedTally,
    Tally,
    check_decryption,
    check_result,
    decrypt,
    opened,
    read_owned,
    read_rows,
    write_tally,
)
from folkmoot.modules.elections.protocol.trustees import Trustees
from folkmoot.modules.elections.protocol.workers import Numbered, Office

SMALL = 1 << 20
"""Up to this size in bytes, an archive is verified sooner by this process alone."""
Progress = Callable[[str, int, float], None]
"""Told what is being done, how many ballots are checked, and which part of the file is read (0 to 1)."""


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: the rule, the event (−1: the archive itself), and a sentence."""

    check: str
    event: int
    message: str


@dataclass
class Report:
    """What was verified, and what was found."""

    uuid: str = ""
    name: str = ""
    group: str = ""
    phase: str = "empty"
    """The type of the last event."""
    head: str = ""
    """Hash of the last event: what witnesses sign and later snapshots have to contain."""
    fingerprint: str = ""
    events: int = 0
    credentials: int = 0
    ballots: int = 0
    counted: int = 0
    weight: int = 0
    shuffles: int = 0
    decryptions: list[int] = field(default_factory=list)
    result: Result | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def verify(
    path: Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    groups: Mapping[str, Group] = GROUPS,
    since: Path | None = None,
) -> Report:
    """Verify an archive; ``since`` is an older snapshot that this one has to continue.

    ``workers`` is the number of processes, by default one for each core; OSError if a file cannot be read.
    """
    return _run(_Run(path, workers or os.cpu_count() or 1, progress or (lambda *_: None), groups), since)


def decrypt_verified(
    path: Path,
    secret: int,
    *,
    head: str,
    least: int = 1,
    workers: int | None = None,
    groups: Mapping[str, Group] = GROUPS,
) -> tuple[int, bytes]:
    """A trustee's part of the decryption of an archive that was verified first: the trustee's number, and the part.

    ``head`` is the hash of the last event as witnesses saw it, and ``least`` the number of ballots that have to count, so
    that nobody is made to decrypt a tally of few. Refuses with Invalid, and then nothing was decrypted. That a trustee does
    this once for an election is for the trustee's own device to remember.
    """
    run = _Run(path, workers or os.cpu_count() or 1, lambda *_: None, groups)
    report = _run(run, None)
    if report.faults:
        first = report.faults[0]
        raise Invalid(first.check, f"the archive does not verify: {first.message}")
    demand(report.head == head, "history", "the archive is not the one that was witnessed")
    ready = {"PartialDecryption", "EndShuffles" if run.election.shuffled else "EncryptedTally"}
    demand(report.phase in ready, "order", f"there is nothing to decrypt behind {report.phase}")
    demand(report.counted >= least, "count", f"{report.counted} ballots count, at least {least} have to")
    group = run.election.group
    public = group.secret_power(group.g, secret)
    owners = [place + 1 for place, one in enumerate(run.trustees.keys) if one.public_key == public]
    demand(bool(owners), "owner", "the secret belongs to no trustee of this election")
    demand(owners[0] not in run.parts, "owner", f"trustee {owners[0]} has decrypted already")
    return owners[0], decrypt(run.election, secret, run.tally).write()


def _run(run: "_Run", since: Path | None) -> Report:
    try:
        if since is not None:
            _continues(run.path, since)
        run.everything()
    except Invalid as wrong:
        run.fault(wrong, run.reader.at)
    run.report.faults.sort(key=lambda one: one.event)
    return run.report


def _continues(path: Path, since: Path) -> None:
    with path.open("rb") as new, since.open("rb") as old:
        while piece := old.read(1 << 20):
            same = new.read(len(piece)) == piece
            demand(same, "history", f"the archive does not begin with what {since.name} contains")


class _Run:
    """One pass over one archive."""

    def __init__(self, path: Path, workers: int, progress: Progress, groups: Mapping[str, Group]) -> None:
        self.path, self.progress, self.groups = path, progress, groups
        self.workers = workers
        self.report = Report()
        self.reader = Reader(path)
        self.last: dict[int, Place] = {}
        self.ballots: dict[int, Place] = {}
        self.behind: Step | None = None
        self.tally: Tally = []
        self.parts: dict[int, PartialDecryption] = {}
        self.shufflers: set[int] = set()
        self.election: Election
        self.roll: Roll
        self.trustees: Trustees

    def fault(self, wrong: Invalid, event: int) -> None:
        """Note what is wrong."""
        self.report.faults.append(Fault(wrong.check, event, str(wrong)))

    def everything(self) -> None:
        """Setup, ballots on all cores, then what follows them, in the order of the archive."""
        steps = self._noted(self.reader.steps())
        setup = next(steps)
        self._setup(setup)
        workers = self.workers if self.reader.size > SMALL else 1
        with Office(self.path, self.election, self.groups, workers) as office:
            self.progress("checking ballots", 0, 0.0)
            broken: Invalid | None = None
            try:
                for done in office.check(self._ballots(steps)):
                    self._checked(done.credentials, done.faults)
            except Invalid as wrong:
                broken = wrong
            if broken is not None:
                raise broken
            if self.behind is None:
                return
            self.progress("adding up", self.report.ballots, 1.0)
            counter = office.count(
                ((place, self.roll.weights[one]) for one, place in self.last.items()), self.election
            )
            self.report.counted, self.report.weight, self.tally = (
                counter.number,
                counter.weight,
                counter.tally(),
            )
        for step in steps:
            self.progress(f"checking {step.event.type}", self.report.ballots, 1.0)
            try:
                self._after(step)
            except Invalid as wrong:
                # Nothing behind a wrong tally or shuffle means anything.
                raise wrong.inside(step.event.type) from None

    def _noted(self, steps: Iterator[Step]) -> Iterator[Step]:
        for step in steps:
            self.report.events += 1
            self.report.phase, self.report.head = step.event.type, self.reader.head
            yield step

    def _setup(self, step: Step) -> None:
        election, trustees, credentials, setup = extract(self.path, step.data)
        found = fields(load(setup), ("election", "trustees", "credentials"), where="setup")
        named = [digest(found[key], "setup") for key in ("election", "trustees", "credentials")]
        same = named == [name for name, _ in step.data[:3]]
        demand(same, "structure", "the setup does not name the three members before it", "setup")
        self.election = Election.read(election, self.groups)
        group, report = self.election.group, self.report
        report.uuid, report.name, report.group = self.election.uuid, self.election.name, group.name
        report.fingerprint = self.election.fingerprint
        self.trustees = Trustees.read(trustees, group)
        fits = self.trustees.election_key(group) == self.election.public_key
        demand(fits, "key", "the election's key is not the product of the trustees' keys", "setup")
        self.roll = Roll.read(credentials, group)
        report.credentials = len(self.roll.weights)
        if self.election.shuffled:
            heavy = any(weight != 1 for weight in self.roll.weights.values())
            demand(not heavy, "weight", "weights do not go with non-homomorphic questions", "setup")

    def _ballots(self, steps: Iterator[Step]) -> Iterator[Numbered]:
        for step in steps:
            if step.event.type != "Ballot":
                self.behind = step
                return
            place = step.data[0][1]
            self.report.ballots += 1
            self.ballots[step.number] = place
            self.progress("checking ballots", self.report.ballots, place.offset / self.reader.size)
            yield step.number, place

    def _checked(self, credentials: dict[int, int], faults: list[tuple[int, Invalid]]) -> None:
        for number, wrong in faults:
            self.fault(wrong.inside("ballot"), number)
        for number, credential in credentials.items():
            place = self.ballots.pop(number)
            if credential not in self.roll.weights:
                self.fault(Invalid("credential", "the credential is not in the list", "ballot"), number)
                continue
            # The last ballot of a credential counts, and stands where it was cast.
            self.last.pop(credential, None)
            self.last[credential] = place

    def _after(self, step: Step) -> None:
        kind, election = step.event.type, self.election
        if kind == "EncryptedTally":
            self._encrypted_tally(step)
        elif kind == "Shuffle":
            self._shuffle(step)
        elif kind == "PartialDecryption":
            if election.shuffled and not self.shufflers:
                raise Invalid("order", "answers are decrypted without having been shuffled")
            self._decryption(step)
        elif kind == "Result":
            values = opened(election.group, self.trustees, self.tally, self.parts)
            (payload,) = extract(self.path, step.data)
            self.report.result = check_result(election, values, payload, self.report.weight)

    def _encrypted_tally(self, step: Step) -> None:
        payload, written = extract(self.path, step.data)
        sized = SizedTally.read(written)
        named = sized.encrypted_tally == step.data[0][0]
        demand(named, "structure", "the counts do not name the tally before them")
        read_rows(load(payload), self.election.group, "question")
        counted, weight = self.report.counted, self.report.weight
        good = sized.num_tallied == counted
        demand(good, "count", f"num_tallied is {sized.num_tallied}, but {counted} ballots count")
        good = sized.total_weight == weight
        demand(good, "count", f"total_weight is {sized.total_weight}, but the ballots weigh {weight}")
        good = write_tally(self.tally) == payload
        demand(good, "tally", "the encrypted tally is not the product of the ballots that count")

    def _owner(self, step: Step, before: "set[int] | dict[int, PartialDecryption]") -> int:
        (name, _), (_, place) = step.data
        owner, payload = read_owned(self.reader.read(place))
        demand(payload == name, "structure", "the owner's structure does not name the member before it")
        count = len(self.trustees.keys)
        demand(1 <= owner <= count, "owner", f"there is no trustee {owner}; there are {count}")
        demand(owner not in before, "owner", f"trustee {owner} did this already")
        return owner

    def _shuffle(self, step: Step) -> None:
        demand(bool(self.election.shuffled), "order", "there is no question to be shuffled")
        owner = self._owner(step, self.shufflers)
        before = shuffled_rows(self.election, self.tally)
        shuffle = Shuffle.read(self.reader.read(step.data[0][1]), self.election.group, before)
        check_shuffle(self.election, before, shuffle)
        self.shufflers.add(owner)
        self.report.shuffles += 1
        self.tally = merged(self.election, self.tally, shuffle.ciphertexts)

    def _decryption(self, step: Step) -> None:
        owner = self._owner(step, self.parts)
        payload = self.reader.read(step.data[0][1])
        part = PartialDecryption.read(payload, self.election.group, self.tally)
        check_decryption(self.election, self.trustees.keys[owner - 1].public_key, self.tally, part)
        self.parts[owner] = part
        self.report.decryptions.append(owner)
