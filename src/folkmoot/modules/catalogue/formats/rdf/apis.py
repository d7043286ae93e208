"""APIs, as DCAT says them: dcat:DataService."""

from collections.abc import Iterable
from dataclasses import replace

from rdflib import RDFS, URIRef

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Catalogue, Contact, DataService, Dataset
from folkmoot.modules.catalogue.formats.names import digest
from folkmoot.modules.catalogue.formats.rdf.names import DCAT, DCTERMS, FOAF, RDF
from folkmoot.modules.catalogue.formats.rdf.writer import Writer
from folkmoot.modules.catalogue.formats.words import text


def write_api(writer: Writer, entry: Dataset, catalogue: Catalogue, shown: Iterable[str]) -> bool:
    """An API that is an entry of its own, with its keywords and themes; False where it is left out."""
    service = entry.service
    if service is None:
        return False
    service = replace(
        service,
        contact=service.contact or next(iter(entry.contacts), None),
        publisher=service.publisher or entry.publisher,
        licence=service.licence or entry.licence,
    )
    if not write_service(writer, service, catalogue, shown):
        return False
    one = URIRef(service.iri)
    writer.say(one, DCAT.keyword, entry.keywords)
    for theme in entry.themes:
        writer.add(one, DCAT.theme, writer.concept(theme))
    writer.access(one, entry.access)
    for identifier in dict.fromkeys((*entry.identifiers, entry.iri)):
        writer.add(one, DCTERMS.identifier, identifier)
    if writer.us:
        writer.date(one, DCTERMS.modified, entry.modified or entry.changed)
        writer.language(one, entry.languages)
    return True


def write_service(writer: Writer, service: DataService, catalogue: Catalogue, shown: Iterable[str]) -> bool:
    """An API and which of the datasets shown it serves; False where DCAT-US wants a contact and there is none."""
    one = URIRef(service.iri)
    if (one, RDF.type, DCAT.DataService) in writer.graph:
        # It was written as an entry before; here it is said what it gives of this page.
        _serves(writer, one, service, shown)
        return True
    contacts: list[Contact] = [given for given in (service.contact, catalogue.contact) if given is not None]
    # One of them is enough, and two would share a name.
    told = next(filter(None, (writer.contact(given, service.iri, "contact") for given in contacts)), None)
    if writer.us and told is None:
        return False
    writer.add(one, RDF.type, DCAT.DataService)
    writer.say(one, DCTERMS.title, service.title)
    writer.say(one, DCTERMS.description, service.description)
    kind = None if writer.us else RDFS.Resource
    writer.link(one, DCAT.endpointURL, service.endpoint_url, kind)
    writer.link(one, DCAT.endpointDescription, service.endpoint_description, kind)
    if not writer.us:
        # DCAT-US has no property for pages and formats of an API.
        writer.document(one, FOAF.page, service.documentation, service.title)
        _formats(writer, one, service)
    writer.link(one, DCTERMS.rights, service.terms, DCTERMS.RightsStatement)
    publisher = service.publisher or catalogue.publisher
    base = service.iri if service.publisher else catalogue.iri
    writer.add(one, DCTERMS.publisher, writer.agent(publisher, base, "publisher"))
    if told is not None:
        writer.add(one, DCAT.contactPoint, told)
    writer.licence(one, service.licence)
    writer.standards(one, service.conforms_to)
    _serves(writer, one, service, shown)
    return True


def write_answering(writer: Writer, catalogue: Catalogue, shown: Iterable[Dataset]) -> None:
    """From each file that can be asked for its rows to the APIs that answer. What they are is told beside it.

    Which datasets they give is said at the files and not at the API, whose description would change with every page.
    """
    files = [
        URIRef(it.iri) for one in shown if one.service is None for it in one.distributions if it.queryable
    ]
    if not files:
        return
    for service in catalogue.answering:
        if write_service(writer, service, catalogue, ()):
            for file in files:
                writer.add(file, DCAT.accessService, URIRef(service.iri))


def _serves(writer: Writer, one: URIRef, service: DataService, shown: Iterable[str]) -> None:
    for address in service.serves:
        if address in shown:
            writer.link(one, DCAT.servesDataset, address)


def _formats(writer: Writer, one: URIRef, service: DataService) -> None:
    """What it answers in, by the EU's table, or in the publisher's word."""
    for given in service.formats:
        known = vocabulary.file_of(given)
        if known is not None:
            writer.link(
                one, DCTERMS.format, f"{vocabulary.EU}file-type/{known.eu}", DCTERMS.MediaTypeOrExtent
            )
        else:
            told = writer.below(service.iri, f"format-{digest(given)}")
            writer.link(one, DCTERMS.format, str(told), DCTERMS.MediaTypeOrExtent)
            writer.say(told, RDFS.label, text(given))
