"""Marlhaven's budgets: last year's is counted and being built, this year's is voted on now."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from folkmoot.modules.budgeting import events, services
from folkmoot.modules.budgeting.demo import votes
from folkmoot.modules.budgeting.demo.projects import CATEGORIES, LAST_YEAR, THIS_YEAR, Told
from folkmoot.modules.budgeting.models import Project
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.ties import TieBreaking
from folkmoot.modules.budgeting.services import counting
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock

ACTOR = "office:council"
POT = "town"
RULE = Rule(
    name="equal_shares", completion="add1u", exhaustive=True, ties=TieBreaking(order="lot", seed="new")
)
VOTE = {POT: services.Vote(design=events.BallotDesign(type="approval"), rule=RULE)}
LAST, THIS = 120, 160
"""People who voted last year, and who have voted this year so far."""


class Story:
    """Tells the story through services, as if it were then; days are counted back from now."""

    def __init__(self, at: datetime, say: Callable[[str], None]) -> None:
        self.at, self.say = at, say
        self.dice = random.Random(2027)  # noqa: S311 - a story, not a secret.
        self.areas = {one.slug: one.name for one in places.areas()}
        self.offices = {one.slug for one in places.departments()}

    def day(self, ago: float) -> datetime:
        """So many days ago; below zero is to come."""
        return self.at - timedelta(days=ago)

    def office(self, wanted: str) -> str:
        """A department of the town, the wanted one where it is there."""
        return wanted if wanted in self.offices else min(self.offices)

    def round(
        self, *, ago: float, title: str, slug: str, amount: int, phases: Sequence[tuple[str, float, float]]
    ) -> int:
        """A round with its calendar: (phase, from, to) in days ago."""
        with clock.telling(self.day(ago)):
            number = services.describe_round(
                description=events.RoundDescribed(
                    slug=slug,
                    title=title,
                    summary="You decide what is built in your neighbourhood. Ideas come from everybody, costs from the teams, the decision from you.",
                    office=self.office("council"),
                    currency="GBP",
                    pots=(events.Pot(code=POT, title="Whole town", amount=amount * 100),),
                    categories=tuple(events.Category(code=code, title=name) for code, name in CATEGORIES),
                    minimum=200_000,
                    maximum=15_000_000,
                    who=events.Eligibility(
                        text="Everybody who lives in Marlhaven and is 14 or older.",
                        minimum_age=14,
                        verified=False,
                    ),
                ),
                actor=ACTOR,
            )
            services.set_calendar(
                number=number,
                phases=[
                    events.Phase(name=name, opens=self.day(first), closes=self.day(last))
                    for name, first, last in phases
                ],
                actor=ACTOR,
            )
        return number

    def place(self, area: str) -> tuple[float, float] | tuple[None, None]:
        """Somewhere in a district; nowhere for the whole town."""
        if area not in self.areas:
            return (None, None)
        box = places.bounds()
        for _try in range(400):
            lat = self.dice.uniform(box.south, box.north)
            lon = self.dice.uniform(box.west, box.east)
            hit = places.area_at(lat, lon)
            if hit is not None and hit.slug == area:
                return (round(lat, 6), round(lon, 6))
        return (None, None)

    def idea(self, number: int, told: Told, *, ago: float, who: Person) -> int:
        """Somebody submits an idea."""
        lat, lon = self.place(told.area)
        with clock.telling(self.day(ago)):
            services.begin_due()
            return services.submit_idea(
                round_number=number,
                idea=services.Idea(
                    title=told.title, text=told.text, category=told.category, lat=lat, lon=lon
                ),
                person=who,
            )

    def costed(self, project: int, told: Told, *, ago: float) -> None:
        """It is sorted, and its team works out what it costs."""
        office = self.office(told.office)
        with clock.telling(self.day(ago)):
            services.sort_idea(number=project, pot=POT, category=told.category, offices=[office], actor=ACTOR)
        building = told.cost * 70 // 100
        with clock.telling(self.day(ago - 3)):
            services.cost_project(
                number=project,
                office=office,
                lines=[
                    ("Building and material", building * 100),
                    ("Planning", (told.cost * 12 // 100) * 100),
                    ("Five years of upkeep", (told.cost - building - told.cost * 12 // 100) * 100),
                ],
                feasible=True,
                reason="It can be done on land of the town, within a year of the decision.",
            )


def _neighbour(at: int) -> Person:
    email = f"neighbour-{at}@demo.example"
    return Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, name=f"Neighbour {at}"
    )


def tell(*, at: datetime | None = None, progress: Callable[[str], None] | None = None) -> None:
    """Tell the story so that it ends now; ``progress`` hears what is being done."""
    story = Story(at or clock.now(), progress or (lambda _words: None))
    if not story.offices:
        return
    story.say("Last year’s budget: ideas, a vote, a result")
    _last_year(story)
    story.say("This year’s budget: the vote is open")
    _this_year(story)


def _last_year(story: Story) -> None:
    number = story.round(
        ago=300,
        title="Neighbourhood budget: last year",
        slug="last-year",
        amount=120_000,
        phases=[
            ("ideas", 299, 270),
            ("sorting", 270, 260),
            ("costing", 260, 240),
            ("voting", 235, 214),
            ("counting", 214, 212),
            ("result", 212, 200),
            ("delivery", 200, -60),
        ],
    )
    made = [
        (story.idea(number, told, ago=295 - 2 * at, who=_neighbour(at)), told)
        for at, told in enumerate(LAST_YEAR)
    ]
    for at, (project, told) in enumerate(made):
        story.costed(project, told, ago=258 - at)
    with clock.telling(story.day(237)):
        services.freeze(number=number, votes=VOTE, actor=ACTOR)
    with clock.telling(story.day(234.9)):
        services.begin_due()
    votes.cast(
        number=number,
        pot=POT,
        projects=made,
        areas=sorted(story.areas),
        count=LAST,
        between=(story.day(234), story.day(214.5)),
        dice=story.dice,
        say=story.say,
    )
    for ago in (213.9, 213.5, 211.9, 199.9):
        with clock.telling(story.day(ago)):
            services.begin_due()
            while counting.count_due():
                pass
    _build(story, dict(made))


def _build(story: Story, told: dict[int, Told]) -> None:
    """What won is built: the first is finished, the next are on their way, one is late."""
    won = list(Project.objects.filter(number__in=told, outcome="won").order_by("cost", "number"))
    for at, row in enumerate(won):
        office = f"office:{story.office(told[row.number].office)}"
        cost = row.cost or 0
        with clock.telling(story.day(195)):
            for code, title, ago in (
                ("plan", "The plan is drawn and approved", 150 - 5 * at),
                ("order", "The work is ordered", 100 - 10 * at),
                ("open", "It is handed over", 20 - 30 * at),
            ):
                services.plan_milestone(
                    number=row.number, code=code, title=title, due=story.day(ago).date(), actor=office
                )
        with clock.telling(story.day(150)):
            services.reach_milestone(
                number=row.number,
                code="plan",
                on=story.day(151).date(),
                words="Drawn with the people who had the idea.",
                actor=office,
            )
            services.spend(
                number=row.number,
                amount=cost * 12 // 100,
                on=story.day(151).date(),
                what="Planning",
                actor=office,
            )
        if at > 1:
            continue
        with clock.telling(story.day(90)):
            services.reach_milestone(number=row.number, code="order", on=story.day(92).date(), actor=office)
            services.spend(
                number=row.number,
                amount=cost * 55 // 100,
                on=story.day(91).date(),
                what="Building and material",
                actor=office,
            )
        if at:
            with clock.telling(story.day(30)):
                services.plan_milestone(
                    number=row.number,
                    code="open",
                    title="It is handed over",
                    due=story.day(-40).date(),
                    reason="The supplier delivers six weeks late.",
                    actor=office,
                )
            continue
        with clock.telling(story.day(18)):
            services.reach_milestone(number=row.number, code="open", on=story.day(19).date(), actor=office)
            services.spend(
                number=row.number,
                amount=cost * 20 // 100,
                on=story.day(19).date(),
                what="Last bill of the builders",
                actor=office,
            )
            services.deliver(
                number=row.number,
                on=story.day(18).date(),
                words="It is there. Forty neighbours came to the opening, and the mayor cut the ribbon.",
                actor=office,
            )


def _this_year(story: Story) -> None:
    number = story.round(
        ago=90,
        title="Neighbourhood budget",
        slug="this-year",
        amount=400_000,
        phases=[
            ("informing", 89, 84),
            ("ideas", 84, 50),
            ("sorting", 50, 40),
            ("costing", 40, 15),
            ("design", 15, 9),
            ("voting", 9, -12),
            ("counting", -12, -15),
            ("result", -15, -30),
            ("delivery", -30, -365),
        ],
    )
    robin = Person.objects.filter(email="resident@demo.example").first() or _neighbour(99)
    made = [
        (story.idea(number, told, ago=83 - 2 * at, who=robin if at == 1 else _neighbour(20 + at)), told)
        for at, told in enumerate(THIS_YEAR)
    ]
    _decided(story, number, made[1][0])
    for at, (project, told) in enumerate(made):
        story.costed(project, told, ago=38 - at)
    with clock.telling(story.day(12)):
        services.begin_due()
        services.freeze(number=number, votes=VOTE, actor=ACTOR)
    with clock.telling(story.day(8.9)):
        services.begin_due()
    votes.cast(
        number=number,
        pot=POT,
        projects=made,
        areas=sorted(story.areas),
        count=THIS,
        between=(story.day(8.8), story.day(0.05)),
        dice=story.dice,
        say=story.say,
    )


def _decided(story: Story, number: int, trees: int) -> None:
    """One idea became part of another with its author’s consent, one went no further, one was not feasible."""
    more, fountain, pier = _neighbour(61), _neighbour(62), _neighbour(63)
    like = story.idea(
        number,
        Told("More trees in Millfield", "Shade for the streets without any.", "millfield", "green", 0, 0),
        ago=55,
        who=more,
    )
    rail = story.idea(
        number,
        Told("A train every ten minutes", "The line to the city is too slow.", "", "streets", 0, 0),
        ago=54,
        who=fountain,
    )
    deep = story.idea(
        number,
        Told("A new pier", "Twice as long as the old one.", "old-quay", "together", 0, 0),
        ago=53,
        who=pier,
    )
    with clock.telling(story.day(49)):
        services.begin_due()
        proposal = services.propose_merge(
            number=like, into=trees, reason="Both ask for trees in streets of Millfield.", actor=ACTOR
        )
    with clock.telling(story.day(47)):
        services.agree_merge(proposal=proposal.fact_id, person=more)
        robin = Person.objects.filter(email="resident@demo.example").first() or _neighbour(99)
        services.agree_merge(proposal=proposal.fact_id, person=robin)
        services.turn_down(
            number=rail,
            code="not_ours",
            reason="The railway decides about its trains. We passed your idea on to it.",
            actor=ACTOR,
        )
        services.sort_idea(
            number=deep, pot=POT, category="together", offices=[story.office("streets")], actor=ACTOR
        )
    with clock.telling(story.day(36)):
        services.cost_project(
            number=deep,
            office=story.office("streets"),
            lines=[("A pier of 180 metres", 210_000_000)],
            feasible=False,
            reason="It costs five times what there is, and the sea bed is protected.",
        )
