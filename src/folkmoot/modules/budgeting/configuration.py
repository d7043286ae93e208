"""The rounds as a share of the one configuration file: their words, money and dates; never their ideas or votes."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import events, queries, services
from folkmoot.modules.budgeting.models import Round
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError


class PotModel(Strict):
    """Money that is voted on by itself; ``amount`` is in minor units, an empty ``area`` is everywhere."""

    code: str
    title: str
    area: str = ""
    amount: int


class CategoryModel(Strict):
    """Something that ideas are sorted by."""

    code: str
    title: str


class EligibilityModel(Strict):
    """Who may vote."""

    text: str
    areas: tuple[str, ...] = ()
    minimum_age: int = 0
    verified: bool = True


class BudgetPhaseModel(Strict):
    """A phase of a round: informing, ideas, sorting, costing, design, voting, counting, result or delivery."""

    name: str
    opens: datetime
    closes: datetime


class RoundModel(Strict):
    """A round (facts budgeting.round_described and calendar_set). It is found by its ``slug``."""

    slug: str
    title: str
    summary: str = ""
    office: str
    currency: str
    pots: tuple[PotModel, ...]
    categories: tuple[CategoryModel, ...] = ()
    minimum: int = 0
    maximum: int = 0
    who: EligibilityModel
    phases: tuple[BudgetPhaseModel, ...] = ()


class BudgetingModel(Strict):
    """The rounds there are. What is not named stays as it is."""

    rounds: tuple[RoundModel, ...] = ()


def export() -> BudgetingModel:
    """Every round by number; of two with the same short name the newer one."""
    newest = {one.slug: one for one in Round.objects.order_by("number")}
    return BudgetingModel(
        rounds=tuple(
            RoundModel(
                **asdict(queries.described(one)),
                phases=tuple(BudgetPhaseModel(**asdict(phase)) for phase in queries.calendar_of(one)),
            )
            for one in sorted(newest.values(), key=lambda row: row.number)
        )
    )


def load(wanted: BudgetingModel, at: str) -> list[str]:
    """Bring each round to what the file says of it. Raises ConfigurationError with every problem of one of them."""
    told = []
    for place, one in enumerate(wanted.rounds):
        given = one.model_dump(exclude={"phases"})
        event = events.RoundDescribed(
            **given
            | {
                "pots": tuple(events.Pot(**pot) for pot in given["pots"]),
                "categories": tuple(events.Category(**each) for each in given["categories"]),
                "who": events.Eligibility(**given["who"]),
            }
        )
        phases = tuple(events.Phase(**phase.model_dump()) for phase in one.phases)
        before = Round.objects.filter(slug=one.slug).order_by("-number").first()
        try:
            number = before.number if before else None
            if before is None or queries.described(before) != event:
                number = services.describe_round(description=event, number=number, actor=ADMINISTRATION)
                words = _("The round %(name)s changes") if before else _("The round %(name)s is new")
                told.append(words % {"name": one.title})
            if (
                phases
                and number
                and services.set_calendar(number=number, phases=phases, actor=ADMINISTRATION)
            ):
                told.append(_("The dates of %(name)s change") % {"name": one.title})
        except services.Refused as error:
            raise ConfigurationError(
                (f"{at}/rounds/{place}/{refusal.field}", refusal.why) for refusal in error.refusals
            ) from error
    return told
