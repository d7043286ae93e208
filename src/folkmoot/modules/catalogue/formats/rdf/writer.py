"""The pieces that several resources of DCAT are made of."""

from typing import Literal as Choice

from rdflib import RDFS, Graph, Literal, URIRef

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import Agent, Contact, Period, Place
from folkmoot.modules.catalogue.formats.rdf.names import (
    DCAT,
    DCATUS,
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    OWL,
    RDF,
    SKOS,
    VCARD,
    XSD,
    empty,
)
from folkmoot.modules.catalogue.formats.vocabulary import Concept, Licence
from folkmoot.modules.catalogue.formats.words import Text, say, text

Profile = Choice["ap", "us"]
"""DCAT-AP 3.0.1 or DCAT-US 3."""
_YEAR, _MONTH, _DAY = 4, 7, 10


def dated(moment: str) -> Literal:
    """A moment with the type that its length tells."""
    kinds = {_YEAR: XSD.gYear, _MONTH: XSD.gYearMonth, _DAY: XSD.date}
    kind = kinds.get(len(moment), XSD.dateTime)
    # A time is written as rdflib writes it when it was read; a year as it is, which rdflib would turn into a day.
    return Literal(moment, datatype=kind, normalize=kind == XSD.dateTime)


class Writer:
    """A graph that is being written, in one profile. Methods return the resource that they wrote.

    Resources without an IRI of their own get one below `base`: the dataset's or catalogue's that they belong to.
    """

    def __init__(self, profile: Profile = "ap") -> None:
        self.profile = profile
        self.graph: Graph = empty()

    @property
    def us(self) -> bool:
        """Whether this is DCAT-US."""
        return self.profile == "us"

    def add(self, one: URIRef, name: URIRef, value: URIRef | Literal | str) -> None:
        """One statement; a text that is empty says nothing."""
        if isinstance(value, (URIRef, Literal)):
            self.graph.add((one, name, value))
        elif value:
            self.graph.add((one, name, Literal(value)))

    def link(self, one: URIRef, name: URIRef, address: str, kind: URIRef | None = None) -> None:
        """A statement about an address, which may have to be of a class."""
        if address:
            self.graph.add((one, name, URIRef(address)))
            if kind is not None:
                self.graph.add((URIRef(address), RDF.type, kind))

    def say(self, one: URIRef, name: URIRef, said: Text) -> None:
        """Words in every language that they are said in."""
        for each in said:
            self.graph.add((one, name, Literal(each.words, lang=each.language or None)))

    def date(self, one: URIRef, name: URIRef, moment: str) -> None:
        """A date, where there is one."""
        if moment:
            self.graph.add((one, name, dated(moment)))

    def below(self, base: str, part: str) -> URIRef:
        """The IRI of a part of a resource."""
        return URIRef(f"{base}{'-' if '#' in base else '#'}{part}")

    def agent(self, given: Agent, base: str, part: str) -> URIRef:
        """A publisher or creator. DCAT-US wants organisations, with one name without a language."""
        one = URIRef(given.iri) if given.iri else self.below(base, part)
        self.add(one, RDF.type, FOAF.Agent)
        if self.us:
            self.add(one, RDF.type, ORG.Organization)
            # The same body may be described by several datasets; DCAT-US takes one name and one label.
            if (one, FOAF.name, None) not in self.graph:
                self.add(one, FOAF.name, say(given.name))
                self.say(one, SKOS.prefLabel, given.name[:1])
        else:
            self.say(one, FOAF.name, given.name)
            self.link(one, FOAF.homepage, given.homepage, FOAF.Document)
            if given.email:
                self.link(one, FOAF.mbox, f"mailto:{given.email}")
        return one

    def contact(self, given: Contact, base: str, part: str) -> URIRef | None:
        """Who answers; None where DCAT-US asks for an address and there is none."""
        if self.us and not given.email:
            return None
        one = self.below(base, part)
        self.add(one, RDF.type, VCARD.Kind if self.us else VCARD.Organization)
        self.add(one, RDF.type, VCARD.Kind)
        self.add(one, VCARD.fn, given.name)
        if given.email:
            self.link(one, VCARD.hasEmail, f"mailto:{given.email}")
        if not self.us:
            self.link(one, VCARD.hasURL, given.url)
        if given.phone:
            number = "".join(sign for sign in given.phone if sign.isdigit() or sign == "+")
            self.link(one, VCARD.tel if self.us else VCARD.hasTelephone, f"tel:{number}" if number else "")
        return one

    def concept(self, given: Concept) -> URIRef:
        """A word of a vocabulary. DCAT-US wants the vocabulary as well."""
        one = URIRef(given.iri)
        self.add(one, RDF.type, SKOS.Concept)
        self.say(one, SKOS.prefLabel, given.label or text(given.code))
        scheme = given.scheme or (given.iri.rpartition("/")[0] if self.us else "")
        if scheme and (one, SKOS.inScheme, None) not in self.graph:
            self.link(one, SKOS.inScheme, scheme)
        return one

    def document(self, one: URIRef, name: URIRef, address: str, title: Text) -> None:
        """A page. DCAT-US wants it to have a title."""
        if address:
            page = URIRef(address)
            self.add(one, name, page)
            self.add(page, RDF.type, FOAF.Document)
            if self.us:
                self.say(page, DCTERMS.title, title)

    def licence(self, one: URIRef, given: Licence | None) -> None:
        """What may be done with it. One without an address is told by its name."""
        if given is None or given.id == "notspecified":
            return
        told = URIRef(given.url) if given.url else self.below(str(one), "licence")
        self.add(one, DCTERMS.license, told)
        self.add(told, RDF.type, DCTERMS.LicenseDocument)
        self.add(told, DCTERMS.title, given.title)
        self.add(told, DCTERMS.identifier, given.id)

    def language(self, one: URIRef, tags: tuple[str, ...]) -> None:
        """Languages, by their IRIs."""
        for tag in tags:
            self.link(one, DCTERMS.language, vocabulary.language_iri(tag), DCTERMS.LinguisticSystem)

    def access(self, one: URIRef, code: str) -> None:
        """Who may use it, by the EU table."""
        if code:
            self.link(
                one, DCTERMS.accessRights, f"{vocabulary.EU}access-right/{code}", DCTERMS.RightsStatement
            )

    def standards(self, one: URIRef, given: tuple[str, ...]) -> None:
        """What it keeps to."""
        for address in given:
            self.link(one, DCTERMS.conformsTo, address, DCTERMS.Standard)

    def period(self, one: URIRef, given: Period, number: int) -> None:
        """The time that the data is about."""
        span = self.below(str(one), f"period-{number}")
        self.add(one, DCTERMS.temporal, span)
        self.add(span, RDF.type, DCTERMS.PeriodOfTime)
        self.date(span, DCAT.startDate, given.start)
        self.date(span, DCAT.endDate, given.end)

    def place(self, one: URIRef, given: Place, number: int) -> None:
        """The place that the data is about."""
        spot = URIRef(given.iri) if given.iri else self.below(str(one), f"place-{number}")
        self.add(one, DCTERMS.spatial, spot)
        self.add(spot, RDF.type, DCTERMS.Location)
        self.say(spot, SKOS.prefLabel, given.name)
        if given.box is not None and (spot, DCAT.bbox, None) not in self.graph:
            west, south, east, north = (plain(one) for one in given.box)
            corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
            wkt = f"POLYGON(({', '.join(f'{x} {y}' for x, y in corners)}))"
            self.add(spot, DCAT.bbox, Literal(wkt, datatype=GEO.wktLiteral))
            if self.us:
                self._box(one, number, (west, south, east, north))

    def _box(self, one: URIRef, number: int, box: tuple[str, str, str, str]) -> None:
        """The box once more, as DCAT-US says it."""
        told = self.below(str(one), f"box-{number}")
        self.add(one, DCATUS.geographicBoundingBox, told)
        self.add(told, RDF.type, DCATUS.GeographicBoundingBox)
        sides = (
            "westBoundingLongitude",
            "southBoundingLatitude",
            "eastBoundingLongitude",
            "northBoundingLatitude",
        )
        for side, degrees in zip(sides, box, strict=True):
            self.add(told, DCATUS[side], Literal(degrees, datatype=XSD.decimal, normalize=False))

    def remark(self, one: URIRef, name: URIRef, said: Text, kind: URIRef, part: str) -> None:
        """Words that a standard wants as a resource of their own."""
        if said:
            told = self.below(str(one), part)
            self.add(one, name, told)
            self.add(told, RDF.type, kind)
            self.say(told, RDFS.label, said)

    def versioned(self, one: URIRef, version: str) -> None:
        """Which version it is."""
        self.add(one, DCAT.version, version)
        self.add(one, OWL.versionInfo, version)


def plain(number: float) -> str:
    """A number as xsd:decimal, without an exponent, to seven places: in degrees about a centimetre."""
    told = f"{number + 0.0:.7f}".rstrip("0")
    return f"{told}0" if told.endswith(".") else told
