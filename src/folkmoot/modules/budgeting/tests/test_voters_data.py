"""What voters may take home and have erased, and what goes when a round is over."""

import pytest

from folkmoot.modules.budgeting import chores
from folkmoot.modules.budgeting.models import CounterAct, PaperEntry, Round, SealedChoice, VoteMail, Voter
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.services import Refused, counting, papers, rolling, vote_mails
from folkmoot.modules.budgeting.tests.town import later, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import BORN, cast, counted, officer, on_roll, person, voter
from folkmoot.people import personal
from folkmoot.people.models import Person
from folkmoot.record.projection import assert_replays


def rows_of(one, model):
    [found] = [
        table["rows"] for table in personal.export_of(one)["tables"] if table["table"] == f"budgeting.{model}"
    ]
    return found


def test_a_voter_takes_everything_home_but_the_choice(town):
    number, [first, *_rest] = round_in_voting()
    cast(number, 1, first)
    vote_mails.ask_for_mail(voter=voter(number), email="ada@example.org", language="de")
    [row] = rows_of(person(1), "Voter")
    assert (row["round"], row["name"], row["born"], row["channel"]) == (number, "Voter b", BORN, "internet")
    assert row["name_on_the_record"] == voters.pseudonym_of(voter(number).pk, number)
    assert [one["email"] for one in rows_of(person(1), "VoteMail")] == ["ada@example.org"]


def test_whoever_is_erased_stays_counted_and_cannot_vote_again(town):
    number, [first, *_rest] = round_in_voting()
    cast(number, 1, first)
    vote_mails.ask_for_mail(voter=voter(number), email="ada@example.org", language="de")
    one = person(1)
    personal.erase(one)
    row = Voter.objects.get()
    assert (row.person, row.name, row.folded, row.born, row.email) == (None, "", "", None, "")
    assert not VoteMail.objects.exists()
    assert counted(number) == 1
    again = Person.objects.create_user("new@example.org")
    with pytest.raises(Refused, match="on the roll"):
        rolling.declare(number=number, person=again, name="Voter b", born=BORN, area="")
    assert_replays()


def test_an_officer_who_is_erased_leaves_the_log(town):
    number, [first, *_rest] = round_in_voting()
    ada, *_others = on_roll(number)
    who = officer()
    rolling.hand_out_paper(voter=ada.pk, officer=who, office="finance")
    papers.enter_paper(number=number, serial=7, choice={"town": [(first, 1)]}, officer=who, office="finance")
    assert len(rows_of(who, "CounterAct")) == len(rows_of(who, "PaperEntry")) == 1
    personal.erase(who)
    assert CounterAct.objects.get(act="paper").officer is None
    assert PaperEntry.objects.get().officer is None


def test_the_roll_is_destroyed_ninety_days_after_the_result(town):
    number, [first, *_rest] = round_in_voting()
    on_roll(number)
    cast(number, 1, first)
    with later(days=30):
        chores.begin()
        counting.count_due()
    published = Round.objects.get(pk=number).published
    assert published
    with later(days=30 + 89):
        assert chores.destroy_rolls() == 0
    with later(days=30 + 91):
        assert chores.destroy_rolls() > 0
    assert not Voter.objects.exists()
    assert not SealedChoice.objects.exists()
    assert not CounterAct.objects.exists()
    assert_replays()


def test_a_mail_that_fails_is_tried_again_and_not_without_end(town, monkeypatch, mailoutbox):
    number, [first, *_rest] = round_in_voting()
    cast(number, 1, first)
    vote_mails.ask_for_mail(voter=voter(number), email="ada@example.org", language="")

    def broken(_self):
        raise OSError("no mail server")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", broken)
        assert chores.mail() == 0
        assert chores.mail() == 0, "it waits for its lease"
    with later(minutes=11):
        assert chores.mail() == 1
    assert len(mailoutbox) == 1
    assert not VoteMail.objects.exists()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", broken)
        vote_mails.ask_for_mail(voter=voter(number), email="ada@example.org", language="")
        for at in range(8):
            with later(minutes=11 * (at + 1)):
                chores.mail()
    assert not VoteMail.objects.exists()
