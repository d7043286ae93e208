"""The controlled vocabularies of the field: EU themes, frequencies, languages, file types; licences; checks of both.

Source: the EU Publications Office's authority tables (http://publications.europa.eu/resource/authority/), the
Dublin Core Collection Description frequencies, and the licence list that CKAN ships, by their identifiers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from folkmoot.modules.catalogue.formats.words import Text, text

EU = "http://publications.europa.eu/resource/authority/"
IANA = "http://www.iana.org/assignments/media-types/"
ACCESS = ("PUBLIC", "RESTRICTED", "NON_PUBLIC")
"""Codes of the EU table of access rights."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A word of a vocabulary: its IRI, what it is called, and the vocabulary that it is of."""

    iri: str
    label: Text
    scheme: str = ""

    @property
    def code(self) -> str:
        """The last part of the IRI."""
        return self.iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


_THEMES = {
    "AGRI": (
        "Agriculture, fisheries, forestry and food",
        "Landwirtschaft, Fischerei, Forstwirtschaft und Nahrungsmittel",
    ),
    "ECON": ("Economy and finance", "Wirtschaft und Finanzen"),
    "EDUC": ("Education, culture and sport", "Bildung, Kultur und Sport"),
    "ENER": ("Energy", "Energie"),
    "ENVI": ("Environment", "Umwelt"),
    "GOVE": ("Government and public sector", "Regierung und öffentlicher Sektor"),
    "HEAL": ("Health", "Gesundheit"),
    "INTR": ("International issues", "Internationale Themen"),
    "JUST": ("Justice, legal system and public safety", "Justiz, Rechtssystem und öffentliche Sicherheit"),
    "OP_DATPRO": ("Provisional data", "Vorläufige Daten"),
    "REGI": ("Regions and cities", "Regionen und Städte"),
    "SOCI": ("Population and society", "Bevölkerung und Gesellschaft"),
    "TECH": ("Science and technology", "Wissenschaft und Technologie"),
    "TRAN": ("Transport", "Verkehr"),
}
THEME_SCHEME = f"{EU}data-theme"
THEMES: Mapping[str, Concept] = {
    code: Concept(f"{THEME_SCHEME}/{code}", text({"en": english, "de": german}), THEME_SCHEME)
    for code, (english, german) in _THEMES.items()
}

FREQUENCIES: Mapping[str, tuple[str, str]] = {
    "TRIENNIAL": ("R/P3Y", "triennial"),
    "BIENNIAL": ("R/P2Y", "biennial"),
    "ANNUAL": ("R/P1Y", "annual"),
    "ANNUAL_2": ("R/P6M", "semiannual"),
    "ANNUAL_3": ("R/P4M", "threeTimesAYear"),
    "QUARTERLY": ("R/P3M", "quarterly"),
    "BIMONTHLY": ("R/P2M", "bimonthly"),
    "MONTHLY": ("R/P1M", "monthly"),
    "MONTHLY_2": ("R/P0.5M", "semimonthly"),
    "MONTHLY_3": ("R/P0.33M", "threeTimesAMonth"),
    "BIWEEKLY": ("R/P2W", "biweekly"),
    "WEEKLY": ("R/P1W", "weekly"),
    "WEEKLY_2": ("R/P3.5D", "semiweekly"),
    "WEEKLY_3": ("R/P0.33W", "threeTimesAWeek"),
    "DAILY": ("R/P1D", "daily"),
    "DAILY_2": ("R/PT12H", ""),
    "HOURLY": ("R/PT1H", ""),
    "CONT": ("R/PT1S", "continuous"),
    "UPDATE_CONT": ("R/PT1S", "continuous"),
    "IRREG": ("irregular", "irregular"),
    "AS_NEEDED": ("irregular", "irregular"),
    "NEVER": ("", ""),
    "UNKNOWN": ("", ""),
    "OTHER": ("", ""),
}
"""EU frequency codes with the ISO 8601 repetition that `data.json` writes and the word of Dublin Core's vocabulary."""
_DUBLIN = "http://purl.org/cld/freq/"


