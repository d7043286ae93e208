"""A budget vote in a real browser: a resident on a phone, officers at the counter and with paper, with and without scripts."""

import re

import pytest

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.models import Ballot, PaperBallot, SealedChoice, VoteMail, Voter
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.services import Given
from folkmoot.modules.budgeting.tests.town import describe_town, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import cast, officer, on_roll, person, voter
from folkmoot.people.models import Person
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = (
    (
        "Safe crossing at Northgate School",
        "A zebra crossing with lights at the main gate on Hatch Road.",
        46_000,
    ),
    ("Street trees for twelve streets", "84 trees, chosen for heat and heavy rain.", 29_500),
    (
        "Boardwalk through the marsh",
        "600 metres of wooden path, so you can cross the marsh with dry feet.",
        118_000,
    ),
    ("Fenced dog meadow", "Half a hectare with a double gate and a water bowl.", 18_500),
    (
        "Benches and planting on the sea wall",
        "Nine benches and salt-proof planting between pier and steps.",
        38_000,
    ),
    (
        "Night bus, six-month trial",
        "Friday and Saturday, every 40 minutes until 3:00, all eight areas.",
        96_000,
    ),
    ("Skate park", "A concrete park with a bowl and a beginner area.", 142_500),
    (
        "All-weather playground",
        "Rubber ground and swings that everyone can use, also in a wheelchair.",
        85_000,
    ),
)
PROJECTS = tuple(
    Given(
        title=title,
        text=text,
        pot="town",
        cost=cost * 100,
        category="green" if at % 2 else "",
        lat=52.47 + at / 500 if at % 3 else None,
        lon=1.69 + at / 400 if at % 3 else None,
    )
    for at, (title, text, cost) in enumerate(NAMES)
)
TOWN = (events.Pot(code="town", title="Whole town", amount=400_000_00),)


@pytest.fixture
def here(db, live_server):
    describe_town()
    return live_server.url


def vote_of(design="knapsack", **more):
    return round_in_voting(
        projects=PROJECTS,
        pots=TOWN,
        design=events.BallotDesign(type=design, **more),
        rule=Rule(name="greedy"),
        currency="GBP",
        title="Neighbourhood budget 2026",
    )


def enter(page, client, here, somebody):
    client.force_login(somebody)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def looked(page, name):
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    axe(page)
    picture(page, name)


KINDS = [
    {"width": 1280},
    {"width": 360, "language": "de", "scheme": "dark"},
    {"width": 360},
    {"width": 360, "scripts": False},
]
WORDS = {
    "en-GB": {
        "go": "Go to the ballot", "check": "Check your ballot", "cast": "Cast this ballot", "done": "Your vote is counted",
        "change": "Change your ballot", "left": "left", "show": "Show", "search": "Search",
    },
    "de": {
        "go": "Zum Stimmzettel", "check": "Stimmzettel prüfen", "cast": "Diesen Stimmzettel abgeben",
        "done": "Ihre Stimme ist gezählt", "change": "Stimmzettel ändern", "left": "übrig", "show": "Anzeigen",
        "search": "Suche",
    },
}  # fmt: skip


def changed_with_a_mail(page, numbers, words):
    """The ballot is changed, and this time a confirmation is wanted."""
    page.get_by_role("link", name=words["change"]).click()
    assert page.locator(f"#c{numbers[5]}").is_checked()
    page.locator(f"#c{numbers[5]}").uncheck()
    page.get_by_role("button", name=words["check"]).first.click()
    page.locator("input[name=mail]").check()
    page.get_by_role("button", name=words["cast"]).click()
    assert words["done"] in page.locator("h1").inner_text()
    assert (Ballot.objects.count(), VoteMail.objects.get().email) == (1, "p1@example.org")


