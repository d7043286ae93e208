"""A witness: every answer of C2SP tlog-witness, races, forks, restarts; and its HTTP side."""

import hashlib
import http.client
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.record import keyfile
from folkmoot.record.cosign import COSIGNATURE, WitnessVerifier, cosignature_in, parse_witnesses
from folkmoot.record.note import NoteError, Signer, Verifier, open_note
from folkmoot.record.tests.small_log import SIGNER
from folkmoot.record.tests.witnessing import WITNESS, Log
from folkmoot.record.witness.answer import Refused, read
from folkmoot.record.witness.cli import logs_from, main, signer_in
from folkmoot.record.witness.ledger import Ledger
from folkmoot.record.witness.server import MAX_BODY, server_for

LOGS = {SIGNER.name: [SIGNER.verifier]}
LOG = Log(40)
FORK = Log(40, other=True)
NOW = 1_780_000_000


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "witness.sqlite3", WITNESS, LOGS, now=lambda: NOW)


def refused(ledger, body):
    with pytest.raises(Refused) as problem:
        ledger.add(body)
    return problem.value


def test_it_signs_a_log_that_grows(ledger):
    for old, new in [(0, 0), (0, 1), (1, 7), (7, 8), (8, 8), (8, 40)]:
        line = ledger.add(LOG.body(old, new))
        found = cosignature_in(LOG.note(new).partition("\n\n")[0] + "\n", line, WITNESS.verifier)
        assert found.at == NOW
    note = open_note(ledger.checkpoint(SIGNER.name), [SIGNER.verifier, WITNESS.verifier])
    assert note.signed_by == (SIGNER.name, WITNESS.verifier.name)
    assert ledger.sizes() == {SIGNER.name: 40}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0",
        b"old 00\n\n" + LOG.note(1).encode(),
        b"old -1\n\n" + LOG.note(1).encode(),
        b"old +1\n\n" + LOG.note(1).encode(),
        b"new 0\n\n" + LOG.note(1).encode(),
        b"old 0\nnonsense\n\n" + LOG.note(1).encode(),
        b"old 0\nAAAA\n\n" + LOG.note(1).encode(),
        b"old 0\n" + b"".join([b"A" * 43 + b"=\n"] * 64) + b"\n" + LOG.note(1).encode(),
        b"old 0\n\nnonsense",
        b"old 0\n\n\xff\xff",
        LOG.body(0, 1).replace(b"\n1\n", b"\n01\n"),
        LOG.body(5, 3, proof=[]),
    ],
)
def test_what_is_malformed_gets_400(ledger, body):
    assert refused(ledger, body).status == 400
    assert ledger.sizes() == {}


def test_an_unknown_log_gets_404_and_a_false_signature_403(ledger):
    stranger = Signer("other.example/record", Ed25519PrivateKey.generate())
    impostor = Signer(SIGNER.name, Ed25519PrivateKey.generate())
    assert refused(ledger, Log(3, signer=stranger).body(0, 3)).status == 404
    assert refused(ledger, Log(3, signer=impostor).body(0, 3)).status == 403
    forged = LOG.note(3).replace("\n3\n", "\n4\n")
    assert refused(ledger, LOG.body(0, 4, note=forged)).status == 403
    assert ledger.sizes() == {}


def test_a_stale_size_gets_409_with_the_kept_one(ledger):
    ledger.add(LOG.body(0, 10))
    for old in (0, 5, 11):
        problem = refused(ledger, LOG.body(old, 20))
        assert (problem.status, problem.size) == (409, 10)


def test_what_does_not_follow_gets_422(ledger):
    assert refused(ledger, LOG.body(0, 3, proof=LOG.proof(1, 3))).status == 422
    assert refused(ledger, LOG.body(0, 0, note=LOG.note(0, root=b"\x01" * 32))).status == 422
    ledger.add(LOG.body(0, 10))
    for body in (
        FORK.body(10, 20),
        LOG.body(10, 20, proof=[]),
        LOG.body(10, 20, proof=LOG.proof(9, 20)),
        LOG.body(10, 20, proof=[*LOG.proof(10, 20), b"\x00" * 32]),
        LOG.body(10, 10, proof=LOG.proof(9, 10)),
    ):
        assert refused(ledger, body).status == 422
    assert ledger.sizes() == {SIGNER.name: 10}
    assert not ledger.forks(), "a bad proof convicts nobody: anyone can send one"


def test_two_roots_of_one_size_are_refused_and_both_kept(ledger):
    ledger.add(LOG.body(0, 10))
    problem = refused(ledger, FORK.body(10, 10))
    assert (problem.status, problem.fork) == (422, True)
    signed, other = ledger.forks()[SIGNER.name]
    assert open_note(signed, [SIGNER.verifier]).text != open_note(other, [SIGNER.verifier]).text
    assert ledger.checkpoint(SIGNER.name) == signed


def test_it_remembers_across_a_restart(ledger, tmp_path):
    ledger.add(LOG.body(0, 10))
    again = Ledger(tmp_path / "witness.sqlite3", WITNESS, LOGS)
    assert refused(again, FORK.body(0, 12)).size == 10
    again.add(LOG.body(10, 12))


def test_of_many_at_once_one_is_signed(tmp_path):
    for run in range(5):
        ledgers = [Ledger(tmp_path / f"{run}.sqlite3", WITNESS, LOGS) for _ in range(8)]
        ledgers[0].add(LOG.body(0, 5))
        start = threading.Barrier(len(ledgers))

        def ask(number, ledgers=ledgers, start=start):
            start.wait()
            try:
                return ledgers[number].add(LOG.body(5, 10 + number)) and 200
            except Refused as problem:
                return problem.status

        with ThreadPoolExecutor(len(ledgers)) as pool:
            answers = sorted(pool.map(ask, range(len(ledgers))))
        assert answers == [200] + [409] * 7


