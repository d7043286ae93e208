"""A budget in a real browser: five roles take an idea to a finished project, by keyboard, on a phone, in the dark, in German."""

import io
import re
import time
from datetime import timedelta

import pytest
from PIL import Image

from folkmoot.modules.budgeting import events, queries, services
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.services import counting
from folkmoot.modules.budgeting.tests import town as a
from folkmoot.modules.budgeting.tests.voting_town import cast
from folkmoot.people.models import Role
from folkmoot.places import demo
from folkmoot.places.services import publish_base_map
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays
from tests.browser import axe, no_sideways_scrolling, no_squeezed_words, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("ideas", "voting", "counting", "result", "delivery")
LONG = 25
"""Seconds for which people vote in the story."""


@pytest.fixture
def here(db, live_server):
    """The town's address."""
    a.describe_town()
    publish_base_map(geojson=demo.base_map(demo.make()), actor=a.ADMIN)
    return live_server.url


def staff(name, role, office=""):
    person = a.person(name)
    Role.objects.create(person=person, role=role, office=office)
    return person


def enter(page, client, here, person):
    client.force_login(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])


def to_the_vote(number):
    """Ideas end in a moment; then people vote for a short while, and the rest follows at once. When voting ends."""
    row = queries.round_of(number)
    began = queries.calendar_of(row)[0].opens
    start = clock.now() + timedelta(seconds=0.4)
    times = [began, start, *(start + timedelta(seconds=LONG + at / 10) for at in range(3))]
    times.append(start + timedelta(days=99))
    services.set_calendar(
        number=number,
        phases=[
            events.Phase(name=name, opens=times[at], closes=times[at + 1]) for at, name in enumerate(NAMES)
        ],
        actor=a.ADMIN,
    )
    time.sleep(0.5)
    services.begin_due()
    assert queries.round_of(number).phase == "voting"
    return times[2]


def act(page, name):
    """Open an act at the desk; its form."""
    form = page.locator(f"#act-{name}")
    form.locator("summary").click()
    return form


def check(page, name=""):
    axe(page)
    no_sideways_scrolling(page)
    no_squeezed_words(page)
    if name:
        picture(page, name)


def fill_day(form, legend, on):
    group = form.get_by_role("group", name=legend)
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        group.get_by_label(label).fill(str(value))


