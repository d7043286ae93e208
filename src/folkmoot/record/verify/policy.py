"""Which witnesses have to have cosigned a checkpoint (C2SP tlog-policy), and which of them have (tlog-cosignature)."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .checkpoint import WITNESS, Head, Key
from .verdict import CannotTell, Wrong

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WORDS = {"all", "any"}


@dataclass(frozen=True)
class Group:
    """``needed`` of the members, which are witnesses or earlier groups."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Logs, witnesses by their name in the file, groups in the order of the file, and what is asked for."""

    logs: tuple[Key, ...]
    witnesses: Mapping[str, Key]
    groups: Mapping[str, Group]
    quorum: str

    def met(self, signed: set[str]) -> bool:
        """Whether the witnesses of these names are enough."""
        if self.quorum == "none":
            return True
        agreed = set(signed)
        for name, group in self.groups.items():
            # A group knows earlier ones only, so one pass in the order of the file is enough.
            if len(agreed & set(group.members)) >= group.needed:
                agreed.add(name)
        return self.quorum in agreed


@dataclass(frozen=True)
class Agreement:
    """The witnesses that signed a checkpoint: their names in the policy and when each of them looked."""

    at: Mapping[str, int]

    @property
    def names(self) -> set[str]:
        return set(self.at)


class _Reader:
    def __init__(self) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum = ""

    def _new(self, name: str) -> str:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise CannotTell(f"the name {name!r} is taken")
        return name

    def _known(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise CannotTell(f"there is no witness or group {name!r} above")
        return name

    def log(self, vkey: str, _url: str = "") -> None:
        key = Key.parse(_utf8(vkey))
        if key.public in {one.public for one in self.logs}:
            raise CannotTell("a log is named twice")
        self.logs.append(key)

    def witness(self, name: str, vkey: str, _url: str = "") -> None:
        key = Key.parse(_utf8(vkey), WITNESS)
        if key.public in {one.public for one in self.witnesses.values()}:
            raise CannotTell("two witnesses have the same key")
        self.witnesses[self._new(name)] = key

    def group(self, name: str, how_many: str, first: str, *others: str) -> None:
        names = (first, *others)
        for member in names:
            if self._known(member) in self.members:
                raise CannotTell(f"{member!r} is a member twice")
            self.members.add(member)
        if how_many not in _WORDS and not re.fullmatch(r"[1-9][0-9]{0,8}", how_many):
            raise CannotTell(f"{how_many!r} must be all, any or a number from 1 to {len(names)}")
        needed = {"all": len(names), "any": 1}.get(how_many) or int(how_many)
        if needed > len(names):
            raise CannotTell(f"{needed} of {len(names)} can never agree")
        self.groups[self._new(name)] = Group(needed, names)

    def asked(self, name: str) -> None:
        if self.quorum:
            raise CannotTell("there are two quorum lines")
        self.quorum = name if name == "none" else self._known(name)


def _utf8(word: str) -> str:
    """The word as text; the file is read as octets, one to a character."""
    try:
        return word.encode("latin-1").decode()
    except UnicodeDecodeError as error:
        raise CannotTell("the name in a key is not UTF-8") from error


def parse(data: bytes) -> Policy:
    """Read a policy file. CannotTell names the line that is malformed."""
    text = data.decode("latin-1")
    if _CONTROL.search(text):
        raise CannotTell("the policy holds control characters")
    reader = _Reader()
    verbs: dict[str, Callable[..., None]] = {
        "log": reader.log,
        "witness": reader.witness,
        "group": reader.group,
        "quorum": reader.asked,
    }
    for number, line in enumerate(text.split("\n"), start=1):
        words = re.split(r"[ \t]+", line.strip(" \t"))
        if not words[0] or words[0].startswith("#"):
            continue
        try:
            if words[0] not in verbs:
                raise CannotTell(f"{words[0]!r} is none of log, witness, group and quorum")
            verbs[words[0]](*words[1:])
        except TypeError as error:
            raise CannotTell(
                f"line {number} of the policy: {words[0]} has too few or too many words"
            ) from error
        except CannotTell as problem:
            raise CannotTell(f"line {number} of the policy: {problem}") from problem
    if not reader.quorum:
        raise CannotTell("the policy has no quorum line")
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)


def load(path: Path | None) -> Policy | None:
    """The policy in a file; None without a path."""
    return parse(path.read_bytes()) if path else None


def agreement(head: Head, policy: Policy) -> Agreement:
    """Which witnesses of a policy cosigned a checkpoint. Wrong when a signature by one of them is false."""
    text, _, lines = head.note.rpartition("\n\n")
    by_key = {(key.name, key.id): (name, key) for name, key in policy.witnesses.items()}
    found: dict[str, int] = {}
    for line in lines.split("\n")[:-1]:
        signer, _, encoded = line.removeprefix("— ").partition(" ")
        data = base64.b64decode(encoded)
        if (signer, data[:4]) not in by_key:
            continue
        name, key = by_key[signer, data[:4]]
        at = int.from_bytes(data[4:12], "big")
        message = f"cosignature/v1\ntime {at}\n{text}\n".encode()
        try:
            if not 0 < at < 1 << 63:
                raise InvalidSignature
            Ed25519PublicKey.from_public_bytes(key.public).verify(data[12:], message)
        except InvalidSignature as error:
            raise Wrong(f"the cosignature of {signer} on the checkpoint is false") from error
        found[name] = max(at, found.get(name, 0))
    return Agreement(found)


def demand(head: Head, policy: Policy) -> Agreement:
    """The agreement on a checkpoint; Wrong unless it is what the policy asks for."""
    found = agreement(head, policy)
    if not policy.met(found.names):
        raise Wrong(missing(head, policy, found))
    return found


def missing(head: Head, policy: Policy, found: Agreement) -> str:
    """What is not there, in words."""
    who = ", ".join(sorted(policy.witnesses[name].name for name in found.names)) or "no witness of the policy"
    return (
        f"the checkpoint of {head.size} entries was cosigned by {who}; the policy asks for {policy.quorum!r}"
    )


def log_key(policy: Policy | None, origin: str) -> Key | None:
    """The key of the log with this origin in the policy. Wrong when the policy names logs and this is none of them."""
    if policy is None or not policy.logs:
        return None
    for key in policy.logs:
        if key.name == origin:
            return key
    raise Wrong(f"the log {origin[:80]!r} is not in the policy")
