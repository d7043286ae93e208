"""What is wrong with a file: where, why, and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 1; 0 where no single line is at fault. ``right`` says what would be accepted instead."""

    line: int
    reason: str
    right: str
    severe: bool = True

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.reason}; {self.right}"


class BadFile(ValueError):
    """A file that cannot be read as a Pabulib election. ``problems`` are in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.line))
        super().__init__("\n".join(str(one) for one in self.problems))
