"""Open data in a real browser: from upload to preview, filter, download and new version; without scripts, on a phone, in German."""

import re

import pytest

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.tests.town import describe_town, officer
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPECIES = ("Oak", "Lime", "Elm", "Ash", "Maple")
ROWS = [
    f"{n:04},{SPECIES[n * 7 % 13 % 5]},{3 + n * 7 % 23 + n % 10 / 10:.1f},{1990 + n % 34}-{1 + n % 12:02}-{1 + n % 28:02},{'yes' if n % 4 else 'no'}"
    for n in range(1, 401)
]
FILE = "nr,species,height,planted,healthy\n" + "\n".join(ROWS) + "\n"
NEWER = "nr,species,height,planted,healthy\n" + "\n".join(ROWS[5:]) + "\n0999,Elm,2.0,2024-11-01,yes\n"


@pytest.fixture
def here(db, live_server, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    return live_server.url


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def upload(page, text):
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "trees.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Load it").click()
    page.wait_for_url(re.compile("/data/desk/loads/"))


def describe(page, here):
    page.goto(f"{here}/data/desk")
    axe(page)
    page.get_by_role("link", name="Describe a dataset").first.click()
    axe(page)
    page.locator("#id_key").fill("street-trees")
    for code, title, summary in (
        (
            "en-gb",
            "Street trees",
            "Every tree that the town cares for, with its height. Use it to see what grows where.",
        ),
        ("de", "Straßenbäume", "Jeder Baum, den die Stadt pflegt, mit seiner Höhe."),
    ):
        page.locator(f"[name='title_{code}']").fill(title)
        page.locator(f"[name='summary_{code}']").fill(summary)
    page.get_by_label("Environment").check()
    page.locator("[name=keywords]").fill("trees, climate")
    page.locator("[name=frequency]").select_option("MONTHLY")
    page.get_by_label("Mailbox for questions").fill("parks@example.org")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/tables/new"))
    axe(page)
    page.locator("#id_table").fill("trees")
    page.locator("[name='name_en-gb']").fill("Trees")
    page.locator("[name='name_de']").fill("Bäume")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/upload"))
    axe(page)


MEANINGS = (
    ("Number of the tree", ""),
    ("Species", ""),
    ("Height in spring", "m"),
    ("Day of planting", ""),
    ("Healthy at the last look", ""),
)


def explain(page):
    for at, (meaning, unit) in enumerate(MEANINGS):
        page.locator(f"[name=description_{at}]").fill(meaning)
        page.locator(f"[name=unit_{at}]").fill(unit)


def review(page, client, here):
    enter(page, client, here, officer("", "administrator"))
    page.goto(f"{here}/data/review")
    axe(page)
    page.get_by_role("link", name="Street trees").click()
    page.get_by_role("button", name="Publish it").click()
    page.get_by_text("Published", exact=True).wait_for()
    seal()


def test_from_upload_to_preview_to_download_to_a_new_version(here, new_page, client):
    page, publisher = new_page(), officer()
    enter(page, client, here, publisher)
    describe(page, here)
    upload(page, FILE)
    page.get_by_text("Waiting for its turn").wait_for()
    axe(page)
    services.load_waiting()
    # The open page notices by itself that the file was read.
    page.get_by_text("First version: 400 rows.").wait_for()
    axe(page)
    page.get_by_role("link", name="Describe the columns").click()
    axe(page)
    explain(page)
    page.locator("[name=key_0]").check()
    page.get_by_role("button", name="Save and read the file again").click()
    page.wait_for_url(re.compile("/data/desk/loads/"))
    services.load_waiting()
    page.get_by_text("The dictionary was changed, no row was.").wait_for()
    page.goto(f"{here}/data/desk/street-trees")
    axe(page)
    page.get_by_role("button", name="Ask for a review").click()
    review(page, client, here)

    page.context.clear_cookies()
    page.goto(f"{here}/data")
    axe(page)
    page.get_by_role("link", name="Street trees").click()
    page.get_by_role("heading", name="What the columns mean").wait_for()
    axe(page)
    no_squeezed_words(page)
    picture(page, "dataset")
    page.get_by_role("link", name="Elm", exact=True).click()
    page.get_by_text("in all").wait_for()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="as filtered (CSV)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("_id,nr,species,height,planted,healthy")
    assert "Elm" in text
    assert "Oak" not in text

    enter(page, client, here, publisher)
    page.goto(f"{here}/data/desk/street-trees/tables/trees/upload")
    upload(page, NEWER)
    services.load_waiting()
    page.get_by_text("1 row added, 5 rows gone.").wait_for()
    page.goto(f"{here}/data/street-trees")
    page.get_by_text("396 rows").first.wait_for()
    page.goto(f"{here}/data/street-trees/trees/versions/2")
    page.get_by_text("400 rows").first.wait_for()
    axe(page)
    assert_replays()


@pytest.mark.parametrize(
    ("width", "scheme", "scripts", "language"),
    [(320, "light", False, "en-GB"), (320, "dark", True, "de"), (1280, "dark", True, "de")],
)
def test_it_works_on_a_phone_without_scripts_in_the_dark_and_in_german(
    here, new_page, client, width, scheme, scripts, language
):
    from folkmoot.modules.catalogue.tests.town import published

    published("street-trees", text=FILE)
    page = new_page(width=width, scheme=scheme, scripts=scripts, language=language)
    for path in (
        "/data",
        "/data/street-trees",
        "/data/street-trees/trees/versions",
        "/data/street-trees/trees/versions/1/rejects",
    ):
        page.goto(here + path)
        no_sideways_scrolling(page)
        no_squeezed_words(page)
        if scripts:
            axe(page)
    page.goto(f"{here}/data/street-trees")
    page.locator("#r-q").fill("Maple")
    page.locator("#r-q").press("Enter")
    page.wait_for_url(re.compile("q=Maple"))
    assert page.locator("section#explore tbody tr").count() > 0
    no_sideways_scrolling(page)
    if language == "de":
        page.get_by_role("heading", name="Was die Spalten bedeuten").wait_for()
