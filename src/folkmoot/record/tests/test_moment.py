"""Within a moment everything is asked for once, and a change ends it."""

import pytest
from tests.ledger.events import Counted

from folkmoot.record import moment, text
from folkmoot.record.api import about
from folkmoot.record.moment import known, one_moment
from folkmoot.record.remember import Remembered

pytestmark = pytest.mark.django_db


def append():
    with about("ledger/a", actor="office:counting") as fact:
        fact(Counted(amount=1))


def test_everything_remembered_takes_one_statement(django_assert_num_queries):
    first, second = Remembered(Counted.kind), Remembered("places.institution_described")
    with one_moment(), django_assert_num_queries(1):
        assert first.now() is first.now()
        second.now()
        first.now()


def test_each_moment_asks_anew():
    remembered = Remembered(Counted.kind)
    with one_moment():
        before = remembered.now()
    append()
    with one_moment():
        assert remembered.now() is not before


def test_a_fact_ends_what_was_known():
    remembered = Remembered(Counted.kind)
    with one_moment():
        before = remembered.now()
        append()
        assert remembered.now() is not before


def test_words_are_read_once_also_when_there_are_none(django_assert_num_queries):
    kept, gone = text.commit("Good morning", subject="ledger/a"), "0" * 64
    with one_moment():
        with django_assert_num_queries(1):
            assert text.words_of([kept, gone, ""]) == {kept: "Good morning"}
        with django_assert_num_queries(0):
            assert text.words_of([gone, kept]) == {kept: "Good morning"}
        other = text.commit("Good evening", subject="ledger/a")
        with django_assert_num_queries(1):
            assert text.words_of([kept, other]) == {kept: "Good morning", other: "Good evening"}


@pytest.mark.parametrize("change", [text.hide, text.erase])
def test_words_that_are_taken_away_are_not_shown_again(change):
    kept = text.commit("Good morning", subject="ledger/a")
    with one_moment():
        assert text.words_of([kept])
        change([kept])
        assert text.words_of([kept]) == {}


def test_nothing_is_known_outside():
    with one_moment():
        known("words")["x"] = "y"
    assert known("words") is None
    with one_moment():
        assert known("words") == {}


def test_answers_are_read_once_in_a_moment_also_when_there_are_none():
    asked = []

    def read(missing):
        asked.append(list(missing))
        return {one: one.upper() for one in missing if one != "none"}

    for _ in range(2):
        assert moment.answers("letters", ["a", "none", "a"], read) == {"a": "A"}
    assert asked == [["a", "none"], ["a", "none"]], "outside of a moment nothing is kept"
    asked.clear()
    with moment.one_moment():
        assert moment.answers("letters", ["a", "none"], read) == {"a": "A"}
        assert moment.answers("letters", ["b", "none", "a"], read) == {"b": "B", "a": "A"}
        assert moment.answers("letters", [], read) == {}
        assert asked == [["a", "none"], ["b"]]
        moment.over()
        assert moment.answers("letters", ["a"], read) == {"a": "A"}
    assert asked[-1] == ["a"]
