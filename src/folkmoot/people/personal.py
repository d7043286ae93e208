"""What is kept about a person: every part registers its tables, so that all of it can be taken home and erased.

A part's manifest names a tuple of PersonalData and NotPersonal. A test fails when a table looks personal and neither
covers it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.module_loading import import_string

from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import clock, registry
from folkmoot.record.manifest import Lazy
from folkmoot.record.queries import Entry, acts_of

Encoder = DjangoJSONEncoder
"""Writes an export as JSON: times in ISO 8601, ids as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """A private table with data about people.

    ``export`` gives a person's rows as plain values under readable names. ``erase`` destroys or anonymises them and
    says how many; ``why`` ("to …") and ``kept`` ("until …") say to the
    person what they are for and for how long. ``subjects`` are those
    on which the person acted, so that their pseudonyms on the record can be found.
    """

    model: type[models.Model]
    export: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[[Person], int]
    why: Lazy
    kept: Lazy
    subjects: Callable[[Person], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """A table that looks personal and is not; ``why`` is the reason. The model may be named ``app.Model``."""

    model: type[models.Model] | str
    why: str

    @property
    def label(self) -> str:
        return self.model if isinstance(self.model, str) else self.model._meta.label


def registered() -> Mapping[str, tuple[PersonalData | NotPersonal, ...]]:
    """What every part registered, by slug: civic modules first, people last, which is the order of erasing."""
    return {one.slug: import_string(one.personal) for one in reversed(registry.manifests()) if one.personal}


def tables() -> list[tuple[str, PersonalData]]:
    """The tables with personal data and the part they belong to."""
    return [
        (slug, one) for slug, many in registered().items() for one in many if isinstance(one, PersonalData)
    ]


def export_of(person: Person) -> dict[str, Any]:
    """Everything that is kept about a person, ready for JSON (with Encoder)."""
    return {
        "format": "folkmoot-personal-data/1",
        "made": clock.now(),
        "tables": [
            {
                "part": slug,
                "table": one.model._meta.label,
                "why": str(one.why),
                "kept": str(one.kept),
                "rows": one.export(person),
            }
            for slug, one in tables()
        ],
        "record": [
            {
                "index": entry.index,
                "at": entry.accepted,
                "kind": entry.kind,
                "subject": entry.subject,
                "actor": entry.actor,
                "payload": entry.payload,
            }
            for entry in record_of(person)
        ],
    }


def record_of(person: Person, *, limit: int = 1000) -> list[Entry]:
    """What a person did on the public record, newest first: nobody else can connect these entries."""
    subjects = {subject for _, one in tables() if one.subjects for subject in one.subjects(person)}
    return acts_of([pseudonym(person.pk, subject) for subject in sorted(subjects)], limit=limit)


def erase(person: Person) -> dict[str, int]:
    """Erase a person from every part and then the account: all of it or, when any part fails, nothing.

    Gives the number of rows per table. What is on the record stays there under pseudonyms that lead to nobody.
    """
    with transaction.atomic():
        # The row is locked so that nothing new is written for this person meanwhile (PostgreSQL checks foreign
        # keys against it; SQLite has one writer anyway).
        locked = Person.objects.select_for_update().get(pk=person.pk)
        return {one.model._meta.label: one.erase(locked) for _, one in tables()}
