"""What search engines and machine-learning tools read: schema.org in a page's head, and Croissant."""

import json
from typing import Any

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Catalogue, Dataset, Distribution, Field
from folkmoot.modules.catalogue.formats.names import digest, slug
from folkmoot.modules.catalogue.formats.words import say
from folkmoot.record.refusal import Refusal, Refused

_CROISSANT = {
    "int": "sc:Integer", "number": "sc:Float", "text": "sc:Text", "bool": "sc:Boolean", "date": "sc:Date",
    "timestamp": "sc:DateTime", "time": "sc:Text", "geopoint": "sc:Text", "geometry": "sc:Text", "json": "sc:Text",
}  # fmt: skip


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", [], {}, None)}


def schema_org(dataset: Dataset, catalogue: Catalogue, language: str = "") -> dict[str, Any]:
    """The dataset as schema.org's Dataset, with what dataset search engines ask for."""
    publisher = dataset.publisher or catalogue.publisher
    return {"@context": "https://schema.org/"} | _filled(
        {
            "@type": "Dataset",
            "@id": dataset.iri,
            "name": dataset.called(language),
            "description": say(dataset.description, language),
            "url": dataset.landing_page or dataset.iri,
            "identifier": [dataset.iri, *dataset.identifiers],
            "keywords": list(dict.fromkeys(one.words for one in dataset.keywords)),
            "license": dataset.licence.url if dataset.licence else "",
            "isAccessibleForFree": True if dataset.access in {"", "PUBLIC"} else None,
            "inLanguage": list(dataset.languages),
            "datePublished": dataset.issued,
            "dateModified": dataset.modified,
            "version": dataset.version,
            "temporalCoverage": [f"{one.start or '..'}/{one.end or '..'}" for one in dataset.periods],
            "spatialCoverage": [_place(one.box, say(one.name, language), one.iri) for one in dataset.places],
            "publisher": _filled(
                {"@type": "Organization", "name": say(publisher.name, language), "url": publisher.homepage}
            ),
            "creator": {"@type": "Organization", "name": say((dataset.creator or publisher).name, language)},
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "name": say(catalogue.title, language),
                "url": catalogue.homepage or catalogue.iri,
            },
            "distribution": [_download(one, language) for one in dataset.distributions],
            "variableMeasured": _variables(dataset, language),
            "citation": dataset.citation,
        }
    )


def web_api(dataset: Dataset, catalogue: Catalogue, language: str = "") -> dict[str, Any]:
    """An API as schema.org's WebAPI (https://schema.org/WebAPI)."""
    service, publisher = dataset.service, dataset.publisher or catalogue.publisher
    if service is None:
        raise Refused([Refusal("service", "this is a dataset and no API")])
    contact = next(iter(dataset.contacts), None)
    return _filled(
        {
            "@context": "https://schema.org/",
            "@type": "WebAPI",
            "@id": dataset.iri,
            "name": dataset.called(language),
            "description": say(dataset.description, language),
            "url": dataset.iri,
            "documentation": service.documentation or service.endpoint_description,
            "termsOfService": service.terms or (dataset.licence.url if dataset.licence else ""),
            "keywords": [one.words for one in dataset.keywords],
            "availableChannel": _filled(
                {
                    "@type": "ServiceChannel",
                    "serviceUrl": service.endpoint_url,
                    "name": dataset.called(language),
                }
            ),
            "provider": _filled(
                {
                    "@type": "Organization",
                    "name": say(publisher.name, language),
                    "url": publisher.homepage,
                    "email": contact.email if contact else "",
                }
            ),
        }
    )


def in_page(document: dict[str, Any]) -> str:
    """JSON for a script element: no text in it can end the element."""
    told = json.dumps(document, ensure_ascii=False)
    return told.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _place(box: tuple[float, float, float, float] | None, name: str, address: str) -> dict[str, Any]:
    shape = {"@type": "GeoShape", "box": f"{box[1]} {box[0]} {box[3]} {box[2]}"} if box else {}
    return _filled({"@type": "Place", "@id": address, "name": name, "geo": shape})


