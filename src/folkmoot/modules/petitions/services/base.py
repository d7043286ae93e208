"""What every command shares: refusals, and a petition locked for one act."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from folkmoot.modules.petitions import queries, rules
from folkmoot.modules.petitions.models import Petition
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound, Refused, demand

__all__ = ["NotFound", "Refused", "deadline", "demand", "on"]


@contextmanager
def on(number: int, actor: str) -> Iterator[tuple[Recorder, Petition]]:
    """The locked petition with its recorder. Raises NotFound."""
    with about(f"petitions/{number}", actor=actor) as fact:
        row = queries.petition(number)
        if row is None:
            raise NotFound("there is no petition %(number)s", number=number)
        yield fact, row


def deadline(days: int) -> datetime:
    """The end of a period of days from now, where the institution is."""
    return rules.end_of_day(clock.now(), days, ZoneInfo(places.institution().time_zone))
