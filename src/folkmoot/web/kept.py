"""Parts of pages that are made once for everything they show, and kept until they would look different.

``{% kept row=row trail=trail %}…{% endkept %}`` makes a part that sees nothing but what is named there: neither the
request nor the clock nor the database. So it is a function of the named values, the language and the time zone, and may
be kept for whoever comes next. Nothing has to be told that it is out of date: other values are another part.

What differs for each reader in the middle of a part, such as the token of a form, is named as ``token=token|hole``: the
part is made with a hole there, and the hole is filled for whoever it is shown to.
"""

import pickle
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from folkmoot.record import clock

LARGEST = 2**18
"""Bytes of a part and its key above which it is not kept: an unusual page must not push out a thousand others."""


class Depends(RuntimeError):
    """A part that is kept asked for something that it does not name."""


class ByValue:
    """Something that looks as its facts say and as nothing else does: they are what it is known by.

    ``facts`` are a tuple of texts, numbers, truths, moments in UTC, None and tuples of these; each place in it has one
    type. They are compared many times quicker than what is made of them is pickled.
    """

    def __init__(self, facts: tuple[Any, ...]) -> None:
        self.facts = facts


class Hole:
    """A value that a part is not made of but filled with afterwards; what is not safe is escaped."""

    def __init__(self, value: Any) -> None:
        self.value = value


def hole(value: Any) -> Hole:
    """The filter: what differs for each reader is named in the tag as a hole."""
    return Hole(value)


_HOLE = f"hole-{secrets.token_hex(16)}-"
"""What stands in the holes; nobody outside this process can know it, so nobody can make a hole of their own."""
_HOLES = re.compile(_HOLE + "([a-z_]+)-")

Part = tuple[str, ...]
"""Texts and, between them, names of the holes that stand there."""


class Shelf:
    """Parts by what they were made of, the least lately used one first. Safe for threads.

    ``most`` are the bytes of keys and parts together; those that were not asked for longest make room. 0 keeps none.
    """

    def __init__(self, most: int, largest: int = LARGEST) -> None:
        self._most, self._largest = most, largest
        self._parts: OrderedDict[tuple[Any, ...], tuple[Part, int]] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: tuple[Any, ...]) -> Part | None:
        """The part, or None."""
        with self._lock:
            found = self._parts.get(key)
            if found is None:
                return None
            self._parts.move_to_end(key)
            return found[0]

    def put(self, key: tuple[Any, ...], part: Part) -> None:
        """Keep a part; others leave when there is no room."""
        size = sum(map(len, part)) + sum(map(_length, key))
        if size > min(self._largest, self._most):
            return
        with self._lock:
            if key in self._parts:
                return
            self._parts[key] = part, size
            self.bytes += size
            while self.bytes > self._most:
                _key, (_part, gone) = self._parts.popitem(last=False)
                self.bytes -= gone

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._parts.clear()
            self.bytes = 0


def _length(one: object) -> int:
    """About the bytes of what a part is known by; the few that all parts have do not count."""
    return len(one) if isinstance(one, bytes) else len(repr(one)) if isinstance(one, tuple) else 0


shelf = Shelf(settings.FOLKMOOT_KEPT_MB * 2**20)
_places = count()


class _Hidden(dict[str, Any]):
    """What stands around a part and is not named in its tag: to look at any of it is an error."""

    def __init__(self, around: Context) -> None:
        super().__init__()
        self._around = around

    def __contains__(self, name: object) -> bool:
        return name not in _OF_COTTON and name in self._around

    def __getitem__(self, name: str) -> Any:
        raise Depends(f"a part that is kept shows {name!r}: name it in the tag")


_OF_COTTON = {"cotton_data"}
"""What django-cotton itself looks for in every context."""


def _refuse(*_words: Any) -> None:
    raise Depends("a part that is kept read the database: read it before, and name what was read in the tag")


class KeptNode(Node):
    """The tag. ``place`` is where it stands, so that two parts of equal values are not taken for one another."""

    def __init__(self, place: int, named: Mapping[str, FilterExpression], nodelist: NodeList) -> None:
        self.place, self.named, self.nodelist = place, named, nodelist

    def render(self, context: Context) -> SafeString:
        """The part, from the shelf or made now."""
        values, facts, others, holes = {}, [], {}, {}
        for name, value in self.named.items():
            found = value.resolve(context)
            if isinstance(found, Hole):
                holes[name], found = found.value, mark_safe(f"{_HOLE}{name}-")  # noqa: S308 - letters and digits.
            elif isinstance(found, ByValue):
                facts.append(found.facts)
            else:
                others[name] = found
            values[name] = found
        key = (
            self.place,
            get_language(),
            get_current_timezone_name(),
            *facts,
            pickle.dumps(others, pickle.HIGHEST_PROTOCOL) if others else b"",
        )
        part = shelf.get(key)
        if part is None:
            _check(facts)
            with clock.stopped(), connection.execute_wrapper(_refuse):
                part = tuple(_HOLES.split(self.nodelist.render(self._alone(context, values))))
            shelf.put(key, part)
        return mark_safe(_filled(part, holes))  # noqa: S308 - the engine made it and escaped what is in it.

    def _alone(self, context: Context, values: dict[str, Any]) -> Context:
        alone = context.new(values)
        # Below everything else, so that it is asked only for what is named nowhere.
        alone.dicts.insert(0, _Hidden(context))
        return alone


def _filled(part: Part, holes: Mapping[str, Any]) -> str:
    if len(part) == 1:
        return part[0]
    told = {name: conditional_escape(holes[name]) for name in set(part[1::2])}
    return "".join(told[one] if at % 2 else one for at, one in enumerate(part))


_PLAIN = (str, int, float, bool, UUID, type(None))


def _check(facts: object) -> None:
    """Refuse facts of which two may be equal and look different: a safe text and an unsafe one, or two time zones."""
    if isinstance(facts, tuple | list):
        for one in facts:
            _check(one)
    elif type(facts) not in _PLAIN and not (isinstance(facts, datetime) and facts.tzinfo is UTC):
        raise TypeError(f"{type(facts).__name__} is no plain fact: two that look different may be equal")


def kept(parser: Parser, token: Token) -> KeptNode:
    """Compile ``{% kept name=value … %}…{% endkept %}``."""
    words = token.split_contents()[1:]
    named = token_kwargs(words, parser)
    if words or not named:
        raise TemplateSyntaxError("kept takes what it shows as name=value, and nothing else")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(next(_places), named, nodelist)
