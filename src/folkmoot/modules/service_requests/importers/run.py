"""Importing a file in batches. A batch is one transaction and one fact, so an import can stop anywhere and go on."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.events import Imported, ServiceDescribed
from folkmoot.modules.service_requests.importers.mapping import Mapping, RefusedMapping
from folkmoot.modules.service_requests.importers.rows import Reject, Row, public, read
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.places import geo
from folkmoot.places import queries as places
from folkmoot.record import clock, store, text
from folkmoot.record.api import about, timeline
from folkmoot.record.steps import step

BATCH = 500


@dataclass
class Outcome:
    """What an import did: rows taken now, taken by an earlier run, and rejected with line and reason."""

    imported: int = 0
    earlier: int = 0
    rejected: list[Reject] = field(default_factory=list)


def source_of(path: Path, mapping: Mapping) -> str:
    """The file's name on the record: its mapping and the beginning of its SHA-256."""
    with path.open("rb") as file:
        return f"{mapping.prefix.lower()}-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"


def _progress_so_far(subject: str) -> int:
    """The last row of the file that an earlier run has dealt with."""
    facts = timeline(subject, limit=1)
    return int(facts[-1].event.last) if facts else 0


def _describe_services(rows: Sequence[Row], *, office: str, known: set[str]) -> None:
    for row in rows:
        if row.service in known:
            continue
        if queries.service(row.service) is None:
            services.describe_service(
                description=ServiceDescribed(
                    service_code=row.service,
                    service_name=row.service_name[:120],
                    description="",
                    group="Imported",
                    office=office,
                ),
                actor=f"office:{office}",
            )
        known.add(row.service)


def _append(
    rows: Sequence[Row], *, subject: str, office: str, source: str, last: int
) -> tuple[int, list[Reject]]:
    """One batch: words, segment and fact together. Returns how many were taken and which were there already."""
    with about(subject, actor=f"office:{office}") as fact:
        if _progress_so_far(subject) >= last:
            # Another run of the same import was faster.
            return 0, []
        there = set(
            ServiceRequest.objects.filter(pk__in=[one.service_request_id for one in rows]).values_list(
                "pk", flat=True
            )
        )
        fresh = [one for one in rows if one.service_request_id not in there]
        rejected = [
            Reject(one.line, f"id: {one.service_request_id} is here already")
            for one in rows
            if one.service_request_id in there
        ]
        words = text.commit_many(
            (f"requests/{one.service_request_id}", part)
            for one in fresh
            for part in (one.title, one.description, one.address)
        )
        lines = []
        area_of = places.area_finder()
        for at, row in enumerate(fresh):
            place: tuple[float | None, float | None] = (None, None)
            area = ""
            if row.lat is not None and row.long is not None:
                place = geo.grid(row.lat, row.long)
                hit = area_of(row.lat, row.long)
                area = hit.slug if hit else ""
            commitments = (words[3 * at], words[3 * at + 1], words[3 * at + 2])
            lines.append(json.dumps(public(row, office=office, area=area, place=place, words=commitments)))
        segment = store.put_segment("\n".join(lines).encode(), media_type="application/jsonl")
        fact(
            Imported(
                source=source,
                segment=segment,
                count=len(fresh),
                first=rows[0].number if rows else last,
                last=last,
            )
        )
        step("import:batch")
        return len(fresh), rejected


def import_file(
    path: Path, *, mapping: Mapping, office: str, progress: Callable[[int], None] | None = None
) -> Outcome:
    """Import a CSV file. Run again after a crash it goes on; run again after success it changes nothing.

    Raises RefusedMapping when the mapping does not fit the file or the office does not exist.
    """
    if office not in [one.slug for one in places.departments()]:
        raise RefusedMapping(f"there is no office {office!r}: describe the department first")
    source = source_of(path, mapping)
    subject = f"imports/{source}"
    done = _progress_so_far(subject)
    outcome, batch, known, number = Outcome(), [], set[str](), 0  # type: Outcome, list[Row], set[str], int

    def flush(last: int) -> None:
        with transaction.atomic():
            _describe_services(batch, office=office, known=known)
            taken, there = _append(batch, subject=subject, office=office, source=source, last=last)
        outcome.imported += taken
        outcome.rejected += there
        batch.clear()

    for one in read(path, mapping=mapping, now=clock.now(), inside=places.territory()):
        if isinstance(one, Reject):
            outcome.rejected.append(one)
            continue
        number = one.number
        if number <= done:
            outcome.earlier += 1
            continue
        batch.append(one)
        if len(batch) == BATCH:
            flush(number)
            if progress:
                progress(number)
    if batch:
        flush(number)
    if progress:
        progress(number)
    return outcome
