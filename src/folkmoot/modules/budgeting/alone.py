"""``folkmoot count`` and ``folkmoot pabulib``: commands that need no installation, no settings and no database."""

import argparse
from pathlib import Path
from typing import Any


def register(verbs: Any) -> None:
    """Add the verbs. What they use is imported when they run."""
    one = verbs.add_parser("count", help="count a participatory budget from a Pabulib file")
    one.add_argument("file", type=Path, help="a .pb file (pabulib.org/format)")
    one.add_argument(
        "--rule", default="", help="name of a rule; without it the file's own (--rule help lists them)"
    )
    one.add_argument("--measure", help="satisfaction measure of equal shares")
    one.add_argument("--by", help="support that greedy and knapsack go by")
    one.add_argument("--completion", help="none, utilitarian, add1 or add1u")
    one.add_argument(
        "--exhaustive", action="store_true", default=None, help="Add1 also stops when nothing more fits"
    )
    one.add_argument(
        "--integral", action="store_true", default=None, help="Add1 starts from whole units for each voter"
    )
    one.add_argument("--increment", metavar="UNITS", help="what Add1 adds for each voter and run (1)")
    one.add_argument("--comparison", help="none, satisfaction or exclusion_ratio")
    one.add_argument("--threshold", metavar="SUPPORT", help="greedy passes over projects with less support")
    one.add_argument(
        "--exclusive",
        action="append",
        metavar="ID,ID",
        help="greedy buys one of these at most; may be repeated",
    )
    one.add_argument("--ties", metavar="CRITERIA", help="such as min_cost,max_votes; none for no criteria")
    one.add_argument("--tie-order", help="file, id, number, lot or none: what decides after the criteria")
    one.add_argument("--seed", help="published seed of the lot")
    one.add_argument("--report", action="store_true", help="print a readable report instead of JSON")
    one.add_argument("--voters", action="store_true", help="also list what every voter paid (JSON)")
    one.add_argument("--strict", action="store_true", help="refuse every departure from the format")
    one.set_defaults(run=_count, alone=True)
    parser = verbs.add_parser("pabulib", help="check files in Pabulib's format")
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("check", help="list everything that is wrong with a .pb file, with lines")
    one.add_argument("file", type=Path)
    one.set_defaults(run=_check)
    parser.set_defaults(alone=True)
    _budgeting(verbs)


def _budgeting(verbs: Any) -> None:
    parser = verbs.add_parser("budgeting", help="rounds of participatory budgeting that anybody can verify")
    actions = parser.add_subparsers(dest="action", metavar="VERB", required=True)
    one = actions.add_parser(
        "verify",
        help="verify a round from the public record (works without an installation)",
        description="Check the record, then everything that makes the round a vote: rules frozen before it, each "
        "voter's last ballot as committed to, nobody twice or left out, nothing after the close, and the same outcome "
        "when counted again. Exit code 0: all holds; 1: something is false; 2: it cannot be told.",
    )
    one.add_argument("source", metavar="URL|DIRECTORY", help="a site, or the URL or directory of its record")
    one.add_argument("round", type=int, metavar="ROUND", help="number of the round")
    one.add_argument("--key", default="", help="the log's verifier key, or a file that holds it")
    one.add_argument("--policy", type=Path, metavar="FILE", help="which witnesses have to have cosigned")
    one.add_argument("--state", type=Path, default=_state(), help="where seen checkpoints are kept")
    one.add_argument("--jobs", type=int, default=4, help="downloads at once")
    one.add_argument("--json", action="store_true", help="print the report as JSON")
    one.set_defaults(run=_verify)
    one = actions.add_parser(
        "import",
        help="bring in a vote that was held elsewhere, from a .pb file, as a round of this installation",
        description="The file is read and checked as a whole first; one that is refused leaves nothing behind. Bringing the "
        "same file again goes on where it stopped.",
    )
    one.add_argument("file", type=Path, help="a .pb file (pabulib.org/format)")
    one.add_argument("--office", required=True, metavar="SLUG", help="the department that runs the round")
    one.add_argument("--rule", default="", help="count by this rule instead of the file's own")
    one.set_defaults(run=_import)
    parser.set_defaults(alone=("verify",))


def _state() -> Path:
    return Path.home() / ".local/state/folkmoot-verify"


def _import(options: argparse.Namespace) -> int:
    from folkmoot.modules.budgeting import commands

    return commands.run(options)


def _verify(options: argparse.Namespace) -> int:
    from folkmoot.modules.budgeting.verifying import cli

    return cli.run(options)


def _count(options: argparse.Namespace) -> int:
    from folkmoot.modules.budgeting.pabulib import commands

    return commands.count_file(options)


def _check(options: argparse.Namespace) -> int:
    from folkmoot.modules.budgeting.pabulib import commands

    return commands.check_file(options.file)
