"""A small town with a survey, and people whom the ledger's moments concern."""

import dataclasses
from datetime import timedelta

import pytest
from tests.ledger.events import Said as LedgerSaid

from folkmoot.modules.feedback import queries, rules, services
from folkmoot.modules.feedback.events import Choice, Plan, Question
from folkmoot.modules.feedback.models import Invitation
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution
from folkmoot.record import clock, registry
from folkmoot.record.event import Fact, new_id
from folkmoot.record.manifest import Concerned, Grouping, Moment

OFFICE = "office:streets"
MOMENT = "ledger.said"


def both(words):
    """The same words in both languages of the site, told apart."""
    return (("en-gb", words), ("de", f"{words} (de)"))


SCALE = Question(
    code="how",
    sort="scale",
    words=both("How did it go?"),
    choices=tuple(
        Choice(key=str(at), words=both(words))
        for at, words in enumerate(("Very bad", "Bad", "So so", "Good", "Very good"), start=1)
    ),
    required=True,
)
REASON = Question(code="why", sort="text", words=both("Why?"))
TOLD = Question(code="told", sort="yes_no", words=both("Were you told what happened?"))
WAYS = Question(
    code="ways",
    sort="several",
    words=both("How did you hear of it?"),
    choices=(Choice(key="mail", words=both("By mail")), Choice(key="paper", words=both("From the paper"))),
)
PLAN = Plan(
    title=both("How was your report handled?"),
    why=both("To see what to do better."),
    office="streets",
    moment=MOMENT,
    questions=(SCALE, TOLD, REASON),
)


def on_pages(**more):
    return dataclasses.replace(PLAN, moment="feedback.page", **({"pages": ("/petitions*",)} | more))


def happened(number=1, *, at=None):
    """A fact of the ledger as a follower reads it."""
    at = at or clock.now()
    return Fact(
        id=new_id(at),
        kind=LedgerSaid.kind,
        version=LedgerSaid.version,
        subject=f"ledger/{number}",
        actor="system:tests",
        accepted=at,
        position=1,
        index=number,
        event=LedgerSaid(words="x"),
    )


PEOPLE: dict[str, list[Concerned]] = {}
"""Whom the facts of a test concern, by the fact's id."""


def concern(fact, count=1, *, first=1, area="harbour", **more):
    """Let a fact concern so many people."""
    PEOPLE.setdefault(fact.id, []).extend(
        Concerned(
            fact_id=fact.id,
            pseudonym=guest_pseudonym(f"p{at}", fact.subject),
            **({"email": f"p{at}@example.org", "language": "en-gb", "groups": {"area": area}} | more),
        )
        for at in range(first, first + count)
    )
    return fact


def concerned(facts):
    """What the moment of the tests declares."""
    return [one for fact in facts for one in PEOPLE.get(fact.id, [])]


def area_names():
    return {"harbour": "Harbour", "mill": "Mill", "": "No known area"}


def opened(key="reports", plan=PLAN):
    services.draft(key=key, plan=plan, actor=OFFICE)
    services.open_survey(key=key, actor=OFFICE)
    return queries.edition(key, queries.survey(key).edition)


def invited(count=1, *, first=1, area="harbour", number=1):
    """A fact that concerns some new people, and their invitations."""
    before = set(Invitation.objects.values_list("pk", flat=True))
    services.invite([concern(happened(number), count, first=first, area=area)])
    return list(Invitation.objects.exclude(pk__in=before).order_by("email"))


def reply(how="4", **more):
    found = {"how": rules.Reply((how,)), "told": rules.Reply(("yes",))} if how else {}
    return found | {code: rules.Reply(**one) for code, one in more.items()}


def answered(invitation, how="4", **more):
    return services.answer(
        key=invitation.survey,
        edition=invitation.edition,
        pseudonym=queries.invited_as(invitation),
        replies=reply(how, **more),
        invitation=invitation,
    )


def on_page(name, how="4", key="reports", edition=1, **more):
    return services.answer(
        key=key,
        edition=edition,
        pseudonym=guest_pseudonym(f"reader {name}", f"surveys/{key}"),
        replies=reply(how, **more),
    )


def later(**span):
    return clock.telling(clock.now() + timedelta(**span))


@pytest.fixture
def town(db, monkeypatch):
    """The town, and a moment that the ledger's facts are."""
    PEOPLE.clear()
    describe_town()
    declare(monkeypatch)


def declare(monkeypatch):
    here = "folkmoot.modules.feedback.tests.town"
    moment = Moment(
        name=MOMENT,
        label="Something was said",
        about="what was said",
        event=LedgerSaid,
        concerned=f"{here}.concerned",
        groups={"area": Grouping(label="Area", names=f"{here}.area_names")},
    )
    found = {**registry.moments(), MOMENT: moment}
    monkeypatch.setattr(registry, "moments", lambda: found)


def describe_town():
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor="office:council",
    )
    for slug in ("streets", "schools"):
        describe_department(slug=slug, name=slug.title() + " team", actor="office:council")
