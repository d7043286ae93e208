"""Both directions with Debian's ``belenios-tool``: it verifies our elections, and we take part in, verify and tally its."""

import json
import os
import subprocess

import pytest

from folkmoot.modules.elections.protocol import shuffle, tally, threshold
from folkmoot.modules.elections.protocol.archive import Reader, extract
from folkmoot.modules.elections.protocol.ballots import cast
from folkmoot.modules.elections.protocol.election import Election
from folkmoot.modules.elections.protocol.encoding import dump, load, sha256_hex
from folkmoot.modules.elections.protocol.group import BELENIOS_2048, RFC_3526_2048
from folkmoot.modules.elections.protocol.tests import kit
from folkmoot.modules.elections.protocol.trustees import Certificate, Pedersen, Trustees
from folkmoot.modules.elections.protocol.verify import verify

pytestmark = kit.needs_tool


class Tool:
    """The program, in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, *words, given=""):
        done = subprocess.run(
            ["belenios-tool", *words],
            cwd=self.folder,
            input=given,
            env={**os.environ, "BELENIOS_USE_URANDOM": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, name, content):
        (self.folder / name).write_text(content)
        return name

    def files(self, pattern):
        return sorted(self.folder.glob(pattern))

    def add(self, kind, given=""):
        self("archive", "add-event", f"--type={kind}", given=given)

    def accepts(self):
        done = subprocess.run(
            ["belenios-tool", "election", "verify"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0 and "all checks passed" in done.stderr


@pytest.fixture
def tool(tmp_path):
    return Tool(tmp_path)


def test_our_weighted_election_with_blank_votes_and_a_missing_trustee_is_accepted(tool):
    made = kit.make(BELENIOS_2048, kit.PLAIN_QUESTIONS, [1, 2, 3, 1, 5])
    made.open()
    for voter, choices in enumerate(kit.VOTES):
        made.vote(voter, choices)
    made.vote(0, kit.VOTES[3])
    assert made.tally(1, 2, 4) == [[0, 2, 2], [2, 2, 3]]
    made.write(tool.folder)
    assert tool.accepts()
    assert json.loads(tool("election", "compute-result")) == {"result": [[0, 2, 2], [2, 2, 3]]}


def test_large_weights_are_written_as_the_tool_writes_them(tool):
    weights = [1 << 30, (1 << 30) - 1, 5]
    made = kit.make(BELENIOS_2048, kit.PLAIN_QUESTIONS[:1], weights, members=0)
    made.open()
    for voter, one in enumerate(([[1, 0, 0]], [[0, 1, 0]], [[0, 0, 1]])):
        made.vote(voter, one)
    made.tally(1)
    path = made.write(tool.folder)
    assert tool.accepts()
    ours = extract(path, list(Reader(path).steps())[-1].data)[0].decode()
    assert tool("election", "compute-result").strip() == ours


def test_our_ranked_election_is_accepted_and_counted(tool):
    # Two questions and three ballots are enough: exponents of 2047 bits take their time.
    made = kit.make(RFC_3526_2048, kit.RANKED[1:], [1] * 2, members=0)
    made.open()
    for voter in range(2):
        made.vote(voter, [kit.VOTES[voter][1], kit.RANKS[voter]])
    made.vote(0, [kit.VOTES[3][1], [9, 8, 7]])
    counts = made.tally(1, mixers=(1,))
    assert sorted(counts[1]) == sorted([[9, 8, 7], kit.RANKS[1]])
    made.write(tool.folder)
    assert tool.accepts()


def test_a_snapshot_during_the_vote_is_accepted_and_continued(tool, tmp_path_factory):
    made = kit.make(BELENIOS_2048, kit.PLAIN_QUESTIONS[:1], [1, 1], members=0)
    made.open()
    made.vote(0, [[1, 0, 0]])
    older = tmp_path_factory.mktemp("older")
    made.write(older)
    made.vote(1, [[1, 0, 0]])
    made.write(tool.folder)
    assert tool.accepts()
    tool("election", "verify-diff", f"--dir1={older}", f"--dir2={tool.folder}")


def begin(tool, group, template, *, count=3, file="", trustees=1):
    """An election made by the tool; returns its uuid and the credentials."""
    uuid = tool("setup", "generate-token").strip()
    whose = ["--file", tool.write("voters.txt", file)] if file else ["--count", str(count)]
    tool("setup", "generate-credentials", "--uuid", uuid, "--group", group, *whose)
    tool.files("*.pubcreds")[0].rename(tool.folder / "public_creds.json")
    codes = [one.split()[1] for one in tool.files("*.privcreds")[0].read_text().splitlines()]
    for _ in range(trustees):
        tool("setup", "generate-trustee-key", "--group", group)
    keys = [one.read_text() for one in tool.files("*.pubkey")]
    if keys:
        tool.write("public_keys.jsons", "".join(keys))
    tool("setup", "make-trustees")
    for name in ("public_keys.jsons", "threshold.json"):
        (tool.folder / name).unlink(missing_ok=True)
    tool.write("questions.json", json.dumps({"description": "d", "name": "n", "questions": template}))
    tool("setup", "make-election", "--uuid", uuid, "--group", group, "--template", "questions.json")
    tool("archive", "init")
    for name in ("election.json", "trustees.json", "public_creds.json"):
        (tool.folder / name).unlink()
    return uuid, codes


def vote(tool, code, choices):
    ballot = tool(
        "election",
        "generate-ballot",
        "--privcred",
        tool.write("code", code),
        "--ballot",
        tool.write("choices", json.dumps(choices)),
    )
    tool.add("Ballot", ballot)


def ours(tool, uuid):
    """The election as we read it from the tool's archive, and its tally if there is one."""
    path = tool.folder / f"{uuid}.bel"
    election, rows = None, []
    for step in Reader(path).steps():
        data = extract(path, step.data)
        if step.event.type == "Setup":
            election = Election.read(data[0])
        elif step.event.type == "EncryptedTally":
            rows = tally.read_rows(load(data[0]), election.group, "tally")
        elif step.event.type == "Shuffle":
            after = shuffle.Shuffle.read(data[0], election.group, shuffle.shuffled_rows(election, rows))
            rows = shuffle.merged(election, rows, after.ciphertexts)
    return path, election, rows


