"""Whom the module tells of its facts: authors of what becomes of their idea, officers of what waits for them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import events, money, queries, words
from folkmoot.modules.budgeting.models import Author, Merge, Project, Round
from folkmoot.modules.budgeting.permits import COST
from folkmoot.modules.budgeting.rules.calendar import place
from folkmoot.people import access
from folkmoot.record import text
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice

TO_AUTHORS = (
    events.MergeProposed,
    events.MergeDeclined,
    events.Merged,
    events.TurnedDown,
    events.TakenUp,
    events.Costed,
    events.OnBallot,
    events.MilestoneReached,
    events.Delivered,
)
"""What every author of an idea wants to hear."""


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Notices about some facts, in a constant number of queries for each of them."""
    for fact in facts:
        if isinstance(fact.event, TO_AUTHORS):
            yield from _to_authors(fact)
        if isinstance(fact.event, events.IdeaSorted):
            yield from _to_offices(fact)
        if isinstance(fact.event, events.PhaseBegun):
            yield from _before_the_vote(fact)


def _number(fact: Fact[Any]) -> int:
    return int(fact.subject.partition("/")[2])


def _concerned(fact: Fact[Any]) -> Sequence[int]:
    """Ideas whose authors are told: of a merge, those of both."""
    event, number = fact.event, _number(fact)
    if isinstance(event, events.MergeProposed | events.Merged):
        return (number, event.into)
    if isinstance(event, events.MergeDeclined):
        row = Merge.objects.filter(pk=event.proposal).first()
        return (row.source, row.into) if row else (number,)
    return (number,)


def _to_authors(fact: Fact[Any]) -> Iterator[Notice]:
    numbers = _concerned(fact)
    shown = {one.row.number: one for one in queries.shown(queries.projects_of(numbers), titles_only=True)}
    about = shown.get(_number(fact))
    if about is None:
        return
    around = queries.round_of(about.row.round)
    said = text.words_of([getattr(fact.event, name, "") for name in ("reason", "words")])
    told: set[Any] = set()
    for author in Author.objects.filter(project__in=numbers, person__isnull=False).order_by("pk"):
        if author.person_id in told or author.project not in shown:
            continue
        told.add(author.person_id)
        language = author.language or settings.LANGUAGE_CODE
        with translation.override(language):
            heading, more = _words(fact.event, about, around)
        body = [more, *(said.get(getattr(fact.event, name, ""), "") for name in ("reason", "words"))]
        yield Notice(
            fact_id=fact.id,
            purpose="budget_idea",
            subject=about.row.subject,
            title=heading,
            body="\n\n".join(part for part in body if part),
            url=shown[author.project].url,
            person_id=author.person_id,
            language=language,
        )


def _words(event: Any, about: queries.Shown, around: Round | None) -> tuple[str, str]:
    known = {"title": " ".join(about.title.split())}
    match event:
        case events.MergeProposed():
            return _("May two ideas become one? %(title)s") % known, _(
                "Every author of both is asked. Open the page to agree or not."
            )
        case events.MergeDeclined():
            return _("It is not merged: %(title)s") % known, ""
        case events.Merged():
            return _("Two ideas are one now: %(title)s") % known, ""
        case events.TurnedDown():
            return _("It goes no further: %(title)s") % known, f"{words.CODES.get(event.code, '')}."
        case events.TakenUp():
            return _("It is looked at again: %(title)s") % known, ""
        case events.Costed():
            amount = money.shown(event.total, around.currency) if around else ""
            return (
                _("A department worked out your idea: %(title)s") % known,
                _("It would cost %(amount)s.") % {"amount": amount}
                if event.feasible
                else _("It is not feasible."),
            )
        case events.OnBallot():
            return _("It is on the ballot: %(title)s") % known, ""
        case events.Delivered():
            return _("It is finished: %(title)s") % known, ""
        case _:
            return _("A step is done: %(title)s") % known, ""


def _to_offices(fact: Fact[events.IdeaSorted]) -> Iterator[Notice]:
    row = Project.objects.filter(pk=_number(fact)).first()
    if row is None:
        return
    [shown] = queries.shown([row], titles_only=True)
    told: set[Any] = set()
    for people in access.people_in(list(fact.event.offices), COST).values():
        for person in people:
            if person.pk in told:
                continue
            told.add(person.pk)
            with translation.override(person.language or settings.LANGUAGE_CODE):
                heading = _("A costing sheet is wanted: %(title)s") % {"title": " ".join(shown.title.split())}
            yield Notice(
                fact_id=fact.id,
                purpose="budget_cost",
                subject=fact.subject,
                title=heading,
                url=reverse("budgeting:desk_one", args=[row.number]),
                person_id=person.pk,
                language=person.language,
                wanted=False,
            )


def _before_the_vote(fact: Fact[events.PhaseBegun]) -> Iterator[Notice]:
    """The round's office hears, in the phase before the vote, that it does not begin without a frozen ballot."""
    row = queries.round_of(_number(fact))
    if row is None or row.frozen:
        return
    later = [one.name for one in queries.calendar_of(row) if place(one.name) > place(fact.event.phase)]
    if later[:1] != ["voting"]:
        return
    for person in access.people_in([row.office], COST)[row.office]:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            heading = _("Freeze the ballot of %(title)s") % {"title": row.title}
            body = _("Voting does not begin before it is frozen.")
        yield Notice(
            fact_id=fact.id,
            purpose="budget_freeze",
            subject=row.subject,
            title=heading,
            body=body,
            url=reverse("budgeting:round", args=[row.number]),
            person_id=person.pk,
            language=person.language,
            wanted=False,
        )
