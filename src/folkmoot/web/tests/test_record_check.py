"""Checking an entry in a real browser: what is true matches, what was changed on the way is called false by its name."""

import base64
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect
from tests.browser import axe, no_sideways_scrolling, picture

from folkmoot.record import keys, queries
from folkmoot.record.cosign import Witness, WitnessSigner
from folkmoot.record.note import Signer
from folkmoot.record.seal import seal
from folkmoot.record.witnessing import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signers(settings):
    """Three witnesses of the settings, of which tests let some sign."""
    found = [
        WitnessSigner(f"w{n}.example", Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32))
        for n in (1, 2, 3)
    ]
    settings.FOLKMOOT_WITNESSES = tuple(Witness(one.verifier, f"http://{one.verifier.name}") for one in found)
    return found


def cosign(signer, at=1_780_000_000):
    newest = queries.latest_checkpoint()
    line = signer.line(newest.note.partition("\n\n")[0] + "\n", at=at).encode()
    assert ask(newest, Witness(signer.verifier, "http://w"), send=lambda _url, _body: (200, line))


@pytest.fixture
def index(lamp, live_server):
    """The number of the entry that opened a report; it has words behind fingerprints."""
    seal()
    return next(one.index for one in queries.entries_about(f"requests/{lamp}"))


def check(page, live_server, index, button="Check entry"):
    page.goto(f"{live_server.url}/record/{index}")
    page.get_by_role("button", name=button).click()
    return page.locator("fm-check [data-result]")


def changed(page, path, change):
    """What a server between would do: the answer at a path goes through ``change``, as text."""

    def handle(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.text()))

    page.route(re.compile(re.escape(path) + r"$"), handle)


def test_a_true_proof_matches(browser_page, live_server, index):
    result = check(browser_page, live_server, index)
    expect(result).to_contain_text("It matches.")
    steps = len(queries.path_of(index, queries.latest_checkpoint().size))
    assert re.fullmatch(rf"It matches\. {steps} steps, [\d,]+ milliseconds?\.", result.inner_text())


def test_signatures_of_witnesses_are_counted(browser_page, live_server, index, signers):
    cosign(signers[0])
    cosign(signers[2])
    expect(check(browser_page, live_server, index)).to_contain_text("2 of 3 witness signatures")
    assert browser_page.get_by_text("Seen by 2 of 3 witnesses").count() == 2, "at the head and in the strip"


def step_changed(proof):
    lines = proof.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("index ")) + 1
    lines[at] = base64.b64encode(b"x" * 32).decode()
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("path", "change", "reason"),
    [
        (
            "{index}.json",
            lambda text: text.replace("lamp", "pump"),
            "not the one whose fingerprint this page shows",
        ),
        ("{index}.tlog-proof", step_changed, "another top fingerprint"),
        ("{index}.tlog-proof", lambda text: re.sub(r"\nindex \d+", "\nindex 0", text), "another place"),
        ("{index}.tlog-proof", lambda text: text[: text.index("index ")], "damaged"),
        (
            "{index}.tlog-proof",
            lambda text: re.sub(r"\n(\d+)\n(\S{43}=\n\n— )", r"\n9\1\n\2", text),
            "signature of the log on the checkpoint is false",
        ),
        ("key", lambda _text: "nonsense", "A key is not what it should be"),
    ],
    ids=["entry", "step", "place", "cut", "checkpoint", "key"],
)
def test_what_was_changed_is_called_false_by_its_name(browser_page, live_server, index, path, change, reason):
    assert index > 0
    changed(browser_page, f"/record/{path.format(index=index)}", change)
    result = check(browser_page, live_server, index)
    expect(result).to_contain_text("It does not match.")
    expect(result).to_contain_text(reason)


def test_another_key_and_a_false_witness_are_named(browser_page, live_server, index, signers):
    log = keys.signer()
    other = Signer(log.name, Ed25519PrivateKey.generate()).verifier.vkey
    changed(browser_page, "/record/key", lambda _text: other)
    expect(check(browser_page, live_server, index)).to_contain_text("not signed by the key of this log")
    browser_page.unroute_all()
    cosign(signers[1])
    false = signers[0].line("another checkpoint\n", at=5)
    changed(browser_page, f"/record/{index}.tlog-proof", lambda text: text + false)
    expect(check(browser_page, live_server, index)).to_contain_text("w1.example did not sign this")


def test_without_an_answer_it_cannot_be_told(browser_page, live_server, index):
    browser_page.route(re.compile(r"tlog-proof$"), lambda route: route.abort())
    expect(check(browser_page, live_server, index)).to_contain_text("cannot be told")


def test_words_open_their_fingerprints(browser_page, live_server, index):
    result = check(browser_page, live_server, index, "Check the words")
    expect(result).to_contain_text("The words match. 3 texts open their fingerprints.")


@pytest.mark.parametrize(
    ("path", "change", "reason"),
    [
        (r"\.json", {"words": "Nothing is wrong here"}, "do not open the fingerprint"),
        (r"\.json", {"salt": "00" * 32}, "do not open the fingerprint"),
    ],
)
def test_other_words_are_called_false(browser_page, live_server, index, path, change, reason):
    def handle(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps(answer.json() | change))

    browser_page.route(re.compile(rf"/record/texts/.*{path}$"), handle)
    result = check(browser_page, live_server, index, "Check the words")
    expect(result).to_contain_text("The words do not match.")
    expect(result).to_contain_text(reason)


def test_a_page_that_shows_other_words_is_found(browser_page, live_server, index):
    changed(
        browser_page, f"/record/{index}", lambda html: html.replace("The corner is very dark", "All is well")
    )
    result = check(browser_page, live_server, index, "Check the words")
    expect(result).to_contain_text("this page shows other words than those that were sealed")


def test_without_scripts_it_says_what_to_do(new_page, live_server, index):
    page = new_page(scripts=False)
    page.goto(f"{live_server.url}/record/{index}")
    assert page.get_by_role("button", name="Check entry").count() == 0
    assert "The proof file does the same" in page.locator("fm-check").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark"), (320, "light")])
@pytest.mark.parametrize("witnessed", [True, False], ids=["witnesses", "none"])
def test_the_page_is_accessible(new_page, live_server, index, request, width, scheme, witnessed):
    if witnessed:
        signers = request.getfixturevalue("signers")
        cosign(signers[0])
        cosign(signers[1])
    page = new_page(width=width, scheme=scheme)
    expect(check(page, live_server, index)).to_contain_text("It matches.")
    no_sideways_scrolling(page)
    axe(page)
    picture(page, f"record-entry-{'witnesses' if witnessed else 'none'}-{scheme}-{width}")
    for path in ("/record/", "/record/verify"):
        page.goto(f"{live_server.url}{path}")
        no_sideways_scrolling(page)
        axe(page)
        picture(page, f"record{path.removeprefix('/record').replace('/', '-')}{witnessed}-{scheme}-{width}")
