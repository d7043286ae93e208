from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Somebody counted something."""

    kind: ClassVar[str] = "ledger.counted"
    version: ClassVar[int] = 2
    amount: int
    unit: str = "things"


@dataclass(frozen=True, kw_only=True)
class Said:
    """Somebody said words that can be erased."""

    kind: ClassVar[str] = "ledger.said"
    version: ClassVar[int] = 1
    words: str
