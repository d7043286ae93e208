"""Counts of shuffled answers: known cases, and the same as ``belenios-tool`` on the same ballots."""

import json
import random
import subprocess

import pytest

from folkmoot.modules.elections.protocol.counting import majority_judgment, schulze, single_transferable_vote
from folkmoot.modules.elections.protocol.errors import Invalid
from folkmoot.modules.elections.protocol.tests.kit import needs_tool


def tool(method, rows, *words):
    """What the program says; None where it stops with an assertion of its own."""
    done = subprocess.run(
        ["belenios-tool", "method", method, *words],
        input=json.dumps(rows),
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else None


def test_schulze_on_the_example_of_its_author():
    # Markus Schulze, "A new monotonic, clone-independent, reversal symmetric … method", example 1: E > A > C > B > D.
    groups = {
        "ACBED": 5,
        "ADECB": 5,
        "BEDAC": 8,
        "CABED": 3,
        "CAEBD": 7,
        "CBADE": 2,
        "DCEBA": 7,
        "EBADC": 8,
    }
    rows = [
        [order.index(choice) + 1 for choice in "ABCDE"]
        for order, count in groups.items()
        for _ in range(count)
    ]
    found = schulze(rows, 5, blank_allowed=False)
    assert found.winners == [[4], [0], [2], [1], [3]]
    assert found.raw[0] == [0, 20, 26, 30, 22]


def test_transferable_vote_on_the_example_with_food():
    # The example known from textbooks: 20 voters, 3 seats, Droop quota 6; the surplus of chocolate elects strawberries.
    orange, pear, chocolate, strawberry, sweets = range(5)
    groups = [([orange], 4), ([pear, orange], 2), ([chocolate, strawberry], 8), ([chocolate, sweets], 4)]
    groups += [([strawberry], 1), ([sweets], 1)]
    rows = [
        [order.index(choice) + 1 if choice in order else 0 for choice in range(5)]
        for order, count in groups
        for _ in range(count)
    ]
    found = single_transferable_vote(rows, 3)
    assert found.winners == [chocolate, orange, strawberry]
    assert found.events == [
        ("Win", [chocolate]),
        ("Lose", pear),
        ("Win", [orange]),
        ("Lose", sweets),
        ("Win", [strawberry]),
    ]


def test_invalid_rows_and_seats():
    found = single_transferable_vote([[1, 1], [1, 3], [2, 0], [1, 2]], 1)
    assert found.invalid == [[1, 1], [1, 3], [2, 0]]
    assert found.winners == [0]
    assert single_transferable_vote([[0, 0]], 1).winners == []
    with pytest.raises(Invalid):
        single_transferable_vote([[1, 2]], 0)


def test_majority_judgment_takes_medians_away_one_by_one():
    # Medians are equal (grade 2); without one of them each, the first choice has a 1 and the second a 3.
    rows = [[1, 2], [2, 2], [2, 3], [1, 1], [3, 2], [1, 3]]
    found = majority_judgment(rows, 2, 3, blank_allowed=False)
    assert found.raw == [[3, 2, 1], [1, 3, 2]]
    assert found.winners == [[0], [1]]
    assert majority_judgment([[1, 1], [0, 0]], 2, 3, blank_allowed=True).blank == 1
    assert majority_judgment([[1, 1], [0, 4]], 2, 3, blank_allowed=True).invalid == [[0, 4]]
    assert majority_judgment([[1, 1]], 2, 3, blank_allowed=True).winners == [[0, 1]]


def partial_rankings(drawn, choices, count):
    for _ in range(count):
        order = drawn.sample(range(choices), drawn.randint(0, choices))
        row = [0] * choices
        for rank, choice in enumerate(order):
            row[choice] = rank + 1
        yield row


SEEDS = range(25)


@needs_tool
@pytest.mark.parametrize("seed", SEEDS)
def test_transferable_votes_as_the_tool_counts_them(seed):
    drawn = random.Random(seed)
    rows = list(partial_rankings(drawn, drawn.randint(3, 6), drawn.randint(8, 30)))
    rows.append([1, 1, *[0] * (len(rows[0]) - 2)])
    seats = drawn.randint(1, 3)
    found, theirs = single_transferable_vote(rows, seats), tool("stv", rows, f"--nseats={seats}")
    assert theirs is not None
    ours = {
        "ballots": found.ballots,
        "invalid": found.invalid,
        "events": [list(one) for one in found.events],
        "winners": found.winners,
    }
    assert ours == theirs


@needs_tool
@pytest.mark.parametrize("seed", SEEDS)
def test_schulze_as_the_tool_counts_it(seed):
    drawn, blank = random.Random(seed), seed % 2 == 0
    choices = drawn.randint(2, 6)
    rows = [[drawn.randint(0, choices) for _ in range(choices)] for _ in range(drawn.randint(1, 30))]
    rows.append([0] * choices)
    found = schulze(rows, choices, blank_allowed=blank)
    ours = {
        "valid": found.valid,
        "raw": found.raw,
        "beatpaths": [[list(one) for one in row] for row in found.beatpaths],
        "winners": found.winners,
    }
    theirs = tool("schulze", rows, f"--blank-allowed={'true' if blank else 'false'}")
    assert ours | ({"blank": found.blank} if blank else {}) == theirs


@needs_tool
@pytest.mark.parametrize("seed", SEEDS)
def test_majority_judgment_as_the_tool_counts_it(seed):
    drawn, blank = random.Random(seed), seed % 2 == 0
    choices, grades = drawn.randint(2, 5), drawn.randint(2, 5)
    low = seed % 3 == 0
    rows = [[drawn.randint(not low, grades) for _ in range(choices)] for _ in range(drawn.randint(1, 30))]
    rows.append([0] * choices)
    found = majority_judgment(rows, choices, grades, blank_allowed=blank)
    theirs = tool(
        "majority-judgment", rows, f"--ngrades={grades}", f"--blank-allowed={'true' if blank else 'false'}"
    )
    assert (found.raw, found.valid) == (theirs["raw"], theirs["valid"])
    assert found.blank == theirs.get("blank", 0)
    # Inside a group of equals, and among what is invalid, the order says nothing.
    assert sorted(found.invalid) == sorted(theirs["invalid"])
    assert found.winners == [sorted(one) for one in theirs["winners"]]