@given(st.binary(max_size=300))
def test_nonsense_is_refused_with_400(body):
    with pytest.raises(Refused) as problem:
        read(body)
    assert problem.value.status == 400


@settings(deadline=None)
@given(old=st.integers(0, 40), new=st.integers(0, 40), other=st.booleans())
def test_only_a_continuation_is_ever_signed(tmp_path_factory, old, new, other):
    ledger = Ledger(tmp_path_factory.mktemp("w") / "w.sqlite3", WITNESS, LOGS)
    ledger.add(LOG.body(0, old))
    body = (FORK if other else LOG).body(old, new)
    if new < old:
        assert refused(ledger, body).status == 400
    elif other and old:
        assert refused(ledger, body).status == 422
    else:
        ledger.add(body)


def test_a_cosignature_that_was_changed_is_false():
    text = LOG.note(5).partition("\n\n")[0] + "\n"
    line = WITNESS.line(text, at=NOW)
    assert cosignature_in(text, line, WITNESS.verifier).at == NOW
    with pytest.raises(NoteError, match="false"):
        cosignature_in(text.replace("\n5\n", "\n6\n"), line, WITNESS.verifier)
    with pytest.raises(NoteError, match="false"):
        cosignature_in(text, WITNESS.line(text, at=0), WITNESS.verifier)
    other = WitnessVerifier("other.example", b"\x02" * 32)
    with pytest.raises(NoteError, match="no known key"):
        cosignature_in(text, line, other)
    later = WITNESS.line(text, at=NOW + 5)
    assert cosignature_in(text, line + later, WITNESS.verifier).line == later


def test_keys_of_logs_and_witnesses_are_not_confused():
    with pytest.raises(NoteError, match="type 4"):
        WitnessVerifier.parse(SIGNER.verifier.vkey)
    with pytest.raises(NoteError, match="type 1"):
        Verifier.parse(WITNESS.verifier.vkey)
    assert WITNESS.verifier.vkey == WitnessVerifier.parse(WITNESS.verifier.vkey).vkey


def test_witnesses_are_read_from_words():
    vkey = WITNESS.verifier.vkey
    [one] = parse_witnesses(f"  {vkey}=https://w.example/a=b/ \n")
    assert (one.name, one.vkey, one.url) == (WITNESS.verifier.name, vkey, "https://w.example/a=b")
    assert parse_witnesses("") == ()
    for words, reason in [
        ("nonsense", "does not look like"),
        (f"{vkey}=ftp://w", "does not look like"),
        (f"{SIGNER.verifier.vkey}=https://w.example", "type 4"),
        (f"{vkey}=https://a.example {vkey}=https://b.example", "same name"),
    ]:
        with pytest.raises(ValueError, match=reason):
            parse_witnesses(words)


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path, capsys):
    with pytest.raises(ValueError, match="--name"):
        signer_in(tmp_path, "")
    first = signer_in(tmp_path, "chronicle.example/w").verifier.vkey
    path = tmp_path / "witness.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert WitnessVerifier.parse(first).algorithm == COSIGNATURE
    assert main(["key", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == first
    assert main(["key", "--data", str(tmp_path), "--name", "other.example"]) == 2
    assert "keeps its name" in capsys.readouterr().err
    path.chmod(0o640)
    with pytest.raises(keyfile.UnsafeKey):
        signer_in(tmp_path, "")


def test_logs_are_read_from_words(capsys, tmp_path):
    keys, addresses = logs_from([f"{SIGNER.verifier.vkey}=https://town.example/record"])
    assert [one.vkey for one in keys[SIGNER.name]] == [SIGNER.verifier.vkey]
    assert addresses == {SIGNER.name: "https://town.example/record"}
    with pytest.raises(ValueError, match="not the key of a log"):
        logs_from(["town.example"])
    with pytest.raises(ValueError, match="type 1"):
        logs_from([WITNESS.verifier.vkey])
    assert main(["serve", "--data", str(tmp_path), "--name", "w", "--port", "0"]) == 2
    assert "--log" in capsys.readouterr().err


@pytest.fixture
def served(ledger):
    origins = {SIGNER.name: "https://town.example/record"}
    with server_for(("127.0.0.1", 0), ledger=ledger, vkey=WITNESS.verifier.vkey, origins=origins) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)

        def ask(method, path, body=None, **headers):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()

        yield ask
        connection.close()
        server.shutdown()
        thread.join()


def test_over_http(served):
    address = f"/{hashlib.sha256(SIGNER.name.encode()).hexdigest()}/checkpoint"
    assert served("GET", address)[0] == 404
    status, _, line = served("POST", "/add-checkpoint", LOG.body(0, 10))
    assert status == 200
    assert line.startswith(f"— {WITNESS.verifier.name} ")
    assert served("POST", "/add-checkpoint", LOG.body(0, 20)) == (409, "text/x.tlog.size", "10\n")
    assert served("POST", "/add-checkpoint", FORK.body(10, 10))[0] == 422
    assert served("GET", address)[2] == LOG.note(10) + line
    assert served("GET", "/" + "0" * 64 + "/checkpoint")[0] == 404
    about = served("GET", "/")[2]
    assert WITNESS.verifier.vkey in about
    assert f"{SIGNER.name} 10 https://town.example/record" in about
    assert "signed two different trees" in about
    assert served("POST", "/elsewhere", b"x")[0] == 404


def test_a_body_without_end_is_not_read(served):
    assert served("POST", "/add-checkpoint", b"x" * (MAX_BODY + 1))[0] == 413


def test_a_body_of_unknown_length_is_not_read(served):
    assert served("POST", "/add-checkpoint", iter([b"old 0\n"]))[0] == 411
