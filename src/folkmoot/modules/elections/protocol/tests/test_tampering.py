"""Everything that can be changed in an archive is noticed, although all hashes and the chain are made anew."""

import json

import pytest

from folkmoot.modules.elections.protocol import tally
from folkmoot.modules.elections.protocol.ballots import cast, read
from folkmoot.modules.elections.protocol.elgamal import encrypt
from folkmoot.modules.elections.protocol.encoding import dump
from folkmoot.modules.elections.protocol.tests import kit
from folkmoot.modules.elections.protocol.trustees import TrusteeKey
from folkmoot.modules.elections.protocol.verify import verify


def found(draft, groups=kit.TESTED):
    report = verify(draft.write(), groups=groups, workers=1)
    return [(one.check, one.event) for one in report.faults]


@pytest.fixture
def plain(tmp_path):
    return kit.Draft(kit.weighted(), tmp_path)


@pytest.fixture
def mixed(tmp_path):
    return kit.Draft(kit.ranked(), tmp_path)


def one_more(text, group):
    """Another exponent."""
    return str((int(text) + 1) % group.q)


def alter(proof, key="response"):
    proof[key] = str(int(proof[key]) - 1 if int(proof[key]) else 1)


def test_untouched_archives_are_good(plain, mixed):
    assert found(plain) == []
    assert found(mixed) == []


def setup_key(draft):
    group = draft.made.election.group
    election = draft.data("Setup")[0]
    election["public_key"] = str(int(election["public_key"]) * group.g % group.p)


def setup_pok(draft):
    alter(draft.data("Setup")[1][0][1]["pok"])


def setup_verification_key(draft):
    group = draft.made.election.group
    item = draft.data("Setup")[1][1][1]
    # A key that its holder knows, with a good proof; it only is not the one the polynomials give.
    item["verification_keys"][1] = TrusteeKey.of(group, group.exponent()).write()


def setup_coefexps(draft):
    alter(draft.data("Setup")[1][1][1]["coefexps"][0]["signature"])


def setup_certificate(draft):
    alter(draft.data("Setup")[1][1][1]["certs"][2]["signature"])


def setup_threshold(draft):
    draft.data("Setup")[1][1][1]["threshold"] = 1


def setup_twice(draft):
    listed = draft.data("Setup")[2]
    listed[1] = listed[0]


def setup_stranger(draft):
    listed = draft.data("Setup")[2]
    element, _, weight = listed[1].partition(",")
    listed[1] = f"{draft.made.election.group.p - int(element)},{weight}"


def setup_weightless(draft):
    listed = draft.data("Setup")[2]
    listed[0] = listed[0].partition(",")[0] + ",0"


def setup_questions(draft):
    draft.data("Setup")[0]["questions"][0]["max"] = 4


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (setup_key, "key"),
        (setup_pok, "proof of possession"),
        (setup_verification_key, "threshold"),
        (setup_coefexps, "trustee signature"),
        (setup_certificate, "trustee signature"),
        (setup_threshold, "threshold"),
        (setup_twice, "credential"),
        (setup_stranger, "membership"),
        (setup_weightless, "credential"),
        (setup_questions, "structure"),
    ],
)
def test_a_changed_setup_is_noticed(plain, change, check):
    change(plain)
    assert found(plain) == [(check, 0)]


def test_weights_do_not_go_with_ranks(mixed):
    mixed.data("Setup")[2][0] += ",2"
    assert found(mixed) == [("weight", 0)]


def individual(answers, _group):
    alter(answers[0]["individual_proofs"][1][0])


def challenges_moved(answers, group):
    # The sum of the challenges stays what it has to be.
    first, second = answers[0]["individual_proofs"][0]
    first["challenge"] = str((int(first["challenge"]) + 1) % group.q)
    second["challenge"] = str((int(second["challenge"]) - 1) % group.q)


def overall(answers, _group):
    alter(answers[0]["overall_proof"][0])


def overall_with_blank(answers, _group):
    alter(answers[1]["overall_proof"][2])


def blank(answers, _group):
    alter(answers[1]["blank_proof"][1])


def beta(answers, group):
    # One vote more, in an encryption that nobody can tell from another.
    one = answers[0]["choices"][1]
    one["beta"] = str(int(one["beta"]) * group.g % group.p)


def proofs_swapped(answers, _group):
    answers[0]["individual_proofs"].reverse()


