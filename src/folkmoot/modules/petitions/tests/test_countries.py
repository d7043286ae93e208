"""People from elsewhere may say in which country they live; it is counted, and shown where that gives nobody away."""

from dataclasses import replace

import pytest
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.petitions import queries, rules, services
from folkmoot.modules.petitions.forms import SignForm
from folkmoot.modules.petitions.models import CountryTally, Signature, Signer
from folkmoot.modules.petitions.module import MANIFEST
from folkmoot.modules.petitions.services.importing import Earlier
from folkmoot.modules.petitions.tests.test_uk import fits
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    KIND,
    count,
    describe_town,
    districts,
    opened,
    signatory,
    signed,
    started,
)
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.record.upcast import upcast

AREAS = st.dictionaries(st.sampled_from(["", "north", "south", "west"]), st.integers(0, 30), max_size=4)


@st.composite
def tallies(draw):
    """Signatures by area, and of those from elsewhere by country."""
    areas = draw(AREAS)
    countries, left = {}, areas.get("", 0)
    for code in draw(st.lists(st.sampled_from(["DE", "FR", "GB", "IE"]), unique=True)):
        countries[code] = draw(st.integers(0, left))
        left -= countries[code]
    return areas, countries


@given(tallies())
def test_no_small_country_is_shown_or_can_be_worked_out(given):
    areas, countries = given
    shown = rules.shown_countries(areas, countries)
    assert all(n >= rules.LEAST or countries[code] == 0 for code, n in shown.items())
    assert all(shown[code] == countries[code] for code in shown)
    elsewhere = rules.shown_counts(areas).get("")
    if elsewhere is None:
        assert not shown
    else:
        hidden = elsewhere - sum(shown.values())
        one_small = [n for code, n in countries.items() if code not in shown and 0 < n < rules.LEAST]
        assert (
            not one_small
            or hidden >= rules.LEAST
            or hidden == sum(one_small) + (elsewhere - sum(countries.values()))
        )


@given(tallies())
def test_home_says_nothing_that_the_table_of_areas_does_not(given):
    areas, countries = given
    without = rules.shown_countries(areas, countries)
    shown = rules.shown_countries(areas, countries, home="GB")
    here = sum(n for area, n in rules.shown_counts(areas).items() if area)
    assert shown.get("GB", 0) == without.get("GB", 0) + here
    assert {code: n for code, n in shown.items() if code != "GB"} == {
        code: n for code, n in without.items() if code != "GB"
    }


def abroad(number, country, many, first):
    signed(
        number,
        *(
            signatory(at, country=country, email=f"{country}{at}@a.example")
            for at in range(first, first + many)
        ),
    )


def test_the_uk_json_names_countries_truthfully(client, town):
    number = opened()
    signed(number, *(signatory(at, area="north") for at in range(4, 12)))
    abroad(number, "FR", 6, 20)
    abroad(number, "IE", 2, 30)
    abroad(number, "GB", 5, 40)
    body = fits(client.get(f"/petitions/{number}.json"), "show")["data"]["attributes"]
    assert body["signatures_by_country"] == [
        {"name": "France", "code": "FR", "signature_count": 6},
        {"name": "United Kingdom", "code": "GB", "signature_count": 8 + 5},
    ]
    with translation.override("de"):
        again = fits(client.get(f"/petitions/{number}.json", headers={"accept-language": "de"}), "show")
    assert again["data"]["attributes"]["signatures_by_country"] == body["signatures_by_country"]
    found = client.get(f"/api/petitions/petitions/{number}/countries", headers={"accept-language": "de"})
    assert [one["code"] for one in found.json()] == ["FR", "GB"]
    assert client.get("/api/petitions/petitions/999/countries").status_code == 404
    assert_replays()


def test_the_page_tells_elsewhere_by_country_in_the_language_of_its_reader(client, town):
    districts()
    number = opened()
    abroad(number, "DE", 7, 20)
    abroad(number, "FR", 5, 30)
    abroad(number, "IE", 2, 40)
    page = client.get(f"/petitions/{number}", headers={"accept-language": "de"}).content.decode()
    assert "Deutschland" in page
    assert page.index("Deutschland") < page.index("Frankreich"), "most first"
    assert "Irland" not in page, "two people are too few"


