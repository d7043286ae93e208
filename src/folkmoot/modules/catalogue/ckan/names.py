"""Names of our fields and CKAN's, and what things are called in its addresses."""

import dataclasses
import re

from folkmoot.record.refusal import Refusal

_THEIRS = {
    "key": "name",
    "office": "owner_org",
    "licence": "license_id",
    "keywords": "tags",
    "themes": "groups",
    "contact": "maintainer_email",
    "landing": "url",
    "begins": "temporal_start",
    "ends": "temporal_end",
    "file": "upload",
    "table": "name",
    "words": "reason",
}
_LANGUAGE = re.compile(r"(title|summary|name)_[a-z]{2}(-[a-z]{2,4})?\Z")
_RESOURCE = re.compile(r"([a-z0-9][a-z0-9-]{1,59})\.([a-z0-9][a-z0-9-]{1,59})\Z")
RESOURCES = re.compile(r"[a-z0-9][a-z0-9-]{1,59}\.[a-z0-9][a-z0-9-]{1,59}")


def ours_to_theirs(one: Refusal) -> Refusal:
    """A refusal at the field where a client of CKAN looks for it."""
    name = one.field
    if found := _LANGUAGE.match(name):
        name = "notes" if found[1] == "summary" else found[1]
    return dataclasses.replace(one, field=_THEIRS.get(name, name))


def resource_id(dataset: str, table: str) -> str:
    """The id of a table: it never changes, and says where it belongs."""
    return f"{dataset}.{table}"


def table_named(given: str) -> tuple[str, str] | None:
    """The dataset and the table that an id means, or None where it can mean none."""
    found = _RESOURCE.match(given)
    return (found[1], found[2]) if found else None
