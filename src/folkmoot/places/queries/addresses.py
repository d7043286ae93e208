"""Finding addresses by words and by place."""

from django.db.models import Case, Q, Value, When

from folkmoot.places.events import AddressesPublished
from folkmoot.places.geo import bounding_box, distance_m, is_place
from folkmoot.places.models import Address, Street, StreetWord
from folkmoot.places.rules import fold
from folkmoot.record.remember import Remembered

_MOST_STREETS = 40
_MOST_WORDS = 8
_MOST_LETTERS = 200
_STEPS_M = (50.0, 200.0, 1_000.0)


def addresses(q: str, *, limit: int = 10) -> list[Address]:
    """Addresses for words as somebody types them: ``14 quay la``, ``MH1 4A``, ``harbour``.

    Every word must begin a word of the address. Those that hold the words in the
    order typed come first, then by street and number. At most three queries, each
    over an index or over the words of streets, which are few.
    """
    words = fold(q[:_MOST_LETTERS]).split()[:_MOST_WORDS]
    if not words or limit < 1:
        return []
    letters = [one for one in words if not one[0].isdigit()]
    doors = Q()
    for one in words:
        doors &= Q(normalised__contains=f" {one}")
    # A postcode is often typed without its space, and is then one word that holds both.
    streets = _streets(letters or words)
    rows = Address.objects.filter(doors, street_id__in=streets) if streets else Address.objects.none()
    # "14 quay la" means Quay Lane before Bell Lane in Old Quay: words in the order typed come first.
    typed = Case(When(normalised__contains=f" {' '.join(words)}", then=Value(0)), default=Value(1))
    found = list(rows.order_by(typed, "street", "number_order", "number_key", "id")[:limit])
    if len(found) < limit and not letters:
        more = Address.objects.filter(number_key="".join(words)).exclude(id__in=[one.id for one in found])
        found += list(more.order_by("street", "id")[: limit - len(found)])
    return found


def _streets(words: list[str]) -> list[str]:
    """Keys of the first streets of which every word begins a word."""
    rows = Street.objects.all()
    for one in words:
        rows = rows.filter(id__in=StreetWord.objects.filter(word__startswith=one).values("street_id"))
    return list(rows.order_by("name", "id").values_list("id", flat=True)[:_MOST_STREETS])


_published = Remembered(AddressesPublished.kind)
_MOST_POSTCODES = 20_000
"""Postcodes of which a process remembers where they are, those that are nowhere among them."""


def postcode_at(postcode: str) -> tuple[float, float] | None:
    """Latitude and longitude of an address with exactly this postcode, however it is spaced; None when there is none.

    One statement when it was asked for before and no addresses were published since.
    """
    wanted = fold(postcode[:_MOST_LETTERS])
    if not wanted:
        return None
    known: dict[str, tuple[float, float] | None] = _published.now().get("postcodes", dict)
    if wanted not in known:
        whole = "".join(wanted.split())
        some = (one for one in addresses(wanted, limit=3) if "".join(fold(one.postcode).split()) == whole)
        place = next(((one.lat, one.lon) for one in some), None)
        if len(known) >= _MOST_POSTCODES:
            known.clear()
        known[wanted] = place
        return place
    return known.get(wanted)


def nearest_address(lat: float, lon: float) -> tuple[Address, float] | None:
    """The address nearest to a point and its distance in metres; None when there is none within a kilometre."""
    if not is_place(lat, lon):
        return None
    for metres in _STEPS_M:
        box = bounding_box(lat, lon, metres)
        rows = Address.objects.filter(lat__range=(box.south, box.north), lon__range=(box.west, box.east))
        near = [(distance_m(lat, lon, y, x), key) for key, y, x in rows.values_list("id", "lat", "lon")]
        if near and (best := min(near))[0] <= metres:
            return Address.objects.get(pk=best[1]), best[0]
    return None
