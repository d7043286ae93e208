"""Limits hold when many ask at the same moment, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from folkmoot.people.limits import Limit, client_key, purge, spend
from folkmoot.people.models import Spending
from folkmoot.record import clock

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_exactly_the_limit_gets_through():
    limit, threads, each = Limit("test.race", 25, 3600), 8, 10
    together = Barrier(threads)

    def ask(_number):
        try:
            together.wait(timeout=30)
            return [spend(limit, "203.0.113.7").allowed for _ in range(each)]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        answers = [one for many in pool.map(ask, range(threads)) for one in many]
    assert len(answers) == threads * each
    assert sum(answers) == limit.count
    assert Spending.objects.get().spent == threads * each


@pytest.mark.django_db
def test_a_window_ends_and_says_when(django_assert_num_queries):
    limit = Limit("test.window", 2, 60)
    with clock.telling(NOON):
        with django_assert_num_queries(1):
            assert spend(limit, "a").allowed
        assert spend(limit, "a").allowed
    with clock.telling(NOON + timedelta(seconds=20)):
        refused = spend(limit, "a")
        assert (refused.allowed, refused.retry_after) == (False, 40)
        assert spend(limit, "b").allowed
        assert spend(Limit("test.other", 2, 60), "a").allowed
    with clock.telling(NOON + timedelta(seconds=60)):
        assert spend(limit, "a").allowed


@pytest.mark.django_db
def test_no_address_is_stored_and_old_counts_go():
    with clock.telling(NOON):
        spend(Limit("test.purge", 1, 60), "203.0.113.7")
        row = Spending.objects.get()
        assert "203.0.113.7" not in row.key
        assert purge() == 0
    with clock.telling(NOON + timedelta(seconds=61)):
        assert purge() == 1


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address", "key"),
    [
        (False, "198.51.100.1", "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (True, "10.0.0.1, 198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (True, "", "203.0.113.7", "203.0.113.7"),
        (False, "", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (False, "", "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_who_is_asking(rf, settings, trusted, forwarded, address, key):
    settings.FOLKMOOT_TRUST_FORWARDED_FOR = trusted
    given = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_key(rf.get("/", headers=given, REMOTE_ADDR=address)) == key
