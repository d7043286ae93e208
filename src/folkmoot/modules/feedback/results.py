"""The results of an edition, put together from a few rows however many answers there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.module_loading import import_string

from folkmoot.modules.feedback import events, queries
from folkmoot.modules.feedback.models import Breakdown, Edition, MonthTally
from folkmoot.modules.feedback.rules import results as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Answers that came one way: ``name`` is invited or page. ``months`` are of all of them together."""

    name: str
    drawn: bool
    answers: int
    whole: int
    questions: Mapping[str, rules.Result]
    months: list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything that may be shown of an edition. ``groups`` are by sort, question and group, of invited people."""

    row: Edition
    plan: events.Plan
    ways: Mapping[str, Way]
    response: rules.Response | None
    groups: Mapping[str, Mapping[str, list[tuple[str, rules.Result]]]]
    published: Breakdown | None

    @property
    def drawn(self) -> bool:
        """Whether those who were invited are a random sample of those concerned."""
        return self.plan.one_in > 1


def results(row: Edition) -> Results:
    """The results of an edition, in two queries."""
    plan = queries.plan_of(row)
    rows = queries.tallies(row.pk)
    ways = {name: _way(name, rows, plan) for name in ("invited", "page")}
    invited = ways["invited"]
    published = queries.breakdown(row.pk)
    table = published.table if published else {}
    return Results(
        row=row,
        plan=plan,
        ways=ways,
        response=rules.Response(
            row.invited, max(row.reached, invited.answers), invited.answers, invited.whole
        )
        if row.concerned
        else None,
        groups={
            sort: {
                one.code: rules.by_group(one, groups, drawn=plan.one_in > 1)
                for one in plan.questions
                if one.sort != "text"
            }
            for sort, groups in table.items()
        },
        published=published,
    )


def _way(name: str, rows: list[MonthTally], plan: events.Plan) -> Way:
    mine = [one for one in rows if one.way == name]
    counts = rules.merged([one.counts for one in mine])
    drawn = name == "invited" and plan.one_in > 1
    return Way(
        name=name,
        drawn=drawn,
        answers=sum(one.answers for one in mine),
        whole=sum(one.whole for one in mine),
        questions={
            one.code: rules.result(one, counts.get(one.code, {}), drawn=drawn) for one in plan.questions
        },
        months=rules.by_month([(one.month, one.answers) for one in mine]),
    )


def group_names(plan: events.Plan) -> dict[str, tuple[str, dict[str, str]]]:
    """The label of each way to group, and the names of its groups."""
    moment = queries.asked_at(plan.moment)
    if moment is None:
        return {}
    return {sort: (str(one.label), import_string(one.names)()) for sort, one in moment.groups.items()}
