"""Decisions about surveys, held to what must be true of all of them."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.feedback import rules
from folkmoot.modules.feedback.events import Choice, Question
from folkmoot.modules.feedback.rules import results
from folkmoot.modules.feedback.tests.town import MOMENT, PLAN, REASON, SCALE, TOLD, WAYS, both, on_pages
from folkmoot.record.counted import FEWEST

KNOWN = rules.Known(
    offices={"streets"},
    moments={MOMENT, "feedback.page"},
    anywhere={"feedback.page"},
    languages=("en-gb", "de"),
)


def wrong(plan=PLAN, **changes):
    return {one.field: one.why for one in rules.may_plan(dataclasses.replace(plan, **changes), KNOWN)}


def test_a_plan_that_is_right():
    assert wrong() == {}
    assert wrong(questions=(SCALE, TOLD, REASON, WAYS)) == {}
    assert wrong(on_pages()) == {}


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"office": "nobody"}, "office", "department"),
        ({"moment": "nothing"}, "moment", "when people are asked"),
        ({"questions": ()}, "questions", "1 to 10"),
        ({"questions": (SCALE, SCALE)}, "questions", "twice"),
        ({"one_in": 0}, "one_in", "1 to 1,000"),
        ({"days": 731}, "days", "1 to 730"),
        ({"pages": ("/petitions",)}, "pages", "leave this empty"),
        ({"title": both("")}, "title", "en-gb is missing"),
        ({"title": (("en-gb", "x"),)}, "title", "de is missing"),
        ({"title": (*both("x"), ("fr", "x"))}, "title", "no language fr"),
        ({"title": both("x" * 121)}, "title", "at most 120"),
        ({"questions": (dataclasses.replace(SCALE, choices=SCALE.choices[:4]),)}, "question_0", "five steps"),
        ({"questions": (dataclasses.replace(WAYS, choices=WAYS.choices[:1]),)}, "question_0", "2 to 12"),
        ({"questions": (dataclasses.replace(TOLD, choices=WAYS.choices),)}, "question_0", "no choices"),
        ({"questions": (dataclasses.replace(TOLD, sort="guess"),)}, "question_0", "choose one of"),
        ({"questions": (dataclasses.replace(TOLD, code="A b"),)}, "questions", "underscores"),
    ],
)
def test_a_plan_that_is_wrong(changes, field, why):
    assert why in wrong(**changes)[field]


@pytest.mark.parametrize("page", ["petitions", "//evil.example", "/a b", "/a?b", "/*x", "/" + "a" * 300])
def test_an_address_is_one_of_this_site(page):
    assert "pages" in wrong(on_pages(pages=(page,)))


@pytest.mark.parametrize("key", ["", "desk", "invited", "A", "a b", "-a", "a" * 41, "a/b"])
def test_a_key_is_part_of_an_address(key):
    assert rules.may_name(key)


def test_the_draw_is_pinned():
    """Known answers, so that nobody changes who is drawn without noticing."""
    found = [
        at
        for at in range(40)
        if rules.is_drawn(opened="a" * 32, moment="b" * 32, pseudonym=f"person:{at:032x}", one_in=5)
    ]
    assert found == [1, 2, 3, 5, 11, 12, 16, 28, 30, 35]
    with pytest.raises(ValueError, match="at least 1"):
        rules.is_drawn(opened="a", moment="b", pseudonym="c", one_in=0)


@given(st.integers(1, 8), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_about_so_many_are_drawn(one_in, opened):
    drawn = sum(
        rules.is_drawn(opened=opened, moment="m", pseudonym=str(at), one_in=one_in) for at in range(2000)
    )
    # Six standard deviations of a binomial.
    assert abs(drawn - 2000 / one_in) <= 6 * (2000 / one_in * (1 - 1 / one_in)) ** 0.5


REPLIES = st.dictionaries(
    st.sampled_from(["how", "told", "why", "ways", "none"]),
    st.builds(
        rules.Reply,
        st.lists(st.sampled_from(["1", "5", "yes", "no", "mail", "paper", "x"]), max_size=3).map(tuple),
        st.sampled_from(["", " ", "words", "x" * 501]),
    ),
)
ASKED = dataclasses.replace(PLAN, questions=(SCALE, TOLD, REASON, WAYS))


@given(REPLIES)
def test_what_is_taken_fits_the_questions(replies):
    if rules.problems(ASKED, replies):
        return
    assert not replies["how"].empty, "a required question has its answer"
    for question in ASKED.questions:
        reply = replies.get(question.code, rules.Reply())
        assert set(reply.choices) <= set(rules.choices_of(question))
        assert len(reply.choices) <= (len(rules.choices_of(question)) if question.sort == "several" else 1)
        assert not reply.words.strip() or question.sort == "text"


def test_a_complete_answer_has_all_but_words():
    assert rules.is_whole(PLAN, ["how", "told"])
    assert not rules.is_whole(PLAN, ["how", "why"])
    only_words = dataclasses.replace(PLAN, questions=(REASON,))
    assert rules.is_whole(only_words, ["why"])
    assert not rules.is_whole(only_words, [])


GROWTH = st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-3, 9)), max_size=6), max_size=12)


@given(GROWTH)
def test_no_published_table_gives_a_few_people_away(growth):
    """Whatever grows or shrinks: a group moves by five at least, and what is in none that is shown is nothing or five."""
    now, shown = dict.fromkeys("abcd", 0), {}
    for news in growth:
        for group, by in news:
            now[group] = max(now[group] + by, 0)
        table = {group: {"": {"": n}} for group, n in now.items() if n}
        after = rules.next_table(table, shown)
        for group, counts in after.items():
            n, before = rules.answers(counts), rules.answers(shown.get(group, {}))
            assert n >= FEWEST
            assert n == before or abs(n - before) >= FEWEST
        if after != shown:
            left = sum(now.values()) - sum(map(rules.answers, after.values()))
            assert left == 0 or left >= FEWEST
        shown = after


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5), st.booleans())
def test_a_result_adds_up(counts, drawn):
    n = sum(counts)
    found = results.result(
        SCALE, {"": n} | {str(at): count for at, count in enumerate(counts, start=1)}, drawn=drawn
    )
    if 0 < n < FEWEST:
        assert found == results.Result(None)
        return
    assert found.answered == n
    assert sum(one.count for one in found.lines) == n
    for line in found.lines:
        assert (line.low is not None) == drawn, "a margin stands only where people were drawn by chance"
        if drawn:
            assert 0 <= line.low <= line.share <= line.high <= 1
    if n:
        assert 1 <= found.mean <= 5


def test_wilson_as_published():
    """8 of 10, a known answer: 0.4902 to 0.9433."""
    yes = results.result(TOLD, {"": 10, "yes": 8, "no": 2}, drawn=True).lines[0]
    assert (round(yes.low, 4), round(yes.high, 4)) == (0.4902, 0.9433)


def test_response_rates_are_those_of_aapor():
    found = results.Response(invited=200, reached=120, answered=90, whole=80)
    assert (found.rr1, found.rr2, found.silent) == (0.4, 0.45, 110)
    assert results.Response(0, 0, 0, 0).rr1 is None


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_month_can_be_worked_out(counts):
    found = results.by_month([(f"2026-{at:02}", count) for at, count in enumerate(counts, start=1)])
    gone = [count for count, (_month, shown) in zip(counts, found, strict=True) if shown is None]
    assert all(shown is None or shown == 0 or shown >= FEWEST for _month, shown in found)
    if gone and len(gone) < len([one for one in counts if one]):
        assert len(gone) > 1


def test_a_group_is_hidden_with_company():
    table = {group: {"": {"": 9}, "told": {"": n, "yes": n}} for group, n in (("a", 3), ("b", 9), ("c", 30))}
    found = dict(results.by_group(TOLD, table, drawn=False))
    assert [found[one].answered for one in "abc"] == [None, None, 30]


def test_codes_of_scales_are_their_steps():
    keyed = dataclasses.replace(
        SCALE, choices=tuple(Choice(key=f"k{at}", words=both("x")) for at in range(5))
    )
    assert "question_0" in wrong(questions=(keyed,))
    assert rules.choices_of(Question(code="a", sort="yes_no", words=both("x"))) == ("yes", "no")
