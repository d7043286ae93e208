"""Countries come from CLDR: every one of ISO 3166-1, named in the reader's language."""

import pycountry
import pytest
from django.utils import translation

from folkmoot.places import countries
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_institution


def test_they_are_those_of_iso_3166():
    every = {one.alpha_2 for one in pycountry.countries}
    assert set(countries.countries("en")) == every | {"XK"}


def test_names_are_in_the_language_of_the_reader_and_in_its_order():
    with translation.override("de"):
        german = countries.countries()
    assert german["DE"] == "Deutschland"
    assert countries.countries("en")["DE"] == "Germany"
    names = list(german.values())
    assert names.index("Österreich") < names.index("Polen")
    assert set(german) == set(countries.countries("en"))
    assert countries.countries("xx-nonsense") == countries.countries("en")


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/London", "GB"), ("Europe/Berlin", "DE"), ("Europe/Kiev", "UA"), ("UTC", ""), ("Etc/UTC", "")],
)
def test_the_institution_is_in_the_country_of_its_time_zone(db, zone, country):
    event = InstitutionDescribed(name="Council", short="C", prefix="MH", time_zone=zone, lat=1.0, lon=1.0)
    describe_institution(event, actor="office:council")
    assert countries.home() == country
