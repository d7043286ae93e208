"""A small town with a round of participatory budgeting, brought to any of its phases."""

from datetime import timedelta

import pytest

from folkmoot.modules.budgeting import events, services
from folkmoot.modules.budgeting.models import Project
from folkmoot.modules.budgeting.rules.calendar import NAMES
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.ties import TieBreaking
from folkmoot.people.models import Person
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution
from folkmoot.record import clock
from folkmoot.record.projection import writing

ADMIN = "office:council"
POTS = (events.Pot(code="town", title="Whole town", amount=10_000_000),)
APPROVAL = events.BallotDesign(type="approval")
SHARES = Rule(name="equal_shares", completion="add1u", ties=TieBreaking(order="number"))
PROJECTS = (
    services.Given(title="Trees on Mill Street", pot="town", cost=3_000_000, lat=52.481, lon=1.701),
    services.Given(title="Toilets at the harbour", pot="town", cost=4_500_000),
    services.Given(title="Lights in the underpass", pot="town", cost=2_500_000),
    services.Given(title="A stage in the park", pot="town", cost=6_000_000),
)


def description(**more):
    given = {
        "slug": "budget-2026",
        "title": "Budget 2026",
        "summary": "You decide about 100,000 euros.",
        "office": "finance",
        "currency": "EUR",
        "pots": POTS,
        "categories": (events.Category(code="green", title="Parks"),),
        "who": events.Eligibility(text="Everybody who lives here and is 14 or older", verified=False),
    }
    return events.RoundDescribed(**given | more)


def calendar(phase="", *, days=10, before=5, names=NAMES):
    """Phases of ``days`` days each; the named one has been on since ``before`` days. Without one, the first is to come."""
    start = clock.now() - timedelta(days=before if phase else -1)
    at = names.index(phase) if phase else 0
    return tuple(
        events.Phase(
            name=name,
            opens=start + timedelta(days=days * (index - at)),
            closes=start + timedelta(days=days * (index - at + 1)),
        )
        for index, name in enumerate(names)
    )


def described_round(phase="", *, pots=POTS, **more):
    """A round whose calendar has come to a phase; its number. It is not frozen."""
    number = services.describe_round(description=description(pots=pots, **more), actor=ADMIN)
    services.set_calendar(number=number, phases=calendar(phase), actor=ADMIN)
    return number


def round_in_voting(*, projects=PROJECTS, design=APPROVAL, rule=SHARES, pots=POTS, areas_most=0, **more):
    """A round that can be voted on now, with projects on its ballot: (its number, numbers of the projects in order)."""
    number = described_round("voting", pots=pots, **more)
    numbers = services.add_projects(round_number=number, projects=list(projects), actor=ADMIN)
    services.freeze(
        number=number,
        votes={one.code: services.Vote(design=design, rule=rule) for one in pots},
        areas_most=areas_most,
        actor=ADMIN,
    )
    return number, numbers


def later(**span):
    """Everything as if it happened some time from now."""
    return clock.telling(clock.now() + timedelta(**span))


def describe_town():
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor=ADMIN,
    )
    for slug in ("finance", "parks", "streets"):
        describe_department(slug=slug, name=slug.title() + " team", actor=ADMIN)


@pytest.fixture
def town(db):
    describe_town()


def person(name):
    return Person.objects.create_user(f"{name}@example.org", name=name.title())


def idea(round_number, who, *, once="", **more):
    """An idea that somebody submits; its number."""
    given = {"title": "Trees on Mill Street", "text": "Shade for the bus stop."} | more
    return services.submit_idea(round_number=round_number, idea=services.Idea(**given), person=who, once=once)


def decide(round_number, *, won):
    """The outcome of a round, written as its projections would; tests that use it do not rebuild."""
    with writing():
        rows = Project.objects.filter(round=round_number)
        rows.filter(pk__in=won).update(outcome="won")
        rows.exclude(pk__in=won).update(outcome="lost")
