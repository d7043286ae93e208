"""What every projection of a petition shares."""

from datetime import date
from typing import Any

from django.db.models import F

from folkmoot.modules.petitions.models import AreaTally, DayTally, Petition
from folkmoot.record.event import Fact


def number_of(fact: Fact[Any]) -> int:
    """The number of the petition that a fact is about."""
    return int(fact.subject.partition("/")[2])


def change(fact: Fact[Any], **changes: Any) -> None:
    """Update the petition's row, which knows its newest fact and when that was."""
    Petition.objects.filter(pk=number_of(fact)).update(updated=fact.accepted, newest_fact=fact.id, **changes)


def tally(number: int, area: str, day: date, by: int) -> None:
    """Count signatures of an area and of a day, up or down."""
    key = f"{number}|{area}"
    if not AreaTally.objects.filter(pk=key).update(count=F("count") + by):
        AreaTally.objects.create(key=key, petition=number, area=area, count=by)
    key = f"{number}|{day.isoformat()}"
    if not DayTally.objects.filter(pk=key).update(count=F("count") + by):
        DayTally.objects.create(key=key, petition=number, day=day, count=by)
