"""The data dictionary: what a publisher lays down about columns, which outlives every reload."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.typing.formats import BY_ID, TYPES

LONGEST = 2_000


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """What is laid down about one column; empty fields are open.

    ``type`` is one of TYPES and ``format`` the id of one way of writing it; ``key`` says that the column, with the
    others that say so, tells records apart.
    """

    type: str = ""
    format: str = ""
    label: str = ""
    unit: str = ""
    description: str = ""
    source: str = ""
    key: bool = False

    def __post_init__(self) -> None:
        if self.type and self.type not in TYPES:
            refuse("type", "choose one of %(choices)s", choices=", ".join(TYPES))
        if self.format and self.format not in BY_ID:
            refuse("format", "choose one of %(choices)s", choices=", ".join(sorted(BY_ID)))
        for name in ("label", "unit", "description", "source"):
            if len(getattr(self, name)) > LONGEST:
                refuse(
                    name,
                    "use at most %(most)s characters; these are %(given)s",
                    most=LONGEST,
                    given=len(getattr(self, name)),
                )

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From JSON; a name that does not exist is refused."""
        known = [one.name for one in dataclasses.fields(cls)]
        if unknown := sorted(set(stored) - set(known)):
            refuse(unknown[0], "there is no such choice; there are %(choices)s", choices=", ".join(known))
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """As JSON, without what is open."""
        return {name: one for name, one in dataclasses.asdict(self).items() if one}


Dictionary = Mapping[str, Entry]
"""Entries by the title of the column as it stands in the file, or by its name."""


def entry_for(dictionary: Dictionary, title: str, name: str) -> Entry:
    """What is laid down about a column: found by title first, by name else."""
    return dictionary.get(title) or dictionary.get(name) or Entry()
