"""``folkmoot election verify``: anybody verifies a whole election, without an installation and without Django."""

import argparse
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from folkmoot.modules.elections.protocol.verify import Report, verify

GOOD, BAD, UNREADABLE = 0, 1, 2
SHOWN = 50
PIECE = 1 << 20
MAXIMUM = 64 << 30
"""Bytes of an archive that are fetched at most."""


class _Line:
    """One line of progress on a terminal, renewed a few times a second; nothing when the output is a file."""

    def __init__(self) -> None:
        self._next = 0.0
        self._shown = sys.stderr.isatty()

    def tell(self, doing: str, ballots: int, part: float) -> None:
        """Show how far verifying has come."""
        now = time.monotonic()
        if self._shown and now >= self._next:
            self._next = now + 0.2
            print(
                f"\r  {doing}: {ballots:,} ballots, {part:.0%} of the file ",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def clear(self) -> None:
        """Leave no half line behind."""
        if self._shown:
            print("\r" + " " * 72 + "\r", end="", file=sys.stderr, flush=True)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns its exit code."""
    if options.workers is not None and options.workers < 1:
        print("--workers has to be at least 1", file=sys.stderr)
        return UNREADABLE
    try:
        if options.archive.startswith(("https://", "http://")):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "archive.bel"
                _fetch(options.archive, path)
                return _verify(path, options)
        return _verify(Path(options.archive), options)
    except (OSError, ValueError) as wrong:
        print(f"cannot read {options.archive}: {wrong}", file=sys.stderr)
        return UNREADABLE


def _verify(path: Path, options: argparse.Namespace) -> int:
    line, start = _Line(), time.monotonic()
    report = verify(
        path,
        workers=options.workers,
        progress=line.tell,
        since=Path(options.since) if options.since else None,
    )
    line.clear()
    show(report, time.monotonic() - start)
    return GOOD if report.good else BAD


def _fetch(url: str, path: Path) -> None:
    size = 0
    # The scheme was checked to be HTTP.
    with urllib.request.urlopen(url, timeout=60) as response, path.open("wb") as file:  # noqa: S310
        while piece := response.read(PIECE):
            size += len(piece)
            if size > MAXIMUM:
                raise ValueError("the archive is larger than 64 GiB")
            file.write(piece)


def _printable(text: str) -> str:
    # Names are anyone's text: what could steer a terminal is shown as an escape.
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def show(report: Report, seconds: float) -> None:
    """Print what was found, faults first."""
    for one in report.faults[:SHOWN]:
        where = f"event {one.event}" if one.event >= 0 else "archive"
        print(f"FAULT {where}: {one.check}: {_printable(one.message)}")
    if len(report.faults) > SHOWN:
        print(f"… and {len(report.faults) - SHOWN:,} more")
    print(f"election     {_printable(report.name) or '(unknown)'}")
    print(f"uuid         {report.uuid or '(unknown)'}")
    print(f"group        {report.group or '(unknown)'}")
    print(f"fingerprint  {report.fingerprint or '(unknown)'}")
    print(f"last event   {report.phase}, {report.head or '(none)'}")
    print(f"events       {report.events:,}")
    print(f"ballots      {report.ballots:,} by {report.credentials:,} credentials; {report.counted:,} count")
    if report.result is not None:
        print(f"trustees     {', '.join(str(one) for one in sorted(report.decryptions))} decrypted")
        for place, row in enumerate(report.result):
            single = bool(row) and isinstance(row[0], list)
            print(f"question {place + 1:<3} {f'{len(row):,} shuffled answers' if single else row}")
    if report.good:
        state = "" if report.phase == "Result" else " so far; the election has no result yet"
        print(f"OK: every check passed{state} ({seconds:.1f} s)")
    else:
        print(f"NOT OK: {len(report.faults):,} checks failed ({seconds:.1f} s)")
