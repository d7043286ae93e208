"""What the page of a petition shows beside its words: steps, areas, the trend and what happens next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.petitions import queries, rules, words
from folkmoot.modules.petitions.models import Obligation, Petition, Response
from folkmoot.places import queries as places
from folkmoot.places.countries import countries
from folkmoot.places.models import Area
from folkmoot.record import clock, text
from folkmoot.web.charts import Event, Line, Step, lines
from folkmoot.web.maps import Shaded, shaded
from folkmoot.web.words import clock_time, day, number

POINTS = 120
"""Days that the trend draws at most; of a longer time it takes every second one, or third, and so on."""


def steps(row: Petition, owed: Sequence[Obligation]) -> list[Step]:
    """The steps of the threshold bar."""
    found = []
    for one in owed:
        if one.met is not None:
            note = day(one.met_on or one.met, "short")
        elif one.lapsed is not None or one.paused is not None:
            note = _("not done")
        elif one.reached is not None:
            note = _("due %(day)s") % {"day": day(one.due, "short")}
        else:
            note = _("%(n)s to go") % {"n": number(max(one.at - row.count, 0))}
        found.append(Step(one.at, number(one.at), _two_lines(one.label), note))
    return found


def _two_lines(label: str) -> tuple[str, ...]:
    """A label on two lines of about the same length."""
    parts = label.split()
    if len(parts) < 2:  # noqa: PLR2004 - one word stays on one line.
        return (label,)
    at = min(
        range(1, len(parts)), key=lambda one: abs(len(" ".join(parts[:one])) - len(" ".join(parts[one:])))
    )
    return (" ".join(parts[:at]), " ".join(parts[at:]))


def steps_label(row: Petition, owed: Sequence[Obligation]) -> str:
    """The threshold bar in words."""
    told = [ngettext("%(n)s signature.", "%(n)s signatures.", row.count) % {"n": number(row.count)}]
    for one in owed:
        known = {"n": number(one.at), "label": one.label, "to_go": number(max(one.at - row.count, 0))}
        if one.reached is not None:
            told.append(_("Passed %(n)s: %(label)s.") % known)
        else:
            told.append(_("%(to_go)s more needed for %(n)s: %(label)s.") % known)
    return " ".join(told)


def to_go(row: Petition, owed: Sequence[Obligation]) -> str:
    """How many are missing to the next step; empty when all are reached or nobody can sign any more."""
    ahead = [one.at for one in owed if one.reached is None and one.at > row.count]
    if not ahead or row.state != "open":
        return ""
    left = min(ahead) - row.count
    return ngettext("%(n)s to go to the next step", "%(n)s to go to the next step", left) % {
        "n": number(left)
    }


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A line of the table of areas; what must not be shown is None."""

    name: str
    count: int | None
    rate: str


@dataclass(frozen=True, slots=True)
class Areas:
    """Where people signed: the map, the table, and how many signed from elsewhere (None when too few)."""

    heat: Shaded | None
    rows: Sequence[AreaRow]
    elsewhere: int | None
    total: int
    hidden: bool
    highest: str = ""
    countries: Sequence[tuple[str, int]] = ()


def areas(row: Petition) -> Areas:
    """Where people signed; small counts and what would give them away are left out."""
    counts = queries.by_area(row.number)
    every = places.areas()
    abroad = rules.shown_countries(counts, queries.by_country(row.number))
    names = countries()
    shown = rules.shown_counts({one.slug: counts.get(one.slug, 0) for one in every} | counts)
    values: Mapping[str, int | None] = {one.slug: shown.get(one.slug) for one in every}
    heat = shaded(every, values, rate=_("signatures for each 1,000 residents"), count=_("signatures"))
    known = sorted(every, key=lambda one: (-(shown.get(one.slug) or -1), one.name))
    return Areas(
        heat,
        [AreaRow(one.name, shown.get(one.slug), _rate(one, shown.get(one.slug))) for one in known],
        shown.get("", 0 if "" not in counts else None),
        row.count,
        len(shown) < len(counts.keys() | {one.slug for one in every}),
        known[0].name if known and shown.get(known[0].slug) else "",
        [(names.get(code, code), count) for code, count in sorted(abroad.items(), key=_most_first)],
    )


def _most_first(one: tuple[str, int]) -> tuple[int, str]:
    return (-one[1], one[0])


