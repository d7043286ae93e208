"""The log's side: asking witnesses, keeping what they sign, and what is served and shown of it."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from tests.ledger.events import Counted

from folkmoot.record import clock, keys, queries, seen, witnessing
from folkmoot.record.api import about
from folkmoot.record.cosign import Witness, WitnessSigner
from folkmoot.record.export import export
from folkmoot.record.models import Checkpoint, Cosignature, WitnessContact
from folkmoot.record.note import open_note
from folkmoot.record.seal import seal
from folkmoot.record.verify.cli import main
from folkmoot.record.witness.answer import Refused
from folkmoot.record.witness.ledger import Ledger
from folkmoot.record.witness.server import server_for
from folkmoot.record.witnessing import Rounds, ask


def fill(count):
    with about("ledger/a", actor="office:counting") as fact:
        for _ in range(count):
            fact(Counted(amount=1))
    seal()


class Town:
    """A witness in this process, asked without a network."""

    def __init__(self, folder, number):
        self.signer = WitnessSigner(
            f"w{number}.example", Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        )
        log = keys.signer()
        self.ledger = Ledger(folder / f"w{number}.sqlite3", self.signer, {log.name: [log.verifier]})
        self.named = Witness(self.signer.verifier, f"http://w{number}.example")
        self.asked = 0

    def answer(self, body):
        self.asked += 1
        try:
            return 200, self.ledger.add(body).encode()
        except Refused as problem:
            return problem.status, f"{problem if problem.size is None else problem.size}\n".encode()


@pytest.fixture
def towns(tmp_path, settings):
    found = [Town(tmp_path, number) for number in (1, 2, 3)]
    settings.FOLKMOOT_WITNESSES = tuple(one.named for one in found)
    return found


@pytest.fixture
def send(towns):
    by_url = {f"{one.named.url}/add-checkpoint": one for one in towns}
    return lambda url, body: by_url[url].answer(body)


@pytest.mark.django_db
def test_a_witness_signs_every_size_it_is_asked_about(towns, send):
    for count in (1, 6, 300):
        fill(count)
        assert ask(queries.latest_checkpoint(), towns[0].named, send=send)
    assert towns[0].asked == 3, "the log knows what the witness knows"
    contact = WitnessContact.objects.get()
    assert (contact.size, contact.known, contact.failures) == (307, 307, 0)
    note = open_note(seen.newest().note.encode(), [keys.signer().verifier, towns[0].signer.verifier])
    assert note.signed_by == (keys.signer().name, "w1.example")


@pytest.mark.django_db
def test_asking_again_asks_nobody(towns, send):
    fill(3)
    for _ in range(3):
        assert ask(queries.latest_checkpoint(), towns[0].named, send=send)
    assert (towns[0].asked, Cosignature.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_lost_answer_is_made_up_for(towns, send):
    fill(3)

    def lost(url, body):
        send(url, body)
        raise TimeoutError("timed out")

    assert not ask(queries.latest_checkpoint(), towns[0].named, send=lost)
    assert "timed out" in WitnessContact.objects.get().error
    fill(2)
    assert ask(queries.latest_checkpoint(), towns[0].named, send=send)
    assert WitnessContact.objects.get().size == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, b""), "no cosignature"),
        ((200, b"\xff"), "no cosignature"),
        ((200, b"nonsense\n"), "no cosignature"),
        ((404, b"unknown\n"), "404: unknown"),
        ((409, b"many\n"), "'many'"),
        ((409, b"9999\n"), "older database"),
        ((302, b""), "302"),
    ],
)
def test_what_a_strange_witness_says_is_kept_and_not_believed(towns, answer, reason):
    fill(3)
    assert not ask(queries.latest_checkpoint(), towns[0].named, send=lambda _url, _body: answer)
    assert reason in WitnessContact.objects.get().error
    assert not Cosignature.objects.exists()


@pytest.mark.django_db
def test_a_cosignature_of_something_else_is_not_kept(towns):
    fill(3)
    line = towns[0].signer.line("something else\n", at=5).encode()
    assert not ask(queries.latest_checkpoint(), towns[0].named, send=lambda _url, _body: (200, line))
    assert "false" in WitnessContact.objects.get().error


@pytest.mark.django_db
def test_a_witness_that_stays_away_is_asked_less_and_less(towns):
    fill(3)

    def nobody(_url, _body):
        raise ConnectionRefusedError("refused")

    with time_machine.travel("2026-03-01", tick=False) as traveller:
        for wait in (2, 4, 8, 16):
            assert towns[0].named in witnessing.due([towns[0].named], queries.latest_checkpoint())
            ask(queries.latest_checkpoint(), towns[0].named, send=nobody)
            assert WitnessContact.objects.get().retry_at - clock.now() == timedelta(seconds=wait)
            assert not witnessing.due([towns[0].named], queries.latest_checkpoint())
            traveller.shift(timedelta(seconds=wait))


@pytest.mark.django_db(transaction=True)
def test_a_slow_witness_holds_nobody_up(towns, send):
    fill(3)
    go_on = threading.Event()

    def slow(url, body):
        if "w1" in url:
            go_on.wait(20)
        return send(url, body)

    rounds = Rounds([one.named for one in towns], send=slow, patience=0.3)
    began = time.monotonic()
    assert rounds.once() == 3
    fill(2)
    assert rounds.once() == 2, "the slow one is still busy with the first question"
    assert time.monotonic() - began < 15
    assert Cosignature.objects.filter(checkpoint=5).count() == 2
    go_on.set()
    for thread in rounds._busy.values():
        thread.join(20)
    assert Cosignature.objects.filter(checkpoint=3).count() == 3
    assert rounds.once() == 1
    assert Cosignature.objects.filter(checkpoint=5).count() == 3
    assert rounds.once() == 0


@pytest.mark.django_db(transaction=True)
def test_two_sealers_that_ask_at_once_keep_one_cosignature(towns, send):
    fill(5)
    both = [Rounds([one.named for one in towns], send=send) for _ in range(2)]

    def work(rounds):
        try:
            rounds.once()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Cosignature.objects.count() == 3
    assert {one.size for one in WitnessContact.objects.all()} == {5}


@pytest.mark.django_db
def test_a_late_answer_about_an_older_checkpoint_does_not_turn_back(towns, send):
    fill(3)
    old = queries.latest_checkpoint()
    line = towns[1].signer.line(old.note.partition("\n\n")[0] + "\n", at=1_780_000_000).encode()

    def late(_url, _body):
        fill(2)
        WitnessContact.objects.filter(witness=towns[1].named.vkey).update(size=5, known=5)
        return 200, line

    ask(old, towns[1].named, send=late)
    assert WitnessContact.objects.get(witness=towns[1].named.vkey).size == 5
    assert Cosignature.objects.filter(checkpoint=old).count() == 1


@pytest.mark.django_db
def test_pages_and_proofs_take_the_checkpoint_that_most_have_signed(towns, send, client):
    fill(3)
    for one in towns:
        ask(queries.latest_checkpoint(), one.named, send=send)
    fill(2)
    assert seen.newest().row.size == 5
    assert client.get("/record/checkpoint").content.decode().count("— ") == 1, (
        "published before it is cosigned"
    )
    assert (seen.shown().row.size, len(seen.shown().cosignatures)) == (3, 3)
    assert [one.saw for one in seen.sights(2)] == [True, True, True]
    assert [one.saw for one in seen.sights(3)] == [False, False, False]
    assert seen.shown(covering=4).row.size == 5
    assert client.get("/record/1.tlog-proof").content.decode().count("— w") == 3
    assert client.get("/record/4.tlog-proof").content.decode().count("— w") == 0
    assert client.get("/record/witnessed").content.decode() == seen.confirmed().note
    ask(queries.latest_checkpoint(), towns[2].named, send=send)
    assert [one.saw for one in seen.sights(4)] == [False, False, True]
    assert client.get("/record/4.tlog-proof").content.decode().count("— w3.example") == 1
    Checkpoint.objects.filter(size=5).update(sealed=clock.now() + timedelta(minutes=11))
    assert seen.shown().row.size == 5, "an old one is not shown for ever"


@pytest.mark.django_db
def test_a_witness_that_is_no_longer_named_does_not_count(towns, send, settings):
    fill(3)
    for one in towns:
        ask(queries.latest_checkpoint(), one.named, send=send)
    settings.FOLKMOOT_WITNESSES = (towns[1].named,)
    assert [one.witness for one in seen.newest().cosignatures] == [towns[1].named.vkey]
    settings.FOLKMOOT_WITNESSES = ()
    assert seen.newest().cosignatures == ()
    assert seen.confirmed() is None


@pytest.mark.django_db
def test_without_witnesses_nothing_is_asked_of_the_database(settings, django_assert_num_queries):
    fill(1)
    settings.FOLKMOOT_WITNESSES = ()
    assert witnessing.start(lambda _seconds: True) is None
    with django_assert_num_queries(1):
        assert seen.shown().row.size == 1
    with django_assert_num_queries(0):
        assert seen.sights(0) == []


@pytest.mark.django_db
def test_it_costs_the_same_queries_however_many_cosignatures(towns, send, django_assert_num_queries):
    for _ in range(12):
        fill(1)
        for one in towns:
            ask(queries.latest_checkpoint(), one.named, send=send)
    with django_assert_num_queries(2):
        assert len(seen.shown().cosignatures) == 3
    with django_assert_num_queries(1):
        assert all(one.saw for one in seen.sights(11))


@pytest.mark.django_db
def test_the_proposed_policy_is_what_the_verifier_demands(towns, send, client, tmp_path, capsys):
    fill(300)
    ask(queries.latest_checkpoint(), towns[0].named, send=send)
    policy = tmp_path / "policy"
    policy.write_bytes(client.get("/record/policy").content)
    assert "group witnesses 2 w1 w2 w3" in policy.read_text()
    words = ["verify", str(tmp_path / "log"), "--state", str(tmp_path / "state"), "--policy", str(policy)]
    export(tmp_path / "log")
    assert main(words) == 1
    assert "cosigned by w1.example" in capsys.readouterr().out
    ask(queries.latest_checkpoint(), towns[2].named, send=send)
    export(tmp_path / "log")
    assert main(words) == 0
    proof = tmp_path / "7.tlog-proof"
    proof.write_bytes(client.get("/record/7.tlog-proof").content)
    assert main(["check-proof", str(proof), "--policy", str(policy)]) == 0


@pytest.mark.django_db
def test_a_log_without_witnesses_proposes_none(client, settings):
    settings.FOLKMOOT_WITNESSES = ()
    assert client.get("/record/policy").content.decode().endswith("\nquorum none\n")
    assert client.get("/record/witnessed").status_code == 404


@pytest.mark.django_db
def test_over_the_network(towns):
    fill(4)
    log = keys.signer()
    with server_for(
        ("127.0.0.1", 0), ledger=towns[0].ledger, vkey=towns[0].named.vkey, origins={log.name: ""}
    ) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        here = Witness(towns[0].signer.verifier, f"http://127.0.0.1:{server.server_port}")
        try:
            assert ask(queries.latest_checkpoint(), here)
            fill(3)
            WitnessContact.objects.update(known=2, size=2)
            assert ask(queries.latest_checkpoint(), here), "a 409 tells the size"
        finally:
            server.shutdown()
            thread.join()
    WitnessContact.objects.update(known=0, size=-1)
    fill(1)
    assert not ask(queries.latest_checkpoint(), here), "and one that is gone is an error that is kept"
    assert WitnessContact.objects.get().failures == 1
