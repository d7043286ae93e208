"""What people do with Marlhaven's open data: they ask for some and get an answer, make something from it, and talk about it."""

from datetime import datetime, timedelta

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.services.contributing import Contributor
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.talk import names
from folkmoot.talk import services as talking
from folkmoot.talk.declared import discussions

ROBIN, MODERATOR = "resident@demo.example", "moderator@demo.example"
BUSES = (
    "Where the bus stops are, and which have a shelter",
    "My mother waits for the number 4 in the rain. I want to find the nearest stop with a roof, and put all of them on a map.",
    "Eastmoor County keeps this list and publishes it. We take it over from their portal, so it is here as well.",
)
BICYCLES = (
    "How many bicycles cross the harbour bridge each hour",
    "There is a counter beside the bridge. Its numbers would show when the path is too narrow.",
    "The counter keeps its numbers for a year. We publish them hour by hour as soon as its maker has given us the password.",
)
TREES = (
    "Which street trees are to be felled this winter",
    "So that people hear of it before the saw does. Street, number, kind of tree and the reason would be enough.",
)
REUSE = (
    "Marlhaven’s week, drawn",
    "A ring for each week: the longer the bar, the more the town had to do that day. Mondays are long.",
)
SAID: tuple[tuple[float, int | None, str, int], ...] = (
    (14, 0, "Do answers by the town count as acts too, or only what residents do?", 0),
    (13.6, None, "Both count. The column “act” says which it was, so you can filter for either.", 1),
    (
        6,
        1,
        "I used it in class. The children asked why nothing happens at night. Now they know who sleeps.",
        0,
    ),
)
"""Days before the end, which neighbour (or the office), the words, and the comment replied to."""


def ask(end: datetime, office: str) -> None:
    """Three requests: one answered with a dataset, one with a promise, one that is supported and waits."""
    first = _request(BUSES, end - timedelta(days=25), office, ROBIN, supporters=3)
    second = _request(BICYCLES, end - timedelta(days=21), office, "neighbour-1@demo.example", supporters=5)
    _request(TREES, end - timedelta(days=6), office, "neighbour-2@demo.example", supporters=2)
    with clock.telling(end - timedelta(days=8)):
        services.answer_request(number=first, answer="published", words=BUSES[2], dataset="bus-stops")
    with clock.telling(end - timedelta(days=12)):
        day = (end + timedelta(days=40)).date()
        services.answer_request(number=second, answer="planned", words=BICYCLES[2], by=day)


def _request(said: tuple[str, ...], at: datetime, office: str, asker: str, *, supporters: int) -> int:
    with clock.telling(at):
        row = services.ask(title=said[0], words=said[1], who=_who(asker))
        services.confirm(number=row.pk)
        number = int(row.pk)
    with clock.telling(at + timedelta(hours=20)):
        services.open_request(number=number, office=office)
    for one in range(supporters):
        with clock.telling(at + timedelta(hours=30 + 7 * one)):
            row = services.support(number=number, who=_who(f"supporter-{one}@demo.example"))
            services.confirm(number=row.pk)
    return number


def hand_in(end: datetime, dataset: str) -> None:
    """A class shows what it made."""
    with clock.telling(end - timedelta(days=11)):
        row = services.hand_in_reuse(
            dataset=dataset,
            who=_who("town-clock@demo.example"),
            title=REUSE[0],
            words=REUSE[1],
            url="https://town-clock.example/week",
            sort="picture",
            maker="Town Clock, a school project",
        )
        services.confirm(number=row.pk)
    with clock.telling(end - timedelta(days=10)):
        services.publish_reuse(number=row.pk)


def talk(end: datetime, dataset: str, office: str) -> None:
    """Neighbours and the office talk about a dataset; a moderator reads each neighbour's first comment."""
    about, moderator = f"datasets/{dataset}", Person.objects.filter(email=MODERATOR).first()
    if moderator is None:
        return
    with clock.telling(end - timedelta(days=15)):
        open_ = [*discussions().open, "datasets"]
        talking.describe_discussions(open_=open_, actor=f"office:{office}")
    for days, neighbour, words, parent in SAID:
        with clock.telling(end - timedelta(days=days)):
            if neighbour is None:
                talking.answer(about=about, office=office, words=words, parent=parent, language="en")
                continue
            written = talking.comment(
                about=about, person=_neighbour(neighbour), words=words, parent=parent, language="en"
            )
        if written.held:
            with clock.telling(end - timedelta(days=days, hours=-3)):
                talking.release(thread=names.thread_of(about), number=written.number, person=moderator)


def _neighbour(number: int) -> Person:
    """An account of the story, which is older than what it says."""
    email = f"reader-{number}@demo.example"
    found = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, name=f"Reader {number}"
    )
    Person.objects.filter(pk=found.pk).update(joined=clock.now() - timedelta(days=40))
    found.refresh_from_db()
    return found


def _who(email: str) -> Contributor:
    """Somebody by their address; those who have an account are signed in and hear of answers."""
    person = Person.objects.filter(email=email).first()
    known = person is not None
    return Contributor(email=email, person_id=person.pk if person else None, language="en-gb", follows=known)
