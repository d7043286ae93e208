"""Reads of ideas and projects: by key, with filters, as lists, maps and pages. No order knows of votes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.files.models import StoredFile
from folkmoot.modules.budgeting.models import (
    Author,
    CostSheet,
    Merge,
    Milestone,
    Project,
    Round,
    Spending,
)
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.people.models import Person
from folkmoot.record import text
from folkmoot.record.fold import fold
from folkmoot.record.manifest import Matter, SearchText

PAGE = 25
PINS = 400
"""Places that a map shows at most."""
LARGEST = 2**31 - 1
"""The largest number that a column of a project's number holds."""
_MOST_WORDS, _SHORTEST = 8, 4
STATES: Mapping[str, Q] = {
    "all": Q(state__in=sorted(ideas.SHOWN)),
    "open": Q(state__in=sorted(ideas.OPEN)),
    "costed": Q(state="costed"),
    "on_ballot": Q(state__in=("on_ballot", "delivered")),
    "won": Q(outcome="won"),
    "lost": Q(outcome="lost"),
    "delivered": Q(state="delivered"),
    "out": Q(state__in=("infeasible", "turned_down", "merged")),
}
"""Parts of a round's list by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list shows; empty fields do not restrict. ``order`` is newest, oldest, cheap or dear."""

    words: str = ""
    category: str = ""
    pot: str = ""
    state: str = "all"
    order: str = "newest"


ORDERS: Mapping[str, tuple[str, ...]] = {
    "newest": ("-number",),
    "oldest": ("number",),
    "cheap": ("cost", "number"),
    "dear": ("-cost", "-number"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A project with its public words; those of one that nobody may read are empty."""

    row: Project
    title: str
    text: str = ""
    reason: str = ""

    @property
    def url(self) -> str:
        """The project's page."""
        return reverse("budgeting:project", args=[self.row.pk])


def project(number: int) -> Project | None:
    """The project with this number, or None."""
    return Project.objects.filter(pk=number).first() if 0 <= number <= LARGEST else None


def matching(number: int, wanted: Filter) -> QuerySet[Project]:
    """Projects of a round that a filter lets through, in its order."""
    rows = Project.objects.filter(STATES.get(wanted.state, STATES["all"]), round=number)
    if wanted.order in {"cheap", "dear"}:
        rows = rows.filter(cost__isnull=False)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.pot:
        rows = rows.filter(pot=wanted.pot)
    if wanted.words:
        subjects = text.subjects_with(wanted.words, prefix="budget_projects/")
        rows = rows.filter(pk__in=[int(one.partition("/")[2]) for one in subjects])
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS["newest"]))


def after(rows: QuerySet[Project], order: str, place: str) -> QuerySet[Project]:
    """The rest of a list after ``<cost>,<number>``; all of it when the place is not understood."""
    first, _comma, last = place.partition(",")
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        return rows
    if len(first) > 16 or len(last) > 9:  # noqa: PLR2004 - what the columns hold.
        return rows
    cost, number = int(first), int(last)
    match order:
        case "oldest":
            return rows.filter(number__gt=number)
        case "cheap":
            return rows.filter(Q(cost__gt=cost) | Q(cost=cost, number__gt=number))
        case "dear":
            return rows.filter(Q(cost__lt=cost) | Q(cost=cost, number__lt=number))
        case _:
            return rows.filter(number__lt=number)


def place(row: Project) -> str:
    """The place of a row in any order, for ``after``."""
    return f"{row.cost or 0},{row.number}"


def shown(rows: Sequence[Project], *, titles_only: bool = False, private: bool = False) -> list[Shown]:
    """Rows with their words in one query; ``private`` is for officers, who read what is not public."""
    wanted = [
        one for row in rows for one in ((row.title,) if titles_only else (row.title, row.text, row.reason))
    ]
    words = text.private_words_of(wanted) if private else text.words_of(wanted)
    return [
        Shown(
            row=row,
            title=words.get(row.title, "") or _("Idea %(number)s") % {"number": row.number},
            text=words.get(row.text, ""),
            reason=words.get(row.reason, ""),
        )
        for row in rows
    ]


def projects_of(numbers: Iterable[int]) -> list[Project]:
    """The projects with these numbers, in order."""
    return list(Project.objects.filter(pk__in=list(numbers)).order_by("number"))


def similar(number: int, idea: str, *, limit: int = 5) -> list[Shown]:
    """Ideas of a round that share rare words with one, likest first.

    A word that few ideas have says more than a common one.
    """
    words = [one for one in dict.fromkeys(fold(idea)) if len(one) >= _SHORTEST][:_MOST_WORDS]
    score: Counter[int] = Counter()
    for word in words:
        hits = text.subjects_with(word, prefix="budget_projects/", limit=100)
        for one in hits:
            score[int(one.partition("/")[2])] += 100 // len(hits)
    best = [one for one, _points in score.most_common(limit * 4)]
    found = Project.objects.filter(STATES["all"], round=number).in_bulk(best)
    return shown([found[one] for one in best if one in found][:limit], titles_only=True)


