"""Reads of requests for data and of reuses. Lists page by number and take a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.files.models import StoredFile
from folkmoot.modules.catalogue.models import Contribution, DataRequest, Dataset, Reuse, Term
from folkmoot.modules.catalogue.rules import contributing as limits
from folkmoot.people.models import Person
from folkmoot.record import text
from folkmoot.record.fold import fold
from folkmoot.record.manifest import Card, SearchText

MOST_WORDS, SHORTEST, LOOKED_AT = 12, 3, 100


@dataclass(frozen=True, slots=True)
class Worded:
    """A request or reuse with its words as they may be read."""

    row: Any
    title: str
    words: str
    url: str = ""
    maker: str = ""
    reason: str = ""
    answer: str = ""


def data_request(number: int) -> DataRequest | None:
    """A request in any state, or None."""
    return DataRequest.objects.filter(pk=number).first()


def reuse(number: int) -> Reuse | None:
    """A reuse in any state, or None."""
    return Reuse.objects.filter(pk=number).first()


def worded(rows: Sequence[Any], *, private: bool = False) -> list[Worded]:
    """Rows with their words, in one query; ``private`` for those who may read what is not public."""
    names = ("title", "words", "url", "maker", "reason_words", "answer_words")
    wanted = [getattr(row, name, "") for row in rows for name in names]
    said = text.private_words_of(wanted) if private else text.words_of(wanted)
    return [
        Worded(
            row,
            said.get(row.title, "") or _("Words that are not shown"),
            said.get(row.words, ""),
            said.get(getattr(row, "url", ""), ""),
            said.get(getattr(row, "maker", ""), ""),
            said.get(row.reason_words, ""),
            said.get(getattr(row, "answer_words", ""), ""),
        )
        for row in rows
    ]


def requests(state: str = "") -> QuerySet[DataRequest]:
    """Published requests, the newest first; of one state where one is named."""
    wanted = (state,) if state in limits.LISTED else limits.LISTED
    return DataRequest.objects.filter(state__in=wanted).order_by("-number")


def reuses(dataset: str = "") -> QuerySet[Reuse]:
    """Published reuses, the newest first; of one dataset where one is named."""
    rows = Reuse.objects.filter(state="published").order_by("-number")
    return rows.filter(dataset=dataset) if dataset else rows


def owed(offices: Iterable[str] | None) -> QuerySet[DataRequest]:
    """Requests that some offices, or all, have not answered for good, by the day on which that is due."""
    rows = DataRequest.objects.filter(state__in=("open", "planned")).order_by("due", "number")
    return rows if offices is None else rows.filter(office__in=list(offices))


def waiting() -> tuple[QuerySet[DataRequest], QuerySet[Reuse]]:
    """What waits for reviewers, the oldest first."""
    return (
        DataRequest.objects.filter(state="waiting").order_by("number"),
        Reuse.objects.filter(state="waiting").order_by("number"),
    )


def like(idea: str, *, limit: int = 5) -> tuple[list[Dataset], list[Worded]]:
    """Published datasets and requests that share rare words with an idea, likest first.

    Each word is asked by itself; one that few have says more than a common one.
    """
    words = [one for one in dict.fromkeys(fold(idea)) if len(one) >= SHORTEST][:MOST_WORDS]
    data, asked = Counter[str](), Counter[int]()
    for word in words:
        found = Term.objects.filter(sort="word", value__gte=word, value__lt=word + "\U0010ffff")
        hits = set(found.values_list("dataset", flat=True)[:LOOKED_AT])
        for key in hits:
            data[key] += LOOKED_AT // len(hits)
        numbers = {
            int(one.partition("/")[2])
            for one in text.subjects_with(word, prefix="data_requests/", limit=LOOKED_AT)
        }
        for number in numbers:
            asked[number] += LOOKED_AT // len(numbers)
    keys = [key for key, _points in data.most_common(limit)]
    datasets = Dataset.objects.filter(state="published").in_bulk(keys)
    best = [number for number, _points in asked.most_common(limit * 2)]
    rows = DataRequest.objects.filter(state__in=limits.LISTED).in_bulk(best)
    return [datasets[key] for key in keys if key in datasets], worded(
        [rows[one] for one in best if one in rows][:limit]
    )


def contribution(number: int) -> Contribution | None:
    """Somebody's own contribution, or None. Private."""
    return Contribution.objects.filter(pk=number).first()


def of_person(person: Person) -> QuerySet[Contribution]:
    """What an account contributed, and what its address left without signing in."""
    return Contribution.objects.filter(Q(person=person) | Q(folded=person.email.casefold()))


def titles_of(rows: Iterable[Contribution]) -> Mapping[int, str]:
    """What contributions are about, in words their own people may read; by number."""
    rows = list(rows)
    asked = {int(one.about) if one.sort == "support" else one.pk for one in rows if one.sort != "reuse"}
    found = dict(DataRequest.objects.filter(pk__in=asked).values_list("pk", "title"))
    made = dict(
        Reuse.objects.filter(pk__in=[one.pk for one in rows if one.sort == "reuse"]).values_list(
            "pk", "title"
        )
    )
    said = text.private_words_of([*found.values(), *made.values()])
    titles = {}
    for one in rows:
        if one.sort == "reuse":
            kept = made.get(one.pk, "")
        else:
            kept = found.get(int(one.about) if one.sort == "support" else one.pk, "")
        titles[one.pk] = said.get(kept, "") or one.draft.get("title", "")
    return titles


def picture_hash(pk: str) -> str:
    """The commitment of a stored picture."""
    return StoredFile.objects.filter(pk=pk).values_list("commitment", flat=True).first() or ""


def _numbers(subjects: Iterable[str]) -> list[int]:
    found = [one.partition("/")[2] for one in subjects]
    return [int(one) for one in found if one.isascii() and one.isdigit() and len(one) < 10]  # noqa: PLR2004 - fits 2**31.


def request_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of requests for every other part of the house."""
    rows = list(DataRequest.objects.filter(pk__in=_numbers(subjects)))
    return {
        one.row.subject: Card(
            subject=one.row.subject,
            title=one.title if one.row.state in limits.LISTED else _("A request for data"),
            url=reverse("catalogue:request", args=[one.row.pk]),
            state=one.row.state,
            at=one.row.opened or one.row.asked,
        )
        for one in worded(rows)
    }


def reuse_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of reuses; before one is published its card says nothing of it."""
    rows = list(Reuse.objects.filter(pk__in=_numbers(subjects)))
    return {
        one.row.subject: Card(
            subject=one.row.subject,
            title=one.title if one.row.state == "published" else _("Something made from open data"),
            url=reverse("catalogue:reuse", args=[one.row.pk]),
            state=one.row.state,
            at=one.row.published or one.row.handed_in,
        )
        for one in worded(rows)
    }


def request_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index of requests."""
    rows = list(DataRequest.objects.filter(pk__in=_numbers(subjects), state__in=limits.LISTED))
    return {
        one.row.subject: SearchText(
            subject=one.row.subject,
            title=one.title,
            body=f"{one.words}\n{one.answer}".strip(),
            url=reverse("catalogue:request", args=[one.row.pk]),
            module="catalogue",
            at=one.row.opened,
        )
        for one in worded(rows)
    }


def reuse_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index of reuses."""
    rows = list(Reuse.objects.filter(pk__in=_numbers(subjects), state="published"))
    return {
        one.row.subject: SearchText(
            subject=one.row.subject,
            title=one.title,
            body=one.words,
            url=reverse("catalogue:reuse", args=[one.row.pk]),
            module="catalogue",
            at=one.row.published,
        )
        for one in worded(rows)
    }
