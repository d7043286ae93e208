"""What a harvest says of one record: what was taken, what was left out and why."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from folkmoot.modules.catalogue.formats.entry import Dataset
from folkmoot.record.refusal import Refusal, Refused

Made = TypeVar("Made")
Given = ParamSpec("Given")


@dataclass(slots=True)
class Report:
    """One record's reading. `record` is what its source calls it.

    `taken` names what was understood, `wrong` says what was left out, where and why. A record with an `entry` can be
    kept although some of it was wrong; without one `wrong` says why there is none.
    """

    record: str
    entry: Dataset | None = None
    taken: list[str] = field(default_factory=list)
    wrong: list[Refusal] = field(default_factory=list)

    def blame(self, where: str, pattern: str, /, **params: object) -> None:
        """Something was left out."""
        self.wrong.append(Refusal.of(where, pattern, **params))

    def attempt(
        self, where: str, make: Callable[Given, Made], /, *args: Given.args, **more: Given.kwargs
    ) -> Made | None:
        """What `make` gives, or None and a line that says what was wrong with it."""
        try:
            made = make(*args, **more)
        except Refused as refused:
            self.wrong += [
                replace(one, field=f"{where}.{one.field}" if one.field else where) for one in refused.refusals
            ]
            return None
        if made not in (None, "", ()):
            self.taken.append(where)
        return made


@dataclass(slots=True)
class Harvest:
    """A whole document's reading: what is wrong with all of it, and one report per record."""

    records: list[Report] = field(default_factory=list)
    wrong: list[Refusal] = field(default_factory=list)
    next: str = ""
    total: int | None = None
    """How many there are on all pages, where the document says it."""

    @property
    def entries(self) -> list[Dataset]:
        """The records that can be kept."""
        return [one.entry for one in self.records if one.entry is not None]
