"""Two browsers before a real server: one acts, the other sees it without loading its page anew, and nothing moves meanwhile."""

import re

import pytest

from folkmoot.site.tests.serving import prepare, python, served, surroundings
from tests.browser import axe, no_sideways_scrolling, picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FEW_SECONDS = 15_000

TOWN = """
import django; django.setup()
from folkmoot.modules.petitions import services as petitions
from folkmoot.modules.petitions.tests import town as T
from folkmoot.modules.service_requests import services as reports
from folkmoot.modules.service_requests.events import ServiceDescribed
from folkmoot.talk import services as talk
T.describe_town()
reports.describe_service(description=ServiceDescribed(service_code="lamp", service_name="Street light", description="Out.",
    group="Lighting", office="streets", promise_hours=120), actor=T.ADMIN)
talk.describe_discussions(open_=["requests"], actor=T.ADMIN)
number = T.opened()
report = reports.report(problem=reports.Problem(service_code="lamp", title="A light is out", lat=52.48, long=1.7),
    reporter=reports.Reporter(pseudonym=lambda subject: "person:" + "1" * 32)).service_request_id
print(report, number)
"""
SPEAK = """
import sys, django; django.setup()
from folkmoot.talk import services as talk
talk.answer(about=f"requests/{sys.argv[1]}", office="streets", words=sys.argv[2])
"""
SIGN = """
import sys, django; django.setup()
from folkmoot.modules.petitions import services as petitions
from folkmoot.modules.petitions.tests import town as T
T.signed(int(sys.argv[1]), 6, 7)
"""
ANSWER = """
import sys, django; django.setup()
from folkmoot.modules.petitions import services as petitions
petitions.answer(number=int(sys.argv[1]), office="streets", summary="Lights will come.", words="In May.")
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    found = surroundings(tmp_path_factory.mktemp("live-pages"))
    prepare(found)
    python(found, "-m", "django", "collectstatic", "--noinput", "-v", "0")
    return found


@pytest.fixture(scope="module")
def place(environment):
    """The address of a running installation, a report and a petition in it."""
    report, number = python(environment, "-c", TOWN).split()[-2:]
    with served(environment, "serve") as (port, _process):
        yield f"http://127.0.0.1:{port}", report, int(number), environment


@pytest.mark.parametrize(
    "way",
    [{"width": 1280}, {"width": 320, "height": 640, "scheme": "dark", "language": "de"}],
    ids=["desk", "phone-dark-german"],
)
def test_one_acts_and_the_other_sees_it(place, new_page, way):
    here, report, _number, environment = place
    reader, actor = new_page(**way), new_page()
    reader.goto(f"{here}/reports/{report}")
    before = reader.locator("main").inner_text()
    high = reader.evaluate("document.documentElement.scrollHeight")
    actor.goto(f"{here}/reports/{report}")
    actor.get_by_role("button", name="I have this problem too").click()
    actor.wait_for_load_state()

    words = f"A new lamp comes on Friday, says the {way['width']}."
    python(environment, "-c", SPEAK, report, words)
    line = reader.locator(".fm-news__show")
    line.wait_for(timeout=FEW_SECONDS)
    assert re.search(r"\d (changes?|Änderung(en)?), ", line.inner_text())
    assert reader.locator("main").inner_text() == before, "nothing that is read has moved"
    assert reader.evaluate("document.documentElement.scrollHeight") == high
    axe(reader)
    no_sideways_scrolling(reader)
    picture(reader, f"live-line-{way['width']}")

    field = reader.locator("main form input:not([type=hidden])").first
    field.evaluate("one => { one.value = 'typed@example.org' }")
    reader.evaluate("window.stayed = true")
    line.focus()
    reader.keyboard.press("Enter")
    reader.locator("main").get_by_text(words).first.wait_for()
    assert reader.evaluate("window.stayed"), "the page was not loaded anew"
    assert reader.locator(".fm-news__show").count() == 0
    assert reader.evaluate("document.activeElement.tagName") == "MAIN"
    assert field.input_value() == "typed@example.org", "what was typed is still there"


def test_who_acts_is_not_told_of_it(place, new_page):
    """The page that comes after one's own act shows it already: no line says that something is new."""
    here, report, _number, _environment = place
    page = new_page()
    page.goto(f"{here}/reports/{report}")
    page.get_by_role("button", name="I have this problem too").click()
    page.wait_for_load_state()
    page.wait_for_timeout(4_000)
    assert page.locator(".fm-news__show").count() == 0


def test_signatures_and_an_answer_arrive(place, new_page):
    here, _report, number, environment = place
    page = new_page()
    page.goto(f"{here}/petitions/{number}")
    count = page.locator("fm-count")
    before = int(count.inner_text())
    python(environment, "-c", SIGN, str(number))
    page.wait_for_function(
        "want => document.querySelector('fm-count').textContent.trim() === want",
        arg=str(before + 2),
        timeout=30_000,
    )
    assert page.locator(".fm-news__show").count() == 0, "a signature moves a number and offers nothing"
    python(environment, "-c", ANSWER, str(number))
    page.locator(".fm-news__show").click(timeout=FEW_SECONDS)
    page.get_by_text("Lights will come.").wait_for()


def test_who_was_away_catches_up(place, new_page):
    here, report, _number, environment = place
    page = new_page()
    page.goto(f"{here}/reports/{report}")
    page.wait_for_timeout(1_500)
    page.context.set_offline(True)
    python(environment, "-c", SPEAK, report, "It was said while you were away.")
    page.wait_for_timeout(3_000)
    page.context.set_offline(False)
    page.locator(".fm-news__show").wait_for(timeout=60_000)


def test_without_scripts_nothing_is_offered_and_nothing_is_missing(place, new_page):
    here, report, _number, _environment = place
    page = new_page(scripts=False)
    page.goto(f"{here}/reports/{report}")
    assert page.locator(".fm-news__show").count() == 0
    assert page.locator("main h1").count() == 1