@pytest.mark.parametrize(
    "kind", KINDS, ids=["desk-light", "phone-dark-german", "phone-light", "phone-no-scripts"]
)
def test_a_resident_votes(new_page, here, client, kind):
    number, numbers = vote_of()
    words, scripts = WORDS[kind.get("language", "en-GB")], kind.get("scripts", True)
    name = "-".join(str(one) for one in kind.values())
    page = new_page(**kind)
    page.goto(f"{here}/budgets/{number}/vote")
    if scripts:
        looked(page, f"vote-enter-{name}")
    enter(page, client, here, person())
    page.goto(f"{here}/budgets/{number}/vote")
    page.locator("#id_name").fill("Ada Lovelace")
    for part, value in (("day", "10"), ("month", "12"), ("year", "1980")):
        page.locator(f"#id_born_{part}").fill(value)
    if scripts:
        looked(page, f"vote-who-{name}")
    page.get_by_role("button", name=words["go"]).click()
    for at in (0, 1, 3, 5):
        page.locator(f"#c{numbers[at]}").check()
    bar = page.locator(".fm-knap")
    if scripts:
        # The island adds up while one ticks.
        assert re.search(r"190[.,]000", bar.inner_text())
        assert page.locator(f"#p{numbers[2]}").get_attribute("class").split() == []
        page.locator(f"#c{numbers[6]}").check()
        assert re.search(r"67[.,]500", bar.inner_text())
        assert "is-over" in page.locator(f"#p{numbers[2]}").get_attribute("class")
        looked(page, f"vote-ballot-{name}")
        page.locator("#q").fill("dog")
        page.locator(f"#p{numbers[0]}").wait_for(state="hidden")
        assert page.locator(f"#p{numbers[3]}").is_visible()
        page.locator("#q").fill("")
        page.locator(f"#p{numbers[0]}").wait_for(state="visible")
        page.locator(f"#c{numbers[6]}").uncheck()
    else:
        page.locator("#q").fill("dog")
        page.get_by_role("button", name=words["show"], exact=True).last.click()
        assert page.locator(".fm-ballot > li").count() == 1
        assert re.search(r"190,000", bar.inner_text())
    page.get_by_role("button", name=words["check"]).first.click()
    assert page.locator(".fm-poll__list > li").count() == 4
    if scripts:
        looked(page, f"vote-check-{name}")
    page.get_by_role("button", name=words["cast"]).click()
    assert words["done"] in page.locator("h1").inner_text()
    assert (
        SealedChoice.objects.get().choice
        == '{"town":[' + ",".join(f"[{numbers[at]},1]" for at in (0, 1, 3, 5)) + "]}"
    )
    seal()
    page.reload()
    if scripts:
        looked(page, f"vote-mine-{name}")
    changed_with_a_mail(page, numbers, words)
    assert_replays()


def test_by_the_keyboard_alone(new_page, here, client):
    number, numbers = vote_of("approval")
    cast(number, 1, numbers[0])
    page = new_page(width=1280)
    enter(page, client, here, person())
    page.goto(f"{here}/budgets/{number}/vote")
    page.locator(f"#c{numbers[1]}").focus()
    page.keyboard.press("Space")
    page.locator("#q").focus()
    # Enter in the search shows what is found, and neither checks nor casts.
    page.keyboard.type("trees")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".fm-ballot > li").count() == 1
    assert page.locator(f"#c{numbers[1]}").is_checked()
    page.get_by_role("button", name="Go on: check your ballot").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Cast this ballot").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Your vote is counted" in page.locator("h1").inner_text()
    assert SealedChoice.objects.get().choice == f'{{"town":[[{numbers[0]},1],[{numbers[1]},1]]}}'


