"""Every page of the administration in a real browser: without a fault, at every width, light and dark, in both languages."""

import re

import pytest
from django.urls import reverse

from folkmoot.people.models import Person, Role
from folkmoot.record import registry
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(town, live_server, client):
    """The town, and an administrator's session."""
    boss = Person.objects.create_user("boss@example.org")
    Role.objects.create(person=boss, role="administrator", office="")
    client.force_login(boss)
    return live_server.url


def enter(page, hall, client):
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hall}
    page.context.add_cookies([cookie])


def look(page):
    axe(page)
    no_sideways_scrolling(page)
    no_squeezed_words(page)


def pages(hall, page):
    """Every page that the overview leads to, and those that these lead to within the administration."""
    page.goto(f"{hall}/administration")
    found = ["/administration"]
    for path in found:
        page.goto(f"{hall}{path}")
        links = page.locator("main a[href^='/administration']").evaluate_all(
            "all => all.map((one) => one.getAttribute('href'))"
        )
        # Files to download are no pages; queries are other looks of pages that are listed.
        for link in (re.split(r"[?#]", one)[0] for one in links):
            if link not in found and not link.endswith((".json", ".csv")):
                found.append(link)
    return found


@pytest.mark.parametrize(
    "way",
    [{"width": 1280}, {"width": 320, "height": 640, "scheme": "dark", "language": "de"}],
    ids=["desk-light", "phone-dark-german"],
)
def test_every_page_of_the_administration(hall, new_page, client, way):
    page = new_page(**way)
    enter(page, hall, client)
    found = pages(hall, page)
    declared = {
        reverse(item.url_name) for manifest in registry.manifests() for item in manifest.administration
    }
    assert {one for one in declared if one.startswith("/administration")} <= set(found)
    assert len(found) > len(declared)
    for path in found:
        page.goto(f"{hall}{path}")
        assert page.locator("h1").count() == 1, path
        look(page)


def test_a_department_is_added_without_scripts_by_keyboard(hall, new_page, client):
    page = new_page(width=320, height=640, scripts=False)
    enter(page, hall, client)
    page.goto(f"{hall}/administration/departments/new")
    page.locator("main form [name=name]").focus()
    page.keyboard.type(" ")
    page.keyboard.press("Enter")
    page.locator(".fm-errors").wait_for()
    no_sideways_scrolling(page)
    page.locator("main form [name=name]").fill("")
    page.keyboard.type("Parks team")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/administration/departments$"))
    assert "Parks team" in page.locator("main").inner_text()
