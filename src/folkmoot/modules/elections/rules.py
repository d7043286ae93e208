"""What may be asked, who may vote when, what a vote is, and what votes add up to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from folkmoot.record.refusal import Refusal, too_long

QUESTION, BACKGROUND, OPTION, WORDS = 200, 4000, 120, 4000
"""Characters."""
OPTIONS = 20
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=366)
"""How long a poll can be open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A poll as an office writes it."""

    question: str
    background: str
    options: tuple[str, ...]
    least: int
    most: int
    office: str
    closes: datetime


def may_open(draft: Draft, *, now: datetime) -> list[Refusal]:
    """Everything that is wrong with a poll, at once."""
    options = draft.options
    found = [
        Refusal("question", "write the question") if not draft.question else None,
        too_long("question", QUESTION, draft.question) if len(draft.question) > QUESTION else None,
        too_long("background", BACKGROUND, draft.background) if len(draft.background) > BACKGROUND else None,
        Refusal("options", "give two options at least") if len(options) < 2 else None,  # noqa: PLR2004
        Refusal.of("options", "give at most %(most)s options", most=OPTIONS)
        if len(options) > OPTIONS
        else None,
        *(too_long("options", OPTION, one) for one in options if len(one) > OPTION),
        _twice(options),
        _limits(draft),
        _time(draft.closes, now),
    ]
    return [one for one in found if one is not None]


def _twice(options: Sequence[str]) -> Refusal | None:
    seen: set[str] = set()
    for one in options:
        if one.casefold() in seen:
            return Refusal.of("options", "'%(option)s' stands twice; write each option once", option=one)
        seen.add(one.casefold())
    return None


def _limits(draft: Draft) -> Refusal | None:
    count = len(draft.options)
    if 1 <= draft.least <= draft.most <= max(count, 1):
        return None
    return Refusal.of(
        "most",
        "people choose at least 1 and at most %(count)s options, the least before the most",
        count=count,
    )


def _time(closes: datetime, now: datetime) -> Refusal | None:
    if SHORTEST <= closes - now <= LONGEST:
        return None
    return Refusal("closes", "a poll is open for an hour at least and for a year at most")


def may_vote(*, state: str, closes: datetime, now: datetime) -> Refusal | None:
    """Whether votes are taken; the last moment is the one before ``closes``."""
    return None if state == "open" and now < closes else Refusal.at_all("this poll is closed")


def choice(given: Iterable[int], *, options: int, least: int, most: int) -> tuple[int, ...] | Refusal:
    """A vote in its one form, ascending and each option once; or why it is none."""
    chosen = tuple(sorted(set(given)))
    if any(not 1 <= one <= options for one in chosen):
        return Refusal("choice", "choose from the options of this poll")
    if least <= len(chosen) <= most:
        return chosen
    if least == most == 1:
        return Refusal("choice", "choose one option")
    if len(chosen) < least:
        return Refusal.of("choice", "choose at least %(least)s options", least=least)
    return Refusal.of("choice", "choose at most %(most)s options", most=most)


def may_close(*, state: str, closes: datetime, now: datetime, early: bool) -> Refusal | None:
    """Whether a poll ends now: by itself when its time is over, or ``early`` by its office with a reason."""
    if state != "open":
        return Refusal.at_all("this poll is closed")
    if not early and now < closes:
        return Refusal.at_all("this poll is still open")
    return None


def may_answer(*, state: str) -> Refusal | None:
    """An office answers a poll that is over."""
    return None if state == "closed" else Refusal.at_all("a poll is answered once it is closed")


def counted(votes: Iterable[Sequence[int]], options: int) -> tuple[int, ...]:
    """How often each option was chosen."""
    counts = [0] * options
    for one in votes:
        for number in one:
            counts[number - 1] += 1
    return tuple(counts)


def leading(counts: Sequence[int]) -> list[int]:
    """Numbers of the options that most people chose: several when they are equal, none without votes."""
    best = max(counts, default=0)
    return [place + 1 for place, count in enumerate(counts) if count == best] if best else []


def barred(given: Sequence[object]) -> str:
    """The items of a list, with bars between, as a cell of an open table holds them."""
    return " | ".join(str(one) for one in given)
