"""Memory of 1,000 idle /live connections, against the same server holding each by a thread (WSGI).

Usage: ./run bench live [CONNECTIONS]. Prints megabytes and the ratio; reads resident memory from /proc (Linux).
"""

import http.client
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Files of this folder are called as well-known libraries are, so that it must not be looked into first.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from folkmoot.site.tests.serving import APPEND, free_port, prepare, python, served, surroundings, wait_for  # noqa: E402

PEER = """
import sys, threading
from granian import Granian
gate = threading.Event()
def application(environ, start):
    start("200 OK", [("Content-Type", "text/event-stream")])
    if environ["PATH_INFO"] == "/healthz":
        return [b"ok"]
    def body():
        yield b"retry: 5000\\n\\n"
        gate.wait()
    return body()
if __name__ == "__main__":
    port, count = int(sys.argv[1]), int(sys.argv[2])
    Granian("peer:application", port=port, interface="wsgi", blocking_threads=count + 10,
            backlog=2 * count, backpressure=count + 10, workers_kill_timeout=1).serve()
"""
"""The same server without ASGI: one waiting thread for each stream."""


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(other for one in below for other in tree(int(one)))]


def resident(pid: int) -> int:
    """Kilobytes of private memory of a process and all below it."""
    return sum(
        int(line.split()[1])
        for one in tree(pid)
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        if line.startswith("Private")
    )


def open_streams(port: int, count: int) -> list[tuple[http.client.HTTPConnection, http.client.HTTPResponse]]:
    """That many connections, each of which has its first line."""
    streams = []
    for _ in range(count):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/live")
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.readline() == b"retry: 5000\n"
        streams.append((connection, answer))
    return streams


def close(streams: list[tuple[http.client.HTTPConnection, http.client.HTTPResponse]]) -> None:
    for connection, answer in streams:
        answer.close()
        connection.close()


def ours(count: int, data: str) -> tuple[int, float]:
    """Kilobytes that the connections take, and seconds until the last of them has heard of a new fact."""
    environment = surroundings(data, FOLKMOOT_LIVE_CONNECTIONS=str(count + 10))
    prepare(environment)
    with served(environment) as (port, process):
        warm = open_streams(port, 1)
        time.sleep(2)
        before = resident(process.pid)
        streams = open_streams(port, count)
        time.sleep(2)
        grown = resident(process.pid) - before
        python(environment, "-c", APPEND, "1")
        sealed = time.monotonic()
        for _, answer in streams:
            while not answer.readline().startswith(b"data: "):
                pass
        told = time.monotonic() - sealed
        close(streams + warm)
    return grown, told


def peer(count: int, data: str) -> int:
    """Kilobytes that the connections take where each holds a thread."""
    Path(data, "peer.py").write_text(PEER)
    port = free_port()
    process = subprocess.Popen([sys.executable, "peer.py", str(port), str(count)], cwd=data)
    try:
        wait_for(port)
        before = resident(process.pid)
        streams = open_streams(port, count)
        time.sleep(2)
        grown = resident(process.pid) - before
        close(streams)
    finally:
        process.terminate()
        process.wait(30)
    return grown


def main(count: int) -> None:
    """Measure and print."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as data:
        grown, told = ours(count, data)
        other = peer(count, data)
    figures = {
        "connections": count,
        "live_MB": round(grown / 1024, 1),
        "live_kB_each": round(grown / count, 1),
        "threads_MB": round(other / 1024, 1),
        "ratio_threads_to_live": round(other / grown, 2),
        "all_told_after_s": round(told, 2),
    }
    print(json.dumps(figures))
    print(
        f"{figures['live_MB']} MB for {count} idle connections; threads take {figures['ratio_threads_to_live']} times that"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
