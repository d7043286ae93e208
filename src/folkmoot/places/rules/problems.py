"""How a refusal is told: every problem with what is wrong, where, and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_PROBLEMS = 100
"""After so many we stop looking: the file is of another kind."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: ``what``, ``where`` in the file, and what would be ``right``."""

    what: str
    where: str
    right: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.right}"


class Refused(ValueError):
    """Something that was not published; nothing of it was kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(one) for one in self.problems))


class RefusedAreas(Refused):
    """Areas that were not published."""


class RefusedAddresses(Refused):
    """Addresses that were not published."""


class RefusedBaseMap(Refused):
    """A base map that was not published."""
