"""What ``folkmoot count`` and ``folkmoot pabulib check`` do."""

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from folkmoot.modules.budgeting.pabulib.counting import as_election
from folkmoot.modules.budgeting.pabulib.numbers import number
from folkmoot.modules.budgeting.pabulib.problems import BadFile
from folkmoot.modules.budgeting.pabulib.reading import File, read
from folkmoot.modules.budgeting.pabulib.report import report
from folkmoot.modules.budgeting.pabulib.telling import tell, tell_voters
from folkmoot.modules.budgeting.rules.counting import count
from folkmoot.modules.budgeting.rules.election import BadElection
from folkmoot.modules.budgeting.rules.rule import SHORT, Rule, of_file
from folkmoot.modules.budgeting.rules.ties import UnresolvedTie

REFUSED = 2
"""Exit code when the file or the rule is refused; 1 is a file that can be counted but departs from the format."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def check_file(path: Path) -> int:
    """List every problem of a file. Exit code 0 when there is none, 1 or 2 otherwise."""
    try:
        content = path.read_bytes()
        file = read(content)
    except OSError as error:
        _complain(f"{path} cannot be read: {error.strerror}")
        return REFUSED
    except BadFile as error:
        for one in error.problems:
            _say(f"{path}: {one}")
        _say(f"{path}: cannot be counted; {len(error.problems)} problems")
        return REFUSED
    for one in file.warnings:
        _say(f"{path}: {one}")
    try:
        read(content, strict=True)
    except BadFile as error:
        _say(f"{path}: can be counted, but is not in the format; {len(error.problems)} problems")
        return 1
    _say(f"{path}: good; {len(file.ids)} projects, {len(file.ballots)} ballots ({file.vote_type})")
    return 0


def rule_of(options: argparse.Namespace, file: File) -> Rule:
    """The rule that the words of the command line ask for, or the file's own. Raises BadElection."""
    named = options.rule or file.rule
    rule = of_file(named, file.vote_type, file.meta)
    changes: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("measure", "by", "completion", "exhaustive", "integral", "comparison")
        if getattr(options, name) is not None
    }
    for name in ("increment", "threshold"):
        if (text := getattr(options, name)) is not None:
            value = number(text)
            if value is None:
                raise BadElection(f"--{name} is {text!r}; write a number with a decimal point")
            changes[name] = value
    if options.exclusive:
        changes["exclusive"] = tuple(tuple(one.split(",")) for one in options.exclusive)
    ties: dict[str, Any] = {}
    if options.ties is not None:
        ties["criteria"] = () if options.ties == "none" else tuple(options.ties.split(","))
    if options.seed is not None:
        ties |= {"seed": options.seed, "order": "lot"}
    if options.tie_order is not None:
        ties["order"] = options.tie_order
    if ties:
        changes["ties"] = replace(rule.ties, **ties)
    return replace(rule, **changes)


def count_file(options: argparse.Namespace) -> int:
    """Count a file and print the outcome."""
    if options.rule == "help":
        for name, rule in SHORT.items():
            _say(f"{name:<30} {json.dumps(rule.record())}")
        return 0
    seconds: dict[str, float] = {}
    began = time.process_time()
    try:
        file = read(options.file.read_bytes(), strict=options.strict)
        rule = rule_of(options, file)
        if (
            rule.name == "equal_shares"
            and rule.measure == "points"
            and file.points is None
            and file.vote_type != "ordinal"
        ):
            raise BadElection(f"ballots of {file.vote_type} have no points; another measure has to be named")
        election = as_election(file, ranks=rule.ranks)
        seconds["reading"] = time.process_time() - began
        began = time.process_time()
        outcome = count(election, rule)
        seconds["counting"] = time.process_time() - began
    except OSError as error:
        _complain(f"{options.file} cannot be read: {error.strerror}")
        return REFUSED
    except (BadFile, BadElection, UnresolvedTie) as error:
        for line in str(error).splitlines():
            _complain(f"{options.file}: {line}")
        return REFUSED
    for one in file.warnings:
        _complain(f"{options.file}: warning: {one}")
    began = time.process_time()
    told = tell(file, election, outcome)
    seconds["explaining"] = time.process_time() - began
    if options.voters:
        told["voters"] = tell_voters(file, election, outcome)
    told["timings"] = {
        "unit": "seconds of processor time",
        **{key: round(value, 4) for key, value in seconds.items()},
    }
    if options.report:
        _say(report(file, told))
    else:
        json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
        _say("")
    return 0
