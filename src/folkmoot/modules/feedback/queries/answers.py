"""Reads of answers, one by one and counted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from folkmoot.modules.feedback import rules
from folkmoot.modules.feedback.models import Answer, Breakdown, Invitation, MonthTally, Remark
from folkmoot.people.pseudonyms import Namer, guest_pseudonym
from folkmoot.record import text

PAGE = 20


def answer(edition: str, pseudonym: str) -> Answer | None:
    """What somebody answered in an edition, also when they took it back; None before."""
    return Answer.objects.filter(pk=f"{edition}/{pseudonym.partition(':')[2]}").first() if pseudonym else None


def replies_of(row: Answer) -> dict[str, rules.Reply]:
    """An answer as it was given, with its words where they were not taken off."""
    words = text.words_of(one["words"] for one in row.given)
    return {
        one["question"]: rules.Reply(tuple(one["choices"]), words.get(one["words"], "")) for one in row.given
    }


def invited_as(row: Invitation, namer: Namer | None = None) -> str:
    """The pseudonym of whoever answers an invitation: it says nothing about the person."""
    who, subject = f"invitation {row.pk.hex}", f"surveys/{row.survey}"
    return namer.guest(who, subject) if namer else guest_pseudonym(who, subject)


def invitation(pk: uuid.UUID) -> Invitation | None:
    """An invitation, or None."""
    return Invitation.objects.filter(pk=pk).first()


def tallies(edition: str) -> list[MonthTally]:
    """What was counted, by way and month: a few rows, however many answers there are."""
    return list(MonthTally.objects.filter(edition=edition).order_by("way", "month"))


def breakdown(edition: str) -> Breakdown | None:
    """What may be shown by group, None before anything may."""
    return Breakdown.objects.filter(pk=edition).first()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words; empty where they were taken off, with the reason."""

    key: str
    words: str
    removed: str
    commitment: str


def remarks(edition: str, question: str, *, after: str = "", limit: int = PAGE) -> tuple[list[Said], str]:
    """Answers in words, newest first, from after a key, and the key for the next page or nothing."""
    rows = Remark.objects.filter(edition=edition, question=question).order_by("-key")
    found: Sequence[Remark] = list((rows.filter(key__lt=after) if after else rows)[: limit + 1])
    words = text.words_of(one.words for one in found[:limit])
    said = [Said(one.pk, words.get(one.words, ""), one.removed, one.words) for one in found[:limit]]
    return said, found[limit - 1].pk if len(found) > limit else ""
