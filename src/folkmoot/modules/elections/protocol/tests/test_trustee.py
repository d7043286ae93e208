"""A trustee decrypts only what was verified, witnessed, and is a tally of enough ballots."""

import pytest

from folkmoot.modules.elections.protocol import verify as module
from folkmoot.modules.elections.protocol.errors import Invalid
from folkmoot.modules.elections.protocol.tests import kit


@pytest.fixture
def closed(tmp_path):
    """An election waiting for its trustees, with its archive."""
    made = kit.make(kit.PLAIN, kit.PLAIN_QUESTIONS, [1, 1, 1])
    board = made.open()
    for voter in range(2):
        made.vote(voter, kit.VOTES[voter])
    board.close()
    return made, made.write(tmp_path)


def part(path, secret, head, **more):
    return module.decrypt_verified(path, secret, head=head, groups=kit.TESTED, workers=1, **more)


def test_parts_make_the_result(closed, tmp_path):
    made, path = closed
    for owner in (1, 4, 2):
        found, payload = part(path, made.keys[owner], made.board.writer.parent, least=2)
        assert found == owner
        made.board.decryption(owner, payload)
        made.write(tmp_path)
    assert made.board.publish() == [[1, 1, 0], [1, 1, 1]]
    made.write(tmp_path)
    with pytest.raises(Invalid, match="nothing to decrypt behind Result"):
        part(path, made.keys[3], made.board.writer.parent)


def test_what_a_trustee_refuses(closed, tmp_path):
    made, path = closed
    head = made.board.writer.parent
    with pytest.raises(Invalid, match="not the one that was witnessed"):
        part(path, made.keys[1], "0" * 64)
    with pytest.raises(Invalid, match="2 ballots count, at least 3"):
        part(path, made.keys[1], head, least=3)
    with pytest.raises(Invalid, match="belongs to no trustee"):
        part(path, made.keys[1] + 1, head)
    draft = kit.Draft(made, tmp_path)
    # One voter's ballot as the whole tally: all hashes are made anew, and the counts fit.
    one = draft.data("Ballot", 0)[0]["answers"]
    draft.data("EncryptedTally")[0] = [answer["choices"] for answer in one]
    draft.data("EncryptedTally")[1] |= {"num_tallied": 1, "total_weight": 1}
    tampered = draft.write()
    with pytest.raises(Invalid, match="does not verify") as refused:
        part(tampered, made.keys[1], head)
    assert refused.value.check == "count"
    made.board.decryption(*part(path, made.keys[1], head))
    made.write(tmp_path)
    with pytest.raises(Invalid, match="has decrypted already"):
        part(path, made.keys[1], made.board.writer.parent)


def test_ranks_are_not_decrypted_before_they_are_shuffled(tmp_path):
    made = kit.make(kit.SAFE, kit.RANKED, [1], members=0)
    board = made.open()
    made.vote(0, [*kit.VOTES[0], [1, 2, 3]])
    board.close()
    with pytest.raises(Invalid, match="nothing to decrypt behind EncryptedTally"):
        part(made.write(tmp_path), made.keys[1], board.writer.parent)
