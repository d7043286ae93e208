"""What participatory budgeting keeps open: projects without their words, and what was spent on them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Project, Spending
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.record.opening import Column, Field, OpenDataset, OpenTable, Page, facts_in


def _of(name: str) -> Field:
    return Field(Project, name)


def _spent(name: str) -> Field:
    return Field(Spending, name)


def _plain(name: str, meaning: Any, type_: Any = "text", **more: Any) -> Column:
    return Column(name=name, type=type_, meaning=meaning, source=_of(name), **more)


def listed() -> Q:
    """Projects that lists show."""
    return Q(state__in=sorted(ideas.SHOWN))


PROJECTS = OpenTable(
    name="projects",
    title=_("Ideas and projects"),
    of=Project,
    order=("number",),
    where=listed,
    changes=facts_in(events),
    columns=(
        _plain("number", _("Number of the project"), "int", key=True),
        _plain("round", _("Number of its round"), "int"),
        _plain("state", _("Where it stands")),
        _plain("outcome", _("won or lost, once the result is public")),
        _plain("category", _("Code of its sort")),
        _plain("pot", _("Code of the pot that would pay for it")),
        _plain("area", _("Short name of the district where it would be")),
        _plain("lat", _("Where it would be: latitude (WGS 84)"), "number", unit=_("degrees")),
        _plain("lon", _("Where it would be: longitude (WGS 84)"), "number", unit=_("degrees")),
        _plain("cost", _("What it costs, in minor units of its round’s currency"), "int"),
        _plain("spent", _("What was spent on it, in minor units"), "int"),
        _plain("code", _("Why it was turned down")),
        _plain("into", _("Number of the project that it became part of"), "int"),
        _plain("reference", _("Its number in another system")),
        _plain("submitted", _("When it was submitted"), "timestamp", unit="UTC"),
        _plain("delivered", _("When it was handed over"), "date"),
        Column(
            name="url",
            meaning=_("Its page, with the words as they may be read now"),
            source=Page("budgeting:project", _of("number")),
        ),
        Column(
            name="receipt",
            meaning=_("The receipt of the entry on the record that began it"),
            source=Page("record:receipt", _of("fact_id")),
        ),
    ),
)
SPENDING = OpenTable(
    name="spending",
    title=_("Spending on projects"),
    of=Spending,
    order=("fact_id",),
    where=Q,
    changes=facts_in(events),
    columns=(
        Column(
            name="fact_id",
            meaning=_("The fact on the record that tells it"),
            key=True,
            source=_spent("fact_id"),
        ),
        Column(name="project", type="int", meaning=_("Number of the project"), source=_spent("project")),
        Column(
            name="amount",
            type="int",
            meaning=_("Minor units of the currency; below zero when some came back"),
            source=_spent("amount"),
        ),
        Column(name="on", type="date", meaning=_("The day"), source=_spent("on")),
    ),
)
OPENED = OpenDataset(
    key="budget-projects",
    title=_("Participatory budgets: projects and spending"),
    summary=_(
        "Every idea and project of every round: where it is, what it costs, what became of it, and what was spent on it. "
        "Words stand on the page of each project."
    ),
    themes=("GOVE", "ECON"),
    keywords=("participatory budgeting", "participation", "spending"),
    tables=(PROJECTS, SPENDING),
)
