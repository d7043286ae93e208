"""Descriptions, reviews and withdrawals."""

from typing import Any

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.modules.catalogue.projections.finding import folded, forget, index
from folkmoot.record.event import Fact, adapter
from folkmoot.record.projection import projects


def key_of(fact: Fact[Any]) -> str:
    """The key of the dataset that a fact is about."""
    return fact.subject.partition("/")[2]


def change(fact: Fact[Any], **changes: Any) -> None:
    """Update the dataset's row, which knows its newest fact."""
    Dataset.objects.filter(pk=key_of(fact)).update(newest_fact=fact.id, **changes)


def as_json(description: events.Description) -> dict[str, Any]:
    """A description as it is stored."""
    found: dict[str, Any] = adapter(events.Description).dump_python(description, mode="json")
    if found["service"] is None:
        # Rows from before there were APIs have no such field, and say the same.
        del found["service"]
    return found


@projects(events.Described)
def described(fact: Fact[events.Described]) -> None:
    given = as_json(fact.event.description)
    row = Dataset.objects.filter(pk=key_of(fact)).first()
    if row is None:
        Dataset.objects.create(
            key=key_of(fact),
            state="draft",
            office=given["office"],
            service="service" in given,
            draft=given,
            created=fact.accepted,
            updated=fact.accepted,
            fact_id=fact.id,
            newest_fact=fact.id,
            **folded(fact.event.description),
        )
        return
    # A new draft of what is published is no news to readers, and the office that answers changes with publication.
    office = row.office if row.shown else given["office"]
    found = {} if row.shown else folded(fact.event.description)
    change(
        fact, draft=given, office=office, changed=bool(row.shown) and row.shown != given, asked=None, **found
    )


@projects(events.Submitted)
def submitted(fact: Fact[events.Submitted]) -> None:
    change(fact, asked=fact.accepted, words="")


@projects(events.Published)
def published(fact: Fact[events.Published]) -> None:
    given = as_json(fact.event.description)
    row = Dataset.objects.get(pk=key_of(fact))
    change(
        fact,
        state="published",
        shown=given,
        changed=row.draft != given,
        office=given["office"],
        licence=given["licence"],
        asked=None,
        words="",
        published=row.published or fact.accepted,
        updated=fact.accepted,
        fact_id=fact.id,
        **folded(fact.event.description),
    )
    index(row.pk, fact.event.description)


@projects(events.SentBack)
def sent_back(fact: Fact[events.SentBack]) -> None:
    change(fact, asked=None, words=fact.event.words)


@projects(events.Withdrawn)
def withdrawn(fact: Fact[events.Withdrawn]) -> None:
    change(fact, state="withdrawn", withdrawn=fact.accepted, asked=None, words=fact.event.words)
    forget(key_of(fact))


@projects(events.Restored)
def restored(fact: Fact[events.Restored]) -> None:
    change(fact, state="published", withdrawn=None, words="")
    row = Dataset.objects.get(pk=key_of(fact))
    index(row.pk, adapter(events.Description).validate_python(row.shown))
