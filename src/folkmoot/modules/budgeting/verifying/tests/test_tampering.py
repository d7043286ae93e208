"""Every way to cheat leaves a log that is chained and signed as it should be, and one check that finds it."""

import json
import uuid
from datetime import timedelta

import pytest

from folkmoot.modules.budgeting.rules.revealing import commitment_of
from folkmoot.modules.budgeting.verifying.report import CHECKS
from folkmoot.modules.budgeting.verifying.tests.story import (
    CLOSES,
    DAY,
    POTS,
    ROUND,
    calendar,
    choice,
    described,
    frozen_pots,
    salt,
    voter,
    whole,
)
from folkmoot.modules.budgeting.verifying.whole import verify_round
from folkmoot.record.verify.whole import verify_log


@pytest.fixture
def verify(tmp_path):
    def run(story, number=ROUND):
        where = tmp_path / str(uuid.uuid4())
        story.write(where / "log")
        # The log itself is true: whatever is found is found by the checks of the round.
        assert verify_log(str(where / "log"), state=where / "other state").verdict == "ok"
        return verify_round(str(where / "log"), number, state=where / "state")

    return run


def test_a_true_round_holds_in_every_check(verify):
    found = verify(whole())
    assert (found.verdict, found.problems) == ("ok", [])
    assert found.passed == list(CHECKS)
    assert (found.voters, found.ballots) == (5, 5)
    assert [one["pot"] for one in found.pots] == ["all", "north", "south"]
    assert all(one["winners"] for one in found.pots)


def freeze_late(story):
    story.facts.insert(story.place("phase_begun"), story.facts.pop(story.place("frozen")))


def freeze_after_a_ballot(story):
    story.facts.insert(story.place("ballot_cast"), story.facts.pop(story.place("frozen")))


def freeze_twice(story):
    pots = frozen_pots()
    pots[0]["rule"] = pots[0]["rule"] | {"completion": "none"}
    story.add(
        "frozen", {"currency": "EUR", "pots": pots, "areas_most": 1}, at=DAY + timedelta(hours=2), place=6
    )


def more_money_later(story):
    pots = [one | {"amount": one["amount"] * 2} for one in POTS]
    story.add("round_described", described(pots=pots), at=DAY + timedelta(hours=2), place=6)


def another_subject(story):
    story.of("ballot_cast")[0]["subject"] = f"budget_ballots/{ROUND}-{voter(77)}"


def another_round_inside(story):
    """A ballot that says another round would be counted by neither."""
    story.one("ballot_cast", 4)["round"] = ROUND + 1
    story.one("ballot_withdrawn")["round"] = ROUND + 1


def ballot_taken_out_of_the_middle(story):
    del story.facts[story.place("ballot_cast")]


def ballot_withdrawn_by_another_name(story):
    story.one("ballot_withdrawn")["ballot"] = story.of("ballot_cast")[0]["id"]


def counting(story):
    """Where counting begins in the log."""
    return story.facts.index(story.of("phase_begun")[1])


def told_anew(story):
    story.again()
    story.at = CLOSES + timedelta(hours=4)
    story.reveal()
    story.count()


def vote_after_close(story):
    story.cast(8, choice(all=[12]), at=CLOSES + timedelta(minutes=5), place=counting(story))
    told_anew(story)


def vote_before_voting(story):
    story.again()
    fact = story.cast(8, choice(all=[12]), at=DAY + timedelta(minutes=50), place=story.place("phase_begun"))
    # Entries of this kind are after the frozen rules, so that only the hour is wrong.
    assert fact["accepted"] > story.of("frozen")[0]["accepted"]
    told_anew(story)


def withdrawn_after_counting_began(story):
    story.again()
    story.at = CLOSES + timedelta(hours=4)
    story.withdraw(2)
    story.reveal()
    story.count()


def vote_while_ballots_are_opened(story):
    story.again()
    story.at = CLOSES + timedelta(hours=4)
    story.cast(8, choice(all=[12]), channel="paper")
    late = story.facts[-1]
    story.reveal()
    # It is in the log behind the first part of the opening, and is counted with the others.
    story.facts.remove(late)
    story.facts.insert(story.place("ballots_revealed") + 1, late)
    story.count()


def vote_opened_again(story):
    """The calendar is moved after the close, so that a late ballot looks as if it were in time."""
    later = CLOSES + timedelta(days=2)
    story.add("calendar_set", calendar(later), at=CLOSES + timedelta(seconds=5), place=counting(story))


