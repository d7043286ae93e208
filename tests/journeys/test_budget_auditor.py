"""An auditor who trusts nobody: reads the result in a browser, then checks and counts it again from the command line."""

import re
import shlex

import pytest

from folkmoot.modules.budgeting import importing
from folkmoot.modules.budgeting.pabulib.tests.test_bad_files import GOOD
from folkmoot.modules.budgeting.rules.tests.real import DATA
from folkmoot.modules.budgeting.tests.test_counting import finish, voted
from folkmoot.modules.budgeting.tests.town import town
from folkmoot.modules.budgeting.tests.voting_town import person
from folkmoot.record.seal import seal
from folkmoot.site.cli import main
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIELICZKA = DATA / "Poland_Wieliczka_2023_Green_Budget.pb"


def good(page, name):
    axe(page)
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    picture(page, name)


def test_an_auditor_reads_the_result_and_counts_again(town, live_server, browser_page, tmp_path, capsys):
    page = browser_page
    number, _projects = voted(9)
    finish(number)
    seal()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/budgets/{number}/results")
    assert "won." in page.inner_text("h1")
    assert page.get_by_role("link", name=re.compile("Proof")).is_visible()
    # Why another project lost is one choice away, also without script.
    choice = page.get_by_label("Explain another project")
    titles = choice.locator("option").all_inner_texts()
    choice.select_option(titles[-1])
    page.get_by_role("button", name="Explain it").click()
    assert page.locator("#why-title").inner_text() == titles[-1]
    good(page, "budget-result-why")
    page.get_by_role("link", name="The commands, step by step").click()
    command = page.locator("code, pre").first.inner_text().strip()
    assert command == f"folkmoot budgeting verify {live_server.url} {number}"
    good(page, "budget-result-check")
    # What the page says is typed as it stands, against the site itself.
    assert main([*shlex.split(command)[1:], "--state", str(tmp_path / "state")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"OK: round {number}")
    assert "FALSE" not in said
    assert main(["budgeting", "verify", live_server.url, "77", "--state", str(tmp_path / "state")]) == 2
    with page.expect_download() as download:
        page.evaluate(f"() => {{ location.href = '/budgets/{number}/results/pots/town.pb' }}")
    assert main(["pabulib", "check", str(download.value.path())]) == 0


def test_a_voter_sees_what_their_share_paid_for(town, live_server, browser_page, client):
    page = browser_page
    number, _projects = voted(9)
    finish(number)
    seal()
    client.force_login(person(2))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/budgets/{number}/results")
    page.get_by_role("link", name=re.compile("Your own ballot")).click()
    assert "What your share paid for" in page.inner_text("h1")
    good(page, "budget-result-mine-phone")


@pytest.mark.parametrize(
    ("name", "width", "scheme", "language"),
    [
        ("wide", 1280, "light", "en"),
        ("dark", 1280, "dark", "en"),
        ("phone", 360, "light", "en"),
        ("phone-german", 360, "dark", "de"),
        ("narrow", 320, "light", "de"),
    ],
)
def test_a_real_vote_is_readable_everywhere(town, live_server, new_page, name, width, scheme, language):
    page = new_page(width=width, scheme=scheme, language=language)
    content = WIELICZKA.read_bytes() if WIELICZKA.is_file() else GOOD.encode()
    number = importing.bring(importing.look(content, name="wieliczka.pb"), actor="office:finance")
    seal()
    page.goto(f"{live_server.url}/budgets/{number}/results")
    heading = "So wurde" if language == "de" else "Here is"
    assert heading in page.inner_text("h1")
    good(page, f"budget-result-{name}")
