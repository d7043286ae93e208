"""Lines and areas of a table on its map in a real browser: links by keyboard, the map that moves, pieces to step into, faults."""

import re

import pytest

from folkmoot.modules.catalogue.tests.test_shaped import LINE, squares, table
from folkmoot.modules.catalogue.tests.town import describe_town, published
from folkmoot.places import demo
from folkmoot.places.services import publish_base_map
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(db, live_server, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    publish_base_map(geojson=demo.base_map(demo.make()), actor=demo.ACTOR)
    crossed = "POLYGON ((1.70 52.48, 1.71 52.49, 1.70 52.49, 1.71 52.48, 1.70 52.48))"
    some = [
        "POLYGON ((1.69 52.47, 1.71 52.47, 1.715 52.478, 1.70 52.482, 1.69 52.47))",
        LINE,
        "POINT (1.705 52.485)",
        crossed,
        "POINT (3430000 5560000)",
        "",
    ]
    published("few-places", text=table(some))
    published("many-places", text=table(squares(900)))
    return live_server.url


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "language"),
    [(320, "light", False, "en-GB"), (360, "dark", True, "de"), (1280, "light", True, "en-GB")],
)
def test_lines_and_areas_on_a_map(here, new_page, width, scheme, scripts, language):
    german = language == "de"
    page = new_page(width=width, scheme=scheme, scripts=scripts, language=language)
    page.goto(f"{here}/data/few-places")
    part = page.locator("section[aria-labelledby=map]")
    part.get_by_text("gezeichnet, wo sie liegen" if german else "drawn where they lie").wait_for()
    assert part.locator("a.fm-outline").count() == 3
    assert part.locator("a.fm-pin").count() == 1
    part.get_by_text("Orte mit Fehlern" if german else "Places with faults").click()
    part.get_by_text("Kanten, die sich kreuzen" if german else "edges that cross each other").wait_for()
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    picture(page, f"shapes-few-{width}-{scheme}")
    if scripts:
        axe(page)
        page.get_by_role("button", name="Karte bewegen" if german else "Move the map").click()
        page.locator(".fm-live path.leaflet-interactive").first.wait_for()
        picture(page, f"shapes-moving-{width}-{scheme}")
        axe(page)
        page.reload()
    page.locator("a.fm-outline").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("_id"))
    assert page.locator("section#explore tbody tr").count() == 1

    page.goto(f"{here}/data/many-places")
    part = page.locator("section[aria-labelledby=map]")
    no_sideways_scrolling(page)
    picture(page, f"shapes-many-{width}-{scheme}")
    if scripts:
        axe(page)
    part.get_by_text("Als Tabelle zeigen" if german else "Show as a table").click()
    part.locator("tbody a").first.press("Enter")
    page.wait_for_url(re.compile("box="))
    assert page.locator("section[aria-labelledby=map] a.fm-outline").count() > 0
    page.get_by_role(
        "link", name="Grenzen der Karte aufheben" if german else "Take the borders off the map"
    ).wait_for()
