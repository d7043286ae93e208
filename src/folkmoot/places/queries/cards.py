"""How subjects of places look to others."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext

from folkmoot.places.models import AreaVersion, Department
from folkmoot.places.queries.areas import institution
from folkmoot.record.manifest import Card, SearchText


def institution_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """The card of the institution."""
    here = institution()
    card = Card("institution/main", here.name, reverse("places:areas"), lat=here.lat, lon=here.lon)
    return {one: card for one in subjects if one == card.subject}


def department_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of departments."""
    rows = Department.objects.filter(slug__in=[one.partition("/")[2] for one in subjects])
    page = reverse("places:areas")
    return {
        f"departments/{row.slug}": Card(f"departments/{row.slug}", row.name, f"{page}#department-{row.slug}")
        for row in rows
    }


def department_texts(subjects: Iterable[str]) -> Mapping[str, SearchText]:
    """What search may index of departments."""
    return {
        subject: SearchText(subject=subject, title=card.title, body="", url=card.url, module="places")
        for subject, card in department_cards(subjects).items()
    }


def area_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of sets of areas, named as in their newest version."""
    sets = [one.partition("/")[2] for one in subjects]
    page = reverse("places:areas")
    return {
        f"areas/{row.set}": Card(f"areas/{row.set}", row.name, f"{page}#set-{row.set}")
        for row in AreaVersion.objects.filter(set__in=sets).order_by("version")
    }


def map_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of the list of addresses and of the base map."""
    page = reverse("places:areas")
    titles = {"map/addresses": gettext("addresses"), "map/base": gettext("base map")}
    return {one: Card(one, titles[one], page) for one in subjects if one in titles}
