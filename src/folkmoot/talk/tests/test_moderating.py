"""Reports, holds, decisions with reasons, appeals to somebody else, limits that are told."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.racing import race
from tests.fixtures.talk import DEBATE, THREAD, account, moderator

from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.talk import chores, names, queries, rules, services
from folkmoot.talk.models import Author, Case, Comment, Limit

INSULT = "The people of number 9 are thieves."
WHY = "It names neighbours and accuses them."


def say(person, words=INSULT):
    return services.comment(about=DEBATE, person=person, words=words).number


def remove(number, person, **more):
    return services.remove(
        thread=THREAD, number=number, person=person, **({"reason": "abuse", "words": WHY} | more)
    )


def row(number=1):
    return Comment.objects.get(thread=THREAD, number=number)


def words_on_page(number=1):
    opened = queries.opened(THREAD, number)
    return opened.said.words if opened else None


def test_one_report_is_one_matter_of_the_queue(ada, bo):
    say(ada)
    services.flag(thread=THREAD, number=1, person=bo, reason="abuse", words="It is about my mother.")
    with pytest.raises(services.Refused, match="before"):
        services.flag(thread=THREAD, number=1, person=bo, reason="spam")
    with pytest.raises(services.Refused, match="own comment"):
        services.flag(thread=THREAD, number=1, person=ada, reason="spam")
    with pytest.raises(services.Refused, match="say what is wrong"):
        services.flag(thread=THREAD, number=1, person=account("cy"), reason="other")
    [[looked], after] = queries.queue(queries.Queue())
    assert after is None
    assert (looked.case.sort, looked.case.reason, looked.words) == ("flagged", "abuse", INSULT)
    assert looked.flags == [("abuse", "It is about my mother.", False)]
    assert words_on_page() == INSULT, "one report takes nothing off"
    facts = timeline(names.subject_of(THREAD))
    assert facts[1].actor != facts[0].actor
    assert text.words_of([facts[1].event.words]) == {}, "what was reported is for moderators alone"
    assert_replays()


def test_three_reports_hold_and_a_moderator_lets_it_stand_for_good(ada, mika):
    say(ada, "The mayor should resign.")
    crowd = [account(f"crowd{n}") for n in range(4)]
    for one in crowd[:3]:
        services.flag(thread=THREAD, number=1, person=one, reason="off_topic")
    assert row().state == rules.HELD
    assert words_on_page() is None
    assert queries.opened(THREAD, 1, person=ada.pk).said.words == "The mayor should resign."
    assert Case.objects.filter(open=1, thread=THREAD).count() == 1
    services.release(thread=THREAD, number=1, person=mika)
    services.flag(thread=THREAD, number=1, person=crowd[3], reason="off_topic")
    assert row().state == rules.VISIBLE, "a crowd cannot take off what a moderator has read"
    assert words_on_page() == "The mayor should resign."
    assert_replays()


def test_removing_tells_why_and_the_author_appeals_to_somebody_else(ada, bo, mika, noor):
    say(ada)
    services.flag(thread=THREAD, number=1, person=bo, reason="abuse")
    for wrong, match in (({"words": " "}, "tell the author"), ({"reason": "whim"}, "choose one of")):
        with pytest.raises(services.Refused, match=match):
            remove(1, mika, **wrong)
    remove(1, mika)
    assert row().noticed == "report"
    assert words_on_page() == ""
    with pytest.raises(services.Refused, match="meanwhile"):
        remove(1, noor)
    [[mine], _after] = queries.my_comments(ada)[0][:1], None
    assert (mine.words, mine.statement) == (INSULT, WHY)
    assert mine.appeal_until == row().decided + rules.APPEAL_WITHIN
    with pytest.raises(services.Refused, match="only the person"):
        services.appeal(thread=THREAD, number=1, person=bo, words="Unfair")
    services.appeal(thread=THREAD, number=1, person=ada, words="It is true.")
    with pytest.raises(services.Refused, match="appealed before"):
        services.appeal(thread=THREAD, number=1, person=ada, words="Again")
    with pytest.raises(services.Refused, match="another moderator"):
        services.decide_appeal(thread=THREAD, number=1, person=mika, restored=False, words="I was right.")
    services.decide_appeal(thread=THREAD, number=1, person=noor, restored=True, words="A court said so.")
    assert words_on_page() == INSULT
    removed, _appealed, decided = timeline(names.subject_of(THREAD))[-3:]
    assert removed.event.by != decided.event.by, "anybody can see that two people decided"
    with pytest.raises(services.Refused, match="meanwhile"):
        services.decide_appeal(thread=THREAD, number=1, person=noor, restored=False, words="No.")
    assert [one.outcome for one in Case.objects.filter(thread=THREAD).order_by("opened")] == [
        "removed",
        "restored",
    ]
    assert_replays()


def test_what_stays_off_is_destroyed_when_the_time_for_appeals_is_over(ada, mika, noor):
    say(ada)
    say(ada, "Another insult of number 9.")
    for number in (1, 2):
        remove(number, mika)
    services.appeal(thread=THREAD, number=1, person=ada, words="Please look again.")
    late = clock.now() + rules.APPEAL_WITHIN + timedelta(hours=1)
    with clock.telling(late):
        assert chores.destroy() == 1, "what is under appeal is kept"
        services.decide_appeal(thread=THREAD, number=1, person=noor, restored=False, words="It stays off.")
        assert chores.destroy() == 0
    with clock.telling(late + rules.APPEAL_WITHIN + timedelta(hours=1)):
        assert chores.destroy() == 1
        assert chores.destroy() == 0
    assert text.private_words_of([row(1).words, row(2).words]) == {}
    with clock.telling(late), pytest.raises(services.Refused, match="over"):
        services.appeal(thread=THREAD, number=2, person=ada, words="Late")
    assert_replays()


def test_a_moderator_removes_without_a_report(ada, mika):
    say(ada)
    remove(1, mika, reason="personal")
    assert row().noticed == "own"
    figures = queries.figures(clock.now())
    assert figures.removed == {"personal": None}, "one is too few to be told"
    assert figures.waiting == 0
    assert_replays()


def test_a_limit_is_told_kept_and_appealed(ada, mika, noor):
    number = say(ada)
    until = clock.now() + timedelta(days=7)
    services.limit(
        comment=row(number).pk, person=mika, kind="silent", until=until, words="Three insults in a week."
    )
    with pytest.raises(services.Refused, match="cannot write until"):
        say(ada, "More")
    limit, words = queries.my_limit(ada, clock.now())
    assert words[limit.words] == "Three insults in a week."
    [fact] = timeline(f"voices/{names.voice(ada.pk)}")
    assert names.bare(names.speaking(ada.pk, THREAD)) not in fact.subject
    services.appeal_limit(person=ada, words="I apologised.")
    with pytest.raises(services.Refused, match="before"):
        services.appeal_limit(person=ada, words="Again.")
    with pytest.raises(services.Refused, match="another moderator"):
        services.decide_limit(voice=limit.voice, person=mika, lifted=False, words="No.")
    services.decide_limit(voice=limit.voice, person=noor, lifted=True, words="The apology counts.")
    say(ada, "Thank you.")
    assert Limit.objects.get().lifted
    with pytest.raises(services.NotFound):
        services.appeal_limit(person=noor, words="I have none")
    assert_replays()


def test_somebody_who_is_slowed_writes_once_a_day(ada, mika):
    number = say(ada)
    until = clock.now() + timedelta(days=30)
    services.limit(comment=row(number).pk, person=mika, kind="slow", until=until, words="Ten comments a day.")
    with pytest.raises(services.Refused, match="one comment a day"):
        say(ada, "More")
    with clock.telling(clock.now() + timedelta(days=1, minutes=1)):
        say(ada, "The day after")
    services.answer(about=DEBATE, office="streets", words="Thank you.")
    with pytest.raises(services.NotFound):
        services.limit(comment="0" * 32, person=mika, kind="slow", until=until, words="Nobody")
    assert_replays()


def test_the_queue_is_sorted_by_age_and_filtered(debate, mika):
    people = [account(f"q{n}") for n in range(4)]
    start = clock.now() - timedelta(days=3)
    for n, one in enumerate(people):
        with clock.telling(start + timedelta(hours=20 * n)):
            services.comment(about=DEBATE, person=one, words=f"Held {n}", language="de" if n % 2 else "en")
    items, _after = queries.queue(queries.Queue())
    assert [one.row.number for one in items] == [1, 2, 3, 4]
    assert [one.row.number for one in queries.queue(queries.Queue(language="de"))[0]] == [2, 4]
    assert [one.row.number for one in queries.queue(queries.Queue(overdue=clock.now()))[0]] == [1, 2, 3]
    assert queries.queue(queries.Queue(sort="appeal"))[0] == []
    assert queries.waiting() == {"held": 4}


@pytest.mark.django_db(transaction=True)
def test_two_moderators_decide_once(debate):
    number = say(account("newcomer"))
    people = iter([moderator(f"m{n}") for n in range(4)])
    outcomes = race(lambda: remove(number, next(people)), losing=(services.Refused,))
    assert outcomes == ["done", "lost", "lost", "lost"]
    reporters = [account(f"r{n}") for n in range(4)]
    shown = services.answer(about=DEBATE, office="streets", words="Hello").number
    waiting = iter(reporters)
    race(lambda: services.flag(thread=THREAD, number=shown, person=next(waiting), reason="spam"), losing=())
    assert row(shown).flags == 4
    assert row(shown).state == rules.VISIBLE, "an office's answer is never held by a crowd"
    assert Case.objects.filter(thread=THREAD, number=shown, open=1).count() == 1
    assert_replays()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "say",
                "reply",
                "revise",
                "withdraw",
                "up",
                "down",
                "un",
                "flag",
                "release",
                "remove",
                "appeal",
                "keep",
                "restore",
            ]
        ),
        st.integers(1, 4),
        st.integers(0, 3),
    ),
    max_size=25,
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_people_do_the_tables_follow_and_nothing_hidden_is_shown(acts, debate, monkeypatch):
    from django.db import transaction

    every = rules.Allowance(comments_hour=999, comments_day=999, votes_hour=999, flags_hour=999)
    monkeypatch.setattr("folkmoot.talk.rules.ALLOWANCES", dict.fromkeys(rules.LEVELS, every))
    with transaction.atomic():
        people = [account(f"person{n}") for n in range(4)]
        moderators = [moderator(f"mod{n}") for n in range(2)]
        for at, (act, number, who) in enumerate(acts):
            one = {"thread": THREAD, "number": number, "person": people[who]}
            decider = {"thread": THREAD, "number": number, "person": moderators[who % 2]}
            doing = {
                "say": lambda who=who, at=at: services.comment(
                    about=DEBATE, person=people[who], words=f"Secret {at}"
                ),
                "reply": lambda who=who, at=at, number=number: services.comment(
                    about=DEBATE, person=people[who], words=f"Secret {at}", parent=number
                ),
                "revise": lambda one=one, at=at: services.revise(**one, words=f"Secret {at} again"),
                "withdraw": lambda one=one: services.withdraw(**one),
                "up": lambda one=one: services.support(**one, direction="up"),
                "down": lambda one=one: services.support(**one, direction="down"),
                "un": lambda one=one: services.unsupport(**one),
                "flag": lambda one=one: services.flag(**one, reason="abuse"),
                "release": lambda decider=decider: services.release(**decider),
                "remove": lambda decider=decider: services.remove(**decider, reason="abuse", words="No."),
                "appeal": lambda one=one: services.appeal(**one, words="Why?"),
                "keep": lambda decider=decider: services.decide_appeal(
                    **decider, restored=False, words="No."
                ),
                "restore": lambda decider=decider: services.decide_appeal(
                    **decider, restored=True, words="Yes."
                ),
            }
            try:
                doing[act]()
            except (services.Refused, services.NotFound):
                continue
        assert_replays()
        rows = list(Comment.objects.filter(thread=THREAD))
        public = text.words_of(one.words for one in rows)
        for comment in rows:
            assert (comment.words in public) == (comment.state == rules.VISIBLE)
        assert Author.objects.filter(thread=THREAD).count() == len(rows)
        assert (
            Case.objects.filter(open=1).values("thread", "number").distinct().count()
            == Case.objects.filter(open=1).count()
        )
        transaction.set_rollback(True)
