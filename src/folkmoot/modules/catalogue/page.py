"""What the page of a dataset shows beside its rows: dictionary, versions, quality, code to copy, citation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import engines, provenance, queries, rules, spread, words
from folkmoot.modules.catalogue.asking import Asked, encoded
from folkmoot.modules.catalogue.downloads import place_of
from folkmoot.modules.catalogue.models import Dataset, Table, Version
from folkmoot.modules.catalogue.refusals import said, sentence
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record import text as texts
from folkmoot.record.queries import indexes_of
from folkmoot.record.refusal import Refusal
from folkmoot.web.words import ago, day, length, number, per_cent

MOST_TODO = 12
GOOD = 0.9


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column in the dictionary."""

    name: str
    meaning: str
    type: str
    spread: str
    drawn: SafeString | str
    empty: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version in the list."""

    row: Version
    words: str
    entry: int | None
    current: bool
    url: str
    chosen: str = ""
    chosen_entry: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A part of the quality: whether it is good, its name, and why."""

    good: bool
    name: str
    why: str


def dictionary(generation: str) -> list[ColumnShown]:
    """What the columns mean."""
    histograms = spread.histograms(generation)
    return [_column(one, histograms) for one in engines.manifest(generation)["fields"]]


def _column(one: Mapping[str, Any], histograms: Mapping[str, tuple[int, ...]]) -> ColumnShown:
    kind = str(words.TYPES.get(one["type"], one["type"]))
    if one.get("unit"):
        kind = f"{kind}, {one['unit']}"
    least, greatest = one.get("min"), one.get("max")
    ends = "–" if least is None else str(least) if least == greatest else f"{least} – {greatest}"
    if one["type"] == "bool":
        ends = "–"
    if one["type"] == "text":
        ends = _("about %(n)s values") % {"n": number(one.get("distinct", 0))}
    drawn: SafeString | str = ""
    if one["name"] in histograms:
        label = _("From %(least)s to %(most)s") % {"least": least, "most": greatest}
        drawn = spread.drawn(histograms[one["name"]], label)
    meaning = " – ".join(part for part in (one.get("label", ""), one.get("description", "")) if part)
    return ColumnShown(one["name"], meaning, kind, ends, drawn, per_cent(one.get("null_share", 0.0)))


def versions(table: Table, rows: list[Version]) -> list[VersionShown]:
    """Versions with their entries on the record, in one query."""
    entries = indexes_of([one.fact_id for one in rows] + ([table.chosen] if table.chosen else []))
    why = texts.words_of([table.chosen_words]).get(table.chosen_words, "")
    return [
        VersionShown(
            one,
            words.changed(one),
            entries.get(one.fact_id),
            one.number == table.number,
            reverse("catalogue:version", args=[one.dataset, one.table, one.number]),
            why if one.number == table.number else "",
            entries.get(table.chosen) if one.number == table.number else None,
        )
        for one in rows
    ]


def about(row: Dataset, table: Table | None, reached: provenance.Reached) -> rules.About:
    """What the scores of a dataset are made of."""
    given = row.shown or row.draft
    return rules.About(
        themes=len(given["themes"]),
        keywords=len(given["keywords"]),
        period=bool(given["begins"]),
        contact=bool(given["contact"]),
        frequency=given["frequency"],
        loaded=table.loaded if table else None,
        links=reached.asked,
        broken=len(reached.broken),
    )


def quality(row: Dataset, table: Table, generation: str) -> dict[str, Any]:
    """The score with its reasons, and what its publisher can do about it."""
    told, now = engines.manifest(generation)["quality"], clock.now()
    reached = provenance.reached(row)
    facts = about(row, table, reached)
    score = round(100 * rules.overall(facts, told["overall"], now))
    late = rules.late_by(facts, now)
    fresh = (
        _("Late by %(time)s") % {"time": length(late)}
        if late
        else _("Loaded %(time)s") % {"time": ago(table.loaded)}
    )
    parts = [Judged(not late, _("Fresh"), fresh)]
    for name, one in told["scores"].items():
        why = "; ".join(sentence(it) for it in one["reasons"]) or _("Nothing to complain about")
        parts.append(Judged(one["score"] >= GOOD, str(words.SCORES.get(name, name)), why))
    lacking = [str(words.LACKING[one]) for one in rules.lacking(facts)]
    parts.append(Judged(not lacking, _("Described"), "; ".join(lacking) or _("Everything is said")))
    if reached.asked:
        parts.append(Judged(not reached.broken, _("Reachable"), reached.why))
    todo = [
        *reached.broken,
        *lacking,
        *(
            (f"{one['column']}: " if one["column"] else "")
            + said(Refusal("", one["words"], one["pattern"], one["params"]))
            for one in told["todo"]
        ),
    ]
    label = _("Quality score %(n)s out of 100") % {"n": score}
    return {
        "score": score,
        "verdict": words.verdict(score),
        "gauge": spread.gauge(score, label, _("out of 100")),
        "parts": parts,
        "todo": todo[:MOST_TODO],
        "more": max(0, len(todo) - MOST_TODO),
    }


