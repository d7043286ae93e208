"""What is remembered is never older than the facts it follows from."""

import pytest
from django.db import transaction
from tests.ledger.events import Counted

from folkmoot.record import remember
from folkmoot.record.api import about
from folkmoot.record.remember import Remembered

pytestmark = pytest.mark.django_db


def append():
    with about("ledger/a", actor="office:counting") as fact:
        fact(Counted(amount=1))


@pytest.fixture
def reading():
    remembered, reads = Remembered(Counted.kind), []

    def read():
        return remembered.now().get("key", lambda: reads.append(1) or len(reads))

    return read


def test_it_is_read_once_until_a_fact_comes(reading):
    assert [reading(), reading()] == [1, 1]
    append()
    assert [reading(), reading()] == [2, 2]


def test_a_transaction_sees_its_own_facts_and_nobody_keeps_what_was_rolled_back(reading):
    append()
    assert reading() == 1
    with transaction.atomic():
        append()
        assert reading() == 2
        transaction.set_rollback(True)
    assert reading() == 3
    append()
    assert reading() == 4, "as many facts as in the transaction that never was, but not the same ones"


def test_other_facts_do_not_disturb(reading):
    other = Remembered("places.institution_described")
    first = other.now()
    append()
    assert other.now() is first
    assert reading() == 1


def test_it_is_read_again_after_a_while(reading, monkeypatch):
    assert [reading(), reading()] == [1, 1]
    monkeypatch.setattr(remember, "LONGEST", -1.0)
    assert reading() == 2


def test_it_costs_one_statement(reading, django_assert_num_queries):
    append()
    reading()
    with django_assert_num_queries(1):
        reading()
