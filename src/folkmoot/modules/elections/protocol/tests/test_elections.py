"""Whole elections: results equal plain counts, trustees may be missing, and what is not allowed is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.elections.protocol import proofs, threshold
from folkmoot.modules.elections.protocol.ballots import cast, read
from folkmoot.modules.elections.protocol.election import Election, Homomorphic, NonHomomorphic
from folkmoot.modules.elections.protocol.errors import Invalid
from folkmoot.modules.elections.protocol.group import BELENIOS_2048
from folkmoot.modules.elections.protocol.tests import kit
from folkmoot.modules.elections.protocol.trustees import TrusteeKey, Trustees
from folkmoot.modules.elections.protocol.verify import verify


@st.composite
def votes(draw):
    """A question, and votes that it allows, with the voter and all weights."""
    count = draw(st.integers(1, 4))
    low = draw(st.integers(0, count))
    high = draw(st.integers(low, count))
    blank = draw(st.booleans())

    def vote():
        if blank and draw(st.booleans()):
            return [1] + [0] * count
        chosen = draw(st.integers(low, high))
        places = draw(st.permutations(range(count)))[:chosen]
        return [0] * blank + [int(place in places) for place in range(count)]

    voters = draw(st.lists(st.integers(0, 3), max_size=6))
    weights = draw(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
    return Homomorphic("?", tuple("abcd"[:count]), low, high, blank), [(v, vote()) for v in voters], weights


@settings(max_examples=15, deadline=None)
@given(votes())
def test_the_result_is_the_plain_count(tmp_path_factory, drawn):
    question, cast_votes, weights = drawn
    made = kit.make(kit.PLAIN, [question], weights, members=2, needed=1)
    made.open()
    for voter, choices in cast_votes:
        made.vote(voter, [choices])
    last = dict(cast_votes)
    plain = [sum(weights[v] * one[place] for v, one in last.items()) for place in range(question.size)]
    assert made.tally(1, 3) == [plain]
    report = verify(made.write(tmp_path_factory.mktemp("bel")), groups=kit.TESTED, workers=1)
    assert report.faults == []
    assert (report.ballots, report.counted) == (len(cast_votes), len(last))
    assert report.weight == sum(weights[v] for v in last)


def test_real_group_with_a_missing_trustee(tmp_path):
    made = kit.make(BELENIOS_2048, kit.PLAIN_QUESTIONS, [1, 1])
    made.open()
    made.vote(0, kit.VOTES[0])
    made.vote(1, kit.VOTES[1])
    assert made.tally(1, 3, 4) == [[1, 1, 0], [1, 1, 1]]
    assert verify(made.write(tmp_path), workers=1).good


def test_ranks_come_back_in_some_order():
    board = kit.ranked().board
    opened = kit.tally.opened(kit.SAFE, board.setup.trustees, board.tally, board.parts)
    assert sorted(kit.SAFE.decode(one, 3) for one in opened[2]) == sorted([[9, 8, 7], *kit.RANKS[1:]])


def test_an_election_nobody_voted_in(tmp_path):
    made = kit.make(kit.SAFE, kit.RANKED, [1, 1])
    made.open()
    assert made.tally(1, 2, 3) == [[0, 0, 0], [0, 0, 0], []]
    assert verify(made.write(tmp_path), groups=kit.TESTED, workers=1).faults == []


@pytest.mark.parametrize(
    "choices",
    [
        [[1, 1, 0], [1, 0, 0]],
        [[2, 0, 0], [1, 0, 0]],
        [[-1, 1, 1], [1, 0, 0]],
        [[1, 0], [1, 0, 0]],
        [[1, 0, 0], [1, 1, 0]],
        [[1, 0, 0], [0, 0, 0]],
        [[1, 0, 0]],
    ],
)
def test_a_vote_that_is_not_allowed_is_refused_before_it_is_encrypted(choices):
    made = kit.weighted()
    with pytest.raises(Invalid) as refused:
        cast(made.election, made.codes[0], choices)
    assert refused.value.check == "vote"


def test_the_board_refuses_what_it_should():
    made = kit.make(kit.PLAIN, kit.PLAIN_QUESTIONS, [1, 1])
    board = made.open()
    ballot = made.vote(0, kit.VOTES[0])
    size = len(made.file.getvalue())
    with pytest.raises(Invalid, match="already"):
        board.cast(ballot.payload)
    outsider = cast(made.election, kit.credentials.generate(), kit.VOTES[0])
    with pytest.raises(Invalid, match="not in the list"):
        board.cast(outsider.payload)
    with pytest.raises(Invalid, match="JSON"):
        board.cast(ballot.payload[:-1])
    board.close()
    with pytest.raises(Invalid, match="no trustee"):
        board.publish()
    closed = len(made.file.getvalue())
    with pytest.raises(Invalid, match="Ballot stands behind EncryptedTally"):
        made.vote(1, kit.VOTES[0])
    assert size < closed == len(made.file.getvalue())


def test_the_board_awaits_shuffles_by_different_trustees_before_decryptions():
    made = kit.make(kit.SAFE, kit.RANKED, [1, 1], members=0)
    board = made.open()
    made.vote(0, [*kit.VOTES[0], [1, 2, 3]])
    board.close()
    with pytest.raises(Invalid, match="have to be shuffled"):
        board.decryption(1, kit.tally.decrypt(made.election, made.keys[1], board.tally).write())
    mixed = kit.shuffle.shuffle(made.election, kit.shuffle.shuffled_rows(made.election, board.tally))
    with pytest.raises(Invalid, match="not awaited"):
        board.shuffle(2, mixed)
    board.shuffle(1, mixed)
    with pytest.raises(Invalid, match="not awaited"):
        board.shuffle(1, mixed)
    with pytest.raises(Invalid, match="only Shuffle or EndShuffles may stand"):
        board.decryption(1, kit.tally.decrypt(made.election, made.keys[1], board.tally).write())


def test_a_trustee_whose_key_is_one_is_refused():
    group = kit.PLAIN
    key = TrusteeKey(1, proofs.know(group, 0, lambda a: f"pok|{group.name}|1|{a}"))
    with pytest.raises(Invalid, match="the public key is 1"):
        TrusteeKey.read(key.write(), group)


def test_a_ballot_comes_back_from_its_bytes():
    made = kit.ranked()
    ballot = cast(made.election, made.codes[0], [*kit.VOTES[0], [1, 2, 3]])
    assert read(made.election, ballot.payload) == ballot
    assert len(ballot.tracker) == 43


def test_structures_come_back_from_their_bytes():
    for made in (kit.weighted(), kit.ranked()):
        group = made.election.group
        again = Election.read(made.election.payload, kit.TESTED)
        assert again.questions == made.election.questions
        assert again.fingerprint == made.election.fingerprint
        assert Trustees.read(made.trustees.write(), group).write() == made.trustees.write()


@pytest.mark.parametrize(
    "question",
    [
        Homomorphic("?", (), 0, 0),
        Homomorphic("?", ("a",), 1, 0),
        Homomorphic("?", ("a",), 0, 2),
        NonHomomorphic("?", ("a",) * 23),
    ],
)
def test_questions_that_make_no_sense_are_refused(question):
    election = Election(kit.UUID, "n", "d", kit.SAFE, kit.SAFE.g, (question,))
    with pytest.raises(Invalid):
        election.checked()
    with pytest.raises(Invalid):
        Election.read(election.payload, kit.TESTED)


def ceremony(group=kit.PLAIN, needed=2):
    seeds = [threshold.generate_seed() for _ in range(3)]
    certificates = [threshold.certify(group, one) for one in seeds]
    proposals = [threshold.propose(group, one, certificates, needed) for one in seeds]
    return seeds, certificates, proposals


def test_a_share_that_does_not_fit_is_refused_by_its_receiver():
    group = kit.PLAIN
    seeds, certificates, proposals = ceremony()
    wrong = threshold.send(
        threshold.Keys.of(group, seeds[1]), certificates[0].encryption, '{"secret":"12345"}'
    )
    given_ = threshold.route(proposals)[0]
    given_.secrets[1] = wrong
    with pytest.raises(Invalid, match="share of trustee 2") as refused:
        threshold.accept(group, seeds[0], certificates, given_)
    assert refused.value.check == "threshold"


def test_a_message_for_another_or_from_another_cannot_be_used():
    group = kit.PLAIN
    seeds, certificates, _ = ceremony()
    keys = [threshold.Keys.of(group, one) for one in seeds]
    message = threshold.send(keys[0], certificates[1].encryption, '"hello"')
    assert threshold.receive(keys[1], certificates[0].verification, message) == "hello"
    with pytest.raises(Invalid, match="cannot be opened"):
        threshold.receive(keys[2], certificates[0].verification, message)
    with pytest.raises(Invalid, match="does not verify"):
        threshold.receive(keys[1], certificates[2].verification, message)


def test_commitments_differ():
    _, _, proposals = ceremony()
    assert len({one.commitment for one in proposals}) == 3