def _download(one: Distribution, language: str) -> dict[str, Any]:
    return _filled(
        {
            "@type": "DataDownload",
            "@id": one.iri,
            "name": say(one.title, language),
            "contentUrl": one.url,
            "encodingFormat": vocabulary.media_of(one.media_type, one.format) or one.format,
            "contentSize": f"{one.size} B" if one.size is not None else "",
            "sha256": one.sha256,
        }
    )


def _variables(dataset: Dataset, language: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in dataset.distributions:
        for field in one.fields:
            found.setdefault(
                field.name,
                _filled(
                    {
                        "@type": "PropertyValue",
                        "name": say(field.title, language) or field.name,
                        "description": say(field.description, language),
                        "unitText": field.unit,
                    }
                ),
            )
    return list(found.values())


CROISSANT_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(dataset: Dataset, catalogue: Catalogue, language: str = "") -> dict[str, Any]:
    """The dataset as Croissant 1.0, with a record set for every table whose columns are known.

    Croissant wants the SHA-256 of every file; files without one are not named in it.
    """
    files = [one for one in dataset.distributions if one.sha256]
    publisher = dataset.publisher or catalogue.publisher
    return {"@context": CROISSANT_CONTEXT} | _filled(
        {
            "@type": "sc:Dataset",
            "name": slug(dataset.name) or digest(dataset.name),
            "description": say(dataset.description, language),
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "url": dataset.landing_page or dataset.iri,
            "license": dataset.licence.url if dataset.licence else "",
            "citeAs": dataset.citation,
            "datePublished": _day(dataset.issued),
            "dateModified": _day(dataset.modified),
            "version": dataset.version,
            "isLiveDataset": True if dataset.frequency not in {"", "NEVER", "UNKNOWN"} else None,
            "keywords": list(dict.fromkeys(one.words for one in dataset.keywords)),
            "creator": {
                "@type": "sc:Organization",
                "name": say((dataset.creator or publisher).name, language),
            },
            "publisher": {"@type": "sc:Organization", "name": say(publisher.name, language)},
            "distribution": [_file(one, language) for one in files],
            "recordSet": [_records(one, language) for one in files if one.fields],
        }
    )


def _day(moment: str) -> str:
    """A whole date: Croissant's library reads no year alone."""
    return (moment + "-01-01")[:10] if 0 < len(moment) < 10 else moment  # noqa: PLR2004 - a day has ten signs.


def _file(one: Distribution, language: str) -> dict[str, Any]:
    return _filled(
        {
            "@type": "cr:FileObject",
            "@id": f"file-{digest(one.iri)}",
            "name": f"file-{digest(one.iri)}",
            "description": say(one.description, language),
            "contentUrl": one.url,
            "encodingFormat": vocabulary.media_of(one.media_type, one.format) or "application/octet-stream",
            "contentSize": f"{one.size} B" if one.size is not None else "",
            "sha256": one.sha256,
        }
    )


def _records(one: Distribution, language: str) -> dict[str, Any]:
    name = f"records-{digest(one.iri)}"
    told: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": say(one.title, language),
        "field": [_column(name, field, one, language) for field in one.fields],
    }
    if keys := [{"@id": f"{name}/{digest(field.name)}"} for field in one.fields if field.key]:
        told["key"] = keys if len(keys) > 1 else keys[0]
    return _filled(told)


def _column(records: str, field: Field, one: Distribution, language: str) -> dict[str, Any]:
    return _filled(
        {
            "@type": "cr:Field",
            "@id": f"{records}/{digest(field.name)}",
            "name": slug(field.name) or digest(field.name),
            "description": say(field.description, language) or say(field.title, language),
            "dataType": _CROISSANT[field.type],
            "source": {"fileObject": {"@id": f"file-{digest(one.iri)}"}, "extract": {"column": field.name}},
        }
    )
