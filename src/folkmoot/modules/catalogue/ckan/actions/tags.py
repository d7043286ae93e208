"""Keywords are CKAN's free tags; there are no vocabularies of tags here."""

from typing import Any

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.ckan import shapes
from folkmoot.modules.catalogue.ckan.ask import Ask, Missing, action
from folkmoot.modules.catalogue.formats.ckan import objects
from folkmoot.modules.catalogue.models import Term
from folkmoot.modules.catalogue.queries import Filter
from folkmoot.record.refusal import Refusal, Refused

MOST = 10_000


def _values(asked: str, limit: int, offset: int = 0) -> list[str]:
    rows = Term.objects.filter(sort="keyword")
    if asked:
        rows = rows.filter(value__icontains=asked)
    found = rows.order_by("value").values_list("value", flat=True).distinct()
    return list(found[offset : offset + limit])


@action()
def tag_list(ask: Ask) -> list[Any]:
    """Keywords of published datasets; objects with all_fields. query, limit (10,000 at most), offset."""
    if ask.text("vocabulary_id"):
        raise Missing("could not find vocabulary")
    found = _values(ask.text("query"), ask.whole("limit", MOST, MOST), ask.whole("offset", 0, MOST * 100))
    return [objects.tag(one) for one in found] if ask.yes("all_fields") else found


@action()
def tag_show(ask: Ask) -> dict[str, Any]:
    """A keyword. id, include_datasets."""
    asked = ask.word("id")
    if not Term.objects.filter(sort="keyword", value=asked).exists():
        raise Missing("Tag was not found.")
    found = objects.tag(asked)
    if ask.yes("include_datasets"):
        found["packages"] = shapes.packages(list(queries.matching(Filter(keyword=asked))[:1_000]))
    return found


@action()
def tag_search(ask: Ask) -> dict[str, Any]:
    """Keywords that have these letters. query, limit, offset."""
    asked = ask.given.get("query") or ask.given.get("q") or ""
    if not isinstance(asked, str):
        raise Refused([Refusal("query", "write a text")])
    found = _values(asked, ask.whole("limit", MOST, MOST), ask.whole("offset", 0, MOST * 100))
    return {"count": len(found), "results": [objects.tag(one) for one in found]}


@action()
def tag_autocomplete(ask: Ask) -> list[str]:
    """Keywords that have these letters. query, limit."""
    asked = ask.text("query") or ask.text("q")
    return _values(asked, ask.whole("limit", 20, 1_000)) if asked else []


@action()
def vocabulary_list(_ask: Ask) -> list[Any]:
    """There are no vocabularies of tags."""
    return []


@action()
def vocabulary_show(ask: Ask) -> Any:
    """There are no vocabularies of tags. id."""
    raise Missing(f"Vocabulary not found: {ask.word('id')}")
