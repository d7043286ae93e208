"""What a witness remembers: the newest checkpoint of each log, in one SQLite file."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from folkmoot.record.cosign import WitnessSigner
from folkmoot.record.witness.answer import Kept, Logs, Refused, checkpoint_of, judge, read

_TABLE = """CREATE TABLE IF NOT EXISTS seen (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, cosigned INTEGER NOT NULL
) STRICT"""
_FORKS = """CREATE TABLE IF NOT EXISTS forks (
    origin TEXT PRIMARY KEY, signed BLOB NOT NULL, refused BLOB NOT NULL, found INTEGER NOT NULL
) STRICT"""


class Ledger:
    """The memory of a witness. Several processes and threads may use one file; each call has its own connection."""

    def __init__(
        self, path: Path, signer: WitnessSigner, logs: Logs, *, now: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._signer = signer
        self._logs = logs
        self._now = now
        with self._writing() as database:
            database.execute(_TABLE)
            database.execute(_FORKS)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            # FULL: what was signed must not be forgotten by a power cut, or the witness could sign a fork.
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            yield database
        finally:
            database.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other one can enter between reading and writing."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def add(self, body: bytes) -> str:
        """Answer add-checkpoint with a cosignature line; what it is about is on disk by then. Raises Refused."""
        asked = read(body)
        checkpoint, text, signed = checkpoint_of(asked.note, self._logs)
        origin = checkpoint.origin
        at, refusal = int(self._now()), None
        line = self._signer.line(text, at=at)
        with self._writing() as database:
            kept, note = self._kept(database, origin)
            try:
                judge(asked, checkpoint, kept)
            except Refused as problem:
                refusal = problem
            if refusal is None:
                database.execute(
                    "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
                    (origin, checkpoint.size, checkpoint.root, f"{text}\n{signed}{line}".encode(), at),
                )
            elif refusal.fork:
                # Two signed notes that contradict each other convict the log: the first such pair is kept.
                database.execute(
                    "INSERT OR IGNORE INTO forks VALUES (?, ?, ?, ?)", (origin, note, asked.note, at)
                )
        if refusal is not None:
            raise refusal
        return line

    @staticmethod
    def _kept(database: sqlite3.Connection, origin: str) -> tuple[Kept | None, bytes]:
        row = database.execute("SELECT size, root, note FROM seen WHERE origin = ?", (origin,)).fetchone()
        return (Kept(row[0], row[1]), row[2]) if row else (None, b"")

    def checkpoint(self, origin: str) -> bytes | None:
        """The newest checkpoint of a log with the log's signature and this witness's, or None."""
        with self._open() as database:
            return self._kept(database, origin)[1] or None

    def sizes(self) -> dict[str, int]:
        """How many entries of each log were seen."""
        with self._open() as database:
            return dict(database.execute("SELECT origin, size FROM seen ORDER BY origin"))

    def forks(self) -> dict[str, tuple[bytes, bytes]]:
        """For each log that signed two trees of one size, the note that was signed here and the one that was refused."""
        with self._open() as database:
            rows = database.execute("SELECT origin, signed, refused FROM forks ORDER BY origin").fetchall()
        return {origin: (signed, refused) for origin, signed, refused in rows}