def frequency_iri(code: str) -> str:
    """The IRI of a frequency."""
    return f"{EU}frequency/{code}"


def frequency_of(given: str) -> str:
    """The code of a frequency given as an EU or Dublin Core IRI, an ISO 8601 repetition or a word; "" if unknown."""
    told = given.strip()
    code = told.removeprefix(f"{EU}frequency/").upper()
    if code in FREQUENCIES:
        return code
    word = told.removeprefix(_DUBLIN)
    for one, (repeated, dublin) in FREQUENCIES.items():
        if told and (told == repeated or (dublin and word.lower() == dublin.lower())):
            return one
    return ""


@dataclass(frozen=True, slots=True)
class Licence:
    """What data may be used under: `id` as CKAN's list has it, the deed's address, and whether it is open."""

    id: str
    title: str
    url: str = ""
    open: bool = False


_LICENCES = (
    ("cc-zero", "Creative Commons CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", True),
    ("cc-by-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/", True),
    ("cc-by", "Creative Commons Attribution", "https://creativecommons.org/licenses/by/3.0/", True),
    (
        "cc-by-sa-4.0",
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
        True,
    ),
    (
        "cc-by-sa",
        "Creative Commons Attribution-ShareAlike",
        "https://creativecommons.org/licenses/by-sa/3.0/",
        True,
    ),
    ("cc-nc", "Creative Commons NonCommercial", "https://creativecommons.org/licenses/by-nc/2.0/", False),
    (
        "dl-de-by-2.0",
        "Datenlizenz Deutschland – Namensnennung – 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
        True,
    ),
    ("dl-de-zero-2.0", "Datenlizenz Deutschland – Zero – 2.0", "https://www.govdata.de/dl-de/zero-2-0", True),
    (
        "odc-pddl",
        "Open Data Commons Public Domain Dedication and License",
        "https://opendatacommons.org/licenses/pddl/1-0/",
        True,
    ),
    (
        "odc-odbl",
        "Open Data Commons Open Database License",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        True,
    ),
    ("odc-by", "Open Data Commons Attribution License", "https://opendatacommons.org/licenses/by/1-0/", True),
    (
        "uk-ogl",
        "Open Government Licence 3.0 (United Kingdom)",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        True,
    ),
    ("us-pd", "U.S. Government Work", "https://www.usa.gov/government-works", True),
    ("other-open", "Other (open)", "", True),
    ("other-pd", "Other (public domain)", "", True),
    ("other-at", "Other (attribution)", "", True),
    ("other-nc", "Other (not for commercial use)", "", False),
    ("other-closed", "Other (not open)", "", False),
    ("notspecified", "Not specified", "", False),
)
LICENCES: Mapping[str, Licence] = {one[0]: Licence(*one) for one in _LICENCES}


def _bare(url: str) -> str:
    """An address without what differs between two ways of writing the same deed."""
    told = url.strip().lower().partition("://")[2].removeprefix("www.").rstrip("/")
    for end in ("/legalcode", "/deed", "/deed.en", "/deed.de"):
        told = told.removesuffix(end)
    return told


_BY_URL = {_bare(one.url): one for one in LICENCES.values() if one.url}


def licence_of(*, id: str = "", url: str = "", title: str = "") -> Licence | None:  # noqa: A002 - CKAN calls it so.
    """The licence of an identifier or address; one that is not on the list is kept as given; None for nothing."""
    if id.lower() in LICENCES:
        return LICENCES[id.lower()]
    if url and _bare(url) in _BY_URL:
        return _BY_URL[_bare(url)]
    return Licence(id, title or id or url, url) if id or url or title else None


@dataclass(frozen=True, slots=True)
class File:
    """A file type: what people call it, its IANA media type, the code of the EU table, whether anyone may read it."""

    label: str
    media: str
    eu: str
    open: bool = True


