"""Graphs as entries, for harvesting: what DCAT says, in any profile, with a report per dataset."""

from collections.abc import Callable, Iterable
from itertools import islice

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import (
    Agent,
    Contact,
    DataService,
    Dataset,
    Distribution,
    Period,
    Place,
    period_of,
)
from folkmoot.modules.catalogue.formats.names import name_of
from folkmoot.modules.catalogue.formats.rdf.names import (
    DCAT,
    DCTERMS,
    FOAF,
    HYDRA,
    LOCN,
    OWL,
    SCHEMA,
    SKOS,
    SPDX,
    VCARD,
)
from folkmoot.modules.catalogue.formats.rdf.parse import LIMITS, Limits, parse
from folkmoot.modules.catalogue.formats.rdf.shapes import box_of
from folkmoot.modules.catalogue.formats.report import Harvest, Made, Report
from folkmoot.modules.catalogue.formats.vocabulary import Concept, Licence
from folkmoot.modules.catalogue.formats.words import Said, Text, cleaned, moment, say, text
from folkmoot.record.refusal import Refused

MOST = 200
"""How many values of one property are read of one dataset; more is reported."""
DIGITS = 9


def read_document(data: bytes, syntax: str, *, base: str = "", limits: Limits = LIMITS) -> Harvest:
    """The datasets of a document in "jsonld", "ttl" or "rdf". What is wrong with all of it is in `wrong`."""
    try:
        return read_graph(parse(data, syntax, base=base, limits=limits))
    except Refused as refused:
        return Harvest(wrong=list(refused.refusals))


def read_graph(graph: Graph) -> Harvest:
    """The datasets of a graph in the order of their IRIs, without those that are only versions of another."""
    found = set(graph.subjects(RDF.type, DCAT.Dataset)) | set(graph.objects(None, DCAT.dataset))
    # A service that only stands behind a distribution is that file's way to its data, and no entry.
    behind = set(graph.objects(None, DCAT.accessService)) - set(graph.objects(None, DCAT.service))
    services = (
        set(graph.subjects(RDF.type, DCAT.DataService)) | set(graph.objects(None, DCAT.service))
    ) - behind
    versions = set(graph.objects(None, DCAT.hasVersion)) | set(graph.subjects(DCAT.isVersionOf))
    # What is only named as what an API gives is described elsewhere.
    named = {one for one in set(graph.objects(None, DCAT.servesDataset)) if _only_named(graph, one)}
    records = [_Reader(graph, one).report() for one in sorted(found - versions - named - services, key=str)]
    records += [_Reader(graph, one).report(service=True) for one in sorted(services, key=str)]
    following = next(iter(graph.objects(None, HYDRA.nextPage)), None) or next(
        iter(graph.objects(None, HYDRA.next)), None
    )
    told = str(next(iter(graph.objects(None, HYDRA.totalItems)), ""))
    total = int(told) if told.isascii() and told.isdigit() and len(told) <= DIGITS else None
    harvest = Harvest(records, next=str(following or ""), total=total)
    if not records:
        nothing = Report("document")
        nothing.blame("document", "it describes no dcat:Dataset")
        harvest.wrong = nothing.wrong
    return harvest


def _only_named(graph: Graph, one: Node) -> bool:
    """Whether a dataset is named and not described: nothing leads to its data, and no catalogue holds it."""
    return (
        not any(
            (one, name, None) in graph for name in (DCAT.distribution, DCAT.landingPage, DCTERMS.identifier)
        )
        and (None, DCAT.dataset, one) not in graph
    )