def _rate(area: Area, count: int | None) -> str:
    return number(1000 * count / area.population, 1) if count is not None and area.population else "–"


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawing of the signatures over time, with its finding."""

    picture: SafeString
    finding: str


def trend(row: Petition, answered: date | None) -> Trend | None:
    """All signatures by day; None before there are two days to compare."""
    days = queries.by_day(row.number)
    if not days:
        return None
    first, last = days[0][0], max(days[-1][0], min(clock.now(), row.closed or clock.now()).date())
    span = (last - first).days
    if span < 1:
        return None
    by_day = dict(days)
    every = list(accumulate(by_day.get(first + timedelta(days=at), 0) for at in range(span + 1)))
    stride = -(-(span + 1) // POINTS)
    chosen = list(range(span, -1, -stride))[::-1]
    drawn = [first + timedelta(days=at) for at in chosen]
    events = []
    finding = _recent(by_day, last)
    if answered is not None and first <= answered <= last:
        place = min(range(len(drawn)), key=lambda at: abs((drawn[at] - answered).days))
        events.append(Event(place, _("The answer")))
        since = every[-1] - every[(answered - first).days]
        finding = ngettext(
            "%(n)s person signed after the answer", "%(n)s people signed after the answer", since
        ) % {"n": number(since)}
    label = _("Signatures from %(first)s to %(last)s: %(finding)s.") % {
        "first": day(first),
        "last": day(last),
        "finding": finding,
    }
    every_so = max(len(drawn) // 4, 1)
    names = [
        day(one, "short")
        if at == len(drawn) - 1 or (at % every_so == 0 and at + every_so // 2 < len(drawn))
        else ""
        for at, one in enumerate(drawn)
    ]
    picture = lines(
        [Line(number(every[-1]), [float(every[at]) for at in chosen], "c1")],
        places=names,
        label=label,
        events=events,
        area=True,
    )
    return Trend(picture, finding)


def _recent(by_day: Mapping[date, int], last: date) -> str:
    week = sum(count for one, count in by_day.items() if (last - one).days < 7)  # noqa: PLR2004 - a week.
    return ngettext(
        "%(n)s person signed in the last 7 days", "%(n)s people signed in the last 7 days", week
    ) % {"n": number(week)}


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step of the side's timeline."""

    title: str
    when: str
    kind: str = "waiting"
    icon: str = ""
    future: bool = False
    fact_id: str = ""


def ahead(row: Petition, owed: Sequence[Obligation]) -> list[Ahead]:
    """What signatures led to, what they will lead to, and when the petition closes."""
    now = clock.now()
    found = []
    for one in owed:
        title = _("%(n)s signatures: %(label)s") % {"n": number(one.at), "label": one.label}
        late = one.due is not None and one.met is None and now >= one.due
        late = late and one.paused is None and one.lapsed is None
        kind = "fixed" if one.met else "late" if late else "closed" if one.lapsed else "waiting"
        found.append(
            Ahead(title, words.duty(one, now), kind, future=one.reached is None, fact_id=one.fact_id)
        )
    closes = queries.closes_at(row)
    if row.state == "open" and closes is not None:
        last = closes - timedelta(minutes=1)
        known = {"day": day(last, "short"), "time": clock_time(last)}
        found.append(
            Ahead(
                _("Closes on %(day)s at %(time)s") % known, _("Then nobody can sign any more."), future=True
            )
        )
    elif row.closed is not None:
        found.append(Ahead(_("Closed"), day(row.closed), "closed", "lock"))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """Something the institution said, with its words."""

    row: Response
    summary: str
    words: str
    by: str
    label: str = ""
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)


def told(rows: Sequence[Response], owed: Sequence[Obligation], office: str) -> list[Told]:
    """Answers, outcomes, later business and notes with their words, in one query."""
    spoken = text.words_of(one for row in rows for one in (row.summary, row.words))
    labels = {one.step: one.label for one in owed}
    found = []
    for row in rows:
        found.append(
            Told(
                row,
                spoken.get(row.summary, ""),
                spoken.get(row.words, ""),
                _by(row, owed, office),
                labels.get(row.step, "") if row.step is not None else row.body,
                links_of(row),
            )
        )
    return found


def links_of(row: Response) -> list[tuple[str, str]]:
    """Where what was said can be read or seen, as (words, address)."""
    links = [(name, row.links.get(key, "")) for key, name in _links()]
    links += [(one["title"], one["url"]) for one in row.documents]
    return [one for one in links if one[1]]


def _links() -> tuple[tuple[str, str], ...]:
    return (("transcript", _("What was said")), ("video", _("Film")), ("pack", _("Papers")))


def _by(row: Response, owed: Sequence[Obligation], office: str) -> str:
    """Who said it when and, of what was owed, how it kept its day."""
    told_on = day(row.at)
    met: Any = next((one for one in owed if one.fact_id == row.fact_id and one.due), None)
    if met is None:
        return _("%(office)s, %(day)s.") % {"office": office, "day": told_on}
    early = (met.due - row.at).days
    known = {
        "office": office,
        "day": told_on,
        "at": number(met.at),
        "due": day(met.due),
        "n": number(abs(early)),
    }
    if early >= 0:
        return (
            ngettext(
                "%(office)s, %(day)s. Owed because the petition passed %(at)s signatures. Due %(due)s, so %(n)s day early.",
                "%(office)s, %(day)s. Owed because the petition passed %(at)s signatures. Due %(due)s, so %(n)s days early.",
                early,
            )
            % known
        )
    return (
        ngettext(
            "%(office)s, %(day)s. Owed because the petition passed %(at)s signatures. Due %(due)s, so %(n)s day late.",
            "%(office)s, %(day)s. Owed because the petition passed %(at)s signatures. Due %(due)s, so %(n)s days late.",
            -early,
        )
        % known
    )
