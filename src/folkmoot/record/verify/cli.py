"""The verifier's command line."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from .policy import load
from .proof import check_proof, prove
from .verdict import CannotTell, Wrong
from .whole import verify_log


def default_state() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "folkmoot-verify"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands to a parser."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, text in (("verify", "verify a whole log"), ("prove", "write a proof file for one entry")):
        one = verbs.add_parser(name, help=text)
        if name == "verify":
            one.add_argument("source", help="URL prefix or directory of the log")
            one.add_argument(
                "--format", choices=["folkmoot", "any"], default="folkmoot", help="any: foreign entries"
            )
            one.add_argument("--jobs", type=int, default=4, help="downloads at once")
            _policy(one)
            one.add_argument("--json", action="store_true", help="print the report as JSON")
        else:
            one.add_argument("index", type=int)
            one.add_argument("-o", "--output", required=True, metavar="FILE")
            one.add_argument(
                "--source", default="http://127.0.0.1:8000/record", help="URL prefix or directory"
            )
        one.add_argument("--key", default="", help="the log's verifier key, or a file that holds it")
        one.add_argument(
            "--state", type=Path, default=default_state(), help="where seen checkpoints are kept"
        )
    check = verbs.add_parser("check-proof", help="check a proof file without a network")
    check.add_argument("file", type=Path)
    check.add_argument("--key", default="", help="the log's verifier key, or a file that holds it")
    _policy(check)
    check.add_argument("--entry", type=Path, help="the entry, when the proof file does not carry it")


def _policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="which witnesses have to have cosigned (C2SP tlog-policy)"
    )


def _printable(text: str) -> str:
    # An entry is anyone's text: what could steer a terminal is shown as an escape.
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def run(options: argparse.Namespace) -> int:
    """Do what the options say; returns the exit code."""
    try:
        if options.verb == "prove":
            proof = prove(options.source, options.index, key=options.key, state=options.state)
            Path(options.output).write_text(proof)
            print(f"{options.output}: entry {options.index}, {len(proof):,} bytes")
            return 0
        if options.verb == "check-proof":
            entry = options.entry.read_bytes() if options.entry else None
            policy = load(options.policy)
            found = check_proof(options.file.read_text(), key=options.key, entry=entry, policy=policy)
            print(f"OK: entry {found['index']} of {found['size']} in {found['origin']}")
            for one in found["witnesses"]:
                print(f"  cosigned by {one}")
            print(_printable(found["entry"]))
            return 0
    except Wrong as problem:
        print(f"WRONG: {problem}", file=sys.stderr)
        return 1
    except (CannotTell, OSError, ValueError) as problem:
        print(f"CANNOT TELL: {problem}", file=sys.stderr)
        return 2
    return _run_verify(options)


def _run_verify(options: argparse.Namespace) -> int:
    def progress(count: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{count:,} entries", end="", file=sys.stderr)

    report = verify_log(
        options.source,
        key=options.key,
        state=options.state,
        policy=options.policy,
        any_format=options.format == "any",
        jobs=options.jobs,
        progress=progress,
    )
    if options.json:
        print(json.dumps(asdict(report), indent=2))
    else:
        if sys.stderr.isatty():
            print(file=sys.stderr)
        words = {"ok": "OK", "wrong": "WRONG", "unknown": "CANNOT TELL"}[report.verdict]
        detail = report.problem or f"{report.size:,} entries of {report.origin}, root {report.root}"
        print(f"{words}: {detail}")
        for one in report.notes:
            print(f"  {one}")
    return {"ok": 0, "wrong": 1, "unknown": 2}[report.verdict]


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="folkmoot record", description="Verify the public record.")
    arguments(parser)
    return run(parser.parse_args(argv))
