"""Marlhaven's polls: one that closed and was answered, one that is open, and one that waits for its answer."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from folkmoot.modules.elections import services
from folkmoot.modules.elections.rules import Draft
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock

RESIDENT = "resident@demo.example"
SPACE = UUID("5f0c5a0e-6f0b-4a52-9d8e-2a1f4f6d7b11")
"""Voters of the story have no accounts, only ids that are made from this one and their number."""
MARKET = (
    "What should happen to the market square on Sundays?",
    (
        "The square is a car park on Sundays. Buses and deliveries go through in every case. The streets team decides in "
        "autumn and will try out the option that most people choose for six months."
    ),
    ("Leave it as it is", "No cars from 10 to 18", "No cars at all on Sundays"),
    (6, 11, 9),
)
LIBRARY = (
    "Which evenings should the library stay open until nine?",
    "There is money for two evenings. You can choose up to three.",
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    (3, 6, 5, 8, 2),
)
NAME = (
    "What should the new bridge be called?",
    "The names come from 214 suggestions that people sent in. The council decides.",
    ("Ferry Bridge", "Ada Harlow Bridge", "Wherry Bridge", "North Bridge"),
    (7, 9, 8, 2),
)
ANSWER = (
    "From May on there are no cars on the market square on Sundays from 10 to 18, for six months. We count how many people "
    "and how many deliveries come, publish the counts here, and ask again in November."
)


def tell(*, at: datetime | None = None, progress: Callable[[str], None] | None = None) -> None:
    """Tell the story so that it ends now; ``progress`` hears what is being done."""
    say = progress or (lambda _words: None)
    offices = sorted(one.slug for one in places.departments())
    if not offices:
        return
    office = "streets" if "streets" in offices else offices[0]
    end, dice = at or clock.now(), random.Random(7)  # noqa: S311 - a story, not a secret.
    resident = Person.objects.filter(email=RESIDENT).first()
    say("Three polls")
    answered = _asked(MARKET, office, begins=end - timedelta(days=40), days=21, most=1)
    _voted(answered, MARKET, dice, voters=143, begins=end - timedelta(days=40), days=21)
    with clock.telling(end - timedelta(days=18)):
        services.close_due()
    with clock.telling(end - timedelta(days=11)):
        services.answer(number=answered, office=office, words=ANSWER)
    waiting = _asked(NAME, office, begins=end - timedelta(days=17), days=14, most=1)
    _voted(waiting, NAME, dice, voters=88, begins=end - timedelta(days=17), days=14)
    with clock.telling(end - timedelta(days=2)):
        services.close_due()
    running = _asked(LIBRARY, office, begins=end - timedelta(days=6), days=30, most=3)
    _voted(running, LIBRARY, dice, voters=64, begins=end - timedelta(days=6), days=6)
    if resident is not None:
        with clock.telling(end - timedelta(hours=3)):
            services.vote(number=running, person_id=resident.pk, choices=[2, 4])


Story = tuple[str, str, tuple[str, ...], tuple[int, ...]]


def _asked(story: Story, office: str, *, begins: datetime, days: int, most: int) -> int:
    question, background, options, _weights = story
    with clock.telling(begins):
        return services.open_poll(
            draft=Draft(
                question=question,
                background=background,
                options=options,
                least=1,
                most=most,
                office=office,
                closes=begins + timedelta(days=days),
            )
        )


def _voted(
    number: int, story: Story, dice: random.Random, *, voters: int, begins: datetime, days: int
) -> None:
    _question, _background, options, weights = story
    most = 3 if story is LIBRARY else 1
    moments = sorted(dice.uniform(0.01, 0.98) ** 1.5 for _ in range(voters))
    for voter, moment in enumerate(moments):
        chosen = {one + 1 for one in dice.choices(range(len(options)), weights, k=dice.randint(1, most))}
        with clock.telling(begins + timedelta(days=days) * moment):
            services.vote(number=number, person_id=uuid5(SPACE, f"{number}/{voter}"), choices=chosen)
