"""Two ideas become one when every author of both agrees."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Author, Merge, MergeAgreement, Project, ProjectAuthor, Round
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.rules.rounds import text as checked
from folkmoot.modules.budgeting.services.base import SYSTEM, NotFound, demand, on_project
from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import text
from folkmoot.record.api import Recorder
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal


def propose_merge(*, number: int, into: int, reason: str, actor: str) -> Receipt:
    """Ask the authors of two ideas of a round whether the first may become part of the other.

    Raises NotFound or Refused.
    """
    with on_project(number, actor, others=(into,)) as (fact, row, around):
        other = Project.objects.filter(pk=into, round=row.round).exclude(pk=number).first()
        demand(
            None if other else Refusal("into", "give the number of another idea of this round"),
            ideas.may("merge", row.state, frozen=bool(around.frozen)),
            checked("reason", reason, ideas.REASON),
            None
            if not Merge.objects.filter(source=number, state="open").exists()
            else Refusal("", "its authors are asked about a merge already"),
        )
        if other is not None:
            demand(ideas.may("merge", other.state))
        return fact(events.MergeProposed(into=into, reason=text.commit(reason.strip(), subject=row.subject)))


@contextmanager
def _on(proposal: str) -> Iterator[tuple[Recorder, Merge, Round]]:
    found = Merge.objects.filter(pk=proposal).first()
    if found is None:
        raise NotFound("there is no such proposal")
    with on_project(found.source, SYSTEM, others=(found.into,)) as (fact, _row, around):
        yield fact, Merge.objects.get(pk=proposal), around


def agree_merge(*, proposal: str, person: Person) -> bool:
    """Agree as an author of either idea; whether the ideas are merged now. Raises NotFound or Refused."""
    with _on(proposal) as (fact, merge, around):
        both = {one.number: one for one in Project.objects.filter(pk__in=(merge.source, merge.into))}
        mine = sorted(
            Author.objects.filter(person=person, project__in=list(both)).values_list("project", flat=True)
        )
        demand(
            None if mine else Refusal("", "only the authors of the two ideas are asked"),
            None if merge.state == "open" else Refusal("", "this proposal is not open any more"),
            *(ideas.may("merge", one.state, frozen=bool(around.frozen)) for one in both.values()),
        )
        for number in mine:
            actor = pseudonym(person.pk, f"budget_projects/{number}")
            key = f"{proposal}/{number}/{actor.partition(':')[2]}"
            if not MergeAgreement.objects.filter(pk=key).exists():
                fact(events.MergeAgreed(proposal=proposal), subject=f"budget_projects/{number}", actor=actor)
        return _settle(fact, merge)


def _settle(fact: Recorder, merge: Merge) -> bool:
    asked = Author.objects.filter(project__in=(merge.source, merge.into), person__isnull=False)
    agreed = MergeAgreement.objects.filter(merge=merge.pk).values_list("key", flat=True)
    wanted = [f"{merge.pk}/{one.project}/{one.pseudonym.partition(':')[2]}" for one in asked]
    if not ideas.agreed(wanted, agreed):
        return False
    fact(events.Merged(proposal=merge.pk, into=merge.into), subject=f"budget_projects/{merge.source}")
    subject = f"budget_projects/{merge.into}"
    there = set(ProjectAuthor.objects.filter(project=merge.into).values_list("key", flat=True))
    for one in asked.filter(project=merge.source).order_by("pk"):
        assert one.person_id is not None  # noqa: S101 - only living accounts are asked.
        actor = pseudonym(one.person_id, subject)
        if f"{merge.into}/{actor.partition(':')[2]}" not in there:
            fact(events.AuthorJoined(), subject=subject, actor=actor)
            Author.objects.create(
                project=merge.into, person_id=one.person_id, pseudonym=actor, language=one.language
            )
    return True


def decline_merge(*, proposal: str, person: Person | None = None, office: str = "") -> Receipt:
    """Say no as an author of either idea, or take the proposal back as an office. Raises NotFound or Refused."""
    with _on(proposal) as (fact, merge, _around):
        mine = (
            Author.objects.filter(person=person, project__in=(merge.source, merge.into)).first()
            if person
            else None
        )
        demand(
            None if mine or office else Refusal("", "only the authors of the two ideas are asked"),
            None if merge.state == "open" else Refusal("", "this proposal is not open any more"),
        )
        subject = f"budget_projects/{mine.project if mine else merge.source}"
        actor = mine.pseudonym if mine else f"office:{office}"
        return fact(events.MergeDeclined(proposal=proposal), subject=subject, actor=actor)
