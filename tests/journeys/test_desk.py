"""An officer's desk in a real browser: its views and the report beside the queue, by keyboard and without scripts."""

import re

import pytest

from folkmoot.modules.service_requests import queries, services
from folkmoot.people.models import Person, Role
from folkmoot.places import demo
from folkmoot.places.services import publish_base_map
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, picture
from tests.fixtures.town import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(town, live_server, client):
    for number, title in enumerate(("Lamp out at the quay", "Lamp flickers in Mill Road", "Dark crossing")):
        problem = services.Problem(service_code="lamp", title=title, lat=52.48, long=1.7 + number / 500)
        services.report(problem=problem, reporter=person(number + 10))
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="lighting")
    client.force_login(officer)
    return live_server.url


def enter(page, desk, client):
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk}
    page.context.add_cookies([cookie])


@pytest.mark.parametrize(
    "way",
    [
        {"width": 1280},
        {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
    ],
    ids=["desk-light", "phone-dark-german"],
)
def test_the_desk_looks_right(desk, new_page, client, way):
    page = new_page(**way)
    enter(page, desk, client)
    for at, path in enumerate(
        ("/desk?view=all", "/desk?view=twins", "/desk?view=all&show=map", "/desk/colleagues")
    ):
        page.goto(f"{desk}{path}")
        picture(page, f"desk-{at}-{way['width']}")
        axe(page)
        no_sideways_scrolling(page)
    page.goto(f"{desk}/desk?view=all")
    page.locator("a[data-row]").first.click()
    page.wait_for_url(re.compile("open="))
    picture(page, f"desk-open-{way['width']}")
    axe(page)
    no_sideways_scrolling(page)
    page.locator("#pane a[data-case]").click()
    page.wait_for_url(re.compile(r"/desk/MH-"))
    picture(page, f"case-{way['width']}")
    axe(page)
    no_sideways_scrolling(page)


def test_a_report_is_answered_by_keys_alone(desk, new_page, client):
    page = new_page()
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    switch = page.locator("button[data-keys]")
    switch.click()
    page.keyboard.press("j")
    assert page.locator("a[data-row]:focus").count() == 0, "the keys are turned off"
    switch.click()
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("input[name=number]").first.is_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("open="))
    number = re.search(r"open=([^&#]+)", page.url)[1]
    page.keyboard.press("r")
    page.keyboard.type("A crew comes tomorrow")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/desk/{number}"))
    assert queries.request(number).state == "in_progress"
    assert timeline(f"requests/{number}")[-1].actor == "office:lighting"


def test_a_colleague_takes_a_report_without_scripts(desk, new_page, client):
    page = new_page(width=320, height=640, scripts=False)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    page.locator("a[data-row]").first.click()
    page.wait_for_url(re.compile("open="))
    page.locator("#pane a[data-case]").click()
    page.wait_for_url(re.compile(r"/desk/MH-"))
    page.locator("button[value=take]").click()
    page.locator("button[value=leave]").wait_for()
    no_sideways_scrolling(page)
    page.goto(f"{desk}/desk?view=mine")
    assert page.locator("a[data-row]").count() == 1


def test_several_reports_are_taken_on_without_scripts(desk, new_page, client):
    page = new_page(width=320, height=640, scripts=False)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    for at in range(2):
        page.locator("input[name=number]").nth(at).check()
    page.locator("#bulk-act").select_option("acknowledge")
    page.locator("form:has(#bulk-act) button").click()
    page.wait_for_url(re.compile("/desk/bulk"))
    no_sideways_scrolling(page)
    page.locator("form:has([name=sure]) button").click()
    page.locator("h1", has_text="2 of 2").wait_for()
    assert queries.tallies()["acknowledged"] == 2


def rows(page):
    return page.locator("a[data-row]")


def asked_for(page):
    """Addresses that the page asks the desk for from now on, beside those of news."""
    found = []
    page.on(
        "request", lambda one: found.append(one.url) if re.search("/desk(?!.*part=news)", one.url) else None
    )
    return found


def test_choosing_a_report_fetches_only_the_pane(desk, new_page, client):
    page = new_page(height=400)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    page.evaluate("() => { window.scrollTo(0, 150); window.before = window.scrollY; }")
    asked = asked_for(page)
    rows(page).nth(1).click()
    page.locator("#pane-title", has_text="Lamp flickers").wait_for()
    rows(page).nth(2).click()
    page.locator("#pane-title", has_text="Dark crossing").wait_for()
    assert len(asked) == 2
    assert all("part=pane" in one for one in asked), asked
    assert page.evaluate("window.before > 0 && window.scrollY === window.before")
    assert rows(page).nth(2).evaluate("row => row === document.activeElement && row.ariaCurrent === 'true'")
    assert "Dark crossing" in page.locator("[data-said]").inner_text()
    second = page.url
    assert "open=" in second
    assert "part=" not in second
    axe(page)
    page.go_back()
    page.locator("#pane-title", has_text="Lamp flickers").wait_for()
    page.go_back()
    page.locator("#pane", has_text="Choose a report to read it here").wait_for()
    assert page.locator("tr.is-sel").count() == 0
    page.go_forward()
    page.go_forward()
    page.locator("#pane-title", has_text="Dark crossing").wait_for()
    page.reload()
    page.locator("#pane-title", has_text="Dark crossing").wait_for()
    assert page.url == second


