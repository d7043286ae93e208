"""The tables of a dataset, and what their columns mean."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.typing import Entry
from folkmoot.modules.catalogue.models import Table
from folkmoot.modules.catalogue.services.base import Refused, by_hand, demand, on, table_of
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal


def describe_table(*, key: str, table: events.TableDescribed, new: bool = False) -> Receipt | None:
    """Add a table or describe it anew; None when it says the same. Raises NotFound, Refused."""
    demand(*rules.may_describe_table(table, queries.known().languages))
    with on(key) as (fact, row):
        demand(
            by_hand(key),
            Refusal("table", "this is an API, which has no tables; describe a dataset for them")
            if row.service
            else None,
        )
        before = Table.objects.filter(pk=f"{key}/{table.table}").first()
        if before is None:
            count = Table.objects.filter(dataset=key).count()
            demand(
                Refusal.of("table", "a dataset has at most %(most)s tables", most=rules.MOST_TABLES)
                if count >= rules.MOST_TABLES
                else None
            )
        else:
            demand(
                Refusal("table", "there is a table with this address already") if new else None,
                *rules.may_change(before.sort),
            )
            same = (before.words, before.sort, before.url, before.every, before.removed)
            if same == ([list(one) for one in table.name], table.sort, table.url, table.every, None):
                return None
        return fact(table)


def remove_table(*, key: str, name: str) -> Receipt:
    """Offer a table no more. Raises NotFound, Refused."""
    with on(key) as (fact, row):
        demand(by_hand(key), *rules.may_change(table_of(key, name).sort))
        others = Table.objects.filter(dataset=key, removed__isnull=True, number__gt=0).exclude(name=name)
        demand(
            Refusal("table", "a published dataset keeps at least one table; withdraw the dataset instead")
            if row.state == "published" and not others.exists()
            else None
        )
        return fact(events.TableRemoved(table=name))


def lay_down(
    *, key: str, name: str, columns: Sequence[events.Column], reading: Mapping[str, str] | None = None
) -> Receipt | None:
    """Say what columns mean and how files are read; None when it is so already. It holds for every later file.

    A column that says nothing is left out. The version that is shown does not change: services.reread makes a new one.
    Raises NotFound, Refused.
    """
    said = tuple(one for one in columns if one != events.Column(title=one.title))
    chosen = tuple(sorted((name, value) for name, value in (reading or {}).items() if value))
    demand(*rules.may_lay_down(said, chosen))
    _known_to_the_engine(said, dict(chosen))
    with on(key) as (fact, _row):
        table = table_of(key, name)
        demand(*rules.may_change(table.sort))
        given = [dataclasses.asdict(one) for one in said]
        if (table.columns, table.reading) == (given, dict(chosen)):
            return None
        return fact(events.DictionaryLaidDown(table=name, columns=said, reading=chosen))


def _known_to_the_engine(columns: Sequence[events.Column], reading: Mapping[str, str]) -> None:
    """Raise Refused for a type, format or choice that the engine does not know; its sentence names the place."""
    refusals = []
    for at, one in enumerate(columns):
        try:
            entry_of(dataclasses.asdict(one))
        except Refused as error:
            refusals += [dataclasses.replace(it, field=f"{it.field}_{at}") for it in error.refusals]
    try:
        choices_of(reading)
    except Refused as error:
        refusals += error.refusals
    demand(*refusals)


def entry_of(stored: Mapping[str, Any]) -> Entry:
    """What is laid down about a column, as the engine takes it. Raises Refused."""
    return Entry.of({name: value for name, value in stored.items() if name != "title"})


def choices_of(reading: Mapping[str, str]) -> Choices:
    """How files are read, as the engine takes it. Raises Refused."""
    return Choices.of(
        {name: int(value) if name in rules.NUMBERS else value for name, value in reading.items()}
    )
