"""One record's turn: its facts and its line in the report are written together, or not at all."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.harvest.holding import Hand
from folkmoot.modules.catalogue.harvest.mapping import another_key, key_of
from folkmoot.modules.catalogue.harvest.stored import stored
from folkmoot.modules.catalogue.harvest.tables import tables_of
from folkmoot.modules.catalogue.models import Dataset, Origin, RunRecord, Source, Table
from folkmoot.modules.catalogue.services.base import Refused, demand, on
from folkmoot.modules.catalogue.services.handing_in import fetch_again
from folkmoot.record import text
from folkmoot.record.api import Recorder, RefusedFact, about
from folkmoot.record.event import adapter
from folkmoot.record.refusal import Refusal

LEAST_HOURS = 24
"""Hours between two loads of a harvested table, at least: its address belongs to somebody else."""


def bring(item: RunRecord, source: Source, hand: Hand, known: rules.Known) -> None:
    """Bring in one record, or say what would be done where the run is dry. Raises Lost."""
    try:
        demand(_elsewhere(item, source))
        for key in _keys(item, source):
            with about(f"datasets/{key}", actor=f"office:{source.office}") as fact:
                row = Dataset.objects.filter(pk=key).first()
                origin = Origin.objects.filter(pk=key).first()
                if row is not None and not _same(origin, item, source):
                    continue
                # Inside the transaction, so that a worker that was thought dead changes nothing.
                hand.change()
                state = rules.becomes(
                    there=row is not None,
                    by_hand=_by_hand(row, origin),
                    same=origin is not None and origin.digest == item.digest,
                    gone=origin is not None and origin.gone is not None,
                )
                if state in {"created", "changed"}:
                    said = _said(key, row, origin, item, known, dry=hand.run.dry)
                    if not hand.run.dry:
                        _record(fact, key, said, item, source, known)
                words = list(item.words)
                if state == "kept":
                    words += stored([Refusal("state", "it was withdrawn here by hand; restore it to go on")])
                _end(item, state, key, words)
                return
        raise Refused([Refusal("key", "no address is free for it; give its record another name")])
    except RefusedFact as refused:
        # An entry holds 64 KB and no address of mail, wherever in a record one may be hidden.
        hand.change()
        why = Refusal.of("record", "it cannot stand on the record: %(why)s", why=str(refused)[:200])
        _end(item, "refused", "", [*item.words, *stored([why])])
    except Refused as refused:
        hand.change()
        state = "ours" if refused.refusals[0].field == "ours" else "refused"
        _end(item, state, "", [*item.words, *stored(refused.refusals)])


def _end(item: RunRecord, state: str, dataset: str, words: list[Any]) -> None:
    RunRecord.objects.filter(pk=item.pk, state="").update(
        state=state, dataset=dataset, words=words, content={}
    )


def _elsewhere(item: RunRecord, source: Source) -> Refusal | None:
    """Whether the record is our own, come around, or another source's."""
    iri = item.content.get("iri", "")
    if iri.startswith(settings.ORIGIN.rstrip("/") + "/"):
        return Refusal("ours", "it was published here, and only comes back")
    if not item.record.startswith(("http://", "https://")):
        return None
    others = Origin.objects.filter(record=item.record, gone__isnull=True).exclude(source=source.pk)
    other = others.values_list("source", flat=True).first()
    if other is None or not Source.objects.filter(pk=other, closed__isnull=True).exists():
        return None
    return Refusal.of(
        "record", "the source “%(source)s” brings it already; close one of the two", source=other
    )


def _keys(item: RunRecord, source: Source) -> Iterator[str]:
    """The dataset of the record, else addresses for a new one."""
    before = Origin.objects.filter(source=source.pk, record=item.record).values_list("pk", flat=True).first()
    if before:
        yield before
        return
    first = key_of(item.content["name"], item.title, item.record)
    yield first
    yield another_key(first, source.pk, item.record)


def _by_hand(row: Dataset | None, origin: Origin | None) -> bool:
    """Whether somebody here withdrew the dataset, and not a harvest that did not find it."""
    if row is None or origin is None or row.state != "withdrawn" or row.withdrawn is None:
        return False
    return origin.gone is None or row.withdrawn < origin.gone


def _same(origin: Origin | None, item: RunRecord, source: Source) -> bool:
    return origin is not None and (origin.source, origin.record) == (source.pk, item.record)


