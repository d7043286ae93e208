"""Turnout by hour, channel and area, in which nobody is found."""

from datetime import date

from folkmoot.modules.budgeting.models import Voter
from folkmoot.modules.budgeting.queries.turnout import AreaTurnout, turnout
from folkmoot.modules.budgeting.tests.town import later, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import cast
from folkmoot.record import clock


def people(number, area, voted, others):
    """People of the roll in an area, of whom some have voted."""
    Voter.objects.bulk_create(
        Voter(
            round=number,
            source="roll",
            identity=f"{area}-{at}",
            name="Somebody",
            folded="somebody",
            born=date(1980, 1, 1),
            area=area,
            channel="internet" if at < voted else "",
            created=clock.now(),
        )
        for at in range(voted + others)
    )


def test_areas_with_few_are_hidden_and_so_is_what_would_tell_them(town):
    number, _projects = round_in_voting()
    people(number, "north", 20, 80)
    people(number, "south", 3, 97)
    people(number, "west", 30, 70)
    found = turnout(number)
    shown = {one.area: one for one in found.areas}
    assert shown["south"].voted is None
    assert found.hidden
    # The number on the roll is known to all: who voted must not follow from the others and the total.
    assert [one.voted for one in found.areas].count(None) >= 2
    assert found.roll == 300


def test_everything_is_shown_where_there_are_enough(town):
    number, _projects = round_in_voting()
    people(number, "north", 20, 80)
    people(number, "south", 10, 90)
    found = turnout(number)
    assert found.areas == (AreaTurnout("north", 20, 100), AreaTurnout("south", 10, 100))
    assert not found.hidden


def test_hours_go_up_in_steps_of_five_at_least(town):
    number, [first, second, *_rest] = round_in_voting()
    at = 0
    for hour, votes in ((0, 6), (2, 2), (4, 4), (6, 1)):
        with later(hours=hour):
            for _each in range(votes):
                at += 1
                cast(number, at, first)
    with later(hours=8):
        cast(number, 1, second)
    found = turnout(number)
    assert [count for _hour, count in found.hours] == [6, 12]
    assert found.total == 13
    assert found.channels == {"internet": 13}
    assert found.roll == 0, "nobody knows how many may vote by their own account"
