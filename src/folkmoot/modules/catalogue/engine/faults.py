"""What a file is refused with: what is wrong, where, and what would be right."""

from typing import Any, NoReturn

from folkmoot.record.refusal import Refusal, Refused


class Unreadable(Refused):
    """A file or a choice that gives no table. ``refusals[0].field`` says where: "line 3", "sheet 'Data'", "file"."""


class Damaged(RuntimeError):
    """A generation on disk that is not what its name promises."""


def refuse(where: str, pattern: str, /, **params: Any) -> NoReturn:
    """Raise Unreadable with one sentence; its pattern can be translated, its params are put in."""
    raise Unreadable([Refusal.of(where, pattern, **params)])
