"""A log and a witness of it, made with the record's pure modules alone."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from folkmoot.record.cosign import WitnessSigner
from folkmoot.record.merkle import EMPTY_ROOT, consistency_path, leaf_hash, root_of
from folkmoot.record.note import checkpoint_text, sign
from folkmoot.record.tests.small_log import SIGNER, entry

WITNESS = WitnessSigner("chronicle.example/witness", Ed25519PrivateKey.from_private_bytes(b"\x09" * 32))


class Log:
    """A log in memory. ``other`` changes its entry 0, which makes another history."""

    def __init__(self, size, signer=SIGNER, other=False):
        self.leaves = [leaf_hash(entry(number)) for number in range(size)]
        if other:
            self.leaves[0] = leaf_hash(entry(9999))
        self.signer = signer

    def root(self, size):
        return root_of(self.leaves[:size]) if size else EMPTY_ROOT

    def note(self, size, root=None):
        text = checkpoint_text(self.signer.name, size, self.root(size) if root is None else root)
        return sign(text, [self.signer])

    def proof(self, old, new):
        if not 0 < old <= new:
            return []
        return consistency_path(
            old, new, lambda level, n: root_of(self.leaves[n << level : (n + 1) << level])
        )

    def body(self, old, new, proof=None, note=None):
        lines = [f"old {old}"] + [
            base64.b64encode(one).decode() for one in (self.proof(old, new) if proof is None else proof)
        ]
        return ("\n".join(lines) + "\n\n" + (self.note(new) if note is None else note)).encode()
