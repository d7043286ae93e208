"""Checks of the code, and the tests, each with its time."""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tools.steps import BIN, PYTHON, ROOT, call, quietly, say, surroundings

PARALLEL = 2
NO_TESTS = 5  # pytest's exit code when it collected nothing.
POSTGRES = "FOLKMOOT_TEST_POSTGRES"
DATABASE_PARTS = [
    f"src/folkmoot/{one}" for one in ("record", "people", "places", "files", "talk", "followers", "modules")
]
COUNT = re.compile(r"(\d+) (failed|passed|skipped|xfailed|xpassed|warning|error)s?\b")
ORDER = ("failed", "passed", "skipped", "xfailed", "xpassed", "warning", "error")


def check() -> int:
    """Lint, format, types and boundaries, two at a time; prints what the failing ones said."""
    failed, told = _checked(PARALLEL)
    say("\n".join(told))
    return failed


def _checked(at_once: int) -> tuple[int, list[str]]:
    """Run the checks; 1 if any failed, and lines that tell how each went."""
    tools: dict[str, list[str | Path]] = {
        "types": [BIN / "mypy"],
        "boundaries": [BIN / "lint-imports"],
        "lint": [BIN / "ruff", "check", ".", "run"],
        "format": [BIN / "ruff", "format", "--check", ".", "run"],
    }
    if (ROOT / "node_modules").is_dir():
        tools["island types"] = [BIN / "npm", "run", "--silent", "types"]

    def one(name: str) -> tuple[int, str, float]:
        began = time.monotonic()
        code, said = quietly(*tools[name])
        return code, said, time.monotonic() - began

    failed, told = 0, []
    with ThreadPoolExecutor(at_once) as pool:
        for name, (code, said, seconds) in zip(tools, pool.map(one, tools), strict=True):
            told.append(f"  {name}: {'failed' if code else 'good'}, {seconds:.1f} s")
            if code:
                failed = 1
                told.append(said.rstrip())
    return failed, told


def test(words: list[str], env: dict[str, str]) -> int:
    """What pytest's arguments say, or else the checks and the whole suite; ends with pytest's closing line.

    The tests without a browser and then those in one have both cores, but wait often: for processes, servers and pages. One more
    lane fills those gaps with the checks and then the tests on PostgreSQL. It prints nothing before the other is between two parts.
    """
    if words:
        return call(PYTHON, "-m", "pytest", *words, env=env)
    began = time.monotonic()
    with ThreadPoolExecutor(1) as beside:
        checks = beside.submit(_checked, 1)
        second = beside.submit(_on_postgres, env)
        say("  tests without a browser")
        fast, fast_line = _pytest("not browser", env)
        checked, told = checks.result()
        say("\n".join(["", *told]))
        say("\n  tests in a browser")
        browser, browser_line = _pytest("browser", env)
        again, again_line, again_said = second.result()
    if again_line:
        say("\n  tests of the database on PostgreSQL")
        say(again_said.rstrip())
    seconds = time.monotonic() - began
    say()
    if checked:
        say("  A check failed; what it said stands above, `./run check` repeats it.")
    say(f"  {seconds:.0f} s in all")
    say(closing([fast_line, browser_line, again_line], seconds))
    return fast or (0 if browser == NO_TESTS else browser) or again or checked


def postgres_address(env: dict[str, str]) -> str:
    """The database that tests run on a second time, empty without a server. Each checkout has a name of its own."""
    server = env.get(POSTGRES) or os.environ.get(POSTGRES, "")
    if not server:
        return ""
    mine = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return urlunsplit(urlsplit(server)._replace(path=f"/folkmoot_{mine}"))


def _on_postgres(env: dict[str, str]) -> tuple[int, str, str]:
    """The tests that use a database once more on PostgreSQL, when one answers; exit code, closing line, all that was said."""
    address = postgres_address(env)
    if not address:
        return 0, "", ""
    pieces: list[bytes] = []
    # Django makes a test database and drops it in the end.
    code, line = _pytest(
        "not browser and not slow",
        env | {"DATABASE_URL": address},
        "--only-database",
        *DATABASE_PARTS,
        workers=1,
        show=pieces.append,
    )
    return code, line, b"".join(pieces).decode(errors="replace")


def closing(lines: list[str], seconds: float) -> str:
    """One closing line as pytest writes it, from the closing lines of several runs."""
    total: Counter[str] = Counter()
    for line in lines:
        total.update({kind: int(number) for number, kind in COUNT.findall(line)})
    words = [f"{total[k]} {k}{'s' if k in ORDER[-2:] and total[k] > 1 else ''}" for k in ORDER if total[k]]
    return f"{', '.join(words) or 'no tests ran'} in {seconds:.2f}s"


def _show(piece: bytes) -> None:
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _pytest(
    marks: str,
    env: dict[str, str],
    *more: str,
    workers: int = PARALLEL,
    show: Callable[[bytes], object] = _show,
) -> tuple[int, str]:
    """Run a part of the suite in so many processes; returns the exit code and the last line."""
    # The longest files come first (tests/fixtures/order.py), or one core would wait for the other's last one.
    share = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
    words = [PYTHON, "-m", "pytest", "-q", *share, "-m", marks, *more]
    if sys.stdout.isatty():
        words.append("--color=yes")
    tail = b""
    with subprocess.Popen(  # noqa: S603
        list(map(str, words)), cwd=ROOT, env=surroundings(env), stdout=subprocess.PIPE, bufsize=0
    ) as running:
        assert running.stdout is not None  # noqa: S101 - it was asked for.
        while piece := running.stdout.read(65536):
            show(piece)
            tail = (tail + piece)[-2000:]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", tail.decode(errors="replace"))
    return running.returncode, (plain.strip().splitlines() or [""])[-1]
