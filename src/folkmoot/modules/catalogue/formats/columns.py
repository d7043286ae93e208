"""Columns as the engine's table.json tells them."""

from collections.abc import Mapping
from typing import Any

from folkmoot.modules.catalogue.formats.entry import Field
from folkmoot.modules.catalogue.formats.words import cleaned, text


def fields_of(table: Mapping[str, Any], language: str = "") -> tuple[Field, ...]:
    """The fields of a generation in their order; `language` is the one that the dictionary is written in.

    The dictionary's label goes before the title in the file. Columns that tell records apart are required.
    """
    return tuple(_field(one, language) for one in table["fields"])


def _field(one: Mapping[str, Any], language: str) -> Field:
    key = bool(one.get("key"))
    return Field(
        name=cleaned(str(one["name"])),
        type=one["type"],
        title=text(cleaned(str(one.get("label") or one.get("title") or "")), language),
        description=text(cleaned(str(one.get("description") or "")), language),
        unit=cleaned(str(one.get("unit") or "")),
        source=cleaned(str(one.get("source") or "")),
        key=key,
        required=key,
    )
