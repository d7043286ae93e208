"""From a row of a foreign file to a report, or to the reason why not. Pure, except that it reads the file.

A line of an import's segment is one JSON object with the fields of ``Row.public``; words are commitments.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.importers.mapping import Mapping, RefusedMapping

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_ID = re.compile(r"[A-Za-z0-9._~-]{1,50}\Z", re.ASCII)
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: its first line in the file and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A report from a file; ``title``, ``description`` and ``address`` are still words."""

    number: int
    line: int
    service_request_id: str
    service: str
    service_name: str
    state: str
    requested: datetime
    updated: datetime
    closed: datetime | None
    lat: float | None
    long: float | None
    title: str
    description: str
    address: str
    channel: str
    supporters: int


class _Wrong(ValueError):
    pass


def slug(words: str) -> str:
    """``"Bulky Items"`` → ``"bulky-items"``; ``"other"`` when nothing is left."""
    return _SLUG.sub("-", words.lower()).strip("-")[:40] or "other"


def _time(value: str, zone: ZoneInfo, name: str, now: datetime) -> datetime | None:
    value = value.strip()
    if not value:
        return None
    at = None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        for form in _FORMATS:
            try:
                at = datetime.strptime(value, form)  # noqa: DTZ007 - the zone is added below.
                break
            except ValueError:
                continue
    if at is None:
        raise _Wrong(f"{name}: {value[:40]!r} is no time")
    try:
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise _Wrong(f"{name}: {value[:40]!r} is out of range") from error
    if not EARLIEST <= at <= now:
        raise _Wrong(f"{name}: {value[:40]!r} lies before 1970 or in the future")
    return at


def _place(
    get: Callable[[str], str], mapping: Mapping, inside: Callable[[float, float], bool]
) -> tuple[float | None, float | None]:
    texts = get("lat").strip(), get("long").strip()
    if not any(texts):
        return None, None
    try:
        lat, long = float(texts[0]), float(texts[1])
    except ValueError as error:
        raise _Wrong(f"lat, long: {texts[0][:20]!r}, {texts[1][:20]!r} are not two numbers") from error
    if not (isfinite(lat) and isfinite(long) and -90 <= lat <= 90 and -180 <= long <= 180):  # noqa: PLR2004
        raise _Wrong(f"lat, long: {lat}, {long} is no place on earth")
    if mapping.box:
        west, south, east, north = mapping.box
        within = south <= lat <= north and west <= long <= east
    else:
        within = inside(lat, long)
    if not within:
        raise _Wrong(f"lat, long: {lat:.4f}, {long:.4f} lies outside the area served")
    return lat, long


def _description(row: dict[str, str], mapping: Mapping, get: Callable[[str], str]) -> str:
    if not mapping.json_description:
        return get("description").strip()
    column, _, key = mapping.json_description.partition(".")
    try:
        value = json.loads(row.get(column, "") or "{}")
    except (ValueError, RecursionError) as error:
        raise _Wrong(f"{column}: it is not JSON ({error})") from error
    return str(value.get(key) or "").strip() if isinstance(value, dict) else ""


