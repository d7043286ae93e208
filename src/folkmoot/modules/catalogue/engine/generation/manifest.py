"""table.json: everything about a generation that is not its rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.quality.scores import quality_of
from folkmoot.modules.catalogue.engine.reading.names import names_of
from folkmoot.modules.catalogue.engine.typing import Decided, Dictionary, Entry, entry_for


def manifest_of(
    *,
    engine: str,
    originals: Sequence[Mapping[str, Any]],
    left: Mapping[str, Any],
    table: Mapping[str, Any],
    decisions: Sequence[Decided],
    parquet: Mapping[str, Any],
    choices: Choices,
    dictionary: Dictionary,
) -> dict[str, Any]:
    """The document. It has no time and no path in it: the same file with the same choices gives the same bytes."""
    titles = table["titles"]
    names = names_of(titles)
    fields = []
    for title, name, one, seen in zip(titles, names, decisions, table["statistics"], strict=True):
        fields.append(field_of(title, name, one, seen, entry_for(dictionary, title, name), table["rows"]))
    manifest: dict[str, Any] = {
        "engine": engine,
        "rows": table["rows"],
        "rejects": table["rejects"],
        "counts": {"rows": table["rows"], "rejects": table["rejects"], "columns": len(fields)},
        "key": [one["name"] for one in fields if one.get("key")],
        "fields": fields,
        "dialect": left["dialect"],
        "notes": left["notes"],
        "originals": list(originals),
        "parquet": dict(parquet),
        "choices": choices.stored(),
        "dictionary": {name: one.stored() for name, one in dictionary.items() if one.stored()},
    }
    manifest["quality"] = quality_of(manifest, table.get("last", ()), table.get("duplicates"))
    return manifest


def field_of(
    title: str, name: str, one: Decided, seen: Mapping[str, Any], entry: Entry, rows: int
) -> dict[str, Any]:
    """What table.json says of one column; what does not apply is left out."""
    filled = seen["filled"]
    told: dict[str, Any] = {
        "name": name,
        "title": title or name,
        "type": one.type,
        "stored": one.stored,
        "format": one.format,
        "known": one.known,
        "reason": one.reason,
        "guess": one.guess,
        "chosen": one.chosen,
        "cells": one.cells,
        "filled": filled,
        "null_share": round(1 - filled / rows, 6) if rows else 0.0,
        "marks": list(one.marks),
        "marked": one.marked,
        "rejected": one.rejected,
        "distinct": min(seen["distinct"], filled),
        "min": seen["min"],
        "max": seen["max"],
    }
    told |= {name: seen[name] for name in ("longest", "formulas", "at_signs", "mojibake") if seen.get(name)}
    laid_down = entry.stored()
    laid_down.pop("type", None)
    laid_down.pop("format", None)
    if "unit" not in laid_down and one.known.get("unit"):
        laid_down["unit"] = one.known["unit"]
    told |= laid_down
    return {
        name: value
        for name, value in told.items()
        if value not in ("", None, [], {}, False) or name in {"min", "max"}
    }
