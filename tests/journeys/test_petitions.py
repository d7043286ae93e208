"""Petitions in a real browser: from an idea to a debate, by keyboard, without scripts, on a phone, in the dark, in German."""

import dataclasses
import re
from datetime import timedelta

import pytest

from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.events import LimitsDescribed, Step
from folkmoot.modules.petitions.models import Petition, Signer
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    KIND,
    describe_town,
    districts,
    opened,
    signed,
    started,
    support,
)
from folkmoot.people.models import Person, Role
from folkmoot.places import demo
from folkmoot.places.services import publish_base_map
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays
from folkmoot.talk import services as talk
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture
from tests.fixtures.talk import account, vouch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(db, live_server):
    """The town's address; four signatures oblige it to answer, five to debate."""
    describe_town()
    steps = (
        Step(at=4, what="answer", days=14, label="Written answer"),
        Step(at=5, what="debate", days=42, label="Council debates it"),
    )
    services.describe_kind(description=dataclasses.replace(KIND, steps=steps), actor=ADMIN)
    return live_server.url


def staff(role):
    person = Person.objects.create_user(f"{role}@example.org", name=role.title())
    Role.objects.create(person=person, role=role, office="streets" if role == "officer" else "")
    return person


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def confirmed(page, here, mailoutbox):
    """Open the link in the newest mail and press its button."""
    mailoutbox.clear()
    services.send_confirmations()
    page.goto(re.sub(r"^https?://[^/]+", here, re.search(r"http\S+", mailoutbox[-1].body)[0]))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/petitions/mine"))


def give(page, name, email):
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your postcode").fill("MH1 4AB")


def sign(page, here, mailoutbox, name):
    """Fill in the form that is open, and confirm it by the link in the mail."""
    give(page, name, f"{name[:2]}@example.org")
    page.locator("main form button", has_text=re.compile("Sign|Support")).last.click()
    page.wait_for_url(re.compile("/petitions/sent"))
    confirmed(page, here, mailoutbox)


def test_an_idea_becomes_a_petition_that_is_answered_and_debated(here, new_page, client, mailoutbox):
    # Everybody in this story sits at one machine, which is what the limits by address are there for.
    many = LimitsDescribed(burst=100, sustained=100, creators=100, supporters=100)
    services.describe_limits(description=many, actor=ADMIN)
    opened("Safe crossing at Northgate School")
    services.send_confirmations()
    page = new_page(width=320, height=640)
    page.goto(f"{here}/petitions/start")
    page.locator("#action").fill("A crossing for the mill")
    page.get_by_role("button", name="Look for petitions like it").click()
    page.get_by_role("link", name="Safe crossing at Northgate School").wait_for()
    page.get_by_role("link", name="Write a new petition").click()
    page.get_by_label("What exactly do you ask for?").fill("Put lights on Mill Road.")
    give(page, "Grace Hopper", "grace@example.org")
    page.get_by_role("button", name="Start this petition").click()
    page.wait_for_url(re.compile("/petitions/sent"))
    confirmed(page, here, mailoutbox)
    invitation = re.search(r"http\S+/sign\?support=[^<\s]+", page.locator("main").inner_text())[0]
    number = Petition.objects.latest("number").pk

    for name in ("Su Porter", "Bo Backer"):
        page.goto(invitation)
        sign(page, here, mailoutbox, name)

    enter(page, client, here, staff("moderator"))
    page.goto(f"{here}/petitions/desk")
    page.get_by_role("link", name="A crossing for the mill").click()
    page.locator("#act-open summary").click()
    page.locator("#act-open button").click()
    page.get_by_text("Done. It is on the record.").wait_for()

    page.context.clear_cookies()
    for name in ("Cy Carter", "Di Dancer"):
        page.goto(f"{here}/petitions/{number}")
        page.get_by_role("link", name="Sign this petition").click()
        sign(page, here, mailoutbox, name)
    page.goto(f"{here}/petitions/{number}")
    page.locator("section:has(#next)", has_text="Written answer").wait_for()

    enter(page, client, here, staff("officer"))
    page.goto(f"{here}/petitions/desk/{number}")
    page.locator("#act-answer summary").click()
    page.locator("#answer-summary").fill("Yes, next spring.")
    page.locator("#answer-words").fill("Lights come to Mill Road.")
    page.locator("#act-answer button").click()
    page.get_by_text("Done. It is on the record.").wait_for()
    page.locator("#act-debate summary").click()
    for name, value in (("day", "14"), ("month", "4"), ("year", "2026")):
        page.locator(f"#act-debate [name=on_{name}]").fill(value)
    page.locator("#debate-words").fill("The council agreed.")
    page.locator("#act-debate button").click()
    page.get_by_text("Done. It is on the record.").wait_for()

    page.goto(f"{here}/petitions/{number}")
    for words in ("Yes, next spring.", "The council agreed.", "What happens next"):
        page.get_by_text(words).first.wait_for()
    axe(page)
    no_sideways_scrolling(page)
    assert_replays()


