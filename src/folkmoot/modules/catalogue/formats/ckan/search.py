"""What `package_search` asks and what it answers."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.modules.catalogue.formats.ckan.solr import Asked, both, read
from folkmoot.record.refusal import Refusal, Refused

ROWS, MOST_ROWS, FACET_LIMIT = 10, 1_000, 50
DEFAULT_SORT = "score desc, metadata_modified desc"
SORTS = frozenset({"score", "name", "title", "title_string", "metadata_created", "metadata_modified", "id"})
FACETS = frozenset(
    {"organization", "groups", "tags", "res_format", "license_id", "theme", "language", "private"}
)
KNOWN = frozenset(
    {
        "q", "fq", "fq_list", "sort", "rows", "limit", "start", "offset", "facet", "facet.field", "facet.limit",
        "facet.mincount", "include_drafts", "include_deleted", "include_private", "use_default_schema", "callback",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """A search: `asked` joins q and all fq. `facets` names fields; `facet_limit` below 0 is without limit."""

    asked: Asked
    sort: tuple[tuple[str, bool], ...]
    sort_words: str
    rows: int
    start: int
    facets: tuple[str, ...]
    facet_limit: int = FACET_LIMIT
    facet_least: int = 1
    drafts: bool = False
    private: bool = False


def search_of(given: Mapping[str, Any]) -> Search:
    """The search of an action's input, whose values may be texts. Raises Refused: a Search Query Error."""
    if unknown := sorted(set(given) - KNOWN):
        raise Refused(
            [Refusal.of(unknown[0], "Search Query is invalid: %(name)s is not known", name=unknown[0])]
        )
    filters = [("fq", one) for one in _texts(given.get("fq"))] + [
        ("fq_list", one) for one in _texts(given.get("fq_list"))
    ]
    asked = both(read(str(given.get("q") or "")), *(read(one, where) for where, one in filters))
    words = str(given.get("sort") or DEFAULT_SORT)
    facets = _listed("facet.field", given.get("facet.field")) if _yes(given.get("facet", True)) else ()
    if wrong := [one for one in facets if one not in FACETS]:
        raise Refused(
            [
                Refusal.of(
                    "facet.field",
                    "undefined field %(name)s; known are %(known)s",
                    name=wrong[0],
                    known=", ".join(sorted(FACETS)),
                )
            ]
        )
    rows = given.get("rows", given.get("limit"))
    return Search(
        asked,
        sort_of(words),
        words,
        min(_whole("rows", rows, ROWS), MOST_ROWS),
        _whole("start", given.get("start", given.get("offset")), 0),
        facets,
        _whole("facet.limit", given.get("facet.limit"), FACET_LIMIT, least=-1),
        _whole("facet.mincount", given.get("facet.mincount"), 1),
        _yes(given.get("include_drafts", False)),
        _yes(given.get("include_private", False)),
    )


def sort_of(words: str) -> tuple[tuple[str, bool], ...]:
    """Pairs of a field and whether it goes down, as in "title asc, metadata_modified desc"."""
    found = []
    for part in words.split(","):
        match = re.fullmatch(r"\s*(\w+)\s+(asc|desc)\s*", part, re.IGNORECASE)
        if match is None or match[1] not in SORTS:
            known = ", ".join(sorted(SORTS))
            raise Refused(
                [
                    Refusal.of(
                        "sort",
                        "Cannot sort by “%(part)s”: write a field, then asc or desc; known are %(known)s",
                        part=part.strip(),
                        known=known,
                    )
                ]
            )
        found.append((match[1], match[2].lower() == "desc"))
    return tuple(found)


Counts = Mapping[str, Sequence[tuple[str, str, int]]]
"""By facet: (value, what people call it, number of datasets)."""


def answer(
    search: Search, count: int, packages: Iterable[Mapping[str, Any]], counts: Counts
) -> dict[str, Any]:
    """The result of `package_search`. Facets keep CKAN's order: the most frequent value first, then by name."""
    shown = {name: _cut(search, counts.get(name, ())) for name in search.facets}
    return {
        "count": count,
        "facets": {name: {value: number for value, _, number in values} for name, values in shown.items()},
        "results": list(packages),
        "sort": search.sort_words,
        "search_facets": {
            name: {
                "title": name,
                "items": [
                    {"name": value, "display_name": label, "count": number} for value, label, number in values
                ],
            }
            for name, values in shown.items()
        },
    }


def _cut(search: Search, values: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    found = sorted((one for one in values if one[2] >= search.facet_least), key=lambda one: (-one[2], one[0]))
    return found if search.facet_limit < 0 else found[: search.facet_limit]


def _texts(given: Any) -> list[str]:
    if given in (None, ""):
        return []
    if isinstance(given, str) and given.lstrip().startswith('["'):
        given = json.loads(given) if _is_json(given) else given
    return [str(one) for one in given] if isinstance(given, list) else [str(given)]


def _is_json(given: str) -> bool:
    try:
        json.loads(given)
    except (ValueError, RecursionError):
        return False
    return True


def _listed(where: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str) and given.strip():
        if not _is_json(given):
            raise Refused([Refusal(where, 'write a JSON list, as in ["tags", "organization"]')])
        given = json.loads(given)
    if given in (None, ""):
        return ()
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Refused([Refusal(where, 'write a JSON list, as in ["tags", "organization"]')])
    return tuple(dict.fromkeys(given))


def _whole(where: str, given: Any, otherwise: int, least: int = 0) -> int:
    if given in (None, ""):
        return otherwise
    told = str(given).strip()
    if not re.fullmatch(r"-?\d{1,9}", told) or int(told) < least:
        raise Refused(
            [
                Refusal.of(
                    where, "“%(given)s” is not a whole number from %(least)s on", given=told[:50], least=least
                )
            ]
        )
    return int(told)


def _yes(given: Any) -> bool:
    return str(given).strip().lower() in {"true", "1", "yes", "t", "on"}
