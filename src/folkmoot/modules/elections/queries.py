"""Reads of polls. Lists page by key and take a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from folkmoot.modules.elections.models import Poll, PollBallot
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record.manifest import Card, Matter, SearchText

PAGE = 25
STATES = ("open", "closed")
_LARGEST = 2**31 - 1


def poll(number: int) -> Poll | None:
    """The poll with this number, or None."""
    return Poll.objects.filter(pk=number).first() if 0 <= number <= _LARGEST else None


def polls(numbers: Iterable[int]) -> list[Poll]:
    """The polls with these numbers."""
    return list(Poll.objects.filter(pk__in=[one for one in numbers if one <= _LARGEST]))


def listed(*, state: str = "", words: str = "", below: int | None = None) -> QuerySet[Poll]:
    """Polls, newest first; ``below`` is the number at which the page before ended."""
    found = Poll.objects.order_by("-number")
    if state in STATES:
        found = found.filter(state=state)
    for one in words.split():
        found = found.filter(Q(question__icontains=one) | Q(background__icontains=one))
    return found.filter(number__lt=below) if below is not None else found


def next_number() -> int:
    """The number that the next poll gets."""
    return (Poll.objects.aggregate(most=Max("number"))["most"] or 0) + 1


def due(now: datetime) -> list[int]:
    """Polls that are over and not closed yet."""
    rows = Poll.objects.filter(state="open", closes__lte=now).order_by("closes", "number")
    return list(rows.values_list("number", flat=True))


def unanswered(offices: Sequence[str] | None) -> QuerySet[Poll]:
    """Polls that are over and wait for the answer of these offices, or of any, longest first."""
    rows = Poll.objects.filter(state="closed", answered=None).order_by("closed", "number")
    return rows if offices is None else rows.filter(office__in=offices)


def ballot(person_id: UUID, number: int) -> PollBallot | None:
    """How somebody votes in a poll now; None without a vote or when it was taken back."""
    row = PollBallot.objects.filter(pk=_key(person_id, number)).first()
    return row if row and row.choices else None


def ballots(person_id: UUID, numbers: Iterable[int]) -> dict[int, PollBallot]:
    """How somebody votes in some polls, by their numbers."""
    rows = PollBallot.objects.filter(pk__in=[_key(person_id, one) for one in numbers])
    return {row.poll: row for row in rows if row.choices}


def _key(person_id: UUID, number: int) -> str:
    return f"{number}/{pseudonym(person_id, f'polls/{number}').partition(':')[2]}"


def votes(number: int) -> list[list[int]]:
    """Every vote of a poll that counts."""
    rows = PollBallot.objects.filter(poll=number).order_by("pk")
    return [one for one in rows.values_list("choices", flat=True) if one]


def answered_share(since: datetime) -> tuple[int, int]:
    """Of the polls that closed since then: how many were answered, and how many there were."""
    rows = Poll.objects.filter(state="closed", closed__gte=since)
    return rows.exclude(answered=None).count(), rows.count()


def counts() -> tuple[int, int]:
    """Open polls and all polls."""
    return Poll.objects.filter(state="open").count(), Poll.objects.count()


def _numbers(subjects: Iterable[str]) -> list[int]:
    tails = (one.partition("/")[2] for one in subjects)
    return [number for one in tails if one.isascii() and one.isdecimal() and (number := int(one)) <= _LARGEST]


def url_of(number: int) -> str:
    """The page of a poll."""
    return reverse("elections:poll", args=[number])


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of polls, for every other part of the house."""
    return {row.subject: card_of(row) for row in polls(_numbers(subjects))}


def card_of(row: Poll) -> Card:
    """The card of one poll."""
    return Card(subject=row.subject, title=row.question, url=url_of(row.pk), state=row.state, at=row.opened)


def matters(subjects: Iterable[str]) -> Mapping[str, Matter]:
    """Which office answers in the discussion of each poll; comments are taken while it is open and once it is answered."""
    return {row.subject: matter_of(row) for row in polls(_numbers(subjects))}


def matter_of(row: Poll) -> Matter:
    """See ``matters``."""
    return Matter(office=row.office, open=row.state == "open" or row.answered is not None)


def search_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index."""
    return {
        row.subject: SearchText(
            subject=row.subject,
            title=row.question,
            body="\n".join([row.background, *row.options]).strip(),
            url=url_of(row.pk),
            module="elections",
            at=row.opened,
        )
        for row in polls(_numbers(subjects))
    }


def shares(row: Poll) -> Sequence[tuple[int, str, int, float]]:
    """Of each option its number, its words, how many chose it, and that as a share of the voters from 0 to 1."""
    of = max(row.voters, 1)
    return [
        (place + 1, words, count, count / of)
        for place, (words, count) in enumerate(zip(row.options, row.counts, strict=True))
    ]