def test_taking_back_striking_off_and_signing_again_keep_the_count(town):
    number = opened()
    abroad(number, "FR", 6, 20)
    row = Signer.objects.filter(country="FR").first()
    services.withdraw(signer_id=row.pk)
    assert queries.by_country(number) == {"FR": 5}
    moved = signatory(20, country="DE", email="FR20@a.example")
    signed(number, moved)
    assert queries.by_country(number) == {"DE": 1, "FR": 5}, "whoever signs anew says anew where they live"
    struck = services.invalidate(
        number=number, wanted=services.Conditions(country="FR"), reason="false_details"
    )
    assert queries.by_country(number) == {"DE": 1}
    services.restore(number=number, batch=struck.fact_id)
    assert queries.by_country(number) == {"DE": 1, "FR": 5}
    assert_replays()


def test_an_area_here_is_stronger_than_a_country(town):
    number = opened()
    signed(number, signatory(10, area="north", country="FR"))
    assert queries.by_country(number) == {}
    assert not Signer.objects.filter(country="FR").exists()


@pytest.mark.parametrize("country", ["ZZ", "EU", "fr", "FRA", "\x00", "' OR 1=1", "x" * 5000])
def test_a_country_that_there_is_not_is_refused(town, country):
    number = opened()
    with pytest.raises(services.Refused, match="choose a country"):
        services.sign(number=number, signatory=signatory(10, country=country))
    early = [Earlier(name="Ann", email="a@old.example", at=clock.now(), country=country)]
    with pytest.raises(services.Refused, match="choose a country"):
        services.import_signatures(number=number, office="streets", source="Old", rows=early)


def test_imported_signatures_keep_their_country(town):
    number = opened()
    early = [
        Earlier(name=f"P {letter}", email=f"{letter}@old.example", at=clock.now(), country=("FR", "")[at % 2])
        for at, letter in enumerate("abcdefgh")
    ]
    services.import_signatures(number=number, office="streets", source="Old", rows=early)
    assert queries.by_country(number) == {"FR": 4}
    assert_replays()


def test_signatures_of_before_there_were_countries_are_read(town):
    old = {"area": "north", "role": "signer", "channel": "email"}
    new = upcast(kind="petitions.signed", version=1, newest=2, payload=old, upcasts=MANIFEST.upcasts)
    assert new == old | {"country": ""}


def test_only_a_kind_for_people_from_elsewhere_asks_for_a_country(client, town):
    assert "country" in SignForm(outside=True).fields
    assert "country" not in SignForm(outside=False).fields
    number = opened()
    assert 'name="country"' in client.get(f"/petitions/{number}/sign").content.decode()
    services.describe_kind(description=replace(KIND, outside=False), actor=ADMIN)
    inner = started("Only for us", creator=signatory(0, area="north"))
    for at in (1, 2):
        row = services.sign(number=inner, signatory=signatory(at, area="north"), invited=True)
        services.confirm(signer_id=row.pk)
    services.open_petition(number=inner, office="streets")
    assert 'name="country"' not in client.get(f"/petitions/{inner}/sign").content.decode()


def test_somebody_abroad_signs_on_the_page(client, town):
    districts()
    number = opened()
    given = {"name": "Anaïs Roux", "email": "a@b.example", "area": "-", "country": "FR"}
    assert client.post(f"/petitions/{number}/sign", given | {"country": "EU"}).status_code == 422
    assert client.post(f"/petitions/{number}/sign", given).status_code == 302
    row = Signer.objects.get(email="a@b.example")
    services.confirm(signer_id=row.pk)
    assert Signature.objects.filter(petition=number, country="FR").count() == 1
    assert timeline(f"petitions/{number}")[-1].event.country == "FR"


class Races(TransactionTestCase):
    def test_many_from_one_country_at_once(self):
        describe_town()
        number = opened()
        rows = iter(
            [
                services.sign(
                    number=number, signatory=signatory(at, country="FR", email=f"f{at}@a.example")
                ).pk
                for at in range(20, 24)
            ]
        )
        race(lambda: services.confirm(signer_id=next(rows)), losing=())
        assert CountryTally.objects.get().count == 4
        assert count(number) == 7
        assert_replays()
