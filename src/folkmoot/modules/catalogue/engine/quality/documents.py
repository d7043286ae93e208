"""The schema of a table for others: as a Table Schema document and as CSV on the Web metadata."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
CSVW = "http://www.w3.org/ns/csvw"
FRICTIONLESS = {
    "int": "integer",
    "number": "number",
    "text": "string",
    "bool": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "time": "time",
    "point": "string",
    "geometry": "string",
    "json": "any",
}
"""Types of Table Schema (Data Package 2.0). Points are written "lat, lon" here and the other way round there, so they stay strings."""
XSD = {
    "int": "integer",
    "number": "decimal",
    "text": "string",
    "bool": "boolean",
    "date": "date",
    "timestamp": "dateTime",
    "time": "time",
    "json": "json",
}
"""Datatypes of CSV on the Web (Tabular Metadata, section 5.11.1); others are strings."""


def table_schema(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A Table Schema of the typed table (what is exported, not the file as it was handed in)."""
    fields = []
    for one in manifest["fields"]:
        kind = "number" if one.get("stored") == "DOUBLE" else FRICTIONLESS[one["type"]]
        field: dict[str, Any] = {"name": one["name"], "type": kind, "title": one.get("label") or one["title"]}
        if one.get("description"):
            field["description"] = one["description"]
        if one["type"] == "geometry":
            field["rdfType"] = "http://www.opengis.net/ont/geosparql#Geometry"
        for name in ("unit", "source"):
            if one.get(name):
                field[name] = one[name]
        if manifest["rows"] and one.get("filled") == manifest["rows"]:
            field["constraints"] = {"required": True}
        fields.append(field)
    schema: dict[str, Any] = {"$schema": TABLE_SCHEMA, "fields": fields, "missingValues": [""]}
    if manifest.get("key"):
        schema["primaryKey"] = list(manifest["key"])
    return schema


def csvw(manifest: Mapping[str, Any], url: str, *, language: str = "und") -> dict[str, Any]:
    """CSV on the Web metadata of the table exported as CSV at ``url``."""
    columns = []
    for one in manifest["fields"]:
        base = "double" if one.get("stored") == "DOUBLE" else XSD.get(one["type"], "string")
        column: dict[str, Any] = {"name": _variable(one["name"]), "titles": one["name"], "datatype": base}
        if one.get("description"):
            column["dc:description"] = one["description"]
        if one.get("label"):
            column["rdfs:label"] = one["label"]
        if one.get("source"):
            column["dc:source"] = one["source"]
        if manifest["rows"] and one.get("filled") == manifest["rows"]:
            column["required"] = True
        columns.append(column)
    schema: dict[str, Any] = {"columns": columns}
    if manifest.get("key"):
        schema["primaryKey"] = [_variable(one) for one in manifest["key"]]
    return {
        "@context": [CSVW, {"@language": language}],
        "url": url,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "tableSchema": schema,
    }


def _variable(name: str) -> str:
    """A name as URI templates allow it (RFC 6570, section 2.3): letters outside ASCII are percent-encoded."""
    return quote(name, safe="_").replace("-", "%2D").lstrip("_") or "_"
