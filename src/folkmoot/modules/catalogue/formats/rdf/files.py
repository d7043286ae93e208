"""Distributions and versions of a dataset, as DCAT says them."""

from rdflib import RDFS, Literal, URIRef

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Dataset, Distribution, Version
from folkmoot.modules.catalogue.formats.names import digest
from folkmoot.modules.catalogue.formats.rdf.names import ADMS, DCAT, DCTERMS, RDF, SPDX, XSD
from folkmoot.modules.catalogue.formats.rdf.writer import Writer
from folkmoot.modules.catalogue.formats.words import say

_SHA256 = SPDX.checksumAlgorithm_sha256


def write_distribution(writer: Writer, dataset: URIRef, given: Distribution, entry: Dataset) -> None:
    """A file of a dataset. Its licence is the dataset's where it has none of its own."""
    one = URIRef(given.iri)
    writer.add(dataset, DCAT.distribution, one)
    writer.add(one, RDF.type, DCAT.Distribution)
    writer.say(one, DCTERMS.title, given.title)
    writer.say(one, DCTERMS.description, given.description)
    writer.link(one, DCAT.accessURL, given.access_url or given.download_url)
    writer.link(one, DCAT.downloadURL, given.download_url)
    _types(writer, one, given)
    writer.date(one, DCTERMS.issued, given.issued)
    writer.date(one, DCTERMS.modified, given.modified)
    writer.licence(one, entry.licence_of(given))
    writer.language(one, given.languages)
    writer.standards(one, given.conforms_to)
    if given.size is not None:
        writer.add(one, DCAT.byteSize, Literal(str(given.size), datatype=XSD.nonNegativeInteger))
    checksum(writer, one, given.sha256)


def _types(writer: Writer, one: URIRef, given: Distribution) -> None:
    known = vocabulary.file_of(given.format) or vocabulary.file_of(given.media_type)
    # A caret is allowed in a media type and in no IRI.
    if media := vocabulary.media_of(given.media_type, given.format).replace("^", "%5E"):
        writer.link(one, DCAT.mediaType, f"{vocabulary.IANA}{media}", DCTERMS.MediaType)
    if known is not None:
        kind = f"{vocabulary.EU}file-type/{known.eu}"
        writer.link(one, DCTERMS.format, kind, DCTERMS.MediaTypeOrExtent)
        if writer.us:
            writer.add(URIRef(kind), RDF.type, DCTERMS.MediaType)
    elif given.format:
        kind = writer.below(given.iri, f"format-{digest(given.format)}")
        writer.link(one, DCTERMS.format, str(kind), DCTERMS.MediaTypeOrExtent)
        writer.add(kind, RDFS.label, given.format)
    packed = vocabulary.file_of(given.compression)
    if packed is not None and packed.media:
        writer.link(one, DCAT.compressFormat, f"{vocabulary.IANA}{packed.media}", DCTERMS.MediaType)


def checksum(writer: Writer, one: URIRef, sha256: str) -> None:
    """The SHA-256 of a file."""
    if not sha256:
        return
    told = writer.below(str(one), "sha256")
    writer.add(one, SPDX.checksum, told)
    writer.add(told, RDF.type, SPDX.Checksum)
    writer.link(told, SPDX.algorithm, str(_SHA256), SPDX.ChecksumAlgorithm)
    writer.add(told, SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary, normalize=False))


def write_version(writer: Writer, dataset: URIRef, given: Version, entry: Dataset) -> None:
    """One generation, as a dataset of its own with the file that was published then."""
    one = URIRef(given.url) if given.url else writer.below(entry.iri, f"version-{given.id}")
    writer.add(dataset, DCAT.hasVersion, one)
    writer.add(one, RDF.type, DCAT.Dataset)
    writer.say(one, DCTERMS.title, entry.title)
    writer.say(one, DCTERMS.description, given.notes or entry.description)
    writer.versioned(one, given.id)
    writer.date(one, DCTERMS.issued, given.made)
    writer.add(one, DCTERMS.identifier, f"urn:sha256:{given.sha256}")
    writer.say(one, ADMS.versionNotes, given.notes[:1])
    writer.add(one, DCAT.isVersionOf, dataset)
    if entry.publisher is not None:
        writer.add(one, DCTERMS.publisher, writer.agent(entry.publisher, entry.iri, "publisher"))
    elif writer.us:
        # The publisher of the whole dataset was written before and stands for its versions.
        for publisher in writer.graph.objects(dataset, DCTERMS.publisher):
            writer.add(one, DCTERMS.publisher, URIRef(str(publisher)))
    if given.url:
        file = writer.below(str(one), "file")
        writer.add(one, DCAT.distribution, file)
        writer.add(file, RDF.type, DCAT.Distribution)
        writer.add(file, DCTERMS.title, f"{say(entry.title)} {given.id}")
        writer.link(file, DCAT.accessURL, given.url)
        if given.size is not None:
            writer.add(file, DCAT.byteSize, Literal(str(given.size), datatype=XSD.nonNegativeInteger))
        checksum(writer, file, given.sha256)
