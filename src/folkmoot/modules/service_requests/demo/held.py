"""Reports that Marlhaven reads before it publishes them: two wait, one was published, one was not."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.events import ServiceDescribed
from folkmoot.places import queries as places

Act = tuple[datetime, Callable[[], object]]
CODE = "nuisance"
STORIES = (
    (9, "Lorries unload at the shops before five in the morning", "Every day but Sunday."),
    (6, "My neighbour at number 9 blocks the pavement and is a liar", "Everybody in the street knows it."),
    (1, "Road works start before six in the morning", "Behind the station, all week."),
    (0.2, "A car without plates has stood here for a month", "It belongs to the people at number 14."),
)
"""Days before the end, title and description; some of it names people, which is why it is read first."""
NOT_SAID = (
    "It accuses a neighbour by house number. Report again what is in the way, without saying who it is."
)


def describe(actor: str) -> None:
    """A service whose reports often name people."""
    offices = [one.slug for one in places.departments()]
    services.describe_service(
        description=ServiceDescribed(
            service_code=CODE,
            service_name="Noise or parking trouble",
            description="Something is too loud or in the way, again and again.",
            group="Roads and pavements",
            keywords=("noise", "loud", "parking"),
            office="streets" if "streets" in offices else min(offices),
            promise_hours=96,
            notice="Do not write names: an officer reads each report before it is published.",
            review=True,
        ),
        actor=actor,
    )


def acts(end: datetime, people: Sequence[services.Reporter], where: tuple[str, float, float]) -> list[Act]:
    """What people sent, and what an officer did a few hours later with the older two."""
    address, lat, long = where
    found: list[Act] = []
    for (days, title, words), who in zip(STORIES, people, strict=True):
        born: list[str] = []
        problem = services.Problem(
            service_code=CODE, title=title, description=words, lat=lat, long=long, address=address
        )
        at = end - timedelta(days=days)
        found.append((at, partial(_report, born, problem, who)))
        if title == STORIES[0][1]:
            found.append((at + timedelta(hours=5), partial(_release, born)))
        elif title == STORIES[1][1]:
            found.append((at + timedelta(hours=7), partial(_refuse, born)))
    return found


def _report(born: list[str], problem: services.Problem, who: services.Reporter) -> None:
    born.append(services.report(problem=problem, reporter=who).service_request_id)


def _office(number: str) -> str:
    row = queries.held(number)
    return row.office if row else ""


def _release(born: list[str]) -> None:
    services.release(number=born[0], office=_office(born[0]))


def _refuse(born: list[str]) -> None:
    services.refuse(number=born[0], office=_office(born[0]), reason="personal", words=NOT_SAID)
