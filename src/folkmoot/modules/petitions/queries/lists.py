"""Lists of petitions: by state, newest or most signed first, by key; and those that are like an idea."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from folkmoot.modules.petitions import rules
from folkmoot.modules.petitions.models import AreaTally, CountryTally, DayTally, Obligation, Petition, Signer
from folkmoot.modules.petitions.queries.guards import limits
from folkmoot.modules.petitions.queries.petitions import Shown, owed, shown
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.record import clock, text
from folkmoot.record.fold import fold

SUBJECT = "petitions/"
MOST_WORDS, SHORTEST = 8, 4
"""Words of an idea that are looked for: so many at most, and none with fewer letters."""

_ANSWER = Q(what="answer")
FACETS: Mapping[str, Q] = {
    "all": Q(state__in=tuple(sorted(rules.LISTED))),
    "open": Q(state="open"),
    "recent": Q(state="open"),
    "closed": Q(state="closed"),
    "rejected": Q(state="rejected"),
    "with_response": Q(state__in=("open", "closed"), answered__isnull=False),
    "with_debate_outcome": Q(state__in=("open", "closed"), debated__isnull=False),
    "with_debated_outcome": Q(state__in=("open", "closed"), debated__isnull=False, held=True),
    "debated": Q(state__in=("open", "closed"), debated__isnull=False, held=True),
    "not_debated": Q(state__in=("open", "closed"), debated__isnull=False, held=False),
}
AWAITING: Mapping[str, Q] = {"awaiting_response": _ANSWER, "awaiting_debate": ~_ANSWER}
"""Facets of what is owed, waiting longest first."""
STATES = (*FACETS, *AWAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list shows. Empty fields do not restrict."""

    state: str = "open"
    topic: str = ""
    words: str = ""
    archived: bool = False


def matching(wanted: Filter) -> QuerySet[Petition]:
    """Petitions that a filter lets through, in the order of its state: most signed first among the open ones."""
    if wanted.state in AWAITING:
        waits = owed().filter(AWAITING[wanted.state]).values("petition")
        rows = Petition.objects.filter(pk__in=waits).order_by("opened", "number")
    else:
        rows = Petition.objects.filter(FACETS.get(wanted.state, FACETS["all"])).order_by(
            *_order(wanted.state)
        )
    rows = rows.filter(archived__isnull=not wanted.archived)
    if wanted.words:
        subjects = text.subjects_with(wanted.words, prefix=SUBJECT)
        rows = rows.filter(pk__in=[int(one.partition("/")[2]) for one in subjects])
    if wanted.topic:
        # A town has a few hundred petitions with topics at most; the list of topics is short on each.
        numbers = [
            number for number, topics in _topics() if wanted.topic in {topic_code(one) for one in topics}
        ]
        rows = rows.filter(pk__in=numbers)
    return rows


def _order(state: str) -> tuple[str, ...]:
    if state == "open":
        return ("-count", "-number")
    if state in {"with_response"}:
        return ("-answered", "-number")
    if state in {"with_debate_outcome", "with_debated_outcome", "debated", "not_debated"}:
        return ("-debated", "-number")
    return ("-number",)


def newest(wanted: Filter, *, limit: int) -> list[Petition]:
    """Petitions that a filter lets through, the newest first, whatever the order of their list."""
    order = _order(wanted.state)
    rows = matching(wanted)
    return list((rows.order_by("-opened", "-number") if order[0] == "-count" else rows)[:limit])


def after(rows: QuerySet[Petition], given: str) -> QuerySet[Petition]:
    """The rest of a list after the place that ``<value>,<number>`` means; all of it when that is not understood."""
    first, _comma, last = given.partition(",")
    value, number, order = whole(first), whole(last), rows.query.order_by
    if number is None:
        return rows
    if order == ("-count", "-number") and value is not None:
        return rows.filter(Q(count__lt=value) | Q(count=value, number__lt=number))
    if order == ("-number",):
        return rows.filter(number__lt=number)
    return rows


def place(row: Petition) -> str:
    """The place of a row, for ``after``."""
    return f"{row.count},{row.number}"


def can_continue(rows: QuerySet[Petition]) -> bool:
    """Whether a list goes on by key; the short ones of answers and debates are shown whole."""
    return rows.query.order_by in {("-count", "-number"), ("-number",)}


def topic_code(topic: str) -> str:
    """A topic as part of an address."""
    return "-".join(fold(topic))


def _topics() -> list[tuple[int, list[str]]]:
    rows = Petition.objects.filter(state__in=("open", "closed")).exclude(topics=[])
    return list(rows.values_list("number", "topics"))


def topics() -> dict[str, str]:
    """Topics of published petitions by their code."""
    return {topic_code(one): one for _number, some in sorted(_topics()) for one in some}


