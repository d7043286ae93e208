"""Following without an account and with one, in a real browser, with and without scripts."""

import re

import pytest

from folkmoot.followers.all import followers
from folkmoot.followers.models import Mail, Subscription
from folkmoot.followers.notify import rules, services
from folkmoot.followers.notify.targets import Target
from folkmoot.modules.service_requests import services as reports
from folkmoot.people.models import Person, Role
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [
    {"width": 320, "height": 640, "scripts": False},
    {"width": 1280, "scheme": "dark"},
    {"width": 320, "height": 640, "scheme": "dark", "language": "de"},
]
NAMES = ["phone-without-scripts", "desk-dark", "phone-dark-german"]


def follow():
    seal()
    run_all(followers())


def look(page, way, name):
    if way.get("scripts", True):
        axe(page)  # It is a script itself.
    no_sideways_scrolling(page)
    picture(page, f"{name}-{way['width']}-{way.get('scheme', 'light')}")


def sign_in(page, here, client, person):
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_from_a_report_to_a_mail_and_back_out(lamp, live_server, new_page, way):
    page = new_page(**way)
    page.goto(f"{live_server.url}/reports/{lamp}")
    page.locator(f"a[href='/follow?subject=requests/{lamp}']").click()
    look(page, way, "follow-how")
    page.locator("form.fm-form button[type=submit]").click()
    assert page.locator(".fm-errors").count() == 1, "an empty form is explained"
    look(page, way, "follow-error")
    page.locator("#id_email").fill("guest@town.example")
    page.locator("form.fm-form button[type=submit]").click()
    page.wait_for_url(re.compile("/follow/asked"))
    look(page, way, "follow-asked")
    page.goto(live_server.url + re.search(r"https?://[^/]+(/follow/confirm/\S+)", Mail.objects.get().text)[1])
    look(page, way, "follow-confirm")
    page.locator("main form button").click()
    page.wait_for_url(re.compile("/follow/mine/"))
    look(page, way, "follow-mine")
    page.locator("select[name=mail]").select_option("daily")
    page.locator("form:has(select) button").click()
    page.wait_for_load_state()
    assert Subscription.objects.get().mail == "daily"
    page.locator("select[name=mail]").select_option("at_once")
    page.locator("form:has(select) button").click()
    page.wait_for_load_state()
    reports.update(number=lamp, office="lighting", words="A part is ordered")
    follow()
    mail = Mail.objects.get(key__startswith="act:")
    page.goto(live_server.url + re.search(r"https?://[^/]+(/follow/stop/\S+)", mail.text)[1])
    look(page, way, "follow-stop")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    look(page, way, "follow-stopped")
    assert not Subscription.objects.exists()
    page.goto(f"{live_server.url}/follow/stop/forged")
    look(page, way, "follow-link")


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_every_page_of_following_and_webhooks_is_clean(lamp, live_server, new_page, client, way):
    person = Person.objects.create_user("admin@town.example")
    Role.objects.create(person=person, role="administrator", office="")
    for target in (Target("subject", f"requests/{lamp}"), Target("part", "service_requests")):
        services.follow(target=target, mail=rules.WEEKLY, person=person)
    reports.update(number=lamp, office="lighting", words="A part is ordered")
    follow()
    page = new_page(**way)
    sign_in(page, live_server.url, client, person)
    for path in ("/follow", "/follow/near", "/notices", "/account/following", "/account", "/webhooks"):
        assert page.goto(live_server.url + path).status == 200
        look(page, way, path.strip("/").replace("/", "-"))
    page.locator("#id_name").fill("A program")
    page.locator("#id_url").fill("https://example.org/an/address/that/has/to/be/broken/somewhere?on=a-phone")
    page.locator("form.fm-form button[type=submit]").click()
    page.wait_for_url(re.compile("/webhooks/[0-9a-f]+$"))
    reports.update(number=lamp, office="lighting", words="It is here")
    follow()
    page.reload()
    page.locator("main details summary").first.click()
    look(page, way, "webhook")