@pytest.mark.parametrize(
    ("design", "limits"),
    [
        ("cumulative", {"points": 10, "points_most": 6}),
        ("ordinal", {"maximum": 3}),
        ("choose-1", {"maximum": 1}),
    ],
)
def test_other_sorts_of_ballots(new_page, here, client, design, limits):
    number, numbers = vote_of(design, **limits)
    cast_first = {"cumulative": ("6", "4"), "ordinal": ("1", "2")}.get(design)
    page = new_page(width=360)
    enter(page, client, here, person())
    voter(number)
    page.goto(f"{here}/budgets/{number}/vote")
    if cast_first:
        for at, value in enumerate(cast_first):
            page.locator(f"#c{numbers[at]}").fill(value)
    else:
        page.locator(f"#c{numbers[0]}").check()
    looked(page, f"vote-{design}-360")
    page.get_by_role("button", name="Check your ballot").first.click()
    looked(page, f"vote-{design}-check-360")
    page.get_by_role("button", name="Cast this ballot").click()
    assert "Your vote is counted" in page.locator("h1").inner_text()


def test_comparing_two(new_page, here, client):
    number, numbers = vote_of()
    cast(number, 1, numbers[0])
    page = new_page(width=360)
    enter(page, client, here, person())
    page.goto(f"{here}/budgets/{number}/vote")
    for at in (1, 2):
        page.locator(f"#p{numbers[at]} input[name=c]").check()
    page.get_by_role("button", name="Compare what is ticked").click()
    looked(page, "vote-compare-360")
    page.get_by_role("button", name="Back to your ballot").click()
    assert page.locator(f"#c{numbers[0]}").is_checked()


def staff(at):
    one = officer(at)
    return Person.objects.get(pk=one.pk)


@pytest.mark.parametrize(
    "kind", [{"width": 1280}, {"width": 360, "language": "de", "scheme": "dark"}], ids=["desk", "phone"]
)
def test_officers_with_the_roll_and_paper(new_page, here, client, kind, tmp_path):
    number, numbers = vote_of("approval")
    ada, *_others = on_roll(number)
    for at in range(1, 8):
        cast(number, at, numbers[0])
    base, name = f"{here}/desk/budgets/{number}/voting", "-".join(str(one) for one in kind.values())
    page = new_page(**kind)
    enter(page, client, here, staff(1))
    roll = tmp_path / "roll.csv"
    roll.write_text("name;born\nKatherine Johnson;1918-08-26\nKim;tomorrow\n")
    page.goto(f"{base}/roll")
    page.locator("input[type=file]").set_input_files(roll)
    page.locator("main form button[type=submit]").last.click()
    assert "tomorrow" in page.locator("table").inner_text()
    looked(page, f"desk-roll-{name}")
    page.goto(f"{base}/counter?q=ada")
    looked(page, f"desk-counter-{name}")
    page.goto(f"{base}/counter/{ada.pk}")
    looked(page, f"desk-person-{name}")
    page.locator("button[value=paper]").click()
    assert Voter.objects.get(pk=ada.pk).channel == "paper"
    for at, marks in ((1, f"{numbers[0]}"), (2, f"{numbers[0]}, {numbers[1]}")):
        enter(page, client, here, staff(at))
        page.goto(f"{base}/paper")
        page.locator("#id_serial").fill("71")
        page.locator("#pot-town").fill("twelve")
        page.locator("main form button[type=submit]").last.click()
        looked(page, f"desk-paper-wrong-{name}")
        page.locator("#pot-town").fill(marks)
        page.locator("main form button[type=submit]").last.click()
    enter(page, client, here, staff(3))
    page.goto(base)
    looked(page, f"desk-{name}")
    page.goto(f"{base}/paper/differences")
    looked(page, f"desk-differences-{name}")
    page.goto(f"{base}/paper/71")
    looked(page, f"desk-settle-{name}")
    page.locator("#pot-town").fill(f"{numbers[0]}")
    page.locator("main form button[type=submit]").last.click()
    assert PaperBallot.objects.get().state == "counted"
    page.goto(f"{base}/counter/new")
    looked(page, f"desk-admit-{name}")
    page.goto(base)
    page.locator("form[action$='/letters'] button").click()
    looked(page, f"desk-letters-{name}")
    seal()
    page.goto(f"{here}/budgets/{number}/turnout")
    looked(page, f"vote-turnout-{name}")
    assert "8" in page.locator("h1").inner_text()
    assert_replays()
