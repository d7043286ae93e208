"""A phone without a network, in a real browser: written offline, kept with its photo, sent once."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.views import offline
from tests.browser import axe, no_sideways_scrolling, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photo():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "darkgreen").save(out, "JPEG")
    return {"name": "hole.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def installed(page, url):
    """Visit once with a network, until the worker keeps the pages and answers for the site."""
    page.goto(f"{url}/privacy")
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            if (!navigator.serviceWorker.controller)
                await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
        }"""
    )


def write(page):
    page.locator("#o-service").select_option("pothole")
    page.locator("input[name=q_SIZE][value=large]").check()
    page.locator("#o-title").fill("Deep hole by the gate")
    page.locator("#o-address").fill("Behind the school in Mill Road")
    page.locator("#o-photos").set_input_files([photo()])
    page.locator("fm-offline form button[type=submit]").click()


def test_a_report_written_offline_is_sent_once_when_the_phone_is_back(town, live_server, new_page):
    page = new_page(width=360, height=740, scheme="dark", workers=True)
    installed(page, live_server.url)
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/reports")
    expect(page.locator("h1")).to_have_text("There is no connection")
    axe(page)
    page.goto(f"{live_server.url}/report")
    expect(page.locator("h1")).to_have_text("Report without a connection")
    page.locator("fm-offline form button[type=submit]").click()
    expect(page.locator("[data-problems] li")).to_have_count(3)
    axe(page)
    write(page)
    expect(page.locator(".fm-kept")).to_contain_text("Waits for a connection. Photos: 1.")
    axe(page)
    no_sideways_scrolling(page)
    picture(page, "offline-kept")
    context = page.context
    page.close()
    assert not ServiceRequest.objects.exists()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{live_server.url}/privacy")
    page.wait_for_function(
        "async () => !localStorage.getItem('folkmoot-outbox') || (await (await fetch('/api/service_requests/requests')).json()).items.length"
    )
    page.goto(f"{live_server.url}/report/offline")
    expect(page.locator(".fm-kept")).to_contain_text(re.compile("Sent. Its number is MH-"))
    axe(page)
    row = ServiceRequest.objects.get()
    assert row.channel == "app"
    assert len(queries.photos([row.pk])[row.pk]) == 1
    page.get_by_role("link", name="See the report").click()
    expect(page.locator("h1")).to_have_text("Deep hole by the gate")


def test_a_lost_answer_is_asked_for_again_and_doubles_nothing(town, live_server, new_page, monkeypatch):
    lost = []
    real = offline._sent

    def lose(accepted, status):
        """The report is on the record and the connection breaks, the first time."""
        if not lost:
            lost.append(status)
            raise ConnectionResetError("the answer never arrives")
        return real(accepted, status)

    monkeypatch.setattr(offline, "_sent", lose)
    page = new_page(width=360, height=740, workers=True)
    installed(page, live_server.url)
    page.goto(f"{live_server.url}/report/offline")
    write(page)
    expect(page.locator(".fm-kept")).to_contain_text("Waits for a connection")
    for _ in range(50):
        if lost:
            break
        page.wait_for_timeout(100)
    assert lost == [201]
    assert ServiceRequest.objects.count() == 1
    page.reload()
    expect(page.locator(".fm-kept")).to_contain_text("Sent. Its number is")
    assert ServiceRequest.objects.get().pk in page.locator(".fm-kept").inner_text()
    page.get_by_role("button", name="Take off this list").click()
    expect(page.locator(".fm-kept")).to_have_count(0)


def test_a_refused_report_says_why_and_can_be_deleted(town, live_server, new_page):
    page = new_page(workers=True)
    page.goto(f"{live_server.url}/report/offline")
    page.locator("#o-service").select_option("lamp")
    page.locator("#o-title").fill("Dark")
    page.locator("#o-address").fill("Mill Road")
    page.locator("#o-email").fill("not an address")
    page.locator("fm-offline form button[type=submit]").click()
    expect(page.locator(".fm-kept .fm-error")).to_be_visible()
    page.get_by_role("button", name="Change and send again").click()
    expect(page.locator("#o-title")).to_have_value("Dark")
    page.locator("#o-email").fill("me@example.org")
    page.locator("fm-offline form button[type=submit]").click()
    expect(page.locator(".fm-kept")).to_contain_text("Sent.")
    assert ServiceRequest.objects.count() == 1


def test_without_scripts_the_page_leads_to_the_ordinary_form(town, live_server, new_page):
    page = new_page(width=320, scripts=False)
    page.goto(f"{live_server.url}/report/offline")
    no_sideways_scrolling(page)
    page.get_by_role("link", name="Report with a connection").click()
    expect(page.locator("h1")).to_have_text("Where is the problem?")
