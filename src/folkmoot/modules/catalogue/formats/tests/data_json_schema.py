"""What `data.json` must look like, as a JSON Schema of our own.

Written from the field tables of the Project Open Data metadata schema 1.1 (https://resources.data.gov/resources/dcat-us/);
the fields that only federal agencies of the United States must have are left out, as that page says.
"""

from typing import Any

_WORDS = {"type": "string", "minLength": 1}
_ADDRESS = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s<>]+$"}
_MEDIA = {"type": "string", "pattern": r"^[-\w]+/[-\w]+(\.[-\w]+)*(\+[-\w]+)?$"}
_DAY = r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
_STEP = r"P(?=[\dT])(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?(T(\d+(\.\d+)?[HMS])+)?"


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": 1, "uniqueItems": True}


_FILE = {
    "type": "object",
    "properties": {
        "@type": {"const": "dcat:Distribution"},
        "title": _WORDS,
        "description": _WORDS,
        "downloadURL": _ADDRESS,
        "accessURL": _ADDRESS,
        "mediaType": _MEDIA,
        "format": _WORDS,
        "conformsTo": _ADDRESS,
    },
    "dependentRequired": {"downloadURL": ["mediaType"]},
    "anyOf": [{"required": ["downloadURL"]}, {"required": ["accessURL"]}],
    "additionalProperties": False,
}

DATASET: dict[str, Any] = {
    "type": "object",
    "required": [
        "title",
        "description",
        "keyword",
        "modified",
        "publisher",
        "contactPoint",
        "identifier",
        "accessLevel",
    ],
    "properties": {
        "@type": {"const": "dcat:Dataset"},
        "title": _WORDS,
        "description": _WORDS,
        "keyword": {"type": "array", "items": _WORDS, "minItems": 1},
        "modified": {"type": "string", "pattern": f"^({_DAY}|(R/)?{_STEP})$"},
        "publisher": {
            "type": "object",
            "required": ["name"],
            "properties": {"@type": {"const": "org:Organization"}, "name": _WORDS},
            "additionalProperties": False,
        },
        "contactPoint": {
            "type": "object",
            "required": ["fn", "hasEmail"],
            "properties": {
                "@type": {"const": "vcard:Contact"},
                "fn": _WORDS,
                "hasEmail": {"type": "string", "pattern": r"^mailto:([\w.-]+@[\w.-]+\.[\w.-]+)?$"},
            },
            "additionalProperties": False,
        },
        "identifier": _WORDS,
        "accessLevel": {"enum": ["public", "restricted public", "non-public"]},
        "issued": {"type": "string", "pattern": f"^{_DAY}$"},
        "license": _ADDRESS,
        "landingPage": _ADDRESS,
        "accrualPeriodicity": {"type": "string", "pattern": f"^(irregular|R/{_STEP})$"},
        "language": _list({"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}),
        "references": _list(_ADDRESS),
        "theme": _list(_WORDS),
        "temporal": {"type": "string", "pattern": f"^{_DAY}/({_DAY}|{_STEP})$"},
        "spatial": _WORDS,
        "conformsTo": _ADDRESS,
        "distribution": {"type": "array", "items": _FILE, "minItems": 1},
    },
    "additionalProperties": False,
}

CATALOGUE: dict[str, Any] = {
    "type": "object",
    "required": ["conformsTo", "dataset"],
    "properties": {
        "@context": _ADDRESS,
        "@id": _ADDRESS,
        "@type": {"const": "dcat:Catalog"},
        "conformsTo": {"const": "https://project-open-data.cio.gov/v1.1/schema"},
        "describedBy": _ADDRESS,
        "dataset": {"type": "array", "items": DATASET},
    },
    "additionalProperties": False,
}