def ciphertexts_swapped(answers, _group):
    answers[0]["choices"].reverse()
    answers[0]["individual_proofs"].reverse()


def stranger_alpha(answers, group):
    one = answers[0]["choices"][0]
    one["alpha"] = str(group.p - int(one["alpha"]))


def stranger_beta(answers, group):
    one = answers[1]["choices"][2]
    one["beta"] = str(group.p - int(one["beta"]))


def unreduced(answers, group):
    proof = answers[0]["overall_proof"][0]
    proof["response"] = str(int(proof["response"]) + group.q)


def leading_zero(answers, _group):
    proof = answers[0]["overall_proof"][0]
    proof["response"] = "0" + proof["response"]


def above_p(answers, group):
    one = answers[0]["choices"][0]
    one["alpha"] = str(int(one["alpha"]) + group.p)


def one_choice_less(answers, _group):
    answers[0]["choices"].pop()


def keys_in_another_order(answers, _group):
    answers[0] = dict(reversed(answers[0].items()))


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (individual, "individual proof"),
        (challenges_moved, "individual proof"),
        (overall, "overall proof"),
        (overall_with_blank, "overall proof"),
        (blank, "blank proof"),
        (beta, "individual proof"),
        (proofs_swapped, "individual proof"),
        (ciphertexts_swapped, "overall proof"),
        (stranger_alpha, "membership"),
        (stranger_beta, "membership"),
        (unreduced, "encoding"),
        (leading_zero, "encoding"),
        (above_p, "encoding"),
        (one_choice_less, "structure"),
        (keys_in_another_order, "structure"),
    ],
)
def test_a_changed_ballot_that_its_voter_signed_again_is_noticed(plain, change, check):
    place = plain.find("Ballot", 1)
    ballot = plain.events[place][1][0]
    change(ballot["answers"], plain.made.election.group)
    plain.sign(ballot, 1)
    assert found(plain)[0] == (check, place)


def test_a_changed_packed_answer_is_noticed(mixed):
    place = mixed.find("Ballot", 1)
    ballot = mixed.events[place][1][0]
    alter(ballot["answers"][2]["proof"])
    mixed.sign(ballot, 1)
    assert found(mixed)[0] == ("raw proof", place)


def test_a_packed_answer_copied_from_another_voter_is_noticed(mixed):
    place = mixed.find("Ballot", 1)
    ballot = mixed.events[place][1][0]
    ballot["answers"][2] = mixed.data("Ballot", 0)[0]["answers"][2]
    mixed.sign(ballot, 1)
    assert found(mixed)[0] == ("raw proof", place)


def test_answers_copied_from_another_voter_are_noticed(plain):
    place = plain.find("Ballot", 1)
    ballot = plain.events[place][1][0]
    ballot["answers"] = plain.data("Ballot", 0)[0]["answers"]
    plain.sign(ballot, 1)
    assert found(plain)[0] == ("individual proof", place)


@pytest.mark.parametrize("key", ["challenge", "response"])
def test_a_changed_signature_is_noticed(plain, key):
    place = plain.find("Ballot", 2)
    alter(plain.events[place][1][0]["signature"]["proof"], key)
    assert found(plain) == [("signature", place)]


def test_a_signature_of_something_else_is_noticed(plain):
    place = plain.find("Ballot", 2)
    plain.events[place][1][0]["signature"] = plain.data("Ballot", 1)[0]["signature"]
    assert found(plain) == [("signature", place)]


def test_a_ballot_signed_by_a_stranger_is_noticed(plain):
    outsider = kit.credentials.generate()
    ballot = cast(plain.made.election, outsider, kit.VOTES[0])
    place = plain.find("Ballot", 3)
    plain.events[place][1][0] = ballot.payload
    assert ("credential", place) in found(plain)


@pytest.mark.parametrize("key", ["election_hash", "election_uuid"])
def test_a_ballot_for_another_election_is_noticed(plain, key):
    place = plain.find("Ballot", 0)
    ballot = plain.events[place][1][0]
    ballot[key] = ballot[key][::-1]
    plain.sign(ballot, 0)
    assert found(plain)[0] == ("election", place)


def test_a_replayed_ballot_is_noticed(plain):
    plain.events.insert(3, plain.events[1])
    assert found(plain) == [("duplicate", 3)]


def test_a_replayed_ballot_in_other_bytes_is_noticed(plain):
    payload = json.dumps(plain.data("Ballot")[0]).encode()
    plain.events.insert(3, ("Ballot", [payload]))
    assert found(plain)[0] == ("encoding", 3)