QUESTIONS = [
    {"answers": ["a", "b", "c"], "min": 0, "max": 1, "question": "One?"},
    {"answers": ["a", "b"], "blank": True, "min": 1, "max": 2, "question": "Some?"},
]


def secret_of(path):
    return int(json.loads(path.read_text()))


def test_we_vote_in_decrypt_and_tally_an_election_of_the_tool(tool):
    uuid, codes = begin(tool, "BELENIOS-2048", QUESTIONS, file="ann,ann,3\nbob,bob,1\ncy,cy,7\n")
    vote(tool, codes[0], kit.VOTES[0])
    path, election, _ = ours(tool, uuid)
    for code, choices in zip(codes[1:], kit.VOTES[1:], strict=False):
        tool.add("Ballot", cast(election, code, choices).payload.decode())
    assert tool.accepts()
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    path, election, rows = ours(tool, uuid)
    part = tally.decrypt(election, secret_of(tool.files("*.privkey")[0]), rows)
    add_part(tool, 1, part)
    tool.add("Result", tool("election", "compute-result"))
    assert tool.accepts()
    report = verify(path, workers=1)
    assert report.faults == []
    assert report.result == [[3, 1, 0], [1, 3, 7 + 3]]
    board = {1: part}
    setup = extract(path, next(Reader(path).steps()).data)
    trustees = Trustees.read(setup[1], election.group)
    assert tally.result(election, trustees, rows, board, 11) == report.result


