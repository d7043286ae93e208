"""The roll, its codes and the counter; ballots on paper that two officers enter and a third settles."""

import pytest
from django.test import TransactionTestCase
from tests.fixtures.racing import race

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Ballot, CounterAct, PaperBallot, SealedChoice, Voter
from folkmoot.modules.budgeting.queries import ballots, voters
from folkmoot.modules.budgeting.rules.roll import spaced
from folkmoot.modules.budgeting.services import NotFound, Refused, begin_due, casting, papers, rolling
from folkmoot.modules.budgeting.tests.town import describe_town, later, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import BORN, ROLL, counted, officer, on_roll, person, voter
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

VERIFIED = events.Eligibility(text="Everybody on the roll", minimum_age=14)


def test_a_roll_is_uploaded_and_uploading_it_again_adds_nobody(town):
    number, _projects = round_in_voting(who=VERIFIED)
    assert rolling.upload_roll(number=number, content=ROLL, officer=officer()) == rolling.Uploaded(3, 0)
    more = ROLL + b"Katherine Johnson;1918-08-26;4\n"
    assert rolling.upload_roll(number=number, content=more, officer=officer()) == rolling.Uploaded(1, 3)
    assert voters.roll_counts(number) == {"roll": 4, "account": 0, "counter": 0}
    assert [one.name for one in voters.voters(number, "gr")] == ["Grace Hopper"]
    assert [one.name for one in voters.voters(number, "4")] == ["Katherine Johnson"]
    assert [(one.act, one.words) for one in voters.counter_acts(number)] == [
        ("uploaded", "1"),
        ("uploaded", "3"),
    ]


def test_a_bad_roll_leaves_nothing(town):
    number, _projects = round_in_voting(who=VERIFIED)
    with pytest.raises(rolling.BadRoll, match="line 5: this person is younger than 14"):
        rolling.upload_roll(number=number, content=ROLL + b"Kim;2020-01-01;9\n", officer=None)
    assert not Voter.objects.exists()


def test_nobody_is_added_when_voting_is_over(town):
    number, _projects = round_in_voting(who=VERIFIED)
    with later(days=6):
        begin_due()
        for act in (
            lambda: rolling.upload_roll(number=number, content=ROLL, officer=None),
            lambda: rolling.admit(number=number, name="Ada", born=BORN, area="", officer=None),
            lambda: rolling.write_codes(number=number, officer=None),
        ):
            with pytest.raises(Refused, match="voting is over"):
                act()


def test_a_code_opens_the_ballot_and_only_its_newest(town):
    number, [first, *_rest] = round_in_voting(who=VERIFIED)
    ada, *_others = on_roll(number)
    codes = {one.pk: code for one, code in rolling.write_codes(number=number, officer=None)}
    assert len(codes) == 3
    assert rolling.write_codes(number=number, officer=None) == []
    assert voters.voter_with(number, spaced(codes[ada.pk]).lower()) == ada
    assert voters.voter_with(number + 1, codes[ada.pk]) is None
    [(_ada, newer)] = rolling.write_codes(number=number, officer=None, only=ada.pk)
    assert voters.voter_with(number, codes[ada.pk]) is None
    assert voters.voter_with(number, newer) == ada
    assert not any(newer in str(value) for value in Voter.objects.filter(pk=ada.pk).values()[0].values())
    casting.cast(voter=ada.pk, choice={"town": [(first, 1)]})
    with pytest.raises(NotFound):
        rolling.write_codes(number=number + 1, officer=None, only=ada.pk)


def test_an_account_is_who_the_roll_says_by_its_address(town):
    number, _projects = round_in_voting(who=VERIFIED)
    content = b"name;born;email\nAda;1980-12-10;p1@example.org\nBea;1981-01-01;p2@example.org\nCleo;1982-01-01;p2@example.org\n"
    ada, _bea, _cleo = on_roll(number, content=content)
    assert (
        rolling.claim(number=number, person=person(1))
        == ada
        == rolling.claim(number=number, person=person(1))
    )
    assert rolling.claim(number=number, person=person(2)) is None, "two share this address"
    assert rolling.claim(number=number, person=person(3)) is None
    with pytest.raises(Refused, match="code of your letter"):
        rolling.declare(number=number, person=person(3), name="Ada", born=BORN, area="")


def test_who_says_who_they_are_is_checked(town):
    who = events.Eligibility(text="14 and older", minimum_age=14, verified=False)
    number, _projects = round_in_voting(who=who)
    for name, born, why in (
        ("!!", BORN, "letters"),
        ("Ada", None, "day of birth"),
        ("Ada", BORN.replace(year=2020), "whoever is 14"),
        ("Ada", BORN.replace(year=2090), "still to come"),
        ("x" * 201, BORN, "at most 200"),
    ):
        with pytest.raises(Refused, match=why):
            rolling.declare(number=number, person=person(1), name=name, born=born, area="")
    rolling.admit(number=number, name="Ada Lovelace", born=BORN, area="", officer=officer())
    with pytest.raises(Refused, match="on the roll"):
        rolling.declare(number=number, person=person(1), name="ada lovelace", born=BORN, area="")


