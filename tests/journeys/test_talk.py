"""People talk about a report in a real browser, and moderators decide: by keyboard, without scripts, on a phone, in the dark, in German."""

import pytest

from folkmoot.people.models import Person, Role
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names, services
from folkmoot.talk.models import Case, Comment
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture
from tests.fixtures.talk import account, moderator, vouch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "The people of number 9 broke it, everybody knows that."


@pytest.fixture
def talked(lamp):
    """A report that people can talk about, with an office's answer: its number."""
    services.describe_discussions(open_=["debates", "requests"], actor="office:council")
    services.answer(about=f"requests/{lamp}", office="lighting", words="A new lamp comes on Friday.")
    return lamp


@pytest.fixture
def people(talked) -> dict[str, Person]:
    found = {name: account(name) for name in ("ada", "bo")}
    for one in found.values():
        vouch(one)
    return found | {name: moderator(name) for name in ("mika", "noor")}


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def look(page, name=""):
    axe(page)
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    if name:
        picture(page, name)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_comment_is_reported_removed_appealed_and_put_back(
    talked, people, live_server, new_page, client, scripts
):
    here, thread = live_server.url, names.thread_of(f"requests/{talked}")
    page = new_page(width=320, height=640, scripts=scripts)

    enter(page, client, here, people["ada"])
    page.goto(f"{here}/reports/{talked}")
    page.get_by_text("Write a comment").click()
    page.locator("#say-words").fill(WORDS)
    page.get_by_role("button", name="Publish comment").click()
    page.get_by_text("Your comment is published").wait_for()
    no_sideways_scrolling(page)

    enter(page, client, here, people["bo"])
    page.goto(f"{here}/talk/requests/{talked}")
    page.locator("#c2").get_by_role("button", name="Not helpful").click()
    page.locator("#c2 button[aria-pressed=true]").wait_for()
    page.locator("#c2").get_by_role("link", name="Report").click()
    page.get_by_label("Insult or threat").check()
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("A moderator looks at it").wait_for()

    enter(page, client, here, people["mika"])
    page.goto(f"{here}/moderation")
    page.locator("a[data-row]").first.click()
    page.locator("#remove-reason").select_option("abuse")
    page.locator("#remove-words").fill("It accuses neighbours without proof.")
    page.get_by_role("button", name="Take it off").click()
    page.get_by_text("Its author is told why").wait_for()
    page.goto(f"{here}/reports/{talked}")
    assert WORDS not in page.content()
    page.get_by_text("A moderator took this comment off: Insult or threat.").wait_for()

    enter(page, client, here, people["ada"])
    page.goto(f"{here}/account/comments")
    page.get_by_text("It accuses neighbours without proof.").wait_for()
    page.get_by_role("link", name="Appeal").first.click()
    page.locator("[name=words]").fill("I saw it, and so did the police.")
    page.get_by_role("button", name="Send appeal").click()
    page.get_by_text("Your appeal is on the record").wait_for()

    case = f"{here}/moderation/cases/{Case.objects.get(thread=thread, open=1).pk}"
    enter(page, client, here, people["mika"])
    page.goto(case)
    page.locator("#decide-words").fill("I was right.")
    page.get_by_role("button", name="The decision stands").click()
    page.get_by_text("another moderator must look at the appeal").first.wait_for()
    assert page.locator("#decide-words").input_value() == "I was right."

    enter(page, client, here, people["noor"])
    page.goto(case)
    page.locator("#decide-words").fill("The police confirmed it.")
    page.get_by_role("button", name="Put it back").click()
    page.get_by_text("Decided. The person is told.").wait_for()
    page.goto(f"{here}/reports/{talked}")
    page.get_by_text(WORDS).wait_for()
    assert Comment.objects.get(thread=thread, number=2).state == "visible"
    assert_replays()


