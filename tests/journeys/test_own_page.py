"""A resident and an officer at their own pages, in a real browser: on a phone without scripts, on a desk screen, in German."""

import re
from datetime import timedelta

import pytest

from folkmoot.followers.models import AccountNotice, Subscription
from folkmoot.followers.notify import rules, services
from folkmoot.followers.notify.targets import Target
from folkmoot.modules.service_requests import services as reports
from folkmoot.people.models import Role
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import clock
from folkmoot.talk import names
from folkmoot.talk import services as talk
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture
from tests.fixtures.talk import account, moderator, vouch
from tests.journeys.test_following import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    {"width": 320, "height": 640, "scripts": False},
    {"width": 1280, "scheme": "dark"},
    {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
    {"width": 1280},
]
NAMES = ["phone-without-scripts", "desk-dark", "phone-dark-german", "desk-light"]


def look(page, way, name):
    if way.get("scripts", True):
        axe(page)
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    picture(page, f"{name}-{way['width']}-{way.get('scheme', 'light')}-{way.get('language', 'en')}")


@pytest.fixture
def robin(town):
    """A resident who reported, joined in, was asked something and had a comment taken off."""
    person = account("robin")
    reporter = reports.Reporter(
        pseudonym=lambda subject: pseudonym(person.pk, subject), person_id=person.pk, email=person.email
    )
    for title in ("Streetlight outside 14 Quay Lane is out", "The bench in Northgate Park is broken"):
        number = reports.report(
            problem=reports.Problem(service_code="lamp", title=title, lat=52.48, long=1.7), reporter=reporter
        ).service_request_id
    talk.describe_discussions(open_=["debates", "requests"], actor="office:council")
    vouch(person)
    talk.comment(about=f"requests/{number}", person=person, words="Everybody knows who did it.")
    talk.remove(
        thread=names.thread_of(f"requests/{number}"),
        number=1,
        person=moderator("mika"),
        reason="abuse",
        words="It accuses neighbours without proof.",
    )
    until = clock.now() + timedelta(days=5)
    reports.ask(
        number=number, office="lighting", words="Which bench?", public=False, until=until, otherwise="close"
    )
    for target in (Target("subject", f"requests/{number}"), Target("part", "service_requests")):
        services.follow(target=target, mail=rules.WEEKLY, person=person)
    reports.update(number=number, office="lighting", words="A part is ordered.")
    person.report = number
    follow()
    return person


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_a_resident_finds_what_waits_what_changed_and_what_is_theirs(
    robin, live_server, new_page, client, way
):
    page, here = new_page(**way), live_server.url
    sign_in(page, here, client, robin)
    page.goto(f"{here}/privacy")
    assert page.locator("a.fm-bell[href='/you']").count() >= 1
    page.goto(f"{here}/you")
    look(page, way, "own-page")
    assert page.locator(".fm-need > li").count() == 2
    assert page.locator(".fm-changes > li").count() >= 1
    assert page.locator(".fm-notice__new").count() >= 1
    assert not AccountNotice.objects.filter(person=robin, read=None).exists()
    page.reload()
    assert page.locator(".fm-notice__new").count() >= 1, "nothing is lost by loading the page again"

    page.locator(".fm-need a.ds-button").first.click()
    page.wait_for_url(re.compile("/questions/1"))
    page.locator("textarea").first.fill("The one by the pond.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto(f"{here}/you")
    assert page.locator(".fm-need > li").count() == 1, "what was answered waits no more"

    page.locator(".fm-follow select").first.select_option("daily")
    page.locator(".fm-follow form:has(select) button").first.click()
    page.wait_for_url(re.compile("/you#following"))
    assert Subscription.objects.filter(mail="daily").count() == 1
    page.locator(".fm-follow form:not(:has(select)) button").first.click()
    page.wait_for_url(re.compile("/you"))
    page.wait_for_load_state()
    assert Subscription.objects.count() == 1
    page.goto(f"{here}/you/service_requests/reports")
    assert page.locator(".fm-minelist li").count() == 2
    look(page, way, "own-list")
    page.goto(f"{here}/account/following")
    look(page, way, "own-following")


def test_an_empty_page(town, live_server, new_page, client):
    page = new_page(width=320, height=640)
    sign_in(page, live_server.url, client, account("newcomer"))
    page.goto(f"{live_server.url}/you")
    look(page, {"width": 320}, "own-empty")


def test_a_change_is_offered_and_shown_by_keyboard_without_moving_the_page(
    robin, live_server, new_page, client
):
    page = new_page()
    page.clock.install()
    sign_in(page, live_server.url, client, robin)
    page.goto(f"{live_server.url}/you")
    before = page.locator("main").inner_text()
    reports.update(number=robin.report, office="lighting", words="It is mended tomorrow.")
    follow()
    page.clock.fast_forward(21_000)  # The test's server has no stream: the island asks every 20 seconds.
    page.wait_for_timeout(500)
    page.clock.fast_forward(11_000)
    line = page.locator(".fm-news__show")
    line.wait_for()
    assert line.inner_text() == "1 change, show"
    assert page.locator("main").inner_text() == before, "nothing that is read has moved"
    axe(page)
    line.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelector('main').innerText !== before", arg=before)
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    assert page.locator(".fm-news__show").count() == 0
    assert not AccountNotice.objects.filter(person=robin, read=None).exists()


@pytest.mark.parametrize("way", WAYS[1:3], ids=NAMES[1:3])
def test_an_officer_and_a_moderator_see_their_work(robin, live_server, new_page, client, way):
    olu = account("olu")
    Role.objects.create(person=olu, role="officer", office="lighting")
    Role.objects.create(person=olu, role="moderator", office="")
    talk.comment(about=f"requests/{robin.report}", person=account("new"), words="First words")
    page = new_page(**way)
    sign_in(page, live_server.url, client, olu)
    page.goto(f"{live_server.url}/you")
    look(page, way, "own-officer")
    page.locator(".fm-need a[href='/moderation']").click()
    page.wait_for_url(re.compile("/moderation$"))