def test_keys_walk_through_the_queue_with_the_reports_beside_it(desk, new_page, client):
    page = new_page()
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    asked = asked_for(page)
    for _step in range(3):
        page.keyboard.press("j")
    page.locator("#pane-title", has_text="Dark crossing").wait_for()
    assert len(asked) == 1, "rows that were passed are not asked for"
    page.keyboard.press("r")
    page.keyboard.type("We know")
    rows(page).nth(1).click()
    page.locator("#pane-title", has_text="Lamp flickers").wait_for()
    assert page.locator("#reply").input_value() == ""
    page.keyboard.press("j")
    page.locator("#pane-title", has_text="Dark crossing").wait_for()
    assert page.locator("#reply").input_value() == "We know", "a reply that was begun is there again"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'pane'")


def test_below_the_queue_a_report_that_is_chosen_comes_into_sight(desk, new_page, client):
    page = new_page(width=320, height=640)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    rows(page).first.click()
    page.locator("#pane-title", has_text="Lamp out").wait_for()
    page.wait_for_function("document.activeElement.id === 'pane'")
    assert page.locator("#pane-title").evaluate("it => it.getBoundingClientRect().top < window.innerHeight")


def test_a_report_that_does_not_come_says_what_to_do(desk, new_page, client):
    page = new_page()
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    page.route("**/desk?*part=pane*", lambda route: route.abort())
    rows(page).first.click()
    again = page.get_by_role("link", name="Then try again")
    again.wait_for()
    assert "could not be fetched" in page.locator("[data-said]").inner_text()
    assert page.locator("#pane").get_attribute("aria-busy") is None
    axe(page)
    page.unroute("**/desk?*part=pane*")
    again.click()
    page.locator("#pane-title", has_text="Lamp out").wait_for()
    page.context.clear_cookies()
    rows(page).nth(1).click()
    page.wait_for_url(re.compile("/account/login/"))


def news(page):
    """What the line over the queue says after the next look at the record."""
    seal()
    page.clock.fast_forward(21_000)
    return page.locator("[data-news]")


@pytest.mark.parametrize("width", [1280, 320])
def test_news_wait_until_they_are_asked_for(desk, new_page, client, width):
    page = new_page(width=width, scheme="dark")
    enter(page, desk, client)
    seal()
    page.clock.install()
    page.goto(f"{desk}/desk?view=all")
    first = rows(page).first
    first.focus()
    places = "() => [...document.querySelectorAll('a[data-row]')].map((row) => row.getBoundingClientRect().top + scrollY)"
    before = page.evaluate(places)
    for number in (41, 42):
        problem = services.Problem(service_code="lamp", title="Another lamp", lat=52.48, long=1.7)
        services.report(problem=problem, reporter=person(number))
    numbers = page.evaluate("[...document.querySelectorAll('a[data-row]')].map((row) => row.dataset.row)")
    services.update(number=numbers[1], office="lighting", words="A crew comes tomorrow")
    line = news(page)
    line.get_by_text("2 new reports, 1 changed: show").wait_for()
    assert page.evaluate(places) == before, "nothing moves under the hands"
    assert first.evaluate("row => row === document.activeElement")
    [marked] = page.locator("tr", has=page.locator("td [data-changed]:visible")).all_inner_texts()
    assert "Lamp flickers" in marked
    axe(page)
    no_sideways_scrolling(page)
    picture(page, f"desk-news-{width}")
    line.get_by_text("2 new reports").click()
    page.wait_for_function("document.querySelectorAll('a[data-row]').length === 5")
    assert page.locator("[data-news]").inner_text() == ""


def test_what_changed_is_fetched_anew_when_it_is_chosen_again(desk, new_page, client):
    page = new_page()
    enter(page, desk, client)
    page.clock.install()
    page.goto(f"{desk}/desk?view=all")
    rows(page).first.click()
    page.locator("#pane-title", has_text="Lamp out").wait_for()
    number = rows(page).first.get_attribute("data-row")
    services.close(number=number, office="lighting", reason="resolved", words="done")
    news(page).get_by_text("1 changed: show").wait_for()
    assert "Fixed" not in page.locator("#pane").inner_text()
    rows(page).first.click()
    page.locator("#pane", has_text="Fixed").wait_for()


