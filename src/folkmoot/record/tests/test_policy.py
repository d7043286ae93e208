"""Policies: reading them, deciding, and what the verifier demands of a log and of a proof."""

import itertools
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.cosign import WitnessSigner
from folkmoot.record.merkle import leaf_hash, root_of
from folkmoot.record.note import checkpoint_text, sign
from folkmoot.record.tests.small_log import SIGNER, entry, write_log
from folkmoot.record.verify.cli import main
from folkmoot.record.verify.policy import parse
from folkmoot.record.verify.verdict import CannotTell

WITNESSES = [
    WitnessSigner(f"w{n}.example", Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in range(1, 6)
]
KEYS = [one.verifier.vkey for one in WITNESSES]
LOG = f"log {SIGNER.verifier.vkey} https://town.example/record\n"
NAMED = "".join(f"witness X{n} {key}\n" for n, key in enumerate(KEYS, start=1))
TWO = f"{LOG}{NAMED}group g 2 X1 X2 X3\nquorum g\n"
ENTRIES = [entry(number) for number in range(300)]


def signed(size, *, by=(), at=None, entries=ENTRIES):
    text = checkpoint_text(SIGNER.name, size, root_of(leaf_hash(one) for one in entries[:size]))
    moment = int(time.time()) if at is None else at
    return sign(text, [SIGNER]) + "".join(WITNESSES[n].line(text, at=moment) for n in by)


@pytest.mark.parametrize(
    ("rule", "members", "met"),
    [
        ("quorum none", set(), True),
        ("quorum X1", {"X1"}, True),
        ("quorum X1", {"X2"}, False),
        ("group g any X1 X2\nquorum g", {"X2"}, True),
        ("group g all X1 X2\nquorum g", {"X2"}, False),
        ("group g 2 X1 X2 X3\nquorum g", {"X1", "X3"}, True),
        ("group a 2 X1 X2 X3\ngroup b any X4 X5\ngroup c all a b\nquorum c", {"X1", "X3", "X5"}, True),
        ("group a 2 X1 X2 X3\ngroup b any X4 X5\ngroup c all a b\nquorum c", {"X1", "X4", "X5"}, False),
    ],
)
def test_who_is_enough(rule, members, met):
    assert parse(f"# comment\n\t {LOG}{NAMED} \n{rule}\n".encode()).met(members) is met


@given(needed=st.integers(1, 5))
def test_a_number_means_so_many(needed):
    policy = parse(f"{NAMED}group g {needed} X1 X2 X3 X4 X5\nquorum g".encode())
    for size in range(6):
        for some in itertools.combinations(["X1", "X2", "X3", "X4", "X5"], size):
            assert policy.met(set(some)) is (size >= needed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no quorum line"),
        ("quorum X1\n", "line 1.*no witness or group 'X1'"),
        (f"{NAMED}quorum X1\nquorum X2\n", "two quorum"),
        (f"{NAMED}group g 0 X1\nquorum g\n", "number from 1"),
        (f"{NAMED}group g 2 X1\nquorum g\n", "can never agree"),
        (f"{NAMED}group g any\nquorum g\n", "too few"),
        (f"{NAMED}group g any X1\ngroup h any X1\nquorum g\n", "member twice"),
        (f"{NAMED}group g any X1 X1\nquorum g\n", "member twice"),
        (f"{NAMED}group X1 any X2\nquorum X1\n", "taken"),
        (f"witness none {KEYS[0]}\nquorum none\n", "taken"),
        (f"witness a {KEYS[0]}\nwitness b {KEYS[0]}\nquorum a\n", "same key"),
        (f"{LOG}{LOG}quorum none\n", "twice"),
        (f"group g any a\nwitness a {KEYS[0]}\nquorum g\n", "no witness or group 'a'"),
        (f"witness a {SIGNER.verifier.vkey}\nquorum a\n", "type 4"),
        (f"log {KEYS[0]}\nquorum none\n", "type 1"),
        ("nonsense\nquorum none\n", "line 1.*'nonsense'"),
        ("quorum none\r\n", "control"),
    ],
)
def test_a_malformed_policy_is_named(text, reason):
    with pytest.raises(CannotTell, match=reason):
        parse(text.encode())


