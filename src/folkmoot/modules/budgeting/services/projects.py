"""Offices put projects with their costs into a round."""

from dataclasses import dataclass

from django.db import transaction

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import IdeaDraft
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.rules.rounds import money
from folkmoot.modules.budgeting.services.base import Refused, on_round
from folkmoot.record import clock, text
from folkmoot.record.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A project with its cost in minor units, as an office or another system gives it."""

    title: str
    pot: str
    cost: int
    text: str = ""
    category: str = ""
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    reference: str = ""


def add_projects(*, round_number: int, projects: list[Given], actor: str) -> list[int]:
    """Put projects into a round that is not frozen; their numbers, in order. All or none.

    Raises NotFound, or Refused with everything that is wrong, each with the place in the list.
    """
    with transaction.atomic():
        rows = [IdeaDraft.objects.create(round=round_number, created=clock.now()) for _one in projects]
        numbers = [row.number for row in rows]
        with on_round(round_number, actor, projects=tuple(numbers)) as (fact, row):
            pots = [one["code"] for one in row.pots]
            categories = [one["code"] for one in row.categories]
            wrong: list[Refusal] = []
            if row.frozen:
                wrong.append(
                    Refusal("", "this round is frozen for its vote: its projects cannot change any more")
                )
            for at, one in enumerate(projects):
                found = [
                    *ideas.words(title=one.title, text_=one.text or one.title),
                    ideas.known("pot", one.pot, pots, needed=True),
                    ideas.known("category", one.category, categories),
                    ideas.where(one.lat, one.lon),
                    money("cost", one.cost, least=1),
                ]
                prefix = f"{at}." if len(projects) > 1 else ""
                wrong += [
                    Refusal(prefix + bad.field, bad.why, bad.pattern, bad.params) for bad in found if bad
                ]
            if wrong:
                raise Refused(wrong)
            for number, one in zip(numbers, projects, strict=True):
                subject = f"budget_projects/{number}"
                title, words = text.commit_many([(subject, one.title.strip()), (subject, one.text.strip())])
                fact(
                    events.ProjectAdded(
                        round=round_number,
                        title=title,
                        text=words,
                        category=one.category,
                        pot=one.pot,
                        cost=one.cost,
                        area=one.area,
                        lat=one.lat,
                        lon=one.lon,
                        reference=one.reference,
                    ),
                    subject=subject,
                )
    return numbers
