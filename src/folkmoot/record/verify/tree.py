"""SHA-256 trees (RFC 6962), written apart from the server's own."""

import hashlib
from collections.abc import Sequence


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha(b"\x01" + left + right)


class Peaks:
    """Roots of perfect subtrees of a growing tree."""

    def __init__(self) -> None:
        self.size = 0
        self.stack: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes, width: int = 1) -> None:
        """Add a leaf hash, or the root over ``width`` leaves where the size is a multiple of that power of two."""
        self.size += width
        while self.stack and self.stack[-1][0] == width:
            leaf, width = node(self.stack.pop()[1], leaf), width * 2
        self.stack.append((width, leaf))

    def root(self) -> bytes:
        if not self.stack:
            return sha(b"")
        root = self.stack[-1][1]
        for _, peak in self.stack[-2::-1]:
            root = node(peak, root)
        return root


def perfect(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
