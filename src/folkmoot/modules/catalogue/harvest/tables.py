"""Which files of a harvested dataset become tables here, where the source's tables are to be loaded."""

from collections.abc import Iterable, Mapping
from typing import Any

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.formats.names import digest, slug
from folkmoot.modules.catalogue.rules import describing

LOADED = ("CSV", "Parquet", "TSV", "XLSX", "ODS", "GeoJSON", "JSONL", "JSON", "XLS")
"""Formats that the engine reads, the best first: where one table is offered in several, one of them is loaded."""
MOST = 20


def tables_of(
    files: Iterable[Mapping[str, Any]], *, every: int, languages: tuple[str, ...]
) -> list[events.TableDescribed]:
    """The tables of a dataset's files. Files of one name in several formats are one table."""
    best: dict[str, Mapping[str, Any]] = {}
    for one in files:
        if one["format"] not in LOADED:
            continue
        stem = _stem(one)
        if stem not in best or LOADED.index(one["format"]) < LOADED.index(best[stem]["format"]):
            best[stem] = one
    found: list[events.TableDescribed] = []
    for stem, one in list(best.items())[:MOST]:
        table = stem[: describing.NAME].strip("-")[:50].strip("-")
        if rules.may_name("table", table) is not None or any(it.table == table for it in found):
            table = f"table-{digest(one['url'])[:8]}"
        name = tuple((code, one["name"]) for code in languages)
        found.append(events.TableDescribed(table=table, name=name, sort="link", url=one["url"], every=every))
    return found


def _stem(one: Mapping[str, Any]) -> str:
    """What a file is called without its format."""
    name = slug(one["name"]).replace("_", "-")
    for ending in (one["format"].lower(), "csv", "xlsx", "json", "parquet"):
        name = name.removesuffix(f"-{ending}")
    return name
