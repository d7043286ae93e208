"""The sorting helper in a real browser: the form, the desk and the public page, on a phone in the dark and at a desk."""

import re

import pytest

from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.tests.test_triage import LAMP, fill
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.triage.services import train
from folkmoot.people.models import Person, Role
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling
from tests.fixtures.town import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("way", [{"width": 1280}, {"width": 320, "height": 640, "scheme": "dark"}])
def test_suggestions_are_read_and_used(town, live_server, new_page, client, way):
    fill()
    train(office="streets")
    number = services.report(
        problem=services.Problem(service_code="other", title=LAMP, lat=52.471, long=1.7), reporter=person(99)
    ).service_request_id
    seal()
    Role.objects.create(
        person=Person.objects.create_user("officer@example.org"), role="officer", office="streets"
    )
    page = new_page(**way)
    page.goto(f"{live_server.url}/report/what?lat=52.471&lon=1.7")
    page.get_by_role("searchbox").fill(LAMP)
    page.get_by_role("button", name="Find the kind").click()
    page.get_by_role("heading", name="It sounds like one of these").wait_for()
    axe(page)
    no_sideways_scrolling(page)
    page.get_by_role("link", name=re.compile("Choose.*Street light")).click()
    assert page.locator("input[name=title]").input_value() == LAMP
    page.get_by_role("button", name="Look at it before it is sent").click()
    axe(page)
    no_sideways_scrolling(page)
    page.get_by_role("button", name="Send this report").click()
    page.get_by_text("Your report was sent").wait_for()
    assert triage.tallies()[0]["form"] == triage.Kept(given=1, followed=1)
    page.goto(f"{live_server.url}/reports/triage")
    axe(page)
    no_sideways_scrolling(page)
    client.force_login(Person.objects.get(email="officer@example.org"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/desk/{number}")
    axe(page)
    no_sideways_scrolling(page)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("The report stands in this category already.").wait_for()
