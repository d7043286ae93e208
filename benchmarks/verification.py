"""Verifying a log of a million entries, in entries per second, against pymerkle building the same tree.

Usage: ./run bench verification [ENTRIES]. Our verifier reads bundles and tiles from disk, checks the signature, that
every entry is a canonical envelope and that no fact comes twice, and recomputes the tree; with --format any it does all
but the entries' own form. pymerkle gets the same entries from memory and must come to the same root.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Files of this folder are called as well-known libraries are, so that it must not be looked into first.
sys.path[:1] = [str(ROOT / "src"), str(ROOT)]

from folkmoot.record.tests.small_log import entry, write_log  # noqa: E402

LEAST = 1.0
"""Times the entries per second of pymerkle: a verifier that does more must not be the slower one."""


def ours(log: Path, form: str) -> float:
    """Seconds that the verifier takes as the program that anybody runs."""
    with tempfile.TemporaryDirectory() as state:
        words = ["verify", str(log), "--state", state, "--format", form, "--json"]
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "folkmoot.record.verify", *words],
            cwd=ROOT / "src",
            check=False,
            capture_output=True,
            text=True,
        )
        took = time.perf_counter() - began
    report = json.loads(done.stdout)
    if report["verdict"] != "ok":
        sys.exit(f"the verifier says {report['verdict']}: {report['problem']}")
    return took


def peer(entries: list[bytes], root: bytes) -> float:
    """Seconds that pymerkle takes to append every entry and give the root."""
    from pymerkle import InmemoryTree

    began = time.perf_counter()
    tree = InmemoryTree(algorithm="sha256")
    for one in entries:
        tree.append_entry(one)
    found = tree.get_root()
    took = time.perf_counter() - began
    if found != root:
        sys.exit("pymerkle comes to another root")
    return took


def floor(entries: list[bytes]) -> float:
    """Seconds of hashing alone: every entry once and every inner node once, in one loop."""
    began = time.perf_counter()
    for one in entries:
        hashlib.sha256(b"\x00" + one).digest()
    for _ in range(len(entries) - 1):
        hashlib.sha256(b"\x01" * 65).digest()
    return time.perf_counter() - began


def main(count: int) -> int:
    """Measure and print; 1 when the target is missed."""
    entries = [entry(number) for number in range(count)]
    with tempfile.TemporaryDirectory() as place:
        log = Path(place)
        root = write_log(log, entries)
        whole, tree_only = ours(log, "folkmoot"), ours(log, "any")
    other, hashing = peer(entries, root), floor(entries)
    for name, took in (
        ("folkmoot record verify", whole),
        ("the same, --format any", tree_only),
        ("pymerkle, appending to memory", other),
        ("SHA-256 alone", hashing),
    ):
        print(f"{name:<32}{count / took:>12,.0f} entries/s{other / took:>8.2f} × pymerkle")
    met = other / tree_only >= LEAST
    print(
        f"{'target met' if met else 'missed'}: the tree at least as fast as pymerkle's; "
        f"with every entry checked as well it is {other / whole:.2f} times pymerkle"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 1_000_000))
