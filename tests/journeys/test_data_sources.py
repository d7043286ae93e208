"""Sources of open data, keys for programs and the choice of a version, in a real browser, on a phone, in German and without scripts."""

import re

import pytest
from django.core.cache import cache

from folkmoot.modules.catalogue import queries, services
from folkmoot.modules.catalogue.harvest import running, sources
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, package, portal
from folkmoot.modules.catalogue.models import ApiKey, Run, Source, Table
from folkmoot.modules.catalogue.tests.town import NEWER, describe_town, loaded, officer, published
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

__all__ = ["portal"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = (
    "/data/sources",
    "/data/sources/new",
    "/data/sources/county",
    "/data/sources/county/change",
    "/data/desk/wells-1",
    "/data/desk/wells-1/own-words",
    "/data/wells-1",
    "/administration/data-keys",
    "/data/trees/trees/versions/1",
    "/data/desk/trees/tables/trees/versions/1/show",
    "/data/trees/trees",
)
MODES = {
    "phone-dark-german": {"width": 320, "scheme": "dark", "language": "de"},
    "phone-without-scripts": {"width": 320, "scripts": False},
    "phone": {"width": 360},
    "desktop": {"width": 1280},
    "desktop-dark-german": {"width": 1280, "scheme": "dark", "language": "de"},
}
"""How a page is looked at."""


@pytest.fixture
def here(db, live_server, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    cache.clear()
    describe_town()
    return live_server.url


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def judged(page, name=""):
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    axe(page)
    if name:
        picture(page, name)


def named(path, names):
    """A name for the picture of a page; the last part of an address may have one of its own."""
    head, _, last = path.rpartition("/")
    return re.sub(r"\W+", "-", f"{head}/{names.get(last, last)}").strip("-")


def bad():
    """A record that lacks a licence that is open here, with a long name."""
    return package(
        3,
        license_id="cc-nc",
        title="Grundwasserstandsmessstellenverzeichnis of the county and of its neighbours",
    )


def set_up(page, here, portal):
    page.goto(f"{here}/data/sources")
    judged(page, "sources-empty")
    page.get_by_role("link", name="Lay down a source").first.click()
    page.get_by_label("Short name").fill("county")
    page.get_by_label("Name", exact=True).fill("County portal")
    page.get_by_label("Address on the web").fill("nowhere")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    judged(page, "source-refused")
    page.get_by_label("CKAN (Action API)").check()
    page.get_by_label("Address on the web").fill(portal.url)
    page.get_by_label("Are published at once").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{here}/data/sources/county")
    judged(page)


def say_in_own_words(page, here):
    page.get_by_role("link", name="Own words in place of the source’s").click()
    judged(page)
    page.locator("[name=title_de]").fill("Brunnen im Osten")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{here}/data/desk/wells-1")
    assert page.get_by_role("button", name="Ask for a review").count() == 0, "there is nothing to review"
    judged(page, "desk-harvested")
    assert dict(queries.dataset("wells-1").shown["title"])["de"] == "Brunnen im Osten"


def test_a_reviewer_sets_a_source_up_tries_it_harvests_and_reads_the_report(new_page, client, here, portal):
    portal.packages = [package(n) for n in range(3)] + [bad()]
    page = new_page()
    enter(page, client, here, officer("", "administrator"))
    set_up(page, here, portal)
    page.get_by_role("button", name="Try it: a dry run").click()
    page.wait_for_url(re.compile("/data/sources/runs/"))
    page.get_by_text("dry run: nothing is changed").wait_for()
    judged(page, "run-waiting")
    running.work()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("row", name="Wells 2").get_by_text("New", exact=True).wait_for()
    page.get_by_text(
        "Licence: “Creative Commons NonCommercial” is not known here as an open licence"
    ).wait_for()
    judged(page, "run-dry")
    page.goto(f"{here}/data")
    assert page.get_by_role("link", name="Wells 2").count() == 0

    page.goto(f"{here}/data/sources")
    page.get_by_role("link", name="County portal").click()
    page.get_by_role("button", name="Harvest it now").click()
    page.wait_for_url(re.compile("/data/sources/runs/"))
    running.work()
    page.reload()
    page.get_by_role("link", name=re.compile("^Left out")).click()
    page.wait_for_url(re.compile("state=refused"))
    assert page.locator("tbody tr").count() == 1
    judged(page)
    page.get_by_role("link", name=re.compile("^New")).click()
    page.get_by_role("link", name="Wells 1").click()
    say_in_own_words(page, here)
    page.goto(f"{here}/data/sources/county")
    page.get_by_text("Close the source").first.click()
    judged(page, "source-closing")
    page.get_by_role("button", name="Close the source").click()
    page.get_by_text("Closed", exact=True).wait_for()
    assert Source.objects.get().closed is not None

    page.context.clear_cookies()
    page.goto(f"{here}/data")
    page.get_by_role("link", name="Wells 2").click()
    page.get_by_role("link", name="Wells 2").wait_for()
    page.get_by_role("link", name="County portal").click()
    assert page.get_by_role("heading", name="Harvests").count() == 0
    judged(page)
    assert_replays()


def test_a_harvest_that_asks_is_answered_without_scripts(new_page, client, here, portal):
    portal.packages = [package(n) for n in range(12)]
    laid_down(portal)
    harvested()
    portal.packages = portal.packages[:3]
    run = harvested()
    assert run.state == "asks"
    person = officer("", "administrator")
    for name, mode in MODES.items():
        page = new_page(**mode)
        enter(page, client, here, person)
        page.goto(f"{here}/data/sources/runs/{run.pk}")
        no_sideways_scrolling(page)
        no_squeezed_words(page)
        if mode.get("scripts", True):
            axe(page)
        picture(page, f"run-asks-{name}")
    page = new_page(width=320, scripts=False)
    enter(page, client, here, person)
    page.goto(f"{here}/data/sources/runs/{run.pk}")
    page.get_by_role("button", name="Change nothing").click()
    page.get_by_text("Stopped", exact=True).wait_for()
    assert Run.objects.get(pk=run.pk).state in {"asks", "stopped"}
    running.work()
    assert queries.dataset("wells-9").state == "published"
    assert_replays()


def test_an_administrator_makes_and_revokes_a_key(new_page, client, here):
    page = new_page()
    enter(page, client, here, officer("", "administrator"))
    page.goto(f"{here}/administration/data-keys")
    judged(page)
    page.get_by_role("button", name="Make this key").click()
    page.get_by_role("alert").wait_for()
    judged(page, "keys-refused")
    page.get_by_label("What uses it").fill("Nightly export of the trees register")
    page.get_by_label("Which department it writes for").select_option("parks")
    page.get_by_label("It publishes and withdraws without a review").check()
    page.get_by_role("button", name="Make this key").click()
    key = page.get_by_role("region", name="New key").inner_text().strip()
    assert services.keys.digest(key) == ApiKey.objects.get().digest
    judged(page, "keys-made")
    page.set_viewport_size({"width": 320, "height": 700})
    judged(page, "keys-made-phone")
    page.goto(f"{here}/administration/data-keys")
    assert key not in page.content(), "it is shown once"
    page.get_by_role("button", name=re.compile("^Revoke ?: Nightly export")).click()
    page.get_by_text("The key is revoked. Programs").wait_for()
    judged(page, "keys-revoked-phone")
    assert ApiKey.objects.get().revoked is not None
    assert page.get_by_role("button", name="Revoke").count() == 0


def test_an_officer_shows_an_older_version_with_a_reason_without_scripts(new_page, client, here):
    published()
    loaded(NEWER)
    page = new_page(width=320, scripts=False)
    enter(page, client, here, officer())
    page.goto(f"{here}/data/trees/trees/versions/1")
    page.get_by_role("link", name="Show this version").click()
    page.get_by_role("button", name="Show this version").click()
    page.get_by_role("alert").wait_for()
    no_sideways_scrolling(page)
    picture(page, "show-refused-phone")
    page.locator("[name=words]").fill("Heights of the newer file were in feet.")
    page.get_by_role("button", name="Show this version").click()
    page.wait_for_url(f"{here}/data/trees/trees")
    assert page.get_by_text("Heights of the newer file were in feet.").is_visible()
    assert Table.objects.get(pk="trees/trees").number == 1
    no_sideways_scrolling(page)
    assert_replays()


@pytest.mark.parametrize("name", MODES)
def test_each_page_works_on_a_phone_in_the_dark_in_german_and_without_scripts(
    new_page, client, here, portal, name
):
    published()
    loaded(NEWER)
    portal.packages = [package(n) for n in range(3)] + [bad()]
    laid_down(portal, name="Open data of the county and its eleven towns")
    dry, run = harvested(dry=True), harvested()
    portal.says("/broken.json", "no JSON at all")
    laid_down(portal, "broken", "data_json", f"{portal.url}/broken.json", name="Broken portal")
    failed = harvested("broken")
    assert failed.problem
    asked = sources.ask_for(key="county", dry=False)
    runs = (f"{run.pk}", f"{dry.pk}?state=refused", f"{failed.pk}", f"{asked.pk}")
    names = dict(zip(runs, ("whole", "dry", "failed", "waiting"), strict=True))
    services.make_key(name="Nightly export of the trees register", office="parks", reviews=True)
    services.make_key(name="Straßenbaumkataster-Schnittstelle", office="schools")
    services.revoke_key(pk=ApiKey.objects.latest("pk").pk)
    seal()
    person = officer("", "administrator")
    mode = MODES[name]
    page = new_page(**mode)
    enter(page, client, here, person)
    for path in (*PATHS, *(f"/data/sources/runs/{one}" for one in runs)):
        assert page.goto(here + path).status == 200, path
        no_sideways_scrolling(page)
        no_squeezed_words(page)
        if mode.get("scripts", True):
            axe(page)
        picture(page, f"{named(path, names)}-{name}")