def counts(number: int) -> dict[str, int]:
    """How many projects of a round are in each part of its list."""
    found: dict[str, int] = dict.fromkeys(STATES, 0)
    rows = Project.objects.filter(round=number).values_list("state", "outcome")
    for state, outcome in rows.iterator(chunk_size=2000):
        found["all"] += state in ideas.SHOWN
        found["open"] += state in ideas.OPEN
        found["costed"] += state == "costed"
        found["on_ballot"] += state in {"on_ballot", "delivered"}
        found["won"] += outcome == "won"
        found["lost"] += outcome == "lost"
        found["delivered"] += state == "delivered"
        found["out"] += state in {"infeasible", "turned_down", "merged"}
    return found


def pictures(row: Project) -> list[StoredFile]:
    """The public pictures of a project, in the order of its author."""
    if not row.pictures:
        return []
    found = {
        one.commitment: one
        for one in StoredFile.objects.filter(commitment__in=row.pictures, public=True, erased__isnull=True)
    }
    return [found[one] for one in row.pictures if one in found]


def sheets(number: int) -> list[tuple[CostSheet, list[tuple[str, int]], str]]:
    """Costing sheets of a project with the words of their lines and their reasons."""
    rows = list(CostSheet.objects.filter(project=number).order_by("office"))
    words = text.words_of(one for row in rows for one in (row.reason, *(line["what"] for line in row.lines)))
    return [
        (
            row,
            [(words.get(line["what"], ""), line["amount"]) for line in row.lines],
            words.get(row.reason, ""),
        )
        for row in rows
    ]


def merges(number: int) -> list[tuple[Merge, str]]:
    """Proposals to merge that are about a project, the newest first, with their reasons."""
    rows = list(Merge.objects.filter(Q(source=number) | Q(into=number)).order_by("-proposed", "pk")[:20])
    words = text.words_of(one.reason for one in rows)
    return [(one, words.get(one.reason, "")) for one in rows]


def milestones(number: int) -> list[tuple[Milestone, str, str, str]]:
    """Steps of building a project by day: row, title, why it was moved, and what was told when it was done."""
    rows = list(Milestone.objects.filter(project=number).order_by("due", "code"))
    words = text.words_of(one for row in rows for one in (row.title, row.reason, row.words))
    return [
        (row, words.get(row.title, row.code), words.get(row.reason, ""), words.get(row.words, ""))
        for row in rows
    ]


def spending(number: int) -> list[tuple[Spending, str]]:
    """Money spent on a project, the newest first, with what for; at most 200."""
    rows = list(Spending.objects.filter(project=number).order_by("-on", "-pk")[:200])
    words = text.words_of(one.what for one in rows)
    return [(one, words.get(one.what, "")) for one in rows]


def money_of(number: int) -> tuple[int, int]:
    """What the projects that won cost, and what was spent on them, in minor units."""
    found = Project.objects.filter(round=number, outcome="won").aggregate(
        cost=Sum("cost"), spent=Sum("spent")
    )
    return found["cost"] or 0, found["spent"] or 0


def is_author(person: Person | None, number: int) -> bool:
    """Whether an account wrote an idea, alone or with others."""
    return person is not None and Author.objects.filter(project=number, person=person).exists()


def first_of(person: Person | None, number: int) -> bool:
    """Whether an account had the idea first."""
    if person is None:
        return False
    first = Author.objects.filter(project=number).order_by("pk").values_list("person", flat=True).first()
    return first == person.pk


def matters(subjects: Iterable[str]) -> Mapping[str, Matter]:
    """Which office answers in the discussion of each project; those that nobody may read are absent."""
    numbers = [int(one.partition("/")[2]) for one in subjects if one.partition("/")[2].isdecimal()]
    rows = list(Project.objects.filter(pk__in=[one for one in numbers if one <= LARGEST]))
    offices = dict(Round.objects.filter(pk__in={one.round for one in rows}).values_list("pk", "office"))
    return {row.subject: found for row in rows if (found := matter_of(row, offices.get(row.round, "")))}


def matter_of(row: Project, office: str) -> Matter | None:
    """See ``matters``; merged and refused ideas can be read and no longer talked about."""
    if row.state not in ideas.SHOWN:
        return None
    return Matter(office=office, open=row.state not in {"merged", "turned_down"}, part=str(row.round))


def talk_parts() -> Mapping[str, str]:
    """Rounds by title: the projects of each can be talked about or not."""
    return {str(number): title for number, title in Round.objects.order_by("-pk").values_list("pk", "title")}


def search_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index: projects whose words are public."""
    numbers = [int(one.partition("/")[2]) for one in subjects if one.partition("/")[2].isdecimal()]
    rows = list(Project.objects.filter(pk__in=numbers, state__in=sorted(ideas.SHOWN)))
    return {
        one.row.subject: SearchText(
            subject=one.row.subject,
            title=one.title,
            body=one.text,
            url=one.url,
            module="budgeting",
            area=one.row.area,
            at=one.row.submitted,
        )
        for one in shown(rows)
    }


def round_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index of rounds."""
    numbers = [int(one.partition("/")[2]) for one in subjects if one.partition("/")[2].isdecimal()]
    return {
        row.subject: SearchText(
            subject=row.subject,
            title=row.title,
            body=row.summary,
            url=reverse("budgeting:round", args=[row.pk]),
            module="budgeting",
            at=row.described,
        )
        for row in Round.objects.filter(pk__in=numbers)
    }
