"""Entries as graphs of DCAT-AP 3.0.1 or DCAT-US 3.

Every resource has an IRI, made from that of its dataset where it has none of its own, so that two readings of the same
entry are the same graph in any syntax. What a profile asks of the classes of values (DCAT-AP's ranges) is written too.
"""

from collections.abc import Sequence

from rdflib import Graph, Literal, URIRef

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Agent, Catalogue, Dataset, Page
from folkmoot.modules.catalogue.formats.rdf.apis import write_answering, write_api, write_service
from folkmoot.modules.catalogue.formats.rdf.files import write_distribution, write_version
from folkmoot.modules.catalogue.formats.rdf.names import (
    ADMS,
    DCAT,
    DCTERMS,
    FOAF,
    HYDRA,
    RDF,
    SKOS,
    XSD,
)
from folkmoot.modules.catalogue.formats.rdf.writer import Profile, Writer, plain


def dataset_graph(
    dataset: Dataset, catalogue: Catalogue, profile: Profile = "ap", served: Sequence[Dataset] = ()
) -> Graph:
    """One dataset with all that belongs to it, and the catalogue's services that serve it.

    Of an API the graph tells what it is, and of the datasets that it gives, ``served``, as much as names them.
    """
    writer = Writer(profile)
    if dataset.service is not None:
        for one in served:
            _named(writer, one, catalogue)
        write_api(writer, dataset, catalogue, {one.iri for one in served})
        return writer.graph
    _dataset(writer, dataset, catalogue)
    for service in catalogue.services:
        if dataset.iri in service.serves:
            write_service(writer, service, catalogue, {dataset.iri})
    write_answering(writer, catalogue, [dataset])
    return writer.graph


def _named(writer: Writer, dataset: Dataset, catalogue: Catalogue) -> None:
    """As much of a dataset as the profiles demand of one that is only pointed at."""
    one = URIRef(dataset.iri)
    writer.add(one, RDF.type, DCAT.Dataset)
    writer.say(one, DCTERMS.title, dataset.title)
    writer.say(one, DCTERMS.description, dataset.description)
    _people(writer, one, dataset, catalogue)


def catalogue_graph(catalogue: Catalogue, page: Page, profile: Profile = "ap") -> Graph:
    """A page of a catalogue. DCAT-US wants at least one dataset in it.

    The page is a hydra:PagedCollection, as other portals publish theirs.
    """
    writer = Writer(profile)
    one = URIRef(catalogue.iri)
    writer.add(one, RDF.type, DCAT.Catalog)
    writer.say(one, DCTERMS.title, catalogue.title)
    writer.say(one, DCTERMS.description, catalogue.description)
    writer.add(one, DCTERMS.publisher, writer.agent(catalogue.publisher, catalogue.iri, "publisher"))
    writer.document(one, FOAF.homepage, catalogue.homepage, catalogue.title)
    writer.licence(one, catalogue.licence)
    writer.language(one, catalogue.languages)
    writer.date(one, DCTERMS.issued, catalogue.issued)
    writer.date(one, DCTERMS.modified, catalogue.modified)
    for number, place in enumerate(catalogue.places, 1):
        writer.place(one, place, number)
    _taxonomy(writer, one)
    shown = {dataset.iri for dataset in page.datasets if dataset.service is None}
    for dataset in page.datasets:
        if dataset.service is None:
            writer.add(one, DCAT.dataset, URIRef(dataset.iri))
            _dataset(writer, dataset, catalogue)
        elif write_api(writer, dataset, catalogue, shown):
            writer.add(one, DCAT.service, URIRef(dataset.iri))
    for service in catalogue.services:
        if write_service(writer, service, catalogue, shown):
            writer.add(one, DCAT.service, URIRef(service.iri))
    write_answering(writer, catalogue, page.datasets)
    _paging(writer, page)
    return writer.graph


def _taxonomy(writer: Writer, catalogue: URIRef) -> None:
    scheme = URIRef(vocabulary.THEME_SCHEME)
    writer.add(catalogue, DCAT.themeTaxonomy, scheme)
    writer.add(scheme, RDF.type, SKOS.ConceptScheme)
    writer.add(scheme, DCTERMS.title, Literal("Data theme", lang="en"))


