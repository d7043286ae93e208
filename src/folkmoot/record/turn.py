"""The sealer's turn to write, on a database with one writer at a time.

SQLite has no queue at its write lock. Whoever waits asks again after a pause that grows to a tenth of a second, so that
under load those who have just come find the lock free and the sealer, which waits longest, does not. It therefore asks
every millisecond itself: it writes once a second for everybody, and the others lose a few milliseconds of their turn.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

PAUSE = 0.001
"""Seconds between two tries to get the write lock."""
LONGEST = 30.0
"""Seconds after which the lock is given up, as every other connection does."""


@contextmanager
def first() -> Iterator[None]:
    """A transaction that holds the write lock from its beginning, got as early as it could be."""
    with ExitStack() as stack:
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            _enter_often(stack)
        else:
            stack.enter_context(transaction.atomic())
        yield


def _enter_often(stack: ExitStack) -> None:
    """Begin the transaction, asking every PAUSE; the connection's own way to wait is as before afterwards."""
    until = time.monotonic() + LONGEST
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    stack.enter_context(transaction.atomic())
                except OperationalError as error:
                    if not _is_busy(error) or time.monotonic() > until:
                        raise
                    time.sleep(PAUSE)
                else:
                    return
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


def _is_busy(error: OperationalError) -> bool:
    # The lowest byte is the kind of error, what is above it says more (sqlite.org/rescode.html).
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY
