"""What offices do beside answering: urgency, waiting, orders, merging and undoing it, splitting, promises at stake."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from folkmoot.modules.service_requests import queries, services
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.places import queries as places
from folkmoot.record import clock

Act = tuple[datetime, Callable[[], object]]
Door = tuple[str, float, float]
TURN = timedelta(hours=6)
"""How often the story looks for promises at stake; the worker does every five minutes."""
ANSWERS = (
    ("", "Thank you", "Thank you for telling us. We have been to look at “{title}”."),
    ("lighting", "Part ordered", "The part for the lamp is ordered. {team} fits it as soon as it is here."),
    ("lighting", "Lamp replaced", "The lamp was replaced and tested in the dark. Report {number} is done."),
    ("streets", "Made safe", "The place is made safe. The road itself is mended with the next round."),
    ("streets", "On the list", "“{title}” is on the list of {team} for this week."),
    ("waste", "Extra round", "The crew comes by on an extra round this week."),
)


def keep_answers() -> None:
    """The canned answers of the teams that there are."""
    offices = {one.slug for one in places.departments()} | {""}
    kept = {(one.office, one.name) for one in queries.answers()}
    for office, name, words in ANSWERS:
        if office in offices and (office, name) not in kept:
            services.add_answer(office=office, name=name, words=words)


def promises(start: datetime, end: datetime) -> list[Act]:
    """Looks for promises at stake, from the first day of the story to its last."""
    found: list[Act] = []
    at = start
    while at < end:
        found.append((at, lambda: services.escalate(clock.now())))
        at += TURN
    return found


def work(end: datetime, dice: random.Random, doors: Sequence[Door]) -> list[Act]:
    """A merge, one that was undone, a split, an order, work that waits and goes on, and what is urgent."""
    here = [dice.choice(doors) if doors else ("Town Hall", *places.bounds().centre) for _number in range(6)]
    acts = [
        *_merged(end - timedelta(days=9), here[0], dice),
        *_undone(end - timedelta(days=13), here[1], dice),
    ]
    acts += _split(end - timedelta(days=6), here[2], dice)
    acts += _waits(end - timedelta(days=4), here[3], dice, goes_on=False)
    acts += _waits(end - timedelta(days=17), here[4], dice, goes_on=True)
    acts += _alike(end - timedelta(days=1), here[5], dice)
    return [act for act in acts if act[0] <= end]


def _reporter(dice: random.Random) -> services.Reporter:
    token = f"{dice.getrandbits(64):016x}"
    return services.Reporter(
        pseudonym=lambda subject: guest_pseudonym(token, subject), email=f"desk-{token[:8]}@demo.example"
    )


def _report(
    born: list[str], title: str, code: str, where: Door, who: services.Reporter, words: str = ""
) -> None:
    address, lat, long = where
    problem = services.Problem(
        service_code=code,
        title=f"{title}, {address.partition(',')[0]}",
        description=words,
        lat=lat,
        long=long,
        address=address,
        answers={"SIZE": ["large"]} if code == "pothole" else {},
    )
    born.append(services.report(problem=problem, reporter=who).service_request_id)


def _office(number: str) -> str:
    row = queries.request(number)
    return row.office if row else ""


def _do(act: Callable[..., object], born: list[str], at: int = 0, **given: Any) -> None:
    """An act of the office that has the report by then."""
    act(number=born[at], office=_office(born[at]), **given)


def _urgency(born: list[str], priority: str) -> None:
    """Say how urgent it is, unless the rule that chose the team said so before."""
    row = queries.request(born[0])
    if row and row.priority != priority:
        _do(services.prioritise, born, priority=priority, words="Children cross here.")


def _merge(born: list[str]) -> None:
    _do(services.merge, born, 1, into=born[0], words="Both tell of the same crossing.")


def _two(
    start: datetime, born: list[str], where: Door, dice: random.Random, code: str, titles: tuple[str, str]
) -> list[Act]:
    """Two people report within a day, a few steps apart."""
    address, lat, long = where
    beside = (address, lat + 0.0002, long + 0.0001)
    return [
        (start, partial(_report, born, titles[0], code, where, _reporter(dice))),
        (start + timedelta(hours=19), partial(_report, born, titles[1], code, beside, _reporter(dice))),
    ]


def _merged(start: datetime, where: Door, dice: random.Random) -> list[Act]:
    born: list[str] = []
    titles = ("Paint of the crossing is worn away", "Zebra crossing cannot be seen")
    return [
        *_two(start, born, where, dice, "sign", titles),
        (start + timedelta(days=1), partial(_urgency, born, "high")),
        (start + timedelta(days=1, hours=2), partial(_merge, born)),
        (start + timedelta(days=2), partial(_do, services.order_work, born, system="Maximo", order="4711", url="https://maximo.example/orders/4711")),
        (start + timedelta(days=2, hours=1), partial(_do, services.update, born, words="A crew paints it anew as soon as the road is dry.")),
    ]  # fmt: skip


def _undone(start: datetime, where: Door, dice: random.Random) -> list[Act]:
    born: list[str] = []
    titles = ("Bin at the bench is full", "Bin at the bus stop is full")
    return [
        *_two(start, born, where, dice, "bin", titles),
        (start + timedelta(hours=22), lambda: services.merge(number=born[1], into=born[0], office=_office(born[1]))),
        (start + timedelta(days=1, hours=3), partial(_do, services.unmerge, born, 1, words="There are two bins.")),
        (start + timedelta(days=1, hours=4), lambda: services.keep_apart(number=born[1], other=born[0], office=_office(born[1]))),
        (start + timedelta(days=1, hours=9), partial(_do, services.close, born, reason="resolved", words="Emptied.")),
        (start + timedelta(days=1, hours=9), partial(_do, services.close, born, 1, reason="resolved", words="Emptied too.")),
    ]  # fmt: skip


def _split(start: datetime, where: Door, dice: random.Random) -> list[Act]:
    born: list[str] = []
    said = "A deep hole, and the gully beside it is blocked so that the water stands."
    part: dict[str, Any] = {
        "title": f"Gully blocked beside the hole, {where[0].partition(',')[0]}",
        "description": "The water stands beside the kerb.",
        "service_code": "drain",
        "words": "Two teams do this, so it is two reports.",
    }
    return [
        (start, partial(_report, born, "A hole and a blocked gully", "pothole", where, _reporter(dice), said)),
        (start + timedelta(hours=5), partial(_do, services.split, born, **part)),
        (start + timedelta(hours=30), partial(_do, services.close, born, reason="resolved", words="The hole is filled.")),
    ]  # fmt: skip


def _waits(start: datetime, where: Door, dice: random.Random, *, goes_on: bool) -> list[Act]:
    born: list[str] = []
    until = start + timedelta(days=8)
    acts: list[Act] = [
        (start, partial(_report, born, "Stop sign was hit by a car", "sign", where, _reporter(dice))),
        (start + timedelta(hours=3), partial(_urgency, born, "urgent")),
        (start + timedelta(hours=20), partial(_do, services.wait, born, whom="parts", until=until, words="A new sign is made for us.")),
    ]  # fmt: skip
    if goes_on:
        acts += [
            (start + timedelta(days=7), partial(_do, services.resume, born, words="The sign is here.")),
            (start + timedelta(days=8), partial(_do, services.close, born, reason="resolved", words="The new sign stands.")),
        ]  # fmt: skip
    return acts


def _alike(start: datetime, where: Door, dice: random.Random) -> list[Act]:
    """Two that nobody has compared yet, for whoever looks at the desk."""
    titles = ("Hole in the road at the corner", "Deep hole at the corner, road broken up")
    return _two(start, [], where, dice, "pothole", titles)