def _paging(writer: Writer, page: Page) -> None:
    one = URIRef(page.url)
    writer.add(one, RDF.type, HYDRA.PagedCollection)
    writer.add(one, HYDRA.totalItems, Literal(page.total))
    writer.add(one, HYDRA.itemsPerPage, Literal(page.size))
    for name, address in (
        (HYDRA.firstPage, page.first),
        (HYDRA.lastPage, page.last),
        (HYDRA.previousPage, page.previous),
        (HYDRA.nextPage, page.next),
    ):
        # Hydra's examples and the portals that harvest write page addresses as texts.
        writer.add(one, name, address)


def _dataset(writer: Writer, dataset: Dataset, catalogue: Catalogue) -> None:
    one = URIRef(dataset.iri)
    writer.add(one, RDF.type, DCAT.Dataset)
    writer.say(one, DCTERMS.title, dataset.title)
    writer.say(one, DCTERMS.description, dataset.description)
    writer.say(one, DCAT.keyword, dataset.keywords)
    for identifier in dict.fromkeys((*dataset.identifiers, dataset.iri)):
        writer.add(one, DCTERMS.identifier, identifier)
    _people(writer, one, dataset, catalogue)
    for theme in dataset.themes:
        writer.add(one, DCAT.theme, writer.concept(theme))
    _time_and_place(writer, one, dataset)
    writer.language(one, dataset.languages)
    writer.access(one, dataset.access)
    # DCAT-US takes one standard and one page.
    most = 1 if writer.us else None
    writer.standards(one, dataset.conforms_to[:most])
    writer.document(one, DCAT.landingPage, dataset.landing_page, dataset.title)
    for address in dataset.documentation[:most]:
        writer.document(one, FOAF.page, address, dataset.title)
    writer.remark(one, DCTERMS.provenance, dataset.provenance, DCTERMS.ProvenanceStatement, "provenance")
    for address in dataset.related:
        writer.link(one, DCTERMS.relation, address)
    writer.versioned(one, dataset.version)
    writer.say(one, ADMS.versionNotes, dataset.version_notes[:most])
    for version in dataset.versions:
        write_version(writer, one, version, dataset)
    for distribution in dataset.distributions:
        write_distribution(writer, one, distribution, dataset)


def _people(writer: Writer, one: URIRef, dataset: Dataset, catalogue: Catalogue) -> None:
    """Who publishes, made and answers. DCAT-US wants a publisher: the catalogue's where the dataset names none."""
    publisher: Agent | None = dataset.publisher or (catalogue.publisher if writer.us else None)
    if publisher is not None:
        base = dataset.iri if dataset.publisher else catalogue.iri
        writer.add(one, DCTERMS.publisher, writer.agent(publisher, base, "publisher"))
    if dataset.creator is not None:
        writer.add(one, DCTERMS.creator, writer.agent(dataset.creator, dataset.iri, "creator"))
    for number, contact in enumerate(dataset.contacts, 1):
        told = writer.contact(contact, dataset.iri, f"contact-{number}")
        if told is not None:
            writer.add(one, DCAT.contactPoint, told)


def _time_and_place(writer: Writer, one: URIRef, dataset: Dataset) -> None:
    writer.date(one, DCTERMS.issued, dataset.issued or dataset.created)
    writer.date(one, DCTERMS.modified, dataset.modified or dataset.changed)
    if dataset.frequency:
        writer.link(
            one, DCTERMS.accrualPeriodicity, vocabulary.frequency_iri(dataset.frequency), DCTERMS.Frequency
        )
    for number, period in enumerate(dataset.periods, 1):
        writer.period(one, period, number)
    for number, place in enumerate(dataset.places, 1):
        writer.place(one, place, number)
    if dataset.temporal_resolution:
        told = Literal(dataset.temporal_resolution, datatype=XSD.duration, normalize=False)
        writer.add(one, DCAT.temporalResolution, told)
    if dataset.spatial_resolution is not None:
        metres = Literal(plain(dataset.spatial_resolution), datatype=XSD.decimal, normalize=False)
        writer.add(one, DCAT.spatialResolutionInMeters, metres)
