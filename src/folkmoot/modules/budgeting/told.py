"""What pages tell of a project and of a frozen ballot, in words and in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.budgeting import page, queries, words
from folkmoot.modules.budgeting.events import BallotDesign
from folkmoot.modules.budgeting.models import Author, MergeAgreement, Project, Round
from folkmoot.modules.budgeting.money import shown as money
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record.manifest import Card
from folkmoot.web.words import day


def title_of(known: Sequence[Any], code: str) -> str:
    """The title of a pot or category of a round, empty for none."""
    return next((str(one["title"]) for one in known if one["code"] == code), "")


def limits(row: Round) -> str:
    """What a project of a round may cost."""
    least, most = money(row.minimum, row.currency), money(row.maximum, row.currency)
    if row.minimum and row.maximum:
        return _("Each project may cost from %(least)s to %(most)s.") % {"least": least, "most": most}
    if row.maximum:
        return _("Each project may cost up to %(most)s.") % {"most": most}
    if row.minimum:
        return _("Each project costs at least %(least)s.") % {"least": least}
    return _("A project may cost as much as there is.")


@dataclass(frozen=True, slots=True)
class FrozenWords:
    """A pot as it is voted on, in words."""

    title: str
    amount: str
    count: str
    ballot: str
    rule: str
    more: list[str]


def frozen(number: int, row: Round) -> list[FrozenWords]:
    """What a round votes on and how it is counted, pot by pot; nothing before it is frozen."""
    found = queries.frozen(number) if row.frozen else None
    if found is None:
        return []
    return [
        FrozenWords(
            title=title_of(row.pots, one.code),
            amount=money(one.amount, found.currency),
            count=ngettext("%(n)s project", "%(n)s projects", len(one.projects)) % {"n": len(one.projects)},
            ballot=ballot(one.design),
            rule=str(words.RULES[one.rule["name"]]),
            more=_options(one.rule),
        )
        for one in found.pots
    ]


def ballot(design: BallotDesign) -> str:
    """What a ballot asks for, in a sentence."""
    said = [str(words.TYPES[design.type])]
    if design.points:
        said.append(_("%(n)s points altogether") % {"n": design.points})
    if design.points_most:
        said.append(_("%(n)s points for one project at most") % {"n": design.points_most})
    if design.minimum:
        said.append(
            ngettext("%(n)s project at least", "%(n)s projects at least", design.minimum)
            % {"n": design.minimum}
        )
    if design.maximum and design.type != "choose-1":
        said.append(
            ngettext("%(n)s project at most", "%(n)s projects at most", design.maximum)
            % {"n": design.maximum}
        )
    return ", ".join(said)


def _options(rule: dict[str, Any]) -> list[str]:
    completions = {
        "add1": _("What is left over raises everybody’s share step by step until it is spent."),
        "add1u": _(
            "What is left over raises everybody’s share step by step; the rest goes to projects with most votes."
        ),
        "utilitarian": _("What is left over goes to the projects with most votes."),
    }
    found = [completions.get(rule.get("completion", ""), "")]
    if rule.get("comparison", "none") != "none":
        found.append(_("If more people prefer the outcome by most votes, that one is taken."))
    for one in rule.get("filters", ()):
        if one["name"] == "minimum_votes":
            found.append(
                ngettext(
                    "A project with fewer than %(n)s vote is not counted.",
                    "A project with fewer than %(n)s votes is not counted.",
                    one["votes"],
                )
                % {"n": one["votes"]}
            )
        else:
            found.append(
                _(
                    "A project is counted if its share of the voters is at least its share of the money divided by %(n)s."
                )
                % {"n": one["divisor"]}
            )
    ties = rule.get("ties", {})
    if ties.get("seed"):
        found.append(_("Ties are decided by lot, with the seed %(seed)s.") % {"seed": ties["seed"]})
    return [one for one in found if one]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A costing sheet as a page shows it."""

    office: str
    lines: list[tuple[str, str]]
    total: str
    feasible: bool
    reason: str
    at: datetime


def sheets(number: int, row: Round) -> list[Sheet]:
    """The costing sheets of a project."""
    return [
        Sheet(
            office=page.office(one.office),
            lines=[(what, money(amount, row.currency)) for what, amount in lines],
            total=money(one.total, row.currency),
            feasible=one.feasible,
            reason=reason,
            at=one.at,
        )
        for one, lines, reason in queries.sheets(number)
    ]


def into(row: Project) -> queries.Shown | None:
    """The project that an idea became part of, or None."""
    found = queries.project(row.into) if row.into is not None else None
    return queries.shown([found], titles_only=True)[0] if found else None