def test_keys_take_a_report_give_it_back_and_compare_it(desk, new_page, client):
    page = new_page()
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    page.keyboard.press("t")
    assert queries.loads(offices=None, now=clock.now())[0].person is None, "nothing is chosen yet"
    page.keyboard.press("j")
    page.locator("#pane-title", has_text="Lamp out").wait_for()
    asked, before = asked_for(page), page.url
    page.keyboard.press("t")
    page.get_by_role("button", name="Give it back").wait_for()
    number = rows(page).first.get_attribute("data-row")
    assert queries.holders([number])[number].email == "officer@example.org"
    assert "officer" in page.locator("tr.is-sel").inner_text(), "the row says who has it"
    assert rows(page).first.evaluate("row => row === document.activeElement")
    assert "Done." in page.locator("[data-said]").inner_text()
    page.keyboard.press("t")
    page.get_by_role("button", name="Take it myself").wait_for()
    assert not queries.holders([number])
    assert "officer" not in page.locator("tr.is-sel").inner_text()
    assert page.url == before
    assert [one.rpartition("/")[2].partition("?")[0] for one in asked] == ["act", "desk"] * 2
    page.get_by_role("button", name="Take it myself").click()
    page.locator("[data-hold] button:focus", has_text="Give it back").wait_for()
    page.locator("button[data-keys]").click()
    page.keyboard.press("d")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0, "the keys are turned off"
    page.locator("button[data-keys]").click()
    page.keyboard.press("d")
    page.wait_for_url(re.compile(rf"/desk/{number}/duplicates"))


def test_a_report_that_a_colleague_took_meanwhile_says_so(desk, new_page, client):
    page = new_page()
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    page.keyboard.press("j")
    page.get_by_role("button", name="Take it myself").wait_for()
    colleague = Person.objects.create_user("colleague@example.org")
    Role.objects.create(person=colleague, role="officer", office="lighting")
    services.take(number=rows(page).first.get_attribute("data-row"), person=colleague)
    page.keyboard.press("t")
    page.wait_for_url(re.compile("/act$"))
    page.get_by_text("A colleague has it").first.wait_for()


@pytest.mark.parametrize("way", [{}, {"width": 320, "height": 640, "scheme": "dark", "language": "de"}])
def test_the_keys_are_listed_in_a_dialog(desk, new_page, client, way):
    page = new_page(**way)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all")
    rows(page).nth(1).focus()
    page.keyboard.press("Shift+?")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    for key in "JKXTDAR/?":
        assert dialog.locator("kbd", has_text=re.compile(f"^{re.escape(key)}$")).is_visible()
        assert page.locator(".fm-desk__list kbd", has_text=re.compile(f"^{re.escape(key)}$")).count() == 1
    axe(page)
    no_sideways_scrolling(page)
    picture(page, f"desk-keys-{way.get('width', 1280)}")
    page.keyboard.press("j")
    assert dialog.locator(":focus").count() == 1, "keys do nothing behind the list"
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert rows(page).nth(1).evaluate("row => row === document.activeElement")


def test_a_report_is_taken_beside_the_queue_without_scripts(desk, new_page, client):
    page = new_page(width=320, height=640, scripts=False)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all&priority=normal")
    rows(page).nth(1).click()
    page.locator("[data-hold] button").click()
    page.get_by_role("button", name="Give it back").wait_for()
    assert "view=all&priority=normal&open=" in page.url
    assert "officer" in page.locator("tr.is-sel").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(
    "way", [{"width": 1280}, {"width": 320, "height": 640, "scheme": "dark"}], ids=["wide", "phone"]
)
def test_pins_of_the_map_are_links_to_the_reports(desk, new_page, client, scripts, way):
    page = new_page(scripts=scripts, **way)
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all&show=map")
    pins = page.locator("fm-map svg a")
    assert pins.count() == 3
    page.locator("fm-map").scroll_into_view_if_needed()
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Tab")
    pin = page.locator("fm-map a:focus")
    name = pin.get_attribute("aria-label")
    assert "New, due in" in name
    asked = asked_for(page)
    page.keyboard.press("Enter")
    page.locator("#pane-title").wait_for()
    page.wait_for_url(re.compile("show=map&open="))
    assert name.startswith(page.locator("#pane-title").inner_text())
    assert page.locator("fm-map a[aria-current]").get_attribute("aria-label") == name
    assert ["part=pane" in one for one in asked] == [scripts]
    if scripts:
        axe(page)
        no_sideways_scrolling(page)
        picture(page, f"desk-map-{way['width']}")


def test_the_map_moves_and_its_pins_stay_links(desk, new_page, client):
    publish_base_map(geojson=demo.base_map(demo.make()), actor=demo.ACTOR)
    page = new_page()
    enter(page, desk, client)
    page.goto(f"{desk}/desk?view=all&show=map")
    page.get_by_role("button", name="Move the map").click()
    pins = page.locator(".fm-live a.fm-pin")
    pins.nth(2).wait_for()
    assert page.locator("fm-map svg[role=group]").is_hidden()
    # Pins over each other are small targets, which a map may have when a list has the same links; axe cannot know that.
    for _step in range(2):
        page.get_by_role("button", name="Zoom in").click()
        page.wait_for_timeout(400)
    axe(page)
    asked = asked_for(page)
    page.get_by_role("link", name="Dark crossing").and_(pins).focus()
    page.keyboard.press("Enter")
    page.locator("#pane-title", has_text="Dark crossing").wait_for()
    assert len(asked) == 1
    assert pins.and_(page.locator("[aria-current]")).count() == 1
    picture(page, "desk-map-moves")
