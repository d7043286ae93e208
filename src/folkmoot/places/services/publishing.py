"""Publishing areas, addresses and the base map."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from folkmoot.places.events import AddressesPublished, AreasPublished, BaseMapPublished
from folkmoot.places.models import AreaVersion, Institution
from folkmoot.places.rules import SLUG, Problem, RefusedAddresses, RefusedAreas, may_follow
from folkmoot.places.rules.addresses import AddressDraft, document_of, read_addresses
from folkmoot.places.rules.areas import ReadAreas, read_areas
from folkmoot.places.rules.base_map import read_base_map
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.store import put_segment

_GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, or would be: ``receipt`` is None after a dry run."""

    receipt: Receipt | None
    count: int
    names: tuple[str, ...] = ()
    document: bytes = b""
    """The canonical GeoJSON of areas; publishing it again publishes the same."""


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
            return Published(None, len(names), names, read.document)
        segment = put_segment(read.document, media_type=_GEOJSON)
        receipt = fact(
            AreasPublished(
                set=set, name=name.strip() or set, valid_from=valid_from, segment=segment, count=len(names)
            )
        )
    return Published(receipt, len(names), names, read.document)


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