@dataclass(frozen=True, slots=True)
class MergeWords:
    """A proposal to merge as a page shows it: with which idea, and whether the reader is asked now."""

    fact_id: str
    other: queries.Shown
    becomes: bool
    open: bool
    reason: str
    asked: bool
    agreed: bool


def merges(number: int, person: Person | None, *, author: bool) -> list[MergeWords]:
    """Open proposals that are about a project; declined and done ones stand in its history."""
    rows = [(one, why) for one, why in queries.merges(number) if one.state == "open"]
    others = {one.into if one.source == number else one.source for one, _why in rows}
    shown = {one.row.number: one for one in queries.shown(queries.projects_of(others), titles_only=True)}
    mine = set()
    if author and person is not None and rows:
        named = Author.objects.filter(person=person, project=number).values_list("pseudonym", flat=True)
        keys = {one.partition(":")[2] for one in named}
        agreements = MergeAgreement.objects.filter(merge__in=[one.pk for one, _why in rows], project=number)
        mine = {one.merge for one in agreements if one.key.rpartition("/")[2] in keys}
    return [
        MergeWords(
            fact_id=one.pk,
            other=shown[one.into if one.source == number else one.source],
            becomes=one.source == number,
            open=one.state == "open",
            reason=why,
            asked=author and one.pk not in mine,
            agreed=one.pk in mine,
        )
        for one, why in rows
    ]


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step of building as a page shows it."""

    title: str
    when: str
    words: str
    kind: str
    future: bool


def milestones(number: int) -> list[StepWords]:
    """The steps of building a project."""
    found = []
    for row, title, why, said in queries.milestones(number):
        if row.reached:
            when = _("Done on %(day)s") % {"day": day(row.reached)}
        elif row.due != row.first_due:
            when = _("Due on %(day)s; first promised for %(first)s") % {
                "day": day(row.due),
                "first": day(row.first_due),
            }
        else:
            when = _("Due on %(day)s") % {"day": day(row.due)}
        found.append(
            StepWords(
                title=title,
                when=when,
                words=said or why,
                kind="fixed" if row.reached else "late" if row.due < places.today() else "waiting",
                future=row.reached is None,
            )
        )
    return found


def spending(number: int, row: Round) -> list[tuple[date, str, str]]:
    """Money spent: day, what for, how much."""
    return [(one.on, what, money(one.amount, row.currency)) for one, what in queries.spending(number)]


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A part of a project's way, from the idea to the ribbon."""

    title: str
    when: str
    kind: str
    future: bool


def life(row: Project, around: Round, now: datetime) -> list[LifeStep]:
    """The way of a project: what was, where it stands, what would come next by the calendar of its round."""
    phases = {one.name: one for one in queries.calendar_of(around)}
    found = [LifeStep(_("Idea"), day(row.submitted), "fixed", future=False)]
    over = row.state in {"merged", "turned_down", "infeasible"} or row.outcome == "lost"
    if row.state != "idea":
        found.append(LifeStep(_("Sorted"), "", "fixed", future=False))
    if row.state in {"costed", "on_ballot", "delivered"}:
        found.append(LifeStep(_("Costed"), "", "fixed", future=False))
    if row.state in {"on_ballot", "delivered"}:
        found.append(LifeStep(_("On the ballot"), day(around.frozen), "fixed", future=False))
    if row.outcome:
        found.append(
            LifeStep(words.state("on_ballot", row.outcome), day(around.published), "fixed", future=False)
        )
    if row.delivered:
        found.append(LifeStep(_("Finished"), day(row.delivered), "fixed", future=False))
    if over:
        if not row.outcome:
            found.append(LifeStep(words.state(row.state), day(row.changed), "closed", future=False))
        return found
    done = len(found)
    ahead = (
        ("sorting", _("Sorted")),
        ("costing", _("Costed")),
        ("voting", _("The vote")),
        ("delivery", _("Building")),
    )
    reached = {"idea": 0, "sorted": 1, "costed": 2, "on_ballot": 2, "delivered": 4}[row.state]
    if row.outcome == "won":
        reached = max(reached, 3)
    for name, title in ahead[reached:]:
        if name in phases and (done or calendar.place(name) > calendar.place(around.phase)):
            when = _("from %(day)s") % {"day": day(phases[name].opens)}
            found.append(LifeStep(title, when if phases[name].opens > now else "", "waiting", future=True))
    return found


def card(shown: queries.Shown) -> Card:
    """The card of a project whose words are at hand."""
    row = shown.row
    return Card(
        subject=row.subject,
        title=shown.title,
        url=shown.url,
        state=row.state,
        state_label=words.state(row.state, row.outcome),
        area=row.area,
        lat=row.lat,
        lon=row.lon,
        at=row.submitted,
    )
