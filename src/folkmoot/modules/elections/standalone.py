"""``folkmoot election``: what anybody does from outside, without Django and without an installation."""

import argparse
from collections.abc import Sequence

VERBS = frozenset({("election", "verify")})
"""The verbs that are handed to ``main`` before Django is thought of."""


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``election`` for --help and for the documents."""
    election = verbs.add_parser("election", help="elections that anybody can verify")
    inner = election.add_subparsers(dest="election_verb", metavar="VERB", required=True)
    inner.add_parser(
        "verify", help="verify an election's archive (works without an installation)", add_help=False
    )
    election.set_defaults(alone=True)


def main(words: Sequence[str]) -> int:
    """Run such a verb; returns its exit code."""
    # Late, so that every other command starts without loading the arithmetic.
    from folkmoot.modules.elections.protocol.cli import main as run

    return run(words)
