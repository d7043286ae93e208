"""What every projection of a petition shares."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

from folkmoot.modules.petitions.models import AreaTally, CountryTally, DayTally, Petition
from folkmoot.record.event import Fact


def number_of(fact: Fact[Any]) -> int:
    """The number of the petition that a fact is about."""
    return int(fact.subject.partition("/")[2])


def change(fact: Fact[Any], **changes: Any) -> None:
    """Update the petition's row, which knows its newest fact and when that was."""
    Petition.objects.filter(pk=number_of(fact)).update(updated=fact.accepted, newest_fact=fact.id, **changes)


def tally(number: int, area: str, day: date, by: int, country: str = "") -> None:
    """Count signatures of an area, of a day and, where one was given, of a country, up or down."""
    ops = connection.ops
    counted: list[tuple[type[Model], str, Any, str]] = [
        (AreaTally, "area", area, f"{number}|{area}"),
        (DayTally, "day", ops.adapt_datefield_value(day), f"{number}|{day.isoformat()}"),
    ]
    if country:
        counted.append((CountryTally, "country", country, f"{number}|{country}"))
    with connection.cursor() as cursor:
        for model, column, value, key in counted:
            table, name = ops.quote_name(model._meta.db_table), ops.quote_name(column)
            cursor.execute(
                f"INSERT INTO {table} (key, petition, {name}, count) VALUES (%s, %s, %s, %s)"
                f" ON CONFLICT (key) DO UPDATE SET count = {table}.count + excluded.count",
                [key, number, value, by],
            )
