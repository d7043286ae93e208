"""Residents write ideas, alone or together, and may take them back until the ballot is frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from folkmoot.files import services as files
from folkmoot.files.models import StoredFile
from folkmoot.modules.budgeting import events, queries
from folkmoot.modules.budgeting.models import Author, IdeaDraft, Project, ProjectAuthor, Round
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.services.base import NotFound, demand, on_project
from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal

DRAFTS = "budget_projects/drafts"
"""What pictures are kept under until an idea is submitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """What somebody wrote. ``pictures`` are ids of stored files, ``place`` is in degrees (WGS 84) or None."""

    title: str
    text: str
    category: str = ""
    lat: float | None = None
    lon: float | None = None
    pictures: Sequence[str] = ()


def check_idea(idea: Idea, row: Round) -> list[Refusal | None]:
    """Everything that is wrong with an idea for a round."""
    placed = idea.lat is not None and idea.lon is not None
    inside = not placed or places.inside(idea.lat or 0.0, idea.lon or 0.0)
    return [
        *ideas.words(title=idea.title, text_=idea.text, pictures=len(idea.pictures)),
        ideas.known("category", idea.category, [one["code"] for one in row.categories]),
        ideas.where(idea.lat, idea.lon),
        None
        if inside
        else Refusal("place", "this place lies outside the area of the institution; choose one inside it"),
    ]


def submit_idea(*, round_number: int, idea: Idea, person: Person, once: str = "") -> int:
    """Submit an idea, which is public at once; its number. With the same ``once`` again it is the same idea.

    Raises NotFound, or Refused with everything that is wrong, also when the round takes no ideas now.
    """
    row = queries.round_of(round_number)
    if row is None:
        raise NotFound("there is no round %(number)s", number=round_number)
    demand(*check_idea(idea, row))
    with transaction.atomic():
        draft, _made = (
            IdeaDraft.objects.get_or_create(
                once=once or None, round=round_number, defaults={"created": clock.now()}
            )
            if once
            else (IdeaDraft.objects.create(round=round_number, created=clock.now()), True)
        )
        subject = f"budget_projects/{draft.number}"
        actor = pseudonym(person.pk, subject)
        with about(subject, actor=actor) as fact:
            if Project.objects.filter(pk=draft.number).exists():
                return draft.number
            demand(_takes_ideas(round_number))
            fact(events.IdeaSubmitted(round=round_number, **_written(idea, subject)))
            Author.objects.create(
                project=draft.number, person=person, pseudonym=actor, language=person.language or ""
            )
    return draft.number


def _takes_ideas(number: int) -> Refusal | None:
    row = queries.round_of(number)
    if row is not None and queries.is_on(row, "ideas", clock.now()):
        return None
    return Refusal("", "this round takes no ideas now; its page says when it does")


def _written(idea: Idea, subject: str) -> dict[str, Any]:
    """What a fact holds of an idea: its words and pictures as commitments."""
    hit = places.area_at(idea.lat, idea.lon) if idea.lat is not None and idea.lon is not None else None
    title, words = text.commit_many([(subject, idea.title.strip()), (subject, idea.text.strip())])
    files.adopt(idea.pictures, subject=subject)
    kept = dict(
        StoredFile.objects.filter(pk__in=list(idea.pictures), erased__isnull=True).values_list(
            "pk", "commitment"
        )
    )
    return {
        "title": title,
        "text": words,
        "category": idea.category,
        "area": hit.slug if hit else "",
        "lat": idea.lat,
        "lon": idea.lon,
        "pictures": tuple(kept[one] for one in idea.pictures if one in kept),
    }


def edit_idea(*, number: int, idea: Idea, person: Person) -> Receipt:
    """Write an idea anew while nobody has sorted it. Raises NotFound or Refused."""
    with on_project(number, pseudonym(person.pk, f"budget_projects/{number}")) as (fact, row, around):
        demand(_is_author(number, person), ideas.may("edited", row.state, frozen=bool(around.frozen)))
        demand(*check_idea(idea, around))
        text.hide([row.title, row.text])
        return fact(events.IdeaEdited(**_written(idea, row.subject)))


def withdraw_idea(*, number: int, person: Person) -> Receipt:
    """Take an idea back; whoever had it first may, and its words are shown no more. Raises NotFound or Refused."""
    actor = pseudonym(person.pk, f"budget_projects/{number}")
    with on_project(number, actor) as (fact, row, around):
        first = ProjectAuthor.objects.filter(pk=_key(number, actor), first=True).exists()
        demand(
            None if first else Refusal("", "only whoever had this idea first may take it back"),
            ideas.may("withdrawn", row.state, frozen=bool(around.frozen)),
        )
        receipt = fact(events.IdeaWithdrawn())
        hide_words(row)
        return receipt


def hide_words(row: Project) -> None:
    """Show neither the words nor the pictures of an idea any more."""
    text.hide([row.title, row.text])
    ids = StoredFile.objects.filter(commitment__in=row.pictures).values_list("pk", flat=True)
    files.publish(list(ids), public=False)


def join_idea(*, number: int, person: Person) -> bool:
    """Become an author, by invitation, which whoever calls has checked; False when one is already.

    Raises NotFound or Refused.
    """
    actor = pseudonym(person.pk, f"budget_projects/{number}")
    with on_project(number, actor) as (fact, row, around):
        if ProjectAuthor.objects.filter(pk=_key(number, actor)).exists():
            return False
        demand(
            ideas.may("joined", row.state, frozen=bool(around.frozen)),
            None
            if row.authors < ideas.AUTHORS
            else Refusal.of("", "an idea has %(most)s authors at most", most=ideas.AUTHORS),
        )
        fact(events.AuthorJoined())
        Author.objects.create(project=number, person=person, pseudonym=actor, language=person.language or "")
    return True


def _key(number: int, actor: str) -> str:
    return f"{number}/{actor.partition(':')[2]}"


def _is_author(number: int, person: Person) -> Refusal | None:
    if Author.objects.filter(project=number, person=person).exists():
        return None
    return Refusal("", "only its authors may do this")
