"""Reading GeoReport's arguments. Empty is the same as absent, everywhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import isfinite

from django.http import QueryDict

from folkmoot.modules.service_requests.open311.answer import Problem, problem
from folkmoot.modules.service_requests.queries import Filter
from folkmoot.places import geo

SPAN = timedelta(days=90)
LIMIT = 1000
DEEPEST = 100_000
"""Requests that pages may leave out before theirs. A database walks over all of them, so that whoever wants more
narrows the dates instead."""


def listed(given: QueryDict, name: str) -> list[str]:
    """A comma list without empty items."""
    return [one.strip() for one in given.get(name, "").split(",") if one.strip()]


def moment(given: QueryDict, name: str) -> datetime | None:
    """A W3C-DTF time with its zone; 400 otherwise."""
    value = given.get(name, "").strip().replace(" ", "+")
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise problem(400, f"{name} must be a time like 2010-01-01T00:00:00Z, not {value[:40]!r}") from error
    if at.tzinfo is None or "T" not in value:
        raise problem(400, f"{name} must have seconds and a zone, like 2010-01-01T00:00:00Z")
    return at


def number(given: QueryDict, name: str) -> float | None:
    """A finite number; 400 otherwise."""
    value = given.get(name, "").strip()
    if not value:
        return None
    try:
        found = float(value)
    except ValueError as error:
        raise problem(400, f"{name} must be a number, not {value[:40]!r}") from error
    if not isfinite(found):
        raise problem(400, f"{name} must be a finite number")
    return found


def whole(given: QueryDict, name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most``; 400 otherwise."""
    value = given.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:10]) <= most:
        raise problem(400, f"{name} must be a whole number from 1 to {most}")
    return int(value)


def page(given: QueryDict) -> slice:
    """``page`` (from 1) and ``page_size`` as a slice of the list; 400 when they are wrong or lead too deep."""
    size = whole(given, "page_size", LIMIT, LIMIT)
    first = (whole(given, "page", 1, DEEPEST) - 1) * size
    if first > DEEPEST:
        raise problem(
            400,
            f"page begins after {first} requests, at most {DEEPEST} are paged through; narrow the dates instead",
        )
    return slice(first, first + size)


def _box(given: QueryDict) -> geo.Bounds | None:
    if parts := listed(given, "bbox"):
        try:
            west, south, east, north = map(float, parts)
        except ValueError as error:
            raise problem(400, "bbox must be west,south,east,north in degrees") from error
        if not (geo.is_place(south, west) and geo.is_place(north, east) and south <= north and west <= east):
            raise problem(400, "bbox must be west,south,east,north in degrees, west ≤ east and south ≤ north")
        return geo.Bounds(west, south, east, north)
    lat, long = number(given, "lat"), number(given, "long")
    if lat is None and long is None:
        return None
    if lat is None or long is None or not geo.is_place(lat, long):
        raise problem(400, "give lat (-90 to 90) and long (-180 to 180) together")
    radius = number(given, "radius") or 375.0
    if not 0 < radius <= 50_000:  # noqa: PLR2004 - 50 km is wider than any town.
        raise problem(400, "radius is in metres, more than 0 and at most 50000")
    return geo.bounding_box(lat, long, radius)


def span(given: QueryDict, first: str, last: str, now: datetime) -> tuple[datetime, datetime]:
    """Two times at most 90 days apart. One given alone means 90 days from or to it; none the latest 90 days."""
    start, end = moment(given, first), moment(given, last)
    try:
        if start is None:
            end = end or now
            start = end - SPAN
        elif end is None:
            end = start + SPAN
    except OverflowError as error:
        raise problem(400, f"{first} and {last} are out of range") from error
    if end < start:
        raise problem(400, f"{last} lies before {first}")
    if end - start > SPAN:
        raise problem(400, f"{first} and {last} may be at most 90 days apart")
    return start, end


def wanted(given: QueryDict, now: datetime) -> Filter:
    """What GET /requests asks for. ``service_request_id`` overrides every other argument."""
    if numbers := listed(given, "service_request_id"):
        return Filter(numbers=numbers[:LIMIT])
    statuses = set(listed(given, "status"))
    if unknown := statuses - {"open", "closed"}:
        raise problem(400, f"status is open, closed or both, not {sorted(unknown)[0][:40]!r}")
    updated = given.get("updated_after") or given.get("updated_before")
    start, end = span(given, "start_date", "end_date", now)
    dated = bool(given.get("start_date") or given.get("end_date"))
    changed = span(given, "updated_after", "updated_before", now) if updated else (None, None)
    return Filter(
        service_codes=listed(given, "service_code"),
        status=statuses.pop() if len(statuses) == 1 else "",
        since=None if updated and not dated else start,
        until=None if updated and not dated else end,
        updated_since=changed[0],
        updated_until=changed[1],
        box=_box(given),
        words=given.get("q", "").strip()[:100].replace("\x00", ""),
    )


def answers(given: QueryDict) -> Mapping[str, list[str]]:
    """``attribute[CODE]=v`` and ``attribute[CODE][]=v``, several values in order."""
    found: dict[str, list[str]] = {}
    for name in given:
        if name.startswith("attribute[") and name.removesuffix("[]").endswith("]"):
            code = name.removesuffix("[]")[len("attribute[") : -1]
            found.setdefault(code, []).extend(one for one in given.getlist(name) if one)
    return found


def refused(fields: list[tuple[str, str]]) -> Problem:
    """A 400 with every refusal of the rules."""
    return Problem(400, tuple(("400", f"{field}: {why}") for field, why in fields))
