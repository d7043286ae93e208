"""Marlhaven's petitions: a crossing that was answered and waits for a debate, and others in every state."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.demo import talk
from folkmoot.modules.petitions.events import Document, KindDescribed, Step
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock

KIND = KindDescribed(
    code="town",
    title="Petition to the town",
    description="For everything that the council and its teams can decide.",
    office="streets",
    who="You need to live, work or study in Marlhaven.",
    steps=(
        Step(at=250, what="answer", days=14, label="Written answer"),
        Step(at=500, what="meeting", days=28, label="Team meeting"),
        Step(at=1500, what="debate", days=42, label="Full council debates it"),
    ),
    days=90,
)
BEGAN = 78
"""Days before now on which the story begins."""
ACTION = "Safe crossing at Northgate School"
BACKGROUND = (
    "Put a zebra crossing with lights on Hatch Road, at the main gate of Northgate School, before the school year "
    "starts in September."
)
DETAILS = (
    "About 340 children cross Hatch Road every school day. The nearest crossing is 230 metres away, past the bus depot. "
    "Most families do not go that way, and we do not blame them.\n\nThe council’s own traffic counter measured an average "
    "of 37 mph at the gate in November, where the limit is 20. There were two injuries last year. We ask for a crossing "
    "with lights at the main gate, a raised table so that cars slow down, and a crossing guard until both are built."
)
OTHERS = (
    (
        "Keep the library open on Saturdays",
        "Let Old Quay library open from 9 to 1 on Saturdays again.",
        "Libraries",
        164,
    ),
    (
        "Put lights on the path through Mill Park",
        "Light the path from the bridge to Vine Street until 11 at night.",
        "Parks",
        88,
    ),
    (
        "A bench at every bus stop on Harbour Road",
        "Put a bench and a roof at the six stops without one.",
        "Buses",
        41,
    ),
)
FIRST = (
    "Ada",
    "Bo",
    "Cleo",
    "Dan",
    "Eve",
    "Finn",
    "Gwen",
    "Hal",
    "Iris",
    "Jon",
    "Kit",
    "Lou",
    "Max",
    "Nia",
    "Ola",
    "Pia",
)
LAST = (
    "Ash",
    "Bell",
    "Cole",
    "Dove",
    "Elm",
    "Fox",
    "Gray",
    "Hill",
    "Ives",
    "Jay",
    "Kerr",
    "Lane",
    "Moss",
    "Nash",
    "Oak",
)
RESIDENT = "resident@demo.example"
ABROAD = ("GB", "GB", "GB", "IE", "FR", "")
"""Countries in turn; kept of people from elsewhere alone."""
WEIGHTS = {"northgate": 12, "hollin-park": 5, "castle-rise": 4, "fairmead": 4}


class Story:
    """Tells the story through services, as if it were then."""

    def __init__(self, at: datetime) -> None:
        self.dice = random.Random(2026)  # noqa: S311 - a story, not a secret.
        self.began = at - timedelta(days=BEGAN)
        self.people = 0
        areas = [one.slug for one in places.areas()]
        self.areas = [*areas, ""] if areas else [""]
        self.weights = [WEIGHTS.get(one, 2) if one else 1 for one in self.areas]

    def somebody(self) -> services.Signatory:
        """Somebody who has not signed before."""
        self.people += 1
        return services.Signatory(
            name=f"{self.dice.choice(FIRST)} {self.dice.choice(LAST)}",
            email=f"p{self.people}@demo.example",
            area=self.dice.choices(self.areas, self.weights)[0],
            country=ABROAD[self.people % len(ABROAD)],
            follows=self.people % 3 == 0,
        )

    def robin(self) -> services.Signatory:
        """The resident of the demo, whose own page shows the petition that waits for supporters."""
        person = Person.objects.filter(email=RESIDENT).first()
        if person is None:
            return self.somebody()
        return services.Signatory(
            name=person.name or "Robin Resident", email=person.email, person_id=person.pk
        )

    def day(self, day: float) -> datetime:
        """A moment of the story."""
        return self.began + timedelta(days=day)

    def sign(self, number: int, count: int, *, start: float, end: float, invited: bool = False) -> None:
        """So many people sign between two days, one after the other."""
        for at in range(count):
            with clock.telling(self.day(start + (end - start) * (at + self.dice.random()) / count)):
                row = services.sign(number=number, signatory=self.somebody(), invited=invited)
                services.confirm(signer_id=row.pk)

    def start(
        self,
        action: str,
        background: str,
        details: str = "",
        *,
        on: float,
        supporters: int = 5,
        creator: services.Signatory | None = None,
    ) -> int:
        """A petition with its supporters."""
        with clock.telling(self.day(on)):
            idea = services.Idea(kind_code=KIND.code, action=action, background=background, details=details)
            row = services.start(idea=idea, creator=creator or self.somebody())
            services.confirm(signer_id=row.pk)
        self.sign(row.petition, supporters, start=on + 0.1, end=on + 0.9, invited=True)
        return row.petition


def tell(*, at: datetime | None = None, progress: Callable[[str], None] | None = None) -> None:
    """Tell the story so that it ends now; ``progress`` hears what is being done."""
    say = progress or (lambda _words: None)
    offices = sorted(one.slug for one in places.departments())
    if not offices:
        return
    office = "streets" if "streets" in offices else offices[0]
    story = Story(at or clock.now())
    with clock.telling(story.day(-30)):
        services.describe_kind(description=_kind(office), actor="office:council")
    talk.switch_on(story.day(-29))
    say("The term before this one")
    _last_term(story, office)
    say("A crossing at Northgate School")
    _crossing(story, office)
    say("Other petitions")
    for on, (action, background, topic, count) in enumerate(OTHERS):
        number = story.start(action, background, on=30 + 9 * on)
        with clock.telling(story.day(32 + 9 * on)):
            services.open_petition(number=number, office=office, topics=[topic])
        story.sign(number, count, start=33 + 9 * on, end=BEGAN - 0.2)
    _decided(story)


def _kind(office: str) -> KindDescribed:
    return KindDescribed(**{name: getattr(KIND, name) for name in KIND.__slots__} | {"office": office})


def _last_term(story: Story, office: str) -> None:
    """A council left; one petition went to the archive with it. Since then some throw-away mailboxes count for nothing."""
    number = story.start(
        "Run the ferry on Sundays",
        "Let the ferry between Old Quay and the spit run on Sundays from May to September.",
        on=-28,
    )
    with clock.telling(story.day(-27)):
        services.open_petition(number=number, office=office, topics=["Harbour"])
        services.announce_term(
            code="2022-2026",
            period="2022 to 2026",
            government="Council of 2022",
            kinds=(KIND.code,),
            ends=story.day(-8),
            actor="office:council",
        )
    story.sign(number, 47, start=-27, end=-8.5)
    with clock.telling(story.day(-7.9)):
        services.end_terms()
    with clock.telling(story.day(-4)):
        services.settle_term(code="2022-2026", how="archived", actor="office:council")
        services.settle_terms()
    with clock.telling(story.day(5)):
        services.add_guards(
            sort="domain",
            values=["mailbin.example", "**.tenminutes.example"],
            allow=False,
            reason="throwaway",
            actor="office:council",
        )


def _crossing(story: Story, office: str) -> None:
    """The petition of the mock-up: answered in time, a meeting held, a debate ahead."""
    number = story.start(ACTION, BACKGROUND, DETAILS, on=0)
    with clock.telling(story.day(2)):
        services.open_petition(number=number, office=office, topics=["Roads", "Schools"])
    story.sign(number, 300, start=2, end=45)
    with clock.telling(story.day(47)):
        services.answer(
            number=number,
            office=office,
            summary="Short answer: yes to the guard now, and a decision on the crossing in April.",
            words=(
                "We agree that the speeds are too high. A crossing guard starts on Monday. A crossing with lights costs "
                "about £46,000 and is not in this year’s budget. We will bring it to the streets committee whatever "
                "comes of this petition.\n\nWe do not support the raised table. Hatch Road is a route for ambulances, and "
                "the ambulance service has asked us to keep it flat."
            ),
            documents=[
                Document(title="Letter of the ambulance service", url="https://example.org/letter.pdf")
            ],
        )
    story.sign(number, 510, start=47.2, end=66)
    with clock.telling(story.day(70)):
        services.tell_debate(
            number=number,
            office=office,
            step=1,
            on_day=story.day(69).date(),
            held=True,
            words="The team met eight parents at the gate. Signs with the children’s drawings go up before Easter.",
            transcript_url="https://example.org/minutes.pdf",
        )
    story.sign(number, 388, start=70.2, end=BEGAN - 0.1)
    talk.discuss(number, office, story.day)


def _decided(story: Story) -> None:
    """One that was not accepted, one that waits for moderators, one that looks for supporters."""
    number = story.start(
        "Stop cars in front of Northgate School", "Close Hatch Road at the gate in the morning.", on=20
    )
    with clock.telling(story.day(22)):
        services.reject(
            number=number,
            code="duplicate",
            words="“Safe crossing at Northgate School” is open and asks for a safe way at the same gate. Sign that one.",
        )
    story.start("More bins on the beach", "Put ten bins between the pier and the slip.", on=BEGAN - 3)
    story.start(
        "Plant trees in Chandler Street",
        "Plant a tree in front of every third house.",
        on=BEGAN - 2,
        supporters=2,
        creator=story.robin(),
    )
