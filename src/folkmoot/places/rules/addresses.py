"""Addresses from a CSV file: one door per line, each with a street and a place."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from folkmoot.places.geo import is_place
from folkmoot.places.rules.problems import MOST_PROBLEMS, Problem, RefusedAddresses
from folkmoot.places.rules.words import fold

MOST_BYTES = 256 * 1024 * 1024
MOST_ADDRESSES = 2_000_000
COLUMNS = ("id", "number", "street", "locality", "postcode", "lat", "lon")
_REQUIRED = {"street", "lat", "lon"}
_LIMITS = {"id": 80, "number": 40, "street": 200, "locality": 80, "postcode": 20}
_ID = re.compile(r"[A-Za-z0-9._~-]{1,80}\Z")
_DIGITS = re.compile(r"\d{1,8}")


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """A door that may be published. ``id`` is the register's own key or made from the words."""

    id: str
    number: str
    street: str
    locality: str
    postcode: str
    lat: float
    lon: float

    @property
    def label(self) -> str:
        """The address on one line, number first as in ``14 Quay Lane, MH1 4AB``."""
        first = f"{self.number} {self.street}".strip()
        last = f"{self.locality} {self.postcode}".strip()
        return f"{first}, {last}" if last else first

    @property
    def street_id(self) -> str:
        """One key for the doors of a street in a locality."""
        return f"{fold(self.street)}/{fold(self.locality)}".replace(" ", "-")[:240]

    @property
    def number_order(self) -> int:
        """The leading digits, so that 9 comes before 10 and 10a after 10."""
        found = _DIGITS.match(self.number)
        return int(found[0]) if found else 0

    @property
    def street_words(self) -> set[str]:
        """Words under which the street is found; a postcode also without its space."""
        words = set(fold(f"{self.street} {self.locality} {self.postcode}").split())
        return {one[:80] for one in words | {fold(self.postcode).replace(" ", "")} if one}

    @property
    def normalised(self) -> str:
        """Folded words of the whole address, each after a space, then the postcode without its space."""
        return f" {fold(self.label)} {fold(self.postcode).replace(' ', '')}".rstrip()


def read_addresses(data: bytes, *, checked: bool = False) -> Iterator[AddressDraft]:
    """The addresses of a CSV file with a heading line; comma or semicolon, columns in any order.

    Needs ``street``, ``lat``, ``lon``; takes ``id``, ``number``, ``locality``, ``postcode``. Raises
    RefusedAddresses with every problem found, after the last line. ``checked`` trusts a file of our own.
    """
    if len(data) > MOST_BYTES:
        raise RefusedAddresses(
            [Problem(f"the file has {len(data):,} bytes", "whole file", f"At most {MOST_BYTES:,}.")]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedAddresses(
            [Problem("the file is not UTF-8", f"byte {error.start:,}", "Save it as CSV UTF-8.")]
        ) from error
    heading = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    try:
        names = [one.strip().casefold() for one in next(rows, [])]
        if missing := sorted(_REQUIRED - set(names)):
            raise RefusedAddresses(
                [
                    Problem(
                        f"the columns {', '.join(missing)} are missing",
                        "line 1",
                        f"Columns: {', '.join(COLUMNS)}.",
                    )
                ]
            )
        places = {name: names.index(name) for name in COLUMNS if name in names}
        yield from _drafts(rows, places, len(names), checked=checked)
    except csv.Error as error:
        raise RefusedAddresses(
            [Problem(f"this is not CSV ({error})", f"line {rows.line_num}", "Export it again.")]
        ) from error


def _drafts(rows: Any, places: dict[str, int], width: int, *, checked: bool) -> Iterator[AddressDraft]:
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for row in rows:
        if not any(row):
            continue
        where = f"line {rows.line_num}"
        problem, draft = _draft(row, places, width, where)
        if draft is not None and not checked:
            if draft.id in seen:
                problem = Problem(
                    f"the id {draft.id!r} is that of line {seen[draft.id]}", where, "Each door has its own."
                )
            seen.setdefault(draft.id, rows.line_num)
            if len(seen) > MOST_ADDRESSES:
                problems.append(
                    Problem(f"more than {MOST_ADDRESSES:,} addresses", where, "Publish a smaller list.")
                )
                raise RefusedAddresses(problems)
        if problem is not None:
            problems.append(problem)
            if len(problems) >= MOST_PROBLEMS:
                raise RefusedAddresses(problems)
        elif draft is not None:
            yield draft
    if problems:
        raise RefusedAddresses(problems)


def _draft(
    row: list[str], places: dict[str, int], width: int, where: str
) -> tuple[Problem | None, AddressDraft | None]:
    if len(row) != width:
        return Problem(f"it has {len(row)} fields", where, f"Every line has {width}, like the heading."), None
    value = {name: " ".join(row[place].split()) for name, place in places.items()}
    for name, limit in _LIMITS.items():
        text = value.setdefault(name, "")
        if len(text) > limit or not text.isprintable():
            return Problem(
                f"its {name} is too long or holds control characters", where, f"At most {limit} signs."
            ), None
    if not fold(value["street"]):
        return Problem("it has no street", where, "Name the street, square or place."), None
    try:
        lat, lon = float(value["lat"].replace(",", ".")), float(value["lon"].replace(",", "."))
    except ValueError:
        return Problem(
            f"its place is {value['lat'][:30]!r}, {value['lon'][:30]!r}", where, "Give degrees, 52.48."
        ), None
    if not is_place(lat, lon):
        return Problem(
            f"its place is {lat}, {lon}", where, "Latitude −90 to 90, longitude −180 to 180."
        ), None
    if value["id"] and not _ID.match(value["id"]):
        return Problem(
            f"its id is {value['id'][:80]!r}", where, "Use letters, digits and . _ ~ - only."
        ), None
    if not value["id"]:
        words = "\n".join(fold(value[name]) for name in ("number", "street", "locality", "postcode"))
        value["id"] = hashlib.sha256(words.encode()).hexdigest()[:16]
    return None, AddressDraft(
        id=value["id"],
        number=value["number"],
        street=value["street"],
        locality=value["locality"],
        postcode=value["postcode"],
        lat=round(lat, 7),
        lon=round(lon, 7),
    )


def document_of(drafts: list[AddressDraft]) -> bytes:
    """The canonical CSV that is published."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(COLUMNS)
    write.writerows(
        (one.id, one.number, one.street, one.locality, one.postcode, one.lat, one.lon) for one in drafts
    )
    return out.getvalue().encode()
