"""Measuring a real server from outside: processor time of its processes, and how long clients wait."""

import http.client
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TICK = 1000 / os.sysconf("SC_CLK_TCK")
"""Milliseconds in a unit of /proc/PID/stat (proc_pid_stat(5))."""


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(other for one in below for other in tree(int(one)))]


def cpu_ms(pid: int) -> float:
    """Milliseconds of processor time, user and system, that a process and all below it have used."""
    total = 0
    for one in tree(pid):
        # The name in brackets may hold spaces; what follows it is utime and stime as fields 14 and 15.
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total * TICK


def backends(url: str) -> list[int]:
    """The processes of a PostgreSQL server on this machine that serve one database; none of another machine's."""
    import psycopg

    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url, autocommit=True) as connection:
        found = [pid for (pid,) in connection.execute(asked)]
    return [pid for pid in found if Path(f"/proc/{pid}/stat").exists()]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the others lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request costs: milliseconds of the server's processors, and of waiting at the 95th percentile."""

    cpu: float
    p95: float


def measure(port: int, pid: int, paths: Sequence[str], *, seconds: float, cookie: str = "") -> Cost:
    """Ask for the paths one after the other over one connection, for that many seconds after a warm round."""
    headers = {"Cookie": cookie} if cookie else {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(path: str) -> float:
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}: {body[:300]!r}")
        return time.perf_counter() - began

    for path in paths[:20]:
        ask(path)
    waits: list[float] = []
    before, until = cpu_ms(pid), time.perf_counter() + seconds
    while time.perf_counter() < until or len(waits) < 20:
        waits.append(ask(paths[len(waits) % len(paths)]))
    used = cpu_ms(pid) - before
    connection.close()
    return Cost(used / len(waits), percentile(waits, 0.95) * 1000)


def database(server: str, name: str, *, there: bool) -> None:
    """Make an empty database on a PostgreSQL server, or take it away with whatever is still connected to it."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if there:
            connection.execute(f'CREATE DATABASE "{name}"')
