"""The facts of one round, picked from the entries of a log in their order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PREFIX = b'"kind":"budgeting.'
KNOWN = 1
"""The version of every kind that is read here."""
READ = frozenset(
    {
        "round_described",
        "calendar_set",
        "phase_begun",
        "frozen",
        "ballot_cast",
        "ballot_withdrawn",
        "ballots_revealed",
        "ballots_imported",
        "counted",
        "result_published",
    }
)


class Unreadable(Exception):
    """A fact of the round that this verifier cannot read; it cannot tell then whether all is well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: its place in the log, and what it says."""

    index: int
    id: str
    kind: str
    subject: str
    accepted: datetime
    payload: Mapping[str, Any]

    @property
    def where(self) -> str:
        """For people: what and where."""
        return f"entry {self.index} ({self.kind})"


@dataclass(slots=True)
class Facts:
    """Everything about round ``number`` in a log, by kind, in the order of the log."""

    number: int
    found: dict[str, list[Entry]] = field(default_factory=dict)
    ballots: list[Entry] = field(default_factory=list)
    """Ballots cast and withdrawn."""

    def read(self, index: int, entry: bytes) -> None:
        """Take the entry in if it is about the round. Raises Unreadable."""
        if PREFIX not in entry:
            return
        value = json.loads(entry)
        kind = value["kind"].removeprefix("budgeting.")
        if kind not in READ or not self._mine(kind, value):
            return
        if value["version"] != KNOWN:
            raise Unreadable(
                f"entry {index} is version {value['version']} of {kind}; this verifier knows {KNOWN}"
            )
        made = Entry(
            index,
            value["id"],
            kind,
            value["subject"],
            datetime.fromisoformat(value["accepted"]),
            value["payload"],
        )
        if kind in {"ballot_cast", "ballot_withdrawn"}:
            self.ballots.append(made)
        else:
            self.found.setdefault(kind, []).append(made)

    def _mine(self, kind: str, value: Mapping[str, Any]) -> bool:
        if kind in {"ballot_cast", "ballot_withdrawn"}:
            # A ballot under another round's subject would otherwise be seen by neither round.
            inside = value["payload"].get("round") == self.number
            return bool(inside or value["subject"].startswith(f"budget_ballots/{self.number}-"))
        return bool(value["subject"] == f"budget_rounds/{self.number}")

    def of(self, *kinds: str) -> list[Entry]:
        """Facts of these kinds, in the order of the log."""
        return sorted((one for kind in kinds for one in self.found.get(kind, ())), key=lambda one: one.index)

    def begun(self, phase: str) -> Entry | None:
        """The fact with which a phase began."""
        return next((one for one in self.of("phase_begun") if one.payload.get("phase") == phase), None)