def test_five_roles_take_an_idea_to_a_finished_project(here, new_page, client):  # noqa: PLR0915 - one story.
    page = new_page()
    # An administrator sets up the round.
    enter(page, client, here, staff("alex", "administrator"))
    page.goto(f"{here}/administration/budgets")
    check(page)
    page.get_by_role("link", name="Add a round").click()
    page.get_by_label("Name", exact=True).fill("Budget 2027")
    page.get_by_label("Short name").fill("budget-2027")
    page.get_by_label("Department that answers for it").select_option("finance")
    page.get_by_label("Pots of money").fill("town; Whole town; 100,000")
    page.get_by_label("Sorts of ideas").fill("green; Parks and trees")
    page.get_by_label("Who may vote, in words").fill("Everybody who lives here")
    page.get_by_label("Only people whose residence was verified may vote").uncheck()
    check(page, "budget-administration")
    page.get_by_role("button", name="Save on the public record").click()
    page.wait_for_url(re.compile("/dates$"))
    today = clock.now().date()
    for phase, first, last in (("Ideas", 0, 5), ("Voting", 6, 20)):
        part = page.get_by_role("region", name=phase, exact=True)
        fill_day(part, "First day", today + timedelta(days=first))
        fill_day(part, "Last day", today + timedelta(days=last))
    check(page, "budget-dates")
    page.get_by_role("button", name="Save the dates").click()
    page.wait_for_url(f"{here}/administration/budgets")
    number = Round.objects.get().number
    assert Round.objects.get().phase == "ideas", "it began by itself"
    # A resident writes an idea, on the map and with a picture; what is like it is shown while they type.
    ada, bert = a.person("ada"), a.person("bert")
    other = a.idea(number, bert, title="Lime trees for Mill Street", text="Shade.")
    enter(page, client, here, ada)
    page.goto(f"{here}/budgets/{number}")
    check(page, "budget-round-ideas")
    page.get_by_role("link", name="Write down an idea").click()
    page.get_by_label("Your idea in one line").press_sequentially("Twelve lime trees")
    page.get_by_role("link", name="Lime trees for Mill Street").wait_for()
    page.get_by_label("What exactly, and what for?").fill("Along Hatch Road, because it is hot there.")
    page.get_by_label("Sort").select_option("green")
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(out, "JPEG")
    page.get_by_label("Pictures").set_input_files(
        {"name": "tree.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    check(page, "budget-idea")
    page.get_by_role("button", name="Publish it").last.click()
    page.wait_for_url(re.compile(r"/budgets/projects/\d+$"))
    check(page, "budget-project-idea")
    idea = Project.objects.exclude(pk=other).get().number
    assert Project.objects.get(pk=idea).pictures
    # A moderator proposes to merge; both authors agree.
    enter(page, client, here, staff("mika", "moderator"))
    page.goto(f"{here}/desk/budgets")
    check(page, "budget-desk")
    page.get_by_role("link", name="Lime trees for Mill Street").click()
    form = act(page, "merge")
    form.get_by_label("Number of the idea that it would become part of").fill(str(idea))
    form.get_by_label("Why").fill("Both ask for lime trees.")
    form.get_by_role("button").click()
    page.get_by_text("Its authors are asked about a merge").wait_for()
    check(page)
    for person, at in ((ada, idea), (bert, other)):
        enter(page, client, here, person)
        page.goto(f"{here}/budgets/projects/{at}")
        page.get_by_role("button", name="Yes, make them one").click()
        page.get_by_text("It is on the record").wait_for()
    assert Project.objects.get(pk=other).state == "merged"
    check(page)
    # An officer sorts it and works out the cost.
    enter(page, client, here, staff("olu", "officer", "parks"))
    page.goto(f"{here}/desk/budgets/projects/{idea}")
    form = act(page, "sort")
    form.get_by_label("Parks team").check()
    form.get_by_role("button").click()
    page.get_by_text("Done. It is on the record.").wait_for()
    form = act(page, "cost")
    form.get_by_label("What it costs").fill("Trees: 4,800\nPits: 3,000")
    form.get_by_label("Yes").check()
    form.get_by_label("Why").fill("The ground is free of pipes.")
    form.get_by_role("button").click()
    page.get_by_text("Done. It is on the record.").wait_for()
    page.goto(f"{here}/budgets/projects/{idea}")
    assert page.get_by_text("€7,800").first.is_visible()
    check(page, "budget-project-costed")
    # The administrator freezes the ballot; people vote; it is counted.
    services.add_projects(round_number=number, projects=[a.PROJECTS[3]], actor=a.ADMIN)
    enter(page, client, here, Role.objects.get(role="administrator").person)
    page.goto(f"{here}/administration/budgets/{number}/freeze")
    page.get_by_label("I have looked at the projects and the rule").check()
    check(page, "budget-freeze")
    page.get_by_role("button", name="Freeze it").click()
    page.wait_for_url(f"{here}/budgets/{number}")
    check(page, "budget-round-frozen")
    ends = to_the_vote(number)
    page.goto(f"{here}/budgets/{number}")
    page.get_by_role("link", name="Vote now").click()
    page.wait_for_url(re.compile("/vote"))
    for at in range(3):
        cast(number, 50 + at, idea)
    time.sleep(max(0.0, (ends - clock.now()).total_seconds()) + 0.5)
    services.begin_due()
    while counting.count_due():
        pass
    assert Round.objects.get().phase == "delivery"
    assert Project.objects.get(pk=idea).outcome == "won"
    # The officer tells how it is built, until the ribbon.
    enter(page, client, here, Role.objects.get(role="officer").person)
    page.goto(f"{here}/desk/budgets/projects/{idea}")
    for name, day, fields in (
        ("plan", "By when", {"Code of the step": "plant", "What is done then": "The trees are planted"}),
        ("reach", "On which day", {"What was done": "All twelve stand."}),
        ("spend", "On which day", {"Amount": "7,500", "What for": "Trees and pits"}),
        ("deliver", "On which day", {"What there is now": "Twelve lime trees, and a bench below each."}),
    ):
        form = act(page, name)
        for label, words in fields.items():
            form.get_by_label(label).fill(words)
        fill_day(form, day, today)
        form.get_by_role("button").click()
        page.get_by_text("Done. It is on the record.").wait_for()
        check(page)
    page.goto(f"{here}/budgets/projects/{idea}")
    for said in ("Finished", "€7,500 of €7,800 spent", "The trees are planted", "a bench below each"):
        assert page.get_by_text(said).first.is_visible()
    check(page, "budget-project-finished")
    assert_replays()


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(320, "light", "en"), (360, "dark", "de"), (1280, "dark", "de")]
)
def test_pages_fit_a_phone_the_dark_and_german(here, new_page, width, scheme, language):
    page = new_page(width=width, scheme=scheme, language=language)
    number, [won, *_rest] = a.round_in_voting()
    other = a.described_round("ideas")
    idea = a.idea(
        other, a.person("ada"), title="Donaudampfschifffahrtsgesellschaftskapitänsbänke", lat=52.48, lon=1.7
    )
    for path in (
        "/budgets", f"/budgets/{number}", f"/budgets/{other}", f"/budgets/{number}/projects",
        f"/budgets/{other}/projects?q=nothing", f"/budgets/projects/{won}", f"/budgets/projects/{idea}",
    ):  # fmt: skip
        page.goto(here + path)
        check(page)
        if language == "de":
            assert page.locator("html").get_attribute("lang") == "de"
            assert "Projects" not in page.locator("main").inner_text()


def test_without_scripts_an_idea_gets_its_place_and_is_published(here, new_page, client):
    number = a.described_round("ideas")
    ada = a.person("ada")
    plain = new_page(scripts=False)
    enter(plain, client, here, ada)
    plain.goto(f"{here}/budgets/{number}/ideas/new")
    plain.get_by_label("Your idea in one line").fill("A bench")
    plain.get_by_label("What exactly, and what for?").fill("To sit on.")
    plain.locator("input[type=image]:visible").first.click(position={"x": 150, "y": 150})
    assert plain.get_by_label("Your idea in one line").input_value() == "A bench"
    plain.get_by_role("button", name="Publish it").last.click()
    plain.wait_for_url(re.compile(r"/budgets/projects/\d+$"))
    row = Project.objects.get()
    assert row.lat is not None
    assert plain.get_by_role("heading", name="A bench", level=1).is_visible()
    assert_replays()
