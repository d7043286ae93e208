"""A table as its page shows it: rows, the commonest values beside them, and a chart where the columns allow one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.catalogue import downloads, engines, placing
from folkmoot.modules.catalogue.asking import Asked
from folkmoot.modules.catalogue.engine.query.dialects import own
from folkmoot.modules.catalogue.engine.query.values import plain
from folkmoot.modules.catalogue.engine.running.admission import Busy, TooLong
from folkmoot.modules.catalogue.mapped import Mapped, columns_of, mapped
from folkmoot.modules.catalogue.refusals import said
from folkmoot.modules.catalogue.shaped import shaped
from folkmoot.record.refusal import Refused
from folkmoot.web.charts import Bar, Line, bars, lines
from folkmoot.web.words import number

FACETS, VALUES, LEAST, MOST_DIFFERENT = 3, 6, 2, 60
SHOWN_COLUMNS, CELL = 40, 120
MOST_BARS, MOST_POINTS, FEWEST_POINTS = 10, 240, 3
MONTHS_UP_TO_DAYS, DAYS_UP_TO = 366 * 4, 120
_CATEGORY, _MOMENT, _NUMBER = {"text", "bool"}, {"date", "timestamp"}, {"int", "number"}


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: what it is called, whether it holds numbers, and the addresses that sort by it."""

    name: str
    type: str
    numeric: bool
    sorted: str
    address: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its finding, and the same values as a table."""

    title: str
    text: str
    drawing: SafeString
    head: tuple[str, str]
    rows: list[tuple[str, str]]


@dataclass(slots=True)
class Explored:
    """What the page shows of the rows; ``problem`` says why it shows none."""

    heads: list[Head] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    found: int = 0
    next: str = ""
    left_out: int = 0
    facets: list[tuple[str, list[tuple[str, int, str]]]] = field(default_factory=list)
    chart: Chart | None = None
    map: Mapped | None = None
    problem: str = ""


Fields = Sequence[Mapping[str, Any]]


def explored(generation: str, asked: Asked, path: str) -> Explored:
    """Everything that a page of a table, whose address is ``path``, shows of its rows."""
    fields = engines.manifest(generation)["fields"]
    shown = Explored()
    try:
        _rows(shown, generation, asked, fields)
        _facets(shown, generation, asked, fields)
        shown.chart = _chart(generation, asked, fields)
        shown.map = _map(generation, asked, fields, shown.found, path)
    except Refused as error:
        shown.problem = " ".join(said(one) for one in error.refusals)
    except Busy:
        shown.problem = _("Many questions are being computed now. Ask again in some seconds.")
    except TooLong:
        shown.problem = _("This took too long and was stopped. Ask for less at once.")
    return shown


def _map(generation: str, asked: Asked, fields: Fields, found: int, path: str) -> Mapped | None:
    """A map by lines and areas where there are some, else by latitudes and longitudes, else by points."""
    column = placing.column_of(fields)
    if columns_of(fields) is not None:
        index = placing.ready(generation, column) if column else None
        if index is None or index.only_points:
            return mapped(generation, asked, fields, found, path)
    return shaped(generation, asked, fields, found, path)


def on_map(generation: str, asked: Asked, path: str) -> Mapped:
    """What the page's map shows, for the map that moves; nothing where the question cannot be answered."""
    fields = engines.manifest(generation)["fields"]
    try:
        found = engines.engine().count(generation, asked.query())
        shown = _map(generation, asked, fields, found, path)
    except (Refused, Busy, TooLong):
        return Mapped()
    return shown or Mapped()


def _rows(shown: Explored, generation: str, asked: Asked, fields: Fields) -> None:
    answer = engines.engine().ask(generation, asked.query())
    kept = [at for at, one in enumerate(answer.columns) if one.name != "_id"]
    shown.left_out = max(0, len(kept) - SHOWN_COLUMNS)
    kept = kept[:SHOWN_COLUMNS]
    titles = {one["name"]: one.get("label") or one["name"] for one in fields}
    for at in kept:
        column = answer.columns[at]
        down = asked.sort == f"-{column.name}"
        up = asked.sort == column.name
        shown.heads.append(
            Head(
                titles.get(column.name, column.name),
                column.type,
                column.type in _NUMBER,
                "descending" if down else "ascending" if up else "",
                asked.address(sort=f"-{column.name}" if up else column.name),
            )
        )
    looks = [_look(answer.columns[at].type) for at in kept]
    shown.rows = [
        [(cell(row[at]), look) for at, look in zip(kept, looks, strict=True)] for row in answer.rows
    ]
    shown.found = engines.engine().count(generation, asked.query())
    shown.next = asked.address(after=answer.next) if answer.next else ""


def _look(kind: str) -> str:
    """The class of a cell by the type of its column."""
    if kind in _NUMBER:
        return "n"
    return "fm-mono fm-nowrap" if kind in _MOMENT else ""


