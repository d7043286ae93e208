"""Our rows as CKAN's objects. A page of datasets takes a constant number of queries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from folkmoot.modules.catalogue import queries, words
from folkmoot.modules.catalogue.ckan import further
from folkmoot.modules.catalogue.ckan.names import resource_id
from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.ckan import objects
from folkmoot.modules.catalogue.formats.entry import (
    Agent,
    Contact,
    DataService,
    Dataset,
    Distribution,
    distributions_of,
)
from folkmoot.modules.catalogue.formats.words import moment, text
from folkmoot.modules.catalogue.models import Dataset as Row
from folkmoot.modules.catalogue.models import Table
from folkmoot.places import queries as places
from folkmoot.record import text as texts

STATES = {"draft": "draft", "published": "active", "withdrawn": "deleted"}


def absolute(name: str, *args: object) -> str:
    """The public address of a page."""
    return settings.ORIGIN.rstrip("/") + reverse(f"catalogue:{name}", args=args)


def language() -> str:
    """The language that texts without one are in: the institution's first."""
    return queries.known().languages[0]


def packages(rows: Sequence[Row], *, inside: bool = False) -> list[dict[str, Any]]:
    """Objects of `package_show`, in order. Inside, drafts are told as they stand, and tables that have no rows yet."""
    given = {row.pk: row.draft if inside or not row.shown else row.shown for row in rows}
    tables = _tables(rows, inside=inside)
    more = further.read(one.get("further", "") for one in given.values())
    mailboxes = texts.private_words_of([one["contact"] for one in given.values()])
    offices = {one.slug: one.name for one in places.departments(closed=True)}
    return [
        _package(
            row,
            given[row.pk],
            tables[row.pk],
            more.get(given[row.pk].get("further", ""), further.EMPTY),
            mailboxes.get(given[row.pk]["contact"], ""),
            offices,
        )
        for row in rows
    ]


def _tables(rows: Sequence[Row], *, inside: bool) -> Mapping[str, list[Table]]:
    found: dict[str, list[Table]] = {row.pk: [] for row in rows}
    some = Table.objects.filter(dataset__in=list(found), removed__isnull=True)
    for one in (some if inside else some.filter(number__gt=0)).order_by("added", "key"):
        found[one.dataset].append(one)
    return found


def _package(
    row: Row,
    given: Mapping[str, Any],
    tables: Sequence[Table],
    more: Mapping[str, Any],
    mailbox: str,
    offices: Mapping[str, str],
) -> dict[str, Any]:
    name, url = words.licence(given["licence"])
    office = offices.get(given["office"], given["office"])
    entry = Dataset(
        id=row.pk,
        name=row.pk,
        iri=absolute("dataset", row.pk),
        title=_said(given["title"]),
        description=_said(given["summary"]),
        publisher=Agent(text(office), id=given["office"], slug=given["office"]),
        contacts=(Contact(more.get("maintainer") or office, email=mailbox),) if mailbox else (),
        keywords=tuple(it for one in given["keywords"] for it in text(one)),
        licence=vocabulary.licence_of(id=given["licence"], url=url, title=name),
        created=moment(row.created),
        changed=moment(_changed(row, tables)),
        landing_page=given["landing"],
        version=more.get("version", ""),
        groups=tuple((one.lower(), str(words.THEMES.get(one, one))) for one in given["themes"]),
        private=row.state == "draft",
        state=STATES[row.state],
        extras=tuple(_extras(given, more)),
    )
    told = {**(more.get("own") or {}), **objects.package(entry, language())}
    resources = [
        resource(row, one, at, (more.get("resources") or {}).get(one.name, further.EMPTY))
        for at, one in enumerate(tables)
    ]
    if given.get("service"):
        resources = _of_api(row, given, entry)
    told |= {
        "author": more.get("author"),
        "author_email": more.get("author_email"),
        "maintainer": more.get("maintainer") or (office if mailbox else None),
        "maintainer_email": mailbox or None,
        "resources": resources,
        "num_resources": len(resources),
    }
    if len(given["title"]) > 1:
        told["title_translated"] = {code: said for code, said in given["title"]}  # noqa: C416 - lists from JSON.
        told["notes_translated"] = {code: said for code, said in given["summary"]}  # noqa: C416
    return told


