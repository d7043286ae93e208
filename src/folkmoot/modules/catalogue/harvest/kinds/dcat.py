"""A catalogue in DCAT, as JSON-LD, Turtle or RDF/XML, whose pages lead to each other with Hydra."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from folkmoot.modules.catalogue.fetching import Answer, Asker
from folkmoot.modules.catalogue.harvest.kinds.page import Page, marked

ACCEPT = "application/ld+json, text/turtle;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
MEDIA = {
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/rdf+xml": "rdf",
    "application/xml": "rdf",
    "text/xml": "rdf",
}
ENDINGS = {"jsonld": "jsonld", "json": "jsonld", "ttl": "ttl", "rdf": "rdf", "xml": "rdf"}


def page(address: str, cursor: str, conditions: Mapping[str, str], ask: Asker) -> Page:
    """A page of the catalogue; what follows is where it says. Raises Refused and NotNow."""
    answer = ask(cursor or address, {"Accept": ACCEPT, **conditions})
    if answer.body is None:
        return marked(Page(), answer)
    # The reader of RDF is slow to import, and whoever serves pages never reads one.
    from folkmoot.modules.catalogue.formats.rdf.read import read_document

    found = read_document(answer.body, syntax_of(answer), base=answer.url)
    there = urljoin(answer.url, found.next) if found.next else ""
    # A catalogue may be empty; what cannot be read at all is wrong.
    empty = not found.records and found.total == 0
    return marked(Page(found.records, there, found.total, wrong=[] if empty else found.wrong), answer)


def syntax_of(answer: Answer) -> str:
    """The syntax by the media type, else by the address, else by the first sign of the document."""
    if answer.media in MEDIA:
        return MEDIA[answer.media]
    ending = urlsplit(answer.url).path.rpartition(".")[2].lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    first = (answer.body or b"").lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return "jsonld" if first in {b"{", b"["} else "ttl" if first != b"<" else "rdf"
