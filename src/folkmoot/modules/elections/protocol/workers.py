"""The part of verifying that grows with the number of ballots, on all cores: reading, membership, proofs, adding up."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from folkmoot.modules.elections.protocol.archive import Place, content
from folkmoot.modules.elections.protocol.ballots import Ballot, Inspector, read
from folkmoot.modules.elections.protocol.election import Election
from folkmoot.modules.elections.protocol.errors import Invalid
from folkmoot.modules.elections.protocol.group import Group
from folkmoot.modules.elections.protocol.tally import Counter

CHUNK = 200
"""Ballots that are handed out at once: enough for the test of membership of all their numbers to cost little."""
WAITING = 4
"""Chunks for each process that may wait, so that memory does not grow with the archive."""
WIDE = 2 << 20
"""Archives from this size in bytes are worth larger tables."""
T = TypeVar("T")
U = TypeVar("U")
Numbered = tuple[int, Place]
"""The number of an event, and where its ballot lies."""


@dataclass
class Checked:
    """What became of a chunk: credentials of the ballots that could be read, and what is wrong, by event."""

    credentials: dict[int, int] = field(default_factory=dict)
    faults: list[tuple[int, Invalid]] = field(default_factory=list)


class Desk:
    """One process's tables and file."""

    def __init__(self, path: Path, payload: bytes, groups: Mapping[str, Group]) -> None:
        self.path = path
        self.election = Election.read(payload, groups)
        wide = path.stat().st_size >= WIDE
        short = int(self.election.group.q).bit_length() <= 256  # noqa: PLR2004
        self.inspector = Inspector(self.election, (11 if short else 8) if wide else 5)

    def check(self, chunk: Sequence[Numbered]) -> Checked:
        """Check ballots on their own: form, membership, signature, proofs."""
        done = Checked()
        ballots: list[tuple[int, Ballot]] = []
        for number, payload in self._payloads(chunk):
            try:
                ballots.append((number, read(self.election, payload)))
            except Invalid as wrong:
                done.faults.append((number, wrong))
        numbers = [value for _, ballot in ballots for value in ballot.elements()]
        together = self.election.group.members(numbers)
        for number, ballot in ballots:
            done.credentials[number] = ballot.credential
            try:
                if together:
                    self.inspector.check_proofs(ballot)
                else:
                    self.inspector.check(ballot)
            except Invalid as wrong:
                done.faults.append((number, wrong))
        return done

    def count(self, chunk: Sequence[tuple[Place, int]]) -> Counter:
        """Add up ballots that were checked before, with their weights."""
        counter = Counter(self.election)
        with self.path.open("rb") as file:
            for place, weight in chunk:
                counter.add(read(self.election, content(file, place)).answers, weight)
        return counter

    def _payloads(self, chunk: Sequence[Numbered]) -> Iterator[tuple[int, bytes]]:
        with self.path.open("rb") as file:
            for number, place in chunk:
                yield number, content(file, place)


_desks: list[Desk] = []


def _sit(path: Path, payload: bytes, groups: Mapping[str, Group]) -> None:
    _desks[:] = [Desk(path, payload, groups)]


def _check(chunk: Sequence[Numbered]) -> Checked:
    return _desks[0].check(chunk)


def _count(chunk: Sequence[tuple[Place, int]]) -> Counter:
    return _desks[0].count(chunk)


class Office(AbstractContextManager["Office"]):
    """All processes; with one worker, this process alone."""

    def __init__(self, path: Path, election: Election, groups: Mapping[str, Group], workers: int) -> None:
        self._desk = Desk(path, election.payload, groups) if workers < 2 else None  # noqa: PLR2004
        self._pool: ProcessPoolExecutor | None = None
        self._room = WAITING * workers
        if self._desk is None:
            # A fresh interpreter for each process: nothing is shared with whatever else this one runs.
            self._pool = ProcessPoolExecutor(
                workers,
                multiprocessing.get_context("spawn"),
                _sit,
                (path, election.payload, dict(groups)),
            )

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def check(self, ballots: Iterable[Numbered]) -> Iterator[Checked]:
        """Check a stream of ballots; what comes back is in their order."""
        return self._map(self._desk.check if self._desk else _check, ballots)

    def count(self, ballots: Iterable[tuple[Place, int]], election: Election) -> Counter:
        """The encrypted tally of ballots."""
        whole = Counter(election)
        for part in self._map(self._desk.count if self._desk else _count, ballots):
            whole.merge(part)
        return whole

    def _map(self, work: Callable[[list[U]], T], stream: Iterable[U]) -> Iterator[T]:
        running: deque[Future[T]] = deque()
        for chunk in _chunks(stream):
            if self._pool is None:
                yield work(chunk)
                continue
            running.append(self._pool.submit(work, chunk))
            while len(running) >= self._room or (running and running[0].done()):
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _chunks(stream: Iterable[U]) -> Iterator[list[U]]:
    chunk: list[U] = []
    for one in stream:
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
