"""Reads of surveys and their editions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from folkmoot.modules.feedback import events, rules
from folkmoot.modules.feedback.models import Edition, MonthTally, Quiet, Survey
from folkmoot.places import queries as places
from folkmoot.places.queries import present
from folkmoot.record import registry
from folkmoot.record.event import adapter
from folkmoot.record.manifest import Card, Moment, SearchText
from folkmoot.record.remember import Remembered

QUIET_DAYS = 90
"""For how long people are left in peace where the institution has not said otherwise."""
ANY_PAGE = "*"

_opened = Remembered(events.Opened.kind, events.Closed.kind)
_quiet = Remembered(events.QuietDescribed.kind)


def plan_of(row: Survey | Edition) -> events.Plan:
    """The plan of a draft or of an edition."""
    found: events.Plan = adapter(events.Plan).validate_python(row.plan)
    return found


def survey(key: str) -> Survey | None:
    """The survey with this key, or None."""
    return Survey.objects.filter(pk=key).first()


def surveys(*, offices: Iterable[str] | None = None, drafts: bool = False) -> QuerySet[Survey]:
    """Surveys, open ones first; with ``drafts`` also those that were never open; of some ``offices`` or of all."""
    rows = Survey.objects.order_by("-state", "key")
    if not drafts:
        rows = rows.filter(edition__gt=0)
    return rows if offices is None else rows.filter(office__in=list(offices))


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey in a list: its title as it was last asked, and how many answers count in that edition."""

    row: Survey
    newest: Edition
    title: str
    answers: int


def listed(rows: Iterable[Survey]) -> list[Listed]:
    """Surveys that were ever open, in two queries."""
    some = [one for one in rows if one.edition]
    newest = Edition.objects.in_bulk([f"{one.pk}/{one.edition}" for one in some])
    sums = MonthTally.objects.filter(edition__in=list(newest)).values("edition").annotate(n=Sum("answers"))
    counts = {one["edition"]: one["n"] for one in sums.order_by("edition")}
    return [
        Listed(one, edition, in_words(edition.plan["title"]), counts.get(edition.pk, 0))
        for one in some
        for edition in [newest[f"{one.pk}/{one.edition}"]]
    ]


def edition(key: str, number: int) -> Edition | None:
    """An edition of a survey, or None."""
    return Edition.objects.filter(pk=f"{key}/{number}").first()


def open_edition(row: Survey) -> Edition | None:
    """The edition that is open, or None."""
    return edition(row.pk, row.edition) if row.state == "open" else None


def editions(key: str) -> list[Edition]:
    """Every edition of a survey, newest first."""
    return list(Edition.objects.filter(survey=key).order_by("-edition"))


def any_edition() -> bool:
    """Whether any survey was ever open."""
    return Edition.objects.exists()


def open_at(moment: str) -> list[Edition]:
    """Editions that ask at a moment now."""
    return list(Edition.objects.filter(moment=moment, closed__isnull=True).order_by("key"))


def overdue(now: datetime) -> list[Edition]:
    """Open editions whose last day is over."""
    return list(Edition.objects.filter(closed__isnull=True, closes__lte=now).order_by("closes", "key")[:100])


def opened_since(since: datetime) -> QuerySet[Edition]:
    """Editions that were open at any time since a moment."""
    return Edition.objects.exclude(closed__lt=since)


@dataclass(frozen=True, slots=True)
class OnPages:
    """An open edition that asks in pages: those of a view, or those at some addresses."""

    survey: str
    number: int
    opened_by: str
    closes: datetime
    plan: events.Plan
    view: str

    def asks_at(self, *, view: str, path: str) -> bool:
        """Whether it asks on a page."""
        if self.view != ANY_PAGE:
            return self.view == view
        return any(path.startswith(one[:-1]) if one.endswith("*") else path == one for one in self.plan.pages)


def on_pages() -> tuple[OnPages, ...]:
    """Editions that ask in pages, remembered until one opens or closes."""

    def read() -> tuple[OnPages, ...]:
        pages = {name: one.page for name, one in registry.moments().items() if one.page}
        rows = Edition.objects.filter(moment__in=list(pages), closed__isnull=True).order_by("opened", "key")
        return tuple(
            OnPages(one.survey, one.edition, one.fact_id, one.closes, plan_of(one), pages[one.moment])
            for one in rows
        )

    return _opened.now().get("pages", read)


def quiet_days() -> int:
    """For how many days people are left in peace after an invitation."""

    def read() -> int:
        row = Quiet.objects.filter(pk="main").first()
        return row.days if row else QUIET_DAYS

    return _quiet.now().get("days", read)


def asked_at(name: str) -> Moment | None:
    """The moment with this name; None when its part is not here any more."""
    return registry.moments().get(name)


def known() -> rules.Known:
    """What a survey can be made of here."""
    moments = registry.moments()
    return rules.Known(
        offices=frozenset(one.slug for one in places.departments()),
        moments=frozenset(moments),
        anywhere=frozenset(name for name, one in moments.items() if one.page == ANY_PAGE),
        languages=tuple(present().languages),
        others=frozenset(code for code, _name in settings.LANGUAGES),
    )


def in_words(words: Iterable[Iterable[str]], language: str = "") -> str:
    """(language, words) pairs in the reader's language, or in the first one that there is."""
    said: dict[str, str] = {code: one for code, one in words}  # noqa: C416 - pairs come as lists from JSON.
    return said.get(language or get_language() or "") or next(iter(said.values()), "")


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of surveys, for every other part of the house. A draft has no page."""
    keys = [one.partition("/")[2] for one in subjects]
    return {
        row.subject: Card(
            subject=row.subject,
            title=in_words(row.plan["title"]),
            url=reverse("feedback:survey", args=[row.pk]) if row.edition else reverse("feedback:list"),
            state=row.state,
            at=row.drafted,
        )
        for row in Survey.objects.filter(pk__in=keys)
    }


def quiet_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """The card of the rule for how often people are asked."""
    return {
        one: Card(subject=one, title=_("How often people are asked"), url=reverse("feedback:list"))
        for one in subjects
    }


def search_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index of surveys that are or were open."""
    keys = [one.partition("/")[2] for one in subjects]
    rows: list[Any] = list(Survey.objects.filter(pk__in=keys, edition__gt=0))
    newest = Edition.objects.in_bulk([f"{row.pk}/{row.edition}" for row in rows])
    return {
        row.subject: SearchText(
            subject=row.subject,
            title=in_words(plan["title"], settings.LANGUAGE_CODE),
            body="\n".join(
                words
                for pairs in (plan["why"], *(one["words"] for one in plan["questions"]))
                for _code, words in pairs
            ),
            url=reverse("feedback:survey", args=[row.pk]),
            module="feedback",
            at=row.drafted,
        )
        for row in rows
        for plan in [newest[f"{row.pk}/{row.edition}"].plan]
    }
