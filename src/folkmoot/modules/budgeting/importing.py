"""A vote that was held elsewhere becomes a round, from its file in Pabulib's format.

The whole file is read and checked before anything is written. Then the round, its projects and its frozen rule come in one
step, and the ballots part by part; nothing is shown before the last part is counted. Bringing the same file again goes on
where it stopped, and does nothing when all is there.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Brought, IdeaDraft
from folkmoot.modules.budgeting.pabulib.problems import BadFile, Problem
from folkmoot.modules.budgeting.pabulib.reading import File, read
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.queries.rounds import newest_round
from folkmoot.modules.budgeting.rules import revealing
from folkmoot.modules.budgeting.rules.election import BadElection
from folkmoot.modules.budgeting.rules.money import minor
from folkmoot.modules.budgeting.rules.rule import Rule, of_file
from folkmoot.modules.budgeting.services import begin_due, counting
from folkmoot.modules.budgeting.services.base import on_round
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.api import about
from folkmoot.record.refusal import Refusal, Refused
from folkmoot.record.steps import step

POT = "all"
LINES = 0
"""Of a problem that no single line is to blame for."""
Tell = Callable[[str, int, int], None]
MOST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Read:
    """A file that can become a round."""

    file: File
    name: str
    sha256: str
    rule: Rule
    costs: tuple[int, ...]
    amount: int
    currency: str
    opens: dt.datetime
    closes: dt.datetime


def _quiet(_stage: str, _done: int, _whole: int) -> None:
    """Nobody listens."""


def look(content: bytes, *, name: str, rule: str = "") -> Read:
    """Read a file and decide whether it can become a round. Raises BadFile with lines and reasons."""
    file = read(content)
    problems = []
    currency = file.meta.get("currency", "") or "EUR"
    if not re.fullmatch(r"[A-Z]{3}", currency):
        line = file.meta_lines.get("currency", LINES)
        problems.append(
            Problem(line, f"the currency is {currency!r}", "write a code of ISO 4217, such as EUR")
        )
        currency = "EUR"
    try:
        counted = of_file(rule or file.rule, file.vote_type, file.meta)
    except BadElection as error:
        problems.append(Problem(file.meta_lines.get("rule", LINES), str(error), "or name a rule to count by"))
        counted = Rule(name="greedy")
    costs = []
    for line, one, cost in zip(file.projects.lines, file.ids, file.costs, strict=True):
        try:
            costs.append(minor(cost, currency))
        except ValueError as error:
            problems.append(Problem(line, f"project {one}: {error}", "round it"))
    try:
        amount = minor(file.budget, currency)
    except ValueError as error:
        problems.append(Problem(file.meta_lines.get("budget", LINES), str(error), "round it"))
        amount = 0
    if file.points is not None and any(value.denominator != 1 for one in file.points for value in one):
        row = next(at for at, one in enumerate(file.points) if any(value.denominator != 1 for value in one))
        problems.append(Problem(file.votes.lines[row], "points are no whole numbers", "multiply all of them"))
    opens, closes = (_day(file, key, problems) for key in ("date_begin", "date_end"))
    if problems:
        raise BadFile(problems)
    # Voting is over when the file is there; a vote of one day closes at its end.
    closes = max(closes + timedelta(days=1), opens + timedelta(days=1))
    return Read(
        file,
        name,
        hashlib.sha256(content).hexdigest(),
        counted,
        tuple(costs),
        amount,
        currency,
        opens,
        closes,
    )


def _day(file: File, key: str, problems: list[Problem]) -> dt.datetime:
    given = file.meta.get(key, "")
    last = key == "date_end"
    for pattern in ("%d.%m.%Y", "%Y"):
        try:
            found = dt.datetime.strptime(given, pattern).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
        return found.replace(month=12, day=31) if last and pattern == "%Y" else found
    problems.append(
        Problem(file.meta_lines.get(key, LINES), f"{key} is {given!r}", "write DD.MM.YYYY or YYYY")
    )
    return clock.now()


def bring(looked: Read, *, actor: str, tell: Tell = _quiet) -> int:
    """Make the round, or go on with it; its number. Raises Refused before anything is written."""
    number = _begin(looked, actor)
    step("budgeting:brought")
    begin_due()
    _ballots(looked, number, actor, tell)
    counting.count_pots(number=number, tell=tell)
    counting.publish(number=number, asked=True)
    tell("publishing", 1, 1)
    return number


def _begin(looked: Read, actor: str) -> int:
    """Round, calendar, projects and frozen rule, all or nothing; who comes second finds them there."""
    office = actor.removeprefix("office:")
    if office not in {one.slug for one in places.departments()}:
        raise Refused([Refusal.of("office", "there is no office %(office)s", office=office)])
    if looked.closes > clock.now():
        raise Refused([Refusal("date_end", "this vote is not over by its own dates")])
    with about("budget_rounds/0", actor=actor):
        done = Brought.objects.filter(pk=looked.sha256).first()
        if done is not None:
            return done.round
        newest = newest_round()
        number = newest.number + 1 if newest else 1
        Brought.objects.create(
            sha256=looked.sha256, round=number, name=looked.name[:200], created=clock.now()
        )
        drafts = [IdeaDraft.objects.create(round=number, created=clock.now()) for _one in looked.costs]
        numbers = [one.number for one in drafts]
        subjects = [f"budget_projects/{one}" for one in numbers]
        with about(f"budget_rounds/{number}", *subjects, actor=actor) as fact:
            fact(_described(looked, number, office))
            fact(_calendar(looked))
            lines = []
            for at, one in enumerate(_projects(looked, number, subjects)):
                fact(one, subject=subjects[at])
                lines.append(events.Line(number=numbers[at], cost=one.cost))
            fact(events.Frozen(currency=looked.currency, pots=(_frozen(looked, tuple(lines), numbers),)))
            for at, line in enumerate(lines):
                fact(events.OnBallot(pot=POT, cost=line.cost), subject=subjects[at])
    return number


def _described(looked: Read, number: int, office: str) -> events.RoundDescribed:
    meta = looked.file.meta
    title = meta.get("description") or meta.get("instance") or looked.name
    where = ", ".join(meta[key] for key in ("unit", "subunit", "instance") if meta.get(key))
    return events.RoundDescribed(
        slug=f"brought-{number}",
        title=" ".join(title.split())[:MOST_TITLE],
        summary=" ".join(where.split())[:500],
        office=office,
        currency=looked.currency,
        pots=(events.Pot(code=POT, title=(meta.get("unit") or "All")[:80], amount=looked.amount),),
        who=events.Eligibility(text="-", verified=False),
    )


def _calendar(looked: Read) -> events.CalendarSet:
    after = looked.closes + timedelta(days=1)
    return events.CalendarSet(
        phases=(
            events.Phase(name="voting", opens=looked.opens, closes=looked.closes),
            events.Phase(name="counting", opens=looked.closes, closes=after),
            events.Phase(name="result", opens=after, closes=after + timedelta(days=1)),
        )
    )


def _projects(looked: Read, number: int, subjects: list[str]) -> list[events.ProjectAdded]:
    file = looked.file
    column = {
        name: file.projects.column(name) or [""] * len(file.ids) for name in ("name", "latitude", "longitude")
    }
    titles = text.commit_many(
        [
            (subject, (" ".join(name.split()) or f"Project {one}")[:MOST_TITLE])
            for subject, name, one in zip(subjects, column["name"], file.ids, strict=True)
        ]
    )
    found = []
    for at, one in enumerate(file.ids):
        lat, lon = column["latitude"][at], column["longitude"][at]
        found.append(
            events.ProjectAdded(
                round=number,
                title=titles[at],
                pot=POT,
                cost=looked.costs[at],
                lat=float(lat) if lat and lon else None,
                lon=float(lon) if lat and lon else None,
                reference=one[:60],
            )
        )
    return found


def _frozen(looked: Read, lines: tuple[events.Line, ...], numbers: list[int]) -> events.FrozenPot:
    meta, kind = looked.file.meta, looked.file.vote_type

    def whole(name: str) -> int:
        value = Fraction(meta.get(name) or 0)
        return int(value) if value > 0 else 0

    by_id = {one: str(number) for one, number in zip(looked.file.ids, numbers, strict=True)}
    rule = replace(
        looked.rule,
        exclusive=tuple(tuple(by_id[one] for one in group) for group in looked.rule.exclusive),
    )
    pointed = kind in {"cumulative", "scoring"}
    return events.FrozenPot(
        code=POT,
        amount=looked.amount,
        design=events.BallotDesign(
            type=kind,
            minimum=whole("min_length"),
            maximum=whole("max_length"),
            points=whole("max_sum_points") if kind == "cumulative" else 0,
            points_most=whole("max_points") if pointed else 0,
        ),
        rule=rule.record(),
        projects=lines,
    )


def _opened(looked: Read, numbers: list[int]) -> list[revealing.Opened]:
    """The ballots of the file; a voter's pseudonym follows from the file and the ballot's place in it."""
    file = looked.file
    found: list[revealing.Opened] = []
    for row, ballot in enumerate(file.ballots):
        voter = hashlib.sha256(f"folkmoot/brought/1\n{looked.sha256}\n{row}".encode()).hexdigest()[:32]
        if file.points is not None:
            values = [int(one) for one in file.points[row]]
        elif file.vote_type == "ordinal":
            values = list(range(1, len(ballot) + 1))
        else:
            values = [1] * len(ballot)
        lines = [(numbers[project], value) for project, value in zip(ballot, values, strict=True)]
        if file.vote_type != "ordinal":
            lines.sort()
        found.append((voter, "", {POT: lines}))
    return found


def _ballots(looked: Read, number: int, actor: str, tell: Tell) -> None:
    there = known.opened_parts(number)
    if known.all_opened(there):
        return
    numbers = [line for line, _cost in known.frozen_pots(number)[POT].lines]
    parts = revealing.parts(_opened(looked, numbers))
    for place, ballots in enumerate(parts, start=1):
        if place not in there:
            with on_round(number, actor) as (fact, _row):
                if place not in known.opened_parts(number):
                    fact(
                        events.BallotsImported(
                            round=number,
                            part=place,
                            of=len(parts),
                            source=looked.name,
                            sha256=looked.sha256,
                            ballots=tuple(
                                (
                                    voter,
                                    salt,
                                    {
                                        pot: tuple((one[0], one[1]) for one in lines)
                                        for pot, lines in choice.items()
                                    },
                                )
                                for voter, salt, choice in ballots
                            ),
                        )
                    )
            step("budgeting:brought")
        tell("ballots", place, len(parts))
