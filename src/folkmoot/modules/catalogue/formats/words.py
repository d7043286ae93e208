"""Texts by language, and moments as ISO 8601 writes them."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkmoot.record.refusal import Refusal, Refused

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
# Neither XML nor a page can hold these; a text that has them cannot be written in every syntax.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Said:
    """Words in one language: a BCP 47 tag such as "de" or "en-GB", or "" where nobody said which."""

    words: str
    language: str = ""

    def __post_init__(self) -> None:
        if self.language and not _TAG.fullmatch(self.language):
            raise Refused([Refusal.of("language", "“%(given)s” is not a language tag", given=self.language)])
        if _UNWRITABLE.search(self.words):
            raise Refused([Refusal("text", "leave out control characters, which no XML can hold")])


Text = tuple[Said, ...]
"""The same said in several languages, the main one first; empty where nothing is said."""


def text(given: str | Mapping[str, str] | Iterable[Said] | None, language: str = "") -> Text:
    """A Text from plain words, from words by language, or from what was said; empty words say nothing."""
    if given is None:
        return ()
    if isinstance(given, str):
        return (Said(given, language),) if given.strip() else ()
    if isinstance(given, Mapping):
        return tuple(Said(words, tag) for tag, words in given.items() if words.strip())
    return tuple(given)


def say(given: Text, language: str = "") -> str:
    """The words in a language, in its main tag ("de" for "de-AT"), or in the first language there is."""
    for wanted in (language, language.split("-", maxsplit=1)[0]):
        for one in given:
            if wanted and one.language.lower() == wanted.lower():
                return one.words
    return given[0].words if given else ""


def cleaned(words: str) -> str:
    """Words without what no XML can hold, as harvested texts sometimes have it."""
    return _UNWRITABLE.sub("", words)


def moment(given: str | dt.date | dt.datetime | None) -> str:
    """ISO 8601 of a year, a month, a day or a time, as XML Schema writes it; "" for None. Raises Refused.

    A time without zone stays without, because nobody said which one was meant.
    """
    if given is None or given == "":
        return ""
    if isinstance(given, dt.date):
        return given.isoformat()
    told = given.strip().replace(" ", "T", 1)
    try:
        if not _MOMENT.fullmatch(told):
            raise ValueError(told)
        if "T" in told:
            return _with_seconds(told)
        dt.date.fromisoformat((told + "-01-01")[:10])
        return told
    except ValueError:
        raise Refused(
            [Refusal.of("date", "“%(given)s” is not a date as in 2026-03-31", given=given)]
        ) from None


def _with_seconds(told: str) -> str:
    """XML Schema asks for seconds; ISO 8601 does not."""
    day, _, clock = told.partition("T")
    hours = re.match(r"(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(.*)", clock)
    if hours is None:
        raise ValueError(told)
    whole = f"{day}T{hours[1]}{hours[2] or ':00'}{hours[3]}"
    dt.datetime.fromisoformat(whole)
    return whole
