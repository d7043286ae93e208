"""Table Schema, Data Package, CSVW: how the columns of a file are described to programs."""

from typing import Any

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Dataset, Distribution, Field
from folkmoot.modules.catalogue.formats.names import digest, slug
from folkmoot.modules.catalogue.formats.words import say
from folkmoot.record.refusal import Refusal, demand

_TABLE = {
    "int": "integer", "number": "number", "text": "string", "bool": "boolean", "date": "date", "timestamp": "datetime",
    "time": "time", "geopoint": "geopoint", "geometry": "geojson", "json": "object",
}  # fmt: skip
_CSVW = {
    "int": "integer", "number": "decimal", "text": "string", "bool": "boolean", "date": "date", "timestamp": "dateTime",
    "time": "time", "geopoint": "string", "geometry": "string", "json": "json",
}  # fmt: skip
VERSION_2 = "https://datapackage.org/profiles/2.0/datapackage.json"


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", [], {}, None)}


def table_schema(fields: tuple[Field, ...], language: str = "") -> dict[str, Any]:
    """Table Schema, valid in versions 1 and 2. The unit has no word in the standard and stands as `unit`."""
    told: dict[str, Any] = {"fields": [_field(one, language) for one in fields]}
    if keys := [one.name for one in fields if one.key]:
        told["primaryKey"] = keys
    return told


def _field(one: Field, language: str) -> dict[str, Any]:
    # Any times are said in whatever ISO 8601 allows, which "any" stands for; a moment without a zone has no other word.
    return _filled(
        {
            "name": one.name,
            "type": _TABLE[one.type],
            "format": "any" if one.type in {"timestamp", "date", "time"} else "",
            "title": say(one.title, language),
            "description": say(one.description, language),
            "unit": one.unit,
            "source": one.source,
            "constraints": {"required": True} if one.required else {},
        }
    )


def data_package(dataset: Dataset, language: str = "") -> dict[str, Any]:
    """`datapackage.json`, valid in versions 1 and 2, which both want at least one file: Refused for none."""
    demand(None if dataset.distributions else Refusal("resources", "a data package has at least one file"))
    publisher = dataset.publisher
    contributors = [{"title": say(publisher.name, language), "role": "publisher"}] if publisher else []
    if dataset.creator:
        contributors.append({"title": say(dataset.creator.name, language), "role": "author"})
    told = {
        "profile": "data-package",
        "$schema": VERSION_2,
        "name": slug(dataset.name) or digest(dataset.name),
        "id": dataset.iri,
        "title": dataset.called(language),
        "description": say(dataset.description, language),
        "homepage": dataset.landing_page,
        "version": dataset.version,
        "created": dataset.created if len(dataset.created) > 10 and dataset.created[-1] == "Z" else "",  # noqa: PLR2004 - a time.
        "keywords": list(dict.fromkeys(one.words for one in dataset.keywords)),
        "contributors": contributors,
        "licenses": _licences(dataset),
        "sources": [{"title": dataset.source, "path": _path(dataset.source)}] if dataset.source else [],
        "resources": [_resource(one, dataset, language) for one in dataset.distributions],
    }
    return _filled(told)


def _path(url: str) -> str:
    """An address as version 1 takes it: two dots are forbidden anywhere, and say the same when they are encoded."""
    return url.replace("..", "%2E%2E")


def _licences(dataset: Dataset) -> list[dict[str, str]]:
    given = dataset.licence
    return (
        [_filled({"name": slug(given.id).upper(), "path": _path(given.url), "title": given.title})]
        if given and given.url
        else []
    )


def _resource(one: Distribution, dataset: Dataset, language: str) -> dict[str, Any]:
    known = vocabulary.file_of(one.format)
    text_table = known is not None and known.label in {"CSV", "TSV"}
    told: dict[str, Any] = {
        "name": f"{slug(say(one.title, language)) or dataset.name.replace('_', '-').strip('-')}-{digest(one.iri)[:6]}",
        "path": _path(one.url),
        "title": say(one.title, language),
        "description": say(one.description, language),
        "format": known.label.lower() if known else one.format,
        "mediatype": vocabulary.media_of(one.media_type, one.format),
        "encoding": (one.encoding or "utf-8").lower() if text_table else "",
        "bytes": one.size,
        "hash": f"sha256:{one.sha256}" if one.sha256 else "",
    }
    if one.fields and text_table:
        told["profile"] = "tabular-data-resource"
        told["type"] = "table"
        told["schema"] = table_schema(one.fields, language)
        told["dialect"] = {
            "doubleQuote": True,
            "delimiter": one.delimiter or ("\t" if known and known.label == "TSV" else ","),
        }
    return _filled(told)


def csvw(one: Distribution, dataset: Dataset, language: str = "") -> dict[str, Any]:
    """CSVW metadata of one file; columns in the order of the file. Names are ours, titles those of the file's header.

    `language` is of the words; "" says "und", as the standard does for what nobody named.
    """
    licence = dataset.licence_of(one)
    known = vocabulary.file_of(one.format)
    keys = [field.name for field in one.fields if field.key]
    schema: dict[str, Any] = {"columns": [_column(field, language) for field in one.fields]}
    if keys:
        schema["primaryKey"] = keys
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language or "und"}],
        "url": one.url,
        "dc:title": dataset.called(language),
        "dc:description": say(dataset.description, language),
        "dc:license": {"@id": licence.url} if licence and licence.url else {},
        "dc:modified": {"@value": one.modified[:10], "@type": "xsd:date"} if len(one.modified) >= 10 else {},  # noqa: PLR2004 - a day.
        "dialect": {
            "encoding": one.encoding or "utf-8",
            "delimiter": one.delimiter or ("\t" if known and known.label == "TSV" else ","),
            "header": True,
        },
        "tableSchema": schema,
    }
    return _filled(told)


def _column(one: Field, language: str) -> dict[str, Any]:
    return _filled(
        {
            "name": slug(one.name).replace("-", "_") or f"column_{digest(one.name)}",
            "titles": list(dict.fromkeys([one.name, *([say(one.title, language)] if one.title else [])])),
            "dc:description": say(one.description, language),
            "datatype": _CSVW[one.type],
            "required": one.required or None,
            "schema:unitText": one.unit,
        }
    )
