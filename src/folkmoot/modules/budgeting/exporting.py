"""A counted pot as a file in Pabulib's format, line by line, so that ninety thousand ballots need no memory.

Voters get new numbers in an order that is drawn anew for each file. Nothing that says who somebody is stands in it.
"""

import csv
import io
import json
import random
import secrets
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.models import PotResult, Project, Round
from folkmoot.modules.budgeting.pabulib import fields
from folkmoot.modules.budgeting.pabulib.numbers import written
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.queries.result_titles import titles_of
from folkmoot.places import queries as places

AT_ONCE = 1000
COUNTRY = "Worldwide"
"""What the format has where no country is named: an installation does not know the one it is in."""
VOTE_TYPE = {"knapsack": "approval"}
"""Our names of ballots that the format calls otherwise."""


def lines(row: Round, one: PotResult) -> Iterator[bytes]:
    """The file of one pot, in pieces."""
    told = known.document(one.digest)
    kind = VOTE_TYPE.get(told["ballot"], told["ballot"])
    unit = 10 ** told["exponent"]
    yield _rows([["META"], ["key", "value"], *_meta(row, one, told, kind, unit)])
    yield _rows([["PROJECTS"], *_projects(row, told, kind, unit)])
    pointed = kind in {"cumulative", "scoring"}
    yield _rows([["VOTES"], ["voter_id", "vote", *(["points"] if pointed else [])]])
    yield from _votes(row.number, one, kind, pointed=pointed)


def _rows(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(
        [[_clean(cell) for cell in row] for row in rows]
    )
    return out.getvalue().encode()


def _clean(cell: str) -> str:
    return " ".join(cell.split())


def _meta(row: Round, one: PotResult, told: Mapping[str, Any], kind: str, unit: int) -> list[list[str]]:
    place = places.institution()
    days = {phase.name: phase for phase in queries.calendar_of(row)}
    voting = days["voting"]
    pot = row.pot(one.pot) or {}
    frozen = known.frozen_design(row.number, one.pot)
    values = {
        "description": f"{row.title}: {pot.get('title', one.pot)}",
        "country": COUNTRY,
        "unit": place.name if place else "-",
        "subunit": pot.get("title", "") if pot.get("area") else "",
        "instance": row.slug,
        "num_projects": str(len(told["projects"])),
        "num_votes": str(told["voters"]),
        "budget": written(Fraction(told["budget"], unit)),
        "vote_type": kind,
        "rule": rule_name(told["rule"]),
        "date_begin": voting.opens.strftime("%d.%m.%Y"),
        "date_end": voting.closes.strftime("%d.%m.%Y"),
        "currency": told["currency"],
        "comment": f"#1: counted by the rule {json.dumps(told['rule'], sort_keys=True)} #2: outcome {one.digest}",
    } | _limits(frozen, kind, told, unit)
    if sum(each["cost"] for each in told["projects"]) <= told["budget"]:
        values["fully_funded"] = "1"
    return [[key, values[key]] for key in fields.META if values.get(key)]


def _limits(frozen: Mapping[str, Any], kind: str, told: Mapping[str, Any], unit: int) -> dict[str, str]:
    found = {}
    if kind in {"approval", "ordinal", "cumulative", "scoring"}:
        if frozen.get("minimum"):
            found["min_length"] = str(frozen["minimum"])
        if frozen.get("maximum"):
            found["max_length"] = str(frozen["maximum"])
    if told["ballot"] == "knapsack":
        found["max_sum_cost"] = written(Fraction(told["budget"], unit))
    if frozen.get("points") and kind == "cumulative":
        found["max_sum_points"] = str(frozen["points"])
    if frozen.get("points_most") and kind in {"cumulative", "scoring"}:
        found["max_points"] = str(frozen["points_most"])
    return found


def rule_name(rule: Mapping[str, Any]) -> str:
    """The name that the format has for a rule; ``unknown`` where it has none (the comment says it in full)."""
    filled = rule.get("completion") in {"utilitarian", "add1u"}
    if rule["name"] == "greedy" and rule.get("threshold") == "0" and not rule.get("exclusive"):
        return "greedy" if rule.get("skip", True) else "greedy-no-skip"
    if rule["name"] == "equal_shares" and not filled:
        compared = "-comparison" if rule.get("comparison", "none") != "none" else ""
        return f"equalshares{'/add1' if rule.get('completion') == 'add1' else ''}{compared}"
    return "unknown"


def _projects(row: Round, told: Mapping[str, Any], kind: str, unit: int) -> list[list[str]]:
    titles = titles_of(row.number)
    rows = {
        each.number: each
        for each in Project.objects.filter(pk__in=[one["number"] for one in told["projects"]])
    }
    pointed = kind in {"cumulative", "scoring", "ordinal"}
    header = [
        "project_id",
        "cost",
        "votes",
        *(["score"] if pointed else []),
        "name",
        "category",
        "selected",
        "latitude",
        "longitude",
    ]
    found = [header]
    scores = known.scores(row.number, told["pot"], kind) if pointed else {}
    key = (lambda one: -scores.get(one["number"], 0)) if pointed else (lambda one: -one["votes"])
    for one in sorted(told["projects"], key=key):
        project = rows.get(one["number"])
        placed = project is not None and project.lat is not None and project.lon is not None
        found.append(
            [
                str(one["number"]),
                written(Fraction(one["cost"], unit)),
                str(one["votes"]),
                *([str(scores.get(one["number"], 0))] if pointed else []),
                titles.get(one["number"], ""),
                project.category if project else "",
                "1" if one["result"] == "won" else "0",
                written(Fraction(str(project.lat))) if placed and project else "",
                written(Fraction(str(project.lon))) if placed and project else "",
            ]
        )
    return _without_empty(found)


def _without_empty(table: list[list[str]]) -> list[list[str]]:
    """Columns that no row has a value in are left out."""
    kept = [
        index
        for index, name in enumerate(table[0])
        if name in fields.PROJECTS_REQUIRED or any(row[index] for row in table[1:])
    ]
    return [[row[index] for index in kept] for row in table]


def _votes(number: int, one: PotResult, kind: str, *, pointed: bool) -> Iterator[bytes]:
    # The order in which the table is read goes by pseudonyms; a number that was drawn at random hides where somebody stood.
    drawn = list(range(1, one.voters + 1))
    random.Random(secrets.randbits(256)).shuffle(drawn)  # noqa: S311 - seeded by the system's own randomness.
    some: list[list[str]] = []
    for voter, choice in zip(drawn, known.choices(number, one.pot), strict=True):
        marked = choice[one.pot]
        if kind == "ordinal":
            marked = sorted(marked, key=lambda line: line[1])
        elif pointed:
            marked = sorted(marked, key=lambda line: (-line[1], line[0]))
        cells = [str(voter), ",".join(str(line[0]) for line in marked)]
        if pointed:
            cells.append(",".join(str(line[1]) for line in marked))
        some.append(cells)
        if len(some) == AT_ONCE:
            yield _rows(some)
            some = []
    yield _rows(some)
