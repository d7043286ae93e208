"""What a new version would do to the areas of a set."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from folkmoot.places import queries


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version would do to the areas of a set, by their names."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    same: int


def change_of(set_slug: str, document: bytes, *, on: date) -> Change:
    """How a document differs from the version of a set that holds on a day."""
    version = queries.area_version(set_slug, on=on)
    old = _by_slug(queries.document(version.segment)) if version else {}
    new = _by_slug(document)
    return Change(
        added=tuple(new[slug]["properties"]["name"] for slug in sorted(new.keys() - old.keys())),
        gone=tuple(old[slug]["properties"]["name"] for slug in sorted(old.keys() - new.keys())),
        changed=tuple(
            new[slug]["properties"]["name"]
            for slug in sorted(new.keys() & old.keys())
            if new[slug] != old[slug]
        ),
        same=sum(new[slug] == old[slug] for slug in new.keys() & old.keys()),
    )


def _by_slug(document: bytes) -> dict[str, dict[str, Any]]:
    return {one["properties"]["slug"]: one for one in json.loads(document)["features"]}
