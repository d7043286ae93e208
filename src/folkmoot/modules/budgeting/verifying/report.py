"""What a verification found: every check by name, what failed and where."""

from dataclasses import asdict, dataclass, field
from typing import Any

CHECKS = {
    "frozen": "what is voted on and how it is counted was frozen once, before voting began, and never changed",
    "ballots": "every ballot belongs to its voter and follows that voter's ballot before",
    "close": "no ballot was cast before voting began or after it closed",
    "once": "no voter's ballot was opened twice, and every part of the opening is there once",
    "last": "every opened ballot is the last one that its voter cast, as committed to",
    "complete": "no voter's ballot was left out",
    "valid": "every opened ballot is valid by the frozen design",
    "recount": "counting the opened ballots by the frozen rule gives the recorded outcome",
    "published": "what was published is what was counted",
}
SHOWN = 20
"""Problems of one check that are told at most."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is false, by the name of the check, and where."""

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(slots=True)
class Found:
    """The report on one round. ``verdict`` is ok, wrong or unknown."""

    round: int
    source: str
    verdict: str = "ok"
    title: str = ""
    problem: str = ""
    log: dict[str, Any] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    voters: int = 0
    ballots: int = 0
    pots: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return asdict(self)


def told(found: Found) -> str:
    """The report for people."""
    words = {"ok": "OK", "wrong": "WRONG", "unknown": "CANNOT TELL"}[found.verdict]
    head = found.problem or f"round {found.round}{f' ({found.title})' if found.title else ''}"
    lines = [f"{words}: {head}"]
    if found.log.get("size"):
        lines.append(
            f"  the log: {found.log['size']:,} entries of {found.log['origin']}, root {found.log['root']}"
        )
    lines += [f"  {one}" for one in found.notes]
    failed = {one.check for one in found.problems}
    for name, what in CHECKS.items():
        if name in found.passed:
            lines.append(f"  ok     {what}")
        elif name in failed:
            mine = [one for one in found.problems if one.check == name]
            lines.append(f"  FALSE  {what}:")
            lines += [f"         {one}" for one in mine[:SHOWN]]
            if len(mine) > SHOWN:
                lines.append(f"         and {len(mine) - SHOWN:,} more")
    for pot in found.pots:
        lines.append(
            f"  pot {pot['pot']}: {pot['voters']:,} ballots, {len(pot['winners'])} projects win "
            f"({', '.join(map(str, pot['winners'])) or 'none'}); outcome {pot['digest']}"
        )
    return "\n".join(lines)
