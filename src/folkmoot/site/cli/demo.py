"""``folkmoot demo``: a town whose story is told once, through the same services that people use, and then served.

The story is told into a draft directory that gets its name when it is complete, so a run that was interrupted
leaves nothing behind that looks like a town.
"""

import argparse
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOWN = "town"
FOLLOWERS = "followers"
"""The part whose story follows all others."""


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add demo, and the two steps it runs as processes of their own."""
    demo = verbs.add_parser("demo", help="the demo town, told once and then served")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data", type=Path, default=Path("var/demo"), metavar="DIR")
    demo.add_argument(
        "--fresh", action="store_true", help="forget what happened in the town and tell it again"
    )
    demo.add_argument("--no-serve", action="store_true", help="tell the story and stop")
    demo.set_defaults(run=run, alone=True)
    # The settings are read when Django starts, so whoever chooses them has to be another process.
    for name, text, step in (
        ("prepare", "migrate, make the cache table, collect static files", prepare),
        ("tell", "tell the demo town's story into an empty installation", tell),
    ):
        verbs.add_parser(name, help=text).set_defaults(run=step, alone=False)


def run(options: argparse.Namespace) -> int:
    """Make the town if it is not there, then serve it."""
    data: Path = options.data.resolve()
    town = data / TOWN
    environment = os.environ | {
        "FOLKMOOT_DEMO": "1",
        "FOLKMOOT_ORIGIN": f"http://127.0.0.1:{options.port}",
        "DJANGO_SETTINGS_MODULE": "folkmoot.site.settings",
        "FOLKMOOT_LOG_LEVEL": os.environ.get("FOLKMOOT_LOG_LEVEL") or "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
    # The demo keeps everything in its directory: a configured database is somebody's own.
    for name in ("DATABASE_URL", "FOLKMOOT_KEYS", "FOLKMOOT_FILES_S3", "FOLKMOOT_RECORD_ORIGIN"):
        environment.pop(name, None)
    data.mkdir(parents=True, exist_ok=True)
    with _alone(data):
        if options.fresh:
            shutil.rmtree(town, ignore_errors=True)
        told = not town.exists()
        if told:
            draft = data / f"{TOWN}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            if code := _step("tell", environment, draft):
                return code
            draft.rename(town)
        elif code := _step("prepare", environment, town):
            return code
    from folkmoot.site.cli.accounts import ACCOUNTS

    print(f"\n  http://127.0.0.1:{options.port}\n\n  Sign in with an address; the code is shown on the page:")
    for account in ACCOUNTS:
        print(f"    {account.email:<32} {account.does}")
    print(f"\n  The town lives in {town}; --fresh tells its story again. Ctrl-C stops it.\n", flush=True)
    if options.no_serve:
        return 0
    os.environ.clear()
    os.environ.update(environment | {"FOLKMOOT_DATA": str(town)})
    from folkmoot.site.cli.processes import serve

    return serve(argparse.Namespace(port=options.port, address="127.0.0.1"))


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One demo at a time tells the story in a directory; a second one waits and finds the town."""
    with (data / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _step(verb: str, environment: dict[str, str], data: Path) -> int:
    words = [sys.executable, "-m", "folkmoot.site.cli", verb]
    return subprocess.run(words, env=environment | {"FOLKMOOT_DATA": str(data)}, check=False).returncode  # noqa: S603


def prepare(_options: argparse.Namespace) -> int:
    """Bring database and static files up to date; nothing happens when they are."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    stamp, fingerprint = settings.STATIC_ROOT / ".fingerprint", _static_fingerprint()
    if not stamp.exists() or stamp.read_text() != fingerprint:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(fingerprint)
    return 0


def _static_fingerprint() -> str:
    """Changes when a static file appears, goes, or is written."""
    import hashlib

    from django.contrib.staticfiles.finders import get_finders

    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            total.update(
                f"{name}\0{storage.size(name)}\0{storage.get_modified_time(name).timestamp()}\n".encode()
            )
    return total.hexdigest()


def tell(options: argparse.Namespace) -> int:
    """Make the accounts, let every part tell its story, seal it and let the followers read it."""
    import inspect

    from django.utils.module_loading import import_string

    from folkmoot.followers.all import followers
    from folkmoot.record import registry
    from folkmoot.record.follow import run_all
    from folkmoot.record.queries import latest_checkpoint
    from folkmoot.record.seal import seal
    from folkmoot.site.cli.accounts import make

    began = time.monotonic()
    print("  preparing the database …", flush=True)
    prepare(options)
    _hurry()
    make()
    for manifest in sorted(registry.manifests(), key=lambda one: (one.slug == FOLLOWERS, one.demo_last)):
        if not manifest.demo:
            continue
        story, start = import_string(manifest.demo), time.monotonic()

        def progress(*words: object, slug: str = manifest.slug) -> None:
            print(f"    {slug}: {' '.join(map(str, words))}", flush=True)

        story(**({"progress": progress} if "progress" in inspect.signature(story).parameters else {}))
        print(f"  {manifest.name}: {time.monotonic() - start:.1f} s", flush=True)
    seal()
    every = followers()
    run_all(every)
    for manifest in registry.manifests():
        if manifest.demo_over:
            start = time.monotonic()
            import_string(manifest.demo_over)()
            print(f"  {manifest.name}, at the end: {time.monotonic() - start:.1f} s", flush=True)
    # What followers and workers themselves recorded is sealed too, so that the town starts with nothing waiting.
    seal()
    run_all(every)
    newest = latest_checkpoint()
    _keep_for_good()
    print(
        f"  {newest.size if newest else 0:,} facts sealed; told in {time.monotonic() - began:.1f} s",
        flush=True,
    )
    return 0


def _hurry() -> None:
    """Do not wait for the disk after each of thousands of acts: a town that is not told to its end is told anew."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def _keep_for_good() -> None:
    """Bring all of it to the disk, before the town gets its name."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        with open(connection.settings_dict["NAME"], "rb") as file:  # noqa: PTH123 - Django gives a text or a path.
            os.fsync(file.fileno())
