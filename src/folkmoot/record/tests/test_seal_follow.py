"""Sealing, serving and following."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from tests.ledger.events import Counted, Said
from tests.ledger.models import Seen

from folkmoot.record import keys, queries, text
from folkmoot.record.api import about
from folkmoot.record.export import export
from folkmoot.record.follow import ATTEMPTS, Follower, lag, replay_parked, run, run_all
from folkmoot.record.merkle import root_of, verify_inclusion
from folkmoot.record.models import Checkpoint, Parked, RecordedFact, Tree
from folkmoot.record.note import open_note, parse_checkpoint
from folkmoot.record.seal import seal
from folkmoot.record.tiles import tiles_of
from folkmoot.record.verify.cli import main
from folkmoot.record.verify.whole import verify_log

pytestmark = pytest.mark.django_db


def fill(count, subject="ledger/a"):
    with about(subject, actor="office:counting") as fact:
        for _ in range(count):
            fact(Counted(amount=1))


def test_sealing_numbers_hashes_and_signs():
    for step in (1, 255, 1, 300):
        fill(step)
        assert seal() == step
    assert list(RecordedFact.objects.order_by("id").values_list("index", flat=True)) == list(range(557))
    leaves = [
        bytes(one) for one in RecordedFact.objects.order_by("index").values_list("leaf_hash", flat=True)
    ]
    for checkpoint in Checkpoint.objects.all():
        note = open_note(checkpoint.note.encode(), [keys.signer().verifier])
        assert parse_checkpoint(note.text).root == root_of(leaves[: checkpoint.size])
    root = root_of(leaves)
    for index in (0, 255, 256, 556):
        verify_inclusion(
            index=index, size=557, leaf=leaves[index], proof=queries.path_of(index, 557), root=root
        )


def test_an_empty_log_has_a_checkpoint_and_grows():
    assert seal() == 0
    assert queries.latest_checkpoint().size == 0
    fill(1)
    seal()
    assert seal() == 0
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [0, 1]


def test_the_served_log_verifies_and_tampering_is_found(client, tmp_path):
    fill(300)
    seal()
    size = export(tmp_path / "log")
    assert size == 300
    for tile in tiles_of(300):
        path = str(tile)
        assert queries.tile(tile) is not None, path
    for path in (
        "checkpoint",
        "key",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/001.p/44",
    ):
        answer = client.get(f"/record/{path}")
        assert answer.status_code == 200, path
        assert answer.content == (tmp_path / "log" / path).read_bytes()
    assert client.get("/record/tile/0/001.p/45").status_code == 404
    assert client.get("/record/tile/0/1").status_code == 404
    report = verify_log(str(tmp_path / "log"), state=tmp_path / "state")
    assert (report.verdict, report.size) == ("ok", 300), report.problem
    assert "first contact" in report.notes[0]

    def fails(path, change, words):
        original = (tmp_path / "log" / path).read_bytes()
        (tmp_path / "log" / path).write_bytes(change(original))
        report = verify_log(str(tmp_path / "log"), state=tmp_path / "state")
        (tmp_path / "log" / path).write_bytes(original)
        assert report.verdict == "wrong", report
        assert words in report.problem

    fails("tile/entries/000", lambda b: b.replace(b'"amount":1', b'"amount":2', 1), "disagree")
    fails("tile/entries/000", lambda b: b.replace(b'"amount":1', b'"amount": ', 1), "entry 0")
    fails("tile/entries/000", lambda b: b.replace(b'"amount":1,"unit"', b'"unit":1,"amount"', 1), "canonical")
    fails("tile/entries/001.p/44", lambda b: b[:-1], "ends inside")
    fails("tile/0/000", lambda b: bytes([b[0] ^ 1]) + b[1:], "disagree")
    fails("tile/0/000", lambda b: b[:-1], "bytes")
    fails("checkpoint", lambda b: b.replace(b"\n300\n", b"\n299\n"), "signature")
    (tmp_path / "log/tile/entries/000").unlink()
    assert verify_log(str(tmp_path / "log"), state=tmp_path / "state").verdict == "unknown"


def test_a_shrunk_or_forked_log_is_found_by_its_memory(tmp_path):
    fill(5)
    seal()
    export(tmp_path / "log")
    assert verify_log(str(tmp_path / "log"), state=tmp_path / "state").verdict == "ok"
    from folkmoot.record.note import checkpoint_text, sign

    def check(size, root):
        note = sign(checkpoint_text(keys.signer().name, size, root), [keys.signer()])
        (tmp_path / "log/checkpoint").write_text(note)
        return verify_log(str(tmp_path / "log"), state=tmp_path / "state")

    leaves = [
        bytes(one) for one in RecordedFact.objects.order_by("index").values_list("leaf_hash", flat=True)
    ]
    assert "shrank from 5 to 4" in check(4, root_of(leaves[:4])).problem
    assert "two different trees of 5" in check(5, b"\x01" * 32).problem
    assert list((tmp_path / "state").glob("*.fork-5.json"))


def test_command_line_and_proof_files(client, tmp_path, capsys):
    fill(10)
    seal()
    export(tmp_path / "log")
    state = ["--state", str(tmp_path / "state")]
    assert main(["verify", str(tmp_path / "log"), *state]) == 0
    proof = tmp_path / "7.tlog-proof"
    assert main(["prove", "7", "-o", str(proof), "--source", str(tmp_path / "log"), *state]) == 0
    key = keys.signer().verifier.vkey
    assert main(["check-proof", str(proof), "--key", key]) == 0
    assert client.get("/record/7.tlog-proof").content == proof.read_bytes()
    proof.write_text(proof.read_text().replace("index 7", "index 6"))
    assert main(["check-proof", str(proof), "--key", key]) == 1
    assert main(["verify", str(tmp_path / "nowhere"), *state]) == 2
    (tmp_path / "log/checkpoint").write_text("nonsense\n")
    assert main(["verify", str(tmp_path / "log"), *state]) == 1


def test_the_verifier_runs_without_the_rest_of_the_house(tmp_path):
    import folkmoot.record.verify as package

    fill(3)
    seal()
    export(tmp_path / "log")
    source = package.__path__[0]
    done = subprocess.run(
        [sys.executable, "-I", "-c", (f"import sys; sys.path.insert(0, {str(source)!r} + '/..');"
         "import importlib; m = importlib.import_module('verify.cli');"
         "assert not any(n.startswith(('django', 'folkmoot')) for n in sys.modules);"
         f"sys.exit(m.main(['verify', {str(tmp_path / 'log')!r}, '--state', {str(tmp_path / 's')!r}]))")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_texts_and_receipts_are_served(client):
    with about("ledger/a", actor="office:counting") as fact:
        commitment = text.commit("words", subject="ledger/a")
        receipt = fact(Said(words=commitment))
    assert client.get(f"/record/receipts/{receipt.fact_id}").content.decode() == receipt.note
    assert client.get(f"/record/texts/{commitment}.json").json()["words"] == "words"
    text.erase([commitment])
    assert client.get(f"/record/texts/{commitment}.json").status_code == 404


def remember(facts):
    for fact in facts:
        if fact.index == 3:
            raise RuntimeError("poison")
        Seen.objects.create(index=fact.index)


FOLLOWER = Follower("tests", remember)


def test_a_follower_parks_a_poison_fact_and_goes_on():
    fill(6)
    seal()
    with time_machine.travel("2026-03-01", tick=False) as clock:
        for _ in range(ATTEMPTS):
            run_all([FOLLOWER])
            clock.shift(timedelta(minutes=1))
        run_all([FOLLOWER])
    assert list(Seen.objects.order_by("id").values_list("index", flat=True)) == [0, 1, 2, 4, 5]
    parked = Parked.objects.get()
    assert (parked.index, parked.attempts) == (3, ATTEMPTS)
    assert "poison" in parked.error
    assert lag(FOLLOWER) == 0
    assert not replay_parked(FOLLOWER, 3)
    mended = Follower("tests", lambda facts: Seen.objects.create(index=facts[0].index))
    assert replay_parked(mended, 3)
    assert not Parked.objects.exists()


def test_a_follower_of_kinds_skips_the_rest():
    fill(4)
    seal()
    seen = []
    only = Follower("only", seen.extend, kinds=("ledger.said",))
    assert run(only) == 4
    assert seen == []
    assert Tree.objects.get().size == 4


def test_the_key_is_made_with_safe_permissions(tmp_path):
    with override_settings(FOLKMOOT_KEYS=tmp_path / "keys", FOLKMOOT_RECORD_ORIGIN="town.example/record"):
        first = keys.signer().verifier.vkey
    path = tmp_path / "keys/record.key"
    assert path.stat().st_mode & 0o777 == 0o600
    with override_settings(FOLKMOOT_KEYS=tmp_path / "keys", FOLKMOOT_RECORD_ORIGIN="elsewhere.example"):
        assert keys.signer().verifier.vkey == first
    path.chmod(0o644)
    with (
        pytest.raises(keys.UnsafeKey),
        override_settings(FOLKMOOT_KEYS=tmp_path / "keys", FOLKMOOT_RECORD_ORIGIN="z"),
    ):
        keys.signer()


def test_threads_that_need_a_secret_at_once_get_the_same(tmp_path):
    with override_settings(FOLKMOOT_KEYS=tmp_path / "keys"), ThreadPoolExecutor(16) as pool:
        gate = threading.Barrier(16)

        def ask(_number):
            gate.wait()
            return keys.secret("limits")

        assert len(set(pool.map(ask, range(16)))) == 1
    assert [one.name for one in (tmp_path / "keys").iterdir()] == ["limits.secret"]
