"""The archive of an election, ``<uuid>.bel``: a chain of events in an old-style tar (specification, section 4.4).

There is one way to write an archive, byte for byte: every header has the same form and time, each event stands
directly behind the data that it uses, nothing stands twice, and there are no blocks of zeros at the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from folkmoot.modules.elections.protocol.encoding import (
    JsonObject,
    digest,
    dump,
    fields,
    load,
    sha256_hex,
    text,
    whole,
)
from folkmoot.modules.elections.protocol.errors import Invalid, demand

BLOCK = 512
NAME = "BELENIOS"
MAXIMUM_MEMBER = 2 << 30
HEADER_LIMIT = 1 << 12
DATA = {
    "Setup": 4,
    "Ballot": 1,
    "EndBallots": 0,
    "EncryptedTally": 2,
    "Shuffle": 2,
    "EndShuffles": 0,
    "PartialDecryption": 2,
    "Result": 1,
}
"""How many data members stand before an event of each type; the last of them is its payload."""
NEXT = {
    "": ("Setup",),
    "Setup": ("Ballot", "EndBallots"),
    "Ballot": ("Ballot", "EndBallots"),
    "EndBallots": ("EncryptedTally",),
    "EncryptedTally": ("Shuffle", "PartialDecryption"),
    "Shuffle": ("Shuffle", "EndShuffles"),
    "EndShuffles": ("PartialDecryption",),
    "PartialDecryption": ("PartialDecryption", "Result"),
    "Result": (),
}
"""Which types may follow which."""


@dataclass(frozen=True)
class Event:
    """One link of the chain."""

    type: str
    height: int
    parent: str | None
    payload: str | None

    def write(self) -> bytes:
        """The structure ``event``."""
        found: JsonObject = {} if self.parent is None else {"parent": self.parent}
        found |= {"height": self.height, "type": self.type}
        if self.payload is not None:
            found["payload"] = self.payload
        return dump(found)

    @classmethod
    def read(cls, payload: bytes) -> "Event":
        """An event from its member."""
        value = load(payload)
        known = value if isinstance(value, dict) else {}
        keys = [
            key
            for key in ("parent", "height", "type", "payload")
            if key in known or key in {"height", "type"}
        ]
        found = fields(value, keys, where="event")
        return cls(
            text(found["type"], "event"),
            whole(found["height"], "event"),
            digest(found["parent"], "parent") if "parent" in found else None,
            digest(found["payload"], "payload") if "payload" in found else None,
        )


def follows(before: str, event: str) -> None:
    """Refuse an event of a type that may not stand behind the type before."""
    if event not in DATA:
        raise Invalid("order", f"there is no event of the type {event!r}")
    allowed = NEXT[before]
    wanted = " or ".join(allowed) or "nothing"
    behind = f"behind {before}" if before else "at the beginning"
    demand(event in allowed, "order", f"{event} stands {behind}, where only {wanted} may stand")


@dataclass(frozen=True)
class Place:
    """Where the content of a member lies in the file."""

    offset: int
    size: int


@dataclass(frozen=True)
class Step:
    """An event with the places and hashes of its data, in their order."""

    event: Event
    number: int
    data: list[tuple[str, Place]] = field(default_factory=list)


def header(name: str, size: int, timestamp: int) -> bytes:
    """The block before a member."""
    block = bytearray(BLOCK)
    block[: len(name)] = name.encode()
    block[100:124] = b"0000644\0" + b"0000000\0" * 2
    block[124:148] = f"{size:011o}\0{timestamp:011o}\0".encode()
    block[148:156] = b" " * 8
    block[156:157] = b"0"
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def member(name: str, payload: bytes, timestamp: int) -> bytes:
    """A member with its header and its padding."""
    return header(name, len(payload), timestamp) + payload + bytes(-len(payload) % BLOCK)


class Writer:
    """Writes an archive event by event; what is out of order is refused before a byte is written."""

    def __init__(self, file: BinaryIO, timestamp: int) -> None:
        self._file, self.timestamp = file, timestamp
        self._names: set[str] = set()
        self.before, self._height, self.parent = "", 0, ""
        self._put(NAME, dump({"version": 1, "timestamp": str(timestamp)}))

    def append(self, event_type: str, *data: bytes) -> str:
        """Append an event behind its data; returns the hash of the event, its parent for the next one."""
        follows(self.before, event_type)
        count = DATA[event_type]
        demand(len(data) == count, "structure", f"{event_type} has {count} data members, not {len(data)}")
        names = [f"{sha256_hex(one)}.data.json" for one in data]
        fresh = len(set(names)) == len(names) and not self._names & set(names)
        demand(fresh, "duplicate", "the same content is in the archive already")
        payload = names[-1].partition(".")[0] if names else None
        written = Event(event_type, self._height, self.parent or None, payload).write()
        for name, one in zip(names, data, strict=True):
            self._put(name, one)
        self.parent = sha256_hex(written)
        self._put(f"{self.parent}.event.json", written)
        self.before, self._height = event_type, self._height + 1
        return self.parent

    def _put(self, name: str, payload: bytes) -> None:
        self._names.add(name)
        self._file.write(member(name, payload, self.timestamp))


class Reader:
    """Reads an archive strictly: bytes, names, chain and order. ``steps`` says Invalid at the first thing amiss."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.timestamp = 0
        self.head = ""
        """Hash of the last event that was read."""
        self.at = -1
        """The event that is being read; −1 before the first one is reached."""
        self._names: set[bytes] = set()

    def read(self, place: Place) -> bytes:
        """The content of a member."""
        with self.path.open("rb") as file:
            return content(file, place)

    def steps(self) -> Iterator[Step]:
        """Every event with its data, checked to be chained, in order and complete."""
        with self.path.open("rb") as file:
            members = self.members(file)
            self._start(members)
            waiting: list[tuple[str, Place]] = []
            before = ""
            number = self.at = 0
            for name, place, payload in members:
                stem, _, kind = name.partition(".")
                if kind == "data.json":
                    waiting.append((stem, place))
                    continue
                step = Step(Event.read(payload), number, waiting)
                self._link(step, before)
                before, self.head = step.event.type, stem
                yield step
                waiting, number = [], number + 1
                self.at = number
            demand(not waiting, "structure", "data at the end of the archive belongs to no event")
            demand(number > 0, "structure", "the archive contains no event")

    def _link(self, step: Step, before: str) -> None:
        event, where = step.event, f"event {step.number}"
        try:
            follows(before, event.type)
            demand(event.height == step.number, "chain", f"the height is {event.height}, not {step.number}")
            parent = self.head or None
            demand(event.parent == parent, "chain", "the parent is not the event before")
            count = DATA[event.type]
            found = len(step.data)
            demand(found == count, "structure", f"{event.type} has {count} data members, not {found}")
            payload = step.data[-1][0] if step.data else None
            demand(event.payload == payload, "structure", "the payload is not the data before the event")
        except Invalid as wrong:
            raise wrong.inside(where) from None

    def _start(self, members: Iterator[tuple[str, Place, bytes]]) -> None:
        name, _, payload = next(members, ("", Place(0, 0), b""))
        demand(name == NAME, "structure", f"an archive begins with the member {NAME}")
        found = fields(load(payload), ("version", "timestamp"), where=NAME)
        demand(found["version"] == 1, "structure", "the version of the archive is not 1", NAME)
        written = text(found["timestamp"], NAME)
        good = written.isascii() and written.isdigit() and written == str(int(written)) and len(written) < 12  # noqa: PLR2004
        demand(
            good and int(written) == self.timestamp, "encoding", "the time is not that of the members", NAME
        )

    def members(self, file: BinaryIO) -> Iterator[tuple[str, Place, bytes]]:
        """Every member with its name, place and content, its bytes checked."""
        offset = 0
        while block := file.read(BLOCK):
            where = f"byte {offset:,}"
            demand(len(block) == BLOCK, "structure", "the archive ends inside a header", where)
            name, size, timestamp = _numbers(block, where)
            if not offset:
                self.timestamp = timestamp
            good = block == header(name, size, self.timestamp)
            demand(good, "encoding", "the header of a member is not in its canonical form", where)
            padded = size + -size % BLOCK
            demand(
                offset + BLOCK + padded <= self.size, "structure", f"the archive ends inside {name}", where
            )
            demand(size <= MAXIMUM_MEMBER, "structure", f"{name} is too large", where)
            payload = file.read(size)
            demand(not any(file.read(padded - size)), "encoding", "the padding is not made of zeros", where)
            if offset:
                self._check_name(name, payload, where)
            else:
                demand(size <= HEADER_LIMIT, "structure", "the first member is too large", where)
            yield name, Place(offset + BLOCK, size), payload
            offset += BLOCK + padded

    def _check_name(self, name: str, payload: bytes, where: str) -> None:
        stem, _, kind = name.partition(".")
        demand(kind in {"data.json", "event.json"}, "structure", f"{name!r} is neither data nor event", where)
        demand(sha256_hex(payload) == stem, "hash", f"the content of {name} has another hash", where)
        # 32 bytes for each member are enough to know it again.
        key = bytes.fromhex(stem)
        demand(key not in self._names, "duplicate", f"{name} stands twice", where)
        self._names.add(key)


def content(file: BinaryIO, place: Place) -> bytes:
    """The content of a member from an open file."""
    file.seek(place.offset)
    return file.read(place.size)


def _numbers(block: bytes, where: str) -> tuple[str, int, int]:
    name = block[:100].rstrip(b"\0")
    size, timestamp = block[124:135], block[136:147]
    octal = all(digit in b"01234567" for digit in size + timestamp)
    demand(octal and name.isascii() and bool(name), "structure", "this is not the header of a member", where)
    return name.decode(), int(size, 8), int(timestamp, 8)


def extract(path: Path, data: Sequence[tuple[str, Place]]) -> list[bytes]:
    """The contents of several members."""
    with path.open("rb") as file:
        return [content(file, place) for _, place in data]
