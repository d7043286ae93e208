"""Tables and their versions."""

from dataclasses import asdict
from typing import Any

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.models import Table, Version
from folkmoot.modules.catalogue.projections.describing import change, key_of
from folkmoot.record.event import Fact
from folkmoot.record.projection import projects


def table_of(fact: Fact[Any]) -> str:
    """The key of the table that a fact is about."""
    return f"{key_of(fact)}/{fact.event.table}"


@projects(events.TableDescribed)
def table_described(fact: Fact[events.TableDescribed]) -> None:
    event = fact.event
    given = {
        "words": [list(one) for one in event.name],
        "sort": event.sort,
        "url": event.url,
        "every": event.every,
        "removed": None,
    }
    if not Table.objects.filter(pk=table_of(fact)).update(**given):
        Table.objects.create(
            key=table_of(fact), dataset=key_of(fact), name=event.table, added=fact.accepted, **given
        )
    change(fact)


@projects(events.TableRemoved)
def table_removed(fact: Fact[events.TableRemoved]) -> None:
    Table.objects.filter(pk=table_of(fact)).update(removed=fact.accepted, every=0)
    change(fact)


@projects(events.DictionaryLaidDown)
def dictionary_laid_down(fact: Fact[events.DictionaryLaidDown]) -> None:
    event = fact.event
    Table.objects.filter(pk=table_of(fact)).update(
        columns=[asdict(one) for one in event.columns], reading=dict(event.reading)
    )
    change(fact)


@projects(events.GenerationMade)
def generation_made(fact: Fact[events.GenerationMade]) -> None:
    event = fact.event
    difference = asdict(event.difference)
    Version.objects.create(
        key=f"{table_of(fact)}/{event.number}",
        dataset=key_of(fact),
        table=event.table,
        number=event.number,
        at=fact.accepted,
        reason=event.reason,
        generation=event.generation,
        original=event.original,
        bytes=event.bytes,
        parquet=event.parquet,
        rows=event.rows,
        columns=event.columns,
        rejects=event.rejects,
        difference={name: list(one) if isinstance(one, tuple) else one for name, one in difference.items()},
        entries=event.entries,
        root=event.root,
        fact_id=fact.id,
    )
    Table.objects.filter(pk=table_of(fact)).update(
        number=event.number, generation=event.generation, rows=event.rows, loaded=fact.accepted,
        chosen="", chosen_words="",
    )  # fmt: skip
    change(fact, updated=fact.accepted)


@projects(events.VersionShown)
def version_shown(fact: Fact[events.VersionShown]) -> None:
    event = fact.event
    version = Version.objects.get(pk=f"{table_of(fact)}/{event.number}")
    # When its rows were loaded stays what it is: an old version does not become fresh by being shown.
    Table.objects.filter(pk=table_of(fact)).update(
        number=version.number, generation=version.generation, rows=version.rows, loaded=version.at,
        chosen=fact.id, chosen_words=event.words,
    )  # fmt: skip
    change(fact, updated=fact.accepted)