def fresh(draft):
    return ("Ballot", [cast(draft.made.election, draft.made.codes[4], kit.VOTES[0]).payload])


@pytest.mark.parametrize("behind", ["EndBallots", "EncryptedTally", "PartialDecryption", "Result"])
def test_a_late_ballot_is_noticed(plain, behind):
    place = plain.find(behind) + 1
    plain.events.insert(place, fresh(plain))
    assert found(plain) == [("order", place)]


@pytest.mark.parametrize("kind", ["Setup", "EndBallots", "EncryptedTally", "PartialDecryption", "Result"])
def test_an_event_that_stands_twice_is_noticed(plain, kind):
    place = plain.find(kind)
    plain.events.insert(place + 1, plain.events[place])
    checks = {check for check, at in found(plain) if at == place + 1}
    assert checks & {"order", "duplicate"}


@pytest.mark.parametrize("kind", ["Setup", "EndBallots", "EncryptedTally"])
def test_a_missing_event_is_noticed(plain, kind):
    place = plain.find(kind)
    del plain.events[place]
    assert found(plain) == [("order", place)]


def test_a_ballot_before_its_time_in_the_shuffles_is_noticed(mixed):
    place = mixed.find("EndShuffles")
    mixed.events.insert(place, fresh_ranked(mixed))
    assert found(mixed) == [("order", place)]


def fresh_ranked(draft):
    return ("Ballot", [cast(draft.made.election, draft.made.codes[4], [*kit.VOTES[0], [1, 2, 3]]).payload])


def recount(draft, ballots):
    """Tally, decryptions and result of other ballots, all consistent with each other and well proven."""
    made = draft.made
    election = made.election
    counter = tally.Counter(election)
    for one in ballots:
        ballot = read(election, dump(one))
        counter.add(ballot.answers, made.roll.weights[ballot.credential])
    rows = counter.tally()
    draft.data("EncryptedTally")[0] = tally.write_tally(rows)
    parts = {}
    for number, owner in enumerate((1, 2, 4)):
        parts[owner] = tally.decrypt(election, made.keys[owner], rows)
        draft.data("PartialDecryption", number)[0] = parts[owner].write()
    counts = tally.result(election, made.trustees, rows, parts, 100)
    draft.data("Result")[0] = tally.write_result(counts)
    return counter


def ballots_of(draft):
    return [data[0] for kind, data in draft.events if kind == "Ballot"]


def test_a_tally_of_fewer_ballots_is_noticed(plain):
    counter = recount(plain, ballots_of(plain)[1:4])
    place = plain.find("EncryptedTally")
    assert found(plain) == [("tally", place)]
    plain.data("EncryptedTally")[1] |= {"num_tallied": counter.number, "total_weight": counter.weight}
    assert found(plain) == [("count", place)]


def test_a_tally_that_counts_a_voter_twice_is_noticed(plain):
    recount(plain, ballots_of(plain))
    assert found(plain) == [("tally", plain.find("EncryptedTally"))]


def test_a_tally_of_the_first_ballot_instead_of_the_last_is_noticed(plain):
    recount(plain, ballots_of(plain)[:4])
    assert found(plain) == [("tally", plain.find("EncryptedTally"))]


def test_a_tally_that_ignores_a_weight_is_noticed(plain):
    made = plain.made
    real, made.roll = made.roll, kit.credentials.Roll.of(dict.fromkeys(made.roll.weights, 1))
    try:
        recount(plain, ballots_of(plain)[1:])
    finally:
        made.roll = real
    assert found(plain) == [("tally", plain.find("EncryptedTally"))]


def test_a_ballot_removed_before_the_tally_is_noticed(plain):
    del plain.events[plain.find("Ballot", 1)]
    assert found(plain) == [("count", plain.find("EncryptedTally"))]


@pytest.mark.parametrize("key", ["num_tallied", "total_weight"])
def test_wrong_sizes_are_noticed(plain, key):
    plain.data("EncryptedTally")[1][key] += 1
    assert found(plain) == [("count", plain.find("EncryptedTally"))]


def test_a_tally_with_a_stranger_is_noticed(plain):
    one = plain.data("EncryptedTally")[0][0][0]
    one["alpha"] = str(plain.made.election.group.p - int(one["alpha"]))
    assert found(plain) == [("membership", plain.find("EncryptedTally"))]


