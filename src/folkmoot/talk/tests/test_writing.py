"""People comment, answer, change, take back and vote; every act is a fact, and the tables follow from the facts."""

from datetime import timedelta

import pytest
from tests.fixtures.racing import race
from tests.fixtures.talk import DEBATE, THREAD, account, vouch

from folkmoot.people import personal
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names, queries, rules, services
from folkmoot.talk.models import Author, Comment, Thread, Vote, VoteHour


def said(number, **asked):
    [found] = [one for one in queries.page(THREAD, queries.Asked(**asked)).items if one.row.number == number]
    return found


def say(person, words="A tree for every child.", **more):
    return services.comment(about=DEBATE, person=person, words=words, **more)


def test_a_first_comment_waits_and_the_next_one_does_not(debate, mika):
    newcomer = account("newcomer")
    first = say(newcomer)
    assert first.held == ("first_post",)
    assert queries.page(THREAD, queries.Asked()).items == []
    assert [one.words for one in queries.page(THREAD, queries.Asked(), person=newcomer.pk).items] == [
        "A tree for every child."
    ]
    services.release(thread=THREAD, number=1, person=mika)
    assert said(1).words == "A tree for every child."
    assert not say(newcomer, "And a bench beside it.").held
    assert_replays()


def test_the_words_are_committed_and_the_name_is_not_the_same_elsewhere(ada):
    say(ada, stance="for", language="en")
    [fact] = timeline(names.subject_of(THREAD))
    entry = bytes(RecordedFact.objects.get(fact_id=fact.id).entry)
    assert b"tree" not in entry
    salt, words = text.opening(fact.event.words)
    assert text.commitment_of(words, salt) == fact.event.words
    faces = {
        names.speaking(ada.pk, THREAD),
        names.voting(ada.pk, THREAD),
        names.reporting(ada.pk, THREAD),
        names.speaking(ada.pk, names.thread_of("debates/past")),
        f"person:{names.voice(ada.pk)}",
    }
    assert len(faces) == 5
    assert fact.actor == names.speaking(ada.pk, THREAD)
    assert_replays()


def test_replies_are_shown_two_levels_deep_and_counted(ada, bo):
    say(ada)
    say(bo, "Which trees?", parent=1)
    say(ada, "Limes.", parent=2)
    for n in range(3):
        services.answer(about=DEBATE, office="streets", words=f"Answer {n}", parent=1)
    top = said(1)
    assert [one.row.number for one in top.replies] == [2, 3, 4]
    assert (top.replies[1].row.root, top.replies[1].row.parent) == (1, 2)
    assert top.row.replies == 5
    assert top.more == 2
    opened = queries.opened(THREAD, 3)
    assert [one.row.number for one in opened.above] == [1, 2]
    assert [one.row.number for one in queries.opened(THREAD, 1).replies] == [2, 3, 4, 5, 6]
    assert [one.row.number for one in queries.opened(THREAD, 2).replies] == [3]
    assert {one.row.speaker for one in (top, *top.replies)} == {1, 2, 0}
    with pytest.raises(services.NotFound):
        say(ada, parent=99)
    assert_replays()


def test_an_office_answers_at_once_and_is_counted_as_official(debate):
    services.answer(about=DEBATE, office="streets", words="We plant in March.")
    assert said(1).row.author == "office:streets"
    assert Thread.objects.get(pk=THREAD).official == 1
    assert_replays()


@pytest.mark.parametrize(
    ("about", "error"),
    [
        ("debates/none", services.NotFound),
        ("debates/over", services.Refused),
        ("requests/X", services.NotFound),
    ],
)
def test_only_what_is_open_can_be_talked_about(ada, about, error):
    with pytest.raises(error):
        services.comment(about=about, person=ada, words="Hello")


def test_nothing_can_be_talked_about_until_the_institution_says_so(db):
    with pytest.raises(services.NotFound):
        services.comment(about=DEBATE, person=account("ada"), words="Hello")
    with pytest.raises(services.Refused, match="debates"):
        services.describe_discussions(open_=["elections"], actor="office:council")


