"""Surveys in a real browser: an officer writes one, a resident answers it by mail, others on a page; everybody sees the results."""

import dataclasses
import re

import pytest

from folkmoot.followers.models import Mail
from folkmoot.followers.notify import telling
from folkmoot.modules.feedback import queries, rules, services
from folkmoot.modules.feedback.models import Invitation
from folkmoot.modules.feedback.tests.town import (
    OFFICE,
    PLAN,
    REASON,
    SCALE,
    TOLD,
    answered,
    on_page,
    on_pages,
    opened,
)
from folkmoot.modules.service_requests import services as reports
from folkmoot.people.models import Person, Role
from folkmoot.record.api import timeline
from folkmoot.record.follow import run
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture, settled
from tests.fixtures.town import person as reporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(town, live_server):
    return live_server.url


def staff(role):
    person = Person.objects.create_user(f"{role}@example.org", name=role.title())
    Role.objects.create(person=person, role=role, office="streets" if role == "officer" else "")
    return person


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def close_a_report(number, email):
    """A report that somebody made is closed, and everybody whom it concerns is asked."""
    done = reports.report(
        problem=reports.Problem(service_code="lamp", title="A lamp is out", lat=52.48, long=1.7),
        reporter=reporter(number, email=email),
    )
    reports.close(number=done.service_request_id, office="lighting", reason="resolved", words="Done.")
    seal()
    while run(services.FOLLOWER):
        pass
    telling.handle([one for one in timeline("surveys/closings") if one.kind == "feedback.invited"])


def link_for(email, here):
    mail = Mail.objects.get(email=email, key__startswith="notice:survey")
    return re.sub(r"^https?://[^/]+", here, re.search(r"http\S+/surveys/invited\S+", mail.text)[0])


def write(page, here):
    """Write a survey of two questions, look at it, and open it."""
    page.goto(f"{here}/surveys/desk")
    page.get_by_role("link", name="Write a survey").first.click()
    page.get_by_label("Address", exact=True).fill("closings")
    for language, title, why, question, answers in (
        ("English", "How was it?", "To do better.", "Are you content?", "Not at all\nNo\nSo so\nYes\nVery"),
        (
            "German",
            "Wie war es?",
            "Um besser zu werden.",
            "Sind Sie zufrieden?",
            "Gar nicht\nNein\nGeht so\nJa\nSehr",
        ),
    ):
        page.get_by_label(f"Title in {language}").fill(title)
        page.get_by_label(f"Why you ask in {language}").fill(why)
        page.get_by_label(f"Question in {language}").fill(question)
        page.get_by_label(f"Answers in {language}").fill(answers)
    page.get_by_label("A report was closed").check()
    page.get_by_label("It must be answered").check()
    axe(page)
    page.get_by_role("button", name="Keep this draft").click()
    page.get_by_text("The draft is kept.").first.wait_for()
    # Until the letters have come the page still moves, and a press may miss the link.
    settled(page)
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("A few words").check()
    page.get_by_label("Question in English").fill("What else?")
    page.get_by_label("Question in German").fill("Was noch?")
    page.get_by_role("button", name="Keep it in the draft").click()
    page.get_by_role("link", name="Look at it as people see it").click()
    page.get_by_text("Nothing can be sent from here.").wait_for()
    page.go_back()
    page.get_by_role("button", name="Open this survey").click()
    page.get_by_text("Done. It is on the record.").wait_for()


def test_an_officer_asks_and_a_resident_answers(here, new_page, client):
    page = new_page(width=320, height=640)
    enter(page, client, here, staff("officer"))
    write(page, here)

    close_a_report(1, "ada@example.org")
    page.context.clear_cookies()
    page.goto(link_for("ada@example.org", here))
    page.get_by_label("4 – Yes").check()
    page.get_by_label("What else?").fill("They were quick.")
    axe(page)
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_role("heading", name="Thank you for your answer").wait_for()
    seal()
    page.reload()
    axe(page)
    page.get_by_text("Change your answer").click()
    page.get_by_label("5 – Very").check()
    page.get_by_role("button", name="Change my answer").click()
    page.get_by_role("heading", name="Thank you for your answer").wait_for()
    page.get_by_text("Take your answer back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Your answer was taken back.").wait_for()
    page.get_by_label("2 – No").check()
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_role("heading", name="Thank you for your answer").wait_for()

    for at in range(2, 8):
        close_a_report(at, f"p{at}@example.org")
    for row in silent():
        answer(row)
    page.goto(f"{here}/surveys")
    page.get_by_role("link", name="How was it?").click()
    page.get_by_text("7 people were invited; 7 answered (100%).").wait_for()
    no_sideways_scrolling(page)
    enter(page, client, here, Person.objects.get(email="officer@example.org"))
    page.goto(f"{here}/surveys/desk/closings")
    page.get_by_role("button", name="Close it now").click()
    page.get_by_text("Done. It is on the record.").wait_for()
    assert queries.survey("closings").state == "closed"
    assert_replays()