def opened_before_close(story):
    story.again()
    story.facts = [one for one in story.facts if one["payload"].get("channel") != "paper"]
    story.facts.pop(counting(story))
    story.at = CLOSES - timedelta(hours=2)
    story.reveal()
    story.count()


def one_twice(story):
    ballots = [*story.last()]
    story.again()
    story.reveal([*ballots, ballots[0]], most=400)
    story.count()


def a_part_missing(story):
    """The last part is not there, and the count says what follows from the others."""
    story.again()
    story.reveal(most=250)
    for part in story.of("ballots_revealed"):
        part["payload"]["of"] += 1
    story.count()


def a_part_twice(story):
    story.again()
    story.reveal()
    empty = story.one("ballots_revealed") | {"ballots": []}
    story.add("ballots_revealed", empty)
    story.count()


def exchanged(story, number, chosen, salted=None):
    """Open one voter's ballot as something else, and count that."""
    ballots = [
        (who, salted or with_salt, chosen) if who == voter(number) else (who, with_salt, mine)
        for who, with_salt, mine in story.last()
    ]
    story.again()
    story.reveal(ballots)
    story.count()


def another_choice(story):
    exchanged(story, 3, choice(all=[12], south=[31]))


def another_salt(story):
    exchanged(story, 3, choice(all=[11], south=[31]), salt(5))


def an_earlier_ballot(story):
    first = next(one for one in story.opened.values() if one[0] == voter(1))
    exchanged(story, 1, first[2], first[1])


def a_withdrawn_ballot(story):
    ballots = [*story.last(), next(one for one in story.opened.values() if one[0] == voter(4))]
    story.again()
    story.reveal(ballots)
    story.count()


def a_stuffed_ballot(story):
    ballots = [*story.last(), (voter(99), salt(99), choice(all=[12]))]
    story.again()
    story.reveal(ballots)
    story.count()


def left_out(story):
    ballots = [one for one in story.last() if one[0] != voter(2)]
    story.again()
    story.reveal(ballots)
    story.count()


def invalid(story, chosen):
    """A voter really cast it, and it is counted."""
    story.again()
    story.cast(8, chosen, at=CLOSES - timedelta(hours=1), place=counting(story))
    story.at = CLOSES + timedelta(hours=4)
    story.reveal()
    story.count()


def too_many_projects(story):
    invalid(story, choice(all=[11, 12, 13]))


def points_on_an_approval_ballot(story):
    invalid(story, {"all": [[11, 5]]})


def two_districts(story):
    invalid(story, choice(north=[21], south=[31]))


def an_empty_ballot(story):
    invalid(story, {"all": []})


def another_winner(story):
    counted = story.one("counted")
    counted["winners"] = [11] if counted["winners"] == [12] else [12]


def another_digest(story):
    story.one("counted")["digest"] = "0" * 64


def another_endowment(story):
    story.one("counted")["endowment"] = "1/3"


def pot_not_counted(story):
    del story.facts[story.place("counted")]


def pot_counted_twice(story):
    story.add("counted", story.one("counted"), place=story.place("result_published"))


def counted_before_opening(story):
    story.facts.insert(story.place("ballots_revealed"), story.facts.pop(story.place("counted")))


def published_otherwise(story):
    story.one("result_published")["winners"] += 1


def published_before_counting(story):
    story.facts.insert(story.place("counted"), story.facts.pop(story.place("result_published")))


def published_twice(story):
    story.add("result_published", story.one("result_published"))


TAMPERING = {
    "frozen": [freeze_late, freeze_after_a_ballot, freeze_twice, more_money_later],
    "ballots": [
        another_subject,
        another_round_inside,
        ballot_taken_out_of_the_middle,
        ballot_withdrawn_by_another_name,
    ],
    "close": [
        vote_after_close,
        vote_before_voting,
        withdrawn_after_counting_began,
        vote_while_ballots_are_opened,
        vote_opened_again,
        opened_before_close,
    ],
    "once": [one_twice, a_part_missing, a_part_twice],
    "last": [another_choice, another_salt, an_earlier_ballot, a_withdrawn_ballot, a_stuffed_ballot],
    "complete": [left_out],
    "valid": [too_many_projects, points_on_an_approval_ballot, two_districts, an_empty_ballot],
    "recount": [
        another_winner,
        another_digest,
        another_endowment,
        pot_not_counted,
        pot_counted_twice,
        counted_before_opening,
    ],
    "published": [published_otherwise, published_before_counting, published_twice],
}


def test_every_check_has_its_tampering():
    assert list(TAMPERING) == list(CHECKS)