class _Reader:
    """One dataset of a graph."""

    def __init__(self, graph: Graph, one: Node) -> None:
        self.graph, self.one = graph, one
        self.said = Report(str(one))

    def report(self, *, service: bool = False) -> Report:
        """The entry with what could be read, or why there is none; of an API where it is a ``service``."""
        said, one = self.said, self.one
        if not isinstance(one, URIRef):
            said.blame("iri", "the dataset has no IRI, so that it could not be found again")
            return said
        title = self.words(one, DCTERMS.title, "title")
        description = self.words(one, DCTERMS.description, "description")
        api = said.attempt("service", self.service, title, description) if service else None
        if service:
            if api is None:
                return said
            # DCAT demands no description of an API; its title says at least what it is called.
            description = description or title
        licence = self.licence(one)
        files = self.several("distribution", self.values(one, DCAT.distribution), self.distribution)
        if licence is None:
            told = {file.licence for file in files}
            licence = next(iter(told)) if len(told) == 1 else None
        identifiers = tuple(str(given) for given in self.values(one, DCTERMS.identifier))
        said.entry = said.attempt(
            "dataset",
            lambda: Dataset(
                id=identifiers[0] if identifiers else str(one),
                name=name_of(str(one), say(title)),
                iri=str(one),
                title=title,
                description=description,
                publisher=self.agent(DCTERMS.publisher, "publisher"),
                creator=self.agent(DCTERMS.creator, "creator"),
                contacts=tuple(self.several("contact", self.values(one, DCAT.contactPoint), self.contact)),
                keywords=self.words(one, DCAT.keyword, "keywords"),
                themes=tuple(self.several("theme", self.values(one, DCAT.theme), self.concept)),
                licence=licence,
                frequency=self.coded("frequency", DCTERMS.accrualPeriodicity, vocabulary.frequency_of),
                issued=self.date(one, DCTERMS.issued, "issued"),
                modified=self.date(one, DCTERMS.modified, "modified"),
                periods=tuple(self.several("period", self.values(one, DCTERMS.temporal), self.period)),
                places=tuple(self.several("place", self.values(one, DCTERMS.spatial), self.place)),
                languages=self.languages(one),
                landing_page=self.address(one, DCAT.landingPage, "landing_page"),
                documentation=self.addresses(one, FOAF.page, "documentation"),
                access=self.coded("access", DCTERMS.accessRights, _access),
                provenance=self.label(DCTERMS.provenance, "provenance"),
                conforms_to=self.addresses(one, DCTERMS.conformsTo, "conforms_to"),
                identifiers=tuple(given for given in identifiers if given != str(one)),
                version=self.first(one, DCAT.version) or self.first(one, OWL.versionInfo),
                distributions=tuple(files),
                related=self.addresses(one, DCTERMS.relation, "related"),
                temporal_resolution=self.first(one, DCAT.temporalResolution),
                spatial_resolution=self.number(one, DCAT.spatialResolutionInMeters),
                source=str(one) if str(one).startswith(("http:", "https:")) else "",
                service=api,
            ),
        )
        return said

    def service(self, title: Text, description: Text) -> DataService:
        """The API that this is. Raises Refused."""
        one = self.one
        return DataService(
            iri=str(one),
            title=title,
            description=description,
            endpoint_url=self.address(one, DCAT.endpointURL, "endpoint"),
            endpoint_description=self.address(one, DCAT.endpointDescription, "endpoint_description"),
            documentation=self.address(one, FOAF.page, "documentation"),
            terms=next(iter(self.addresses(one, DCTERMS.rights, "rights")), ""),
            serves=tuple(str(it) for it in self.values(one, DCAT.servesDataset) if isinstance(it, URIRef)),
            conforms_to=self.addresses(one, DCTERMS.conformsTo, "conforms_to"),
            formats=tuple(dict.fromkeys(filter(None, map(self.format_of, self.values(one, DCTERMS.format))))),
        )

    def format_of(self, kind: Node) -> str:
        """What a format is called."""
        if isinstance(kind, Literal):
            return cleaned(str(kind))
        if known := vocabulary.file_of(str(kind)):
            return known.label
        return self.first(kind, RDFS.label) or str(kind).rstrip("/").rpartition("/")[2]

    def values(self, one: Node, name: URIRef) -> list[Node]:
        """What is said, in a fixed order, at most MOST of it."""
        found = sorted(islice(self.graph.objects(one, name), MOST + 1), key=lambda value: value.n3())
        if len(found) > MOST:
            self.said.blame(str(name), "only the first %(most)s values are taken", most=MOST)
        return found[:MOST]

    def first(self, one: Node, name: URIRef) -> str:
        """One value as text."""
        return next((cleaned(str(value)).strip() for value in self.values(one, name)), "")

    def words(self, one: Node, name: URIRef, where: str) -> Text:
        """What is said in its languages."""
        found = []
        for value in self.values(one, name):
            if not isinstance(value, Literal):
                self.said.blame(where, "“%(given)s” is an address, where words are wanted", given=value)
            elif str(value).strip():
                made = self.said.attempt(where, Said, cleaned(str(value)), value.language or "")
                found += [made] if made else []
        # Words without a language come first, and the others by their tags, as no graph has an order.
        return tuple(sorted(found, key=lambda said: (said.language != "", said.language, said.words)))

    def several(self, where: str, values: Iterable[Node], make: Callable[[Node], Made | None]) -> list[Made]:
        """What can be made of the values; what cannot is reported."""
        found: list[Made] = []
        for number, value in enumerate(values, 1):
            made = self.said.attempt(f"{where}[{number}]", make, value)
            found += [made] if made is not None else []
        return found

    def date(self, one: Node, name: URIRef, where: str) -> str:
        """The first date that is one."""
        told = self.first(one, name)
        return self.said.attempt(where, moment, told) or ""

    def address(self, one: Node, name: URIRef, where: str) -> str:
        """The first address."""
        return next(iter(self.addresses(one, name, where)), "")

    def addresses(self, one: Node, name: URIRef, where: str) -> tuple[str, ...]:
        """What is said as an address; words are reported."""
        found = []
        for value in self.values(one, name):
            told = str(value).strip()
            if isinstance(value, URIRef) or told.startswith(("http://", "https://")):
                found.append(told)
            elif isinstance(value, Literal):
                self.said.blame(where, "“%(given)s” is no address", given=told[:200])
        return tuple(found)

    def number(self, one: Node, name: URIRef) -> float | None:
        """A number, or None."""
        told = self.first(one, name)
        try:
            return float(told) if told else None
        except ValueError:
            self.said.blame(str(name), "“%(given)s” is no number", given=told[:200])
            return None

    def coded(self, where: str, name: URIRef, code: Callable[[str], str]) -> str:
        """The code of a vocabulary; a word that the vocabulary does not have is reported."""
        for value in self.values(self.one, name):
            if found := code(str(value)):
                self.said.taken.append(where)
                return found
            self.said.blame(where, "“%(given)s” is not in the EU vocabulary", given=str(value)[:200])
        return ""

    def label(self, name: URIRef, where: str) -> Text:
        """The words of a statement that is a resource, or that is said as words itself."""
        for value in self.values(self.one, name):
            if isinstance(value, Literal):
                return self.words(self.one, name, where)
            for label in (RDFS.label, DCTERMS.description, DCTERMS.title):
                if found := self.words(value, label, where):
                    return found
        return ()

    def languages(self, one: Node) -> tuple[str, ...]:
        """Languages by their two letters."""
        found = []
        for value in self.values(one, DCTERMS.language):
            short = vocabulary.language_of(str(value))
            if short:
                found.append(short)
            else:
                self.said.blame(
                    "language", "“%(given)s” is not a language known here", given=str(value)[:200]
                )
        return tuple(dict.fromkeys(found))

    def licence(self, one: Node) -> Licence | None:
        """Under which licence; its address, or what is written instead of one."""
        for value in self.values(one, DCTERMS.license):
            if isinstance(value, Literal):
                told = cleaned(str(value)).strip()
                address = told if told.startswith(("http://", "https://")) else ""
                return vocabulary.licence_of(id="" if address else told, url=address)
            title, known = self.first(value, DCTERMS.title), self.first(value, DCTERMS.identifier)
            address = (
                str(value)
                if isinstance(value, URIRef) and not str(value).endswith(("#licence", "-licence"))
                else ""
            )
            return vocabulary.licence_of(id=known, url=address, title=title)
        return None

    def agent(self, name: URIRef, where: str) -> Agent | None:
        """A publisher or creator."""
        for value in self.values(self.one, name):
            told = self.words(value, FOAF.name, where) or self.words(value, SKOS.prefLabel, where)
            if isinstance(value, Literal):
                told = text(cleaned(str(value)))
            mail = self.first(value, FOAF.mbox).removeprefix("mailto:")
            page = self.address(value, FOAF.homepage, where)
            own = str(value) if isinstance(value, URIRef) else ""
            made = self.said.attempt(where, Agent, told, iri=own, email=mail, homepage=page)
            if made:
                return made
        return None

    def contact(self, value: Node) -> Contact:
        """Who answers."""
        mail = self.first(value, VCARD.hasEmail) or self.first(value, VCARD.email)
        mail = mail.removeprefix("mailto:").strip()
        phone = (self.first(value, VCARD.hasTelephone) or self.first(value, VCARD.tel)).removeprefix("tel:")
        name = self.first(value, VCARD.fn) or self.first(value, VCARD["organization-name"]) or mail
        return Contact(name, mail, self.address(value, VCARD.hasURL, "contact"), phone)

    def concept(self, value: Node) -> Concept | None:
        """A theme of the EU vocabulary, or of another one by its address."""
        if known := vocabulary.theme_of(str(value)):
            return known
        labels = self.words(value, SKOS.prefLabel, "theme")
        for said in labels:
            if known := vocabulary.theme_of(said.words):
                return known
        if not isinstance(value, URIRef):
            self.said.blame(
                "theme", "“%(given)s” is not in the EU vocabulary", given=say(labels) or str(value)[:200]
            )
            return None
        return Concept(str(value), labels, self.first(value, SKOS.inScheme))

    def period(self, value: Node) -> Period | None:
        """From when to when; a text such as "2019/2020" is read too."""
        if isinstance(value, Literal):
            start, _, end = str(value).partition("/")
            return period_of(start, "" if end.startswith("P") else end)
        start = self.first(value, DCAT.startDate) or self.first(value, SCHEMA.startDate)
        end = self.first(value, DCAT.endDate) or self.first(value, SCHEMA.endDate)
        return period_of(start, end) if start or end else None

    def place(self, value: Node) -> Place:
        """Where: a name, an address, a box."""
        if isinstance(value, Literal):
            told = cleaned(str(value))
            box = box_of(told)
            return Place(() if box else text(told, value.language or ""), "", box)
        shape = self.first(value, DCAT.bbox) or self.first(value, LOCN.geometry)
        own = str(value) if isinstance(value, URIRef) and "#place-" not in str(value) else ""
        return Place(self.words(value, SKOS.prefLabel, "place"), own, box_of(shape))

    def distribution(self, value: Node) -> Distribution:
        """A file. One without an IRI of its own gets one from its address."""
        access = self.address(value, DCAT.accessURL, "access_url")
        download = self.address(value, DCAT.downloadURL, "download_url")
        own = str(value) if isinstance(value, URIRef) else download or access
        kind = self.first(value, DCTERMS.format)
        media = _media(self.first(value, DCAT.mediaType))
        known = vocabulary.file_of(kind) or vocabulary.file_of(media)
        label = self._format_label(value)
        size = self.number(value, DCAT.byteSize)
        sums = {
            str(self.first(given, SPDX.checksumValue)).lower()
            for given in self.values(value, SPDX.checksum)
            if self.first(given, SPDX.algorithm).lower().replace("-", "").endswith("sha256")
        }
        packed = vocabulary.file_of(_media(self.first(value, DCAT.compressFormat)))
        return Distribution(
            id=self.first(value, DCTERMS.identifier) or own,
            iri=own,
            access_url=access if access != download else "",
            download_url=download,
            title=self.words(value, DCTERMS.title, "title"),
            description=self.words(value, DCTERMS.description, "description"),
            format=known.label if known else label,
            media_type=media if known is None or media != known.media else "",
            size=int(size) if size is not None and size >= 0 else None,
            sha256=next(iter(sums), ""),
            issued=self.date(value, DCTERMS.issued, "issued"),
            modified=self.date(value, DCTERMS.modified, "modified"),
            licence=self.licence(value),
            languages=self.languages(value),
            conforms_to=self.addresses(value, DCTERMS.conformsTo, "conforms_to"),
            compression=packed.label if packed else "",
        )

    def _format_label(self, value: Node) -> str:
        return next(map(self.format_of, self.values(value, DCTERMS.format)), "")


def _media(given: str) -> str:
    """A media type without the address of IANA's list."""
    for prefix in (vocabulary.IANA, vocabulary.IANA.replace("http:", "https:")):
        given = given.removeprefix(prefix)
    return given


def _access(given: str) -> str:
    """The code of an access right; the words of data.json are read too."""
    code = given.rstrip("/").rpartition("/")[2].upper().replace("-", "_").replace(" ", "_")
    return code if code in vocabulary.ACCESS else ""
