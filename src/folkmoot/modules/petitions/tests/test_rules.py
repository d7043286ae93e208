"""Decisions about petitions. They are pure, so the tests need no database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.petitions import rules
from folkmoot.modules.petitions.events import Step
from folkmoot.modules.petitions.rules import signing, writing
from folkmoot.modules.petitions.rules.counting import end_of_day
from folkmoot.modules.petitions.tests.town import KIND

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("ada+petition@example.org", "ada@example.org"),
        ("a.d.a+x@gmail.com", "ada@gmail.com"),
        ("A.da@googlemail.com", "ada@gmail.com"),
        ("a.da@example.org", "a.da@example.org"),
        ("+@example.org", "+@example.org"),
        (" ada@example.org ", "ada@example.org"),
    ],
)
def test_one_form_for_each_mailbox(written, canonical):
    assert signing.canonical_email(written) == canonical


@given(st.emails())
def test_the_form_of_a_mailbox_is_final(email):
    once = signing.canonical_email(email)
    assert signing.canonical_email(once) == once
    assert signing.canonical_email(email.upper()) == signing.canonical_email(email.lower())


@given(st.text())
def test_folding_is_final(words):
    assert signing.folded(signing.folded(words)) == signing.folded(words)


def test_names():
    assert writing.name("Zoë O’Brien-Smith") is None
    assert writing.name("Владимир") is None
    for bad in (
        "",
        "  ",
        "=SUM(A1)",
        "-x",
        "+x",
        "@x",
        "see www.spam.example",
        "http://x",
        "buy at spam.com",
        "a" * 256,
    ):
        assert writing.name(bad) is not None, bad


@pytest.mark.parametrize(
    ("before", "postcode", "allowed"),
    [
        ([], "", True),
        ([("ada", "mh1")], "mh1", True),
        ([("ada", "mh1")], "mh2", False),
        ([("ada", "")], "", False),
        ([("ada", "mh1"), ("bob", "mh1")], "mh1", False),
    ],
)
def test_two_people_share_a_mailbox_at_one_postcode(before, postcode, allowed):
    refusal = signing.may_share(postcode=postcode, before=[signing.Before(*one) for one in before])
    assert (refusal is None) is allowed


def test_every_act_that_is_not_named_is_refused():
    allowed = {(act, state) for act, states in rules.ALLOWED.items() for state in states}
    for act in rules.ALLOWED:
        for state in rules.STATES:
            assert (rules.may(act, state) is None) is ((act, state) in allowed)
    assert rules.may("opened", "rejected") is not None
    assert rules.may("rejected", "open") is not None
    assert rules.may("returned", "hidden") is None


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"closes": NOW}, False),
        ({"state": "closed"}, False),
        ({"state": "rejected"}, False),
        ({"state": "started"}, False),
        ({"state": "started", "invited": True}, True),
        ({"state": "started", "invited": True, "sponsors": 20}, False),
        ({"state": "flagged", "invited": True}, False),
        ({"accounts": True}, False),
        ({"accounts": True, "signed_in": True}, True),
    ],
)
def test_when_a_petition_can_be_signed(changes, allowed):
    usual = {
        "state": "open", "closes": NOW + timedelta(days=1), "now": NOW, "invited": False, "sponsors": 0,
        "sponsors_most": 20, "accounts": False, "signed_in": False,
    }  # fmt: skip
    assert (signing.may_sign(**usual | changes) is None) is allowed


def test_where_signers_live():
    assert signing.may_live(area="north", areas=(), outside=False) is None
    assert signing.may_live(area="", areas=(), outside=False) is not None
    assert signing.may_live(area="south", areas=("north",), outside=True) is not None
    assert signing.may_live(area="", areas=("north",), outside=True) is None


@given(
    st.lists(st.integers(1, 300), min_size=1, max_size=6, unique=True).map(sorted),
    st.lists(st.integers(0, 40), max_size=30),
)
def test_each_step_is_crossed_once_at_its_number(at, jumps):
    steps = [Step(at=one, what="answer", days=1, label="x") for one in at]
    total, reached = 0, {}
    for jump in jumps:
        for _each in range(jump):
            total += 1
            for step in rules.crossed(steps, count=total, reached=reached):
                assert step not in reached
                reached[step] = total
    assert reached == {n: one for n, one in enumerate(at) if one <= total}


def test_nine_thousand_nine_hundred_and_ninety_nine_are_not_ten_thousand():
    steps = [Step(at=10_000, what="answer", days=1, label="x")]
    assert rules.crossed(steps, count=9_999, reached=()) == []
    assert rules.crossed(steps, count=10_000, reached=()) == [0]
    assert rules.crossed(steps, count=10_001, reached=[0]) == []


def test_a_petition_closes_at_midnight_where_people_live():
    # Clocks go forward on 29 March 2026: the period is an hour shorter.
    closes = end_of_day(datetime(2026, 3, 28, 15, tzinfo=UTC), 2, LONDON)
    assert closes.isoformat() == "2026-03-31T00:00:00+01:00"
    autumn = end_of_day(datetime(2026, 10, 24, 15, tzinfo=UTC), 2, LONDON)
    assert autumn.isoformat() == "2026-10-27T00:00:00+00:00"


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 30), max_size=9))
def test_no_small_count_can_be_worked_out(counts):
    shown = rules.shown_counts(counts)
    hidden = {key: count for key, count in counts.items() if key not in shown}
    assert not [count for count in shown.values() if 0 < count < rules.LEAST]
    if sum(counts.values()) >= rules.LEAST and hidden:
        assert sum(hidden.values()) >= rules.LEAST
        assert len(hidden) > 1 or len([one for one in counts.values() if one]) == 1


def test_what_an_institution_may_set():
    places = {"offices": frozenset({"streets"}), "areas": frozenset({"north"})}

    def wrong(**changes):
        from dataclasses import replace

        return {one.field for one in rules.may_describe(replace(KIND, **changes), **places)}

    assert not wrong()
    assert wrong(code="A b") == {"code"}
    assert wrong(office="nobody") == {"office"}
    assert wrong(areas=("south",)) == {"areas"}
    assert wrong(days=0) == {"days"}
    assert wrong(sponsors=9, sponsors_most=3) == {"sponsors_most"}
    assert wrong(steps=()) == {"steps"}
    assert wrong(steps=(KIND.steps[1], KIND.steps[0])) == {"steps"}
    assert wrong(steps=(Step(at=1, what="party", days=1, label="x"),)) == {"steps"}