ADMINISTRATION = (
    "",
    "/kinds/new",
    "/kinds/town",
    "/limits?version=reference",
    "/lists?sort=domain&value=spam.example",
    "/terms",
    "/terms/new",
    "/terms/2022-2026",
)


@pytest.mark.parametrize(
    "way",
    [
        {"width": 1280},
        {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
        {"width": 320, "height": 640, "scripts": False},
    ],
    ids=["desk-light", "phone-dark-german", "phone-no-scripts"],
)
def test_every_page_of_petitions(here, new_page, client, way):
    districts()
    waiting = started("Benches in Mill Park")
    support(waiting)
    number = opened()
    services.add_guards(sort="domain", values=["spam.example"], allow=False, reason="throwaway", actor=ADMIN)
    services.describe_limits(description=LimitsDescribed(burst=2), actor=ADMIN)
    services.announce_term(
        code="2022-2026", period="2022 to 2026", government="Council of 2022", kinds=("town",),
        ends=clock.now() + timedelta(days=40), actor=ADMIN,
    )  # fmt: skip
    signed(number, 4, 5, 6)
    services.answer(number=number, office="streets", summary="Yes", words="We do.")
    services.describe_limits(description=LimitsDescribed(burst=2, watched=2, noticed=3), actor=ADMIN)
    assert services.watch_bursts() == 1
    talk.describe_discussions(open_=["debates", "petitions"], actor="office:council")
    ada = account("ada")
    vouch(ada)
    talk.comment(about=f"petitions/{number}", person=ada, words="Cars come too fast.", stance="for")
    talk.answer(about=f"petitions/{number}", office="streets", words="We measure in May.", parent=1)
    page, size = new_page(**way), f"{way['width']}-{way.get('language', way.get('scripts', 'en'))}"
    public = [
        "",
        "/start?action=crossing",
        "/write",
        "/standards",
        f"/{number}",
        f"/{number}/sign",
        f"/{number}/sheet",
    ]
    for who, paths in (
        ("", public),
        (
            "moderator",
            ["/desk", f"/desk/{waiting}", f"/desk/{number}/strike?domain=example.org", "/desk/watch"],
        ),
        ("officer", ["/desk", f"/desk/{number}", f"/desk/{number}/paper"]),
        ("administrator", [f"/../administration/petitions{one}" for one in ADMINISTRATION]),
    ):
        if who:
            enter(page, client, here, staff(who))
        for at, path in enumerate(paths):
            answer = page.goto(f"{here}/petitions{path}".replace("/petitions/../", "/"))
            assert answer.status == 200, path
            if way.get("scripts", True):
                axe(page)
            no_sideways_scrolling(page)
            no_squeezed_words(page)
            picture(page, f"petitions-{who or 'all'}-{at}-{size}")


def test_a_petition_is_signed_by_keyboard_alone(here, new_page, mailoutbox):
    number = opened()
    services.send_confirmations()
    page = new_page()
    page.goto(f"{here}/petitions/{number}")
    page.get_by_role("link", name="Sign this petition").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sign$"))
    page.get_by_label("Your name").focus()
    for words in ("Grace Hopper", "grace@example.org", "MH1 4AB"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    for _each in range(5):
        if (
            page.locator("button:focus").count()
            and page.locator("button:focus").inner_text() == "Sign this petition"
        ):
            break
        page.keyboard.press("Tab")
    assert page.locator("button:focus").inner_text() == "Sign this petition"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/petitions/sent"))
    before = Petition.objects.get(pk=number).count
    confirmed(page, here, mailoutbox)
    assert Petition.objects.get(pk=number).count == before + 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_petition_is_discussed_for_and_against(here, new_page, client, scripts):
    talk.describe_discussions(open_=["debates", "petitions/town"], actor="office:council")
    number = opened()
    ada = account("ada")
    vouch(ada)
    page = new_page(width=320, height=640, scripts=scripts)
    enter(page, client, here, ada)
    page.goto(f"{here}/petitions/{number}")
    page.get_by_text("Write a comment").click()
    page.get_by_label("For", exact=True).check()
    page.locator("#say-words").fill("Cars come too fast at the gate.")
    page.get_by_role("button", name="Publish comment").click()
    page.get_by_text("Your comment is published").wait_for()

    enter(page, client, here, staff("officer"))
    page.goto(f"{here}/petitions/{number}")
    page.locator("#c1").get_by_role("link", name="Reply").click()
    page.locator("#say-words").fill("We measure the speed in May.")
    page.get_by_role("button", name="Answer for the office").click()
    page.get_by_text("Your comment is published").wait_for()

    page.context.clear_cookies()
    page.goto(f"{here}/petitions/{number}")
    page.locator("#c1", has_text="Cars come too fast at the gate.").wait_for()
    page.locator("#c2", has_text="Official answer").wait_for()
    page.get_by_role("link", name="The whole discussion").click()
    page.locator("[name=side]").select_option("for")
    page.locator("form[role=search]", has=page.locator("[name=side]")).get_by_role("button").click()
    page.wait_for_url(re.compile("side=for"))
    page.locator("#c1").wait_for()
    if scripts:
        axe(page)
    no_sideways_scrolling(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [360, 1280])
def test_an_area_is_pressed_on_the_map(here, new_page, scripts, width):
    districts()
    publish_base_map(geojson=demo.base_map(demo.make()), actor=demo.ACTOR)
    number = opened()
    page = new_page(width=width, scripts=scripts)
    page.goto(f"{here}/petitions/{number}/sign")
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("Your e-mail address").fill("grace@example.org")
    page.get_by_role("button", name="Choose your area on the map instead").click()
    if scripts:
        page.locator("fm-map .fm-live svg, fm-map .fm-live canvas").first.wait_for()
        box = page.locator("fm-map .fm-live").bounding_box()
        page.locator("fm-map .fm-live").click(position={"x": box["width"] * 0.62, "y": box["height"] / 2})
        page.locator("fm-map [role=status]", has_text="Eastgate").wait_for()
        axe(page)
    else:
        # Which of the two pictures is shown is for the style sheet to say, which comes after the page.
        page.wait_for_load_state()
        image = page.locator("fm-map input[type=image]:visible")
        box = image.bounding_box()
        image.click(position={"x": box["width"] * 0.62, "y": box["height"] / 2})
        page.get_by_text("Your area: Eastgate").wait_for()
    assert page.get_by_label("Your name").input_value() == "Grace Hopper"
    no_sideways_scrolling(page)
    picture(page, f"petitions-map-{width}-{scripts}")
    page.get_by_label("Your name").press("Enter")
    page.wait_for_url(re.compile("/petitions/sent"))
    assert Signer.objects.get(email="grace@example.org").area == "eastgate"


def test_an_administrator_looks_before_anything_changes(here, new_page, client):
    page = new_page(width=360)
    enter(page, client, here, staff("administrator"))
    page.goto(f"{here}/administration/petitions/kinds/town")
    page.get_by_label("Days for which it can be signed").fill("45")
    page.get_by_label("Days for which it can be signed").press("Enter")
    page.get_by_role("heading", name="What would change").wait_for()
    axe(page)
    no_sideways_scrolling(page)
    picture(page, "petitions-look-360")
    page.get_by_role("button", name="Save these changes").click()
    page.get_by_text("Saved. It is on the public record.").wait_for()
    page.goto(f"{here}/administration/petitions/lists")
    page.locator("#id_values").fill("spam.example")
    page.locator("section:has(#add) button", has_text="Look at what would change").click()
    page.get_by_role("heading", name="What would change").wait_for()
    axe(page)
    page.get_by_role("button", name="Put them on the list").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("1 entry was taken off its list.").wait_for()
    assert_replays()
