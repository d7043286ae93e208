"""The JSON-LD context of what we write, and of DCAT-US 3 files that leave theirs out or name the public one.

It is always written into the document: whoever reads it needs no second request, and neither do we.
"""

from typing import Any

from folkmoot.modules.catalogue.formats.rdf.names import (
    ADMS,
    DCAT,
    DCATUS,
    DCTERMS,
    FOAF,
    HYDRA,
    ORG,
    OWL,
    PREFIXES,
    SKOS,
    SPDX,
    VCARD,
    XSD,
)

_LINKS: dict[Any, tuple[str, ...]] = {
    DCAT: (
        "accessService", "accessURL", "catalog", "compressFormat", "contactPoint", "dataset", "distribution", "downloadURL",
        "endpointDescription", "endpointURL", "hasVersion", "inSeries", "isVersionOf", "landingPage", "mediaType",
        "packageFormat", "record", "servesDataset", "service", "theme", "themeTaxonomy",
    ),
    DCTERMS: (
        "accessRights", "accrualPeriodicity", "conformsTo", "creator", "format", "isReferencedBy", "language", "license",
        "provenance", "publisher", "relation", "rights", "rightsHolder", "source", "spatial", "temporal",
    ),
    FOAF: ("homepage", "page", "primaryTopic"),
    ADMS: ("sample", "status"),
    SPDX: ("algorithm", "checksum"),
    VCARD: ("hasEmail", "hasTelephone", "hasURL"),
    SKOS: ("inScheme",),
    ORG: ("subOrganizationOf",),
    DCATUS: ("describedBy", "geographicBoundingBox"),
}  # fmt: skip
_WORDS: dict[Any, tuple[str, ...]] = {
    DCAT: ("bbox", "centroid", "endDate", "keyword", "startDate", "version"),
    DCTERMS: ("created", "description", "identifier", "issued", "modified", "title"),
    FOAF: ("name",),
    SKOS: ("altLabel", "notation", "prefLabel"),
    VCARD: ("fn",),
    ADMS: ("versionNotes",),
    OWL: ("versionInfo",),
    HYDRA: ("firstPage", "itemsPerPage", "lastPage", "nextPage", "previousPage", "totalItems"),
}
_TYPED: dict[Any, tuple[tuple[str, Any], ...]] = {
    DCAT: (("byteSize", XSD.nonNegativeInteger), ("spatialResolutionInMeters", XSD.decimal), ("temporalResolution", XSD.duration)),
    SPDX: (("checksumValue", XSD.hexBinary),),
    DCATUS: tuple(
        (side, XSD.decimal)
        for side in ("eastBoundingLongitude", "northBoundingLatitude", "southBoundingLatitude", "westBoundingLongitude")
    ),
}  # fmt: skip
_CLASSES: dict[Any, tuple[str, ...]] = {
    DCAT: ("Catalog", "CatalogRecord", "DataService", "Dataset", "DatasetSeries", "Distribution"),
    DCTERMS: (
        "Frequency", "LicenseDocument", "LinguisticSystem", "Location", "MediaType", "MediaTypeOrExtent", "PeriodOfTime",
        "ProvenanceStatement", "RightsStatement", "Standard",
    ),
    FOAF: ("Agent", "Document", "Person"),
    ORG: ("Organization",),
    SKOS: ("Concept", "ConceptScheme"),
    SPDX: ("Checksum", "ChecksumAlgorithm"),
    VCARD: ("Kind",),
    HYDRA: ("PagedCollection",),
    DCATUS: ("GeographicBoundingBox",),
}  # fmt: skip


def _terms() -> dict[str, Any]:
    told: dict[str, Any] = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    for namespace, names in (*_WORDS.items(), *_CLASSES.items()):
        told |= {name: str(namespace[name]) for name in names}
    for namespace, names in _LINKS.items():
        told |= {name: {"@id": str(namespace[name]), "@type": "@id"} for name in names}
    for namespace, typed in _TYPED.items():
        told |= {name: {"@id": str(namespace[name]), "@type": str(kind)} for name, kind in typed}
    return told


CONTEXT: dict[str, Any] = _terms()

KNOWN = frozenset(
    {
        "https://raw.githubusercontent.com/DOI-DO/dcat-us/main/context/dcat-us-3.0.jsonld",
        "https://resources.data.gov/dcat-us/3.0/context.jsonld",
        "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
    }
)
"""Addresses of contexts whose terms ours has under the same names; documents that name them are read with ours."""
