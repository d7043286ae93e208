"""The web server, and the supervisor that keeps web, worker and sealer running on one machine."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

STEADY = 30.0
"""Seconds a process must live before an end counts as its first failure again."""
LONGEST_WAIT = 30.0
PATIENCE = 20.0
"""Seconds for a process to end by itself before it is killed."""


def web(*, address: str, port: int) -> None:
    """Serve the site and ``/live`` from one port until SIGTERM or SIGINT."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "folkmoot.site.asgi:application",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        workers=settings.FOLKMOOT_WEB_WORKERS,
        websockets=False,
        # Every open /live connection counts against the server's own limit, so that one lies above ours.
        backlog=max(1024, settings.FOLKMOOT_LIVE_CONNECTIONS),
        backpressure=settings.FOLKMOOT_LIVE_CONNECTIONS + 256,
        respawn_failed_workers=True,
        # Streams of /live never end by themselves, so a worker that is asked to stop may have to be made to.
        workers_kill_timeout=5,
    ).serve()


def _log_as_the_others() -> None:
    """The supervisor starts without Django's settings; its few lines look like those of the processes it runs."""
    from folkmoot.site.logs import JsonLines, Redact, TextLines

    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if os.environ.get("FOLKMOOT_LOG_FORMAT") == "json" else TextLines())
    handler.addFilter(Redact())
    logging.basicConfig(level=logging.INFO, handlers=[handler])


@dataclass
class Child:
    """One supervised process; ``due`` is when it may start again after it ended."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default_factory=time.monotonic)

    def tend(self) -> None:
        """Start the process when it is due; notice its end and set when it is due again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.process = subprocess.Popen(self.words, start_new_session=True)  # noqa: S603 - our own words.
                self.started = now
            return
        code = self.process.poll()
        if code is None:
            return
        self.failures = 1 if now - self.started > STEADY else self.failures + 1
        wait = min(LONGEST_WAIT, 2.0 ** (self.failures - 1))
        log.error("%s ended with %s; starting it again in %.0f s", self.name, code, wait)
        self.process, self.due = None, now + wait


class Supervisor:
    """Keeps named commands running until SIGTERM or SIGINT, then stops them all."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self.children = [Child(name, words) for name, words in commands.items()]
        self._stopping = threading.Event()

    def run(self) -> int:
        """Supervise until a signal comes; returns 0, or 1 when a process had to be killed."""
        _log_as_the_others()
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, lambda _number, _frame: self._stopping.set())
        try:
            while not self._stopping.is_set():
                for child in self.children:
                    child.tend()
                self._stopping.wait(0.2)
        finally:
            killed = self._stop()
        return killed

    def _stop(self) -> int:
        """Ask every process to end, wait, kill those that do not. Each has a session of its own, so that a
        Ctrl-C in the terminal reaches it through us only, once.
        """
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()
        deadline, killed = time.monotonic() + PATIENCE, 0
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed = 1
        return killed
