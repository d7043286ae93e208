"""Results as a data set: rows, and the dictionary that says what each column means (Frictionless Table Schema)."""

from collections.abc import Iterator
from typing import Any

from folkmoot.modules.feedback import events, queries
from folkmoot.modules.feedback.models import Answer, Edition
from folkmoot.modules.feedback.results import Results, group_names
from folkmoot.modules.feedback.rules.results import Result
from folkmoot.record import text
from folkmoot.record.counted import FEWEST

CHUNK = 1000
HIDDEN = f"fewer than {FEWEST}, or hidden with such a count"
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("survey", "string", "Key of the survey, the last part of its address"),
    ("edition", "integer", "Edition; each is asked in words that cannot be changed"),
    ("way", "string", "invited: people who got an invitation; page: people who chose to answer on a page"),
    (
        "sample",
        "string",
        "random: those invited were drawn by chance; all: everybody concerned; self-selected",
    ),
    ("by", "string", "all, month (UTC, of the first answer), or a way to group"),
    ("group", "string", "Key of the group or the month; empty for all"),
    ("group_name", "string", "Name of the group"),
    ("question", "string", "Code of the question; empty counts answers to any"),
    ("sort", "string", "scale, yes_no, one, several or text"),
    ("choice", "string", "Key of what was chosen; empty counts who answered the question"),
    ("count", "integer", "How many; empty where it is hidden"),
    ("share", "number", "Of those who answered the question, from 0 to 1"),
    ("low_95", "number", "Lower end of Wilson's 95% interval; only where those invited were drawn by chance"),
    ("high_95", "number", "Upper end of it"),
    ("note", "string", "Why a count is hidden"),
)
ANSWER_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("answer", "string", "Id of the newest fact of the answer on the public record"),
    ("month", "string", "Month (UTC) of the first answer"),
    ("way", "string", "invited or page"),
    ("question", "string", "Code of the question"),
    ("choices", "string", "Keys of what was chosen, with spaces between"),
    ("words", "string", "What was written, where it was not taken off"),
)


def rows(found: Results) -> Iterator[dict[str, Any]]:
    """Every number that may be shown, one in a row."""
    names = group_names(found.plan)
    for way in found.ways.values():
        if not way.answers and not (way.name == "invited" and found.response):
            continue
        sample = "self-selected" if way.name == "page" else "random" if way.drawn else "all"
        base = {"survey": found.row.survey, "edition": found.row.edition, "way": way.name, "sample": sample}
        for month, count in way.months:
            yield _row(base, by="month", group=month, group_name=month, count=count)
        yield _row(base, by="all", count=way.answers)
        for question in found.plan.questions:
            yield from _question(base, question, way.questions[question.code], by="all")
        if way.name != "invited":
            continue
        for sort, by_question in found.groups.items():
            known = names.get(sort, (sort, {}))[1]
            for question in found.plan.questions:
                for group, result in by_question.get(question.code, []):
                    place = {"by": sort, "group": group, "group_name": known.get(group, group)}
                    yield from _question(base, question, result, **place)


def _row(base: dict[str, Any], *, count: int | None, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(name for name, _type, _words in COLUMNS)
    note = HIDDEN if count is None else ""
    words = dict.fromkeys(("group", "group_name", "question", "sort", "choice"), "")
    return {**empty, **words, **base, **more, "count": count, "note": note}


def _question(
    base: dict[str, Any], question: events.Question, result: Result, **place: Any
) -> Iterator[dict[str, Any]]:
    what = {**place, "question": question.code, "sort": question.sort}
    yield _row(base, **what, count=result.answered)
    for one in result.lines:
        row = _row(base, **what, choice=one.choice, count=one.count)
        yield {**row, "share": one.share, "low_95": one.low, "high_95": one.high}


def answers(edition: Edition) -> Iterator[dict[str, Any]]:
    """Every answer that counts, one question in a row, in the order of their newest facts; read in pieces."""
    after = ""
    while True:
        found = Answer.objects.filter(edition=edition.pk, fact_id__gt=after).order_by("fact_id")
        some = list(found[:CHUNK])
        if not some:
            return
        words = text.words_of(given["words"] for one in some for given in one.given)
        for one in some:
            for given in one.given:
                yield {
                    "answer": one.fact_id,
                    "month": f"{one.at:%Y-%m}",
                    "way": one.way,
                    "question": given["question"],
                    "choices": " ".join(given["choices"]),
                    "words": words.get(given["words"], ""),
                }
        after = some[-1].fact_id


def dictionary(edition: Edition) -> dict[str, Any]:
    """What the files of an edition hold: their columns, and the questions and choices in every language."""
    plan = queries.plan_of(edition)
    return {
        "survey": edition.survey,
        "edition": edition.edition,
        "title": dict(plan.title),
        "why": dict(plan.why),
        "opened": edition.opened.isoformat(),
        "closes": (edition.closed or edition.closes).isoformat(),
        "moment": plan.moment,
        "pages": list(plan.pages),
        "one_in": plan.one_in,
        "suppression": f"Counts below {FEWEST} are hidden, with so many more that none can be worked out.",
        "response_rate": "AAPOR RR1 (Standard Definitions, 10th edition, 2023): complete answers of all invited.",
        "files": {
            "results.csv": _schema(COLUMNS),
            "answers.csv": _schema(ANSWER_COLUMNS),
        },
        "questions": [
            {
                "code": one.code,
                "sort": one.sort,
                "required": one.required,
                "words": dict(one.words),
                "choices": [{"key": choice.key, "words": dict(choice.words)} for choice in one.choices],
            }
            for one in plan.questions
        ],
    }


def _schema(columns: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    return {
        "fields": [
            {"name": name, "type": kind, "description": description} for name, kind, description in columns
        ],
        "missingValues": [""],
    }
