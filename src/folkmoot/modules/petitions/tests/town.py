"""A small town with one kind of petition, and petitions in it."""

import json
from datetime import date, timedelta

import pytest

from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.events import KindDescribed, Step
from folkmoot.modules.petitions.models import Petition, Signer
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution, publish_areas
from folkmoot.record import clock

ADMIN = "office:council"
KIND = KindDescribed(
    code="town",
    title="Petition to the town",
    description="For everything the town can decide.",
    office="streets",
    who="Everybody who lives, works or studies here",
    steps=(
        Step(at=6, what="answer", days=14, label="Written answer"),
        Step(at=9, what="debate", days=42, label="Council debates it"),
    ),
    sponsors=2,
    sponsors_most=4,
    days=90,
)


def signatory(number=1, **more):
    given = {
        "name": f"Ada {'abcdefghij'[number % 10]}{'abcdefghij'[number // 10 % 10]}",
        "postcode": "MH1 4AB",
    }
    return services.Signatory(**({"email": f"p{number}@example.org"} | given | more))


def started(action="Safe crossing at Northgate School", creator=None):
    idea = services.Idea(
        kind_code="town",
        action=action,
        background="Put lights on Hatch Road.",
        details="340 children cross it.",
    )
    row = services.start(idea=idea, creator=creator or signatory(0))
    services.confirm(signer_id=row.pk)
    return row.petition


def support(number, count=2, first=1):
    for at in range(first, first + count):
        row = services.sign(number=number, signatory=signatory(at), invited=True)
        services.confirm(signer_id=row.pk)


def opened(action="Safe crossing at Northgate School"):
    number = started(action)
    support(number)
    services.open_petition(number=number, office="streets", topics=["Roads"])
    return number


def signed(number, *who):
    """Sign and confirm; the private rows."""
    return [
        services.confirm(signer_id=services.sign(number=number, signatory=one).pk)
        for one in (signatory(at) if isinstance(at, int) else at for at in who)
    ]


def count(number):
    return Petition.objects.get(pk=number).count


def districts():
    """Two squares beside each other, west and east of the town's point."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "population": 1000},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[w, 52.46], [w + 0.02, 52.46], [w + 0.02, 52.5], [w, 52.5], [w, 52.46]]],
            },
        }
        for name, w in (("Westgate", 1.68), ("Eastgate", 1.7))
    ]
    publish_areas(
        set="district",
        name="Districts",
        geojson=json.dumps({"type": "FeatureCollection", "features": features}).encode(),
        valid_from=date(2020, 1, 1),
        actor=ADMIN,
    )


def later(**span):
    """Everything as if it happened some time from now."""
    return clock.telling(clock.now() + timedelta(**span))


def states():
    return sorted(Signer.objects.values_list("state", flat=True))


@pytest.fixture
def town(db):
    describe_town()


def describe_town():
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor=ADMIN,
    )
    for slug in ("streets", "schools"):
        describe_department(slug=slug, name=slug.title() + " team", actor=ADMIN)
    services.describe_kind(description=KIND, actor=ADMIN)