@pytest.mark.parametrize(
    "way",
    [{"width": 1280}, {"width": 320, "height": 640, "scheme": "dark", "language": "de"}],
    ids=["desk-light", "phone-dark-german"],
)
def test_every_page_of_talk(talked, people, live_server, new_page, client, way):
    here, about = live_server.url, f"requests/{talked}"
    thread = names.thread_of(about)
    services.comment(about=about, person=people["ada"], words=f"{WORDS} See #1.", parent=1)
    services.comment(
        about=about, person=people["bo"], words="Donaudampfschifffahrtsgesellschaftskapitänsmütze " * 3
    )
    services.comment(about="debates/parks", person=people["ada"], words="More trees", stance="for")
    services.support(thread=thread, number=3, person=people["ada"], direction="up")
    services.flag(thread=thread, number=2, person=people["bo"], reason="other", words="Look at it.")
    services.remove(
        thread=thread, number=3, person=people["mika"], reason="spam", words="Three times the same."
    )
    services.appeal(thread=thread, number=3, person=people["bo"], words="It is my favourite word.")
    page, size = new_page(**way), way["width"]
    people["admin"] = account("admin")
    Role.objects.create(person=people["admin"], role="administrator", office="")
    cases = [f"moderation/cases/{one.pk}" for one in Case.objects.filter(open=1)]
    for who, paths in (
        ("", [f"talk/{about}", f"talk/{about}/2", f"talk/{about}/2/report", f"reports/{talked}", "moderation/rules", "moderation/figures", "search?q=mütze"]),
        ("ada", [f"talk/{about}?order=best", f"talk/{about}/2", f"talk/{about}/2/change", f"talk/{about}/2/withdraw", f"talk/{about}/1/report", "talk/debates/parks?side=for"]),
        ("bo", ["account/comments", f"talk/{about}/3/appeal"]),
        ("noor", ["moderation", *cases, "moderation?sort=held"]),
        ("mika", ["moderation", *cases]),
        ("admin", ["administration/discussions"]),
    ):  # fmt: skip
        if who:
            enter(page, client, here, people[who])
        for at, path in enumerate(paths):
            page.goto(f"{here}/{path}")
            look(page, f"talk-{who or 'all'}-{at}-{size}")


def test_a_moderator_moves_through_the_queue_by_keyboard(talked, people, live_server, new_page, client):
    for name in ("first", "second"):
        services.comment(about=f"requests/{talked}", person=account(name), words=f"Words of the {name}")
    page = new_page()
    enter(page, client, live_server.url, people["mika"])
    page.goto(f"{live_server.url}/moderation")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_text("Words of the second").wait_for()
    page.get_by_role("button", name="Nothing wrong with it").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Everybody can read it").wait_for()
    assert Case.objects.filter(open=1).count() == 1


def test_what_was_typed_survives_signing_in(talked, people, live_server, new_page, client):
    """The page was open when the session ended: the words come back after signing in."""
    page, here = new_page(), live_server.url
    enter(page, client, here, people["ada"])
    page.goto(f"{here}/talk/requests/{talked}")
    page.locator("#say-words").fill("Typed before the session ended")
    client.logout()
    page.get_by_role("button", name="Publish comment").click()
    page.get_by_text("What you wrote is kept").wait_for()
    axe(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_guest_reports_and_two_moderators_do_not_meet_unknowingly(
    talked, people, live_server, new_page, client, scripts
):
    here, about = live_server.url, f"requests/{talked}"
    services.comment(about=about, person=people["ada"], words=WORDS)
    page = new_page(width=320, height=640, scripts=scripts)
    page.goto(f"{here}/talk/{about}")
    page.locator("#c2").get_by_role("link", name="Report").click()
    page.get_by_label("Insult or threat").check()
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("A moderator looks at it").wait_for()

    enter(page, client, here, people["mika"])
    page.goto(f"{here}/moderation")
    page.locator("a[data-row]").first.click()
    page.get_by_text("Reported without an account: Insult or threat").wait_for()
    page.get_by_text("Colleagues see that.").wait_for()

    enter(page, client, here, people["noor"])
    page.goto(f"{here}/moderation")
    page.get_by_text("Being looked at by a colleague since").wait_for()
    page.locator("a[data-row]").first.click()
    page.get_by_text("A colleague has been looking at this since").wait_for()
    assert page.get_by_role("button", name="Nothing wrong with it").count() == 0
    if scripts:
        axe(page)
    no_sideways_scrolling(page)
    page.get_by_role("button", name="Take it over").click()
    page.get_by_role("button", name="Nothing wrong with it").click()
    page.get_by_text("Everybody can read it").wait_for()
    assert not Case.objects.filter(open=1).exists()
    assert_replays()
