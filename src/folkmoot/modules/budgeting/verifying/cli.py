"""``folkmoot budgeting verify``."""

import argparse
import json
import sys

from folkmoot.modules.budgeting.verifying.report import told
from folkmoot.modules.budgeting.verifying.whole import verify_round

EXIT = {"ok": 0, "wrong": 1, "unknown": 2}


def run(options: argparse.Namespace) -> int:
    """Verify and report. Exit code 0 when everything holds, 1 when something is false, 2 when it cannot be told."""

    def progress(count: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{count:,} entries")

    found = verify_round(
        _log_of(options.source),
        options.round,
        key=options.key,
        state=options.state,
        policy=options.policy,
        jobs=options.jobs,
        progress=progress,
    )
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    text = json.dumps(found.as_json(), indent=2, ensure_ascii=False) if options.json else told(found)
    # Titles are anyone's text: what could steer a terminal is shown as an escape.
    sys.stdout.write(
        "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text) + "\n"
    )
    return EXIT[found.verdict]


def _log_of(source: str) -> str:
    """A site's own address stands for the log that it serves."""
    remote = source.startswith(("http://", "https://"))
    path = source.rstrip("/")
    return f"{path}/record" if remote and path.count("/") == 2 else path  # noqa: PLR2004 - a scheme and a host alone.
