"""What every dialect is read with: lists of words, numbers, and complaints collected until the end."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from folkmoot.record.refusal import Refusal, Refused

Pairs = Iterable[tuple[str, str]]
"""Arguments of an address in their order: names may come more than once."""
MOST_ARGUMENTS = 300
DIGITS = 12


class Reading:
    """Collects what is wrong with a question while it is read."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def refuse(self, where: str, pattern: str, /, **params: Any) -> None:
        """Note what is wrong, where, and what would be right."""
        self.found.append(Refusal.of(where, pattern, **{name: clipped(one) for name, one in params.items()}))

    def done(self) -> None:
        """Raise Refused with all of it, where there is any."""
        if self.found:
            raise Refused(self.found)

    def whole(self, where: str, given: Any, otherwise: int) -> int:
        """A number from 0; `otherwise` when nothing was given."""
        if given is None or given == "":
            return otherwise
        if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
            return given
        text = str(given)
        if not (text.isascii() and text.isdigit()) or len(text) > DIGITS:
            self.refuse(where, "“%(given)s” is not a whole number from 0", given=given)
            return otherwise
        return int(text)

    def yes(self, where: str, given: Any, *, otherwise: bool) -> bool:
        """Yes or no."""
        if given is None or given == "":
            return otherwise
        word = str(given).strip().lower()
        if word in {"true", "1", "on", "yes", "t"}:
            return True
        if word not in {"false", "0", "off", "no", "f"}:
            self.refuse(where, "“%(given)s” is neither true nor false", given=given)
        return False

    def only(self, given: Iterable[str], known: Collection[str]) -> None:
        """Refuse whatever a dialect does not know, so that nothing is ignored in silence."""
        for name in given:
            if name not in known:
                shown = ", ".join(sorted(known))
                self.refuse(name[:100], "this is not known here; known are %(known)s", known=shown)

    def json(self, where: str, given: Any) -> Any:
        """JSON where it comes as a text, and otherwise what was given."""
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given)
        except (ValueError, RecursionError):
            self.refuse(where, "this is not JSON: “%(given)s”", given=given)
            return None


def clipped(one: Any) -> Any:
    """Something that was given, short enough for a message."""
    return one if isinstance(one, int) and not isinstance(one, bool) else str(one)[:300]


def words(given: Any) -> list[str]:
    """A list, or a text with commas, as a list of trimmed texts; empty ones are left out."""
    if given is None:
        return []
    found = given.split(",") if isinstance(given, str) else given
    return [text for one in found if (text := str(one).strip())]


def scalar(value: Any) -> bool:
    """Whether JSON's value is a single one."""
    return isinstance(value, str | int | float | bool)


def mapping(pairs: Pairs) -> Mapping[str, list[str]]:
    """Arguments by their names, each with all its values. Raises Refused for more than MOST_ARGUMENTS."""
    found: dict[str, list[str]] = {}
    for number, (name, value) in enumerate(pairs):
        if number >= MOST_ARGUMENTS:
            raise Refused([Refusal.at_all("use at most %(most)s arguments", most=MOST_ARGUMENTS)])
        found.setdefault(name, []).append(value)
    return found
