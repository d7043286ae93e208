"""APIs in the catalogue in a real browser: described at the desk, reviewed, found in the list; on a phone, in German, by keyboard."""

import re

import pytest

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.tests.test_apis import api, serving
from folkmoot.modules.catalogue.tests.town import describe_town, officer, published
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture
from tests.journeys.test_catalogue import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(db, live_server, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    settings.ORIGIN = live_server.url
    describe_town()
    published("street-trees")
    return live_server.url


def test_from_the_desk_to_the_list(here, new_page, client):
    page = new_page()
    enter(page, client, here, officer())
    page.goto(f"{here}/data/desk")
    axe(page)
    page.get_by_role("link", name="Describe an API").click()
    axe(page)
    page.locator("#id_key").fill("tides-api")
    for code in ("en-gb", "de"):
        page.locator(f"[name='title_{code}']").fill("Tides" if code != "de" else "Gezeiten")
        page.locator(f"[name='summary_{code}']").fill(
            "High and low water at the quay, an hour before it comes."
        )
    page.locator("[name=endpoint]").fill("tides.example.org")
    page.locator("[name=serves]").fill("street-trees")
    page.locator("[name=formats]").fill("JSON, CSV")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("begins with https://").first.wait_for()
    axe(page)
    picture(page, "service-form")
    page.locator("[name=endpoint]").fill("https://tides.example.org/v1")
    page.locator("[name=description]").fill("https://tides.example.org/openapi.json")
    page.locator("[name=contact]").fill("sea@example.org")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/data/desk/tides-api"))
    axe(page)
    picture(page, "service-desk")
    page.get_by_role("button", name="Ask for a review").click()

    enter(page, client, here, officer("", "administrator"))
    page.goto(f"{here}/data/review")
    axe(page)
    page.get_by_role("link", name="Tides").click()
    page.get_by_role("button", name="Publish it").click()
    page.get_by_text("Published", exact=True).wait_for()
    seal()

    page.context.clear_cookies()
    page.goto(f"{here}/data")
    page.get_by_label("Show", exact=True).select_option("service")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.wait_for_url(re.compile("kind=service"))
    axe(page)
    picture(page, "services-list")
    assert page.get_by_role("link", name="Street trees").count() == 0
    page.get_by_role("link", name="Tides").click()
    page.get_by_role("heading", name="How to ask it").wait_for()
    axe(page)
    page.get_by_role("link", name="Street trees").click()
    page.get_by_role("heading", name="Services that give this data").wait_for()
    axe(page)
    assert_replays()


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "language"),
    [
        (320, "light", False, "en-GB"),
        (360, "dark", True, "de"),
        (1280, "light", True, "en-GB"),
        (1280, "dark", True, "de"),
    ],
)
def test_it_works_on_a_phone_without_scripts_in_the_dark_and_in_german(
    here, new_page, width, scheme, scripts, language
):
    api(serving("street-trees"))
    services.keep_interfaces()
    seal()
    page = new_page(width=width, scheme=scheme, scripts=scripts, language=language)
    for path in (
        "/data?kind=service",
        "/data/tides-api",
        "/data/open311",
        "/data/query-api",
        "/data/street-trees",
    ):
        page.goto(here + path)
        no_sideways_scrolling(page)
        no_squeezed_words(page)
        picture(page, f"service-{path.strip('/').replace('/', '-').replace('?', '-')}-{width}-{scheme}")
        if scripts:
            axe(page)
    page.goto(f"{here}/data/query-api")
    page.get_by_text(
        "Jede Tabelle dieses Katalogs." if language == "de" else "Every table of this catalogue."
    ).wait_for()
