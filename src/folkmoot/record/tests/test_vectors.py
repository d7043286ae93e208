"""Everything under record/ of the real data: proofs with their verdicts, a whole foreign log, canonical JSON."""

import base64
import json

import pytest
import rfc8785

from folkmoot.record.merkle import ProofError, root_of, verify_consistency, verify_inclusion
from folkmoot.record.note import Verifier, open_note, parse_checkpoint
from folkmoot.record.verify.entry import canonical
from folkmoot.record.verify.whole import verify_log

VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


def b64(text):
    return base64.b64decode(text or "")


def cases(folder):
    files = sorted(folder.rglob("*.json"))
    assert len(files) == 98
    return [(path.name, json.loads(path.read_text())) for path in files]


def agrees(check, want_error):
    if not want_error:
        check()
        return
    with pytest.raises(ProofError):
        check()


def test_inclusion_vectors(real_data):
    for _name, case in cases(real_data / "record/merkle-proofs/inclusion"):
        agrees(
            lambda case=case: verify_inclusion(
                index=case["leafIdx"],
                size=case["treeSize"],
                leaf=b64(case["leafHash"]),
                proof=[b64(one) for one in case["proof"] or []],
                root=b64(case["root"]),
            ),
            case["wantErr"],
        )


def test_consistency_vectors(real_data):
    for _name, case in cases(real_data / "record/merkle-proofs/consistency"):
        agrees(
            lambda case=case: verify_consistency(
                old=case["size1"],
                new=case["size2"],
                old_root=b64(case["root1"]),
                new_root=b64(case["root2"]),
                proof=[b64(one) for one in case["proof"] or []],
            ),
            case["wantErr"],
        )


def test_canonical_json_vectors_by_both_implementations(real_data):
    folder = real_data / "record/jcs"
    names = sorted(path.name for path in (folder / "input").iterdir())
    assert len(names) == 6
    for name in names:
        value = json.loads((folder / "input" / name).read_text())
        hexadecimal = "".join((folder / "outhex" / name.replace(".json", ".txt")).read_text().split())
        assert canonical(value).encode() == bytes.fromhex(hexadecimal) == rfc8785.dumps(value)


def test_every_checkpoint_of_the_foreign_log(real_data):
    log = real_data / "record/tessera-log"
    leaves = []
    for size in range(16):
        note = open_note((log / f"checkpoint.{size}").read_bytes(), [Verifier.parse(VKEY)])
        checkpoint = parse_checkpoint(note.text)
        assert checkpoint.size == size
        if size:
            tile = (log / f"tile/0/000.p/{size}").read_bytes()
            leaves = [tile[at : at + 32] for at in range(0, len(tile), 32)]
        assert root_of(leaves) == checkpoint.root


def test_our_verifier_accepts_the_foreign_log(real_data, tmp_path):
    report = verify_log(str(real_data / "record/tessera-log"), key=VKEY, state=tmp_path, any_format=True)
    assert (report.verdict, report.size) == ("ok", 15), report.problem