def test_a_discussion_is_ended_with_a_reason_and_goes_on(ada):
    say(ada)
    with pytest.raises(services.Refused, match="say why"):
        services.close_thread(thread=THREAD, office="streets", words=" ")
    services.close_thread(thread=THREAD, office="streets", words="The plan was decided.")
    with pytest.raises(services.Refused, match="closed"):
        say(ada, "One more")
    with pytest.raises(services.Refused, match="closed already"):
        services.close_thread(thread=THREAD, office="streets", words="Again")
    services.reopen_thread(thread=THREAD, office="streets")
    with pytest.raises(services.Refused, match="is open"):
        services.reopen_thread(thread=THREAD, office="streets")
    say(ada, "One more")
    assert_replays()


def test_a_change_keeps_what_stood_before_for_everybody(ada, bo):
    say(ada)
    services.revise(thread=THREAD, number=1, person=ada, words="A tree for every household.")
    opened = queries.opened(THREAD, 1)
    assert opened.said.words == "A tree for every household."
    assert [words for words, _at, _until in opened.versions] == ["A tree for every child."]
    with pytest.raises(services.Refused, match="only the person"):
        services.revise(thread=THREAD, number=1, person=bo, words="No.")
    with clock.telling(clock.now() + timedelta(hours=2)), pytest.raises(services.Refused, match="an hour"):
        services.revise(thread=THREAD, number=1, person=ada, words="Too late.")
    services.revise(thread=THREAD, number=1, person=ada, words="See https://casino.example")
    assert Comment.objects.get(number=1, thread=THREAD).state == rules.HELD
    assert queries.opened(THREAD, 1) is None
    assert_replays()


def test_what_is_taken_back_is_destroyed_and_its_place_stays(ada, bo):
    say(ada)
    services.revise(thread=THREAD, number=1, person=ada, words="Another text.")
    say(bo, "I agree with this", parent=1)
    commitments = [one.event.words for one in timeline(names.subject_of(THREAD))[:2]]
    with pytest.raises(services.Refused):
        services.withdraw(thread=THREAD, number=1, person=bo)
    services.withdraw(thread=THREAD, number=1, person=ada)
    assert text.private_words_of(commitments) == {}
    assert said(1).words == ""
    assert said(1).replies[0].words == "I agree with this"
    with pytest.raises(services.Refused, match="already"):
        services.withdraw(thread=THREAD, number=1, person=ada)
    assert_replays()


def test_votes_count_once_each_and_can_be_changed_and_taken_back(ada, bo):
    say(ada)
    services.answer(about=DEBATE, office="streets", words="Yes.")
    for person, number, match in ((ada, 1, "yourself"), (bo, 2, "official")):
        with pytest.raises(services.Refused, match=match):
            services.support(thread=THREAD, number=number, person=person, direction="up")
    with pytest.raises(services.Refused, match="up, down"):
        services.support(thread=THREAD, number=1, person=bo, direction="sideways")
    assert services.support(thread=THREAD, number=1, person=bo, direction="up")
    assert services.support(thread=THREAD, number=1, person=bo, direction="up") is None
    assert (said(1).row.up, said(1).row.down, said(1).row.rank) == (1, 0, rules.rank(1, 0))
    services.support(thread=THREAD, number=1, person=bo, direction="down")
    assert (said(1).row.up, said(1).row.down, said(1).row.rank) == (0, 1, 0)
    [mine] = [one for one in queries.page(THREAD, queries.Asked(), person=bo.pk).items if one.row.number == 1]
    assert mine.my_vote == "down"
    services.unsupport(thread=THREAD, number=1, person=bo)
    assert services.unsupport(thread=THREAD, number=1, person=bo) is None
    assert (said(1).row.up, said(1).row.down) == (0, 0)
    assert not Vote.objects.exists()
    assert not VoteHour.objects.exists()
    assert_replays()