def _said(pairs: Iterable[Sequence[str]]) -> Any:
    return text({code: said for code, said in pairs})  # noqa: C416 - pairs come as lists from JSON.


def _changed(row: Row, tables: Sequence[Table]) -> datetime:
    """When something that a harvester would fetch changed last."""
    return max([row.updated, *(one.loaded for one in tables if one.loaded)])


def _extras(given: Mapping[str, Any], more: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What has no field in CKAN, under the names of its DCAT extension; then what came as extras."""
    found = {
        "frequency": given["frequency"] if given["frequency"] != "UNKNOWN" else "",
        "temporal_start": given["begins"] or "",
        "temporal_end": given["ends"] or "",
        "areas": json.dumps(given["areas"]) if given["areas"] else "",
    }
    yield from ((name, one) for name, one in found.items() if one)
    yield from ((key, value) for key, value in more.get("extras", ()))


def resource(row: Row, one: Table, position: int, more: Mapping[str, Any]) -> dict[str, Any]:
    """An object of `resource_show`: the table as CSV at its permanent address, whatever it was handed in as."""
    linked = one.sort == "link"
    id_ = resource_id(one.dataset, one.name)
    made = Distribution(
        id=id_,
        iri=f"{absolute('dataset', row.pk)}#{one.name}",
        download_url=absolute("download", row.pk, one.name, "csv"),
        title=_said(one.words),
        description=text(more.get("description", "")),
        format="CSV",
        media_type="text/csv",
        issued=moment(one.added),
        modified=moment(one.loaded) if one.loaded else "",
        changed=moment(one.loaded or one.added),
        queryable=one.number > 0,
        kind="datastore" if more.get("datastore") else "" if linked else "upload",
    )
    told = {
        **(more.get("extras") or {}),
        "source_url": one.url or None,
        "rows": one.rows if one.number else None,
        "version": one.number or None,
        "generation": one.generation or None,
    }
    found = told | objects.resource(made, _holder(row), position, language())
    if not one.number and linked:
        found["url"] = one.url
    return found


def _of_api(row: Row, given: Mapping[str, Any], entry: Dataset) -> list[dict[str, Any]]:
    """An API as CKAN has one: a resource of the format API, and what describes it to programs."""
    service = DataService(
        iri=entry.iri,
        title=entry.title,
        endpoint_url=given["service"]["endpoint"],
        endpoint_description=given["service"]["description"],
    )
    found = []
    for at, one in enumerate(distributions_of(service, row.pk, entry.licence)):
        whole = replace(
            one, issued=moment(row.created), modified=moment(row.updated), changed=moment(row.updated)
        )
        found.append(objects.resource(whole, _holder(row), at, language()))
    return found


def _holder(row: Row) -> Dataset:
    """The dataset of a resource, as far as a resource tells of it."""
    return Dataset(
        id=row.pk, name=row.pk, iri=absolute("dataset", row.pk), title=text(row.pk), description=text(row.pk),
        changed=moment(row.updated),
    )  # fmt: skip


def organization(slug: str, name: str, contact: str, count: int) -> dict[str, Any]:
    """An object of `organization_show` without its datasets."""
    told = objects.organization(Agent(text(name), id=slug, slug=slug))
    return told | {
        "display_name": name,
        "image_display_url": "",
        "package_count": count,
        "num_followers": 0,
        "users": [],
        "groups": [],
        "tags": [],
        "extras": [{"key": "contact", "value": contact}] if contact else [],
    }


def group(theme: str, count: int) -> dict[str, Any]:
    """An object of `group_show` without its datasets: one of the EU's data themes."""
    title = str(words.THEMES.get(theme, theme))
    return objects.group(theme.lower(), title) | {
        "type": "group",
        "state": "active",
        "is_organization": False,
        "approval_status": "approved",
        "created": None,
        "image_url": "",
        "num_followers": 0,
        "package_count": count,
        "users": [],
        "groups": [],
        "tags": [],
        "extras": [{"key": "uri", "value": vocabulary.THEMES[theme].iri}]
        if theme in vocabulary.THEMES
        else [],
    }
