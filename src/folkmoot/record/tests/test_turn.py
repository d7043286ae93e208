"""The sealer gets SQLite's write lock soon after it is free."""

import sqlite3

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from tests.ledger.events import Counted

from folkmoot.record import turn
from folkmoot.record.api import about
from folkmoot.record.models import Checkpoint, RecordedFact
from folkmoot.record.seal import seal

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one write lock")


class Busy:
    """A connection on which the lock is taken for the first tries, as the database would say it."""

    def __init__(self, monkeypatch, tries):
        self.left, self.pauses = tries, []
        kind = type(connections[DEFAULT_DB_ALIAS])
        begin = kind._start_transaction_under_autocommit

        def busy(its):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout")
                assert cursor.fetchone()[0] == 0, "the database must not wait by itself"
            if self.left:
                self.left -= 1
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise OperationalError(*error.args) from error
            begin(its)

        monkeypatch.setattr(kind, "_start_transaction_under_autocommit", busy)
        monkeypatch.setattr(turn.time, "sleep", self.pauses.append)


def timeout():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return cursor.fetchone()[0]


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_it_asks_again_every_millisecond_and_then_waits_as_before(monkeypatch):
    before = timeout()
    busy = Busy(monkeypatch, tries=40)
    with turn.first():
        assert connection.in_atomic_block
    assert busy.pauses == [turn.PAUSE] * 40
    assert timeout() == before > 0


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_it_gives_up_in_the_end_and_leaves_the_connection_usable(monkeypatch):
    before = timeout()
    with monkeypatch.context() as patch:
        patch.setattr(turn, "LONGEST", -1.0)
        Busy(patch, tries=1000)
        with pytest.raises(OperationalError, match="locked"), turn.first():
            raise AssertionError("nobody gets here")
    assert timeout() == before
    with about("ledger/a", actor="office:counting") as fact:
        fact(Counted(amount=1))
    assert seal() == 1


@pytest.mark.django_db(transaction=True)
def test_what_fails_inside_leaves_nothing():
    with about("ledger/a", actor="office:counting") as fact:
        fact(Counted(amount=1))

    def fail():
        with turn.first():
            RecordedFact.objects.update(index=7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert RecordedFact.objects.get().index is None
    assert not Checkpoint.objects.exists()


@pytest.mark.django_db
def test_inside_a_transaction_it_is_a_part_of_it():
    with transaction.atomic(), turn.first():
        assert connection.in_atomic_block