def downloads(row: Version, generation: str, asked: Asked, *, current: bool) -> list[dict[str, Any]]:
    """The formats in which a table can be taken home: whole, and as it is filtered now."""
    fields = engines.manifest(generation)["fields"]
    kinds = [one for one in words.FORMATS if one != "geojson" or place_of(fields)]
    size = engines.manifest(generation)["parquet"]["bytes"]
    pairs = [*asked.pairs(), *((("sort", asked.sort),) if asked.sort else ())]
    found = []
    for kind in kinds:
        args: list[Any] = [row.dataset, row.table]
        url = (
            reverse("catalogue:download", args=[*args, kind])
            if current
            else reverse("catalogue:version_download", args=[*args, row.number, kind])
        )
        found.append(
            {
                "name": words.FORMATS[kind],
                "url": url,
                "filtered": url + encoded(pairs) if pairs else "",
                "size": words.size(size) if kind == "parquet" else "",
            }
        )
    return found


def code(row: Version, asked: Asked, *, current: bool) -> dict[str, str]:
    """The same question for a terminal, for Python and for R; of a version that is not shown it names the version."""
    pairs = [*asked.pairs(), *((("sort", asked.sort),) if asked.sort else ())]
    base = f"{settings.ORIGIN.rstrip('/')}/api/catalogue/datasets/{row.dataset}/tables/{row.table}/rows"
    url = base + encoded([*(() if current else (("version", str(row.number)),)), *pairs, ("limit", "100")])
    path = (
        reverse("catalogue:download", args=[row.dataset, row.table, "csv"])
        if current
        else reverse("catalogue:version_download", args=[row.dataset, row.table, row.number, "csv"])
    )
    file = settings.ORIGIN.rstrip("/") + path + encoded(pairs)
    return {
        "curl": f'curl "{url}"',
        "Python": f'import pandas as pd\n\ntable = pd.read_csv(\n    "{file}"\n)',
        "R": f'table <- read.csv(\n  "{file}",\n  fileEncoding = "UTF-8-BOM"\n)',
    }


def citation(row: Dataset, version: Version) -> str:
    """How to cite this very version (DataCite's order)."""
    url = settings.ORIGIN.rstrip("/") + reverse(
        "catalogue:version", args=[version.dataset, version.table, version.number]
    )
    return _(
        "%(publisher)s (%(year)s): %(title)s. Version %(number)s of %(day)s. %(url)s, sha256 %(hash)s"
    ) % {
        "publisher": places.institution().name,
        "year": version.at.year,
        "title": words.title_of(row),
        "number": version.number,
        "day": day(version.at),
        "url": url,
        "hash": version.generation,
    }


def tags(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Themes and keywords with the addresses of lists."""
    base = reverse("catalogue:list")
    found = [(str(words.THEMES[one]), f"{base}{encoded([('theme', one)])}") for one in given["themes"]]
    return found + [(one, f"{base}{encoded([('keyword', one)])}") for one in given["keywords"]]


def office_name(slug: str) -> str:
    """The name of a publisher, also of a department that is closed."""
    return queries.office_names().get(slug, slug)


def dataset_title(key: str) -> str:
    """The title of a dataset, or its key where there is none any more."""
    row = queries.dataset(key)
    return words.title_of(row) if row else key


def contact(given: Mapping[str, Any]) -> str:
    """The mailbox for questions."""
    return queries.words_behind(given["contact"])


def rejects(generation: str, most: int) -> list[tuple[int, str, str, str]]:
    """Cells that did not fit: line, column, what stood there, and why."""
    if not engines.manifest(generation)["rejects"]:
        return []
    statement = f'SELECT "line", "column", raw, reason FROM rejects LIMIT {int(most)}'
    return [
        (int(line or 0), column, (raw or "")[:200], sentence(reason))
        for line, column, raw, reason in engines.local().run(generation, statement, 5.0)
    ]
