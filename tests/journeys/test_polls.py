"""Polls in a real browser: an officer asks, a resident on a phone votes by keyboard, everybody reads what comes of it."""

import re

import pytest
from django.test import Client

from folkmoot.modules.elections import services
from folkmoot.modules.elections.models import Poll
from folkmoot.modules.elections.tests.town import later
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(town, live_server):
    return live_server.url


def enter(page, here, name, role=""):
    person = Person.objects.create_user(f"{name}@example.org", name=name.title())
    if role:
        Role.objects.create(person=person, role=role, office="lighting")
    client = Client()
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def ask(page, here, judge):
    page.goto(f"{here}/polls/desk")
    judge(page)
    page.get_by_role("link", name="Ask something").first.click()
    page.get_by_label("Question").fill("Which evenings should the library stay open?")
    page.get_by_label("Options", exact=True).fill("Monday\nTuesday\nThursday")
    page.get_by_label("Options that people choose at most").fill("2")
    last = clock.now().replace(day=1, year=clock.now().year + 1)
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill(str(last.month if last.month < 12 else 11))
    page.get_by_label("Year").fill(str(last.year))
    judge(page)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("heading", name="This is what people will see").wait_for()
    judge(page)
    if judge is axe:
        picture(page, "poll-look")
    page.get_by_role("button", name="Open the poll").click()
    page.get_by_text("The poll is open. It is on the public record.").first.wait_for()
    return int(re.search(r"/polls/(\d+)", page.url)[1])


def vote(phone, here, number, judge):
    phone.goto(f"{here}/polls")
    judge(phone)
    no_sideways_scrolling(phone)
    phone.get_by_role("link", name="Which evenings should the library stay open?").click()
    phone.get_by_role("link", name="Sign in to vote").wait_for()
    enter(phone, here, "ada")
    phone.goto(f"{here}/polls/{number}")
    judge(phone)
    phone.get_by_role("checkbox", name="Tuesday").focus()
    phone.keyboard.press("Space")
    phone.get_by_role("checkbox", name="Thursday").focus()
    phone.keyboard.press("Space")
    phone.get_by_role("button", name="Vote", exact=True).focus()
    phone.keyboard.press("Enter")
    phone.get_by_text("Your vote is counted. You can change it until the poll closes.").first.wait_for()
    seal()
    phone.reload()
    judge(phone)
    no_sideways_scrolling(phone)
    if judge is axe:
        no_squeezed_words(phone)
        picture(phone, "poll-voted-phone")
    phone.get_by_role("checkbox", name="Monday").check()
    phone.get_by_role("button", name="Change my vote").click()
    phone.get_by_text("Choose at most 2 options.").wait_for()
    judge(phone)
    phone.get_by_role("checkbox", name="Tuesday").uncheck()
    phone.get_by_role("button", name="Change my vote").click()
    phone.get_by_text("Your vote is counted. You can change it until the poll closes.").first.wait_for()
    assert Poll.objects.get(pk=number).counts == [1, 0, 1]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_question_to_what_comes_of_it(here, new_page, scripts):
    page = new_page(width=1280, height=900, scripts=scripts)
    enter(page, here, "olu", "officer")
    # Without scripts nothing can be asked of a page; what it holds is the same.
    judge = axe if scripts else lambda _page: None
    number = ask(page, here, judge)

    vote(new_page(width=320, height=640, scripts=scripts), here, number, judge)
    with later(days=400):
        services.close_due()
    page.goto(f"{here}/polls/desk")
    page.get_by_role("link", name="Which evenings should the library stay open?").click()
    page.get_by_label("What you do with the outcome").fill("Mondays and Thursdays until nine, from May on.")
    judge(page)
    page.get_by_role("button", name="Publish the answer").click()
    page.get_by_role("heading", name="What comes of it").wait_for()
    seal()
    page.reload()
    judge(page)
    if scripts:
        picture(page, "poll-answered")
    dark = new_page(width=360, height=740, scheme="dark", language="de")
    dark.goto(f"{here}/polls/{number}")
    dark.get_by_role("heading", name="Was daraus wird").wait_for()
    axe(dark)
    no_sideways_scrolling(dark)
    picture(dark, "poll-answered-dark-german")
    assert_replays()
