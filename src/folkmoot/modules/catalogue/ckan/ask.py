"""One call of an action: what was given, who calls, and how it says that something is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from folkmoot.modules.catalogue.models import ApiKey
from folkmoot.record.refusal import Refusal, Refused

LONGEST_ID = 200


class Denied(Exception):
    """The caller may not do this: an Authorization Error."""


class Missing(Exception):
    """What was named is not there, or not for this caller: a Not Found Error."""


class Unasked(Exception):
    """A search that cannot be read: a Search Query Error."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: nobody in particular, or the holder of a key, who writes for an office."""

    key: ApiKey | None = None

    def writes(self, office: str) -> bool:
        """Whether this caller writes for an office."""
        return self.key is not None and self.key.office == office

    def signed(self, what: str) -> ApiKey:
        """The key. Raises Denied."""
        if self.key is None:
            raise Denied(f"{what} needs an API key in the header Authorization")
        return self.key


@dataclass(frozen=True, slots=True)
class Ask:
    """The input of an action; values that came in an address or a form are texts."""

    given: Mapping[str, Any]
    caller: Caller
    request: HttpRequest
    files: Mapping[str, UploadedFile] = field(default_factory=dict)

    def word(self, *names: str) -> str:
        """A text that the action cannot do without, by the first of these names. Raises Refused."""
        for name in names:
            value = self.given.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()[:LONGEST_ID]
            if value not in (None, ""):
                raise Refused([Refusal(name, "write a text")])
        raise Refused([Refusal(names[0], "Missing value")])

    def text(self, name: str) -> str:
        """A text that may be missing. Raises Refused."""
        value = self.given.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Refused([Refusal(name, "write a text")])
        return value.strip()

    def yes(self, name: str, *, otherwise: bool = False) -> bool:
        """Yes or no."""
        return truth(self.given.get(name), otherwise=otherwise)

    def whole(self, name: str, otherwise: int, most: int) -> int:
        """A number from 0; more than `most` is taken as `most`. Raises Refused."""
        value = self.given.get(name)
        if value in (None, ""):
            return otherwise
        told = str(value).strip()
        if isinstance(value, bool) or not (told.isascii() and told.isdigit()) or len(told) > 12:  # noqa: PLR2004
            raise Refused([Refusal(name, "Must be a natural number")])
        return min(int(told), most)


def truth(value: Any, *, otherwise: bool = False) -> bool:
    """What clients mean by true and false; they write both as texts too."""
    if value in (None, ""):
        return otherwise
    return str(value).strip().lower() in {"true", "1", "yes", "t", "on"}


Act = Callable[[Ask], Any]


@dataclass(frozen=True, slots=True)
class Action:
    """An action: what does it, and whether it changes something."""

    act: Act
    writes: bool

    @property
    def help(self) -> str:
        """What `help_show` says of it."""
        return (self.act.__doc__ or "").strip()


ACTIONS: dict[str, Action] = {}


def action(*names: str, writes: bool = False) -> Callable[[Act], Act]:
    """Let a function answer the actions of these names; without names, that of its own."""

    def register(act: Act) -> Act:
        for name in names or (act.__name__,):
            ACTIONS[name] = Action(act, writes)
        return act

    return register
