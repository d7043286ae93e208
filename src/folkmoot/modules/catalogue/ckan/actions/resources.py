"""Resources: the tables of datasets."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from folkmoot.modules.catalogue.ckan import shapes
from folkmoot.modules.catalogue.ckan.actions.packages import told
from folkmoot.modules.catalogue.ckan.ask import Ask, Missing, Unasked, action
from folkmoot.modules.catalogue.ckan.names import table_named
from folkmoot.modules.catalogue.models import Dataset, Table

MOST = 1_000


def table(ask: Ask, given: str, *, rows: bool = False) -> tuple[Dataset, Table]:
    """A table that this caller may read, with `rows` one that has some. Raises Missing."""
    named = table_named(given)
    row = Dataset.objects.filter(pk=named[0]).first() if named else None
    found = Table.objects.filter(pk="/".join(named), removed__isnull=True).first() if named else None
    if row is None or found is None:
        raise Missing(f"Resource '{given}' was not found.")
    inside = ask.caller.writes(row.office)
    if not inside and (row.state != "published" or not found.number):
        raise Missing(f"Resource '{given}' was not found.")
    if rows and not found.number:
        raise Missing(f"Resource '{given}' has no rows yet.")
    return row, found


@action()
def resource_show(ask: Ask) -> dict[str, Any]:
    """A resource. id."""
    if api := _of_api(ask, ask.word("id")):
        return api
    row, found = table(ask, ask.word("id"))
    some = told(ask, row)["resources"]
    return next(one for one in some if one["id"] == f"{row.pk}.{found.name}")


def _of_api(ask: Ask, given: str) -> dict[str, Any] | None:
    """The resource of an API; None where the id means none that this caller may read."""
    named = table_named(given)
    row = Dataset.objects.filter(pk=named[0], service=True).first() if named else None
    if row is None or (row.state != "published" and not ask.caller.writes(row.office)):
        return None
    return next((one for one in told(ask, row)["resources"] if one["id"] == given), None)


@action()
def resource_view_list(ask: Ask) -> list[Any]:
    """Views of a resource: none are kept, every table has its page. id."""
    if _of_api(ask, ask.word("id")) is None:
        table(ask, ask.word("id"))
    return []


@action()
def resource_search(ask: Ask) -> dict[str, Any]:
    """Resources by name:words, id:… or format:csv, all of them together. query, limit, offset."""
    query = ask.given.get("query")
    asked = [query] if isinstance(query, str) else query
    if not isinstance(asked, list) or not asked or not all(isinstance(one, str) for one in asked):
        raise Unasked("write query as field:value; fields are name, id and format")
    open_ = Dataset.objects.filter(pk=OuterRef("dataset"), state="published")
    rows = Table.objects.filter(Exists(open_), number__gt=0, removed__isnull=True).order_by("key")
    for one in asked:
        name, colon, value = one.partition(":")
        if not colon or not value:
            raise Unasked(f"“{one[:100]}” is not a query: write field:value")
        rows = rows.filter(_condition(name.strip(), value.strip()))
    offset, limit = ask.whole("offset", 0, 1_000_000), ask.whole("limit", 100, MOST)
    page = list(rows[offset : offset + limit])
    datasets = Dataset.objects.in_bulk({one.dataset for one in page})
    packages = {one["id"]: one for one in shapes.packages(list(datasets.values()))}
    found = {it["id"]: it for one in packages.values() for it in one["resources"]}
    return {
        "count": rows.count(),
        "results": [found[f"{one.dataset}.{one.name}"] for one in page],
    }


def _condition(name: str, value: str) -> Q:
    if name == "name":
        return Q(words__icontains=value) | Q(name__icontains=value)
    if name == "id":
        named = table_named(value)
        return Q(pk="/".join(named)) if named else Q(pk__in=[])
    if name == "format":
        return Q() if value.lower() == "csv" else Q(pk__in=[])
    raise Unasked(f"{name[:50]} is not searched here; fields are name, id and format")
