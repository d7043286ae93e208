"""What people can talk about: datasets that are published, each answered for by the office that publishes it."""

from collections.abc import Iterable, Mapping

from folkmoot.modules.catalogue.models import Dataset
from folkmoot.places import queries as places
from folkmoot.record.manifest import Matter


def matters(subjects: Iterable[str]) -> Mapping[str, Matter]:
    """Which office answers in the discussion of each dataset; those that were never published are absent."""
    keys = [one.partition("/")[2] for one in subjects]
    rows = Dataset.objects.filter(pk__in=keys).exclude(state="draft").only("key", "state", "office")
    return {row.subject: matter_of(row) for row in rows}


def matter_of(row: Dataset) -> Matter:
    """The same of one dataset. What was withdrawn can still be read about, and nothing is added."""
    return Matter(office=row.office, open=row.state == "published", part=row.office)


def talk_parts() -> Mapping[str, str]:
    """Publishers by name: the datasets of each can be talked about or not."""
    return {one.slug: one.name for one in places.departments(closed=True)}
