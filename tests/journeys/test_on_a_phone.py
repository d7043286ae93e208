"""Tables and figures that can be read on a small phone and in long languages."""

import pytest

from folkmoot.modules.service_requests import services
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def closed(lamp):
    with clock.telling(clock.now()):
        services.close(number=lamp, office="lighting", reason="resolved", words="A new lamp.")
    services.count_figures()
    return lamp


@pytest.mark.parametrize("language", ["en-GB", "de"])
@pytest.mark.parametrize("width", [320, 1280])
def test_words_stay_whole(new_page, live_server, client, closed, width, language):
    officer = Person.objects.create_user("officer@example.org", language=language.lower())
    Role.objects.create(person=officer, role="administrator", office="")
    client.force_login(officer)
    page = new_page(width=width, language=language)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    for path in ("/reports", f"/reports/{closed}", "/desk?view=closed", "/desk/forwarding"):
        page.goto(live_server.url + path)
        no_squeezed_words(page)
        no_sideways_scrolling(page)
        axe(page)
