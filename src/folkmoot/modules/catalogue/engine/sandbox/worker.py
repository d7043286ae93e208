"""Runs one statement of a stranger, in a process that can do nothing else. The second of two layers.

A script of its own: it imports nothing of the product, is started with an empty environment in a folder with nothing but the
permitted tables, reads one job from its standard input, gives up every right that it can, and only then hears the SQL.
What is given up does not come back: limits of the kernel (memory, processor time, open files, no file may grow), the
network, the file system (chroot), the user, and by seccomp every system call that computing does not need.
"""

import ctypes
import datetime as dt
import decimal
import json
import math
import os
import resource
import struct
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

MOST_DEEP_VALUE = 20
MEGA = 1_048_576
NOBODY = 65_534
_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x20000, 0x8000000, 0x10000000, 0x40000000
_M_ARENA_MAX = -8


def main() -> None:
    """One job from the input, frames to the output: a line of JSON each."""
    job = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = job["path"]
    import duckdb

    libc = ctypes.CDLL(None, use_errno=True)
    libc.mallopt(_M_ARENA_MAX, 2)
    with Path("/proc/self/statm").open("rb", buffering=0) as addresses:
        held = confine(job, libc)
        base = opened(duckdb, job)
        # Every byte that the statement takes counts from here: the interpreter, DuckDB and its threads have theirs.
        pages = int(addresses.read(64).split()[0])
    limit(resource.RLIMIT_AS, pages * resource.getpagesize() + job["memory_mb"] * MEGA)
    held |= surrender(libc)
    run(duckdb, base, job, held)


def confine(job: dict[str, Any], libc: ctypes.CDLL) -> set[str]:
    """Limits of the kernel, no network, and a root folder with nothing but the tables; returns what was possible."""
    limit(resource.RLIMIT_AS, 8_192 * MEGA)
    limit(resource.RLIMIT_CPU, job["cpu_seconds"])
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_NOFILE, 64)
    limit(resource.RLIMIT_CORE, 0)
    held = {"limits"}
    # Root can leave the network at once; others can as the root of a namespace of users, where the system permits it.
    spaces = _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWNS
    if libc.unshare(spaces if os.geteuid() == 0 else spaces | _CLONE_NEWUSER) == 0:
        held.add("no_network")
    try:
        os.chroot(".")
        os.chdir("/")
        held.add("no_files")
    except OSError:
        pass
    return held


def limit(what: int, most: int) -> None:
    """Set a limit that cannot be raised again."""
    resource.setrlimit(what, (most, most))


