"""What parts put on a person's own page. A part's manifest names a function for what waits and one for own things.

Both are asked with the account, cost a constant number of queries, and are shown to that person alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

SHOWN = 5
"""Things of one list on the page itself."""
PAGE = 25
"""Things on a page of one list alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Something that waits for a person: what and about what, what they can do, and until when.

    ``since`` is when it began to wait. Without ``action`` it is only to be known: it waits for somebody else.
    """

    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One own thing in a list; ``kind`` is that of ``<c-state>``."""

    title: str
    url: str = ""
    at: datetime | None = None
    state: str = ""
    kind: str = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A list of own things, newest first. ``after`` is where the next page begins, empty on the last.

    ``note`` says who sees the list where that needs saying.
    """

    key: str
    title: str
    things: Sequence[Thing]
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which own things: of every list the newest few or, with ``only``, a page of one, below the place ``after``."""

    only: str = ""
    after: str = ""
    limit: int = SHOWN

    def wants(self, key: str) -> bool:
        """Whether a list is asked for."""
        return self.only in {"", key}

    @property
    def below(self) -> int | None:
        """The place as a number; None at the beginning, or where it is not understood."""
        text = self.after
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - fits 2**63.


def in_order(some: Iterable[Waits]) -> list[Waits]:
    """What has a day first, the nearest day first; then what can be done before what is only to be known, longest first."""
    return sorted(
        some,
        key=lambda one: (
            one.until is None,
            one.until.timestamp() if one.until else 0.0,
            not one.action,
            one.since.timestamp() if one.since else 0.0,
            one.title,
        ),
    )
