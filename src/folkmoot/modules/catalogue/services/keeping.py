"""Datasets that keep themselves current: described as the parts declare them, computed anew when the record has news."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.models import Dataset, Keeping, Load, Table
from folkmoot.modules.catalogue.services.base import SYSTEM
from folkmoot.modules.catalogue.services.exporting import READING
from folkmoot.modules.catalogue.services.handing_in import OPEN
from folkmoot.places.queries.present import described as institution_is_described
from folkmoot.record import clock, opening
from folkmoot.record.api import about
from folkmoot.record.manifest import Lazy
from folkmoot.record.opening import OpenDataset, OpenTable
from folkmoot.record.steps import step

log = logging.getLogger(__name__)


def keep_current() -> int:
    """Describe what is declared, queue the tables that are due, publish what has its first rows; how much was done.

    Nothing before the institution is described: it is the publisher, and an empty record begins with what it says.
    """
    if not institution_is_described():
        return 0
    return sum(_keep(one) for one in opening.datasets())


def _keep(given: OpenDataset) -> int:
    row = Dataset.objects.filter(pk=given.key).first()
    if row is not None and row.office != rules.INSTITUTION:
        log.warning(
            "the dataset %s is an office's own: what is declared under this key is not published", row.pk
        )
        return 0
    count = _declare(given)
    row = Dataset.objects.get(pk=given.key)
    if row.state == "withdrawn":
        return count
    tables = {one.name: one for one in Table.objects.filter(dataset=row.pk, removed__isnull=True)}
    for one in given.tables:
        if one.name in tables:
            count += _queue(tables[one.name])
    if row.state == "draft" and all(one.number for one in tables.values()):
        count += _publish(given.key)
    return count


def in_languages(words: Lazy) -> events.Pairs:
    """Words in every language of the institution."""
    pairs = []
    for code in queries.known().languages:
        with translation.override(code):
            pairs.append((code, str(words)))
    return tuple(pairs)


def _plain(words: Lazy) -> str:
    """The words in the language of the installation: a dictionary has one."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(words)


def described(given: OpenDataset) -> events.Description:
    """The dataset in the words of its part, as it is first published."""
    return events.Description(
        title=in_languages(given.title),
        summary=in_languages(given.summary),
        office=rules.INSTITUTION,
        licence=given.licence,
        themes=given.themes,
        keywords=given.keywords,
        frequency=given.frequency,
    )


def columns_of(one: OpenTable) -> tuple[events.Column, ...]:
    """The dictionary of a declared table."""
    return tuple(
        events.Column(
            title=it.name, type=it.type, description=_plain(it.meaning), unit=_plain(it.unit), key=it.key
        )
        for it in one.columns
    )


def _declare(given: OpenDataset) -> int:
    """Append what is not so yet. The words of a dataset are the institution's once it is there; its tables are not."""
    wanted = {one.name: one for one in given.tables}
    if not _differences(given, wanted) and Dataset.objects.filter(pk=given.key).exists():
        return 0
    with about(f"datasets/{given.key}", actor=SYSTEM) as fact:
        count = 0
        if not Dataset.objects.filter(pk=given.key).exists():
            fact(events.Described(description=described(given)))
            count += 1
        for event in _differences(given, wanted):
            fact(event)
            count += 1
            if isinstance(event, events.DictionaryLaidDown):
                Keeping.objects.update_or_create(pk=f"{given.key}/{event.table}", defaults={"anew": True})
        return count


def _differences(given: OpenDataset, wanted: dict[str, OpenTable]) -> list[object]:
    there = {one.name: one for one in Table.objects.filter(dataset=given.key)}
    found: list[object] = [
        events.TableRemoved(table=name)
        for name, one in there.items()
        if name not in wanted and one.removed is None
    ]
    for name, one in wanted.items():
        row = there.get(name)
        table = events.TableDescribed(
            table=name, name=in_languages(one.title), sort="record", every=hours_of(one)
        )
        told = ([list(it) for it in table.name], "record", table.every, None)
        if row is None or (row.words, row.sort, row.every, row.removed) != told:
            found.append(table)
        dictionary = events.DictionaryLaidDown(table=name, columns=columns_of(one), reading=READING)
        if row is None or (row.columns, row.reading) != (_stored(dictionary.columns), dict(READING)):
            found.append(dictionary)
    return found


def _stored(columns: Iterable[events.Column]) -> list[dict[str, object]]:
    names = events.Column.__slots__
    return [{name: getattr(one, name) for name in names} for one in columns]


def hours_of(one: OpenTable) -> int:
    """After how many hours a stale table is computed anew: as its part says, or as the installation does."""
    return one.every if settings.FOLKMOOT_DATASETS_HOURS is None else settings.FOLKMOOT_DATASETS_HOURS


def _queue(row: Table) -> int:
    """Queue a table if it is due; 1 if it was. Of several workers one does."""
    now = clock.now()
    seen = Keeping.objects.get(pk=row.pk)
    last = seen.queued
    if Load.objects.filter(dataset=row.dataset, table=row.name, source="record", state__in=OPEN).exists():
        return 0
    if not seen.anew and not (seen.stale and (last is None or last <= now - timedelta(hours=row.every))):
        return 0
    with transaction.atomic():
        # What comes from now on marks it again; the rows are read after this, so nothing is missed.
        mine = Keeping.objects.filter(pk=row.pk, queued=last).update(queued=now, stale=None, anew=False)
        if mine:
            Load.objects.create(
                dataset=row.dataset, table=row.name, source="record", name=f"{row.name}.csv", created=now
            )
            step("keep:queued")
        return mine


def _publish(key: str) -> int:
    with about(f"datasets/{key}", actor=SYSTEM) as fact:
        row = Dataset.objects.get(pk=key)
        if row.state != "draft":
            return 0
        fact(events.Published(description=queries.description_of(row.draft)))
        return 1