def opened(duckdb: Any, job: dict[str, Any]) -> Any:
    """A database in memory with a view for each permitted table, closed against everything else."""
    config = {
        "threads": job["threads"],
        "memory_limit": f"{job['memory_mb']}MB",
        "max_temp_directory_size": "0B",
        "temp_directory": "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }
    base = duckdb.connect(":memory:", config=config)
    for number, name in enumerate(job["tables"]):
        base.execute(f"ATTACH '{number}.duckdb' AS t{number} (READ_ONLY)")
        quoted = name.replace('"', '""')
        base.execute(f'CREATE VIEW "{quoted}" AS SELECT * FROM t{number}.rows')
    # A first statement makes the engine load what it needs while files can still be opened.
    base.execute(
        "SELECT count(*), date_trunc('month', DATE '2020-01-01'), lower('A') LIKE 'a' FROM range(3)"
    ).fetchall()
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")
    return base


def surrender(libc: ctypes.CDLL) -> set[str]:
    """Stop being anybody, and give up every system call but those of SYSTEM_CALLS."""
    held: set[str] = set()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    if os.geteuid() != 0:
        held.add("no_rights")
    if seccomp(libc):
        held.add("no_calls")
    return held


# In both lists, in this order: read, write, close, fstat, lseek, mmap, mprotect, munmap, brk, rt_sigaction, rt_sigprocmask,
# rt_sigreturn, pread64, sched_yield, mremap, madvise, nanosleep, getpid, exit, uname, sigaltstack, gettid, futex,
# sched_getaffinity, clock_gettime, clock_getres, clock_nanosleep, exit_group, set_robust_list, getrandom, rseq, getrusage,
# membarrier.
_X86_64 = (
    "0 1 3 5 8 9 10 11 12 13 14 15 17 24 25 28 35 39 60 63 131 186 202 204 228 229 230 231 273 318 334 98 324"
)
_ARM64 = "63 64 57 80 62 222 226 215 214 134 135 139 67 124 216 233 101 172 93 160 132 178 98 123 113 114 115 94 99 278 293 165 283"
SYSTEM_CALLS: dict[str, tuple[int, tuple[int, ...], int, int]] = {
    "x86_64": (0xC000003E, tuple(map(int, _X86_64.split())), 56, 317),
    "aarch64": (0xC00000B7, tuple(map(int, _ARM64.split())), 220, 277),
}
"""For each machine: its audit architecture, the permitted calls, and the numbers of clone (for threads alone) and seccomp."""
_ALLOW, _REFUSE, _ABSENT = 0x7FFF0000, 0x00050001, 0x00050026
_CLONE_THREAD, _CLONE3 = 0x10000, 435


def seccomp(libc: ctypes.CDLL) -> bool:
    """Install the filter for all threads; False where this kernel or machine has none. Refused calls fail with EPERM."""
    machine = SYSTEM_CALLS.get(os.uname().machine)
    if machine is None or not sys.platform.startswith("linux"):
        return False
    architecture, calls, clone, number = machine
    program = _program(architecture, calls, clone)
    filters = ctypes.create_string_buffer(b"".join(program), len(program) * 8)
    described = struct.pack("HxxxxxxP", len(program), ctypes.addressof(filters))
    if libc.prctl(38, 1, 0, 0, 0):
        return False
    return bool(
        libc.syscall(ctypes.c_long(number), ctypes.c_uint(1), ctypes.c_uint(1), ctypes.c_char_p(described))
        == 0
    )


def _program(architecture: int, calls: tuple[int, ...], clone: int) -> list[bytes]:
    """Classic BPF: the right architecture, a permitted call, or clone for a thread; clone3 is said not to exist."""

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    load, equal, tests, give = 0x20, 0x15, 0x45, 0x06
    program = [step(load, 4), step(equal, architecture, 1, 0), step(give, _REFUSE), step(load, 0)]
    for one in calls:
        program += [step(equal, one, 0, 1), step(give, _ALLOW)]
    # The C library tries clone3 first and falls back to clone, whose flags can be looked at.
    program += [
        step(equal, _CLONE3, 0, 1),
        step(give, _ABSENT),
        step(equal, clone, 1, 0),
        step(give, _REFUSE),
    ]
    program += [step(load, 16), step(tests, _CLONE_THREAD, 0, 1), step(give, _ALLOW), step(give, _REFUSE)]
    return program


def run(duckdb: Any, base: Any, job: dict[str, Any], held: set[str]) -> None:
    """Say what is given up, stop if that is not enough, then run the statement and write what it finds."""
    out = sys.stdout.buffer
    send(out, {"held": sorted(held)})
    if missing := sorted(set(job["required"]) - held):
        finish(
            out, {"error": "unsafe", "message": f"this machine cannot confine a query: {', '.join(missing)}"}
        )
    stop = threading.Timer(job["seconds"], base.interrupt)
    stop.daemon = True
    stop.start()
    try:
        finish(out, answered(base, job, out))
    except duckdb.InterruptException:
        finish(
            out,
            {"error": "time", "message": f"this took longer than {job['seconds']:g} seconds and was stopped"},
        )
    except (MemoryError, duckdb.OutOfMemoryException):
        finish(
            out,
            {
                "error": "memory",
                "message": f"this needs more than the {job['memory_mb']} megabytes that a query may use",
            },
        )
    except duckdb.Error as error:
        finish(out, {"error": "sql", "message": str(error)[:1_000]})


def answered(base: Any, job: dict[str, Any], out: Any) -> dict[str, Any]:
    """Rows until they end, or until there are enough."""
    # Strangers' statements come one at a time: a second one in the text would run before the first is looked at.
    found = base.extract_statements(job["sql"])
    if len(found) != 1:
        return {"error": "sql", "message": "write exactly one statement"}
    if found[0].type.name != "SELECT":
        return {"error": "sql", "message": "only SELECT is permitted here"}
    base.execute(found[0])
    columns = [(one[0], str(one[1])) for one in base.description or ()]
    send(out, {"columns": columns})
    rows = size = 0
    while piece := base.fetchmany(500):
        for row in piece:
            line = encoded(row)
            if rows >= job["rows"] or size + len(line) > job["bytes"]:
                return {"rows": rows, "truncated": True}
            out.write(line)
            rows, size = rows + 1, size + len(line)
    return {"rows": rows, "truncated": False}


def encoded(row: tuple[Any, ...]) -> bytes:
    """A row as a line of JSON."""
    return (
        json.dumps([plain(one) for one in row], ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )
        + b"\n"
    )


def plain(value: Any, deep: int = 0) -> Any:
    """A value as JSON can carry it; exact decimals as texts, what is not a number as absent."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if deep > MOST_DEEP_VALUE:
        return None
    if isinstance(value, dict):
        return {str(key): plain(one, deep + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, deep + 1) for one in value]
    return str(value)


def send(out: Any, frame: dict[str, Any]) -> None:
    """A frame is an object; rows are lists."""
    out.write(json.dumps(frame).encode() + b"\n")
    out.flush()


def finish(out: Any, frame: dict[str, Any]) -> None:
    """The last frame; nothing of the interpreter's own clearing up is needed."""
    send(out, frame)
    os._exit(0)


if __name__ == "__main__":
    main()
