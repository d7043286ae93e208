"""Publishers are CKAN's organizations, and the EU's data themes are its groups."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from folkmoot.modules.catalogue import queries, rules, words
from folkmoot.modules.catalogue.ckan import shapes
from folkmoot.modules.catalogue.ckan.ask import Ask, Missing, action
from folkmoot.modules.catalogue.models import Term
from folkmoot.modules.catalogue.queries import Filter
from folkmoot.places import queries as places
from folkmoot.record.refusal import Refusal, Refused

MOST, MOST_OFFSET = 1_000, 1_000_000
SHOWN = 10
"""Datasets of an organization or group that are told with it, as CKAN tells them."""


def _sorted(ask: Ask, found: list[dict[str, Any]]) -> list[Any]:
    """By sort, limit and offset; objects only with all_fields."""
    told = (ask.text("sort") or ask.text("order_by") or "title asc").split()
    name, way = told[0], (told[1:] or ["asc"])[0].lower()
    if name == "packages":
        name = "package_count"
    if name not in {"name", "title", "package_count"} or way not in {"asc", "desc"} or len(told) > 2:  # noqa: PLR2004
        raise Refused([Refusal("sort", "sort by name, title or package_count, then asc or desc")])
    wanted = ask.given.get("organizations") or ask.given.get("groups")
    if isinstance(wanted, str):
        wanted = [one.strip(' []"') for one in wanted.split(",")]
    if isinstance(wanted, list):
        found = [one for one in found if one["name"] in wanted]
    found.sort(key=lambda one: (one[name], one["name"]), reverse=way == "desc")
    offset = ask.whole("offset", 0, MOST_OFFSET)
    some = found[offset : offset + ask.whole("limit", MOST, MOST)]
    return some if ask.yes("all_fields") else [one["name"] for one in some]


def _organizations() -> list[dict[str, Any]]:
    counts = dict(queries.offices())
    return [
        shapes.organization(one.slug, one.name, one.contact, counts.get(one.slug, 0))
        for one in places.departments(closed=True)
        if not one.closed or counts.get(one.slug)
    ]


@action()
def organization_list(ask: Ask) -> list[Any]:
    """Names of publishers; objects with all_fields. sort, limit, offset, organizations."""
    return _sorted(ask, _organizations())


@action()
def organization_show(ask: Ask) -> dict[str, Any]:
    """A publisher. id, include_datasets."""
    asked = ask.word("id")
    found = next((one for one in _organizations() if one["name"] == asked), None)
    if found is None:
        raise Missing("Group was not found.")
    return _with_datasets(ask, found, Filter(office=asked))


@action()
def organization_autocomplete(ask: Ask) -> list[dict[str, Any]]:
    """Publishers whose name has these letters. q, limit."""
    asked, limit = ask.text("q").casefold(), ask.whole("limit", 20, 100)
    found = [one for one in _organizations() if asked in f"{one['name']} {one['title']}".casefold()]
    return [{name: one[name] for name in ("id", "name", "title")} for one in found[:limit]]


@action()
def organization_list_for_user(ask: Ask) -> list[dict[str, Any]]:
    """The publisher that a key writes for; none without a key."""
    key = ask.caller.key
    found = [one for one in _organizations() if key and one["name"] == key.office]
    return [one | {"capacity": "editor"} for one in found]


def _groups() -> list[dict[str, Any]]:
    counts: Mapping[str, int] = dict(
        Term.objects.filter(sort="theme").values_list("value").annotate(n=Count("key"))
    )
    return [shapes.group(one, counts.get(one, 0)) for one in rules.THEMES]


@action()
def group_list(ask: Ask) -> list[Any]:
    """Names of the data themes; objects with all_fields. sort, limit, offset, groups."""
    return _sorted(ask, _groups())


@action()
def group_show(ask: Ask) -> dict[str, Any]:
    """A data theme. id, include_datasets."""
    asked = ask.word("id").lower()
    found = next((one for one in _groups() if one["name"] == asked), None)
    if found is None:
        raise Missing("Group was not found.")
    return _with_datasets(ask, found, Filter(theme=asked.upper()))


@action()
def group_autocomplete(ask: Ask) -> list[dict[str, Any]]:
    """Themes whose name has these letters. q, limit."""
    asked, limit = ask.text("q").casefold(), ask.whole("limit", 20, 100)
    found = [
        (one.lower(), str(words.THEMES[one]))
        for one in rules.THEMES
        if asked in f"{one} {words.THEMES[one]}".casefold()
    ]
    return [{"id": name, "name": name, "title": title} for name, title in found[:limit]]


def _with_datasets(ask: Ask, found: dict[str, Any], wanted: Filter) -> dict[str, Any]:
    if ask.yes("include_datasets"):
        found["packages"] = shapes.packages(list(queries.matching(wanted)[:SHOWN]))
    return found
