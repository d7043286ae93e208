"""Sources, and where harvested datasets come from."""

from dataclasses import asdict

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.models import Dataset, Origin, Source
from folkmoot.modules.catalogue.projections.describing import as_json, change, key_of
from folkmoot.record.event import Fact, adapter
from folkmoot.record.projection import projects


@projects(events.SourceDescribed)
def source_described(fact: Fact[events.SourceDescribed]) -> None:
    given = asdict(fact.event) | {"changed": fact.accepted, "closed": None, "newest_fact": fact.id}
    if not Source.objects.filter(pk=key_of(fact)).update(**given):
        Source.objects.create(key=key_of(fact), created=fact.accepted, **given)


@projects(events.SourceClosed)
def source_closed(fact: Fact[events.SourceClosed]) -> None:
    Source.objects.filter(pk=key_of(fact)).update(closed=fact.accepted, newest_fact=fact.id)


@projects(events.HarvestEnded)
def harvest_ended(fact: Fact[events.HarvestEnded]) -> None:
    Source.objects.filter(pk=key_of(fact)).update(ended=fact.accepted, newest_fact=fact.id)


@projects(events.Harvested)
def harvested(fact: Fact[events.Harvested]) -> None:
    event = fact.event
    given = {
        "source": event.source,
        "record": event.record,
        "digest": event.digest,
        "description": as_json(event.description),
        "page": event.page,
        "publisher": event.publisher,
        "files": [asdict(one) for one in event.files],
        "at": fact.accepted,
        "gone": None,
        "fact_id": fact.id,
    }
    if not Origin.objects.filter(pk=key_of(fact)).update(**given):
        Origin.objects.create(key=key_of(fact), first=fact.accepted, **given)
    change(fact, updated=fact.accepted)


@projects(events.GoneAtSource)
def gone_at_source(fact: Fact[events.GoneAtSource]) -> None:
    Origin.objects.filter(pk=key_of(fact)).update(gone=fact.accepted)
    # What never was published waits for no review any more.
    Dataset.objects.filter(pk=key_of(fact)).update(asked=None)
    change(fact)


@projects(events.Overridden)
def overridden(fact: Fact[events.Overridden]) -> None:
    given = adapter(events.Overridden).dump_python(fact.event, mode="json")
    Origin.objects.filter(pk=key_of(fact)).update(overrides={name: one for name, one in given.items() if one})
    change(fact)