@pytest.mark.parametrize(
    ("check", "tamper"), [(check, one) for check, several in TAMPERING.items() for one in several]
)
def test_only_its_own_check_finds_it(verify, check, tamper):
    story = whole()
    tamper(story)
    found = verify(story)
    assert found.verdict == "wrong"
    assert {one.check for one in found.problems} == {check}, found.problems


def test_it_says_where(verify):
    story = whole()
    another_choice(story)
    found = verify(story)
    [problem] = found.problems
    revealed = [
        index
        for index, one in enumerate(story.facts)
        if one["kind"] == "budgeting.ballots_revealed"
        and any(ballot[0] == voter(3) for ballot in one["payload"]["ballots"])
    ]
    assert problem.where == f"entry {revealed[0]} (ballots_revealed)"
    assert voter(3) in problem.what


def test_a_log_that_is_false_itself_is_told_first(tmp_path):
    where = whole().write(tmp_path / "log")
    bundle = next((where / "tile/entries").rglob("*/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b'"winners":', b'"winnerz":', 1))
    found = verify_round(str(where), ROUND, state=tmp_path / "state")
    assert found.verdict == "wrong"
    assert found.problem.startswith("the log: ")


def test_what_is_not_there_cannot_be_told(verify, tmp_path):
    assert verify_round(str(tmp_path / "nowhere"), ROUND, state=tmp_path / "state").verdict == "unknown"
    found = verify(whole(), number=9)
    assert (found.verdict, found.problem) == ("unknown", "there is no round 9 in this log")


def test_a_round_that_is_not_counted_yet_cannot_be_told(tmp_path):
    story = whole()
    story.again()
    found = verify_round(str(story.write(tmp_path / "a")), ROUND, state=tmp_path / "state a")
    assert (found.verdict, found.problem) == ("unknown", "round 3: its ballots have not been opened yet")
    assert found.passed == ["frozen", "ballots", "close"]
    story.reveal()
    found = verify_round(str(story.write(tmp_path / "b")), ROUND, state=tmp_path / "state b")
    assert (found.verdict, found.problem) == ("unknown", "round 3: it has not been counted yet")


def test_a_newer_version_of_a_fact_cannot_be_told(verify):
    story = whole()
    story.of("frozen")[0]["version"] = 2
    found = verify(story)
    assert found.verdict == "unknown"
    assert "version 2 of frozen" in found.problem


def test_a_payload_of_another_shape_is_told_and_not_raised(verify):
    story = whole()
    story.one("frozen")["pots"] = 7
    found = verify(story)
    assert found.verdict == "wrong"
    assert "shape" in found.problem


def test_facts_of_other_rounds_change_nothing(verify):
    story = whole()
    for one in [*story.facts]:
        other = json.loads(json.dumps(one, default=str)) | {"accepted": one["accepted"]}
        other["subject"] = other["subject"].replace("/3", "/4")
        other["payload"] = one["payload"] | ({"round": 4} if "round" in one["payload"] else {})
        other["id"] = "f" + one["id"][1:]
        story.facts.append(other)
    assert verify(story).verdict == "ok"
    assert verify(story, number=4).problems


def test_imported_ballots_are_counted_again(verify):
    story = whole()
    ballots = [[who, "", mine] for who, _salt, mine in story.last()]
    story.again()
    story.facts = [one for one in story.facts if "ballot" not in one["kind"]]
    for part in (1, 2):
        story.add(
            "ballots_imported",
            {
                "round": ROUND,
                "part": part,
                "of": 2,
                "source": "town.pb",
                "sha256": "ab" * 32,
                "ballots": ballots[part - 1 :: 2],
            },
        )
    story.count()
    found = verify(story)
    assert (found.verdict, found.problems) == ("ok", [])
    assert "no commitments" in found.notes[-1]
    story.one("ballots_imported")["sha256"] = "cd" * 32
    assert {one.check for one in verify(story).problems} == {"once"}


def test_imported_ballots_that_mark_what_is_not_there_are_wrong(verify):
    story = whole()
    story.again()
    story.facts = [one for one in story.facts if "ballot" not in one["kind"]]
    made = {"round": ROUND, "part": 1, "of": 1, "source": "town.pb", "sha256": "ab" * 32}
    story.add("ballots_imported", made | {"ballots": [[voter(1), "", {"west": [[1, 1]]}]]})
    assert {one.check for one in verify(story).problems} == {"valid"}


def test_commitments_are_those_of_the_house():
    assert commitment_of({"all": [[1, 1]]}, "00" * 32) != commitment_of({"all": [[1, 2]]}, "00" * 32)
