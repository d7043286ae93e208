"""What kinds of petitions there are."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A number of signatures with a consequence: ``what`` is answer, meeting or debate, due within ``days`` days.

    ``label`` says in a few words what the institution does then.
    """

    at: int
    what: str
    days: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDescribed:
    """A kind of petition and the rules that hold for it. Each description replaces the one before.

    A petition keeps the steps and the days with which it opened. ``who`` says in words who may sign; ``areas`` are
    slugs of districts, empty for all of them; with ``outside`` people who live elsewhere may sign as well; with
    ``accounts`` only signed-in people may. A petition is open for ``days`` days, needs ``sponsors`` supporters before
    it is moderated and takes ``sponsors_most`` of them until then. ``moderation_days`` is how soon moderators decide.
    """

    kind: ClassVar[str] = "petitions.kind_described"
    version: ClassVar[int] = 1

    code: str
    title: str
    description: str
    office: str
    who: str
    steps: tuple[Step, ...]
    areas: tuple[str, ...] = ()
    outside: bool = True
    accounts: bool = False
    days: int = 180
    sponsors: int = 5
    sponsors_most: int = 20
    moderation_days: int = 7
    closed: bool = False