def test_paper_and_internet_never_both(town):
    number, [first, *_rest] = round_in_voting()
    ada, grace, _joan = on_roll(number)
    casting.cast(voter=ada.pk, choice={"town": [(first, 1)]})
    desk = {"officer": officer(), "office": "finance"}
    with pytest.raises(Refused, match="taken back"):
        rolling.hand_out_paper(voter=ada.pk, **desk)
    rolling.hand_out_paper(voter=ada.pk, take_ballot_back=True, **desk)
    assert (counted(number), SealedChoice.objects.count(), voters.handed_out(number)) == (0, 0, 1)
    last = timeline(f"budget_ballots/{number}-{voters.pseudonym_of(ada.pk, number)}")[-1]
    assert (last.kind, last.actor) == ("budgeting.ballot_withdrawn", "office:finance")
    for again in (
        lambda: casting.cast(voter=ada.pk, choice={"town": [(first, 1)]}),
        lambda: casting.cast(voter=ada.pk, choice={"town": [(first, 1)]}, channel="assisted"),
        lambda: rolling.hand_out_paper(voter=ada.pk, **desk),
        lambda: rolling.strike(voter=ada.pk, reason="moved", **desk),
    ):
        with pytest.raises(Refused, match="paper"):
            again()
    rolling.return_paper(voter=ada.pk, **desk)
    casting.cast(voter=ada.pk, choice={"town": [(first, 1)]})
    with pytest.raises(Refused, match="no ballot on paper"):
        rolling.return_paper(voter=ada.pk, **desk)
    rolling.strike(voter=grace.pk, reason="moved away", **desk)
    with pytest.raises(Refused, match="struck off"):
        rolling.hand_out_paper(voter=grace.pk, **desk)
    assert_replays()


def test_an_assisted_ballot_is_logged_as_such_and_not_whose_it_is(town):
    number, [first, *_rest] = round_in_voting()
    ada, *_rest = on_roll(number)
    casting.cast(voter=ada.pk, choice={"town": [(first, 1)]}, channel="assisted", actor="office:finance")
    rolling.note_assisted(number=number, officer=officer())
    [fact] = timeline(f"budget_ballots/{number}-{voters.pseudonym_of(ada.pk, number)}")
    assert (fact.actor, fact.event.channel) == ("office:finance", "assisted")
    [act] = CounterAct.objects.filter(act="assisted")
    assert act.voter is None


def ready(papers_=2):
    """A round with three people on its roll, of whom some were handed paper: (number, projects)."""
    number, projects = round_in_voting()
    for one in on_roll(number)[:papers_]:
        rolling.hand_out_paper(voter=one.pk, officer=officer(), office="finance")
    return number, projects


def enter(number, at, serial, *marks, settles=False):
    act = papers.settle_paper if settles else papers.enter_paper
    choice = {"town": [(one, 1) for one in marks]} if marks else None
    return act(number=number, serial=serial, choice=choice, officer=officer(at), office="finance").state


def test_a_paper_counts_when_two_read_the_same(town):
    number, [first, second, *_rest] = ready()
    assert enter(number, 1, 71, first) == "once"
    assert enter(number, 1, 71, second) == "once", "who mistyped corrects it"
    assert counted(number) == 0
    assert enter(number, 2, 71, second) == "counted"
    with pytest.raises(Refused, match="twice already"):
        enter(number, 3, 71, second)
    [(name, _salt, choice)] = ballots.sealed(number)
    assert (name, choice) == (voters.paper_pseudonym(number, 71), f'{{"town":[[{second},1]]}}')
    [fact] = timeline(f"budget_ballots/{number}-{name}")
    assert (fact.actor, fact.event.channel, fact.event.replaces) == ("office:finance", "paper", "")
    assert_replays()


def test_where_two_differ_a_third_settles(town):
    number, [first, second, *_rest] = ready()
    enter(number, 1, 71, first)
    with pytest.raises(Refused, match="no third look"):
        enter(number, 3, 71, first, settles=True)
    assert enter(number, 2, 71, second) == "differs"
    assert ballots.papers_unsettled(number) == 1
    with pytest.raises(Refused, match="somebody else"):
        enter(number, 2, 71, second, settles=True)
    assert enter(number, 3, 71, first, settles=True) == "counted"
    assert ballots.papers_unsettled(number) == 0
    assert [choice for _name, _salt, choice in ballots.sealed(number)] == [f'{{"town":[[{first},1]]}}']
    assert_replays()


def test_a_spoiled_paper_counts_for_nothing(town):
    number, _projects = ready()
    enter(number, 1, 71)
    assert enter(number, 2, 71) == "spoiled"
    assert counted(number) == 0
    assert not RecordedFact.objects.filter(kind="budgeting.ballot_cast").exists()


def test_never_more_papers_than_were_handed_out(town):
    number, [first, *_rest] = ready(1)
    enter(number, 1, 71, first)
    enter(number, 2, 71, first)
    enter(number, 1, 72, first)
    with pytest.raises(Refused, match="only 1 ballots on paper were handed out"):
        enter(number, 2, 72, first)
    assert (counted(number), PaperBallot.objects.get(serial=72).state) == (1, "once")
    with pytest.raises(Refused, match="none is unused"):
        rolling.return_paper(voter=Voter.objects.get(channel="paper").pk, officer=officer(), office="finance")