def cell(value: Any) -> str:
    """A value as a cell shows it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")
    text = str(plain(value))
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def categories(fields: Fields) -> list[str]:
    """Columns whose values are few enough to choose from."""
    return [
        one["name"]
        for one in fields
        if one["type"] in _CATEGORY and LEAST <= one.get("distinct", 0) <= MOST_DIFFERENT
    ]


def _facets(shown: Explored, generation: str, asked: Asked, fields: Fields) -> None:
    chosen = categories(fields)[:FACETS]
    if not chosen:
        return
    titles = {one["name"]: one.get("label") or one["name"] for one in fields}
    wanted = own.facets_from_address([*asked.pairs(), ("facet", ",".join(chosen)), ("limit", str(VALUES))])
    for one in engines.engine().facets(generation, wanted).facets:
        values = [
            (cell(value), count, asked.with_((one.name, "eq", _written(value))))
            for value, count in one.values
        ]
        if values:
            shown.facets.append((titles.get(one.name, one.name), values))


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(plain(value))


def moments(fields: Fields) -> list[Mapping[str, Any]]:
    """Columns of days and times that differ."""
    return [one for one in fields if one["type"] in _MOMENT and one["min"] != one["max"]]


def choices(fields: Fields) -> tuple[list[str], list[str]]:
    """What a chart may group by, and the columns of numbers whose mean it may show: the mean of places says nothing."""
    names = [one["name"] for one in moments(fields)] + categories(fields)
    places = downloads.place_of(fields)
    figures = [one["name"] for one in fields if one["type"] in _NUMBER and one["name"] not in places]
    return names[:20], figures[:20]


def _bucket(one: Mapping[str, Any]) -> str:
    days = (date.fromisoformat(one["max"][:10]) - date.fromisoformat(one["min"][:10])).days
    if days <= DAYS_UP_TO:
        return "day"
    return "month" if days <= MONTHS_UP_TO_DAYS else "year"


def _chart(generation: str, asked: Asked, fields: Fields) -> Chart | None:
    groups, figures = choices(fields)
    by = asked.group if asked.group in groups else groups[0] if groups else ""
    if not by:
        return None
    timed = {one["name"]: one for one in moments(fields)}
    about = {one["name"]: one for one in fields}
    measure = asked.measure if asked.measure in figures or asked.measure == "count" else ""
    if not measure:
        measure = figures[0] if figures and by in timed else "count"
    what = "count" if measure == "count" else f"mean:{measure}"
    if by in timed:
        return _over_time(generation, asked, about[by], about.get(measure), what)
    return _by_value(generation, asked, about[by], about.get(measure), what)


def _name(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return _("Number of rows")
    unit = f", {one['unit']}" if one.get("unit") else ""
    return _("Mean of %(column)s%(unit)s") % {"column": one.get("label") or one["name"], "unit": unit}


def _shown(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)


def _over_time(
    generation: str, asked: Asked, by: Mapping[str, Any], figure: Mapping[str, Any] | None, what: str
) -> Chart | None:
    bucket = _bucket(by)
    name = f"{by['name']}_{bucket}"
    answer = engines.engine().ask(
        generation, asked.grouped(f"{by['name']}:{bucket}", what, name, MOST_POINTS)
    )
    points = [(row[0], float(row[1])) for row in answer.rows if row[0] is not None and row[1] is not None]
    if len(points) < FEWEST_POINTS or any(value < 0 for _at, value in points):
        return None
    places = [_place(at, bucket) for at, _value in points]
    first, last = points[0][1], points[-1][1]
    known = {
        "what": _name(figure),
        "first": _shown(first),
        "last": _shown(last),
        "from": places[0],
        "to": places[-1],
    }
    title = _("%(what)s: from %(first)s (%(from)s) to %(last)s (%(to)s)") % known
    label = by.get("label") or by["name"]
    series = [Line(name=_shown(last), values=[value for _at, value in points])]
    return Chart(
        title=title,
        text=_("By %(column)s, of the rows that are chosen below.") % {"column": label},
        drawing=lines(series, places=places, label=title),
        head=(label, _name(figure)),
        rows=[(place, _shown(value)) for place, (_at, value) in zip(places, points, strict=True)],
    )


def _place(at: Any, bucket: str) -> str:
    day = str(plain(at))[:10]
    return {"day": day, "month": day[:7], "year": day[:4]}[bucket]


def _by_value(
    generation: str, asked: Asked, by: Mapping[str, Any], figure: Mapping[str, Any] | None, what: str
) -> Chart | None:
    sort = "-" + what.replace("mean:", "mean_")
    answer = engines.engine().ask(generation, asked.grouped(by["name"], what, sort, MOST_BARS))
    rows = [(cell(row[0]), float(row[1])) for row in answer.rows if row[1] is not None]
    if len(rows) < LEAST or any(value < 0 for _name_, value in rows):
        return None
    label = by.get("label") or by["name"]
    title = _("%(what)s by %(column)s: most for %(first)s, %(count)s") % {
        "what": _name(figure),
        "column": label,
        "first": rows[0][0],
        "count": _shown(rows[0][1]),
    }
    text = _("Of the rows that are chosen below.")
    if answer.next:
        text = (
            ngettext("The first %(n)s value.", "The first %(n)s values.", len(rows)) % {"n": len(rows)}
            + " "
            + text
        )
    return Chart(
        title=title,
        text=text,
        drawing=bars([Bar(name, value, _shown(value)) for name, value in rows], label=title),
        head=(label, _name(figure)),
        rows=[(name, _shown(value)) for name, value in rows],
    )
