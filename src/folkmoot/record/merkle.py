"""The tree: hashing, paths and their checks as in RFC 6962 (hashes) and RFC 9162 (checks). Pure functions."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH = 32
"""Length of a SHA-256 in bytes."""

EMPTY_ROOT = hashlib.sha256(b"").digest()

ReadHash = Callable[[int, int], bytes]
"""(level, n) → root of the perfect subtree over leaves [n·2^level, (n+1)·2^level)."""


class ProofError(ValueError):
    """A proof that does not show what it claims; the message says why."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The roots of the perfect subtrees of a growing tree: all one needs to keep to know its root."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        size, peak = 1, leaf
        while self._peaks and self._peaks[-1][0] == size:
            size, peak = size * 2, node_hash(self._peaks.pop()[1], peak)
        self._peaks.append((size, peak))
        self.size += 1

    def root(self) -> bytes:
        """The root of everything appended so far."""
        return fold([peak for _, peak in self._peaks])


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over the roots of perfect subtrees, largest first; EMPTY_ROOT for none."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def peaks(start: int, end: int) -> list[tuple[int, int]]:
    """The perfect subtrees (level, n) that tile [start, end), left to right; start is 0 or suits their sizes."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        found.append((level, start >> level))
        start += 1 << level
    return found


def _root_between(start: int, end: int, read: ReadHash) -> bytes:
    return fold([read(level, n) for level, n in peaks(start, end)])


def inclusion_path(index: int, size: int, read: ReadHash) -> list[bytes]:
    """Hashes that prove leaf ``index`` in a tree of ``size``, its sibling first. Raises ValueError when outside."""
    if not 0 <= index < size:
        raise ValueError(f"there is no entry {index} in a tree of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            path.append(_root_between(middle, end, read))
            end = middle
        else:
            path.append(_root_between(start, middle, read))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, read: ReadHash) -> list[bytes]:
    """Hashes that prove a tree of ``old`` to be the beginning of one of ``new`` (RFC 6962 section 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"no proof leads from size {old} to size {new}")
    start, end, path, whole = 0, new, [], True
    while old != end:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if old <= middle:
            path.append(_root_between(middle, end, read))
            end = middle
        else:
            path.append(_root_between(start, middle, read))
            start, whole = middle, False
    if not whole:
        path.append(_root_between(start, end, read))
    return path[::-1]


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(one) != HASH for one in hashes):
        raise ProofError(f"every hash must have {HASH} bytes")


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless the proof puts the leaf hash at ``index`` of the tree (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"there is no entry {index} in a tree of {size}")
    _check_hashes([leaf, *proof])
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise ProofError(
            f"the proof has {len(proof)} hashes; {inner + (index >> inner).bit_count()} are needed"
        )
    found = leaf
    for level, sibling in enumerate(proof):
        right = level < inner and not index >> level & 1
        found = node_hash(found, sibling) if right else node_hash(sibling, found)
    if found != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise ProofError unless the old tree is the beginning of the new one (RFC 9162 section 2.1.4.2)."""
    if old < 1 or old > new:
        raise ProofError(f"no proof leads from size {old} to size {new}")
    if old == new:
        if proof or old_root != new_root:
            raise ProofError("one size has one root and an empty proof")
        return
    _check_hashes([*proof, old_root, new_root])
    level = (old & -old).bit_length() - 1
    hashes = list(proof)
    if old != 1 << level:
        if not hashes:
            raise ProofError("the proof is empty")
        seed = hashes.pop(0)
    else:
        seed = old_root
    index = (old - 1) >> level
    inner = (index ^ ((new - 1) >> level)).bit_length()
    if len(hashes) != inner + (index >> inner).bit_count():
        raise ProofError(f"the proof has {len(proof)} hashes, which is not the right number")
    first = second = seed
    for step, sibling in enumerate(hashes):
        if step < inner and not index >> step & 1:
            second = node_hash(second, sibling)
        else:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
    if first != old_root:
        raise ProofError("the proof does not lead to the old root")
    if second != new_root:
        raise ProofError("the proof does not lead to the new root")
