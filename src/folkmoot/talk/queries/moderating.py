"""Reads of the queue, and of one matter in it."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from folkmoot.people.models import Person
from folkmoot.record import registry, text
from folkmoot.record.manifest import Card
from folkmoot.talk import names
from folkmoot.talk.models import Author, Case, Comment, Flag, Limit, Looking

PAGE = 25
SORTS = ("held", "flagged", "appeal", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What the queue shows. Empty fields do not restrict; ``after`` is the last row's (due, fact)."""

    sort: str = ""
    topic: str = ""
    reason: str = ""
    language: str = ""
    overdue: datetime | None = None
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A matter as moderators see it: private words too. ``flags`` are (reason, words, whether without an account)."""

    case: Case
    row: Comment | None
    limit: Limit | None
    words: str
    appeal: str
    statement: str
    flags: list[tuple[str, str, bool]]
    card: Card | None


def waiting() -> dict[str, int]:
    """How much waits in the queue by sort."""
    rows = Case.objects.filter(open=1).values("sort").annotate(count=Count("pk")).order_by("sort")
    return {one["sort"]: one["count"] for one in rows}


def _matching(wanted: Queue) -> QuerySet[Case]:
    rows: QuerySet[Case] = Case.objects.filter(open=1)
    for name in ("sort", "topic", "reason", "language"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.overdue:
        rows = rows.filter(due__lt=wanted.overdue)
    if wanted.after:
        at, fact = wanted.after
        rows = rows.filter(due__gte=at).filter(Q(due__gt=at) | Q(fact_id__gt=fact))
    return rows.order_by("due", "fact_id")


def queue(wanted: Queue) -> tuple[list[Looked], tuple[datetime, str] | None]:
    """What waits, the longest first, in a constant number of statements; and where the next page begins."""
    rows = list(_matching(wanted)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return looked_at(rows), (rows[-1].due, rows[-1].pk) if more else None


def case(fact_id: str) -> Case | None:
    """The matter that a fact opened, or None."""
    return Case.objects.filter(pk=fact_id).first()


def looked_at(cases: Sequence[Case]) -> list[Looked]:
    """Matters with everything that moderators read; six statements however many."""
    wanted = Q(pk__in=[])
    for one in cases:
        if one.thread:
            wanted |= Q(thread=one.thread, number=one.number)
    comments = {(one.thread, one.number): one for one in Comment.objects.filter(wanted)}
    limits = Limit.objects.in_bulk([one.voice for one in cases if one.voice])
    flags: dict[str, list[Flag]] = {}
    for flag in Flag.objects.filter(comment__in=[one.pk for one in comments.values()]).order_by("at", "key"):
        flags.setdefault(flag.comment, []).append(flag)
    words = text.private_words_of(
        [part for one in comments.values() for part in (one.words, one.appeal, one.statement)]
        + [part for one in limits.values() for part in (one.words, one.appeal)]
        + [one.words for many in flags.values() for one in many]
    )
    cards = registry.cards({names.about_of(one.thread) for one in cases if one.thread})
    return [
        _looked(one, comments.get((one.thread, one.number)), limits.get(one.voice), flags, words, cards)
        for one in cases
    ]


def _looked(
    case: Case,
    row: Comment | None,
    limit: Limit | None,
    flags: Mapping[str, list[Flag]],
    words: Mapping[str, str],
    cards: Mapping[str, Card],
) -> Looked:
    about = row or limit
    return Looked(
        case=case,
        row=row,
        limit=limit,
        words=words.get(row.words, "") if row else "",
        appeal=words.get(about.appeal, "") if about else "",
        statement=words.get(row.statement, "") if row else words.get(limit.words, "") if limit else "",
        flags=[
            (one.reason, words.get(one.words, ""), one.guest) for one in flags.get(row.pk if row else "", ())
        ],
        card=cards.get(names.about_of(case.thread)) if case.thread else None,
    )


def looking(cases: Sequence[Case], now: datetime) -> dict[str, Looking]:
    """Which moderator has which of some cases open; one statement."""
    return Looking.objects.filter(until__gt=now).in_bulk([one.pk for one in cases if one.pk])


def opened_before(cases: Sequence[Case]) -> dict[str, datetime]:
    """When the newest matter before each of some came into the queue; those before which there was none are absent.

    One statement for the newest before all of them, the rest is told from their own order.
    """
    ordered = sorted((one for one in cases if one.pk), key=lambda one: (one.opened, one.pk))
    if not ordered:
        return {}
    first = ordered[0]
    last = (
        Case.objects.filter(opened__lte=first.opened)
        .exclude(pk__in=[one.pk for one in ordered])
        .exclude(sort="own")
        .order_by("-opened")
        .values_list("opened", flat=True)
        .first()
    )
    found = {first.pk: last} if last else {}
    return found | {one.pk: before.opened for before, one in itertools.pairwise(ordered)}


def decided_by(looked: Looked, person: Person) -> bool:
    """Whether it is an appeal of what this moderator decided, so that somebody else has to look at it."""
    if looked.limit:
        return bool(looked.limit.by == names.deciding(person.pk, f"voices/{looked.case.voice}"))
    if looked.case.sort != "appeal" or looked.row is None:
        return False
    subject = names.subject_of(looked.case.thread)
    return bool(looked.row.decided_by == names.deciding(person.pk, f"{subject}/{looked.case.number}"))


def author_of(fact_id: str) -> Person | None:
    """Private: who wrote a comment; None for an office, or when the account is gone."""
    row = Author.objects.filter(pk=fact_id).select_related("person").first()
    return row.person if row else None
