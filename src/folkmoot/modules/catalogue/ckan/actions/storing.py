"""Rows are written with a key. Each call makes one immutable version, so send records in batches, not one by one."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import transaction

from folkmoot.modules.catalogue import engines, events, services
from folkmoot.modules.catalogue.ckan import tables
from folkmoot.modules.catalogue.ckan.actions.resources import table
from folkmoot.modules.catalogue.ckan.actions.writing import carry, mine
from folkmoot.modules.catalogue.ckan.ask import Ask, action
from folkmoot.modules.catalogue.engine.export.files import pieces
from folkmoot.modules.catalogue.engine.generation import merge
from folkmoot.modules.catalogue.engine.generation.merge import STORED, Into
from folkmoot.modules.catalogue.engine.query.columns import ID
from folkmoot.modules.catalogue.engine.query.dialects import ckan
from folkmoot.modules.catalogue.engine.reading.names import names_of
from folkmoot.modules.catalogue.engine.running.admission import Busy
from folkmoot.modules.catalogue.engine.running.generations import Lease
from folkmoot.modules.catalogue.formats.ckan.datastore import BACK
from folkmoot.modules.catalogue.models import Dataset, Table
from folkmoot.record.refusal import Refusal, Refused, demand

MOST_RECORDS, MOST_FIELDS = 250_000, 1_000
TRIES = 12
"""How often records are merged anew because another version came in between."""
Work = Callable[[Table, Path | None, Sequence[Into], Path], Path]


@action(writes=True)
def datastore_create(ask: Ask) -> dict[str, Any]:
    """Give a resource columns and rows. resource_id, or resource for a new one; fields, primary_key, records."""
    ask.caller.signed("writing")
    for name in ("aliases", "triggers", "foreign_keys"):
        demand(Refusal(name, "this is not known here") if ask.given.get(name) else None)
    fields, key = _fields(ask.given.get("fields")), _key(ask.given.get("primary_key"))
    records = _records(ask.given.get("records"))
    with transaction.atomic():
        row, found = _wanted(ask)
        columns = _columns(found, fields, records)
        if fields or key:
            _lay_down(row, found, columns, fields, key)
    found = Table.objects.get(pk=found.pk)
    keys = key or _key_of(found, columns)
    method = "upsert" if keys and records else "insert"
    _stored(
        found,
        lambda now, old, had, scratch: merge.merged(
            old, _columns(now, fields, records, had), records, key=keys, method=method, scratch=scratch
        ),
    )
    return {
        "resource_id": f"{row.pk}.{found.name}",
        "fields": [{"id": one.name, "type": _called(one.type)} for one in columns],
        "primary_key": list(keys),
        "method": "insert",
        **({"records": records} if ask.yes("include_records") else {}),
    }


@action(writes=True)
def datastore_upsert(ask: Ask) -> dict[str, Any]:
    """Insert, update or upsert rows of a resource. resource_id, records, method (upsert), dry_run."""
    _row, found = _own(ask)
    records = _records(ask.given.get("records"))
    method = ask.text("method") or "upsert"
    demand(Refusal("dry_run", "leave this out: nothing is tried here") if ask.yes("dry_run") else None)

    def work(now: Table, old: Path | None, had: Sequence[Into], scratch: Path) -> Path:
        return merge.merged(old, had, records, key=_key_of(now, had), method=method, scratch=scratch)

    demand(
        None if found.number else Refusal("resource_id", "it has no columns yet; use datastore_create first")
    )
    if records:
        _stored(found, work)
    return {
        "resource_id": f"{found.dataset}.{found.name}",
        "method": method,
        **({"records": records} if ask.yes("include_records") else {}),
    }


@action("datastore_delete", "datastore_records_delete", writes=True)
def datastore_delete(ask: Ask) -> dict[str, Any]:
    """Remove the rows that filters find, or all of them without. resource_id, filters. Older versions keep them."""
    _row, found = _own(ask)
    demand(None if found.number else Refusal("resource_id", "it has no rows"))
    filters = ask.given.get("filters")
    if "records_delete" in ask.request.path and filters is None:
        raise Refused([Refusal("filters", "Missing value")])
    search = ckan.read({"resource_id": "x", "filters": filters, "fields": [ID]})

    def work(now: Table, old: Path | None, had: Sequence[Into], scratch: Path) -> Path:
        assert old is not None  # noqa: S101 - a table with a number has a generation.
        chosen = engines.engine().statement(now.generation, search.query)
        return merge.without(old, chosen, had, scratch)

    _stored(found, work)
    return {"resource_id": f"{found.dataset}.{found.name}", "filters": filters or {}}


def _own(ask: Ask) -> tuple[Dataset, Table]:
    ask.caller.signed("writing")
    _row, found = table(ask, ask.word("resource_id", "id"))
    row = mine(ask, found.dataset)
    _uploaded(found)
    return row, found


def _uploaded(found: Table) -> None:
    why = "this table is loaded from an address; give the resource no url first"
    demand(Refusal("resource_id", why) if found.sort == "link" else None)


def _wanted(ask: Ask) -> tuple[Dataset, Table]:
    """The resource that is named, or a new one. Raises Missing, Denied, Refused."""
    if ask.given.get("resource_id"):
        demand(Refusal("resource", "give resource or resource_id") if ask.given.get("resource") else None)
        return _own(ask)
    given = ask.given.get("resource")
    if not isinstance(given, Mapping):
        raise Refused([Refusal("resource_id", "Missing value")])
    row = mine(ask, tables.word(given, "package_id"))
    taken = set(Table.objects.filter(dataset=row.pk).values_list("name", flat=True))
    name = tables.slug_of(given, taken)
    tables.laid(row.pk, given, name, None, upload=True)
    carry(ask.caller.signed("writing"), row.pk, name, tables.along(given, datastore=True))
    return row, Table.objects.get(pk=f"{row.pk}/{name}")


def _records(given: Any) -> list[Mapping[str, Any]]:
    if given in (None, ""):
        return []
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise Refused([Refusal("records", "write a list of objects of columns and values")])
    if len(given) > MOST_RECORDS:
        why = "send at most %(most)s records at once, or a file with resource_update"
        raise Refused([Refusal.of("records", why, most=MOST_RECORDS)])
    # What an answer of ours has is taken back: `_id` is given anew in every version.
    return [{name: value for name, value in one.items() if name != ID} for one in given]


def _fields(given: Any) -> list[Mapping[str, Any]]:
    if given in (None, ""):
        return []
    if not isinstance(given, list) or len(given) > MOST_FIELDS:
        raise Refused([Refusal("fields", f"write a list of at most {MOST_FIELDS} objects")])
    found = []
    for at, one in enumerate(given):
        id_ = one.get("id") if isinstance(one, Mapping) else None
        if not isinstance(id_, str) or not id_.strip() or (id_.startswith("_") and id_ != ID):
            raise Refused([Refusal(f"fields[{at}].id", "write a name that does not begin with _")])
        kind, info = one.get("type"), one.get("info") or {}
        if kind and (not isinstance(kind, str) or kind.lower() not in BACK):
            raise Refused([Refusal(f"fields[{at}].type", f"choose one of {', '.join(sorted(BACK))}")])
        if not isinstance(info, Mapping):
            raise Refused([Refusal(f"fields[{at}].info", "write an object")])
        if id_ != ID:
            found.append(one)
    if len({one["id"] for one in found}) < len(found):
        raise Refused([Refusal("fields", "each column is named once")])
    return found


def _key(given: Any) -> list[str]:
    told = [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else given or []
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise Refused([Refusal("primary_key", "write names of columns")])
    return told


def _columns(
    found: Table,
    fields: Sequence[Mapping[str, Any]],
    records: Sequence[Mapping[str, Any]],
    had: Sequence[Into] | None = None,
) -> list[Into]:
    """The columns of a table, and behind them new ones: as fields say, or records show."""
    columns = list(had if had is not None else _had(found))
    known = {one.name for one in columns}
    asked = {str(one["id"]): BACK.get(str(one.get("type") or "").lower(), "") for one in fields}
    for one in records:
        for name in one:
            if name not in asked and name not in known and not fields:
                asked[str(name)] = ""
    for name, kind in asked.items():
        if name in known:
            continue
        columns.append(Into(name, name, kind or merge.type_of(one.get(name) for one in records)))
    if not columns:
        raise Refused([Refusal("fields", "name at least one column")])
    if names_of([one.title for one in columns]) != [one.name for one in columns]:
        wrong = next(
            (one.name, told)
            for one, told in zip(columns, names_of([it.title for it in columns]), strict=True)
            if one.name != told
        )
        why = "“%(name)s” cannot be the name of a column here; “%(right)s” can"
        raise Refused([Refusal.of("fields", why, name=wrong[0][:60], right=wrong[1])])
    return columns


def _had(found: Table) -> list[Into]:
    """The columns that the newest version has."""
    if not found.number:
        return []
    fields = [one for one in engines.manifest(found.generation)["fields"] if one["name"] != ID]
    titles = [str(one.get("title") or one["name"]) for one in fields]
    if names_of(titles) != [one["name"] for one in fields]:
        titles = [one["name"] for one in fields]
    wrong = [one["name"] for one in fields if one["type"] not in STORED]
    demand(
        Refusal.of("resource_id", "%(name)s holds places; hand in a file instead", name=wrong[0])
        if wrong
        else None
    )
    return [
        Into(one["name"], title, one["type"], one.get("stored") or "yes")
        for one, title in zip(fields, titles, strict=True)
    ]


def _lay_down(
    row: Dataset,
    found: Table,
    columns: Sequence[Into],
    fields: Sequence[Mapping[str, Any]],
    key: Sequence[str],
) -> None:
    """Keep in the dictionary what fields say of columns, beside what was laid down before."""
    titles = {one.name: one.title for one in columns}
    if unknown := [one for one in key if one not in titles]:
        raise Refused([Refusal("primary_key", f"there is no column “{unknown[0][:60]}”")])
    laid = {one["title"]: events.Column(**one) for one in found.columns}
    told = {str(one["id"]): one for one in fields}
    for one in columns:
        before = laid.get(one.title) or laid.get(one.name) or events.Column(title=one.title)
        info = told.get(one.name, {}).get("info") or {}
        new = not one.stored
        laid[before.title] = dataclasses.replace(
            before,
            type=one.type if new and one.type in {"text", "json"} else before.type,
            label=str(info.get("label") or before.label),
            description=str(info.get("notes") or before.description),
            unit=str(info.get("unit") or before.unit),
            key=one.name in key if key else before.key,
        )
    services.lay_down(key=row.pk, name=found.name, columns=list(laid.values()), reading=found.reading)


def _key_of(found: Table, columns: Sequence[Into]) -> list[str]:
    """Names of the columns that tell rows apart."""
    keys = {one["title"] for one in found.columns if one.get("key")}
    return [one.name for one in columns if one.title in keys or one.name in keys]


def _called(kind: str) -> str:
    return {"number": "numeric"}.get(kind, kind)


def _stored(found: Table, work: Work) -> None:
    """Make the next version from the newest one; again, where another came in between. Raises Busy, Refused."""
    scratch = engines.generations().parent / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    engines.generations().mkdir(parents=True, exist_ok=True)
    for _try in range(TRIES):
        now = Table.objects.get(pk=found.pk)
        with ExitStack() as stack:
            old = None
            if now.number:
                old = stack.enter_context(Lease(engines.generations(), now.generation)).folder
            made = work(now, old, _had(now), scratch)
        try:
            services.load_now(
                key=now.dataset,
                table=now.name,
                chunks=_bytes(made),
                name=f"{now.name}.parquet",
                base=now.generation or services.NEW,
            )
        except Refused as error:
            if error.refusals[0].why != services.STALE:
                raise
        else:
            return
    raise Busy("many versions of this table are being made now; send more records at once")


def _bytes(path: Path) -> Iterator[bytes]:
    yield from pieces(path)
