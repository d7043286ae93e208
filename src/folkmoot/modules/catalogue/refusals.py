"""What the engine of the tables and the formats say, in the reader's language: they know no translation.

A refusal keeps its pattern and parameters, so its sentence is said as every other one (record/saying.py); here are the parameters
that are words themselves. Places and reasons are stored as ready sentences: those are recognized by their pattern.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from folkmoot.modules.catalogue.engine.generation.load import ARTICLES
from folkmoot.modules.catalogue.engine.query.values import WRITTEN
from folkmoot.modules.catalogue.engine.reading.kinds import STRANGERS
from folkmoot.record import saying
from folkmoot.record.refusal import Refusal

TYPES: Mapping[str, Any] = {
    "int": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
    "text": gettext_lazy("text"),
    "bool": gettext_lazy("yes or no"),
    "date": gettext_lazy("date"),
    "timestamp": gettext_lazy("date and time"),
    "time": gettext_lazy("time of day"),
    "point": gettext_lazy("place on the map"),
    "geometry": gettext_lazy("shape on the map"),
    "json": gettext_lazy("structured value"),
}
"""The types of columns."""

PHRASES = frozenset(
    {
        *(one for _mark, *both in STRANGERS for one in both),
        *WRITTEN.values(),
        *ARTICLES.values(),
        gettext_noop("comparing"),
        gettext_noop("looking for text"),
        gettext_noop("looking for words"),
        gettext_noop("grouping"),
        gettext_noop("sorting"),
        gettext_noop("times of day"),
        gettext_noop("days before 1900 or after 2299"),
        gettext_noop("nothing follows"),
        gettext_noop("the end"),
        gettext_noop("this cannot be computed"),
        gettext_noop("give an address that begins with https://"),
    }
)
"""Parameters that are English words of ours."""

SENTENCES = (
    gettext_noop("line %(count)s, column %(at)s"),
    gettext_noop("line %(count)s"),
    gettext_noop("record %(count)s, %(name)s"),
    gettext_noop("record %(count)s"),
    gettext_noop("byte %(count)s"),
    gettext_noop("sheet %(name)s"),
    gettext_noop("%(name)s in the archive"),
    gettext_noop("not %(what)s written as %(form)s"),
    gettext_noop("not %(what)s with %(sign)s before decimals"),
    gettext_noop("not %(what)s"),
    gettext_noop("%(name)s: %(share)s%% of the cells are empty"),
    gettext_noop("%(count)s of %(all)s cells do not fit the type of their column"),
    gettext_noop("%(count)s of %(all)s records had not the width of the table"),
    gettext_noop("%(count)s records have a key that another record has too"),
    gettext_noop("%(count)s of %(all)s columns are not described: %(names)s"),
    gettext_noop("%(count)s columns of numbers have no unit: %(names)s"),
    gettext_noop("%(kind)s is read by fewer programs than CSV or Parquet"),
    gettext_noop("it is in %(encoding)s, not in UTF-8"),
    gettext_noop("the table has no rows"),
    gettext_noop("words stand above the table"),
    gettext_noop("words stand below the table"),
    gettext_noop("the columns have no header"),
    gettext_noop("the workbook holds more than one sheet"),
    gettext_noop("the file holds more than one table"),
)
"""Places and reasons that are stored as ready English; of two that fit, the first is meant."""

_WORDS = frozenset({"what", "right", "use", "why", "part", "message"})
_NUMBERS = frozenset({"count", "all", "at"})
_PLACE = re.compile(r"%\((\w+)\)s")
_DIGITS = re.compile(r"\d{1,3}(,\d{3})*|\d+")


def said(refusal: Refusal) -> str:
    """What is wrong and what would be right, as a sentence of the reader's language."""
    return saying.said(refusal, _shown)


def sentence(told: str) -> str:
    """A place ("line 3") or a reason of the engine in the reader's language; what is none of SENTENCES as it stands."""
    for pattern in SENTENCES:
        if found := _form(pattern).fullmatch(told):
            given = {name: _shown(name, _number(name, one)) for name, one in found.groupdict().items()}
            return gettext(pattern) % given if given else gettext(pattern)
    return told


def _shown(name: str, value: Any) -> str:
    if name in _WORDS and value in PHRASES:
        return gettext(value)
    if name == "type":
        return str(TYPES.get(value, value))
    if name == "types":
        return ", ".join(str(TYPES.get(one, one)) for one in str(value).split(", "))
    return saying.plainly(name, value)


def _number(name: str, given: str) -> Any:
    return int(given.replace(",", "")) if name in _NUMBERS else given


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """What a sentence looks like that was made of the pattern."""
    parts = _PLACE.split(pattern)
    return re.compile(
        "".join(
            f"(?P<{one}>{_DIGITS.pattern if one in _NUMBERS else '.+'})"
            if at % 2
            else re.escape(one.replace("%%", "%"))
            for at, one in enumerate(parts)
        ),
        re.DOTALL,
    )
