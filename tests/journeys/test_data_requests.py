"""Asking for data, answering, handing in a reuse and publishing it, in a real browser and without scripts."""

import re

import pytest

from folkmoot.modules.catalogue.models import DataRequest, Reuse
from folkmoot.modules.catalogue.tests.test_contributing import shown
from folkmoot.modules.catalogue.tests.town import describe_town, officer, published
from folkmoot.people.models import Person
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(db, live_server, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    published()
    return live_server.url


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def test_from_a_request_to_an_answer(new_page, client, here):
    page = new_page()
    enter(page, client, here, Person.objects.create_user("robin@example.org", name="Robin"))
    page.goto(f"{here}/data/requests")
    axe(page)
    page.get_by_role("link", name="Ask for data").first.click()
    page.get_by_label("Which data do you need?").type("How many trees fell")
    page.get_by_role("link", name="Street trees").wait_for()
    axe(page)
    page.get_by_label("What for, and in which detail?").fill("By street and storm.")
    page.get_by_role("button", name="Ask for it").click()
    page.wait_for_url(re.compile("/data/own/mine"))
    axe(page)
    number = DataRequest.objects.get().pk
    enter(page, client, here, officer("", "administrator"))
    page.goto(f"{here}/data/review/waiting")
    axe(page)
    page.get_by_role("link", name="How many trees fell").click()
    axe(page)
    page.get_by_label("Which department answers?").select_option("parks")
    page.get_by_role("button", name="Publish it", exact=True).click()
    page.get_by_text("Done. It is on the record.").wait_for()
    enter(page, client, here, officer())
    page.goto(f"{here}/data/desk/requests")
    axe(page)
    page.get_by_role("link", name="How many trees fell").click()
    page.get_by_role("link", name="Answer this request").click()
    axe(page)
    page.get_by_label("It is published as a dataset").check()
    page.get_by_label("Which dataset?").fill("trees")
    page.get_by_label("What do you say to it?").fill("Look at the column height.")
    page.get_by_role("button", name="Answer").click()
    page.wait_for_url(f"{here}/data/requests/{number}")
    seal()
    page.context.clear_cookies()
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(color_scheme="dark")
    for path in (f"/data/requests/{number}", "/data/requests", "/data/requests/ask"):
        page.goto(here + path)
        no_sideways_scrolling(page)
        axe(page)
    assert_replays()


def test_from_a_reuse_to_the_gallery_without_scripts(new_page, client, here):
    page = new_page(width=320, scripts=False)
    enter(page, client, here, Person.objects.create_user("maker@example.org", name="Maker"))
    page.goto(f"{here}/data/trees")
    page.get_by_role("link", name="Show what you made").click()
    page.get_by_label("What is it called?").fill("Tree finder")
    page.get_by_label("Its address").fill("https://trees.example/finder")
    page.get_by_label("What does it show or do?").fill("The nearest oak.")
    page.get_by_role("button", name="Hand it in").click()
    page.wait_for_url(re.compile("/data/own/mine"))
    number = Reuse.objects.get().pk
    enter(page, client, here, officer("", "administrator"))
    page.goto(f"{here}/data/reuses/{number}")
    page.get_by_role("button", name="Publish it", exact=True).click()
    page.get_by_text("Done. It is on the record.").wait_for()
    page.context.clear_cookies()
    page.goto(f"{here}/data/trees")
    page.get_by_role("link", name="Tree finder").click()
    assert page.get_by_role("link", name="https://trees.example/finder").is_visible()
    assert_replays()


def test_the_gallery_is_accessible(new_page, here):
    number = shown()
    for scheme in ("light", "dark"):
        page = new_page(width=320, scheme=scheme)
        for path in ("/data/reuses", f"/data/reuses/{number}", "/data/trees/reuses/new", "/data/trees"):
            page.goto(here + path)
            no_sideways_scrolling(page)
            axe(page)
