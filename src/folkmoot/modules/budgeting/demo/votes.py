"""Votes of the demo town: people at the counter, each with a taste of their own and one for their district."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from folkmoot.modules.budgeting.demo.projects import Told
from folkmoot.modules.budgeting.services import casting, rolling
from folkmoot.people.models import Person
from folkmoot.record import clock

NEAR = 2.2
"""How much likelier people mark what is in their own district."""
_SOUNDS = (
    "ba",
    "den",
    "fi",
    "gor",
    "ha",
    "ja",
    "kel",
    "lu",
    "mi",
    "nor",
    "pe",
    "ra",
    "sol",
    "ti",
    "wen",
    "yo",
)


def _name(at: int) -> str:
    first, second, third = at % 16, at // 16 % 16, at // 256 % 16
    return f"{(_SOUNDS[first] + _SOUNDS[second]).title()} {(_SOUNDS[third] + _SOUNDS[second] + _SOUNDS[first]).title()}"


def cast(
    *,
    number: int,
    pot: str,
    projects: Sequence[tuple[int, Told]],
    areas: Sequence[str],
    count: int,
    between: tuple[datetime, datetime],
    dice: random.Random,
    say: Callable[[str], None],
) -> None:
    """So many people vote between two moments, one after the other; none of them has an account."""
    first, last = between
    officer = Person.objects.filter(email="officer@demo.example").first()
    for at in range(count):
        with clock.telling(first + (last - first) * ((at + dice.random()) / count)):
            area = dice.choice(areas) if areas else ""
            born = date(1950, 1, 1) + timedelta(days=dice.randrange(20_000))
            voter = rolling.admit(number=number, name=_name(at), born=born, area=area, officer=officer)
            marked = [
                (project, 1)
                for project, told in projects
                if dice.random() * 100 < told.liked * (NEAR if told.area and told.area == area else 0.8)
            ]
            if marked:
                casting.cast(voter=voter.pk, choice={pot: marked})
        if at % 100 == 99:  # noqa: PLR2004 - now and then.
            say(f"{at + 1} ballots")
