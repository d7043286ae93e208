"""Results as a page shows them: numbers beside their words, in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.feedback import events, queries, words
from folkmoot.modules.feedback.results import Results, Way, group_names
from folkmoot.modules.feedback.rules.results import Result
from folkmoot.web.charts import Bar
from folkmoot.web.words import number, per_cent


@dataclass(frozen=True, slots=True)
class Row:
    """A choice: how many, which share, and between which shares it may lie (empty where no margin is shown)."""

    name: str
    count: int
    share: str
    margin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its answers; ``rows`` are empty for words and where too few answered."""

    code: str
    sort: str
    title: str
    finding: str
    hidden: bool
    answered: int | None
    rows: list[Row]
    bars: list[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The answers that came one way."""

    name: str
    title: str
    chance: str
    answers: int
    questions: list[Asked]
    months: list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A question by group: heads of the columns, and for each group its name, how many answered and the shares."""

    code: str
    title: str
    label: str
    heads: list[str]
    rows: list[tuple[str, int | None, list[str]]]


def parts(found: Results) -> list[Part]:
    """The answers of invited people, and then those given on pages, where there are or could be any."""
    ways = [one for one in found.ways.values() if one.answers or (one.name == "invited" and found.response)]
    return [_part(found, one) for one in ways]


def _part(found: Results, way: Way) -> Part:
    return Part(
        name=way.name,
        title=str(words.WAYS[way.name]),
        chance=words.chance(way.name, drawn=way.drawn),
        answers=way.answers,
        questions=[_asked(one, way.questions[one.code]) for one in found.plan.questions],
        months=way.months,
    )


def _asked(question: events.Question, result: Result) -> Asked:
    said = words.choice_words(question)
    rows = [
        Row(said.get(one.choice, one.choice), one.count, per_cent(one.share), _margin(one.low, one.high))
        for one in result.lines
    ]
    return Asked(
        code=question.code,
        sort=question.sort,
        title=queries.in_words(question.words),
        finding=_finding(question, result, said),
        hidden=result.answered is None,
        answered=result.answered,
        rows=rows,
        bars=[Bar(row.name, float(row.count), row.share) for row in rows],
    )


def _margin(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": per_cent(low), "high": per_cent(high)}


def _finding(question: events.Question, result: Result, said: dict[str, str]) -> str:
    """What was found, in a sentence."""
    if result.answered is None:
        return _("Too few people have answered this to say more.")
    if not result.answered:
        return _("Nobody has answered this yet.")
    people = ngettext("%(n)s answer", "%(n)s answers", result.answered) % {"n": number(result.answered)}
    if question.sort == "text":
        return people
    if question.sort == "scale" and result.mean is not None and (good := result.share("4", "5")):
        return _("%(share)s chose 4 or 5; the mean is %(mean)s. %(people)s.") % {
            "share": per_cent(good.value),
            "mean": number(result.mean, 1),
            "people": people,
        }
    most = max(result.lines, key=lambda one: one.count)
    return _("Most often: %(choice)s (%(share)s). %(people)s.") % {
        "choice": said.get(most.choice, most.choice),
        "share": per_cent(most.share),
        "people": people,
    }


def grouped(found: Results) -> list[Grouped]:
    """Each question by each way to group, as far as it is published."""
    names = group_names(found.plan)
    questions = {one.code: one for one in found.plan.questions}
    tables = []
    for sort, by_question in found.groups.items():
        label, known = names.get(sort, (sort, {}))
        for code, groups in by_question.items():
            said = words.choice_words(questions[code])
            rows = [
                (known.get(group, group), one.answered, [per_cent(line.share) for line in one.lines])
                for group, one in groups
            ]
            if rows:
                tables.append(
                    Grouped(
                        code=f"{sort}-{code}",
                        title=queries.in_words(questions[code].words),
                        label=label,
                        heads=list(said.values()),
                        rows=rows,
                    )
                )
    return tables
