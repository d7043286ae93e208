"""What a survey may be: short, in every language of the site, and about a moment that a part declares."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from folkmoot.modules.feedback.events import Plan, Question
from folkmoot.record.refusal import Refusal, one_of, too_long

SORTS = ("scale", "yes_no", "one", "several", "text")
SCALE = ("1", "2", "3", "4", "5")
YES_NO = ("yes", "no")
MOST_QUESTIONS, MOST_CHOICES, MOST_PAGES = 10, 12, 20
TITLE, WHY, QUESTION, CHOICE = 120, 600, 200, 80
LONGEST_DAYS, MOST_ONE_IN, LONGEST_QUIET = 730, 1000, 730
RESERVED = frozenset({"desk", "invited"})
"""Addresses of the module's own pages."""
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,29}\Z")
_PAGE = re.compile(r"/(?!/)[A-Za-z0-9._~/-]{0,200}\*?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is to choose from. ``languages`` are those in which everything must be there, the usual one first;

    ``others`` may be there as well.
    """

    offices: Collection[str]
    moments: Collection[str]
    anywhere: Collection[str]
    """Moments whose pages must be named."""
    languages: tuple[str, ...]
    others: Collection[str] = ()


def choices_of(question: Question) -> tuple[str, ...]:
    """Keys of what can be chosen; none for a text."""
    if question.sort == "yes_no":
        return YES_NO
    return tuple(one.key for one in question.choices)


def may_name(key: str) -> Refusal | None:
    """Whether a survey can have this key, which is part of its address."""
    if _KEY.match(key) and key not in RESERVED:
        return None
    return Refusal("key", "use a to z, 0 to 9 and hyphens, at most 40, and not desk or invited")


def may_be_quiet(days: int) -> Refusal | None:
    """Whether people can be left in peace for so many days."""
    return _between("days", days, 0, LONGEST_QUIET)


def may_plan(plan: Plan, known: Known) -> list[Refusal]:
    """Everything that is wrong with a survey."""
    found: list[Refusal | None] = [
        None if plan.office in known.offices else Refusal("office", "choose a department that exists"),
        None if plan.moment in known.moments else Refusal("moment", "choose when people are asked"),
        _between("one_in", plan.one_in, 1, MOST_ONE_IN),
        _between("days", plan.days, 1, LONGEST_DAYS),
        *_pages(plan, known),
        *_said("title", plan.title, TITLE, known),
        *_said("why", plan.why, WHY, known),
    ]
    if not 1 <= len(plan.questions) <= MOST_QUESTIONS:
        found.append(Refusal.of("questions", "ask 1 to %(most)s questions", most=MOST_QUESTIONS))
    found += _codes("questions", (one.code for one in plan.questions))
    for number, question in enumerate(plan.questions):
        found += _question(number, question, known)
    return [one for one in found if one is not None]


def _pages(plan: Plan, known: Known) -> list[Refusal | None]:
    if plan.moment not in known.anywhere:
        return [Refusal("pages", "leave this empty: the moment says which pages") if plan.pages else None]
    if not 1 <= len(plan.pages) <= MOST_PAGES:
        return [Refusal.of("pages", "name 1 to %(most)s addresses", most=MOST_PAGES)]
    wrong = next((one for one in plan.pages if not _PAGE.match(one)), None)
    if wrong is None:
        return []
    pattern = "“%(page)s” is no address of this site: write /petitions, or /petitions* for all that begin so"
    return [Refusal.of("pages", pattern, page=wrong[:60])]


def _question(number: int, question: Question, known: Known) -> list[Refusal | None]:
    where = f"question_{number}"
    found = [*_said(where, question.words, QUESTION, known)]
    if question.sort not in SORTS:
        return [*found, one_of(where, SORTS)]
    keys = [one.key for one in question.choices]
    match question.sort:
        case "scale":
            if tuple(keys) != SCALE:
                found.append(Refusal(where, "give words for each of the five steps, 1 to 5"))
        case "one" | "several":
            if not 2 <= len(keys) <= MOST_CHOICES:  # noqa: PLR2004 - one thing is no choice.
                found.append(Refusal.of(where, "give 2 to %(most)s choices", most=MOST_CHOICES))
            found += _codes(where, keys)
        case _:
            if keys:
                found.append(Refusal(where, "this sort of question has no choices of its own"))
    for choice in question.choices:
        found += _said(where, choice.words, CHOICE, known)
    return found


def _codes(where: str, codes: Iterable[str]) -> list[Refusal | None]:
    given = list(codes)
    if any(not _CODE.match(one) for one in given):
        return [Refusal(where, "use a to z, 0 to 9 and underscores as a code, at most 30")]
    twice = next((one for one, count in Counter(given).items() if count > 1), None)
    return [Refusal.of(where, "the code %(code)s is there twice", code=twice)] if twice else []


def _said(where: str, words: tuple[tuple[str, str], ...], most: int, known: Known) -> list[Refusal | None]:
    """Words must be there in every language, once, and no longer than fits."""
    given = dict(words)
    if len(given) < len(words):
        return [Refusal(where, "write it once in each language")]
    for language in known.languages:
        if not given.get(language, "").strip():
            return [
                Refusal.of(where, "write it in every language; %(language)s is missing", language=language)
            ]
    if unknown := sorted(set(given) - set(known.languages) - set(known.others)):
        return [Refusal.of(where, "this site has no language %(language)s", language=unknown[0])]
    long = [too_long(where, most, one) for one in given.values() if len(one) > most]
    return [*long[:1]]


def _between(where: str, value: int, low: int, high: int) -> Refusal | None:
    if low <= value <= high:
        return None
    return Refusal.of(where, "give a number from %(low)s to %(high)s", low=low, high=high)
