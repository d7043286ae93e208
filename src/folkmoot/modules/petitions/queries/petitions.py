"""Reads of kinds and petitions, as lists, pages and cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.petitions import rules
from folkmoot.modules.petitions.events import KindDescribed, Step
from folkmoot.modules.petitions.models import (
    Invalidation,
    Obligation,
    Petition,
    PetitionKind,
    Response,
    Signer,
)
from folkmoot.record import text
from folkmoot.record.manifest import Card, Matter, SearchText
from folkmoot.record.prepared import Prepared
from folkmoot.record.remember import Remembered

PAGE = 25

_described = Remembered(KindDescribed.kind)


def kinds(*, closed: bool = False) -> list[PetitionKind]:
    """Kinds of petitions by title; with ``closed`` also those no longer taken."""
    rows = _described.now().get("kinds", lambda: tuple(PetitionKind.objects.order_by("title", "code")))
    return [one for one in rows if closed or not one.closed]


def kind(code: str) -> PetitionKind | None:
    """The kind with this code, or None."""
    return next((one for one in kinds(closed=True) if one.code == code), None)


def any_kind() -> bool:
    """Whether a petition can be started at all."""
    return bool(kinds())


def described(row: PetitionKind) -> KindDescribed:
    """A kind as a fact that can be changed and recorded anew."""
    return KindDescribed(
        code=row.code,
        title=row.title,
        description=row.description,
        office=row.office,
        who=row.who,
        steps=tuple(Step(**one) for one in row.steps),
        areas=tuple(row.areas),
        outside=row.outside,
        accounts=row.accounts,
        days=row.days,
        sponsors=row.sponsors,
        sponsors_most=row.sponsors_most,
        moderation_days=row.moderation_days,
        closed=row.closed,
    )


def petition(number: int) -> Petition | None:
    """The petition with this number, or None."""
    return _petition.first(number=number) if 0 <= number <= _LARGEST else None


_LARGEST = 2**31 - 1
"""The largest number that a column of a petition's number holds."""


_petition = Prepared(lambda number: Petition.objects.filter(pk=number))


def running(code: str) -> int:
    """How many petitions of a kind can be signed now; they keep the rules with which they opened."""
    return Petition.objects.filter(state="open", kind_code=code).count()