@pytest.mark.parametrize("serial", [0, -1, 10_000_000])
def test_a_paper_has_its_number(town, serial):
    number, [first, *_rest] = ready()
    with pytest.raises(Refused, match="printed on the ballot"):
        enter(number, 1, serial, first)


def test_papers_are_entered_after_the_end_and_not_after_the_count(town):
    number, [first, *_rest] = ready()
    with pytest.raises(Refused, match="not on this ballot"):
        enter(number, 1, 71, 999)
    with later(days=6):
        begin_due()
        enter(number, 1, 71, first)
        assert enter(number, 2, 71, first) == "counted"
    with pytest.raises(NotFound):
        enter(number + 1, 1, 71, first)


class Races(TransactionTestCase):
    """The counter and the web at once, and officers who enter the same paper."""

    def setUp(self):
        describe_town()

    def test_the_counter_and_the_web(self):
        number, [first, *_rest] = round_in_voting()
        one = voter(number)
        acts = iter(["web", "paper"] * 2)

        def act():
            if next(acts) == "web":
                casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
            else:
                rolling.hand_out_paper(voter=one.pk, officer=None, office="finance")

        race(act, losing=(Refused,))
        used = Voter.objects.get().channel
        assert (used, counted(number)) in {("paper", 0), ("internet", 1)}
        assert_replays()

    def test_officers_enter_the_same_paper(self):
        number, [first, *_rest] = ready()
        turns = iter([officer(at) for at in range(4)])

        def act():
            papers.enter_paper(
                number=number, serial=71, choice={"town": [(first, 1)]}, officer=next(turns), office="finance"
            )

        assert race(act, losing=(Refused,)) == ["done", "done", "lost", "lost"]
        assert (counted(number), PaperBallot.objects.get().state) == (1, "counted")
        assert_replays()

    def test_more_papers_than_were_handed_out(self):
        number, [first, *_rest] = ready(1)
        for serial in range(1, 5):
            enter(number, 1, serial, first)
        second, serials = officer(2), iter(range(1, 5))

        def act():
            papers.enter_paper(
                number=number,
                serial=next(serials),
                choice={"town": [(first, 1)]},
                officer=second,
                office="finance",
            )

        assert race(act, losing=(Refused,)) == ["done", "lost", "lost", "lost"]
        assert counted(number) == 1

    def test_settling(self):
        number, [first, second, *_rest] = ready()
        enter(number, 1, 71, first)
        enter(number, 2, 71, second)
        turns = iter([officer(at) for at in range(3, 7)])

        def act():
            papers.settle_paper(
                number=number, serial=71, choice={"town": [(first, 1)]}, officer=next(turns), office="finance"
            )

        assert race(act, losing=(Refused,)) == ["done", "lost", "lost", "lost"]
        assert (counted(number), Ballot.objects.count()) == (1, 1)

    def test_codes_and_uploads(self):
        number, _projects = round_in_voting()
        race(lambda: rolling.upload_roll(number=number, content=ROLL, officer=None), losing=())
        assert Voter.objects.count() == 3
        made = []
        race(lambda: made.extend(rolling.write_codes(number=number, officer=None)), losing=())
        assert len(made) == 3
        for one, code in made:
            assert voters.voter_with(number, code) == one

    def test_striking_off_and_voting(self):
        number, [first, *_rest] = round_in_voting()
        one = voter(number)
        acts = iter(["vote", "strike"] * 2)

        def act():
            if next(acts) == "vote":
                casting.cast(voter=one.pk, choice={"town": [(first, 1)]})
            else:
                rolling.strike(voter=one.pk, reason="moved", officer=None, office="finance")

        race(act, losing=(Refused,))
        assert (counted(number), Voter.objects.get().channel) == (0, "")
        assert_replays()

    def test_the_same_address_by_one_account(self):
        number, _projects = round_in_voting()
        on_roll(number, content=b"name;born;email\nAda;1980-12-10;p1@example.org\n")
        who, found = person(1), []
        race(lambda: found.append(rolling.claim(number=number, person=who)), losing=())
        assert {one and one.name for one in found} == {"Ada"}

    def test_handing_out_twice(self):
        number, _projects = round_in_voting()
        one = voter(number)
        told = race(
            lambda: rolling.hand_out_paper(voter=one.pk, officer=None, office="finance"), losing=(Refused,)
        )
        assert told == ["done", "lost", "lost", "lost"]
        assert CounterAct.objects.count() == 1
        race(lambda: rolling.return_paper(voter=one.pk, officer=None, office="finance"), losing=(Refused,))
        assert (Voter.objects.get().channel, CounterAct.objects.count()) == ("", 2)

    def test_admitting_twice(self):
        number, _projects = round_in_voting()
        told = race(
            lambda: rolling.admit(number=number, name="Ada", born=BORN, area="", officer=None),
            losing=(Refused,),
        )
        assert told == ["done", "lost", "lost", "lost"]
        assert Voter.objects.count() == 1