def test_a_crowd_of_one_hour_does_not_carry_the_order(ada, bo):
    """Fourteen votes of one hour weigh as ten; two more of the next hour weigh as two."""
    say(ada, "Pushed by a crowd")
    crowd = [account(f"crowd{n}") for n in range(16)]
    start = clock.now().replace(minute=1) + timedelta(hours=1)
    with clock.telling(start):
        for one in crowd[:14]:
            services.support(thread=THREAD, number=1, person=one, direction="up")
    with clock.telling(start + timedelta(hours=1)):
        for one in crowd[14:]:
            services.support(thread=THREAD, number=1, person=one, direction="up")
    row = said(1).row
    assert (row.up, row.counted_up, row.rank) == (16, 12, rules.rank(12, 0))
    assert_replays()


def test_the_orders_of_a_thread_and_their_pages(ada, bo, monkeypatch):
    monkeypatch.setattr(
        "folkmoot.talk.rules.ALLOWANCES",
        dict.fromkeys(
            rules.LEVELS, rules.Allowance(comments_hour=999, comments_day=999, votes_hour=999, flags_hour=999)
        ),
    )
    for n in range(7):
        say(ada, f"Comment {n}", stance="for" if n % 2 else "against")
    for number in (3, 5):
        services.support(thread=THREAD, number=number, person=bo, direction="up")
    services.support(thread=THREAD, number=1, person=bo, direction="down")

    def through(**asked):
        found, after = [], None
        while True:
            page = queries.page(THREAD, queries.Asked(after=after, **asked), limit=2)
            found += [one.row.number for one in page.items]
            after = page.after
            if after is None:
                return found

    assert through() == [1, 2, 3, 4, 5, 6, 7]
    assert through(order="newest") == [7, 6, 5, 4, 3, 2, 1]
    assert through(order="best") == [3, 5, 1, 2, 4, 6, 7]
    assert through(side="for") == [2, 4, 6]
    thread = Thread.objects.get(pk=THREAD)
    assert (thread.comments, thread.visible, thread.side_for, thread.side_against) == (7, 7, 3, 4)
    assert_replays()


def test_how_much_somebody_may_say_grows_with_their_standing(debate, mika):
    newcomer = account("newcomer", days=0)
    for n in range(3):
        assert say(newcomer, f"Words {n}").held
    with pytest.raises(services.TooMany) as error:
        say(newcomer, "A fourth within the hour")
    assert 0 < error.value.verdict.retry_after <= 3600
    known = account("known")
    vouch(known)
    for n in range(8):
        say(known, f"Other words {n}")


def test_the_same_text_again_waits(ada, bo):
    words = "Our shop has the best prices for garden furniture in the whole county, come and see"
    say(ada, words)
    assert say(bo, words.replace("come and see", "come, see")).held == ("repeated",)


def test_erasing_an_account_takes_its_comments_back(ada, bo):
    say(ada)
    services.support(thread=THREAD, number=1, person=bo, direction="up")
    exported = personal.export_of(ada)
    tables = {one["table"]: one["rows"] for one in exported["tables"]}
    assert [one["words"] for one in tables["talk.Author"]] == [
        "My first words, Ada.",
        "A tree for every child.",
    ]
    kinds = [one["kind"] for one in personal.export_of(bo)["record"]]
    assert "talk.supported" in kinds
    personal.erase(ada)
    assert said(1).row.state == rules.WITHDRAWN
    assert not Author.objects.filter(thread=THREAD).exists()
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_two_of_everything_at_once(debate):
    """Votes of one person at one moment are one; comments at one moment get numbers of their own."""
    people = [account(f"p{n}") for n in range(4)]
    for one in people:
        vouch(one)
    waiting = iter(people)
    race(lambda: say(next(waiting)), losing=())
    assert sorted(Comment.objects.filter(thread=THREAD).values_list("number", flat=True)) == [1, 2, 3, 4]
    voter = account("voter")
    race(lambda: services.support(thread=THREAD, number=1, person=voter, direction="up"), losing=())
    assert Comment.objects.get(thread=THREAD, number=1).up == 1
    author = Author.objects.get(thread=THREAD, number=2).person
    outcomes = race(
        lambda: services.withdraw(thread=THREAD, number=2, person=author), losing=(services.Refused,)
    )
    assert outcomes == ["done", "lost", "lost", "lost"]
    assert_replays()
