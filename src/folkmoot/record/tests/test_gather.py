"""Many who ask at once are done together; each gets an answer of their own, and nobody fails for another's sake."""

import threading
import time

import pytest

from folkmoot.record.gather import Gathered


class Bad(Exception):
    """What one of them asks for cannot be done."""


class Turns:
    """An act that notes what it did together, and waits at its first turn until everybody stands in line."""

    def __init__(self, act=lambda item: 2 * item, most=100):
        self.gathered = Gathered(self._work, most=most)
        self.turns, self.act, self.gate = [], act, threading.Event()

    def _work(self, key, take):
        self.gate.wait(10)
        some = list(take())
        self.turns.append(some)
        return [self.act(one) for one in some]

    def ask(self, *items):
        """What each got: an answer, or the text of an error."""
        found = {}

        def work(item):
            try:
                found[item] = self.gathered("one", item)
            except Exception as error:  # noqa: BLE001 - the test looks at it.
                found[item] = str(error)

        threads = [threading.Thread(target=work, args=(item,)) for item in items]
        for at, one in enumerate(threads, start=1):
            one.start()
            until = time.monotonic() + 10
            while len(self.gathered._lines.get("one", ())) < at and time.monotonic() < until:
                time.sleep(0.001)
        self.gate.set()
        for one in threads:
            one.join(10)
        assert not any(one.is_alive() for one in threads)
        assert not self.gathered._lines, "nobody stands in line any more"
        return found


def test_everybody_who_waits_is_done_together():
    turns = Turns()
    assert turns.ask(1, 2, 3, 4) == {1: 2, 2: 4, 3: 6, 4: 8}
    assert turns.turns == [[1, 2, 3, 4]]
    assert turns.gathered("one", 5) == 10
    assert turns.turns[1:] == [[5]]


def test_a_turn_takes_no_more_than_it_may_and_the_next_one_goes_on():
    turns = Turns(most=2)
    assert turns.ask(1, 2, 3, 4, 5) == {one: 2 * one for one in range(1, 6)}
    assert turns.turns == [[1, 2], [3, 4], [5]]


def test_an_answer_that_is_an_error_is_raised_for_its_own():
    turns = Turns(lambda item: Bad("three") if item == 3 else item)
    assert turns.ask(1, 2, 3) == {1: 1, 2: 2, 3: "three"}
    assert turns.turns == [[1, 2, 3]]


def test_when_all_fail_together_each_is_done_alone():
    def act(item):
        if item == 2:
            raise Bad("two")
        return item

    turns = Turns(act)
    assert turns.ask(1, 2, 3) == {1: 1, 2: "two", 3: 3}
    assert turns.turns == [[1, 2, 3], [1], [2], [3]]


def test_what_cannot_begin_fails_for_everybody_and_holds_nobody_up():
    calls = []

    def act(key, take):
        calls.append(key)
        raise Bad("closed")

    gathered = Gathered(act, most=10)
    for _ in range(2):
        with pytest.raises(Bad, match="closed"):
            gathered("one", 1)
    assert calls == ["one", "one"]
    assert not gathered._lines


def test_a_process_that_ends_in_a_turn_leaves_no_line_behind():
    def act(key, take):
        if key == "taken":
            take()
        raise SystemExit(1)

    gathered = Gathered(act, most=10)
    for key in ("taken", "not yet"):
        with pytest.raises(SystemExit):
            gathered(key, 1)
    assert not gathered._lines


@pytest.mark.django_db
def test_inside_of_a_transaction_it_is_done_there_and_alone():
    def act(key, take):
        return [threading.get_ident() for _one in take()]

    gathered = Gathered(act, most=10)
    # Somebody else leads, in a transaction of their own; ours may yet be rolled back and waits for nobody.
    gathered._lines["one"] = "a line of others"
    assert gathered("one", 1) == threading.get_ident()
