"""A whole round verified: the log by the record's verifier, then every check, then the recount."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from folkmoot.modules.budgeting.rules.election import BadElection
from folkmoot.modules.budgeting.rules.frozen import Plan, plan
from folkmoot.modules.budgeting.rules.outcome import digest, outcome_of
from folkmoot.modules.budgeting.rules.ties import UnresolvedTie
from folkmoot.modules.budgeting.verifying import checks
from folkmoot.modules.budgeting.verifying.facts import Facts, Unreadable
from folkmoot.modules.budgeting.verifying.report import Found, Problem
from folkmoot.record.verify.whole import verify_log


def verify_round(
    where: str,
    number: int,
    *,
    key: str = "",
    state: Path,
    policy: Path | None = None,
    jobs: int = 4,
    progress: Callable[[int], None] | None = None,
) -> Found:
    """Verify a round in the log at a URL or in a directory. Raises nothing: what went wrong is in the report."""
    found, facts, unread = Found(number, where), Facts(number), []

    def read(index: int, entry: bytes) -> None:
        try:
            facts.read(index, entry)
        except (Unreadable, KeyError, TypeError, ValueError) as problem:
            unread.append(f"{problem}" if isinstance(problem, Unreadable) else f"entry {index}: {problem!r}")

    log = verify_log(where, key=key, state=state, policy=policy, jobs=jobs, progress=progress, reader=read)
    found.log = {"origin": log.origin, "size": log.size, "root": log.root, "witnesses": log.witnesses}
    found.notes += log.notes
    if log.verdict != "ok":
        found.verdict, found.problem = log.verdict, f"the log: {log.problem}"
    elif unread:
        found.verdict, found.problem = "unknown", unread[0]
    elif not facts.found.get("round_described"):
        found.verdict, found.problem = "unknown", f"there is no round {number} in this log"
    else:
        check_round(facts, found)
    return found


def check_round(facts: Facts, found: Found) -> None:
    """Hold every check against the facts. The report says which hold, and everything that does not."""
    found.title = str(facts.of("round_described")[-1].payload.get("title", ""))
    try:
        _check(facts, found)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        # Payloads of a log can be anything; what does not have the shape of its kind is told, not raised.
        found.problems.append(Problem("", "", f"a fact does not have the shape of its kind: {problem!r}"))
    if found.problems:
        found.verdict, found.problem = "wrong", f"round {found.round}: {found.problems[0]}"


def _check(facts: Facts, found: Found) -> None:
    opened = facts.of("ballots_revealed", "ballots_imported")
    counting = checks.counting_ballots(facts)
    found.voters = len(counting)
    imported = bool(facts.of("ballots_imported"))
    _note(found, "frozen", [*checks.frozen(facts)])
    if not imported or facts.ballots:
        _note(found, "ballots", [*checks.ballots(facts)])
        _note(found, "close", [*checks.close(facts)])
    if not facts.of("frozen"):
        return
    if not opened:
        premature = [*facts.of("counted", "result_published")]
        if premature:
            found.problems.append(Problem("once", premature[0].where, "no ballot had been opened"))
        else:
            found.verdict, found.problem = (
                "unknown",
                f"round {found.round}: its ballots have not been opened yet",
            )
        return
    _note(found, "once", [*checks.once(facts)])
    if not imported or facts.ballots:
        _note(found, "last", [*checks.last(facts, counting)])
        _note(found, "complete", [*checks.complete(facts, counting)])
    else:
        found.notes.append("the ballots were imported: the record has no commitments to hold them against")
    made = plan(found.round, facts.of("frozen")[0].payload, facts.of("round_described")[-1].payload["pots"])
    _note(found, "valid", [*checks.valid(facts, made)])
    _recount(facts, found, made)


def _recount(facts: Facts, found: Found, made: Plan) -> None:
    opened = facts.of("ballots_revealed", "ballots_imported")
    choices = [choice for one in opened for _voter, _salt, choice in one.payload["ballots"]]
    found.ballots = len(choices)
    if not facts.of("counted"):
        if not found.problems:
            found.verdict, found.problem = "unknown", f"round {found.round}: it has not been counted yet"
        return
    documents: dict[str, Any] = {}
    for code, pot in made.pots.items():
        try:
            documents[code] = outcome_of(pot, choices)
        except (BadElection, UnresolvedTie) as problem:
            found.problems.append(Problem("recount", "", f"pot {code} cannot be counted: {problem}"))
            return
    digests = {code: digest(one) for code, one in documents.items()}
    found.pots = [
        {"pot": code, "voters": one["voters"], "winners": one["winners"], "digest": digests[code]}
        for code, one in documents.items()
    ]
    _note(found, "recount", [*checks.recount(facts, documents, digests)])
    if facts.of("result_published"):
        _note(found, "published", [*checks.published(facts, documents, len(choices))])


def _note(found: Found, check: str, problems: list[Problem]) -> None:
    found.problems += problems
    if not problems:
        found.passed.append(check)
