"""The verifier against small logs, whole and spoilt; its answers are exit codes and words."""

import base64
import functools
import http.server
import json
import shutil
import socketserver
import threading

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.merkle import EMPTY_ROOT
from folkmoot.record.tests.small_log import SIGNER, entry, write_checkpoint, write_log
from folkmoot.record.verify.cli import main
from folkmoot.record.verify.entry import check_entry
from folkmoot.record.verify.verdict import Wrong

ENTRIES = [entry(number) for number in range(700)]


@pytest.fixture
def log(tmp_path):
    write_log(tmp_path / "log", ENTRIES[:600])
    return tmp_path / "log"


@pytest.fixture
def verify(tmp_path, capsys):
    def run(source, *options):
        capsys.readouterr()
        code = main(["verify", str(source), "--state", str(tmp_path / "state"), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def spoil(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_whole_log_holds_and_the_first_contact_is_said(verify, log):
    code, report = verify(log)
    assert (code, report["verdict"], report["size"], report["origin"]) == (0, "ok", 600, SIGNER.name)
    assert "first contact" in report["notes"][0]
    assert "first contact" not in str(verify(log)[1]["notes"])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512])
def test_sizes_around_a_tile(verify, tmp_path, size):
    if size:
        write_log(tmp_path / "log", ENTRIES[:size])
    else:
        (tmp_path / "log").mkdir()
        write_checkpoint(tmp_path / "log", 0, EMPTY_ROOT)
    assert verify(tmp_path / "log", "--key", SIGNER.verifier.vkey)[0] == 0


def test_a_log_that_grows_holds_and_one_that_lost_its_past_does_not(verify, log):
    for size in (600, 601, 700):
        write_log(log, ENTRIES[:size])
        assert verify(log)[0] == 0
    write_log(log, [entry(9999), *ENTRIES[1:], entry(700)])
    code, report = verify(log)
    assert code == 1
    assert "600 entries" in report["problem"]


@pytest.mark.parametrize(
    ("path", "at", "words"),
    [
        ("tile/entries/001", 300, "entry 257 and tile/0/001 disagree"),
        ("tile/entries/001", 0, "tile/entries/001"),
        ("tile/0/001", 77, "tile/0/001"),
        ("tile/0/002.p/88", -1, "tile/0/002"),
        ("tile/1/000.p/2", 0, "tile/1/000"),
        ("checkpoint", len(SIGNER.name) + 1, "signature"),
        ("checkpoint", -4, "signature"),
    ],
)
def test_a_changed_byte_is_found_and_placed(verify, log, path, at, words):
    spoil(log / path, at)
    code, report = verify(log)
    assert code == 1
    assert words in report["problem"]


def test_a_smaller_checkpoint_is_a_rollback(verify, log, tmp_path):
    verify(log)
    write_log(log, ENTRIES[:599])
    code, report = verify(log)
    assert code == 1
    assert "shrank from 600 to 599" in report["problem"]
    kept = "".join(path.read_text() for path in (tmp_path / "state").iterdir())
    assert "record\\n600\\n" in kept
    assert "record\\n599\\n" in kept


def test_another_root_at_the_same_size_is_a_fork(verify, log, tmp_path):
    verify(log)
    write_log(log, [*ENTRIES[:599], entry(9999)])
    code, report = verify(log)
    assert code == 1
    assert "two different trees of 600 entries" in report["problem"]
    kept = "".join(path.read_text() for path in (tmp_path / "state").iterdir())
    assert kept.count("record\\n600\\n") == 2


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (ENTRIES[300].replace(b",", b", ", 1), "not canonical"),
        (b'{"actor":"a",' + ENTRIES[300][1:], "canonical|twice"),
        (ENTRIES[300][:-1] + b',"version":1}', "twice"),
        (ENTRIES[300].replace("Ł".encode(), b"\\u0141"), "not canonical"),
        (entry(300, version=1.0), "not canonical"),
        (entry(300, payload={"n": float("nan")}), "finite|JSON"),
        (entry(300, payload={"n": 2**53 + 1}), "2\\^53|canonical"),
        (entry(300, payload={"n": 1e-7}), "not canonical"),
        (entry(300, subject=None), "fields"),
        (entry(300, index=300), "fields"),
        (entry(300, accepted="2026-03-01T09:00:00Z"), "accepted"),
        (entry(300, accepted="2026-03-01T09:00:00.000001+00:00"), "accepted"),
        (entry(300, accepted="2026-02-30T09:00:00.000001Z"), "accepted"),
        (entry(300, version="1"), "version"),
        (entry(300, version=0), "version"),
        (entry(300, id=7), "type"),
        (entry(299), "repeats"),
        (b"\xff", "entry 300"),
        (b"", "entry 300"),
        (b"[]", "fields"),
        (b"[" * 60_000, "entry 300"),
    ],
)
def test_an_entry_that_is_no_envelope_is_refused_though_signed(verify, log, bad, words):
    write_log(log, [*ENTRIES[:300], bad, *ENTRIES[301:600]])
    code, report = verify(log)
    assert code == 1
    assert report["problem"].startswith("entry 300")
    assert any(word.replace("\\", "") in report["problem"] for word in words.split("|")), report["problem"]
    assert verify(log, "--format", "any")[0] == 0


@pytest.mark.parametrize(
    "path", ["checkpoint", "key", "tile/entries/001", "tile/0/002.p/88", "tile/1/000.p/2"]
)
def test_what_is_missing_cannot_be_told(verify, log, path):
    (log / path).unlink()
    code, report = verify(log)
    assert (code, report["verdict"]) == (2, "unknown")
    assert path.split(".")[0] in report["problem"]