def test_names_are_octets_and_many_fit():
    kelvin = f"witness \u212a {KEYS[0]}\nwitness K {KEYS[1]}\nquorum K\n".encode()
    assert len(parse(kelvin).witnesses) == 2
    keys = [
        WitnessSigner(f"w{n}", Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)).verifier.vkey
        for n in range(1, 41)
    ]
    lines = [f"witness a{n} {key}" for n, key in enumerate(keys)]
    lines += [f"group g{n} any a{n}" for n in range(40)]
    lines += [f"group all all {' '.join(f'g{n}' for n in range(40))}", "quorum all"]
    assert parse("\n".join(lines).encode()).met({f"a{n}" for n in range(40)})


@pytest.fixture
def log(tmp_path):
    write_log(tmp_path / "log", ENTRIES)
    return tmp_path / "log"


@pytest.fixture
def verify(tmp_path, capsys):
    def run(source, policy=TWO):
        (tmp_path / "policy").write_text(policy)
        capsys.readouterr()
        words = ["verify", str(source), "--state", str(tmp_path / "state"), "--json"]
        code = main([*words, "--policy", str(tmp_path / "policy")])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_enough_witnesses_are_named(verify, log):
    (log / "checkpoint").write_text(signed(300, by=(0, 2, 4)))
    code, report = verify(log)
    assert (code, report["witnesses"]) == (0, ["w1.example", "w3.example", "w5.example"]), report["problem"]
    assert report["key"] == SIGNER.verifier.vkey
    assert report["notes"] == [], "the key came from the policy, not from the log"


@pytest.mark.parametrize("by", [(), (0,), (0, 3, 4)])
def test_too_few_witnesses_are_wrong(verify, log, by):
    (log / "checkpoint").write_text(signed(300, by=by))
    code, report = verify(log)
    assert code == 1
    assert "the policy asks for 'g'" in report["problem"]


def test_a_false_cosignature_is_wrong_though_others_are_enough(verify, log):
    false = signed(300, by=(1,), at=5).replace(signed(300), "")
    (log / "checkpoint").write_text(signed(300, by=(0, 2)) + WITNESSES[1].line("another\n", at=5))
    code, report = verify(log)
    assert false.startswith("— w2.example")
    assert code == 1
    assert "w2.example on the checkpoint is false" in report["problem"]


def test_an_older_checkpoint_with_witnesses_will_do_while_it_is_fresh(verify, log):
    (log / "witnessed").write_text(signed(290, by=(0, 1)))
    code, report = verify(log)
    assert (code, report["size"]) == (0, 300), report["problem"]
    assert "10 newest entries have not been shown to witnesses yet" in report["notes"]
    (log / "witnessed").write_text(signed(290, by=(0, 1), at=int(time.time()) - 3600))
    code, report = verify(log)
    assert code == 1
    assert "290 of 300 entries and nothing for 60 minutes" in report["problem"]


@pytest.mark.parametrize("size", [290, 300])
def test_a_log_that_shows_witnesses_another_history_is_found(verify, log, size):
    fork = [entry(9999), *ENTRIES[1:]]
    (log / "witnessed").write_text(signed(size, by=(0, 1, 2), entries=fork))
    code, report = verify(log)
    assert code == 1
    assert ("what the witnesses saw" if size == 290 else "another tree of 300") in report["problem"]


def test_a_log_that_grew_between_two_answers_is_not_blamed(verify, log):
    (log / "checkpoint").write_text(signed(290))
    (log / "witnessed").write_text(signed(300, by=(0, 1)))
    assert verify(log)[0] == 0


def test_another_log_is_not_in_the_policy(verify, log):
    other = TWO.replace(
        LOG, "log example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\n"
    )
    code, report = verify(log, other)
    assert code == 1
    assert "not in the policy" in report["problem"]


def test_a_proof_file_needs_them_too(log, tmp_path, capsys):
    (log / "checkpoint").write_text(signed(300, by=(0, 2)))
    proof, policy = tmp_path / "7.tlog-proof", tmp_path / "policy"
    state = ["--state", str(tmp_path / "state")]
    assert main(["prove", "7", "-o", str(proof), "--source", str(log), *state]) == 0
    policy.write_text(TWO)
    assert main(["check-proof", str(proof), "--policy", str(policy)]) == 0
    assert "cosigned by w1.example\n  cosigned by w3.example" in capsys.readouterr().out
    policy.write_text(TWO.replace("group g 2", "group g 3"))
    assert main(["check-proof", str(proof), "--policy", str(policy)]) == 1
    policy.write_text(TWO.replace(LOG, ""))
    assert main(["check-proof", str(proof), "--policy", str(policy)]) == 2
    assert main(["check-proof", str(proof), "--policy", str(policy), "--key", SIGNER.verifier.vkey]) == 0