def petitions(numbers: Iterable[int]) -> list[Petition]:
    """The petitions with these numbers."""
    return list(Petition.objects.filter(pk__in=list(numbers)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A petition with its public words; those of one that nobody may read are empty."""

    row: Petition
    action: str
    background: str
    details: str
    reason: str

    @property
    def url(self) -> str:
        """The petition's page."""
        return reverse("petitions:petition", args=[self.row.pk])

    @property
    def title(self) -> str:
        """What it asks for or, while that is not public, its number."""
        return self.action or _("Petition %(number)s") % {"number": self.row.pk}


def shown(rows: Sequence[Petition], *, titles_only: bool = False, private: bool = False) -> list[Shown]:
    """Rows with their words in one query; ``private`` is for moderators, who read what is not public."""
    wanted = [
        one
        for row in rows
        for one in (
            (row.action,) if titles_only else (row.action, row.background, row.details, row.reason_words)
        )
    ]
    words = text.private_words_of(wanted) if private else text.words_of(wanted)
    return [
        Shown(
            row=row,
            action=words.get(row.action, ""),
            background=words.get(row.background, ""),
            details=words.get(row.details, ""),
            reason=words.get(row.reason_words, ""),
        )
        for row in rows
    ]


def obligations(number: int) -> list[Obligation]:
    """What the institution owes for a petition, by number of signatures."""
    return list(Obligation.objects.filter(petition=number).order_by("step"))


def obligations_of(numbers: Iterable[int]) -> list[Obligation]:
    """What the institution owes for some petitions."""
    return list(Obligation.objects.filter(petition__in=list(numbers)).order_by("petition", "step"))


def responses(number: int) -> list[Response]:
    """What the institution said and did about a petition, oldest first."""
    return list(Response.objects.filter(petition=number).order_by("at", "fact_id"))


def invalidations(number: int) -> list[Invalidation]:
    """What was struck off a petition, newest first."""
    return list(Invalidation.objects.filter(petition=number).order_by("-at", "batch"))


def owed() -> QuerySet[Obligation]:
    """What the institution owes and has not done, waiting longest first."""
    return Obligation.objects.filter(
        reached__isnull=False, met__isnull=True, paused__isnull=True, lapsed__isnull=True
    ).order_by("reached", "key")


def commitments(row: Petition) -> list[str]:
    """Commitments of a petition's own words."""
    return [one for one in (row.action, row.background, row.details) if one]


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of petitions, for every other part of the house."""
    numbers = [int(one.partition("/")[2]) for one in subjects if one.partition("/")[2].isdigit()]
    return {
        one.row.subject: card_of(one)
        for one in shown(list(Petition.objects.filter(pk__in=numbers)), titles_only=True)
    }


def card_of(one: Shown) -> Card:
    """The card of a petition whose words are at hand."""
    return Card(
        subject=one.row.subject,
        title=one.title,
        url=one.url,
        state=one.row.state,
        at=one.row.opened,
        # A petition that the people of one area may sign is that area's; those who follow it hear of it.
        area=one.row.areas[0] if len(one.row.areas) == 1 else "",
    )


def matters(subjects: Iterable[str]) -> Mapping[str, Matter]:
    """Which office answers in the discussion of each petition; those without a discussion are absent."""
    numbers = [int(one.partition("/")[2]) for one in subjects if one.partition("/")[2].isdecimal()]
    rows = Petition.objects.filter(pk__in=[one for one in numbers if one < 2**31])
    return {row.subject: found for row in rows if (found := matter_of(row))}


def matter_of(row: Petition) -> Matter | None:
    """See ``matters``."""
    open_ = rules.takes_comments(row.state, answered=row.answered is not None)
    return None if open_ is None else Matter(office=row.office, open=open_, part=row.kind_code)


def talk_parts() -> Mapping[str, str]:
    """Kinds of petitions by title: the petitions of each can be talked about or not."""
    return {one.pk: one.title for one in kinds(closed=True)}


def kind_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of kinds of petitions."""
    codes = {one.partition("/")[2] for one in subjects}
    return {
        f"petition_kinds/{one.code}": Card(
            subject=f"petition_kinds/{one.code}", title=one.title, url=reverse("petitions:standards")
        )
        for one in PetitionKind.objects.filter(pk__in=codes)
    }


def rules_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of the limits, of the lists and the watch against fraud, and of terms."""
    titles = {
        "petition_limits": _("The limits of signing"),
        "petition_guards": _("The lists against fraud"),
        "petition_terms": _("The end of the term"),
        "petition_watch": _("The watch over signatures"),
    }
    return {
        one: Card(
            subject=one,
            title=titles[one.partition("/")[0]],
            url=f"{reverse('petitions:standards')}#fraud",
        )
        for one in subjects
        if one.partition("/")[0] in titles
    }


def search_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index: petitions whose words are public."""
    numbers = [int(one.partition("/")[2]) for one in subjects if one.partition("/")[2].isdigit()]
    rows = list(Petition.objects.filter(pk__in=numbers, state__in=rules.LISTED))
    return {
        one.row.subject: SearchText(
            subject=one.row.subject,
            title=one.title,
            body=f"{one.background}\n{one.details}".strip(),
            url=one.url,
            module="petitions",
            at=one.row.opened or one.row.started,
        )
        for one in shown(rows)
    }


def with_waiting() -> list[int]:
    """Petitions with confirmed signatures that are not counted yet."""
    return sorted(set(Signer.objects.filter(state="ready").values_list("petition", flat=True)))