def test_threshold_ceremony_with_one_trustee_of_ours_and_one_of_the_tools(tool):
    group, name = BELENIOS_2048, "BELENIOS-2048"

    def step(number, *words, given=""):
        return tool(
            "setup",
            "generate-trustee-key-threshold",
            "--group",
            name,
            "--step",
            str(number),
            *words,
            given=given,
        )

    step(1)
    theirs = tool.files("*.key")[0]
    stem = theirs.name.removesuffix(".key")
    seed = threshold.generate_seed()
    mine = threshold.certify(group, seed)
    tool.write("certs.jsons", tool.files("*.cert")[0].read_text() + dump(mine.signed.write()).decode() + "\n")
    listed = [
        Certificate.read(load(one.encode()), group)
        for one in (tool.folder / "certs.jsons").read_text().splitlines()
    ]
    step(2, "--certs", "certs.jsons")
    proposals = [
        threshold.read_proposal(
            load(
                step(3, "--certs", "certs.jsons", "--key", theirs.name, "--threshold", "2").strip().encode()
            ),
            group,
            listed,
            0,
        ),
        threshold.propose(group, seed, listed, 2),
    ]
    inputs = threshold.route(proposals)
    answer = step(
        5, "--certs", "certs.jsons", "--key", theirs.name, given=dump(inputs[0].write()).decode() + "\n"
    )
    outputs = [
        threshold.Output.read(load(answer.strip().encode()), group),
        threshold.accept(group, seed, listed, inputs[1]),
    ]
    tool.write("polynomials.jsons", "".join(dump(one.write()).decode() + "\n" for one in proposals))
    both = "".join(dump(one.write()).decode() + "\n" for one in outputs)
    made = step(6, "--certs", "certs.jsons", "--polynomials", "polynomials.jsons", given=both)
    assert (
        load(made.strip().encode()) == threshold.parameters(group, 2, listed, proposals, outputs).parameters()
    )
    assert Pedersen.read(load(made.strip().encode()), group).threshold == 2
    tool.write("threshold.json", made)
    uuid, codes = begin(tool, name, QUESTIONS[:1])
    vote(tool, codes[0], [[0, 1, 0]])
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    words = ("--key", theirs.name, "--decryption-key", f"{stem}.dkey", "--trustee-id", "2")
    tool.add("PartialDecryption", tool("election", "decrypt-threshold", *words))
    path, election, rows = ours(tool, uuid)
    share = threshold.decryption_key(group, seed, outputs[1].private_key)
    add_part(tool, 3, tally.decrypt(election, share, rows))
    add_part(tool, 1, tally.decrypt(election, secret_of(tool.files("*.privkey")[0]), rows))
    tool.add("Result", tool("election", "compute-result"))
    assert tool.accepts()
    report = verify(path, workers=1)
    assert report.faults == []
    assert report.result == [[0, 1, 0]]


def test_a_ranked_election_of_the_tool_shuffled_and_decrypted_here(tool):
    template = [
        QUESTIONS[0],
        {"type": "NonHomomorphic", "value": {"answers": ["a", "b"], "question": "Order?"}},
    ]
    uuid, codes = begin(tool, "RFC-3526-2048", template, count=4, trustees=2)
    for code, choices in zip(codes, ([1, 2], [2, 1]), strict=False):
        vote(tool, code, [[1, 0, 0], choices])
    _, election, _ = ours(tool, uuid)
    for code, choices in zip(codes[1:], ([7, 200], [1, 1]), strict=False):
        tool.add("Ballot", cast(election, code, [[0, 0, 1], choices]).payload.decode())
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    tool.add("Shuffle", tool("election", "shuffle", "--trustee-id=1"))
    _, _, rows = ours(tool, uuid)
    mixed = shuffle.shuffle(election, shuffle.shuffled_rows(election, rows)).write()
    tool.add("Shuffle", lines(mixed, 2))
    tool.add("EndShuffles")
    path, _, rows = ours(tool, uuid)
    keys = secrets_of(tool, path)
    add_part(tool, 1, tally.decrypt(election, keys[1], rows))
    add_part(tool, 2, tally.decrypt(election, keys[2], rows))
    tool.add("Result", tool("election", "compute-result"))
    assert tool.accepts()
    report = verify(path, workers=1)
    assert report.faults == []
    assert report.result[0] == [1, 0, 2]
    assert sorted(report.result[1]) == [[1, 1], [1, 2], [7, 200]]


def secrets_of(tool, path):
    """The trustees' private keys by the numbers of the trustees."""
    setup = next(Reader(path).steps())
    payload = extract(path, setup.data)
    election = Election.read(payload[0])
    keys = [one.public_key for one in Trustees.read(payload[1], election.group).keys]
    secrets = [secret_of(one) for one in tool.files("*.privkey")]
    return {keys.index(election.group.power(election.group.g, one)) + 1: one for one in secrets}


def lines(payload, owner):
    """What the tool takes for an owned structure: the payload, then who made it."""
    return f"{payload.decode()}\n{tally.write_owned(owner, sha256_hex(payload)).decode()}\n"


def add_part(tool, owner, part):
    tool.add("PartialDecryption", lines(part.write(), owner))
