"""Starts a worker for each statement of a stranger, hears it out, and ends it in time."""

import contextlib
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.query.answer import Answer
from folkmoot.modules.catalogue.engine.query.columns import Column
from folkmoot.modules.catalogue.engine.running.admission import Busy, Gate
from folkmoot.modules.catalogue.engine.running.generations import TABLE, Lease
from folkmoot.record.refusal import Refusal, Refused

WORKER = Path(__file__).with_name("worker.py")
PROTECTIONS = frozenset({"limits", "no_network", "no_files", "no_rights", "no_calls"})
"""What a worker can give up: see docs/scale.md. Whatever of it an installation requires must be possible there."""
STRICT = frozenset({"limits", "no_calls"})
"""Without these two a stranger's SQL is not run; seccomp alone already keeps it from files and the network."""
_START, _GRACE = 30.0, 1.5
"""Seconds for a worker to be ready, and to stop a statement whose time is over."""
_PIECE = 1 << 16
_SLACK = 1 << 20
_KINDS = {
    "TINYINT": "int",
    "SMALLINT": "int",
    "INTEGER": "int",
    "BIGINT": "int",
    "HUGEINT": "int",
    "UBIGINT": "int",
}
_KINDS |= {
    "FLOAT": "number",
    "DOUBLE": "number",
    "VARCHAR": "text",
    "BOOLEAN": "bool",
    "DATE": "date",
    "TIME": "time",
}
_KINDS |= {"TIMESTAMP": "timestamp"}


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement found; values are as JSON carries them. `truncated` says that there are more rows."""

    answer: Answer
    truncated: bool
    held: frozenset[str]


class Stopped(Refused):
    """A statement that needed more time, memory or room than it may use."""


class Unconfined(Refused):
    """None is run, since this machine cannot confine a statement as it must."""


@dataclass(slots=True)
class Sandbox:
    """Runs SQL of the public over generations below `root`, `most_at_once` at the same time.

    A statement has `seconds`, `memory` megabytes, and gives at most `rows` rows in `size` bytes. `tell` hears what became
    of each: answered, forbidden, wrong, stopped, unconfined or busy.
    """

    root: Path
    most_at_once: int = 2
    wait: float = 10.0
    seconds: float = 5.0
    memory: int = 512
    threads: int = 2
    rows: int = 32_000
    size: int = 16_000_000
    required: Collection[str] = STRICT
    tell: Callable[[str], None] = lambda _outcome: None
    _gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self._gate = Gate(self.most_at_once, self.wait)

    def ask(self, sql: str, tables: Mapping[str, str]) -> Result:
        """What a statement finds; `tables` are the permitted ones, each with its generation.

        Raises Refused for what is not permitted, wrong, or too much; Busy, when too many ask; Gone.
        """
        # The parser takes half a second to import; a process that is never asked goes without.
        from folkmoot.modules.catalogue.engine.sandbox.allow import allowed

        outcome = "forbidden"
        try:
            safe = allowed(sql, tables)
            outcome = "wrong"
            found = self.run(safe, tables)
            outcome = "answered"
        except (Stopped, Unconfined, Busy) as error:
            outcome = type(error).__name__.lower()
            raise
        finally:
            self.tell(outcome)
        return found

    def run(self, sql: str, tables: Mapping[str, str]) -> Result:
        """Run SQL as it is. Only for what `allowed` wrote, and for tests of what holds without it."""
        with self._gate.inside(), contextlib.ExitStack() as stack:
            # Only links of the permitted files are in the worker's folder, which becomes its whole file system. They
            # have to lie on the disk of the files themselves.
            folder = Path(tempfile.mkdtemp(prefix=".asked-", dir=self.root))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            for number, generation in enumerate(tables.values()):
                lease = stack.enter_context(Lease(self.root, generation))
                os.link(lease.folder / TABLE, folder / f"{number}.duckdb")
            return self._heard(sql, list(tables), folder)

    def _heard(self, sql: str, tables: list[str], folder: Path) -> Result:
        job = {
            "sql": sql,
            "tables": tables,
            "path": [
                one for one in sys.path if one.endswith(("-packages", "lib-dynload")) or "/python3" in one
            ],
            "threads": self.threads,
            "memory_mb": self.memory,
            "cpu_seconds": int(self.seconds * self.threads) + 3,
            "seconds": self.seconds,
            "rows": self.rows,
            "bytes": self.size,
            "required": sorted(self.required),
        }
        command = [sys.executable, "-I", "-S", "-B", str(WORKER)]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and our own script.
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={},
            close_fds=True,
            start_new_session=True,
        ) as worker:
            try:
                said = self._read(worker, json.dumps(job).encode() + b"\n")
            finally:
                worker.kill()
        return self._result(said)

    def _read(self, worker: "subprocess.Popen[bytes]", job: bytes) -> bytes:
        """All that the worker writes, until it ends, writes too much, or takes too long."""
        assert worker.stdin is not None  # noqa: S101 - they were asked for.
        assert worker.stdout is not None  # noqa: S101
        with contextlib.suppress(BrokenPipeError):
            worker.stdin.write(job)
            worker.stdin.close()
        # Starting an interpreter on a busy machine takes a while that is not the statement's. It ends with the first frame.
        until = time.monotonic() + _START
        pieces: list[bytes] = []
        size = 0
        os.set_blocking(worker.stdout.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(worker.stdout, selectors.EVENT_READ)
            while (left := until - time.monotonic()) > 0:
                if not selector.select(left):
                    continue
                piece = os.read(worker.stdout.fileno(), _PIECE)
                if not piece:
                    return b"".join(pieces)
                if not pieces:
                    # The worker stops the statement itself; where it cannot, it is stopped a little later.
                    until = time.monotonic() + self.seconds + _GRACE
                pieces.append(piece)
                size += len(piece)
                if size > self.size + _SLACK:
                    raise _stopped("the answer is too large")
        raise _stopped("this took longer than %(seconds)s seconds and was stopped", seconds=int(self.seconds))

    def _result(self, said: bytes) -> Result:
        """The frames of a worker. What it writes is not trusted: it ran a stranger's SQL."""
        try:
            frames = [json.loads(line) for line in said.splitlines()]
        except ValueError:
            frames = []
        objects = [one for one in frames if isinstance(one, dict)]
        rows = [tuple(one) for one in frames if isinstance(one, list)]
        last = objects[-1] if objects else {}
        if "error" in last:
            kind = _FAULTS.get(str(last["error"]), Refused)
            raise kind([Refusal.of("sql", "%(message)s", message=_first(str(last.get("message"))))])
        if "rows" not in last or last["rows"] != len(rows):
            raise _stopped("this needed more memory or time than a query may use, and was stopped")
        columns = tuple(Column(str(name), _kind(str(kind))) for name, kind in objects[1]["columns"])
        return Result(Answer(columns, tuple(rows)), bool(last["truncated"]), frozenset(objects[0]["held"]))


_FAULTS: Mapping[str, type[Refused]] = {"time": Stopped, "memory": Stopped, "unsafe": Unconfined}
"""What a worker says went wrong; anything else is the statement's own fault."""


def _kind(name: str) -> str:
    return "number" if name.startswith("DECIMAL") else _KINDS.get(name, "json")


def _first(message: str) -> str:
    """The first line of an error; the others show the statement again or give advice to operators."""
    return message.partition("\n")[0].strip()[:300] or "this cannot be computed"


def _stopped(pattern: str, **params: Any) -> Stopped:
    return Stopped([Refusal.of("sql", pattern, **params)])
