"""What every rule answers with, and what a command raises for it. Pure: rules know no translation and no Django."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done: which input, what is wrong and what would be right.

    ``why`` is ready English. Pages say it in the reader's language (record/saying.py): they translate ``pattern``, or
    ``why`` where there is none, and put ``params`` in.
    """

    field: str
    why: str
    pattern: str = dataclasses.field(default="", compare=False)
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, where: str, pattern: str, /, **params: Any) -> "Refusal":
        """A refusal with something in its sentence: ``Refusal.of("title", "use at most %(most)s characters", most=9)``."""
        shown = {name: f"{one:,}" if isinstance(one, int) else one for name, one in params.items()}
        return cls(where, pattern % shown, pattern, params)

    @classmethod
    def at_all(cls, pattern: str, /, **params: Any) -> "Refusal":
        """One that no input is to blame for."""
        return cls.of("", pattern, **params)


def one_of(where: str, choices: Sequence[str]) -> Refusal:
    """What was given is none of the choices."""
    return Refusal.of(where, "choose one of %(choices)s", choices=", ".join(choices))


def too_long(where: str, most: int, words: str) -> Refusal:
    """More was written than is taken."""
    pattern = "use at most %(most)s characters; these are %(given)s"
    return Refusal.of(where, pattern, most=most, given=len(words))


class Refused(ValueError):
    """A command that the rules do not allow; ``refusals`` say which input, what is wrong, what would be right."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(f"{one.field}: {one.why}" for one in refusals))


class NotFound(LookupError):
    """What was named does not exist: ``NotFound("there is no report '%(number)s'", number=number)``.

    ``refusals`` say it for pages, as those of Refused do.
    """

    def __init__(self, pattern: str, **params: object) -> None:
        self.refusals = (Refusal.at_all(pattern, **params),)
        super().__init__(self.refusals[0].why)


def demand(*refusals: Refusal | None) -> None:
    """Raise Refused with every refusal that is one."""
    if found := [one for one in refusals if one is not None]:
        raise Refused(found)
