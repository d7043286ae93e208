"""What pages say about witnesses, and that they say nothing where there are none."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from folkmoot.record import queries
from folkmoot.record.cosign import Witness, WitnessSigner
from folkmoot.record.seal import seal
from folkmoot.record.witnessing import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def signers(settings):
    found = [WitnessSigner(f"w{n}.example", Ed25519PrivateKey.generate()) for n in (1, 2, 3)]
    settings.FOLKMOOT_WITNESSES = tuple(Witness(one.verifier, f"http://{one.verifier.name}") for one in found)
    return found


def cosign(signer):
    newest = queries.latest_checkpoint()
    line = signer.line(newest.note.partition("\n\n")[0] + "\n", at=1_780_000_000).encode()
    assert ask(newest, Witness(signer.verifier, "http://w"), send=lambda _url, _body: (200, line))


@pytest.mark.parametrize("path", ["/record/", "/record/0", "/record/verify"])
def test_without_witnesses_none_are_claimed(lamp, client, path):
    seal()
    html = client.get(path).content.decode()
    assert "Seen by" not in html
    assert "There are no witnesses yet" in html


def test_an_entry_counts_its_own_witnesses(lamp, client, signers):
    seal()
    last = queries.latest_checkpoint().size - 1
    for count in range(4):
        html = client.get(f"/record/{last}").content.decode()
        head = html.partition("What was written")[0]
        assert f"Seen by {count} of 3 witnesses" in head
        assert ("everyone who asks is shown the same record" in html) is (count >= 2), count
        assert ("not enough witnesses have signed" in html) is (count < 2), count
        if count < 3:
            cosign(signers[count])
    assert html.count("has signed the first") == 3
    assert "2 of 3 are enough" in html


def test_the_strip_says_which_checkpoint_was_seen(lamp, client, signers):
    seal()
    size = queries.latest_checkpoint().size
    cosign(signers[1])
    strip = client.get("/accessibility").content.decode().partition("fm-recstrip")[2]
    assert f"Checkpoint {size}," in strip
    assert "Seen by 1 of 3 witnesses." in strip


def test_pages_cost_the_same_queries_with_many_witnesses(
    lamp, client, signers, django_assert_max_num_queries
):
    seal()
    client.get("/record/0")
    with django_assert_max_num_queries(3):
        client.get("/accessibility")
    for one in signers:
        cosign(one)
    with django_assert_max_num_queries(3):
        client.get("/accessibility")
    with django_assert_max_num_queries(20):
        client.get("/record/0")


def test_the_page_of_the_check_has_its_words(lamp, client):
    seal()
    html = client.get("/record/0").content.decode()
    assert '<script id="check-words" type="application/json">' in html
    assert 'data-leaf="' in html