def _read(
    row: dict[str, str],
    *,
    number: int,
    line: int,
    mapping: Mapping,
    now: datetime,
    inside: Callable[[float, float], bool],
) -> Row:
    def get(name: str) -> str:
        return row.get(mapping.columns.get(name, ""), "") or ""

    if any("\udc80" <= one <= "\udcff" for value in row.values() for one in value):
        raise _Wrong(f"it holds bytes that are not {mapping.encoding}")
    if any("\x00" in value for value in row.values()):
        raise _Wrong("it holds NUL characters")
    zone = ZoneInfo(mapping.time_zone)
    requested = _time(get("requested"), zone, "requested", now)
    if requested is None:
        raise _Wrong("requested: the time of the report is missing")
    status = get("status").strip()
    if status not in mapping.states:
        raise _Wrong(f"status: {status[:40]!r} is not in the mapping's states")
    state = mapping.states[status]
    closed = _time(get("closed"), zone, "closed", now) if state not in rules.OPEN_STATES else None
    if closed and closed < requested:
        raise _Wrong("closed: it was closed before it was reported")
    lat, long = _place(get, mapping, inside)
    title, description, address = (
        get("title").strip(),
        _description(row, mapping, get),
        get("address").strip(),
    )
    if description.startswith(title):
        description = description[len(title) :].strip()
    if lat is None and not address:
        raise _Wrong("it has neither a place nor an address")
    if len(description) > 2 * rules.MAX_DESCRIPTION:
        raise _Wrong(
            f"description: {len(description):,} characters; at most {2 * rules.MAX_DESCRIPTION:,} are kept"
        )
    words = get("service").strip()
    service = mapping.services.get(words.lower(), mapping.other_service or slug(words))
    supporters = get("supporters").strip()
    identifier = f"{mapping.prefix}-{get('id').strip() or f'{number:06d}'}"
    if not _ID.match(identifier):
        raise _Wrong(f"id: {identifier[:60]!r} may hold letters, digits, . _ ~ and - only")
    return Row(
        number=number,
        line=line,
        service_request_id=identifier,
        service=service,
        service_name=mapping.service_names.get(service, words or service),
        state=state,
        requested=requested,
        updated=_time(get("updated"), zone, "updated", now) or closed or requested,
        closed=closed,
        lat=lat,
        long=long,
        title=title[: 4 * rules.MAX_TITLE],
        description=description,
        address=address,
        channel=slug(get("channel")) if get("channel").strip() else "import",
        supporters=int(supporters) if supporters.isascii() and supporters.isdigit() else 1,
    )


def read(
    path: Path, *, mapping: Mapping, now: datetime, inside: Callable[[float, float], bool]
) -> Iterator[Row | Reject]:
    """Every row as a Row or a Reject, in order. Raises RefusedMapping when the header does not fit the mapping."""
    csv.field_size_limit(1_000_000)
    seen: set[str] = set()
    with path.open(encoding=mapping.encoding, errors="surrogateescape", newline="") as file:
        lines = csv.reader(file, delimiter=mapping.delimiter)
        header = next(lines, [])
        needed = {*mapping.columns.values(), *filter(None, [mapping.json_description.partition(".")[0]])}
        if missing := needed - set(header):
            raise RefusedMapping(
                f"the file has no column {sorted(missing)[0]!r}; it has {', '.join(header)[:300]}"
            )
        number, line = 0, lines.line_num + 1
        while True:
            try:
                cells = next(lines, None)
            except csv.Error as error:
                yield Reject(line, f"it is not CSV: {error}")
                line = lines.line_num + 1
                continue
            if cells is None:
                return
            first, line = line, lines.line_num + 1
            if not cells:
                continue
            number += 1
            if len(cells) != len(header):
                yield Reject(first, f"it has {len(cells)} columns; the header has {len(header)}")
                continue
            try:
                row = _read(
                    dict(zip(header, cells, strict=True)),
                    number=number,
                    line=first,
                    mapping=mapping,
                    now=now,
                    inside=inside,
                )
            except _Wrong as error:
                yield Reject(first, str(error))
                continue
            if row.service_request_id in seen:
                yield Reject(first, f"id: {row.service_request_id} is in the file twice")
                continue
            seen.add(row.service_request_id)
            yield row


def public(
    row: Row, *, office: str, area: str, place: tuple[float | None, float | None], words: tuple[str, str, str]
) -> dict[str, Any]:
    """What of a row enters the segment; ``words`` are the commitments of title, description and address."""
    return {
        "service_request_id": row.service_request_id,
        "service_code": row.service,
        "state": row.state,
        "office": office,
        "requested": row.requested.isoformat(),
        "updated": row.updated.isoformat(),
        "expected": None,
        "closed": row.closed.isoformat() if row.closed else None,
        "lat": place[0],
        "long": place[1],
        "area": area,
        "title": words[0],
        "description": words[1],
        "address": words[2],
        "channel": row.channel,
        "supporters": row.supporters,
    }
