"""The processes of an installation: web, worker, sealer, and the supervisor of all three."""

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

PERIOD = 1.0
"""Seconds from the start of one round of sealing or following to the start of the next."""
LONGEST_WAIT = 30.0
"""Seconds between tries at most, while the database or something else stays broken."""


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add serve, web, sealer, worker, seal and follow."""
    serving = verbs.add_parser(
        "serve", help="web, worker and sealer on this machine, restarted when one dies"
    )
    serving.set_defaults(run=serve, alone=True)
    web = verbs.add_parser("web", help="the web server alone")
    web.set_defaults(run=run_web, alone=False)
    for one in (serving, web):
        one.add_argument("--port", type=int, default=8000)
        one.add_argument(
            "--address", default="127.0.0.1", help="address to listen at (default: this machine only)"
        )
    for name, text, run in (
        ("sealer", "seal about once a second until stopped", run_sealer),
        ("worker", "let the followers read and do the chores until stopped", run_worker),
        ("seal", "seal what waits, once", seal_once),
        ("follow", "let every follower read what is sealed, once", follow_once),
    ):
        verbs.add_parser(name, help=text).set_defaults(run=run, alone=False)


def serve(options: argparse.Namespace) -> int:
    """Supervise the three processes until SIGTERM or SIGINT."""
    from folkmoot.site.serve import Supervisor

    folkmoot = [sys.executable, "-m", "folkmoot.site.cli"]
    where = ["--port", str(options.port), "--address", options.address]
    return Supervisor(
        {"web": [*folkmoot, "web", *where], "sealer": [*folkmoot, "sealer"], "worker": [*folkmoot, "worker"]}
    ).run()


def run_web(options: argparse.Namespace) -> int:
    """The web server; a new installation's set-up code is printed first."""
    from folkmoot.site.serve import web

    _tell_setup_code()

    web(address=options.address, port=options.port)
    return 0


def _tell_setup_code() -> None:
    """Print the code while nobody is an administrator. A database that is not ready yet is no reason not to serve."""
    from django.conf import settings
    from django.db import DatabaseError, connections

    from folkmoot.people import claiming

    try:
        if not claiming.is_claimed():
            log.warning(
                "this installation has no administrator yet: open %s/setup with the code %s",
                settings.ORIGIN,
                claiming.setup_code(),
            )
    except DatabaseError as error:
        log.warning("the set-up code cannot be told: %s", type(error).__name__)
    finally:
        # The server makes processes of its own, which must not share this connection.
        connections.close_all()


def forever(name: str, work: Callable[[], int]) -> int:
    """Do the work once a second until a signal; after an error log it, drop connections and wait longer."""
    from django.db import connections

    stopped = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda _number, _frame: stopped.set())
    log.info("%s has started", name)
    failures = 0
    while not stopped.is_set():
        began = time.monotonic()
        try:
            work()
            failures = 0
            wait = began + PERIOD - time.monotonic()
        except Exception:
            failures += 1
            wait = min(LONGEST_WAIT, 2.0 ** (failures - 1))
            log.exception("%s failed %s times in a row; next try in %.0f s", name, failures, wait)
            # The connection may be what broke: the next round makes a new one.
            connections.close_all()
        stopped.wait(max(0.0, wait))
    log.info("%s has stopped", name)
    return 0


def run_sealer(_options: argparse.Namespace) -> int:
    """Seal about once a second; witnesses are asked in the background and cannot hold it up."""
    from folkmoot.record import witnessing
    from folkmoot.record.seal import seal

    ended = threading.Event()
    witnessing.start(ended.wait)
    try:
        return forever("sealer", seal)
    finally:
        ended.set()


def run_worker(_options: argparse.Namespace) -> int:
    """Let the followers read, and do the chores beside them."""
    from folkmoot.followers.all import followers
    from folkmoot.record.follow import run_all
    from folkmoot.site import chores

    every = followers()
    with chores.beside(chores.chores()):
        return forever("worker", lambda: run_all(every))


def seal_once(_options: argparse.Namespace) -> int:
    """Seal what waits."""
    from folkmoot.record.seal import seal

    print(f"{seal():,} facts sealed")
    return 0


def follow_once(_options: argparse.Namespace) -> int:
    """Let every follower read what is sealed."""
    from folkmoot.followers.all import followers
    from folkmoot.record.follow import run_all

    every = followers()
    print(f"{run_all(every):,} facts read by {len(every)} followers")
    return 0
