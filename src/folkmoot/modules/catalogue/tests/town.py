"""A small town with an office that publishes a table of trees."""

import io

import pytest

from folkmoot.modules.catalogue import events, queries, services
from folkmoot.modules.catalogue.models import Load
from folkmoot.people.models import Person, Role
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_department, describe_institution

OFFICE = "office:parks"


def both(words):
    """The same words in both languages of the site, told apart."""
    return (("en-gb", words), ("de", f"{words} (de)"))


DESCRIPTION = events.Description(
    title=both("Street trees"),
    summary=both("Every tree that the town cares for, with its height."),
    office="parks",
    licence="CC-BY-4.0",
    themes=("ENVI",),
    keywords=("trees", "climate"),
    frequency="MONTHLY",
)
TABLE = events.TableDescribed(table="trees", name=both("Trees"), sort="upload")
CSV = "nr,species,height,planted\n007,Oak,12.5,2001-03-01\n008,Lime,8,2010-11-05\n009,Oak,,2015-04-09\n"
NEWER = "nr,species,height,planted\n007,Oak,13.5,2001-03-01\n009,Oak,4,2015-04-09\n010,Elm,2,2024-02-29\n"
MESSY = (
    CSV
    + "".join(f"{n:03},Lime,{n},2011-01-{n - 10:02}\n" for n in range(11, 40))
    + "040,Elm,tall,2011-02-03\n"
)
KEYED = (events.Column(title="nr", label="Number", key=True), events.Column(title="height", unit="m"))


def describe_town():
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor="office:council",
    )
    for slug in ("parks", "schools"):
        describe_department(slug=slug, name=slug.title() + " team", actor="office:council")


def drafted(key="trees", description=DESCRIPTION, table=TABLE, contact="parks@example.org"):
    services.describe(key=key, description=description, contact=contact, actor=OFFICE)
    services.describe_table(key=key, table=table)


def handed_in(text=CSV, key="trees", table="trees", name="trees.csv", person=None):
    data = text if isinstance(text, bytes) else text.encode()
    return services.hand_in(key=key, table=table, chunks=iter([data]), name=name, person=person)


def loaded(text=CSV, key="trees", table="trees", name="trees.csv"):
    """Hand a file in and let the worker load it; the load as it ended."""
    one = handed_in(text, key, table, name)
    services.load_waiting()
    return Load.objects.get(pk=one.pk)


def published(key="trees", text=CSV, **more):
    drafted(key, **more)
    loaded(text, key)
    services.submit(key=key)
    services.publish(key=key)
    return queries.dataset(key)


def officer(office="parks", role="officer"):
    person = Person.objects.create_user(f"{role}-{office or 'all'}@example.org", name="Olu")
    Role.objects.create(person=person, role=role, office=office)
    return person


def upload(text=CSV, name="trees.csv"):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return file


@pytest.fixture
def town(db, settings, tmp_path):
    """The town, with a folder of its own for tables."""
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
