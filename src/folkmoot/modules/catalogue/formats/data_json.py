"""`data.json`: DCAT-US 1.1 out and in, and the JSON of DCAT-US 3 in.

Source: the Project Open Data metadata schema 1.1 (https://resources.data.gov/resources/dcat-us/).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import (
    Agent,
    Catalogue,
    Contact,
    Dataset,
    Distribution,
    Period,
    Place,
    period_of,
)
from folkmoot.modules.catalogue.formats.names import address_of, digest, name_of
from folkmoot.modules.catalogue.formats.rdf.shapes import box_of
from folkmoot.modules.catalogue.formats.report import Harvest, Report
from folkmoot.modules.catalogue.formats.vocabulary import Concept, Licence
from folkmoot.modules.catalogue.formats.words import Said, Text, cleaned, moment, say, text
from folkmoot.record.refusal import Refusal, Refused

SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
CONFORMS = frozenset({SCHEMA, f"{SCHEMA}/", f"{SCHEMA}/catalog.json"})
MOST = 100_000
LEVELS = {"PUBLIC": "public", "RESTRICTED": "restricted public", "NON_PUBLIC": "non-public"}


def pieces(
    catalogue: Catalogue, datasets: Iterable[Sequence[Dataset]], language: str = ""
) -> Iterator[bytes]:
    """A catalogue as DCAT-US 1.1 has it, in one language, piece by piece: no more of it is held than a batch of datasets.

    What the schema demands and an entry may lack is filled in from the catalogue (publisher, contact) or said as it is:
    a dataset without keywords gets its title as one, one that never changed its date of issue, and one without a
    mailbox an empty address, which the schema allows.
    """
    head = json.dumps(
        {
            "@context": f"{SCHEMA}/catalog.jsonld",
            "@id": catalogue.iri,
            "@type": "dcat:Catalog",
            "conformsTo": SCHEMA,
            "describedBy": f"{SCHEMA}/catalog.json",
        }
    )
    yield f'{head[:-1]}, "dataset": ['.encode()
    between = ""
    for some in datasets:
        told = ",\n".join(json.dumps(record(one, catalogue, language), ensure_ascii=False) for one in some)
        if told:
            yield f"{between}{told}".encode()
            between = ",\n"
    yield b"]}"


def record(dataset: Dataset, catalogue: Catalogue, language: str = "") -> dict[str, Any]:
    """One dataset of `data.json`."""
    publisher = dataset.publisher or catalogue.publisher
    contacts = [one for one in (*dataset.contacts, catalogue.contact) if one is not None and one.email]
    mail = contacts[0].email if contacts else publisher.email
    told: dict[str, Any] = {
        "@type": "dcat:Dataset",
        "identifier": dataset.iri,
        "title": dataset.called(language),
        "description": say(dataset.description, language),
        "keyword": list(dict.fromkeys(one.words for one in dataset.keywords)) or [dataset.called(language)],
        "modified": dataset.modified
        or dataset.issued
        or dataset.changed
        or dataset.created
        or catalogue.modified,
        "publisher": {"@type": "org:Organization", "name": say(publisher.name, language)},
        "accessLevel": LEVELS.get(dataset.access, "public"),
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": contacts[0].name if contacts else say(publisher.name, language),
            "hasEmail": f"mailto:{mail}",
        },
        "issued": dataset.issued,
        "license": dataset.licence.url if dataset.licence else "",
        "landingPage": dataset.landing_page,
        "accrualPeriodicity": vocabulary.FREQUENCIES[dataset.frequency][0] if dataset.frequency else "",
        "language": list(dict.fromkeys(dataset.languages)),
        "references": list(dict.fromkeys(dataset.documentation)),
        "theme": list(dict.fromkeys(say(one.label, language) or one.code for one in dataset.themes)),
        "temporal": next((f"{one.start}/{one.end}" for one in dataset.periods if one.start and one.end), ""),
        "spatial": _where(dataset, language),
        "conformsTo": dataset.conforms_to[0] if dataset.conforms_to else "",
        "distribution": [_file(one, language) for one in dataset.distributions],
    }
    return {name: value for name, value in told.items() if value not in ("", [], None)}


def _where(dataset: Dataset, language: str) -> str:
    for place in dataset.places:
        if place.box:
            return ",".join(f"{one:.7g}" for one in place.box)
        if place.name:
            return say(place.name, language)
    return ""


def _file(one: Distribution, language: str) -> dict[str, Any]:
    media = vocabulary.media_of(one.media_type, one.format)
    told = {
        "@type": "dcat:Distribution",
        "title": say(one.title, language),
        "description": say(one.description, language),
        "downloadURL": one.download_url,
        # The schema wants a media type beside every download.
        "mediaType": (media or "application/octet-stream") if one.download_url else media,
        "accessURL": one.access_url,
        "format": one.format,
        "conformsTo": one.conforms_to[0] if one.conforms_to else "",
    }
    return {name: value for name, value in told.items() if value}


def read(data: bytes, *, base: str, language: str = "", most: int = 64 * 1024 * 1024) -> Harvest:
    """The datasets of a `data.json` of DCAT-US 1.1 or 3. `base` is where it was found."""
    try:
        if len(data) > most:
            raise Refused(
                [
                    Refusal.of(
                        "document",
                        "it has %(given)s bytes; at most %(most)s are read",
                        given=len(data),
                        most=most,
                    )
                ]
            )
        found = json.loads(data.decode("utf-8-sig"))
    except Refused as refused:
        return Harvest(wrong=list(refused.refusals))
    except UnicodeDecodeError as wrong:
        return Harvest(wrong=[Refusal.of("document", "it is not UTF-8: byte %(at)s", at=wrong.start)])
    except RecursionError:
        return Harvest(wrong=[Refusal("document", "its parts lie too deep in each other")])
    except ValueError as wrong:
        return Harvest(wrong=[Refusal.of("document", "it is not JSON: %(why)s", why=str(wrong))])
    records = found.get("dataset") if isinstance(found, Mapping) else found
    if not isinstance(records, list):
        return Harvest(wrong=[Refusal("document", "it has no list “dataset”")])
    harvest = Harvest([read_record(one, base=base, language=language) for one in records[:MOST]])
    if len(records) > MOST:
        harvest.wrong.append(Refusal.of("document", "only the first %(most)s are taken", most=MOST))
    return harvest


def read_record(given: Any, *, base: str, language: str = "") -> Report:
    """One dataset of `data.json`, with what was wrong with it."""
    if not isinstance(given, Mapping):
        report = Report("record")
        report.blame("record", "a dataset is an object; this is %(kind)s", kind=type(given).__name__)
        return report
    reader = _Reader(given, base, language)
    reader.report.entry = reader.report.attempt("dataset", reader.dataset)
    return reader.report


class _Reader:
    def __init__(self, given: Mapping[str, Any], base: str, language: str) -> None:
        self.given, self.base, self.language = given, base, language
        self.identifier = next(iter(self.listed(given, "identifier")), "") or self.word(given, "@id")
        self.report = Report(self.identifier or self.word(given, "title") or "record")

    def dataset(self) -> Dataset:
        """The entry. Raises Refused where there can be none."""
        given = self.given
        if not self.identifier:
            raise Refused(
                [Refusal("identifier", "the dataset has no identifier, so that it could not be found again")]
            )
        own = self.identifier if self.identifier.startswith(("http://", "https://")) else ""
        address = address_of(own or f"{self.base.partition('#')[0]}#{digest(self.identifier)}")
        issued, modified = (self.attempt_date(name) for name in ("issued", "modified"))
        level = self.word(given, "accessLevel").lower()
        access = next((code for code, word in LEVELS.items() if word == level), "")
        rights = self.word(given, "accessRights").rpartition("/")[2]
        return Dataset(
            id=self.identifier,
            name=name_of(address.partition("#")[0] if own else address, self.word(given, "title")),
            iri=address,
            title=self.words(given, "title"),
            description=self.words(given, "description"),
            publisher=self.report.attempt("publisher", self._publisher),
            contacts=self._contacts(),
            keywords=tuple(Said(one, self.language) for one in dict.fromkeys(self.listed(given, "keyword"))),
            themes=self._themes(),
            licence=self._licence(given),
            frequency=vocabulary.frequency_of(self.word(given, "accrualPeriodicity")),
            issued=issued,
            modified=modified,
            periods=self._periods(),
            places=self._places(),
            languages=tuple(
                dict.fromkeys(filter(None, map(vocabulary.language_of, self.listed(given, "language"))))
            ),
            landing_page=self.address(given, "landingPage"),
            documentation=tuple(one for one in self.listed(given, "references") if one.startswith("http")),
            access=access or (rights if rights in vocabulary.ACCESS else ""),
            conforms_to=tuple(one for one in self.listed(given, "conformsTo") if one.startswith("http")),
            version=self.word(given, "version"),
            distributions=self._files(address),
            source=own or self.base,
        )

    def word(self, where: Mapping[str, Any], name: str) -> str:
        """One text; of an object its address or label."""
        value = where.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Mapping):
            value = next(
                (
                    value[key]
                    for key in ("@value", "@id", "prefLabel", "label", "title", "name")
                    if value.get(key)
                ),
                None,
            )
        return cleaned(str(value)).strip() if isinstance(value, (str, int, float)) else ""

    def listed(self, where: Mapping[str, Any], name: str) -> list[str]:
        """Texts of a list, or the one text."""
        value = where.get(name)
        many = value if isinstance(value, list) else [value]
        return [told for one in many[:1_000] if (told := self.word({"": one}, ""))]

    def words(self, where: Mapping[str, Any], name: str) -> Text:
        """A text, or texts by language in `…Map`."""
        by = where.get(f"{name}Map")
        if isinstance(by, Mapping):
            return text({str(tag): cleaned(str(one)) for tag, one in by.items() if one})
        return text(self.word(where, name), self.language)

    def attempt_date(self, name: str) -> str:
        """A date, or a line in the report. R/P1D in `modified` is an old way to say a frequency and no date."""
        told = self.word(self.given, name)
        return "" if told.startswith("R/") else self.report.attempt(name, moment, told) or ""

    def address(self, where: Mapping[str, Any], name: str) -> str:
        """An address; what is none is reported."""
        told = address_of(self.word(where, name))
        if told and not told.startswith(("http://", "https://", "ftp://")):
            self.report.blame(name, "“%(given)s” is no address", given=told[:200])
            return ""
        return told

    def _publisher(self) -> Agent | None:
        told = self.given.get("publisher")
        own = told if isinstance(told, Mapping) else {"name": told}
        name = self.words(own, "name") or self.words(own, "prefLabel")
        iri = self.word(own, "@id")
        return Agent(name, iri=iri if iri.startswith("http") else "") if name else None

    def _contacts(self) -> tuple[Contact, ...]:
        value = self.given.get("contactPoint")
        found = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                mail = self.word(one, "hasEmail").removeprefix("mailto:")
                name = self.word(one, "fn") or mail
                made = self.report.attempt("contactPoint", Contact, name, mail)
                found += [made] if made else []
        return tuple(found)

    def _themes(self) -> tuple[Concept, ...]:
        found = []
        for one in self.listed(self.given, "theme"):
            known = vocabulary.theme_of(one)
            if known is not None:
                found.append(known)
            else:
                self.report.blame("theme", "“%(given)s” is not in the EU vocabulary", given=one[:200])
        return tuple(dict.fromkeys(found))

    def _licence(self, where: Mapping[str, Any]) -> Licence | None:
        told = self.word(where, "license")
        address = told if told.startswith("http") else ""
        return vocabulary.licence_of(id="" if address else told, url=address)

    def _periods(self) -> tuple[Period, ...]:
        value = self.given.get("temporal")
        found = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                start, end = self.word(one, "startDate"), self.word(one, "endDate")
            else:
                start, _, end = self.word({"": one}, "").partition("/")
            if start or end:
                made = self.report.attempt("temporal", period_of, start, end)
                found += [made] if made else []
        return tuple(found)

    def _places(self) -> tuple[Place, ...]:
        value = self.given.get("spatial")
        found = []
        for one in value if isinstance(value, list) else [value]:
            shape = json.dumps(one) if isinstance(one, Mapping) and "coordinates" in one else ""
            shape = shape or (
                self.word(one, "bbox") or self.word(one, "geometry") if isinstance(one, Mapping) else ""
            )
            name = (
                self.words(one, "prefLabel")
                if isinstance(one, Mapping)
                else text(self.word({"": one}, ""), self.language)
            )
            box = box_of(shape or say(name))
            if box or name:
                made = self.report.attempt("spatial", Place, () if box and not shape else name, box=box)
                found += [made] if made else []
        return tuple(found)

    def _files(self, address: str) -> tuple[Distribution, ...]:
        value = self.given.get("distribution") or []
        found = []
        for number, one in enumerate(value[:1_000] if isinstance(value, list) else [value]):
            if not isinstance(one, Mapping):
                self.report.blame(f"distribution[{number}]", "write an object")
                continue
            made = self.report.attempt(f"distribution[{number}]", self._distribution, one, address)
            found += [made] if made else []
        return tuple(found)

    def _distribution(self, one: Mapping[str, Any], address: str) -> Distribution:
        download, access = self.address(one, "downloadURL"), self.address(one, "accessURL")
        known = vocabulary.file_of(self.word(one, "format")) or vocabulary.file_of(
            self.word(one, "mediaType")
        )
        media = self.word(one, "mediaType")
        size = self.word(one, "byteSize")
        own = digest(f"{download} {access} {self.word(one, 'title')}")
        return Distribution(
            id=own,
            iri=f"{address}{'-' if '#' in address else '#'}{own}",
            access_url=access,
            download_url=download,
            title=self.words(one, "title"),
            description=self.words(one, "description"),
            format=known.label if known else self.word(one, "format"),
            media_type="" if known and known.media == media else media,
            size=int(size) if size.isdigit() else None,
            licence=self._licence(one),
        )
