"""Subjects that are held beside others: many at once, and never while somebody acts on them."""

import threading

import pytest
from django.db import connection
from django.test import TransactionTestCase
from tests.ledger.events import Counted
from tests.ledger.models import Tally

from folkmoot.record.api import RefusedFact, about, timeline

OFFICE = "office:counting"
WAIT = 20.0


def _thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    started = threading.Thread(target=run)
    started.start()
    return started


class Beside(TransactionTestCase):
    """With real transactions: advisory locks on PostgreSQL, one writer on SQLite."""

    def test_no_fact_is_taken_about_what_is_only_beside(self):
        with (
            pytest.raises(RefusedFact, match="not locked"),
            about("ledger/a", actor=OFFICE, beside=["ledger/all"]) as fact,
        ):
            fact(Counted(amount=1), subject="ledger/all")

    def test_whoever_acts_on_it_sees_all_who_were_beside(self):
        inside, go = threading.Event(), threading.Event()
        seen = []

        def one():
            with about("ledger/a", actor=OFFICE, beside=["ledger/all"]) as fact:
                inside.set()
                go.wait(WAIT)
                fact(Counted(amount=5))

        def close():
            with about("ledger/all", actor=OFFICE):
                seen.append(Tally.objects.filter(pk="ledger/a").values_list("total", flat=True).first())

        first = _thread(one)
        assert inside.wait(WAIT)
        second = _thread(close)
        second.join(0.3)
        assert not seen, "it waits until nobody is beside"
        go.set()
        first.join(WAIT)
        second.join(WAIT)
        assert seen == [5]

    def test_many_are_beside_at_once(self):
        if connection.vendor != "postgresql":
            self.skipTest("SQLite has one writer at a time")
        together = threading.Barrier(3)

        def one(subject):
            with about(subject, actor=OFFICE, beside=["ledger/all"]) as fact:
                together.wait(WAIT)
                fact(Counted(amount=1))

        threads = [_thread(lambda at=at: one(f"ledger/{at}")) for at in range(3)]
        for each in threads:
            each.join(WAIT)
        assert [len(timeline(f"ledger/{at}")) for at in range(3)] == [1, 1, 1]