def test_a_replaced_answer_in_a_shuffle_is_noticed(mixed):
    group, key = mixed.made.election.group, mixed.made.election.public_key
    bad = encrypt(group, key, group.encode([7, 7, 7]), group.exponent())
    mixed.data("Shuffle")[0]["ciphertexts"][0][2] = bad.write()
    assert found(mixed) == [("shuffle proof", mixed.find("Shuffle"))]


def places_in(proof, path=()):
    if isinstance(proof, str):
        yield path
    else:
        for place, one in enumerate(proof):
            yield from places_in(one, (*path, place))


def test_every_number_of_a_shuffle_proof_matters(mixed):
    proof = mixed.data("Shuffle", 1)[0]["proofs"][0]
    group, tried = mixed.made.election.group, 0
    for *path, last in places_in(proof):
        row = proof
        for one in path:
            row = row[one]
        before = row[last]
        exponent = path[:1] == [1]
        row[last] = one_more(before, group) if exponent else str(int(before) * group.g % group.p)
        assert found(mixed) == [("shuffle proof", mixed.find("Shuffle", 1))], (path, last)
        row[last], tried = before, tried + 1
    assert tried == 5 + 4 + 5 * 4


def test_a_stranger_in_a_shuffle_proof_is_noticed(mixed):
    proof = mixed.data("Shuffle")[0]["proofs"][0]
    proof[2][0] = str(mixed.made.election.group.p - int(proof[2][0]))
    assert found(mixed) == [("membership", mixed.find("Shuffle"))]


@pytest.mark.parametrize("owner", [0, 1, 5])
def test_a_shuffle_by_the_wrong_trustee_is_noticed(mixed, owner):
    mixed.data("Shuffle", 1)[1]["owner"] = owner
    assert found(mixed) == [("owner", mixed.find("Shuffle", 1))]


def test_decrypting_without_a_shuffle_is_noticed(mixed):
    mixed.events = [one for one in mixed.events if one[0] not in {"Shuffle", "EndShuffles"}]
    assert found(mixed) == [("order", mixed.find("PartialDecryption"))]


def test_a_shuffle_where_nothing_is_shuffled_is_noticed(plain, mixed):
    place = plain.find("EncryptedTally") + 1
    plain.events[place:place] = [mixed.events[mixed.find("Shuffle")]]
    assert found(plain) == [("order", place)]


def test_a_changed_decryption_is_noticed(plain):
    place = plain.find("PartialDecryption", 1)
    part = plain.events[place][1][0]
    group = plain.made.election.group
    real = part["decryption_factors"][0][1]
    part["decryption_factors"][0][1] = str(int(real) * group.g % group.p)
    assert found(plain) == [("decryption proof", place)]
    part["decryption_factors"][0][1] = str(group.p - int(real))
    assert found(plain) == [("membership", place)]
    part["decryption_factors"][0][1] = real
    alter(part["decryption_proofs"][1][2])
    assert found(plain) == [("decryption proof", place)]


@pytest.mark.parametrize(
    ("owner", "check"), [(3, "decryption proof"), (1, "owner"), (9, "owner"), (0, "owner")]
)
def test_a_decryption_in_the_name_of_another_is_noticed(plain, owner, check):
    plain.data("PartialDecryption", 1)[1]["owner"] = owner
    assert found(plain) == [(check, plain.find("PartialDecryption", 1))]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_result_with_too_few_trustees_is_noticed(plain, number):
    del plain.events[plain.find("PartialDecryption", number)]
    assert found(plain) == [("threshold", plain.find("Result"))]


def test_a_changed_count_is_noticed(plain):
    plain.data("Result")[0]["result"][0][1] += 1
    assert found(plain) == [("result", plain.find("Result"))]


def test_a_changed_rank_is_noticed(mixed):
    mixed.data("Result")[0]["result"][2][3][0] += 1
    assert found(mixed) == [("result", mixed.find("Result"))]


def test_a_result_with_a_missing_answer_is_noticed(mixed):
    mixed.data("Result")[0]["result"][2].pop()
    assert found(mixed) == [("structure", mixed.find("Result"))]


def test_each_faulty_ballot_is_named(plain):
    for number in (1, 3):
        ballot = plain.data("Ballot", number)[0]
        individual(ballot["answers"], None)
        plain.sign(ballot, number)
    named = [place for check, place in found(plain) if check == "individual proof"]
    assert named == [plain.find("Ballot", 1), plain.find("Ballot", 3)]
