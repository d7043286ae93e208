"""Ballots are cast, changed and taken back: exactly one counts for each voter, whatever happens at the same time."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.models import Ballot, SealedChoice, Voter
from folkmoot.modules.budgeting.queries import ballots, voters
from folkmoot.modules.budgeting.rules.ballots import commitment
from folkmoot.modules.budgeting.services import NotFound, Refused, casting
from folkmoot.modules.budgeting.services.rolling import declare
from folkmoot.modules.budgeting.tests.town import describe_town, later, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import BORN, cast, counted, person, voter
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays


def facts(number, voter_row):
    return timeline(f"budget_ballots/{number}-{voters.pseudonym_of(voter_row.pk, number)}")


def chosen(number, voter_row):
    row = ballots.sealed_choice(number, voters.pseudonym_of(voter_row.pk, number))
    return row and json.loads(row.choice)


def test_a_ballot_is_cast_changed_taken_back_and_cast_again(town):
    number, [first, second, *_rest] = round_in_voting()
    one = voter(number)
    given = casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    again = casting.cast(voter=one.pk, choice={"town": [(second, 1), (first, 1)]}, expected=given.fact_id)
    assert casting.cast(voter=one.pk, choice={"town": [(first, 1), (second, 1)]}) == again, (
        "nothing was changed"
    )
    casting.withdraw(voter=one.pk)
    assert casting.withdraw(voter=one.pk) is None
    assert (counted(number), chosen(number, one), Voter.objects.get().channel) == (0, None, "")
    last = casting.cast(voter=one.pk, choice={"town": [(second, 1)]})
    told = [
        (fact.kind, getattr(fact.event, "replaces", fact.event.__class__.__name__))
        for fact in facts(number, one)
    ]
    assert told == [
        ("budgeting.ballot_cast", ""),
        ("budgeting.ballot_cast", given.fact_id),
        ("budgeting.ballot_withdrawn", "BallotWithdrawn"),
        ("budgeting.ballot_cast", ""),
    ]
    assert (counted(number), chosen(number, one)) == (1, {"town": [[second, 1]]})
    assert Ballot.objects.get().fact_id == last.fact_id
    assert_replays()


def test_the_record_holds_a_commitment_and_nobody(town):
    number, [first, *_rest] = round_in_voting()
    one = voter(number)
    casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    [fact] = facts(number, one)
    row = SealedChoice.objects.get()
    assert fact.event.choice == commitment(row.choice, bytes(row.salt))
    assert text.commitment_of(row.choice, bytes(row.salt)) == fact.event.choice, "the commitment of the house"
    assert fact.actor == f"person:{fact.event.voter}"
    entry = bytes(RecordedFact.objects.get(kind="budgeting.ballot_cast").entry).decode()
    for private in ("Voter", "example.org", str(one.pk), one.pk.hex, "1980", f"[{first},1]"):
        assert private not in entry
    assert list(ballots.sealed(number)) == [(fact.event.voter, bytes(row.salt), row.choice)]


def test_nothing_in_the_database_leads_from_a_person_to_a_ballot(town):
    number, [first, *_rest] = round_in_voting()
    one = voter(number)
    casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    name = voters.pseudonym_of(one.pk, number)
    row = Voter.objects.values().get()
    assert not any(name in str(value) for value in row.values())
    other = SealedChoice.objects.values().get()
    assert not {str(one.pk), one.pk.hex, str(one.person_id), one.identity} & {
        str(value) for value in other.values()
    }


def test_a_voter_has_another_name_in_every_round(town):
    assert voters.pseudonym_of(person(1).pk, 1) != voters.pseudonym_of(person(1).pk, 2)


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({}, ""),
        ({"town": [(999, 1)]}, "pot-town"),
        ({"west": [(1, 1)]}, "pot-west"),
        ({"town": [(1, 2)]}, "pot-town"),
    ],
)
def test_what_is_no_ballot_is_refused_and_leaves_nothing(town, choice, field):
    number, _projects = round_in_voting()
    with pytest.raises(Refused) as refused:
        casting.cast(voter=voter(number).pk, choice=choice)
    assert [one.field for one in refused.value.refusals] == [field]
    assert not Ballot.objects.exists()
    assert not SealedChoice.objects.exists()


def test_ballots_are_taken_only_while_voting_is_on(town):
    number, [first, *_rest] = round_in_voting()
    one = voter(number)
    casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    # Five of ten days are over. The moment of the calendar decides, whether or not the worker has been there.
    for span in ({"days": 5}, {"days": 30}):
        with later(**span), pytest.raises(Refused, match="voting is over"):
            casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    with later(days=5):
        with pytest.raises(Refused, match="voting is over"):
            casting.withdraw(voter=one.pk)
        services.begin_due()
        with pytest.raises(Refused, match="voting is over"):
            casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    assert counted(number) == 1
    with pytest.raises(NotFound):
        casting.cast(voter=person(2).pk, choice={"town": [(first, 1)]})


def test_a_fact_that_would_be_accepted_after_the_end_is_undone(town, monkeypatch):
    number, [first, *_rest] = round_in_voting()
    one, ends = voter(number), services.base.Round.objects.get().phases
    closes = next(phase["closes"] for phase in ends if phase["name"] == "voting")
    moment = clock.now().fromisoformat(closes)
    times = iter([moment - timedelta(microseconds=1)])
    monkeypatch.setattr("folkmoot.modules.budgeting.services.casting.clock.now", lambda: next(times, moment))
    with pytest.raises(Refused, match="voting is over"):
        casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
    assert not RecordedFact.objects.filter(kind="budgeting.ballot_cast").exists()
    assert not SealedChoice.objects.exists()


def test_another_device_is_not_overwritten_unseen(town):
    number, [first, second, third, *_rest] = round_in_voting()
    one = voter(number)
    before = casting.cast(voter=one.pk, choice={"town": [(first, 1)]}, expected="")
    casting.cast(voter=one.pk, choice={"town": [(second, 1)]}, expected=before.fact_id)
    with pytest.raises(Refused, match="on another device"):
        casting.cast(voter=one.pk, choice={"town": [(third, 1)]}, expected=before.fact_id)
    assert chosen(number, one) == {"town": [[second, 1]]}


def test_whoever_is_struck_or_has_paper_does_not_vote(town):
    number, [first, *_rest] = round_in_voting()
    one = voter(number)
    for changes, why in (
        ({"struck": "moved away"}, "not on the roll"),
        ({"channel": "paper"}, "ballot on paper"),
    ):
        Voter.objects.update(**{"struck": "", "channel": ""} | changes)
        with pytest.raises(Refused, match=why):
            casting.cast(voter=one.pk, choice={"town": [(first, 1)]})


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([None, (0,), (1,), (0, 1), (2,)])), max_size=14
    )
)
def test_after_any_order_the_last_ballot_of_each_counts(town, acts):
    number, projects = round_in_voting()
    last = {}
    for who, marks in acts:
        if marks is None:
            casting.withdraw(voter=voter(number, who).pk)
            last.pop(who, None)
        else:
            cast(number, who, *(projects[at] for at in marks))
            last[who] = {"town": [[projects[at], 1] for at in marks]}
    assert counted(number) == len(last) == SealedChoice.objects.filter(round=number).count()
    for who in {who for who, _marks in acts}:
        assert chosen(number, voter(number, who)) == last.get(who)
        assert (Voter.objects.get(round=number, person=person(who)).channel == "internet") == (who in last)
    for row in Ballot.objects.filter(round=number, state="cast"):
        sealed = SealedChoice.objects.get(pk=row.key)
        assert (sealed.fact_id, commitment(sealed.choice, bytes(sealed.salt))) == (row.fact_id, row.choice)
    assert_replays()


class Races(TransactionTestCase):
    """Commands that race themselves and each other, on a database with real transactions."""

    def setUp(self):
        describe_town()
        self.number, self.projects = round_in_voting()

    def test_pressing_twice_is_one_ballot(self):
        one, given = voter(self.number), []
        choice = {"town": [(self.projects[0], 1)]}
        race(lambda: given.append(casting.cast(voter=one.pk, choice=choice, expected="")), losing=())
        assert len({receipt.fact_id for receipt in given}) == 1
        assert [fact.kind for fact in facts(self.number, one)] == ["budgeting.ballot_cast"]
        assert_replays()

    def test_two_devices_at_once(self):
        one, choices = voter(self.number), iter(self.projects)

        def press():
            casting.cast(voter=one.pk, choice={"town": [(next(choices), 1)]})

        assert race(press, losing=()) == ["done"] * 4
        told = facts(self.number, one)
        assert [fact.event.replaces for fact in told] == ["", *[fact.id for fact in told[:-1]]]
        sealed = SealedChoice.objects.get()
        assert (counted(self.number), sealed.fact_id) == (1, told[-1].id)
        assert_replays()

    def test_two_devices_that_looked_first(self):
        one, choices = voter(self.number), iter(self.projects)

        def press():
            casting.cast(voter=one.pk, choice={"town": [(next(choices), 1)]}, expected="")

        assert race(press, losing=(Refused,)) == ["done", "lost", "lost", "lost"]
        assert len(facts(self.number, one)) == 1

    def test_taking_back(self):
        cast(self.number, 1, self.projects[0])
        one = voter(self.number)
        race(lambda: casting.withdraw(voter=one.pk), losing=())
        assert [fact.kind.rpartition("_")[2] for fact in facts(self.number, one)] == ["cast", "withdrawn"]
        assert_replays()

    def test_casting_and_taking_back_at_once(self):
        one = voter(self.number)
        turns = iter(range(8))

        def act():
            if next(turns) % 2:
                casting.withdraw(voter=one.pk)
            else:
                casting.cast(voter=one.pk, choice={"town": [(self.projects[0], 1)]})

        race(act, losing=(), count=8)
        assert SealedChoice.objects.count() == counted(self.number)
        assert (Voter.objects.get().channel == "internet") == bool(counted(self.number))
        assert_replays()

    def test_saying_who_one_is(self):
        who, found = person(7), []
        race(
            lambda: found.append(declare(number=self.number, person=who, name="Ada", born=BORN, area="").pk),
            losing=(),
        )
        assert len(set(found)) == 1 == Voter.objects.count()

    def test_the_same_person_by_two_accounts(self):
        people = [person(at) for at in range(4)]
        turns = iter(people)
        told = race(
            lambda: declare(number=self.number, person=next(turns), name="Ada", born=BORN, area=""),
            losing=(Refused,),
        )
        assert told == ["done", "lost", "lost", "lost"]

    def test_many_voters_change_their_minds_at_once(self):
        rows = [voter(self.number, at) for at in range(6)]

        def act():
            for project in self.projects:
                for one in rows:
                    casting.cast(voter=one.pk, choice={"town": [(project, 1)]})

        assert race(act, losing=()) == ["done"] * 4
        assert counted(self.number) == len(rows) == SealedChoice.objects.count()
        for one in rows:
            told = facts(self.number, one)
            assert [fact.event.replaces for fact in told] == ["", *[fact.id for fact in told[:-1]]]
        assert_replays()

    def test_no_ballot_slips_in_behind_the_end(self):
        """Voters press while the phase changes: what the first act of counting sees is all that is ever cast."""
        rows = [voter(self.number, at) for at in range(8)]
        seen = []
        started = threading.Barrier(len(rows) + 1)

        def press(one):
            started.wait()
            for project in self.projects:
                try:
                    casting.cast(voter=one.pk, choice={"town": [(project, 1)]})
                except Refused:
                    break
            connection.close()

        def end():
            started.wait()
            # The clock of this thread has come to the end, that of the voters has not: only the lock is left to decide.
            with later(days=6):
                services.begin_due()
            seen.append(RecordedFact.objects.filter(kind="budgeting.ballot_cast").count())
            connection.close()

        threads = [threading.Thread(target=press, args=(one,)) for one in rows] + [
            threading.Thread(target=end)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert seen == [RecordedFact.objects.filter(kind="budgeting.ballot_cast").count()]
        assert SealedChoice.objects.count() == counted(self.number)
        assert_replays()
