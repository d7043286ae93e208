"""The sums that a browser does, by Node's test runner: foreign vectors, and a proof that our own code made."""

import base64
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.fixtures.data import missing

from folkmoot.record.cosign import WitnessSigner
from folkmoot.record.merkle import inclusion_path, leaf_hash, root_of
from folkmoot.record.note import Signer, checkpoint_text, sign
from folkmoot.record.tests.small_log import SIGNER, entry
from folkmoot.record.text import commitment_of

ROOT = Path(__file__).resolve().parents[4]
NODE = ROOT / ".venv" / "bin" / "node"
SIZE, INDEX, AT = 300, 200, 1_780_000_000


def case():
    """A proof of our own with two of three witnesses, and things to put in its place."""
    leaves = [leaf_hash(entry(number)) for number in range(SIZE)]
    witnesses = [
        WitnessSigner(f"w{n}.example", Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32))
        for n in (1, 2, 3)
    ]
    text = checkpoint_text(SIGNER.name, SIZE, root_of(leaves))
    path = inclusion_path(INDEX, SIZE, lambda level, n: root_of(leaves[n << level : (n + 1) << level]))
    lines = ["c2sp.org/tlog-proof@v1", "extra bm90aGluZw==", f"index {INDEX}"]
    lines += [base64.b64encode(one).decode() for one in path]
    note = sign(text, [SIGNER]) + witnesses[0].line(text, at=AT) + witnesses[2].line(text, at=AT)
    names = [f"witness x{n} {one.verifier.vkey} https://w.example" for n, one in enumerate(witnesses)]
    salt = bytes(range(32))
    return {
        "index": INDEX,
        "size": SIZE,
        "steps": len(path),
        "leaf": leaves[INDEX].hex(),
        "entry": entry(INDEX).decode(),
        "proof": "\n".join(lines) + "\n\n" + note,
        "key": f"{SIGNER.verifier.vkey}\n",
        "policy": "\n".join(["# ours", *names, "group g 2 x0 x1 x2", "quorum g", ""]),
        "otherKey": Signer(SIGNER.name, Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)).verifier.vkey,
        "witnessKey": witnesses[0].verifier.vkey,
        "falseCosignature": witnesses[1].line("another text\n", at=AT),
        "text": {"commitment": commitment_of("Łódź 🏛\n", salt), "salt": salt.hex(), "words": "Łódź 🏛\n"},
    }


@pytest.fixture
def node():
    if not NODE.exists() or not (ROOT / "node_modules" / "@noble" / "curves").is_dir():
        missing("Node and the npm packages (./run setup gets both)")
    return NODE


def ran(node, tmp_path, **more):
    (tmp_path / "case.json").write_text(json.dumps(case()))
    words = [node, "--test", "--test-reporter=tap", str(Path(__file__).parent / "islands" / "proof.test.mjs")]
    environment = os.environ | {"CASE": str(tmp_path / "case.json")} | more
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {name: int(count) for name, count in re.findall(r"^# (\w+) (\d+)$", done.stdout, re.MULTILINE)}


def test_our_own_proofs(node, tmp_path):
    counts = ran(node, tmp_path, VECTORS="")
    assert (counts["pass"], counts["fail"], counts["skipped"]) == (4, 0, 1)


def test_foreign_vectors(node, real_data, tmp_path):
    counts = ran(node, tmp_path, VECTORS=str(real_data / "record/merkle-proofs/inclusion"))
    assert (counts["pass"], counts["fail"], counts["skipped"]) == (5, 0, 0)