def similar(idea: str, *, limit: int = 5) -> list[Shown]:
    """Petitions that share rare words with an idea, likest first; open, answered and rejected ones.

    Each word is asked of the full-text index by itself; a word that few petitions have says more than a common one.
    """
    words = [one for one in dict.fromkeys(fold(idea)) if len(one) >= SHORTEST][:MOST_WORDS]
    score: Counter[int] = Counter()
    for word in words:
        hits = {int(one.partition("/")[2]) for one in text.subjects_with(word, prefix=SUBJECT, limit=100)}
        for number in hits:
            score[number] += 100 // len(hits)
    best = [number for number, _points in score.most_common(limit * 3)]
    found = Petition.objects.filter(state__in=tuple(sorted(rules.LISTED))).in_bulk(best)
    return shown([found[one] for one in best if one in found][:limit], titles_only=True)


def by_area(number: int) -> dict[str, int]:
    """Signatures that count, by area; empty for elsewhere."""
    rows = AreaTally.objects.filter(petition=number, count__gt=0).order_by("area")
    return dict(rows.values_list("area", "count"))


def by_country(number: int) -> dict[str, int]:
    """Signatures that count of people from elsewhere who gave a country, by it."""
    rows = CountryTally.objects.filter(petition=number, count__gt=0).order_by("country")
    return dict(rows.values_list("country", "count"))


def by_day(number: int) -> list[tuple[date, int]]:
    """Signatures that count, by the day on which they were made (UTC), oldest first."""
    return list(DayTally.objects.filter(petition=number).order_by("day").values_list("day", "count"))


def counts() -> dict[str, int]:
    """How many petitions are in each state."""
    rows = Petition.objects.values("state").annotate(n=Count("number")).order_by("state")
    return {one["state"]: one["n"] for one in rows}


def late(now: datetime) -> int:
    """How many obligations are past their day."""
    return owed().filter(due__lt=now).count()


def newest_change() -> datetime | None:
    """When something last happened to any petition, or None before there is one."""
    found: datetime | None = Petition.objects.aggregate(at=Max("updated"))["at"]
    return found


TRENDING, HOUR, LOCAL = 10, timedelta(hours=1), 50


def trending() -> list[tuple[Petition, int]]:
    """The open petitions that most people signed in the last hour, with how many."""
    since = clock.now() - HOUR
    rows = Signer.objects.filter(confirmed__gt=since, state="counted").values("petition")
    most = rows.annotate(n=Count("id")).order_by("-n", "petition")[: 3 * TRENDING]
    counts = {one["petition"]: one["n"] for one in most}
    found = Petition.objects.filter(state="open").in_bulk(list(counts))
    return [(found[one], count) for one, count in counts.items() if one in found][:TRENDING]


def signed_in(area: str, *, closed: bool = False) -> list[tuple[Petition, int]]:
    """Petitions by signatures from an area, most first; those with too few from there to be shown are left out."""
    tallies = AreaTally.objects.filter(area=area, count__gte=rules.LEAST).order_by("-count", "petition")
    counts = dict(tallies.values_list("petition", "count"))
    states = ("open", "closed") if closed else ("open",)
    found = Petition.objects.filter(state__in=states).in_bulk(list(counts))
    return [(found[one], count) for one, count in counts.items() if one in found][:LOCAL]


def waiting(after: tuple[datetime, int] | None = None, *, limit: int) -> list[Petition]:
    """Petitions that moderators have to decide on, those that are due first at the top; ``after`` a (due, number)."""
    rows = Petition.objects.filter(state__in=("sponsored", "flagged")).order_by("due", "number")
    if after is not None:
        due, number = after
        rows = rows.filter(Q(due__gt=due) | Q(due=due, number__gt=number))
    return list(rows[:limit])


def how_many_wait(now: datetime) -> tuple[int, int]:
    """How many petitions moderators have to decide on, and how many of them are late."""
    rows = Petition.objects.filter(state__in=("sponsored", "flagged"))
    return rows.count(), rows.filter(due__lte=now).count()


def aside(after: int | None = None, *, limit: int) -> list[Petition]:
    """Petitions that look for supporters or rest, the newest first: moderators may look, and wait for none."""
    rows = Petition.objects.filter(state__in=("started", "dormant")).order_by("-number")
    return list((rows if after is None else rows.filter(number__lt=after))[:limit])


def is_delayed() -> bool:
    """Whether so many petitions wait for moderators that people should be told that it takes longer."""
    most = limits().delayed
    waits = Petition.objects.filter(state__in=("sponsored", "flagged")).values_list("pk")[:most]
    return len(waits) >= most


def kept(*, since: datetime, until: datetime) -> tuple[int, int]:
    """Of the obligations that fell due in a period, how many were met by their day, and how many there are."""
    # What stood still or lapsed before its day never fell due.
    due = Obligation.objects.filter(due__gt=since, due__lte=until).exclude(
        Q(met__isnull=True) & (Q(paused__lt=F("due")) | Q(lapsed__lt=F("due")))
    )
    return due.filter(met__lte=F("due")).count(), due.count()
