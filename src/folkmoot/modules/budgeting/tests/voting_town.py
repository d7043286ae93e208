"""Voters of the small town, with and without accounts, and officers at its counter."""

from datetime import date

from folkmoot.modules.budgeting.models import Ballot, Voter
from folkmoot.modules.budgeting.services import casting, rolling
from folkmoot.people.models import Person, Role

BORN = date(1980, 12, 10)
ROLL = (
    b"name;born;reference\nAda Lovelace;1980-12-10;1\nGrace Hopper;1906-12-09;2\nJoan Clarke;1917-06-24;3\n"
)


def person(at=1, name="Ada Lovelace"):
    found = Person.objects.filter(email=f"p{at}@example.org").first()
    return found or Person.objects.create_user(f"p{at}@example.org", name=name)


def officer(at=1):
    one = person(f"officer{at}", f"Officer {at}")
    Role.objects.get_or_create(person=one, role="officer", office="finance")
    return one


def letters(at):
    """A name in letters for a number: digits would be letters to no reader."""
    return "".join("abcdefghij"[int(one)] for one in str(at))


def voter(number, at=1):
    """The voter of an account that says who it is."""
    return rolling.declare(number=number, person=person(at), name=f"Voter {letters(at)}", born=BORN, area="")


def cast(number, at, *projects, pot="town", **more):
    one = voter(number, at)
    return casting.cast(voter=one.pk, choice={pot: [(project, 1) for project in projects]}, **more)


def on_roll(number, *, content=ROLL):
    rolling.upload_roll(number=number, content=content, officer=None)
    return list(Voter.objects.filter(round=number, source="roll").order_by("folded"))


def counted(number):
    return Ballot.objects.filter(round=number, state="cast").count()
