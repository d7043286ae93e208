"""The shell in a real browser: accessible, narrow, dark, without scripts, by keyboard."""

import pytest
from playwright.sync_api import expect
from tests.browser import axe, no_sideways_scrolling, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/styleguide",
    "/accessibility",
    "/privacy",
    "/developers",
    "/nothing-here",
    "/account/login/",
    "/account/signup/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_are_accessible(new_page, live_server, width, scheme):
    page = new_page(width=width, scheme=scheme)
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        page.evaluate("document.querySelectorAll('details:not(.fm-pop)').forEach(one => one.open = true)")
        no_sideways_scrolling(page)
        axe(page)
        picture(page, f"web{path.replace('/', '-')}-{scheme}-{width}")


@pytest.mark.parametrize("width", [1280, 320])
def test_menus_are_accessible_when_open(new_page, live_server, width):
    page = new_page(width=width)
    page.goto(f"{live_server.url}/accessibility")
    page.locator("details.fm-pop > summary:visible").last.click()
    axe(page)
    no_sideways_scrolling(page)
    page.keyboard.press("Escape")
    assert page.locator("details.fm-pop[open]").count() == 0


def test_choices_work_without_scripts(new_page, live_server):
    page = new_page(scripts=False)
    page.goto(f"{live_server.url}/accessibility")
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Deutsch").click()
    assert page.locator("h1").inner_text() == "Erklärung zur Barrierefreiheit"
    page.locator("summary", has_text="Deutsch").click()
    page.get_by_role("button", name="Dunkel").click()
    assert page.locator("html").get_attribute("data-color-scheme") == "dark"


def test_the_keyboard_starts_with_the_skip_link(browser_page, live_server):
    browser_page.goto(f"{live_server.url}/accessibility")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.className") == "fm-skip"
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "main"


def test_errors_take_the_focus(browser_page, live_server):
    browser_page.goto(f"{live_server.url}/account/signup/")
    browser_page.get_by_role("button", name="Open my account").click()
    expect(browser_page.locator(".fm-errors")).to_be_focused()
    assert browser_page.title().startswith("Error:")
    browser_page.locator(".fm-errors a").click()
    expect(browser_page.locator("input[name=email]")).to_be_focused()
    axe(browser_page)


def test_nothing_moves_for_those_who_asked_for_less(new_page, live_server):
    page = new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/styleguide")
    assert page.locator(".fm-door").first.evaluate("one => getComputedStyle(one).transitionDuration") == "0s"


def test_forced_colours_and_print(new_page, live_server):
    page = new_page()
    page.goto(f"{live_server.url}/styleguide")
    page.emulate_media(forced_colors="active")
    assert page.locator(".fm-state").first.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
    page.emulate_media(media="print", forced_colors="none")
    assert not page.locator("header.fm-header").is_visible()
    assert page.locator("main").is_visible()
