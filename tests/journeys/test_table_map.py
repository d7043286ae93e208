"""The map of a table in a real browser: pieces with counts, a step into one by keyboard, pins; without scripts, in German."""

import re

import pytest

from folkmoot.modules.catalogue.tests.town import describe_town, published
from folkmoot.places import demo
from folkmoot.places.services import publish_base_map
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = [
    f"Tree {n},{52.3 + n * 37 % 101 / 250:.4f},{1.5 + n * 53 % 97 / 200:.4f}" if n % 50 else f"Tree {n},,"
    for n in range(1, 901)
]
FILE = "name,lat,lon\n" + "\n".join(ROWS) + "\n"


@pytest.fixture
def here(db, live_server, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    publish_base_map(geojson=demo.base_map(demo.make()), actor=demo.ACTOR)
    published("street-trees", text=FILE)
    return live_server.url


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "language"),
    [(320, "light", False, "en-GB"), (320, "dark", True, "de"), (1280, "light", True, "en-GB")],
)
def test_rows_on_a_map(here, new_page, width, scheme, scripts, language):
    page = new_page(width=width, scheme=scheme, scripts=scripts, language=language)
    page.goto(f"{here}/data/street-trees")
    part = page.locator("section[aria-labelledby=map]")
    german = language == "de"
    part.get_by_role("heading", name="Auf der Karte" if german else "On the map").wait_for()
    assert ("18 Zeilen haben keinen Ort" if german else "18 rows have no place") in part.inner_text()
    assert part.locator("a.fm-cell").count() > 20
    picture(page, f"table-map-{width}-{language}")
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    if scripts:
        axe(page)
    for least in (1, 2, 3):
        before = page.url
        cell = page.locator("a.fm-cell").first
        cell.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
        if page.locator("a.fm-pin").count():
            break
        assert least < 3, "three steps into 882 rows still end in more than 200"
    assert "lat" in page.url
    assert page.locator("a.fm-pin").count() <= 200
    no_sideways_scrolling(page)
    if scripts:
        axe(page)
        page.get_by_role("button", name="Karte bewegen" if german else "Move the map").click()
        page.locator(".fm-live a.fm-pin").first.wait_for()
        # Pins over each other are small targets, which a map may have when the same rows stand in a table.
        for _step in range(2):
            page.get_by_role("button", name="Vergrößern" if german else "Zoom in").click()
            page.wait_for_timeout(400)
        axe(page)
    page.get_by_role(
        "link", name="Grenzen der Karte aufheben" if german else "Take the borders off the map"
    ).click()
    page.wait_for_url(re.compile("#map"))
    assert page.locator("a.fm-cell").count() > 20