def silent():
    """Invitations that nobody has answered."""
    return [
        one for one in Invitation.objects.all() if not queries.answer("closings/1", queries.invited_as(one))
    ]


def answer(row):
    code = queries.plan_of(queries.edition("closings", 1)).questions[0].code
    services.answer(
        key="closings", edition=1, pseudonym=queries.invited_as(row), invitation=row,
        replies={code: rules.Reply(("3",))},
    )  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reader_answers_on_a_page(here, new_page, scripts):
    opened("site", on_pages(questions=(TOLD,), pages=("/petitions*",)))
    page = new_page(width=320, height=640, scripts=scripts)
    page.goto(f"{here}/petitions")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_role("heading", name="Thank you for your answer").wait_for()
    page.get_by_role("link", name="Back to the page").click()
    page.get_by_text("You have answered this. Thank you.").wait_for()
    no_sideways_scrolling(page)
    if scripts:
        axe(page)
    assert_replays()


def test_a_survey_is_answered_by_keyboard_alone(here, new_page):
    opened("site", on_pages(questions=(TOLD,)))
    page = new_page()
    page.goto(f"{here}/petitions")
    page.locator("#answer-a-told_0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.locator("button:focus").inner_text() == "Send my answer"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you for your answer").wait_for()


def test_open_results_grow_by_themselves(here, new_page):
    opened("site", on_pages(questions=(TOLD,)))
    for at in range(5):
        on_page(f"b{at}", "", key="site", told={"choices": ("yes",)})
    page = new_page()
    page.clock.install()
    page.goto(f"{here}/surveys/site")
    page.get_by_text("5 answers.", exact=False).first.wait_for()
    page.get_by_text("The numbers").first.click()
    page.evaluate("document.activeElement.blur()")
    on_page("b9", "", key="site", told={"choices": ("no",)})
    page.clock.fast_forward(30_000)
    page.get_by_text("6 answers.", exact=False).first.wait_for()
    assert page.locator("fm-numbers details").first.get_attribute("open") is not None


@pytest.mark.parametrize(
    "way",
    [
        {"width": 1280},
        {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
        {"width": 320, "height": 640, "scripts": False},
    ],
    ids=["desk-light", "phone-dark-german", "phone-no-scripts"],
)
def test_every_page_of_surveys(here, new_page, client, way):
    hostile = "<b>x</b>" + "w" * 80
    plan = dataclasses.replace(PLAN, moment="service_requests.closed", questions=(SCALE, TOLD, REASON))
    opened("closings", plan)
    opened("site", on_pages(questions=(TOLD, REASON)))
    for at in range(1, 8):
        close_a_report(at, f"p{at}@example.org")
    for at, row in enumerate(silent()):
        answered(row, "4", **({"why": {"words": hostile}} if at < 6 else {}))
    services.publish_all()
    services.draft(key="closings", plan=dataclasses.replace(plan, questions=(SCALE,)), actor=OFFICE)
    page, size = new_page(**way), f"{way['width']}-{way.get('language', way.get('scripts', 'en'))}"
    invited = link_for("p1@example.org", here).removeprefix(here)
    for who, paths in (
        ("", ["/surveys", "/surveys/closings", "/surveys/closings/1/words/why", "/surveys/site/answer", invited, "/petitions"]),
        ("moderator", ["/surveys/closings/1/words/why"]),
        ("officer", ["/surveys/desk", "/surveys/desk/new", "/surveys/desk/closings", "/surveys/desk/closings/preview", "/surveys/desk/closings/questions/how", "/surveys/desk/closings/change"]),
    ):  # fmt: skip
        if who:
            enter(page, client, here, staff(who))
        for at, path in enumerate(paths):
            found = page.goto(f"{here}{path}")
            assert found.status == 200, path
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
            if way.get("scripts", True):
                axe(page)
            no_sideways_scrolling(page)
            no_squeezed_words(page)
            picture(page, f"surveys-{who or 'all'}-{at}-{size}")
