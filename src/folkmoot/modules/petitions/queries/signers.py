"""Reads of private rows, for the people they are about and for moderators."""

from folkmoot.modules.petitions.models import Draft, InternalNote, Reading, Signer
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record.prepared import Prepared


def area_of(postcode: str) -> str:
    """The district in which a postcode lies; empty when it is not known here."""
    place = places.postcode_at(postcode)
    hit = places.area_at(*place) if place else None
    return hit.slug if hit else ""


def signer(pk: int) -> Signer | None:
    """A private row, or None."""
    return _signer.first(pk=pk)


_signer = Prepared(lambda pk: Signer.objects.filter(pk=pk))


def signed_by(person: Person, number: int) -> Signer | None:
    """What an account has on a petition, or None."""
    return Signer.objects.filter(petition=number, person=person).first()


def last_of(person: Person) -> Signer | None:
    """The newest signature of an account, from which its postcode and area are known."""
    return Signer.objects.filter(person=person).order_by("-created").first()


def title_for(number: int) -> str:
    """What a petition asks for while only its creator has confirmed or is about to confirm it; empty otherwise."""
    return Draft.objects.filter(pk=number, started=None).values_list("action", flat=True).first() or ""


def notes(number: int) -> list[InternalNote]:
    """What moderators and officers told each other, oldest first."""
    return list(InternalNote.objects.filter(petition=number).order_by("created", "id"))


def reading(number: int) -> Reading | None:
    """Who reads a petition now, or None."""
    return Reading.objects.filter(pk=number).select_related("person").first()
