"""What the page of statistics shows, made of results: cards of figures, a table by one breakdown, the gap, the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.statistics import words
from folkmoot.modules.service_requests.statistics.asking import Asked
from folkmoot.modules.service_requests.statistics.counted import COUNTED
from folkmoot.modules.service_requests.statistics.figures import Group
from folkmoot.modules.service_requests.statistics.publishing import DAYS, FIGURES, Published, Value
from folkmoot.modules.service_requests.statistics.shares import ENOUGH, gap
from folkmoot.places import queries as places
from folkmoot.places.models import Area
from folkmoot.web.charts import Bar, Line, bars, lines
from folkmoot.web.words import number, per_cent

Names = Mapping[str, Mapping[str, str]]
_LONG_AXIS = 18
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: what was found, the number, how sure it is, what it means, its picture, table and links."""

    key: str
    told: words.Told
    sentence: str
    value: str
    sure: str
    counted: str
    picture: SafeString | str
    rows: Sequence[tuple[str, str, str]]
    csv: str
    list: str


def names(areas: Sequence[Area], months: Sequence[str]) -> Names:
    """What the keys of each breakdown are called."""
    from django.utils.formats import date_format

    return {
        "service": {one.pk: one.service_name for one in queries.services(closed=True)},
        "area": {one.slug: one.name for one in areas} | {"": _("No known area")},
        "department": {one.slug: one.name for one in places.departments(closed=True)},
        "channel": {key: str(word) for key, word in words.CHANNELS.items()},
        "month": {one: date_format(date(int(one[:4]), int(one[5:]), 1), "F Y") for one in months},
    }


def name_of(known: Mapping[str, str], key: str) -> str:
    """The name of a key; a key that nobody named, such as the channel of an import, in plain letters."""
    return known.get(key) or key.replace("-", " ").capitalize()


def cards(
    asked: Asked,
    total: Published,
    months: Sequence[Published],
    other: Sequence[Published],
    *,
    by: str,
    named: Names,
) -> list[Card]:
    """A card for each figure, drawn by month, or by the chosen breakdown while there is one month only."""
    download, listing = reverse("service_requests:statistics_csv"), reverse("service_requests:list")
    found = []
    for figure in FIGURES:
        value = total.values[figure]
        sentence = words.sentence(figure, value)
        rows = [
            (
                name_of(named["month"], row.key),
                words.shown(figure, row.values[figure]),
                _counted(row.values[figure]),
            )
            for row in months
        ]
        found.append(
            Card(
                key=figure,
                told=words.TOLD[figure],
                sentence=sentence,
                value="–" if value is None else words.shown(figure, value),
                sure=words.sure(figure, value),
                counted="" if value is None else number(value.n),
                picture=_picture(figure, sentence, months, other, by=by, named=named),
                rows=rows,
                csv=f"{download}?{asked.link(figure=figure, by='month')}",
                list=f"{listing}?{asked.link(counted=figure)}" if figure in COUNTED else "",
            )
        )
    return found  # fmt: skip


def _counted(value: Value | None) -> str:
    return _("too few") if value is None else number(value.n)


def _number(figure: str, value: Value | None) -> float | None:
    if value is None or value.value is None:
        return None
    return value.value if figure in DAYS else 100 * value.value


def _picture(
    figure: str,
    sentence: str,
    months: Sequence[Published],
    other: Sequence[Published],
    *,
    by: str,
    named: Names,
) -> SafeString | str:
    values = [_number(figure, row.values[figure]) for row in months]
    if sum(one is not None for one in values) > 1:
        labels = [name_of(named["month"], row.key).partition(" ") for row in months]
        # With many months an axis has room for years only.
        axis = [
            first[:3] if len(labels) <= _LONG_AXIS else year if first == labels[0][0] else ""
            for first, _space, year in labels
        ]
        return lines([Line(str(words.TOLD[figure].unit), values)], places=axis, label=sentence, area=True)
    known = [(row, value) for row in other if (value := _number(figure, row.values[figure])) is not None]
    if not known:
        return ""
    shown = sorted(known, key=lambda one: -(one[0].reports or 0))[:_MOST_BARS]
    return bars([Bar(name_of(named[by], row.key), value, words.shown(figure, row.values[figure])) for row, value in shown], label=sentence)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: its name, how many reports, the figures in words, and the list of its reports."""

    name: str
    reports: str
    values: Sequence[tuple[str, str]]
    list: str


def table(asked: Asked, rows: Sequence[Published], *, by: str, named: Names) -> list[Row]:
    """The rows of a breakdown by name, months in their order. Heads of columns stand beside values, for phones."""
    listing = reverse("service_requests:list")
    made = []
    for row in rows:
        link = {"since": row.key, "until": row.key} if by == "month" else {by: row.key}
        made.append(
            Row(
                name_of(named[by], row.key),
                _("too few") if row.reports is None else number(row.reports),
                [
                    (str(words.TOLD[figure].short), words.shown(figure, row.values[figure]))
                    for figure in FIGURES
                ],
                f"{listing}?{asked.link(**link)}" if row.key else "",
            )
        )
    return made if by == "month" else sorted(made, key=lambda row: row.name.casefold())  # fmt: skip


def between_areas(areas: Sequence[tuple[str, Group]], named: Mapping[str, str]) -> dict[str, Any]:
    """The gap between areas in kept promises, in sentences that say how sure it is."""
    found = gap({key: group.on_time for key, group in areas if key})
    if found is None:
        return {
            "title": _("Too few reports to compare areas"),
            "text": _(
                "An area is compared when at least %(n)s of its promises are decided, and there have to be two."
            )
            % {"n": ENOUGH},
        }
    sizes = {
        "gap": number(100 * found.value, 0),
        "low": number(100 * found.low, 0),
        "high": number(100 * found.high, 0),
    }
    shares = {key: per_cent(group.on_time.value) for key, group in areas}
    if found.low > 0:
        title = _("Promises are kept %(gap)s points more often in %(best)s than in %(worst)s")
    else:
        title = _("The areas differ by no more than chance can explain")
    text = _(
        "%(best)s: %(most)s. %(worst)s: %(least)s. With so few reports the true difference lies between %(low)s and "
        "%(high)s points (95%% interval that allows for comparing %(n)s areas). Areas differ in what is reported "
        "there; this does not say why."
    )
    return {"title": title % {**sizes, "best": name_of(named, found.best), "worst": name_of(named, found.worst)}, "text": text % {**sizes, "best": name_of(named, found.best), "worst": name_of(named, found.worst), "most": shares[found.best], "least": shares[found.worst], "n": found.compared}}  # fmt: skip
