"""An administrator makes a routing rule, tests it on past reports and saves it, in a real browser, with and without scripts."""

import re

import pytest

from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.queries.routing import routing
from folkmoot.people.models import Person, Role
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture
from tests.fixtures.town import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    {"width": 320, "height": 640, "scripts": False},
    {"width": 1280, "scheme": "dark"},
    {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
]


@pytest.fixture
def hall(town, live_server, client):
    """The town with two reports, and an administrator's session."""
    for title in ("Water around the lamp post", "Lamp is dark"):
        problem = services.Problem(service_code="lamp", title=title, lat=52.48, long=1.7)
        services.report(problem=problem, reporter=person())
    boss = Person.objects.create_user("boss@example.org")
    Role.objects.create(person=boss, role="administrator", office="")
    client.force_login(boss)
    return live_server.url


def enter(page, hall, client):
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hall}
    page.context.add_cookies([cookie])


@pytest.mark.parametrize("way", WAYS, ids=["phone-without-scripts", "desk-dark", "phone-dark-german"])
def test_a_rule_is_made_tested_and_saved(hall, new_page, client, way):
    page = new_page(**way)
    enter(page, hall, client)

    def look(name):
        if way.get("scripts", True):
            axe(page)
            no_squeezed_words(page)
        no_sideways_scrolling(page)
        picture(page, f"routing-{name}-{way['width']}")

    page.goto(f"{hall}/administration/routing")
    look("empty")
    page.locator("a[href$='/administration/routing/new']").click()
    page.locator("#id_words").fill("!")
    page.locator("main form [type=submit]").click()
    page.locator(".fm-errors").wait_for()
    look("refused")
    page.locator("#id_name").fill("Water near lamps")
    page.locator("input[name=service_codes][value=lamp]").check()
    page.locator("#id_words").fill("water\nflood")
    page.locator("#id_office").select_option("streets")
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile("/administration/routing#rule-water-near-lamps"))
    look("draft")
    page.locator("#try-words").fill("WATER everywhere")
    page.locator("#try-service").select_option("lamp")
    page.locator("#try [type=submit]").click()
    page.locator("#try [role=status]").wait_for()
    assert "Water near lamps" in page.locator("#try [role=status]").inner_text()
    assert routing().rules == ()
    page.locator("a[href$='/administration/routing/test']").click()
    page.wait_for_url(re.compile("/administration/routing/test"))
    assert "Water around the lamp post" in page.locator("main").inner_text()
    look("test")
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile("/administration/routing$"))
    assert [one.name for one in routing().rules] == ["Water near lamps"]
    seal()
    page.goto(f"{hall}/reports/routing")
    look("public")
    assert "Water near lamps" in page.locator("main").inner_text()


def test_rules_are_put_in_order_by_keyboard(hall, new_page, client):
    page = new_page(scripts=False)
    enter(page, hall, client)
    for name, words in (("First", "ice"), ("Second", "snow")):
        page.goto(f"{hall}/administration/routing/new")
        page.locator("#id_name").focus()
        page.keyboard.type(name)
        page.locator("#id_words").focus()
        page.keyboard.type(words)
        page.locator("main form [type=submit]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("#rule-"))
    page.locator("#rule-second button[value=up]").focus()
    page.keyboard.press("Enter")
    page.locator("ol > li:first-child#rule-second").wait_for()
    assert page.locator("ol h2 a").all_inner_texts() == ["Second", "First"]
