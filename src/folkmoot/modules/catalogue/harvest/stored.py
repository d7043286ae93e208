"""Refusals and mapped records as JSON, and back."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.harvest.mapping import Mapped
from folkmoot.record.event import adapter
from folkmoot.record.refusal import Refusal


def stored(refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    """Refusals as JSON, so that they can be said in any language later."""
    return [
        {
            "field": one.field[:120],
            "why": one.why[:1000],
            "pattern": one.pattern,
            "params": {
                name: value if isinstance(value, int) else str(value)[:300]
                for name, value in one.params.items()
            },
        }
        for one in refusals
    ]


def refusals_of(given: Iterable[Mapping[str, Any]]) -> list[Refusal]:
    """Refusals from JSON."""
    return [Refusal(one["field"], one["why"], one["pattern"], one["params"]) for one in given]


def content_of(one: Mapped) -> dict[str, Any]:
    """What is to be brought in, as JSON; empty without a description."""
    if one.description is None:
        return {}
    description = adapter(events.Description).dump_python(one.description, mode="json")
    if description["service"] is None:
        # Records from before there were APIs say the same, and must not look changed.
        del description["service"]
    return {
        "name": one.name,
        "iri": one.iri,
        "description": description,
        "contact": one.contact,
        "page": one.page,
        "publisher": one.publisher,
        "files": one.files,
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what is to be brought in; the order of keys does not matter."""
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
