"""Commands on polls: what they record, what they refuse, and what they do when they race."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.elections import queries, rules, services
from folkmoot.modules.elections.models import Poll, PollBallot
from folkmoot.modules.elections.tests.town import closed, describe_town, draft, later, opened, voter
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.record.refusal import NotFound, Refused


def kinds(number):
    return [one.kind.partition(".")[2] for one in timeline(f"polls/{number}")]


def counts(number):
    row = Poll.objects.get(pk=number)
    return row.counts, row.voters


def test_a_poll_from_its_question_to_its_answer(town):
    number = opened()
    assert counts(number) == ([0, 0, 0], 0)
    for at, choice in enumerate((2, 2, 3, 1)):
        services.vote(number=number, person_id=voter(at), choices=[choice])
    assert counts(number) == ([1, 2, 1], 4)
    services.vote(number=number, person_id=voter(0), choices=[3])
    assert counts(number) == ([1, 1, 2], 4)
    services.withdraw(number=number, person_id=voter(1))
    assert counts(number) == ([1, 0, 2], 3)
    with later(days=15):
        assert services.close_due() == 1
        assert services.close_due() == 0
    last = timeline(f"polls/{number}")[-1]
    assert (last.event.counts, last.event.voters, last.event.early) == ((1, 0, 2), 3, "")
    services.answer(number=number, office="streets", words="We do that.")
    services.answer(number=number, office="streets", words="We do that in May.")
    row = Poll.objects.get(pk=number)
    assert text.words_of([row.answer]) == {row.answer: "We do that in May."}
    assert row.answered is not None
    assert kinds(number)[-3:] == ["poll_closed", "poll_answered", "poll_answered"]
    assert_replays()


def test_a_second_press_records_nothing(town):
    number = opened(most=2)
    assert services.vote(number=number, person_id=voter(1), choices=[2, 1]) is not None
    assert services.vote(number=number, person_id=voter(1), choices=[1, 2, 1]) is None
    assert services.withdraw(number=number, person_id=voter(1)) is not None
    assert services.withdraw(number=number, person_id=voter(1)) is None
    assert services.withdraw(number=number, person_id=voter(2)) is None
    assert kinds(number) == ["poll_opened", "poll_voted", "poll_vote_withdrawn"]
    services.vote(number=number, person_id=voter(1), choices=[3])
    assert counts(number) == ([0, 0, 1], 1)
    assert_replays()


def test_nobody_is_named_and_nobody_can_be_followed_across_polls(town):
    first, second = opened(), opened()
    for number in (first, second):
        services.vote(number=number, person_id=voter(1), choices=[1])
    actors = [timeline(f"polls/{number}")[-1].actor for number in (first, second)]
    assert actors == [pseudonym(voter(1), f"polls/{number}") for number in (first, second)]
    assert actors[0] != actors[1]


@pytest.mark.parametrize("choices", [[], [4], [0], [-1], [1, 2]])
def test_a_vote_that_is_none_is_refused(town, choices):
    number = opened()
    with pytest.raises(Refused):
        services.vote(number=number, person_id=voter(1), choices=choices)
    assert kinds(number) == ["poll_opened"]


def test_nothing_is_taken_once_it_is_over(town):
    number = opened()
    services.vote(number=number, person_id=voter(1), choices=[1])
    with later(days=14, seconds=1):
        for act in (
            lambda: services.vote(number=number, person_id=voter(1), choices=[2]),
            lambda: services.withdraw(number=number, person_id=voter(1)),
        ):
            # The worker has not closed it yet, and it is over all the same.
            with pytest.raises(Refused):
                act()
    assert counts(number) == ([1, 0, 0], 1)


def test_closing_before_its_time_needs_its_office_and_a_reason(town):
    number = opened()
    for reason in ("", "  ", "x" * (rules.WORDS + 1)):
        with pytest.raises(Refused):
            services.close(number=number, office="streets", reason=reason)
    with pytest.raises(Refused):
        services.close(number=number)
    with pytest.raises(Refused):
        services.answer(number=number, office="streets", words="Too soon")
    assert services.close(number=number, office="streets", reason="Asked the wrong thing.")
    row = Poll.objects.get(pk=number)
    assert text.words_of([row.early]) == {row.early: "Asked the wrong thing."}
    with pytest.raises(Refused):
        services.close(number=number, office="streets", reason="Again")
    assert services.close(number=number) is False
    assert_replays()


def test_what_is_not_there_is_not_found(town):
    for act in (
        lambda: services.vote(number=9, person_id=voter(1), choices=[1]),
        lambda: services.withdraw(number=9, person_id=voter(1)),
        lambda: services.close(number=9),
        lambda: services.answer(number=9, office="streets", words="x"),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_answer_needs_words(town):
    number = closed([1])
    for words in ("", " ", "x" * (rules.WORDS + 1)):
        with pytest.raises(Refused):
            services.answer(number=number, office="streets", words=words)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(1, 3), max_size=3)), max_size=20))
def test_any_order_of_votes_counts_as_the_record_says(town, acts):
    number = opened(most=3)
    last = {}
    for who, choices in acts:
        if choices:
            services.vote(number=number, person_id=voter(who), choices=choices)
            last[who] = choices
        else:
            services.withdraw(number=number, person_id=voter(who))
            last.pop(who, None)
    assert counts(number) == ([*rules.counted([sorted(one) for one in last.values()], 3)], len(last))
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_everything_races_itself():
    describe_town()
    number = opened(most=3)
    dice = random.Random(1)

    def votes():
        who = voter(dice.randint(0, 2))
        services.vote(number=number, person_id=who, choices=dice.sample([1, 2, 3], dice.randint(1, 3)))

    race(votes, losing=(), count=8)
    rows = [one for one in PollBallot.objects.filter(poll=number) if one.choices]
    assert counts(number) == ([*rules.counted([one.choices for one in rows], 3)], len(rows))
    race(lambda: services.withdraw(number=number, person_id=voter(0)), losing=())
    assert queries.ballot(voter(0), number) is None
    assert race(
        lambda: services.close(number=number, office="streets", reason="Enough."), losing=(Refused,)
    ) == ["done", "lost", "lost", "lost"]
    race(lambda: services.answer(number=number, office="streets", words="Thank you."), losing=())
    found = race(lambda: services.open_poll(draft=draft()), losing=())
    assert found == ["done"] * 4
    assert list(Poll.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_votes_that_race_the_end_are_counted_or_refused():
    describe_town()
    number = opened()
    with later(days=13, hours=23, minutes=59):
        for at in range(3):
            services.vote(number=number, person_id=voter(at), choices=[1])
    people = iter(range(10, 30))

    def act():
        at = next(people)
        if at % 5 == 0:
            services.close(number=number, office="streets", reason="Now.")
        else:
            services.vote(number=number, person_id=voter(at), choices=[at % 3 + 1])

    race(act, losing=(Refused,), count=12)
    last = timeline(f"polls/{number}")[-1]
    assert last.kind == "elections.poll_closed"
    assert (list(last.event.counts), last.event.voters) == counts(number)
    assert last.event.voters == kinds(number).count("poll_voted")
    assert_replays()
