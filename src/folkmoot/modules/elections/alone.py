"""``folkmoot election``: what anybody does from outside, without Django and without an installation."""

import argparse
from typing import Any


def register(verbs: Any) -> None:
    """Add the verbs. The arithmetic is imported when they run."""
    election = verbs.add_parser("election", help="elections that anybody can verify")
    actions = election.add_subparsers(dest="action", metavar="VERB", required=True)
    one = actions.add_parser(
        "verify",
        help="verify an election's archive (works without an installation)",
        description="Verify everything in an archive (.bel). Exit code 0: all checks passed; 1: some did not; "
        "2: the archive could not be read.",
    )
    one.add_argument("archive", metavar="FILE.bel|URL")
    one.add_argument("--since", metavar="OLD.bel", help="an older snapshot that has to be its beginning")
    one.add_argument("--workers", type=int, metavar="N", help="processes (one for each core)")
    one.set_defaults(run=_verify)
    election.set_defaults(alone=True)


def _verify(options: argparse.Namespace) -> int:
    from folkmoot.modules.elections.protocol import cli

    return cli.run(options)
