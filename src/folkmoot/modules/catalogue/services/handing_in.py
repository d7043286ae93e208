"""Files are handed in: kept outside the database, with a row that says what is to be done with them."""

from collections.abc import Iterable
from datetime import timedelta

from folkmoot.modules.catalogue import originals, rules
from folkmoot.modules.catalogue.models import Load, Table, Version
from folkmoot.modules.catalogue.services.base import demand, table_of
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.refusal import Refusal

OPEN = ("waiting", "running")


def hand_in(
    *, key: str, table: str, chunks: Iterable[bytes], name: str, person: Person | None = None
) -> Load:
    """Keep a file and queue its loading; ``name`` is what it is called. Raises NotFound, Refused."""
    row = table_of(key, table)
    demand(
        Refusal("file", "this table is loaded from an address") if row.sort == "link" else None,
        *rules.may_change(row.sort),
    )
    kept = originals.keep(chunks)
    return Load.objects.create(
        dataset=key,
        table=table,
        source="file",
        name=name.replace("\\", "/").rpartition("/")[2][:120],
        original=kept.sha256,
        bytes=kept.bytes,
        person=person,
        created=clock.now(),
    )


def fetch_again(*, key: str, table: str, person: Person | None = None) -> Load:
    """Queue the loading of a linked table from its address. Raises NotFound, Refused."""
    row = table_of(key, table)
    demand(None if row.sort == "link" else Refusal("table", "this table has no address to load from"))
    waiting = Load.objects.filter(dataset=key, table=table, source="link", state="waiting").first()
    if waiting is not None:
        return waiting
    last = Load.objects.filter(dataset=key, table=table, source="link", state__in=("done", "same"))
    newest = last.filter(url=row.url).order_by("-created").first()
    return Load.objects.create(
        dataset=key,
        table=table,
        source="link",
        url=row.url,
        etag=newest.etag if newest and row.number else "",
        person=person,
        created=clock.now(),
    )


def reread(*, key: str, table: str, person: Person | None = None) -> Load:
    """Queue a new version from the newest file, with the dictionary as it is now. Raises NotFound, Refused."""
    row = table_of(key, table)
    demand(*rules.may_change(row.sort))
    version = Version.objects.filter(pk=f"{row.pk}/{row.number}").first()
    if version is None:
        # A file that was refused can be read again once it was said how.
        last = Load.objects.filter(dataset=key, table=table).exclude(original="").order_by("-created").first()
        demand(None if last else Refusal("table", "load a file first"))
        original, size, name = (last.original, last.bytes, last.name) if last else ("", 0, "")
    else:
        original, size = version.original, version.bytes
        named = Load.objects.filter(original=original).exclude(name="").order_by("-created").first()
        name = named.name if named else ""
    return Load.objects.create(
        dataset=key,
        table=table,
        source="dictionary",
        name=name,
        original=original,
        bytes=size,
        person=person,
        created=clock.now(),
    )


def fetch_due() -> int:
    """Queue linked tables whose hours are over; how many."""
    now, count = clock.now(), 0
    for row in (
        Table.objects.filter(sort="link", every__gt=0, removed__isnull=True).order_by("key").iterator()
    ):
        loads = Load.objects.filter(dataset=row.dataset, table=row.name, source="link")
        if loads.filter(state__in=OPEN).exists():
            continue
        if not loads.filter(created__gt=now - timedelta(hours=row.every)).exists():
            fetch_again(key=row.dataset, table=row.name)
            count += 1
    return count


def sweep() -> int:
    """Forget loads that are over for 90 days, and files that nothing names for a day; how many."""
    now = clock.now()
    gone = int(Load.objects.filter(finished__lt=now - timedelta(days=90)).delete()[0])
    # The file of a table of the record holds the same rows as its Parquet file, and goes when it was read.
    versions, loads = Version.objects.exclude(reason="record"), Load.objects.exclude(original="")
    kept = {*versions.values_list("original", flat=True).distinct().iterator()}
    rest = loads.exclude(source="record", finished__isnull=False)
    kept |= {*rest.values_list("original", flat=True).iterator()}
    return gone + originals.sweep(kept=kept, before=now - timedelta(days=1))