FILES: Mapping[str, File] = {
    one.label: one
    for one in (
        File("CSV", "text/csv", "CSV"),
        File("TSV", "text/tab-separated-values", "TSV"),
        File("JSON", "application/json", "JSON"),
        File("JSONL", "application/x-ndjson", "JSON"),
        File("GeoJSON", "application/geo+json", "GEOJSON"),
        File("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
        File("XLS", "application/vnd.ms-excel", "XLS", open=False),
        File("ODS", "application/vnd.oasis.opendocument.spreadsheet", "ODS"),
        File("Parquet", "application/vnd.apache.parquet", "PARQUET"),
        File("XML", "application/xml", "XML"),
        File("RDF", "application/rdf+xml", "RDF_XML"),
        File("TTL", "text/turtle", "RDF_TURTLE"),
        File("JSON-LD", "application/ld+json", "JSON_LD"),
        File("HTML", "text/html", "HTML"),
        File("PDF", "application/pdf", "PDF"),
        File("TXT", "text/plain", "TXT"),
        File("ZIP", "application/zip", "ZIP"),
        File("KML", "application/vnd.google-earth.kml+xml", "KML"),
        File("SHP", "application/vnd.shp", "SHP"),
        File("GPKG", "application/geopackage+sqlite3", "GPKG"),
        File("WMS", "", "WMS_SRVC"),
        File("WFS", "", "WFS_SRVC"),
    )
}
_BY_WORD = {word.lower(): one for one in FILES.values() for word in (one.label, one.media, one.eu) if word}
_BY_WORD |= {"application/x-parquet": FILES["Parquet"], "ndjson": FILES["JSONL"], "json": FILES["JSON"]}


def file_of(given: str) -> File | None:
    """The file type of a word, an ending, a media type, or an IRI of IANA or the EU table; None if unknown."""
    word = given.strip().lower().lstrip(".")
    for prefix in (IANA, IANA.replace("http:", "https:"), f"{EU}file-type/"):
        word = word.removeprefix(prefix)
    return _BY_WORD.get(word.partition(";")[0].strip())


_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")


def media_of(media: str, format: str = "") -> str:  # noqa: A002 - DCAT calls it so.
    """The media type that is given where it is one (RFC 6838), or that of the format; "" if neither is known."""
    told = media.partition(";")[0].strip()
    if _MEDIA.fullmatch(told):
        return told
    known = file_of(format) or file_of(media)
    return known.media if known else ""


LANGUAGES: Mapping[str, str] = {
    "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA", "et": "EST", "fi": "FIN",
    "fr": "FRA", "ga": "GLE", "hr": "HRV", "hu": "HUN", "is": "ISL", "it": "ITA", "lt": "LIT", "lv": "LAV", "mt": "MLT",
    "nl": "NLD", "no": "NOR", "pl": "POL", "pt": "POR", "ro": "RON", "sk": "SLK", "sl": "SLV", "sv": "SWE", "tr": "TUR",
    "uk": "UKR",
}  # fmt: skip
"""Two-letter codes and those of the EU table of languages."""
_BY_LANGUAGE = {eu: short for short, eu in LANGUAGES.items()}


def language_iri(tag: str) -> str:
    """The IRI of a language: the EU table's, or that of the Library of Congress for others."""
    short = tag.split("-", maxsplit=1)[0].lower()
    known = LANGUAGES.get(short)
    return f"{EU}language/{known}" if known else f"http://id.loc.gov/vocabulary/iso639-1/{short}"


def language_of(given: str) -> str:
    """The two-letter code of a language's IRI, or a tag as it is; "" if unknown."""
    last = given.rstrip("/").rpartition("/")[2]
    if last.upper() in _BY_LANGUAGE:
        return _BY_LANGUAGE[last.upper()]
    short = last.split("-", maxsplit=1)[0].lower()
    return short if re.fullmatch("[a-z]{2}", short) else ""


def theme_of(given: str) -> Concept | None:
    """A theme of the EU vocabulary by its code, IRI or one of its labels; None for anything else."""
    told = given.strip()
    code = told.removeprefix(f"{THEME_SCHEME}/").upper()
    if code in THEMES:
        return THEMES[code]
    lowered = told.lower()
    return next(
        (one for one in THEMES.values() if any(lowered == said.words.lower() for said in one.label)), None
    )
