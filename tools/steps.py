"""Running programs, saying what happens, and doing things once."""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TextIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMPS = VENV / ".stamps"


class Stop(Exception):
    """Something the person must know or do."""


def say(words: str = "", *, end: str = "\n", to: TextIO | None = None) -> None:
    """Print at once, also into a pipe."""
    print(words, end=end, file=to, flush=True)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is being done and, afterwards, how many seconds it took."""
    began = time.monotonic()
    say(f"  {what} … ", end="")
    try:
        yield
    except BaseException:
        say("not done")
        raise
    say(f"{time.monotonic() - began:.1f} s")


def surroundings(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of every program: our own tools come first, and what Python compiled is kept.

    Some machines tell Python to keep nothing; then each of the suite's hundreds of processes compiles all of Folkmoot again,
    which takes longer than most of them live.
    """
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PATH": path, "VIRTUAL_ENV": str(VENV)} | (extra or {})


def call(*words: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder, with this terminal; returns its exit code."""
    return subprocess.run(list(map(str, words)), cwd=ROOT, env=surroundings(env), check=False).returncode  # noqa: S603


def quietly(
    *words: str | Path, env: dict[str, str] | None = None, given: str | None = None
) -> tuple[int, str]:
    """Run a program; returns its exit code and everything it said."""
    done = subprocess.run(  # noqa: S603
        list(map(str, words)),
        cwd=ROOT,
        env=surroundings(env),
        input=given,
        stdin=None if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def must(*words: str | Path, env: dict[str, str] | None = None, given: str | None = None) -> str:
    """Run a program that has to succeed; returns what it said."""
    code, said = quietly(*words, env=env, given=given)
    if code:
        command = " ".join(Path(word).name if n == 0 else str(word) for n, word in enumerate(words[:8]))
        raise Stop(f"this command ended with {code}: {command}\n{said.strip()}")
    return said


def become(*words: str | Path, env: dict[str, str] | None = None) -> NoReturn:
    """Turn into the program, so that signals and the exit code are its own."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(str(words[0]), list(map(str, words)), surroundings(env))  # noqa: S606


def digest(*paths: Path, also: str = "") -> str:
    """A fingerprint of the files' places and contents."""
    total = hashlib.sha256(also.encode())
    for path in sorted(paths):
        data = path.read_bytes()
        total.update(f"{os.path.relpath(path, ROOT)}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


def stamped(name: str, fingerprint: str, made: Sequence[Path] = ()) -> bool:
    """Whether the work of that name was last finished for this fingerprint, and what it made is still there."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == fingerprint and all(path.exists() for path in made)


def once(name: str, fingerprint: str, work: Callable[[], None], made: Sequence[Path] = ()) -> None:
    """Do the work unless it was done; two runs at the same time wait for each other."""
    if stamped(name, fingerprint, made):
        return
    with alone():
        # The other run may have done it meanwhile.
        if stamped(name, fingerprint, made):
            return
        # Half-done work must not look done.
        (STAMPS / name).unlink(missing_ok=True)
        work()
        STAMPS.mkdir(parents=True, exist_ok=True)
        (STAMPS / name).write_text(fingerprint)


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock on the project's folder; no file is needed for it."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  waiting for another ./run to finish its set-up")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
