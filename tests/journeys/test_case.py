"""An officer works on a case in a real browser: by keyboard, without scripts, on a phone, in the dark, in German."""

import re

import pytest

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.people.models import Person, Role
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture
from tests.fixtures.town import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(town, live_server, client):
    """An officer of the lighting team, and two reports of the same lamp; the address of the desk."""
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="lighting")
    client.force_login(officer)
    for number, title in enumerate(("Lamp out at the quay", "The lamp at the quay is dark")):
        problem = services.Problem(
            service_code="lamp", title=title, lat=52.48, long=1.7 + number / 10_000, address="14 Quay Lane",
            description="It went dark on Monday, and the pavement beside it is broken.",
        )  # fmt: skip
        services.report(problem=problem, reporter=person(number + 10, email=f"r{number}@example.org"))
    services.add_answer(office="lighting", name="Part ordered", words="The part for {number} is ordered.")
    return f"{live_server.url}/desk"


@pytest.fixture
def numbers(desk):
    return list(ServiceRequest.objects.order_by("requested").values_list("pk", flat=True))


def enter(page, desk, client):
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk}
    page.context.add_cookies([cookie])
    return page


def look(page, name=""):
    axe(page)
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    if name:
        picture(page, name)


def unfold(page, act):
    page.locator(f"#act-{act} > summary").click()
    return page.locator(f"#act-{act} form[method=post]")


@pytest.mark.parametrize(
    "way",
    [{"width": 1280}, {"width": 320, "height": 640, "scheme": "dark", "language": "de"}],
    ids=["desk-light", "phone-dark-german"],
)
def test_every_page_of_a_case(desk, numbers, new_page, client, way):
    first, second = numbers
    page = enter(new_page(**way), desk, client)
    size = way["width"]
    services.wait(number=first, office="lighting", whom="parts")
    services.order_work(
        number=first, office="lighting", system="Maximo", order="4711", url="https://maximo.example/4711"
    )
    for at, path in enumerate((first, f"{first}/duplicates", f"{first}/split", "answers")):
        page.goto(f"{desk}/{path}")
        look(page, f"case-pages-{at}-{size}")
    page.goto(f"{desk}/{first}")
    for act in ("update", "close", "assign", "wait", "order", "urgency", "move"):
        unfold(page, act)
        look(page, f"case-act-{act}-{size}")
    services.merge(number=second, into=first, office="lighting", words="The same lamp")
    for path in (first, second):
        page.goto(f"{desk}/{path}")
        look(page, f"case-merged-{size}")
        page.goto(f"{desk.removesuffix('/desk')}/reports/{path}")
        look(page, f"case-public-{size}")


def test_a_duplicate_is_merged_and_taken_apart_by_keyboard(desk, numbers, new_page, client):
    first, second = numbers
    page = enter(new_page(), desk, client)
    page.goto(f"{desk}/{second}")
    page.get_by_role("link", name="Compare and merge").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/duplicates"))
    page.locator("#merge-words").focus()
    page.keyboard.type("The same lamp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Followed at another report").wait_for()
    assert queries.request(second).duplicate_of == first
    page.locator("#act-unmerge > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Two lamps after all")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Stands alone again").wait_for()
    assert queries.request(second).state == "new"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_officer_works_a_case_to_its_end(desk, numbers, new_page, client, scripts):
    first, _second = numbers
    page = enter(new_page(width=320, height=640, scripts=scripts), desk, client)
    page.goto(f"{desk}/{first}")
    page.get_by_role("button", name="Take it on").click()
    page.get_by_text("Read and taken on").wait_for()

    form = unfold(page, "wait")
    form.locator("[name=until]").fill("2020-01-01")
    form.locator("[name=words]").fill("A new head is ordered")
    form.get_by_role("button").click()
    page.locator("#act-wait .ds-error-summary").wait_for()
    assert page.locator("#wait-words").input_value() == "A new head is ordered", "nothing typed is lost"
    no_sideways_scrolling(page)
    if scripts:
        axe(page)
    page.locator("#wait-until").fill("")
    page.locator("#act-wait form[method=post] button").click()
    page.get_by_text("Waits for parts").first.wait_for()

    form = unfold(page, "order")
    form.locator("[name=system]").fill("Maximo")
    form.locator("[name=order]").fill("4711")
    form.get_by_role("button").click()
    page.get_by_text("Work order 4711 in Maximo").first.wait_for()

    page.get_by_role("link", name="Split off a part").click()
    page.wait_for_url(re.compile("/split"))
    page.locator("[name=title]").fill("Broken pavement beside the lamp")
    page.locator("[name=service_code]").select_option("other")
    page.get_by_role("button", name="Make it a report of its own").click()
    page.get_by_text("A part became report").wait_for()

    unfold(page, "update")
    page.get_by_role("button", name="Fill in").first.click()
    if not scripts:
        page.wait_for_url(re.compile("answer="))
    said = page.locator("#update-words")
    assert said.input_value() == f"The part for {first} is ordered."
    page.locator("#act-update form[method=post] button").click()
    page.get_by_text(f"The part for {first} is ordered.").first.wait_for()

    form = unfold(page, "assign")
    form.locator("[name=office]").select_option("streets")
    form.locator("[name=why]").select_option("skills")
    form.get_by_role("button").click()
    page.wait_for_url(re.compile("/desk$"))
    assert queries.request(first).office == "streets"
    page.goto(f"{desk.removesuffix('/desk')}/reports/{first}")
    page.get_by_text("Passed on one time").wait_for()
    no_sideways_scrolling(page)


def test_a_question_that_is_refused_keeps_its_words(desk, numbers, new_page, client):
    page = enter(new_page(width=320, height=640, scheme="dark"), desk, client)
    page.goto(f"{desk}/{numbers[0]}")
    page.get_by_text("Ask a question").click()
    page.get_by_label("If no answer comes").select_option("close")
    page.get_by_role("button", name="Send the question").click()
    page.wait_for_url(re.compile("/ask$"))
    page.locator("#ask-words").wait_for()
    assert page.get_by_label("If no answer comes").input_value() == "close"
    look(page, "case-ask-refused")
    page.locator("#ask-words").fill("Which lamp?")
    page.get_by_role("button", name="Send the question").click()
    page.get_by_text("Waits for an answer").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_part_is_split_off_into_a_category_that_asks(desk, numbers, new_page, client, scripts):
    page = enter(new_page(width=320, height=640, scheme="dark", scripts=scripts), desk, client)
    page.goto(f"{desk}/{numbers[0]}/split")
    page.locator("[name=title]").fill("Hole beside the lamp")
    page.locator("[name=service_code]").select_option("pothole")
    page.get_by_role("button", name="Make it a report of its own").click()
    page.get_by_text("This category asks more").wait_for()
    assert page.locator("[name=title]").input_value() == "Hole beside the lamp"
    if scripts:
        look(page, "case-split-asks")
    page.get_by_label("Larger than a hand").check()
    page.get_by_role("button", name="Make it a report of its own").click()
    page.get_by_text("A part became report").wait_for()
