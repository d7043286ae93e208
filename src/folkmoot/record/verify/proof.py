"""Proving one entry, and checking such a proof without a network (C2SP tlog-proof)."""

import base64
import re
from pathlib import Path
from typing import Any

from .checkpoint import Key, open_checkpoint, origin_of
from .policy import Policy, demand, log_key
from .source import Source, entries_of
from .tree import node, perfect, sha
from .verdict import CannotTell, Wrong
from .whole import Report, find_key


def prove(where: str, index: int, *, key: str = "", state: Path) -> str:
    """A C2SP tlog-proof file for one entry; its ``extra`` line carries the entry itself."""
    source, report = Source(where), Report(where)
    head = open_checkpoint(source.need("checkpoint"), find_key(source, key, state, report))
    if not 0 <= index < head.size:
        raise CannotTell(f"there is no entry {index}: the log has {head.size}")
    n, offset = divmod(index, 256)
    width = min(256, head.size - n * 256)
    entry = entries_of(source.tile("entries", n, width, unit=0), width, "the bundle")[offset]

    def subtree(start: int, end: int) -> bytes:
        size = end - start
        if size & (size - 1) == 0 and start % size == 0:
            level = (size.bit_length() - 1) // 8
            low, high = start >> (8 * level), end >> (8 * level)
            tile = low // 256
            data = source.tile(str(level), tile, min(256, (head.size >> (8 * level)) - tile * 256))
            return perfect(
                [data[at * 32 : at * 32 + 32] for at in range(low - tile * 256, high - tile * 256)]
            )
        middle = start + (1 << ((size - 1).bit_length() - 1))
        return node(subtree(start, middle), subtree(middle, end))

    start, end, path = 0, head.size, []
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    lines = ["c2sp.org/tlog-proof@v1", f"extra {base64.b64encode(entry).decode()}", f"index {index}"]
    lines += [base64.b64encode(one).decode() for one in reversed(path)]
    return "\n".join(lines) + "\n\n" + head.note


def _key(given: str, note: str, policy: Policy | None) -> Key:
    if given:
        return Key.parse(Path(given).read_text() if Path(given).is_file() else given)
    found = log_key(policy, origin_of(note.encode()))
    if found is None:
        raise CannotTell("give the log's key with --key, or a policy that names the log")
    return found


def check_proof(
    text: str, *, key: str, entry: bytes | None = None, policy: Policy | None = None
) -> dict[str, Any]:
    """Check a proof file offline. Returns origin, size, index, entry and the names of witnesses that cosigned it.

    Wrong when it does not hold, or when the witnesses are fewer than the policy asks for.
    """
    top, gap, note = text.partition("\n\n")
    lines = top.split("\n")
    if not gap or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Wrong("this is not a c2sp.org/tlog-proof@v1 file")
    try:
        if lines and lines[0].startswith("extra "):
            extra = base64.b64decode(lines.pop(0)[6:], validate=True)
            entry = extra if entry is None else entry
        digits = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines.pop(0))
        if not digits:
            raise ValueError("its index is not in plain digits")
        index = int(digits[1])
        path = [base64.b64decode(one, validate=True) for one in lines]
    except (ValueError, IndexError) as error:
        raise Wrong(f"the proof file is damaged: {error}") from error
    if entry is None:
        raise CannotTell("the proof file does not carry the entry: give it with --entry FILE")
    head = open_checkpoint(note.encode(), _key(key, note, policy))
    signed = demand(head, policy).names if policy else set()
    inner = (index ^ (head.size - 1)).bit_length()
    if not 0 <= index < head.size or len(path) != inner + (index >> inner).bit_count():
        raise Wrong("the proof has the wrong number of steps for its index and size")
    found = sha(b"\x00" + entry)
    for level, sibling in enumerate(path):
        right = level < inner and not index >> level & 1
        found = node(found, sibling) if right else node(sibling, found)
    if found != head.root:
        raise Wrong("the steps lead to another root: the entry is not in this log at this place")
    return {
        "origin": head.origin,
        "size": head.size,
        "index": index,
        "entry": entry.decode("utf-8", "replace"),
        "witnesses": sorted(policy.witnesses[name].name for name in signed) if policy else [],
    }
