"""Weights of what looks like spam are learned from moderators' decisions, judged honestly, published, and only let wait."""

import argparse
import json
import random
from datetime import UTC, datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.talk import DEBATE, THREAD, account

from folkmoot.record import clock, store
from folkmoot.record.projection import assert_replays
from folkmoot.talk import chores, cli, queries, rules, services, upcasts
from folkmoot.talk.models import Case, Comment, SpamModel
from folkmoot.talk.training import document, fitting
from folkmoot.talk.training.fitting import Example

HAM = [
    "crossing",
    "school",
    "bus",
    "winter",
    "council",
    "bench",
    "park",
    "tree",
    "light",
    "road",
    "cycle",
    "path",
    "river",
    "market",
    "library",
    "street",
    "noise",
    "children",
    "evening",
    "morning",
    "repair",
    "plan",
    "meeting",
    "answer",
    "question",
    "office",
    "water",
    "bridge",
    "square",
    "station",
    "garden",
    "snow",
    "corner",
    "wall",
]
SPAM = [
    "gutters",
    "roofing",
    "cheap",
    "offer",
    "today",
    "guaranteed",
    "family",
    "firm",
    "cleaning",
    "price",
    "season",
    "hurry",
    "estimate",
    "windows",
]
SELLER = (
    "cheap gutters and roofing, guaranteed offer today, family firm, cleaning at the best price of the season"
)
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def main(words):
    """Run a command of talk as the command line does."""
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    options = parser.parse_args(words)
    return options.run(options)


def sentence(dice, spam):
    return " ".join([*dice.sample(SPAM if spam else HAM, 9), *dice.sample(HAM, 7)])


def corpus(seed=1, people=40, each=3):
    """Decided comments: one person in four sells something, in words that the weights by hand do not know."""
    dice = random.Random(seed)
    return [
        Example(
            fact_id=f"{who * each + n:032x}",
            words=sentence(dice, spam=who % 4 == 0),
            commitment=f"{who * each + n:064x}",
            spam=who % 4 == 0,
            newcomer=dice.random() < 0.5,
            author=f"person {who}",
            at=DAY + timedelta(hours=who * each + n),
        )
        for who in range(people)
        for n in range(each)
    ]


def test_the_same_comments_give_the_same_document():
    first, second = (document.write(fitting.train(corpus(), data={})[0]) for _n in range(2))
    assert first == second
    model = document.read(first)
    assert set(model.signs) == set(rules.WEIGHTS)
    assert model.words["gutters"] > 0
    assert "person" not in first.decode().replace("least_people", "")


def test_learned_weights_are_judged_on_people_whom_they_have_not_seen():
    model, learned, by_hand = fitting.train(corpus(), data={})
    assert learned.auc > 0.95
    assert learned.recall > by_hand.recall
    assert learned.log_loss < by_hand.log_loss
    assert model.figures["by_hand"]["count"] == len(corpus())
    dice = random.Random(3)
    lone = [
        Example(**{**{name: getattr(one, name) for name in Example.__slots__}, "spam": dice.random() < 0.3})
        for one in corpus(people=60)
    ]
    _model, guessed, _hand = fitting.train(lone, data={})
    assert guessed.auc < 0.7, "labels of chance cannot be learned, and the figures say so"


def test_nobodys_own_words_are_published():
    mine = [
        Example(
            fact_id=f"f{n}", words=f"{one.words} zanzibar", commitment="", spam=one.spam, newcomer=False,
            author="person 0" if n < 50 else f"person {n % 3}", at=one.at,
        )
        for n, one in enumerate(corpus())
    ]  # fmt: skip
    assert "zanzibar" not in fitting.fit(mine).words


def test_a_text_that_was_sent_a_hundred_times_counts_once():
    [one] = corpus(people=1, each=1)
    copies = [
        Example(**{**{name: getattr(one, name) for name in Example.__slots__}, "fact_id": f"c{n}"})
        for n in range(100)
    ]
    assert len(fitting.different(copies)) == 1


@given(
    words=st.lists(st.sampled_from([*HAM, *SPAM, "https://x.example", "CASINO!!!"]), max_size=30).map(
        " ".join
    ),
    newcomer=st.booleans(),
)
def test_a_score_is_the_sum_of_what_is_shown(words, newcomer):
    by = rules.Weights(dict(rules.WEIGHTS), {"gutters": 2.5, "bench": -1.25}, 3)
    told = sum(one.adds for one in rules.explain(words, newcomer=newcomer, by=by)) + by.signs["start"]
    assert rules.score(words, newcomer=newcomer, by=by) == pytest.approx(1 / (1 + exp(-told)), abs=1e-4)
    assert rules.score(words, newcomer=newcomer) == rules.score(
        words, newcomer=newcomer, by=rules.Weights(rules.WEIGHTS)
    )


