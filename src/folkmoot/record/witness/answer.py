"""What a witness decides about a checkpoint, apart from any network and storage (C2SP tlog-witness)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from folkmoot.record.merkle import EMPTY_ROOT, HASH, ProofError, verify_consistency
from folkmoot.record.note import (
    CheckpointText,
    NoteError,
    Verifier,
    decode,
    open_note,
    parse_checkpoint,
    signature_of,
)

MAX_PROOF = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})\Z", re.ASCII)

Logs = Mapping[str, Sequence[Verifier]]
"""The keys that a witness trusts, by the origin of the log."""


class Refused(Exception):
    """A checkpoint that is not signed.

    ``status`` is the HTTP answer and ``size`` the kept size of a 409. ``fork`` marks proof that the log lied: it
    signed two roots of one size.
    """

    def __init__(self, status: int, words: str, *, size: int | None = None, fork: bool = False) -> None:
        super().__init__(words)
        self.status = status
        self.size = size
        self.fork = fork


@dataclass(frozen=True, slots=True)
class Submission:
    """The body of add-checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest checkpoint that the witness signed for a log."""

    size: int
    root: bytes


def read(body: bytes) -> Submission:
    """Parse a body: old size, proof lines, an empty line, the checkpoint. Refused with 400 when malformed."""
    top, gap, note = body.partition(b"\n\n")
    try:
        first, *lines = top.decode("ascii").split("\n")
        old = _OLD.match(first)
        proof = tuple(decode(line) for line in lines)
    except ValueError as error:
        raise Refused(400, "the proof lines must be base64 of hashes") from error
    if not gap or old is None:
        raise Refused(
            400, "the body must be a line 'old <size>', proof lines, an empty line and a checkpoint"
        )
    if len(proof) > MAX_PROOF or any(len(one) != HASH for one in proof):
        raise Refused(400, f"a proof has at most {MAX_PROOF} hashes of {HASH} bytes")
    return Submission(int(old[1]), proof, note)


def checkpoint_of(note: bytes, logs: Logs) -> tuple[CheckpointText, str, str]:
    """The checkpoint in a note, its text, and the signature lines of known keys. Refused with 400, 404 for an unknown log, 403 for a signature."""
    try:
        text = note.decode().rpartition("\n\n")[0] + "\n"
        checkpoint = parse_checkpoint(text)
    except (UnicodeDecodeError, NoteError) as error:
        raise Refused(400, f"the checkpoint is malformed: {error}") from error
    keys = logs.get(checkpoint.origin)
    if not keys:
        raise Refused(404, "this witness does not know the log")
    try:
        open_note(note, keys)
    except NoteError as error:
        raise Refused(403, f"the checkpoint cannot be believed: {error}") from error
    known = {(one.name, one.key_id) for one in keys}
    lines = note.decode().rpartition("\n\n")[2].split("\n")[:-1]
    signed = [(line, *signature_of(line)) for line in lines]
    return checkpoint, text, "".join(f"{line}\n" for line, name, data in signed if (name, data[:4]) in known)


def judge(asked: Submission, checkpoint: CheckpointText, kept: Kept | None) -> None:
    """Raise Refused unless the checkpoint is the kept one or continues it.

    400 when the old size is above the new, 409 with the kept size when the old size is another, 422 when the proof
    does not lead from the one to the other.
    """
    if asked.old > checkpoint.size:
        raise Refused(400, f"the old size {asked.old} is above the checkpoint's {checkpoint.size}")
    size = kept.size if kept else 0
    if asked.old != size:
        raise Refused(409, f"this witness has seen {size} entries", size=size)
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise Refused(422, "an empty log has one root, the SHA-256 of nothing")
    if kept and kept.size == checkpoint.size and kept.root != checkpoint.root:
        raise Refused(422, f"the log signed two different trees of {kept.size} entries", fork=True)
    if kept is None or kept.size == 0:
        if asked.proof:
            raise Refused(422, "nothing has to be proven from an empty log: the proof must be empty")
        return
    try:
        verify_consistency(
            old=kept.size,
            new=checkpoint.size,
            old_root=kept.root,
            new_root=checkpoint.root,
            proof=asked.proof,
        )
    except ProofError as error:
        raise Refused(422, f"the checkpoint does not continue what this witness has seen: {error}") from error
