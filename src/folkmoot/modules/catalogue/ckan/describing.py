"""A dataset as a client of CKAN writes it: our description, its contact, and what goes along with it."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.ckan import further
from folkmoot.modules.catalogue.ckan.ask import Denied
from folkmoot.modules.catalogue.ckan.finding import licences_of
from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.models import ApiKey
from folkmoot.record.refusal import Refusal, Refused

MOST = 500
"""How many tags, extras, groups or resources of one dataset are read."""
OF_SITE = frozenset(
    {
        "id", "name", "creator_user_id", "isopen", "license_title", "license_url", "metadata_created",
        "metadata_modified", "num_resources", "num_tags", "organization", "private", "state", "type",
        "relationships_as_subject", "relationships_as_object", "resources", "revision_id", "tracking_summary",
        "include_datasets", "include_users", "include_password_hash", "name_or_id", "licence_id",
    }
)  # fmt: skip
"""Keys that the site answers with by itself."""
OF_DATASET = frozenset(
    {
        "title", "notes", "title_translated", "notes_translated", "owner_org", "license_id", "tags", "tag_string",
        "groups", "extras", "url", "author", "author_email", "maintainer", "maintainer_email", "version",
    }
)  # fmt: skip
_EXTRAS = ("frequency", "temporal_start", "temporal_end", "areas", "theme")


@dataclass(frozen=True, slots=True)
class Written:
    """A description as a client wrote it; ``contact`` is a mailbox."""

    description: events.Description
    contact: str
    further: Mapping[str, Any]


def written(
    given: Mapping[str, Any], key: ApiKey, before: events.Description | None, kept: Mapping[str, Any]
) -> Written:
    """What a package object says. ``kept`` is what went along before. Raises Refused with all of it, Denied."""
    reader = _Reader(given)
    office = reader.word("owner_org") or key.office
    if office != key.office:
        raise Denied(f"this key writes for {key.office}, not for {office[:60]}")
    extras = reader.extras()
    found = Written(
        events.Description(
            title=reader.words("title", before.title if before else (), reader.word("name")),
            summary=reader.words("notes", before.summary if before else ()),
            office=office,
            licence=reader.licence(),
            themes=reader.themes(extras),
            keywords=reader.tags(),
            areas=reader.areas(extras),
            begins=reader.day("temporal_start", extras),
            ends=reader.day("temporal_end", extras),
            frequency=reader.frequency(extras),
            landing=reader.word("url"),
            # CKAN has no APIs of their own: one that is written to stays what it is.
            service=reader.service(before.service, str(given.get("name") or "")) if before else None,
        ),
        reader.word("maintainer_email"),
        {name: reader.word(name) for name in further.PLAIN}
        | {
            "extras": [[name, value] for name, value in extras.items() if name not in _EXTRAS],
            "own": {name: given[name] for name in sorted(set(given) - OF_SITE - OF_DATASET)},
            "resources": kept.get("resources", {}),
        },
    )
    reader.done()
    return found


class _Reader:
    """Collects what is wrong, with CKAN's names of fields."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.found: list[Refusal] = []

    def refuse(self, where: str, why: str) -> None:
        self.found.append(Refusal(where, why))

    def done(self) -> None:
        if self.found:
            raise Refused(self.found)

    def word(self, name: str) -> str:
        value = self.given.get(name)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self.refuse(name, "write a text")
        return ""

    def words(self, name: str, before: events.Pairs, otherwise: str = "") -> events.Pairs:
        """A text in every language of the institution: as translated, as it was, or the same words in all."""
        languages = queries.known().languages
        told = self.word(name)
        given = self.given.get(f"{name}_translated") or {}
        if not isinstance(given, Mapping) or not all(isinstance(one, str) for one in given.values()):
            self.refuse(f"{name}_translated", "write an object of languages and texts")
            given = {}
        was = dict(before)
        main = told or given.get(languages[0]) or otherwise
        found = []
        for one in languages:
            translated = given.get(one) or given.get(one.partition("-")[0]) or ""
            if one == languages[0]:
                translated = main
            elif not translated:
                translated = was.get(one, "") if was.get(languages[0]) == main else main
            found.append((one, translated.strip()))
        return tuple(found)

    def listed(self, name: str) -> list[Any]:
        value = self.given.get(name) or []
        if not isinstance(value, list) or len(value) > MOST:
            self.refuse(name, f"write a list of at most {MOST}")
            return []
        return value

    def service(self, before: events.Service | None, key: str) -> events.Service | None:
        """The API with the addresses of its resources, as `package_show` gives them; None for a dataset."""
        if before is None or self.given.get("resources") is None:
            return before
        told = {"endpoint": before.endpoint, "description": ""}
        known = f"{key}.endpoint and {key}.description"
        for one in self.listed("resources"):
            id_, url = (one.get("id"), one.get("url")) if isinstance(one, Mapping) else (None, None)
            part = str(id_ or "").rpartition(".")[2]
            if part in told and isinstance(url, str):
                told[part] = url.strip()
            else:
                self.refuse("resources", f"an API has the resources {known}, each with a url, and no others")
        return dataclasses.replace(before, endpoint=told["endpoint"], description=told["description"])

    def named(self, name: str) -> list[str]:
        """Names in a list of objects, or of texts."""
        found = []
        for one in self.listed(name):
            told = (one.get("name") or one.get("id")) if isinstance(one, Mapping) else one
            if isinstance(told, str) and told.strip():
                found.append(told.strip())
            else:
                self.refuse(name, "write a list of objects with a name")
        return list(dict.fromkeys(found))

    def tags(self) -> tuple[str, ...]:
        told = [one.strip() for one in self.word("tag_string").split(",") if one.strip()]
        return tuple(dict.fromkeys([*self.named("tags"), *told]))

    def extras(self) -> dict[str, str]:
        value = self.given.get("extras") or []
        if isinstance(value, Mapping):
            value = [{"key": name, "value": one} for name, one in value.items()]
        found: dict[str, str] = {}
        if not isinstance(value, list) or len(value) > MOST:
            self.refuse("extras", "write a list of objects with key and value")
            return found
        for one in value:
            name, told = (one.get("key"), one.get("value")) if isinstance(one, Mapping) else (None, None)
            if not isinstance(name, str) or not name.strip():
                self.refuse("extras", "write a list of objects with key and value")
            elif name in found:
                self.refuse("extras", f"there is an extra “{name[:60]}” already")
            elif told is not None:
                found[name] = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
        return found

    def licence(self) -> str:
        id_, url = self.word("license_id"), self.word("license_url")
        if found := licences_of(id_):
            return found[0]
        if url and (known := vocabulary.licence_of(url=url)) and (found := licences_of(known.id)):
            return found[0]
        known_ids = sorted(
            it.id
            for code, (name, at) in rules.LICENCES.items()
            if (it := vocabulary.licence_of(id=code, url=at, title=name))
        )
        self.refuse("license_id", f"choose one of {', '.join(known_ids)}")
        return next(iter(rules.LICENCES))

    def themes(self, extras: Mapping[str, str]) -> tuple[str, ...]:
        told = self.named("groups")
        for one in self.several(extras.get("theme", "")):
            found = vocabulary.theme_of(one)
            told += [found.code] if found else []
            if found is None:
                self.refuse("extras", f"theme: “{one[:60]}” is no data theme of the EU")
        codes = tuple(dict.fromkeys(one.upper() for one in told))
        if not set(codes) <= set(rules.THEMES):
            self.refuse("groups", f"choose from {', '.join(one.lower() for one in rules.THEMES)}")
        return codes

    def several(self, told: str) -> list[str]:
        """An extra that is a list: as JSON, or with commas."""
        try:
            found = json.loads(told) if told.lstrip().startswith("[") else told.split(",")
        except (ValueError, RecursionError):
            found = told.split(",")
        return [str(one).strip() for one in found if str(one).strip()]

    def areas(self, extras: Mapping[str, str]) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(self.several(extras.get("areas", ""))))
        if not set(found) <= set(queries.known().areas):
            self.refuse("extras", "areas: choose districts that exist")
        return found

    def day(self, name: str, extras: Mapping[str, str]) -> date | None:
        told = extras.get(name, "")
        if not told:
            return None
        try:
            return date.fromisoformat(told[:10])
        except ValueError:
            self.refuse("extras", f"{name}: “{told[:40]}” is no day, as in 2026-01-31")
            return None

    def frequency(self, extras: Mapping[str, str]) -> str:
        told = extras.get("frequency", "")
        if not told:
            return "UNKNOWN"
        found = told if told in rules.FREQUENCIES else vocabulary.frequency_of(told)
        if found not in rules.FREQUENCIES:
            self.refuse("extras", f"frequency: choose one of {', '.join(rules.FREQUENCIES)}")
        return found or "UNKNOWN"


def names_of(resources: Any) -> Sequence[Mapping[str, Any]]:
    """The resources of a package object. Raises Refused."""
    if not isinstance(resources, list) or not all(isinstance(one, Mapping) for one in resources):
        raise Refused([Refusal("resources", "write a list of objects")])
    if len(resources) > rules.MOST_TABLES:
        raise Refused([Refusal("resources", f"a dataset has at most {rules.MOST_TABLES} resources")])
    return resources
