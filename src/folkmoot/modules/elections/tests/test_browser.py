"""What voters' and trustees' browsers compute, against this house's protocol and against Debian's ``belenios-tool``."""

import base64
import copy
import json
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.data import missing

from folkmoot.modules.elections.protocol import credentials, proofs, threshold
from folkmoot.modules.elections.protocol.ballots import cast, read
from folkmoot.modules.elections.protocol.credentials import Roll
from folkmoot.modules.elections.protocol.election import Election, Homomorphic
from folkmoot.modules.elections.protocol.encoding import BASE58, dump
from folkmoot.modules.elections.protocol.group import BELENIOS_2048, RFC_3526_2048
from folkmoot.modules.elections.protocol.tally import decrypt
from folkmoot.modules.elections.protocol.tests import kit
from folkmoot.modules.elections.protocol.tests.test_tool import Tool
from folkmoot.modules.elections.protocol.trustees import Certificate, Single, TrusteeKey, Trustees

ROOT = Path(__file__).resolve().parents[5]
NODE = ROOT / ".venv" / "bin" / "node"
FIVE = (Homomorphic("Which?", ("a", "b", "c", "d", "e"), 0, 2),)


def b64(data):
    return base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def browser():
    """Ask the scripts: ``browser((what, argument, …), …)`` gives what they found, or the words of their refusal."""
    if not NODE.exists() or not (ROOT / "node_modules" / "@noble" / "hashes").is_dir():
        missing("Node and the npm packages (./run setup gets both)")
    small = {
        one.name: {
            "p": str(one.p),
            "q": str(one.q),
            "g": str(one.g),
            "embedding": one.embedding and [one.embedding.padding, one.embedding.bits_per_int],
        }
        for one in (kit.SAFE, kit.PLAIN)
    }

    def ask(*questions):
        given = json.dumps([[what, small, words] for what, *words in questions])
        done = subprocess.run(
            [NODE, Path(__file__).parent / "islands" / "asked.mjs"],
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def found(answers):
    assert all("found" in one for one in answers), answers
    return [one["found"] for one in answers]


def test_credentials_are_the_same_on_both_sides(browser):
    fresh = found(browser(*[("generate",)] * 20))
    assert all(credentials.check(one) == one for one in fresh)
    assert len(set(fresh)) == 20
    asked = [("public", one, kit.UUID, kit.PLAIN.name) for one in fresh]
    assert found(browser(*asked)) == [str(credentials.public(one, kit.UUID, kit.PLAIN)) for one in fresh]


def test_a_typed_credential_is_tidied_or_refused(browser):
    good = credentials.generate()
    plain = good.replace("-", "")
    wrong = plain[:3] + BASE58[(BASE58.index(plain[3]) + 1) % 58] + plain[4:]
    answers = browser(
        *[
            ("tidy", one)
            for one in (f" {plain} ", good.replace("-", "–"), " ".join(plain), wrong, plain[:-1], "0" * 15)
        ]
    )
    assert [one.get("found") for one in answers] == [good, good, good, None, None, None]
    assert "typing error" in answers[3]["refused"]
    assert "15 letters" in answers[4]["refused"]
    assert "15 letters" in answers[5]["refused"]


@pytest.mark.parametrize("group", [kit.PLAIN, BELENIOS_2048], ids=lambda one: one.name)
def test_ballots_of_the_browser_are_counted(browser, group):
    made = kit.make(group, kit.PLAIN_QUESTIONS, [1, 2, 3, 1, 5])
    board, payload = made.open(), b64(made.election.payload)
    votes = [*enumerate(kit.VOTES), (0, kit.VOTES[3])]
    ballots = found(browser(*[("cast", payload, made.codes[voter], choices) for voter, choices in votes]))
    trackers = [board.cast(one["payload"].encode()).tracker for one in ballots]
    assert trackers == [one["tracker"] for one in ballots]
    assert made.tally(1, 2, 4) == [[0, 2, 2], [2, 2, 3]]


def test_ranked_ballots_of_the_browser_are_counted(browser):
    made = kit.make(kit.SAFE, kit.RANKED, [1] * 4)
    board, payload = made.open(), b64(made.election.payload)
    asked = [
        ("cast", payload, made.codes[voter], [*choices, ranks])
        for voter, (choices, ranks) in enumerate(zip(kit.VOTES, kit.RANKS, strict=True))
    ]
    for one in found(browser(*asked)):
        board.cast(one["payload"].encode())
    counted = made.tally(1, 3, 4)
    assert sorted(counted[2]) == sorted(map(list, kit.RANKS))


def test_packing_is_the_same_on_both_sides(browser):
    values = [[0], [255, 1, 0], [9] * 20, list(range(200))]
    asked = [("encode", RFC_3526_2048.name, one) for one in values]
    assert found(browser(*asked)) == [str(RFC_3526_2048.encode(one)) for one in values]
    refused = browser(*[("encode", RFC_3526_2048.name, one) for one in ([256], [-1], [0.5], [1] * 256)])
    assert all("refused" in one for one in refused)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_allowed_vote_is_accepted_and_every_other_refused(browser, data):
    questions, votes, allowed = [], [], True
    for _ in range(data.draw(st.integers(1, 3))):
        count = data.draw(st.integers(1, 4))
        low = data.draw(st.integers(0, count))
        one = Homomorphic(
            "?", ("x",) * count, low, data.draw(st.integers(low, count)), data.draw(st.booleans())
        )
        votes.append(data.draw(st.lists(st.integers(0, 1), min_size=one.size, max_size=one.size)))
        chosen = sum(votes[-1][one.blank :])
        blank = one.blank and votes[-1][0]
        allowed &= chosen == 0 if blank else one.low <= chosen <= one.high
        questions.append(one)
    made = kit.make(kit.PLAIN, questions, [1], members=0)
    board = made.open()
    (answer,) = browser(("cast", b64(made.election.payload), made.codes[0], votes))
    assert ("found" in answer) == allowed, answer
    if allowed:
        board.cast(answer["found"]["payload"].encode())
        board.close()
        board.decryption(1, decrypt(made.election, made.keys[1], board.tally).write())
        assert board.publish() == votes


def test_an_audited_ballot_shows_what_it_holds_and_nothing_else(browser):
    made = kit.make(kit.SAFE, kit.RANKED, [1])
    payload = b64(made.election.payload)
    vote = [*kit.VOTES[0], kit.RANKS[0]]
    (one,) = found(browser(("cast", payload, made.codes[0], vote)))
    opening = one["opening"]
    lies = []
    for at, place, value in ((0, 0, 0), (1, 2, 0), (2, 1, 9)):
        lie = copy.deepcopy(opening)
        lie["choices"][at][place] = value
        lies.append(("audit", payload, one["payload"], lie))
    other = copy.deepcopy(opening)
    other["randomness"][0][1] = "5"
    short = copy.deepcopy(opening)
    short["randomness"][0].pop()
    answers = browser(
        ("audit", payload, one["payload"], opening),
        *lies,
        ("audit", payload, one["payload"], other),
        ("audit", payload, one["payload"], short),
    )
    assert answers[0]["found"] == vote
    assert all("refused" in wrong for wrong in answers[1:]), answers


def test_the_browser_checks_ballots_as_we_do(browser):
    made = kit.ranked()
    payload = b64(made.election.payload)
    good = json.loads(cast(made.election, made.codes[0], [*kit.VOTES[0], kit.RANKS[0]]).payload)
    draft = kit.Draft.__new__(kit.Draft)
    draft.made = made
    group = made.election.group

    def signed(change):
        ballot = copy.deepcopy(good)
        change(ballot)
        draft.sign(ballot, 0)
        return dump(ballot).decode()

    def negated(ballot):
        choice = ballot["answers"][0]["choices"][0]
        choice["alpha"] = str(group.p - int(choice["alpha"]))

    def bumped(*path):
        def change(ballot):
            *inner, last = path
            place = ballot["answers"]
            for one in inner:
                place = place[one]
            place[last] = str((int(place[last]) + 1) % group.q)

        return change

    wrong = [
        signed(negated),
        signed(bumped(0, "individual_proofs", 1, 0, "response")),
        signed(bumped(0, "overall_proof", 0, "challenge")),
        signed(bumped(1, "blank_proof", 1, "response")),
        signed(bumped(1, "overall_proof", 2, "response")),
        signed(bumped(2, "proof", "response")),
        signed(lambda ballot: ballot["answers"].reverse()),
        signed(lambda ballot: ballot["answers"][0]["choices"].pop()),
        dump(good).decode().replace('"answers"', ' "answers"'),
        dump(good | {"signature": good["signature"] | {"hash": "x"}}).decode(),
        dump(good | {"election_uuid": "zzzzzzzzzzzzzz"}).decode(),
    ]
    answers = browser(("check", payload, dump(good).decode()), *[("check", payload, one) for one in wrong])
    assert answers[0]["found"]["credential"] == str(read(made.election, dump(good)).credential)
    for ballot, answer in zip(wrong, answers[1:], strict=True):
        assert "refused" in answer, ballot[:200]


@pytest.mark.parametrize("make", [kit.weighted, kit.ranked], ids=["weighted", "ranked"])
def test_the_browser_computes_the_tally_of_an_archive(browser, make):
    made = make()
    (board,) = found(browser(("board", b64(made.file.getvalue()), True)))
    assert board["phase"] == "Result"
    assert board["counted"] == len(made.board.last)
    assert board["weight"] == str(sum(made.roll.weights[one] for one in made.board.last))
    assert board["trackers"][-1] == next(reversed(made.board.last.values())).tracker
    assert board["head"] == made.board.writer.parent


def test_the_browser_refuses_archives_that_only_a_recount_tells(browser, tmp_path):
    made = kit.weighted()

    def late(draft):
        """A fresh ballot after the end of voting."""
        ballot = json.loads(cast(made.election, made.codes[4], kit.VOTES[2]).payload)
        draft.events.insert(draft.find("EndBallots") + 1, ("Ballot", [ballot]))

    def dropped(draft):
        del draft.events[draft.find("Ballot", 1)]

    def other_tally(draft):
        draft.data("EncryptedTally")[0][0][0] = draft.data("EncryptedTally")[0][0][1]

    def fewer(draft):
        draft.data("EncryptedTally")[1]["num_tallied"] = 1

    def lighter(draft):
        draft.data("EncryptedTally")[1]["total_weight"] = 1

    def endless(draft):
        del draft.events[draft.find("EndBallots")]

    def stranger(draft):
        draft.data("Setup")[2].pop(0)

    asked = []
    for change in (late, dropped, other_tally, fewer, lighter, endless, stranger):
        draft = kit.Draft(made, tmp_path)
        change(draft)
        asked.append(("board", b64(draft.write().read_bytes()), False))
    data = made.file.getvalue()
    asked += [("board", b64(one), False) for one in (data[:-512], data + bytes(1024), data[512:], b"")]
    answers = browser(*asked)
    assert all("refused" in one for one in answers), answers


def test_messages_of_trustees_are_sealed_as_the_tool_does(browser):
    key, nonce = bytes(range(32)), bytes(range(13))
    cipher = AESCCM(key, tag_length=8)
    texts = [b"", b"x", b"y" * 16, b"z" * 17, bytes(range(256)) * 20]
    sealed = [cipher.encrypt(nonce, one, None) for one in texts]
    assert found(browser(*[("seal", b64(key), b64(nonce), b64(one)) for one in texts])) == [
        b64(one) for one in sealed
    ]
    assert found(browser(*[("open", b64(key), b64(nonce), b64(one)) for one in sealed])) == [
        b64(one) for one in texts
    ]
    broken = [one[:-1] + bytes([one[-1] ^ 1]) for one in sealed]
    assert all(
        "refused" in one for one in browser(*[("open", b64(key), b64(nonce), b64(one)) for one in broken])
    )


def ceremony(browser, group, needed=2):
    """Three trustees: the second computes with this house's protocol, the first and the third in browsers."""
    name = group.name
    first, third = found(browser(("seed",), ("seed",)))
    seeds = [first, threshold.generate_seed(), third]
    one, three = found(browser(("certify", name, first), ("certify", name, third)))
    written = [one, threshold.certify(group, seeds[1]).signed.write(), three]
    certificates = [Certificate.read(each, group) for each in written]
    one, three = found(
        browser(("propose", name, first, written, needed), ("propose", name, third, written, needed))
    )
    drafts = [one, threshold.propose(group, seeds[1], certificates, needed).write(), three]
    proposals = [threshold.read_proposal(each, group, certificates, at) for at, each in enumerate(drafts)]
    inputs = threshold.route(proposals)
    one, three = found(
        browser(
            ("accept", name, first, written, inputs[0].write()),
            ("accept", name, third, written, inputs[2].write()),
        )
    )
    outputs = [
        threshold.Output.read(one, group),
        threshold.accept(group, seeds[1], certificates, inputs[1]),
        threshold.Output.read(three, group),
    ]
    return (
        seeds,
        written,
        inputs,
        outputs,
        threshold.parameters(group, needed, certificates, proposals, outputs),
    )


def elected(group, pedersen, secret, count=3):
    trustees = Trustees([Single(TrusteeKey.of(group, secret)), pedersen])
    election = Election(kit.UUID, "A vote", "", group, trustees.election_key(group), FIVE)
    codes = [credentials.generate() for _ in range(count)]
    roll = Roll.of({credentials.public(one, kit.UUID, group): 1 for one in codes})
    return kit.Made(election, roll, codes, {1: secret}, trustees)


@pytest.mark.parametrize("group", [kit.PLAIN, BELENIOS_2048], ids=lambda one: one.name)
def test_a_whole_election_with_trustees_in_browsers_and_one_missing(browser, group, tmp_path, request):
    seeds, _, _, outputs, pedersen = ceremony(browser, group)
    made = elected(group, pedersen, group.exponent())
    board, payload = made.open(), b64(made.election.payload)
    votes = [[[1, 0, 0, 0, 1]], [[0, 0, 0, 0, 1]], [[0, 0, 0, 0, 0]]]
    asked = [("cast", payload, code, vote) for code, vote in zip(made.codes, votes, strict=True)]
    for one in found(browser(*asked)):
        board.cast(one["payload"].encode())
    board.close()
    archive = b64(made.file.getvalue())
    keys = found(
        browser(
            ("decryptionKey", group.name, seeds[0], outputs[0].private_key),
            ("decryptionKey", group.name, seeds[2], outputs[2].private_key),
        )
    )
    assert int(keys[0]) == threshold.decryption_key(group, seeds[0], outputs[0].private_key)
    asked = [("decrypt", archive, str(secret)) for secret in (made.keys[1], *keys)]
    for owner, part in zip((1, 2, 4), found(browser(*asked)), strict=True):
        board.decryption(owner, part.encode())
    assert board.publish() == [[1, 0, 0, 0, 2]]
    if group is BELENIOS_2048:
        request.getfixturevalue("belenios_tool")
        made.write(tmp_path)
        assert Tool(tmp_path).accepts()


def test_a_trustees_browser_refuses_a_share_that_does_not_fit(browser):
    group = kit.PLAIN
    seeds, written, inputs, _, _ = ceremony(browser, group)
    given = inputs[0].write()
    swapped = given | {"secrets": [given["secrets"][1], given["secrets"][0], given["secrets"][2]]}
    foreign = given | {"secrets": inputs[2].write()["secrets"]}
    coefficients = given | {"coefexps": [given["coefexps"][1], given["coefexps"][0], given["coefexps"][2]]}
    few = given | {"coefexps": given["coefexps"][:2]}
    stranger = found(browser(("seed",)))[0]
    answers = browser(
        *[("accept", group.name, seeds[0], written, one) for one in (swapped, foreign, coefficients, few)],
        ("accept", group.name, stranger, written, given),
        ("propose", group.name, seeds[0], written, 4),
        ("certify", group.name, seeds[0]),
    )
    assert all("refused" in one for one in answers[:6]), answers
    assert (
        Certificate.read(answers[6]["found"], group).verification
        == threshold.Keys.of(group, seeds[0]).verification
    )


def test_a_key_of_the_browser_proves_that_it_is_known(browser):
    secret = kit.PLAIN.exponent()
    (key,) = found(browser(("publicKey", kit.PLAIN.name, str(secret))))
    assert TrusteeKey.read(key, kit.PLAIN).public_key == kit.PLAIN.power(kit.PLAIN.g, secret)
    assert isinstance(TrusteeKey.read(key, kit.PLAIN).pok, proofs.Proof)
