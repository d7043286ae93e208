"""A resource as a client of CKAN writes it: one of our tables, and what goes along with it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings

from folkmoot.modules.catalogue import events, queries, services
from folkmoot.modules.catalogue.ckan.names import table_named
from folkmoot.modules.catalogue.formats.ckan.back import RESOURCE_KEYS
from folkmoot.modules.catalogue.models import Table
from folkmoot.record.fold import fold
from folkmoot.record.refusal import Refusal, Refused

_OF_SITE = RESOURCE_KEYS | {"source_url", "rows", "version", "generation", "tracking_summary"}
_HERE = ("upload", "datastore")
LONGEST_SLUG, LONGEST_NAME = 50, 100


def slug_of(given: Mapping[str, Any], taken: Collection[str]) -> str:
    """The part of the address for a new table: from its name, or the file in its address."""
    told = word(given, "name") or word(given, "url").rstrip("/").rpartition("/")[2].rpartition(".")[0]
    base = "-".join(fold(told))[:LONGEST_SLUG].strip("-")
    base = base if len(base) > 1 else "table"
    return next(one for n in range(1, 1_000) if (one := base if n == 1 else f"{base}-{n}") not in taken)


def word(given: Mapping[str, Any], name: str) -> str:
    """A text, or nothing. Raises Refused."""
    value = given.get(name)
    if value is None or isinstance(value, str):
        return (value or "").strip()
    raise Refused([Refusal(name, "write a text")])


def matching(
    key: str, given: Mapping[str, Any], here: Mapping[str, Table], met: Collection[str]
) -> Table | None:
    """The table that a resource of a list means: by its id, else by the address that its name gives it.

    A client that loads what it took from another portal names ids of there; loading it twice makes nothing twice.
    """
    named = table_named(word(given, "id"))
    if named and named[0] == key:
        return here.get(named[1])
    return here.get(slug_of(given, met))


def described(
    given: Mapping[str, Any], name: str, before: Table | None, *, upload: bool
) -> events.TableDescribed:
    """The table that a resource object says."""
    url = word(given, "url")
    ours = url.startswith(f"{settings.ORIGIN.rstrip('/')}/data/")
    linked = url.startswith(("http://", "https://")) and not ours and not upload
    linked = linked and word(given, "url_type") not in _HERE
    if ours and before is not None and before.sort == "link" and not upload:
        linked, url = True, before.url
    if url and not linked and not ours and "://" in url and not url.startswith(("http://", "https://")):
        raise Refused([Refusal("url", "give an address that begins with https://")])
    title = word(given, "name") or (queries.in_words(before.words) if before else "") or name
    was = {code: said for code, said in before.words} if before else {}  # noqa: C416 - lists from JSON.
    languages = queries.known().languages
    words = tuple(
        (one, was[one] if one != languages[0] and was.get(languages[0]) == title and one in was else title)
        for one in languages
    )
    return events.TableDescribed(
        table=name,
        name=words,
        sort="link" if linked else "upload",
        url=url if linked else "",
        every=before.every if before and linked and before.sort == "link" else 0,
    )


def along(given: Mapping[str, Any], *, datastore: bool = False) -> dict[str, Any]:
    """What goes along with a table: its description, and the publisher's own names."""
    own = {name: given[name] for name in sorted(given) if name not in _OF_SITE and given[name] is not None}
    found: dict[str, Any] = {"description": word(given, "description"), "extras": own}
    if datastore or word(given, "url_type") == "datastore":
        found["datastore"] = True
    return {name: one for name, one in found.items() if one}


def laid(
    key: str, given: Mapping[str, Any], name: str, before: Table | None, *, upload: bool = False
) -> bool:
    """Describe a table as the resource says; whether it has to be fetched from its address now."""
    wanted = described(given, name, before, upload=upload)
    services.describe_table(key=key, table=wanted, new=before is None and not _removed(key, name))
    return wanted.sort == "link" and (before is None or before.url != wanted.url)


def _removed(key: str, name: str) -> bool:
    return Table.objects.filter(pk=f"{key}/{name}").exists()