def _said(
    key: str, row: Dataset | None, origin: Origin | None, item: RunRecord, known: rules.Known, *, dry: bool
) -> events.Description:
    """What the source says, with the commitment to its mailbox. Raises Refused."""
    said: events.Description = adapter(events.Description).validate_python(item.content["description"])
    contact = item.content["contact"]
    shown = rules.overridden(said, origin.overrides if origin else {})
    before = queries.description_of(row.draft) if row else None
    demand(
        *rules.may_describe(shown, contact, known),
        *rules.may_serve(shown.service),
        rules.may_become(before, shown),
    )
    kept = row.draft["contact"] if row else ""
    if not dry and contact != queries.words_behind(kept):
        kept = text.commit(contact, subject=f"datasets/{key}")
    return dataclasses.replace(said, contact=kept)


def _record(
    fact: Recorder,
    key: str,
    said: events.Description,
    item: RunRecord,
    source: Source,
    known: rules.Known,
) -> None:
    """The facts of a record that is new or changed. Published words wait for a review where the source says so."""
    content = item.content
    row = Dataset.objects.filter(pk=key).first()
    origin = Origin.objects.filter(pk=key).first()
    shown = rules.overridden(said, origin.overrides if origin else {})
    if row is None or queries.description_of(row.draft) != shown:
        fact(events.Described(description=shown))
    fact(
        events.Harvested(
            source=source.pk,
            record=item.record,
            digest=item.digest,
            description=said,
            page=content["page"],
            publisher=content["publisher"],
            files=tuple(events.HarvestedFile(**one) for one in content["files"]),
        )
    )
    fresh = Dataset.objects.get(pk=key)
    _tables(fact, fresh, content["files"], source, known)
    if fresh.state == "withdrawn":
        fact(events.Restored())
    if fresh.shown and queries.description_of(fresh.shown) == shown:
        return
    if source.publish == "once":
        fact(events.Published(description=shown))
    elif fresh.asked is None:
        fact(events.Submitted())


def _tables(
    fact: Recorder, row: Dataset, files: list[Mapping[str, Any]], source: Source, known: rules.Known
) -> None:
    """Tables that are loaded from the source's files: new ones are described, missing ones are not offered any more."""
    wanted: list[events.TableDescribed] = []
    if source.tables == "load":
        every = max(source.every, LEAST_HOURS) if source.every else 0
        wanted = tables_of(files, every=every, languages=known.languages)
    there = {one.name: one for one in Table.objects.filter(dataset=row.pk)}
    for one in wanted:
        before = there.get(one.table)
        demand(*rules.may_describe_table(one, known.languages))
        if before is None or (before.url, before.every, before.removed) != (one.url, one.every, None):
            fact(one)
        fetch_again(key=row.pk, table=one.table)
    for name, before in there.items():
        if before.removed is None and name not in {one.table for one in wanted}:
            fact(events.TableRemoved(table=name))


def leave(origin: Origin, source: Source, hand: Hand) -> None:
    """A dataset that its source has no more is withdrawn; its page says why. Raises Lost."""
    with about(f"datasets/{origin.pk}", actor=f"office:{source.office}") as fact:
        row = Dataset.objects.get(pk=origin.pk)
        still = Origin.objects.filter(pk=origin.pk, gone__isnull=True).exists()
        hand.change()
        line = {"title": queries.in_words(row.draft["title"])[:200], "state": "gone", "dataset": row.pk}
        _row, made = RunRecord.objects.get_or_create(run=hand.run, record=origin.record, defaults=line)
        if hand.run.dry or not (made and still):
            return
        fact(events.GoneAtSource())
        if row.state == "published":
            with translation.override(settings.LANGUAGE_CODE):
                words = _("“%(source)s”, where it came from, does not offer it any more.") % {
                    "source": source.name
                }
            fact(events.Withdrawn(words=text.commit(words, subject=row.subject)))


def override(*, key: str, overrides: events.Overridden, known: rules.Known) -> None:
    """Say something in place of the source, in every harvest to come. Raises NotFound, Refused."""
    with on(key) as (fact, row):
        origin = Origin.objects.filter(pk=key).first()
        if origin is None:
            raise Refused([Refusal("key", "this dataset is not harvested; change its description")])
        withdrawn = Refusal("state", "this dataset was withdrawn; restore it first")
        demand(withdrawn if row.state == "withdrawn" else None)
        before: events.Overridden = adapter(events.Overridden).validate_python(origin.overrides)
        said = queries.description_of(origin.description)
        given = {name: getattr(overrides, name) for name in rules.OVERRIDES}
        shown = rules.overridden(said, given)
        demand(*rules.may_describe(shown, queries.words_behind(said.contact), known))
        if overrides != before:
            fact(overrides)
        if queries.description_of(row.draft) != shown:
            fact(events.Described(description=shown))
        source = Source.objects.filter(pk=origin.source).first()
        published = bool(row.shown) and queries.description_of(row.shown) == shown
        if source is not None and source.publish == "once" and row.shown and not published:
            fact(events.Published(description=shown))
