"""Where a harvested dataset comes from, its files there, and whether its addresses answer: for pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.catalogue import queries, rules, words
from folkmoot.modules.catalogue.harvest import links
from folkmoot.modules.catalogue.models import Dataset, Origin, Source
from folkmoot.modules.catalogue.refusals import said
from folkmoot.record import clock
from folkmoot.record.queries import indexes_of
from folkmoot.record.refusal import Refusal
from folkmoot.web.words import day, number


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a dataset comes from: the source with its page here, the page there, who publishes it, and since when."""

    source: Source
    origin: Origin
    entry: int | None
    open: bool


def of(row: Dataset) -> Provenance | None:
    """Where a dataset comes from; None for one of our own."""
    origin = queries.origin(row.pk)
    source = queries.source(origin.source) if origin else None
    if origin is None or source is None:
        return None
    return Provenance(source, origin, indexes_of([origin.fact_id]).get(origin.fact_id), source.closed is None)


def files(origin: Origin | None) -> list[dict[str, Any]]:
    """The files at the source, with their sizes in words."""
    some = origin.files if origin else []
    return [one | {"size": words.size(one["bytes"]) if one.get("bytes") else ""} for one in some]


@dataclass(frozen=True, slots=True)
class Reached:
    """How many addresses of a dataset were asked, and what is wrong with the broken ones, in words."""

    asked: int
    broken: list[str]

    @property
    def why(self) -> str:
        """The state in a sentence."""
        if not self.broken:
            return ngettext("%(n)s address answers", "%(n)s addresses answer", self.asked) % {
                "n": number(self.asked)
            }
        return ngettext(
            "%(n)s of %(all)s addresses does not answer",
            "%(n)s of %(all)s addresses do not answer",
            len(self.broken),
        ) % {"n": number(len(self.broken)), "all": number(self.asked)}


def reached(row: Dataset) -> Reached:
    """What the last checks of a dataset's addresses found, with the day on which each was asked."""
    asked, broken = links.broken_of(row.pk)
    return Reached(
        asked,
        [
            _("Correct the address %(url)s: %(why)s (asked on %(day)s)")
            % {"url": url, "why": said(refusal), "day": day(checked)}
            for url, refusal, checked in broken
        ],
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """An address, and what came of the last question to it: ``kind`` is the kind of a state, ``words`` its name."""

    url: str
    kind: str
    words: str
    why: str = ""


def asked(row: Dataset, urls: Iterable[str]) -> dict[str, Asked]:
    """Whether addresses of an entry answer, as far as they were asked; in one query."""
    known, broken = links.states_of(row.pk)
    return {one: _asked(one, known, broken) for one in urls if one}


def _asked(
    url: str, known: Mapping[str, datetime | None], broken: Mapping[str, tuple[Refusal, datetime | None]]
) -> Asked:
    if url.startswith(settings.ORIGIN.rstrip("/") + "/"):
        return Asked(url, "fixed", _("Part of this site"))
    if url in broken:
        refusal, checked = broken[url]
        return Asked(
            url,
            "late",
            _("Does not answer"),
            _("%(why)s (asked on %(day)s)") % {"why": said(refusal), "day": day(checked)},
        )
    if url in known:
        return Asked(url, "fixed", _("Answered on %(day)s") % {"day": day(known[url])})
    return Asked(url, "waiting", _("Not asked yet"))


def quality(about: rules.About, found: Reached) -> dict[str, Any]:
    """The score of a dataset whose files stay at their source: how it is described, and whether they are there."""
    lacking = [str(words.LACKING[one]) for one in rules.lacking(about)]
    score = round(100 * rules.overall(about, None, clock.now()))
    return {
        "score": score,
        "verdict": words.verdict(score),
        "todo": lacking + found.broken,
        "lacking": lacking,
    }