@given(comments=st.integers(0, 300), spam=st.integers(0, 60), people=st.integers(0, 20))
def test_too_little_teaches_nothing(comments, spam, people):
    enough = comments >= rules.FEWEST and spam >= rules.FEWEST_SPAM and people >= rules.FEWEST_PEOPLE
    assert (rules.may_learn(comments=comments, spam=spam, people=people) is None) == enough


@given(learned=st.floats(0, 9), by_hand=st.floats(0, 9), same=st.booleans())
def test_only_better_weights_take_the_place(learned, by_hand, same):
    may = rules.may_replace(learned=learned, by_hand=by_hand, same=same) is None
    assert may == (learned < by_hand and not same)


@pytest.mark.parametrize(
    "wrong", [b"x", b"[]", b'{"format": "other/1"}', b'{"format": "folkmoot-spam/1", "signs": {"a": "b"}}']
)
def test_what_is_no_model_is_refused(wrong):
    with pytest.raises(document.RefusedModel):
        document.read(wrong)


@pytest.fixture
def decided(debate, mika):
    """Thirty-six people who wrote three comments each, all of them decided; nine of them sell something."""
    dice = random.Random(2)
    for who in range(36):
        person, spam = account(f"p{who}"), who % 4 == 0
        for _n in range(3):
            number = services.comment(about=DEBATE, person=person, words=sentence(dice, spam)).number
            if spam:
                services.remove(
                    thread=THREAD, number=number, person=mika, reason="spam", words="It sells something."
                )
            elif Case.objects.filter(thread=THREAD, number=number, open=1).exists():
                services.release(thread=THREAD, number=number, person=mika)
            else:
                services.flag(thread=THREAD, number=number, person=account(f"f{who}-{number}"), reason="spam")
                services.release(thread=THREAD, number=number, person=mika)


def test_an_installation_learns_from_its_own_decisions(client, decided, mika, capsys):
    assert main(["talk", "train", "--report-only"]) == 0
    assert "Nothing was published." in capsys.readouterr().out
    assert not SpamModel.objects.exists()
    assert rules.score(SELLER, newcomer=True) < rules.THRESHOLD, "the weights by hand do not know it"
    assert chores.learn() == 1
    assert chores.learn() == 0, "nothing is new"
    [row] = SpamModel.objects.all()
    assert (row.number, row.spam) == (1, 27)
    assert row.log_loss < row.by_hand_log_loss
    lines = [json.loads(one) for one in store.get_segment(row.data).splitlines()]
    assert sum(one["spam"] for one in lines) == 27
    assert len(lines) == row.comments >= 100, "at most a few that say nearly the same are left out"
    assert {one["words"] for one in lines} <= set(Comment.objects.values_list("words", flat=True))
    assert not any(word in store.get_segment(row.data).decode() for word in ("gutters", "crossing"))

    seller = account("seller")
    written = services.comment(about=DEBATE, person=seller, words=SELLER)
    assert "spam" in written.held
    held = Comment.objects.get(thread=THREAD, number=written.number)
    assert (held.model, held.newcomer) == (1, True)
    assert held.state == rules.HELD, "it waits and is not decided"
    case = Case.objects.get(thread=THREAD, number=written.number, open=1)
    client.force_login(mika)
    page = client.get(f"/moderation/cases/{case.pk}").content.decode()
    assert "The word “gutters”" in page
    assert "By the weights number 1" in page
    public = client.get("/moderation/rules").content.decode()
    assert "gutters" in public
    assert f"/record/segments/{row.model}" in public
    assert client.get(f"/record/segments/{row.model}").status_code == 200
    told = client.get("/api/talk/moderation").json()
    assert told["spam_model"]["recall"] == row.recall
    assert told["spam_weights"] == dict(queries.weights_now().signs)
    assert_replays()


def test_what_was_destroyed_or_is_about_something_else_teaches_nothing(debate, ada, mika):
    for n, reason in enumerate(("spam", "abuse"), start=1):
        services.comment(
            about=DEBATE, person=ada, words=f"Something {n} that comes off the page for {reason}"
        )
        services.remove(thread=THREAD, number=n, person=mika, reason=reason, words="Why")
    assert [one.spam for one in services.learning.examples()] == [False, True], (
        "what was let stand, then spam"
    )
    with clock.telling(clock.now() + rules.APPEAL_WITHIN + timedelta(hours=1)):
        assert chores.destroy() == 2
        assert [one.spam for one in services.learning.examples()] == [False]
    assert main(["talk", "train"]) == 1
    assert chores.learn() == 0
    assert queries.weights_now() is rules.BY_HAND
    assert_replays()


def test_the_first_version_of_a_hold_is_read():
    old = {"comment": 1, "reasons": ["spam"], "score": 0.9}
    assert upcasts.UPCASTS["talk.held", 1](old) == {**old, "model": 0, "newcomer": True}
