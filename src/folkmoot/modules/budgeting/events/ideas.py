"""Ideas and what becomes of them until the ballot. Who acts is a pseudonym that differs on every idea, or an office.

Words are commitments (docs/record.md): title, text, reasons. Money is in minor units of the round's currency.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaSubmitted:
    """Somebody's idea for a round; it is public from now on. ``pictures`` are commitments to files.

    ``lat`` and ``lon`` (WGS 84) are where it would be, None for no place. ``category`` is a code of the round's, or empty.
    """

    kind: ClassVar[str] = "budgeting.idea_submitted"
    version: ClassVar[int] = 1

    round: int
    title: str
    text: str
    category: str = ""
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaEdited:
    """An author wrote the idea anew; everything is given again."""

    kind: ClassVar[str] = "budgeting.idea_edited"
    version: ClassVar[int] = 1

    title: str
    text: str
    category: str = ""
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaWithdrawn:
    """Its first author took the idea back."""

    kind: ClassVar[str] = "budgeting.idea_withdrawn"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorJoined:
    """Whoever acts is an author of the idea now, by invitation of one, or because ideas were merged."""

    kind: ClassVar[str] = "budgeting.author_joined"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAdded:
    """An office put a project with its cost into a round: its own, or one of another system (``reference`` there)."""

    kind: ClassVar[str] = "budgeting.project_added"
    version: ClassVar[int] = 1

    round: int
    title: str
    text: str = ""
    category: str = ""
    pot: str
    cost: int
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaSorted:
    """An office sorted the idea into a pot and a category and says which ``offices`` cost it."""

    kind: ClassVar[str] = "budgeting.idea_sorted"
    version: ClassVar[int] = 1

    pot: str
    category: str = ""
    offices: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeProposed:
    """An office proposes that this idea becomes part of the idea ``into``; every author of both has to agree."""

    kind: ClassVar[str] = "budgeting.merge_proposed"
    version: ClassVar[int] = 1

    into: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAgreed:
    """An author of the idea agrees to the merge that the fact ``proposal`` proposes."""

    kind: ClassVar[str] = "budgeting.merge_agreed"
    version: ClassVar[int] = 1

    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeDeclined:
    """An author of the idea does not agree, or the office took the proposal back."""

    kind: ClassVar[str] = "budgeting.merge_declined"
    version: ClassVar[int] = 1

    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Every author agreed: this idea is part of the idea ``into`` now."""

    kind: ClassVar[str] = "budgeting.merged"
    version: ClassVar[int] = 1

    proposal: str
    into: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown:
    """The idea goes no further. ``code`` is one of rules.ideas.CODES; with a hidden one its words are not shown."""

    kind: ClassVar[str] = "budgeting.turned_down"
    version: ClassVar[int] = 1

    code: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """A decision to turn the idea down, or that it is not feasible, was taken back: it stands where it did before."""

    kind: ClassVar[str] = "budgeting.taken_up"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A line of a costing sheet: ``what`` is a commitment to words, ``amount`` is in minor units."""

    what: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Costed:
    """The costing sheet of one office; it replaces that office's earlier one. ``total`` is the sum of the lines."""

    kind: ClassVar[str] = "budgeting.costed"
    version: ClassVar[int] = 1

    office: str
    lines: tuple[CostLine, ...]
    total: int
    feasible: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBallot:
    """The project is on the ballot of its round, with this cost; it stands with the fact that froze the round."""

    kind: ClassVar[str] = "budgeting.on_ballot"
    version: ClassVar[int] = 1

    pot: str
    cost: int
