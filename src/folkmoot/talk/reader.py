"""Who reads a thread, and what they may do there."""

from dataclasses import dataclass

from folkmoot.people import access
from folkmoot.people.access import User
from folkmoot.people.models import Person
from folkmoot.talk.declared import About

MODERATE = "talk.moderate"
ADMINISTER = "talk.administer"


@dataclass(frozen=True, slots=True)
class Reader:
    """``person`` is None without an account; ``office`` is the one they may answer for, empty for none."""

    person: Person | None
    office: str
    moderates: bool

    @property
    def id(self) -> object:
        """The account's id, or None."""
        return self.person.pk if self.person else None


def reader_of(user: User, about: About) -> Reader:
    """What a user may do in a thread."""
    if not isinstance(user, Person):
        return Reader(None, "", moderates=False)
    office = about.matter.office
    answers = bool(office) and access.can(user, about.talk.answers, office)
    return Reader(user, office if answers else "", moderates=access.can(user, MODERATE))
