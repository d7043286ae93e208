"""Verifying an election of 2,000 ballots of five choices: Folkmoot and belenios-tool on the same archive in one run.

    ./run bench elections                        2,000 ballots, both programs; slope from a quarter of them
    ./run bench elections --ballots 10000        more ballots
    ./run bench elections --workers 1            Folkmoot on one core, as the tool is
    ./run bench elections --keep DIR             keep the archives (they are made anew otherwise)

Archives are made by the real computations of every role. Time is by the wall clock; CPU seconds stand beside it, because
a busy machine lengthens the one and not the other.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from folkmoot.modules.elections.protocol import credentials, tally
from folkmoot.modules.elections.protocol.ballots import cast
from folkmoot.modules.elections.protocol.board import Board, Setup
from folkmoot.modules.elections.protocol.election import Election, Homomorphic
from folkmoot.modules.elections.protocol.group import BELENIOS_2048
from folkmoot.modules.elections.protocol.trustees import Single, TrusteeKey, Trustees
from folkmoot.modules.elections.protocol.verify import verify

CHOICES, TIME, LARGE = 5, 1795417393, 100_000
UUID = "abcdefghijkmno"
Task = tuple[Election, str, int]


def vote(task: Task) -> bytes:
    """One voter's ballot."""
    election, code, choice = task
    return cast(election, code, [[int(place == choice) for place in range(CHOICES)]]).payload


def make(folder: Path, ballots: int) -> Path:
    """An election with so many ballots, tallied."""
    group, secret = BELENIOS_2048, BELENIOS_2048.exponent()
    key = TrusteeKey.of(group, secret)
    trustees = Trustees([Single(key)])
    question = Homomorphic("Which?", tuple("abcde"), 0, 1)
    election = Election(UUID, "Benchmark", "", group, key.public_key, (question,))
    codes = [credentials.generate() for _ in range(ballots)]
    roll = credentials.Roll.of({credentials.public(one, UUID, group): 1 for one in codes})
    folder.mkdir(parents=True)
    path = folder / f"{UUID}.bel"
    with path.open("wb") as file, ProcessPoolExecutor() as pool:
        board = Board(file, Setup(election, trustees, roll), TIME)
        # The board's own check of each ballot is what is measured below; here it would only double the time.
        board.inspector.check = lambda _ballot: None  # type: ignore[method-assign]
        for payload in pool.map(vote, [(election, one, n % 6) for n, one in enumerate(codes)], chunksize=20):
            board.cast(payload)
        rows = board.close()
        board.decryption(1, tally.decrypt(election, secret, rows).write())
        counts = board.publish()
    assert counts == [[len(range(place, ballots, 6)) for place in range(CHOICES)]], counts
    return path


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the wall clock and of CPU, child processes included."""
    before, start = _cpu(), time.perf_counter()
    work()
    return time.perf_counter() - start, _cpu() - before


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def ours(path: Path, workers: int) -> Callable[[], None]:
    def run() -> None:
        report = verify(path, workers=workers)
        assert report.good, report.faults[:3]
        assert report.phase == "Result"

    return run


def tool(path: Path) -> Callable[[], None]:
    def run() -> None:
        done = subprocess.run(
            ["belenios-tool", "election", "verify"],
            cwd=path.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    return run


def show(name: str, ballots: int, seconds: tuple[float, float]) -> None:
    wall, cpu = seconds
    print(f"  {name:<28} {wall:8.1f} s wall  {cpu:8.1f} s CPU  {ballots / wall:7.0f} ballots/s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench elections")
    parser.add_argument("--ballots", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        paths = {}
        for count in (options.ballots // 4, options.ballots):
            path = folder / str(count) / f"{UUID}.bel"
            if not path.exists():
                print(f"making {count:,} ballots of {CHOICES} choices …", flush=True)
                shutil.rmtree(path.parent, ignore_errors=True)
                make(path.parent, count)
            paths[count] = path
        few, many = sorted(paths)
        print(f"verifying, {options.workers} processes of Folkmoot, load {os.getloadavg()[0]:.1f}:")
        small = measured(ours(paths[few], options.workers))
        show(f"Folkmoot, {few:,} ballots", few, small)
        whole = measured(ours(paths[many], options.workers))
        show(f"Folkmoot, {many:,} ballots", many, whole)
        slope = [(b - a) / (many - few) for a, b in zip(small, whole, strict=True)]
        fixed = [b - one * many for b, one in zip(whole, slope, strict=True)]
        print(f"  each further ballot: {slope[0] * 1000:.2f} ms wall, {slope[1] * 1000:.2f} ms CPU")
        wall, cpu = (a + one * LARGE for a, one in zip(fixed, slope, strict=True))
        print(
            f"  {LARGE:,} ballots, extrapolated by that slope: {wall / 60:.1f} min wall, {cpu / 60:.1f} min CPU"
        )
        if shutil.which("belenios-tool"):
            other = measured(tool(paths[many]))
            show(f"belenios-tool, {many:,} ballots", many, other)
            print(
                f"  ratio: {other[0] / whole[0]:.2f} by the wall clock, {other[1] / whole[1]:.2f} by CPU seconds"
            )
        else:
            print(
                "  belenios-tool is not installed (apt install belenios-tool), so there is nothing to compare with"
            )


if __name__ == "__main__":
    main()