def test_full_tiles_stand_in_for_partial_ones(verify, log, tmp_path):
    write_log(tmp_path / "larger", [entry(number) for number in range(768)])
    for kind in ("0", "entries"):
        shutil.rmtree(log / f"tile/{kind}/002.p")
        shutil.copy(tmp_path / f"larger/tile/{kind}/002", log / f"tile/{kind}/002")
    assert verify(log)[0] == 0


def test_the_key_is_remembered_and_another_is_not_believed(verify, log):
    verify(log)
    (log / "key").unlink()
    assert verify(log)[0] == 0
    other = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    code, report = verify(log, "--key", other)
    assert code == 1
    assert "not signed by example.com/log/testdata" in report["problem"]
    assert verify(log, "--key", "nonsense")[0] == 2


def test_a_log_over_http(verify, log):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=log)) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            address = f"http://127.0.0.1:{server.server_port}"
            code, report = verify(address)
            assert (code, report["size"]) == (0, 600), report
            spoil(log / "tile/0/001", 0)
            assert verify(address)[0] == 1
            (log / "tile/0/001").unlink()
            assert verify(address)[0] == 2
        finally:
            server.shutdown()


@pytest.mark.parametrize("index", [0, 255, 256, 511, 599])
def test_a_proof_is_one_file_that_holds_offline(log, tmp_path, capsys, index):
    proof = tmp_path / "entry.tlog-proof"
    state = ["--state", str(tmp_path / "state")]
    assert main(["prove", str(index), "-o", str(proof), "--source", str(log), *state]) == 0
    shutil.rmtree(log)
    check = ["check-proof", str(proof), "--key", SIGNER.verifier.vkey]
    assert main(check) == 0
    assert f'"id":"{index:032x}"' in capsys.readouterr().out
    (tmp_path / "entry").write_bytes(ENTRIES[index] + b" ")
    assert main([*check, "--entry", str(tmp_path / "entry")]) == 1
    lines = proof.read_text().split("\n")
    for number, line in enumerate(lines):
        if line and line != "c2sp.org/tlog-proof@v1":
            changed = (
                line[:-8] + ("A" if line[-8] != "A" else "B") + line[-7:] if len(line) > 8 else "index 77"
            )
            proof.write_text("\n".join([*lines[:number], changed, *lines[number + 1 :]]))
            assert main(check) in {1, 2}, line
    capsys.readouterr()


def test_there_is_no_proof_of_what_is_not_there(log, tmp_path, capsys):
    options = ["-o", str(tmp_path / "proof"), "--source", str(log), "--state", str(tmp_path / "state")]
    assert main(["prove", "600", *options]) == 2
    assert "the log has 600" in capsys.readouterr().err
    assert not (tmp_path / "proof").exists()


def test_large_doubles_are_canonical_as_the_rfc_writes_them(verify, tmp_path):
    entries = [entry(number, payload={"n": 0}) for number in range(2)]
    entries[1] = entries[1].replace(b'"n":0', b'"n":100000000000000000000,"o":1e+30,"p":-0.5')
    write_log(tmp_path / "log", entries)
    assert verify(tmp_path / "log")[0] == 0


@pytest.mark.parametrize(
    "path", ["tile/entries/000", "tile/0/001", "tile/0/002.p/88", "tile/entries/002.p/88"]
)
def test_a_tile_or_bundle_that_is_too_long_is_refused(verify, log, path):
    (log / path).write_bytes((log / path).read_bytes() + b"\0")
    assert verify(log)[0] == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (SIGNER.name + "\n", "other.example\n", "is of 'other.example'"),
        ("\n600\n", "\n600\x1b\n", "control"),
        ("=\n\n", "\n\n", "base64"),
        ("\n600\n", "\n0600\n", "plain digits"),
    ],
)
def test_a_malformed_checkpoint_is_wrong_though_signed(verify, log, old, new, words):
    text, _, _ = (log / "checkpoint").read_text().rpartition("\n\n")
    changed = (text + "\n\n").replace(old, new, 1).removesuffix("\n")
    signature = base64.b64encode(SIGNER.key_id + SIGNER.private_key.sign(changed.encode())).decode()
    (log / "checkpoint").write_text(f"{changed}\n— {SIGNER.name} {signature}\n")
    code, report = verify(log)
    assert code == 1
    assert words in report["problem"]


def test_what_was_signed_is_remembered_though_the_rest_failed(verify, log):
    (log / "tile/0/001").unlink()
    assert verify(log)[0] == 2
    write_log(log, [*ENTRIES[:599], entry(9999)])
    assert "two different trees" in verify(log)[1]["problem"]


def test_an_answer_that_is_no_http_cannot_be_told(verify):
    class Nonsense(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(1000)
            self.request.sendall(b"nonsense\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Nonsense) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            assert verify(f"http://127.0.0.1:{server.server_address[1]}")[0] == 2
        finally:
            server.shutdown()


letters = st.sampled_from('a\x7f\ue000\uffff\U0001f3db\u00e9"\\\n')
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(letters),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(letters, max_size=3), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text(letters, max_size=3), values, max_size=4))
def test_the_quick_way_and_the_exact_way_agree_with_another_implementation(payload):
    envelope = json.loads(entry(1)) | {"payload": payload}
    exact = rfc8785.dumps(envelope)
    assert check_entry(exact) == envelope["id"]
    python = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if python != exact:
        with pytest.raises(Wrong, match="canonical"):
            check_entry(python)


@given(st.binary(max_size=80))
def test_an_entry_never_fails_otherwise(data):
    with pytest.raises(Wrong):
        check_entry(data)
