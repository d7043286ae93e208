"""The resident's and the officer's whole story in a real browser, on a real city's reports."""

import re

import pytest

from folkmoot.followers.all import followers
from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.importers import import_file, load_mapping
from folkmoot.people.models import Person, Role
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(town, real_data, live_server):
    [path] = (real_data / "service-requests").glob("los_angeles*.csv")
    import_file(path, mapping=load_mapping("los_angeles"), office="streets")
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="streets")
    seal()
    run_all(followers())
    return live_server.url


def check(page):
    axe(page)
    no_sideways_scrolling(page)


def sign_in(page, city, client):
    """The officer's session, made by the server, put into the browser."""
    client.force_login(Person.objects.get(email="officer@example.org"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": city}])


def not_fixed(page, number, look):
    """Answer the one question with no, and open the report again."""
    look(page)
    page.locator(f"a[href$='{number}/rate']").click()
    look(page)
    page.locator("input[name=solved][value=no]").check()
    page.locator("form.fm-form button[type=submit]").click()
    page.locator("input[name=reason]").first.wait_for()
    look(page)
    page.locator("form.fm-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/reports/MH-[^/]+$"))
    look(page)


@pytest.mark.parametrize(
    "way",
    [
        {"width": 320, "height": 640, "scripts": False},
        {"width": 1280, "scheme": "dark"},
        {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
    ],
    ids=["phone-without-scripts", "desk-dark", "phone-dark-german"],
)
def test_a_resident_reports_and_an_officer_answers(city, new_page, client, way):
    scripts = way.get("scripts", True)
    look = check if scripts else no_sideways_scrolling  # axe is a script itself.
    page = new_page(**way)
    page.goto(f"{city}/report")
    look(page)
    page.locator("#address").fill("Behind the school in Mill Road")
    page.locator("button[name=next]").click()
    look(page)
    page.get_by_role("link", name="Pothole").click()
    look(page)
    page.locator("form.fm-form button[type=submit]").click()
    assert page.locator(".fm-errors").count() == 1, "an empty form is explained"
    look(page)
    page.locator("#id_title").fill("Deep hole by the gate")
    page.locator("input[name=q_SIZE][value=large]").check()
    page.locator("form.fm-form button[type=submit]").click()
    page.locator("button[name=send]").wait_for()
    look(page)
    page.locator("button[name=send]").click()
    page.wait_for_url(re.compile(r"/reports/MH-"))
    number = page.url.partition("?")[0].rpartition("/")[2]
    assert "Deep hole by the gate" in page.locator("h1").inner_text()
    look(page)
    seal()
    page.goto(f"{city}/reports/{number}")
    proof = page.locator(".fm-proof a")
    proof.click()
    page.wait_for_url(re.compile(r"/record/\d+"))
    look(page)

    desk = new_page(**way)
    sign_in(desk, city, client)
    desk.goto(f"{city}/desk")
    look(desk)
    desk.get_by_role("link", name="Deep hole by the gate").click()
    desk.wait_for_url(re.compile("open="))
    look(desk)
    desk.locator("#pane a[data-case]").click()
    desk.wait_for_url(re.compile(r"/desk/MH-"))
    look(desk)
    desk.locator("form:has(input[value=acknowledge]) button").click()
    assert queries.request(number).state == "acknowledged"
    desk.locator("#act-close > summary").click()
    form = desk.locator("#act-close form[method=post]")
    form.locator("textarea[name=words]").fill("Filled this morning")
    form.locator("button").click()
    assert queries.request(number).state == "resolved"
    page.goto(f"{city}/reports/{number}")
    assert "Filled this morning" in page.locator("main").inner_text()
    not_fixed(page, number, look)
    assert queries.request(number).state == "acknowledged"


def test_the_desk_by_keyboard_only(city, new_page, client):
    page = new_page()
    sign_in(page, city, client)
    page.goto(f"{city}/desk?view=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("a[data-row]").nth(1)
    assert second.evaluate("one => one === document.activeElement")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("open=LA-"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("'case' in document.activeElement.dataset"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/LA-"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.id") == "act-update":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("A crew is on its way")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "A crew is on its way" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    "way", [{"width": 320, "height": 640}, {"width": 1280, "scheme": "dark"}], ids=["phone", "dark"]
)
def test_every_public_page_is_clean(city, new_page, way):
    page = new_page(**way)
    for path in (
        "/",
        "/reports",
        "/record/",
        "/record/verify",
        "/record/kinds",
        "/search?q=graffiti",
        "/activity",
        "/areas",
    ):
        assert page.goto(city + path).status == 200
        check(page)
