"""CKAN's objects as entries: what a client writes through the API, and what is harvested from another portal."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.entry import (
    NAME,
    Agent,
    Contact,
    Dataset,
    Distribution,
    Extras,
    Period,
    Place,
)
from folkmoot.modules.catalogue.formats.names import address_of, digest, name_of
from folkmoot.modules.catalogue.formats.rdf.shapes import box_of
from folkmoot.modules.catalogue.formats.report import Harvest, Report
from folkmoot.modules.catalogue.formats.words import Said, Text, cleaned, moment, text

MOST = 1_000
"""How many resources, tags or extras of one dataset are taken."""
# What `resource_show` answers with by itself; everything else is the publisher's own.
RESOURCE_KEYS = frozenset(
    {
        "cache_last_updated", "cache_url", "created", "datastore_active", "description", "format", "hash", "id",
        "last_modified", "metadata_modified", "mimetype", "mimetype_inner", "name", "package_id", "position",
        "resource_type", "size", "state", "url", "url_type", "upload", "clear_upload", "revision_id", "package",
    }
)  # fmt: skip


def dataset_of(given: Any, *, site: str, language: str = "") -> Report:
    """The entry of a package object from the portal at `site`; the report says what was left out and why.

    What CKAN keeps in extras under the names of its DCAT extension (theme, frequency, temporal_start, spatial …) is
    read as well, and stays in the extras.
    """
    report = Report(
        str(given.get("id") or given.get("name") or "record") if isinstance(given, Mapping) else "record"
    )
    if not isinstance(given, Mapping):
        report.blame("record", "a dataset is an object; this is %(kind)s", kind=type(given).__name__)
        return report
    reader = _Reader(given, site.rstrip("/"), language, report)
    report.entry = report.attempt("dataset", reader.dataset)
    return report


def harvest_of(document: Any, *, site: str, language: str = "") -> Harvest:
    """The datasets of an answer of `package_search`, or of a list of package objects."""
    found = document
    if isinstance(document, Mapping):
        result = document.get("result", document)
        found = result.get("results") if isinstance(result, Mapping) else result
    if not isinstance(found, list):
        nothing = Report("document")
        nothing.blame("document", "it has no list of datasets at result.results")
        return Harvest(wrong=nothing.wrong)
    return Harvest([dataset_of(one, site=site, language=language) for one in found])


class _Reader:
    def __init__(self, given: Mapping[str, Any], site: str, language: str, report: Report) -> None:
        self.given, self.site, self.language, self.report = given, site, language, report
        self.extras = self._extras(given.get("extras"))
        self.told = dict(self.extras)

    def dataset(self) -> Dataset:
        """The entry. Raises Refused where there can be none."""
        name = self.word("name")
        id_ = self.word("id") or name
        if not NAME.fullmatch(name):
            name = name_of(name or f"{self.site}/{id_}", self.word("title"))
        page = f"{self.site}/dataset/{name}"
        return Dataset(
            id=id_,
            name=name,
            iri=self.address("uri", self.told) or page,
            title=self.words("title") or text(name, self.language),
            description=self.words("notes") or self.words("title") or text(name, self.language),
            publisher=self.report.attempt("organization", self._publisher),
            creator=self.report.attempt("author", self._creator),
            contacts=self._contacts(),
            keywords=self._tags(),
            themes=tuple(filter(None, (vocabulary.theme_of(one) for one in self.listed("theme")))),
            licence=vocabulary.licence_of(
                id=self.word("license_id"), url=self.word("license_url"), title=self.word("license_title")
            ),
            frequency=vocabulary.frequency_of(self.told.get("frequency", "")),
            issued=self.date("issued", self.told.get("issued")),
            modified=self.date("modified", self.told.get("modified")),
            created=self.date("metadata_created", self.given.get("metadata_created")),
            changed=self.date("metadata_modified", self.given.get("metadata_modified")),
            periods=self._period(),
            places=self._place(),
            languages=tuple(filter(None, (vocabulary.language_of(one) for one in self.listed("language")))),
            landing_page=self.address("url"),
            version=self.word("version"),
            distributions=self._resources(id_, page),
            source=page,
            groups=self._groups(),
            private=self.given.get("private") in (True, "true", "True"),
            state=self.word("state") or "active",
            extras=self.extras,
        )

    def word(self, name: str, where: Mapping[str, Any] | None = None) -> str:
        """One text; other kinds of values are said as JSON says them."""
        value = (self.given if where is None else where).get(name)
        return (
            "" if value is None else cleaned(value).strip() if isinstance(value, str) else json.dumps(value)
        )

    def words(self, name: str, where: Mapping[str, Any] | None = None) -> Text:
        """A text, or texts by language as multilingual portals write them."""
        value = (self.given if where is None else where).get(name)
        if isinstance(value, Mapping):
            return text({str(tag): cleaned(str(one)) for tag, one in value.items() if one})
        return text(self.word(name, where), self.language)

    def date(self, where: str, value: Any) -> str:
        """A date, or a line in the report."""
        return self.report.attempt(where, moment, value if isinstance(value, str) else "") or ""

    def address(self, name: str, where: Mapping[str, Any] | None = None) -> str:
        """An address; what is none is reported."""
        told = self.word(name, where)
        if told and not told.startswith(("http://", "https://", "ftp://")):
            self.report.blame(name, "“%(given)s” is no address", given=told[:200])
            return ""
        return address_of(told)

    def listed(self, name: str) -> list[str]:
        """An extra that is a list, as JSON or with commas."""
        told = self.told.get(name, "")
        try:
            found = json.loads(told) if told.startswith("[") else told.split(",")
        except (ValueError, RecursionError):
            found = [told]
        return [str(one).strip() for one in found if str(one).strip()]

    def objects(self, name: str) -> list[Mapping[str, Any]]:
        """A list of objects; what is none is reported."""
        value = self.given.get(name) or []
        if not isinstance(value, list):
            self.report.blame(name, "write a list")
            return []
        if len(value) > MOST:
            self.report.blame(name, "only the first %(most)s are taken", most=MOST)
        found = [one for one in value[:MOST] if isinstance(one, Mapping)]
        if len(found) < len(value[:MOST]):
            self.report.blame(name, "write a list of objects")
        return found

    def _extras(self, value: Any) -> Extras:
        if isinstance(value, Mapping):
            value = [{"key": key, "value": one} for key, one in value.items()]
        found = [one for one in value[:MOST] if isinstance(one, Mapping)] if isinstance(value, list) else []
        pairs = {self.word("key", one): self.word("value", one) for one in found if self.word("key", one)}
        return tuple(pairs.items())

    def _publisher(self) -> Agent | None:
        told = self.given.get("organization")
        own = self.word("owner_org")
        if not isinstance(told, Mapping):
            return Agent(text(own), id=own, slug=own) if own else None
        slug = self.word("name", told)
        name = self.words("title", told) or text(slug or own)
        return Agent(
            name,
            id=self.word("id", told) or own,
            slug=slug,
            description=self.words("description", told),
            image=self.word("image_url", told),
        )

    def _creator(self) -> Agent | None:
        name = self.word("author") or self.word("author_email")
        return Agent(text(name), email=self.word("author_email")) if name else None

    def _contacts(self) -> tuple[Contact, ...]:
        name, mail = self.word("maintainer"), self.word("maintainer_email")
        made = self.report.attempt("maintainer", Contact, name or mail, mail) if name or mail else None
        if made is None and name:
            made = self.report.attempt("maintainer", Contact, name)
        return (made,) if made else ()

    def _tags(self) -> Text:
        value = self.given.get("tags") or []
        if not isinstance(value, list):
            self.report.blame("tags", "write a list")
            value = []
        found = [
            one if isinstance(one, str) else self.word("name", one)
            for one in value[:MOST]
            if isinstance(one, (str, Mapping))
        ]
        return tuple(Said(cleaned(word), self.language) for word in dict.fromkeys(found) if word.strip())

    def _groups(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, self.word("title", one) or self.word("display_name", one) or name)
            for one in self.objects("groups")
            if (name := self.word("name", one) or self.word("id", one))
        )

    def _period(self) -> tuple[Period, ...]:
        start = self.date("temporal_start", self.told.get("temporal_start"))
        end = self.date("temporal_end", self.told.get("temporal_end"))
        return (Period(start, end),) if start or end else ()

    def _place(self) -> tuple[Place, ...]:
        box = box_of(self.told.get("spatial", ""))
        name = text(self.told.get("spatial_text", ""), self.language)
        made = self.report.attempt("spatial", Place, name, box=box) if box or name else None
        return (made,) if made else ()

    def _resources(self, id_: str, page: str) -> tuple[Distribution, ...]:
        found = []
        for number, one in enumerate(self.objects("resources")):
            made = self.report.attempt(f"resources[{number}]", self._resource, one, id_, page)
            found += [made] if made else []
        return tuple(found)

    def _resource(self, one: Mapping[str, Any], id_: str, page: str) -> Distribution:
        url = self.address("url", one)
        own = self.word("id", one) or digest(f"{id_} {url}")
        known = vocabulary.file_of(self.word("format", one)) or vocabulary.file_of(self.word("mimetype", one))
        sums = self.word("hash", one).lower().removeprefix("sha256:")
        kind = self.word("url_type", one)
        media = self.word("mimetype", one)
        size = self.word("size", one)
        return Distribution(
            id=own,
            iri=f"{page}/resource/{quote(own, safe='')}",
            download_url=url,
            title=self.words("name", one),
            description=self.words("description", one),
            # CKAN keeps the words of the publisher; only a missing format is filled in.
            format=self.word("format", one) or (known.label if known else ""),
            media_type="" if known and media == known.media else media,
            size=int(size) if size.isdigit() else None,
            sha256=sums if len(sums) == 64 and not set(sums) - set("0123456789abcdef") else "",  # noqa: PLR2004 - SHA-256.
            hash=self.word("hash", one),
            issued=self.date("created", one.get("created")),
            modified=self.date("last_modified", one.get("last_modified")),
            changed=self.date("metadata_modified", one.get("metadata_modified")),
            queryable=one.get("datastore_active") in (True, "true", "True"),
            kind=kind,
            extras=tuple(
                (str(key), self.word(key, one))
                for key in one
                if key not in RESOURCE_KEYS and one[key] is not None
            ),
        )
