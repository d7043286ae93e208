"""What Marlhaven says about the crossing: for it, against it, and what the team answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.talk import names, services
from folkmoot.talk.declared import discussions

MODERATOR = "moderator@demo.example"
SAID: tuple[tuple[float, int | None, str, str, int], ...] = (
    (6, 0, "for", "My two children cross here every morning. I would use a crossing at the gate at once.", 0),
    (
        9,
        1,
        "against",
        "I drive the number 4 bus. Another light on Hatch Road makes it late for everybody.",
        0,
    ),
    (9.4, 0, "", "Could the light know that a bus is coming, as on Harbour Road?", 2),
    (12, 2, "for", "In winter it is dark at eight, and drivers see the children very late.", 0),
    (20, 3, "against", "£46,000 would mend three playgrounds. A guard costs less and can start tomorrow.", 0),
    (21, 2, "", "A guard is ill sometimes, a light is not. But start with the guard, yes.", 5),
    (47.5, None, "", "The guard starts on Monday. Buses get priority at the light if it is built.", 2),
    (48, 1, "", "With priority for buses I am no longer against it.", 7),
)
"""Day of the story, which neighbour (or the office), the side, the words, and the comment replied to."""
HELPFUL = ((1, 1), (2, 1), (3, 1), (0, 2), (0, 4), (1, 4), (0, 8), (2, 8))


def switch_on(at: datetime) -> None:
    """The town lets people talk about petitions."""
    with clock.telling(at):
        services.describe_discussions(open_=[*discussions().open, "petitions"], actor="office:council")


def discuss(number: int, office: str, day: Callable[[float], datetime]) -> None:
    """Neighbours and the team talk about a petition; a moderator reads each neighbour's first comment."""
    about = f"petitions/{number}"
    thread = names.thread_of(about)
    with clock.telling(day(-1)):
        neighbours = [
            Person.objects.create_user(f"signer-{one}@demo.example", name=f"Signer {one}") for one in range(4)
        ]
        # The clock of the story counts for facts alone; an account says when it was made.
        Person.objects.filter(pk__in=[one.pk for one in neighbours]).update(
            joined=clock.now() - timedelta(days=60)
        )
    for one in neighbours:
        one.refresh_from_db()
    moderator = Person.objects.get(email=MODERATOR)
    for on, who, stance, words, parent in SAID:
        with clock.telling(day(on)):
            if who is None:
                services.answer(about=about, office=office, words=words, parent=parent, language="en")
                continue
            written = services.comment(
                about=about,
                person=neighbours[who],
                words=words,
                stance=stance,
                parent=parent,
                language="en",
            )
        if written.held:
            with clock.telling(day(on + 0.1)):
                services.release(thread=thread, number=written.number, person=moderator)
    for at, (who, comment) in enumerate(HELPFUL):
        with clock.telling(day(50 + at / 4)):
            services.support(thread=thread, number=comment, person=neighbours[who], direction="up")
