"""Commands of places: describe the institution and its departments, publish areas, addresses and the base map."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from folkmoot.places.events import (
    AddressesPublished,
    AreasPublished,
    BaseMapPublished,
    DepartmentDescribed,
    InstitutionDescribed,
)
from folkmoot.places.geo import is_place
from folkmoot.places.models import AreaVersion, Institution
from folkmoot.places.rules import SLUG, Problem, Refused, RefusedAddresses, RefusedAreas, may_follow
from folkmoot.places.rules.addresses import AddressDraft, document_of, read_addresses
from folkmoot.places.rules.areas import ReadAreas, read_areas
from folkmoot.places.rules.base_map import read_base_map
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.store import put_segment

_PREFIX = re.compile(r"[A-Z]{2,4}\Z")
_PHONE = re.compile(r"[0-9+][0-9 ()/.+-]{1,38}\Z")
_MOST_ZOOM = 20
_GEOJSON = "application/geo+json"


class RefusedDescription(Refused):
    """A description that was not recorded."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, or would be: ``receipt`` is None after a dry run."""

    receipt: Receipt | None
    count: int
    names: tuple[str, ...] = ()


def _contact_problems(contact: str, *phones: str) -> list[Problem]:
    problems = []
    address = urlsplit(contact)
    if contact and not (contact.startswith("/") or (address.scheme in {"http", "https"} and address.netloc)):
        problems.append(
            Problem(
                f"{contact[:60]!r} is not a web address",
                "contact",
                "Give https://… or a path; never an e-mail address.",
            )
        )
    problems += [
        Problem(f"{phone[:40]!r} is not a telephone number", "phone", "Digits, spaces and + ( ) / . - only.")
        for phone in phones
        if phone and not _PHONE.match(phone)
    ]
    return problems


def describe_institution(description: InstitutionDescribed, *, actor: str) -> Receipt:
    """Record who runs this installation. Raises RefusedDescription with every problem."""
    event = description
    problems = _contact_problems(event.contact, event.phone, event.emergency_phone)
    if not event.name.strip() or not event.short.strip():
        problems.append(Problem("a name is missing", "name, short", "Give the full and the short name."))
    if not _PREFIX.match(event.prefix):
        problems.append(
            Problem(f"{event.prefix!r} cannot begin numbers", "prefix", "Two to four capital letters.")
        )
    if event.time_zone not in available_timezones():
        problems.append(
            Problem(f"{event.time_zone!r} is unknown", "time_zone", "Write for example Europe/London.")
        )
    if not is_place(event.lat, event.lon):
        problems.append(Problem(f"{event.lat}, {event.lon} is no place", "lat, lon", "Degrees in WGS 84."))
    if not 0 <= event.zoom <= _MOST_ZOOM or event.population < 0:
        problems.append(
            Problem("a number is out of range", "zoom, population", "Zoom 0 to 20; people 0 or more.")
        )
    if problems:
        raise RefusedDescription(problems)
    with about("institution/main", actor=actor) as fact:
        return fact(event)


def describe_department(
    *, slug: str, name: str, actor: str, contact: str = "", phone: str = "", closed: bool = False
) -> Receipt:
    """Record a department, or how it changed. Raises RefusedDescription with every problem."""
    problems = _contact_problems(contact, phone)
    if not SLUG.match(slug):
        problems.append(
            Problem(f"{slug[:60]!r} cannot be part of an address", "slug", "a to z, 0 to 9 and hyphens.")
        )
    if not name.strip():
        problems.append(Problem("the name is missing", "name", "Name the department."))
    if problems:
        raise RefusedDescription(problems)
    with about(f"departments/{slug}", actor=actor) as fact:
        return fact(
            DepartmentDescribed(slug=slug, name=name.strip(), contact=contact, phone=phone, closed=closed)
        )


def publish_areas(
    *,
    set: str,  # noqa: A002 - the field's word for it.
    name: str,
    geojson: bytes,
    valid_from: date,
    actor: str,
    name_property: str = "name",
    slug_property: str = "",
    population_property: str = "population",
    crs: str = "",
    dry_run: bool = False,
) -> Published:
    """Publish a new version of a set of areas that holds from a day on.

    The whole file is checked before anything is written. Raises RefusedAreas with every problem found.
    """
    if not SLUG.match(set):
        raise RefusedAreas(
            [Problem(f"the set {set[:60]!r} has no usable name", "set", "a to z, 0 to 9 and hyphens.")]
        )
    here = Institution.objects.filter(pk="main").first()
    read: ReadAreas = read_areas(
        geojson,
        name_property=name_property,
        slug_property=slug_property,
        population_property=population_property,
        crs=crs,
        near=(here.lat, here.lon) if here and (here.lat or here.lon) else None,
    )
    names = tuple(one.name for one in read.areas)
    with about(f"areas/{set}", actor=actor) as fact:
        newest = (
            AreaVersion.objects.filter(set=set)
            .order_by("-version")
            .values_list("valid_from", flat=True)
            .first()
        )
        if problem := may_follow(valid_from, newest):
            raise RefusedAreas([problem])
        if dry_run:
            return Published(None, len(names), names)
        segment = put_segment(read.document, media_type=_GEOJSON)
        receipt = fact(
            AreasPublished(
                set=set, name=name.strip() or set, valid_from=valid_from, segment=segment, count=len(names)
            )
        )
    return Published(receipt, len(names), names)


def publish_addresses(
    *, csv: bytes, actor: str, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> Published:
    """Publish the list of addresses, replacing the one before. Raises RefusedAddresses with every problem.

    ``progress`` is called with the number of lines read so far.
    """
    drafts: list[AddressDraft] = []
    for one in read_addresses(csv):
        drafts.append(one)
        if progress and len(drafts) % 5000 == 0:
            progress(len(drafts))
    if not drafts:
        raise RefusedAddresses(
            [Problem("there are no addresses", "line 2", "Give at least one line below the heading.")]
        )
    if dry_run:
        return Published(None, len(drafts))
    with about("map/addresses", actor=actor) as fact:
        segment = put_segment(document_of(drafts), media_type="text/csv")
        return Published(fact(AddressesPublished(segment=segment, count=len(drafts))), len(drafts))


def publish_base_map(*, geojson: bytes, actor: str, crs: str = "", dry_run: bool = False) -> Published:
    """Publish the drawing under every map. Raises RefusedBaseMap with every problem."""
    written, count, _ = read_base_map(geojson, crs=crs)
    if dry_run:
        return Published(None, count)
    with about("map/base", actor=actor) as fact:
        segment = put_segment(written, media_type=_GEOJSON)
        return Published(fact(BaseMapPublished(segment=segment, count=count)), count)
