"""Pages of voting without scripts: a resident votes, an officer helps, enters paper and keeps the roll."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.budgeting import events, services
from folkmoot.modules.budgeting.models import Ballot, CounterAct, PaperBallot, SealedChoice, VoteMail, Voter
from folkmoot.modules.budgeting.queries import ballots, voters
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.services import begin_due, rolling, vote_mails
from folkmoot.modules.budgeting.tests.town import PROJECTS, describe_town, later, round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import ROLL, counted, officer, on_roll, person, voter
from folkmoot.people.models import Person
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

KNAPSACK = events.BallotDesign(type="knapsack")
POINTS = events.BallotDesign(type="cumulative", points=10, points_most=6)
RANKS = events.BallotDesign(type="ordinal", maximum=3)
ONE = events.BallotDesign(type="choose-1", maximum=1)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def town(db):
    describe_town()


def text_of(answer):
    return unescape(answer.content.decode())


def resident(client, number, at=1):
    """Sign in and say who one is."""
    client.force_login(person(at))
    return voter(number, at)


def field(page, name):
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)


def order_of(page):
    return [int(one) for one in re.findall(r'<li id="p(\d+)"', page)]


def test_a_resident_votes_changes_and_takes_back(client, town):
    number, [first, second, *_rest] = round_in_voting(design=KNAPSACK)
    url = f"/budgets/{number}/vote"
    assert "Sign in to vote" in text_of(client.get(url))
    client.force_login(person())
    assert "Say who you are" in text_of(client.get(url))
    bad = client.post(f"{url}/who", {"name": "", "born_day": "31", "born_month": "2", "born_year": "1980"})
    assert (bad.status_code, "There is no such day" in text_of(bad)) == (422, True)
    given = {"name": "Ada Lovelace", "born_day": "10", "born_month": "12", "born_year": "1980"}
    assert client.post(f"{url}/who", given)["Location"] == url
    page = text_of(client.get(url))
    assert "Choose how to share out €100,000" in page
    assert "0 projects for €0 of €100,000. €100,000 is left." in page
    shown = client.post(url, {"do": "show", "p": [first], "before": ""})
    page = text_of(shown)
    assert f'value="{first}" checked' in page
    assert "€30,000" in page
    assert "€70,000" in page
    checked = client.post(url, {"do": "check", "p": [first, second], "before": ""})
    page = text_of(checked)
    assert "2 projects for €75,000 of €100,000. €25,000 is left." in page
    assert sorted(field(page, "p")) == sorted([str(first), str(second)])
    assert not Ballot.objects.exists(), "nothing is kept before the last button"
    done = client.post(url, {"do": "cast", "p": field(page, "p"), "before": field(page, "before")[0]})
    assert done["Location"] == f"{url}/mine?new=1"
    page = text_of(client.get(done["Location"]))
    assert "Your vote is counted" in page
    assert "Being recorded" in page
    seal()
    page = text_of(client.get(f"{url}/mine"))
    assert "Recorded as entry" in page
    assert "Trees on Mill Street" not in page, "it never says what was chosen"
    receipt = re.search(r'href="(/record/[^"]*receipt[^"]*)"', page)[1]
    assert client.get(receipt).status_code == 200
    page = text_of(client.get(url))
    assert page.count("checked") >= 2
    again = client.post(url, {"do": "cast", "p": [second], "before": field(page, "before")[0]})
    assert again.status_code == 302
    assert client.post(f"{url}/mine/withdraw").status_code == 302
    assert "Nothing of yours is counted now" in text_of(client.get(f"{url}/mine"))
    assert [fact.kind for fact in timeline(Ballot.objects.get().subject)] == [
        "budgeting.ballot_cast", "budgeting.ballot_cast", "budgeting.ballot_withdrawn",
    ]  # fmt: skip
    assert_replays()


def test_a_ballot_that_is_not_valid_says_why_and_keeps_the_marks(client, town):
    number, numbers = round_in_voting(design=KNAPSACK)
    resident(client, number)
    answer = client.post(f"/budgets/{number}/vote", {"do": "cast", "p": numbers, "before": "", "q": "stage"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "What you chose costs €60,000 more than there is; take something out" in page
    assert page.count('name="p"') == len(numbers) == page.count(" checked aria")
    empty = client.post(f"/budgets/{number}/vote", {"do": "check", "before": ""})
    assert "Choose at least one project" in text_of(empty)


def test_filters_hide_rows_and_keep_what_is_marked(client, town):
    number, [trees, toilets, *_rest] = round_in_voting()
    resident(client, number)
    url = f"/budgets/{number}/vote"
    page = text_of(client.post(url, {"do": "show", "p": [trees], "q": "TOILÉTS", "before": ""}))
    assert order_of(page) == [toilets]
    assert field(page, "p") == [str(trees)]
    page = text_of(client.post(url, {"do": "show", "p": [trees, toilets], "chosen": "1", "before": ""}))
    assert sorted(order_of(page)) == sorted([trees, toilets])
    page = text_of(client.post(url, {"do": "show", "order": "cheap", "before": ""}))
    assert [PROJECTS[one - trees].cost for one in order_of(page)] == sorted(one.cost for one in PROJECTS)
    page = text_of(
        client.post(url, {"do": "show", "q": HOSTILE, "pot": "x", "before": "", "p": ["x", "9" * 30]})
    )
    assert "No project is like this" in page
    raw = client.post(url, {"do": "show", "q": HOSTILE, "before": ""}).content.decode()
    assert HOSTILE not in raw


def test_the_order_is_ones_own_and_stays(town):
    many = [services.Given(title=f"Project {at}", pot="town", cost=1000) for at in range(12)]
    number, numbers = round_in_voting(projects=many)
    seen = []
    for at in (1, 2, 3):
        client = Client()
        resident(client, number, at)
        once = order_of(text_of(client.get(f"/budgets/{number}/vote")))
        assert once == order_of(text_of(client.get(f"/budgets/{number}/vote")))
        assert sorted(once) == numbers
        seen.append(once)
    assert seen[0] != seen[1] != seen[2] != seen[0]


@pytest.mark.parametrize(
    ("design", "data", "choice", "bad", "why"),
    [
        (POINTS, {"v-0": "6", "v-1": "4"}, [[0, 6], [1, 4]], {"v-0": "6", "v-1": "6"}, "take 2 back"),
        (POINTS, {"v-0": "1"}, [[0, 1]], {"v-0": "some"}, "a whole number; this is 'some'"),
        (RANKS, {"v-2": "1", "v-0": "2"}, [[0, 2], [2, 1]], {"v-0": "1", "v-1": "3"}, "its own place"),
        (ONE, {"one-town": "1"}, [[1, 1]], {}, "Choose at least one project"),
    ],
)
def test_every_sort_of_ballot(client, town, design, data, choice, bad, why):
    number, numbers = round_in_voting(design=design, rule=Rule(name="greedy"))
    resident(client, number)
    url = f"/budgets/{number}/vote"

    def real(marks):
        return {
            (f"v-{numbers[int(name[2:])]}" if name.startswith("v-") else name): (
                value if name.startswith("v-") else str(numbers[int(value)])
            )
            for name, value in marks.items()
        }

    answer = client.post(url, {"do": "check", "before": "", **real(bad)})
    assert (answer.status_code, why in text_of(answer)) == (422, True)
    page = text_of(client.post(url, {"do": "check", "before": "", **real(data)}))
    names = re.findall(r'<input type="hidden" name="((?:v-|keep-|p)[^"]*)" value="([^"]*)"', page)
    assert client.post(url, {"do": "cast", "before": "", **dict(names)}).status_code == 302
    wanted = sorted([numbers[at], value] for at, value in choice)
    assert SealedChoice.objects.get().choice == f'{{"town":{wanted}}}'.replace(" ", "")
    again = text_of(client.get(url))
    assert "What you chose is marked here" in again


def test_two_or_three_are_compared(client, town):
    number, numbers = round_in_voting()
    resident(client, number)
    url = f"/budgets/{number}/vote"
    page = text_of(client.post(url, {"do": "compare", "c": numbers[:2], "p": numbers[2:3], "before": ""}))
    assert "Compare projects" in page
    assert page.count('<section class="fm-card"') == 2
    assert field(page, "p") == [str(numbers[2])]
    page = text_of(client.post(url, {"do": "compare", "c": numbers[:1], "before": ""}))
    assert "Tick two or three projects" in page


def test_another_device_has_voted_meanwhile(client, town):
    number, [first, second, *_rest] = round_in_voting()
    resident(client, number)
    url = f"/budgets/{number}/vote"
    client.post(url, {"do": "cast", "p": [first], "before": ""})
    answer = client.post(url, {"do": "cast", "p": [second], "before": ""})
    page = text_of(answer)
    assert (answer.status_code, "on another device" in page) == (409, True)
    done = client.post(url, {"do": "cast", "p": [second], "before": field(page, "before")[0]})
    assert done.status_code == 302
    assert f"[{second},1]" in SealedChoice.objects.get().choice


def test_a_letter_opens_the_ballot(client, town):
    number, [first, *_rest] = round_in_voting(who=events.Eligibility(text="On the roll"))
    ada, *_others = on_roll(number)
    code = {one.pk: code for one, code in rolling.write_codes(number=number, officer=None)}[ada.pk]
    url = f"/budgets/{number}/vote"
    bad = client.post(f"{url}/code", {"code": "AAAA-AAAA-AAAA"})
    assert (bad.status_code, "There is no such code" in text_of(bad)) == (422, True)
    assert client.post(f"{url}/code", {"code": f" {code.lower()} "})["Location"] == url
    mail = {"mail": "1", "email": "ada@example.org"}
    assert client.post(url, {"do": "cast", "p": [first], "before": "", **mail}).status_code == 302
    assert VoteMail.objects.get().email == "ada@example.org"
    assert client.post(f"{url}/leave").status_code == 302
    assert "With the code of your letter" in text_of(client.get(url))
    assert "With the code" in text_of(client.get(f"{url}/mine", follow=True))


def test_codes_are_not_guessed_without_end(client, town):
    number, _projects = round_in_voting(who=events.Eligibility(text="On the roll"))
    answers = [
        client.post(f"/budgets/{number}/vote/code", {"code": "AAAA-AAAA-AAAA"}).status_code
        for _at in range(22)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_mail_says_that_it_counts_and_not_what(client, town, mailoutbox):
    number, [first, *_rest] = round_in_voting()
    resident(client, number)
    url = f"/budgets/{number}/vote"
    client.post(url, {"do": "cast", "p": [first], "before": "", "mail": "1", "email": "nobody"})
    assert not VoteMail.objects.exists()
    assert counted(number) == 1, "the ballot counts, whatever the address is"
    for _each in range(2):
        client.post(f"{url}/mine/mail", {"email": "ada@example.org"})
    assert vote_mails.send_vote_mails() == 1
    assert vote_mails.send_vote_mails() == 0
    assert not VoteMail.objects.exists()
    [mail] = mailoutbox
    assert mail.subject == "Your vote is counted: Budget 2026"
    assert "Trees" not in mail.body
    path = re.search(r"https?://[^/]+(/\S+key=\S+)", mail.body)[1]
    other = Client()
    page = text_of(other.get(path))
    assert "Your vote is counted" in page
    assert "Change your ballot" not in page
    assert other.get(path[:-3]).status_code == 400
    assert "You have no ballot" in text_of((client.post(f"{url}/mine/withdraw"), other.get(path))[1])


def test_before_and_after_the_vote(client, town):
    from folkmoot.modules.budgeting.tests.town import described_round

    early = described_round("ideas")
    assert "Voting has not begun" in text_of(client.get(f"/budgets/{early}/vote"))
    number, [first, *_rest] = round_in_voting()
    resident(client, number)
    with later(days=6):
        begin_due()
        page = text_of(client.get(f"/budgets/{number}/vote"))
        assert "Voting is over" in page
        client.post(f"/budgets/{number}/vote", {"do": "cast", "p": [first], "before": ""})
        assert not Ballot.objects.exists()
    assert client.get("/budgets/99/vote").status_code == 404
    assert client.get("/budgets/99/turnout").status_code == 404


def desk(client, at=1, office="finance"):
    one = officer(at)
    client.force_login(one)
    return one


def test_the_desk_is_for_the_office_of_the_round(client, town):
    number, _projects = round_in_voting()
    base = f"/desk/budgets/{number}/voting"
    paths = ["", "/roll", "/counter", "/counter/new", "/paper", "/paper/differences"]
    assert {client.get(base + one).status_code for one in paths} == {302}
    client.force_login(person())
    assert {client.get(base + one).status_code for one in paths} == {403}
    stranger = officer("other")
    stranger.roles.update(office="parks")
    client.force_login(Person.objects.get(pk=stranger.pk))
    assert {client.get(base + one).status_code for one in paths} == {403}
    desk(client)
    assert {client.get(base + one).status_code for one in paths} == {200}


def test_a_roll_is_uploaded_and_letters_are_printed_once(client, town):
    number, _projects = round_in_voting(who=events.Eligibility(text="On the roll", minimum_age=14))
    desk(client)
    base = f"/desk/budgets/{number}/voting"
    bad = client.post(
        f"{base}/roll", {"roll": SimpleUploadedFile("r.csv", ROLL + b"Kim;2020-01-01;4\n;;5\n")}
    )
    page = text_of(bad)
    assert bad.status_code == 422
    assert "This person is younger than 14" in page or "this person is younger than 14" in page
    assert "the name is missing" in page
    assert not Voter.objects.exists()
    assert client.post(f"{base}/roll", {"roll": SimpleUploadedFile("r.csv", ROLL)}).status_code == 302
    assert "3 people are new on the roll" in text_of(client.get(base))
    page = text_of(client.post(f"{base}/letters"))
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert len(set(codes)) == 3
    assert voters.voter_with(number, codes[0]).name == "Ada Lovelace"
    assert client.post(f"{base}/letters").status_code == 302, "everybody has one"


def test_an_officer_helps_somebody_to_vote(client, town):
    number, [first, second, *_rest] = round_in_voting()
    ada, *_others = on_roll(number)
    services_choice = {"town": [(second, 1)]}
    from folkmoot.modules.budgeting.services import casting

    casting.cast(voter=ada.pk, choice=services_choice)
    desk(client)
    base = f"/desk/budgets/{number}/voting"
    page = text_of(client.get(f"{base}/counter?q=ada"))
    assert "Ada Lovelace" in page
    assert "Grace" not in page
    one = f"{base}/counter/{ada.pk}"
    assert "Has voted on the internet" in text_of(client.get(one))
    assert client.post(one, {"do": "assist"})["Location"] == f"/budgets/{number}/vote"
    page = text_of(client.get(f"/budgets/{number}/vote"))
    assert "You help Ada Lovelace to vote" in page
    assert " checked aria" not in page, "an officer sees no ballot"
    done = client.post(f"/budgets/{number}/vote", {"do": "cast", "p": [first], "before": ""})
    assert done["Location"] == f"{base}/counter"
    fact = timeline(f"budget_ballots/{number}-{voters.pseudonym_of(ada.pk, number)}")[-1]
    assert (fact.event.channel, fact.actor) == ("assisted", "office:finance")
    assert "You help" not in text_of(client.get(f"/budgets/{number}/vote"))
    assert CounterAct.objects.filter(act="assisted", voter=None).count() == 1


def test_paper_from_the_counter_to_the_box(client, town):
    number, [first, second, *_rest] = round_in_voting()
    ada, *_others = on_roll(number)
    desk(client)
    base = f"/desk/budgets/{number}/voting"
    client.post(f"{base}/counter/{ada.pk}", {"do": "paper"})
    page = text_of(client.get(f"{base}/counter/{ada.pk}"))
    assert "Was given a ballot on paper" in page
    bad = client.post(f"{base}/paper", {"serial": "", "pot-town": "1, two"})
    page = text_of(bad)
    assert bad.status_code == 422
    assert "Fill in" in page or "required" in page
    assert "'two' is not understood" in page
    bad = client.post(f"{base}/paper", {"serial": "7", "pot-town": "999"})
    assert "Project 999 is not on this ballot" in text_of(bad)
    assert client.post(f"{base}/paper", {"serial": "7", "pot-town": f"{first}"}).status_code == 302
    other = Client()
    desk(other, 2)
    assert str(first) not in re.findall(
        r'id="pot-town" name="pot-town" value="([^"]*)"', text_of(other.get(f"{base}/paper"))
    )
    other.post(f"{base}/paper", {"serial": "7", "pot-town": f"{first}, {second}"})
    assert PaperBallot.objects.get().state == "differs"
    assert "1 ballot on paper waits" in text_of(client.get(base))
    third = Client()
    desk(third, 3)
    page = text_of(third.get(f"{base}/paper/7"))
    assert f"Whole town: {first}, {second}" in page
    mine = client.post(f"{base}/paper/7", {"pot-town": f"{first}"})
    assert (mine.status_code, "somebody else has to settle it" in text_of(mine)) == (422, True)
    assert third.post(f"{base}/paper/7", {"pot-town": f"{first}"}).status_code == 302
    assert PaperBallot.objects.get().state == "counted"
    assert counted(number) == 1
    assert third.get(f"{base}/paper/7").status_code == 302
    assert third.get(f"{base}/paper/8").status_code == 404
    assert_replays()


def test_somebody_is_added_and_struck_off_at_the_counter(client, town):
    number, _projects = round_in_voting()
    desk(client)
    base = f"/desk/budgets/{number}/voting"
    assert "Nobody on the roll is called so" in text_of(client.get(f"{base}/counter?q=ada"))
    given = {"name": "Ada Lovelace", "born_day": "10", "born_month": "12", "born_year": "1980"}
    one = client.post(f"{base}/counter/new", given)["Location"]
    assert "Added at the counter" in text_of(client.get(one))
    twice = client.post(f"{base}/counter/new", given)
    assert (twice.status_code, "is on the roll" in text_of(twice)) == (422, True)
    bad = client.post(one, {"do": "strike", "reason": ""})
    assert bad.status_code == 422
    assert client.post(one, {"do": "strike", "reason": "Moved away"}).status_code == 302
    page = text_of(client.get(one))
    assert "Moved away" in page
    assert "Help this person" not in page
    assert client.get(f"{base}/counter/{voters.Voter.objects.get().pk}").status_code == 200
    assert (
        client.get(f"/desk/budgets/{number}/voting/counter/00000000-0000-0000-0000-000000000000").status_code
        == 404
    )


def test_turnout_tells_no_choice_and_nobody(client, town):
    number, [first, *_rest] = round_in_voting()
    assert "Nobody has voted yet" in text_of(client.get(f"/budgets/{number}/turnout"))
    from folkmoot.modules.budgeting.tests.voting_town import cast

    for at in range(1, 8):
        cast(number, at, first)
    page = text_of(client.get(f"/budgets/{number}/turnout"))
    assert "7 people have voted so far" in page
    assert "Trees on Mill Street" not in page
    assert client.get(f"/budgets/{number}/turnout.json").json()["ballots"] == 7


@pytest.mark.parametrize("count", [4, 40])
def test_the_ballot_takes_the_same_queries_whatever_its_size(client, town, count):
    many = [services.Given(title=f"Project {at}", pot="town", cost=1000) for at in range(count)]
    number, numbers = round_in_voting(projects=many)
    resident(client, number)
    url = f"/budgets/{number}/vote"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.post(url, {"do": "show", "p": numbers[:3], "before": ""})
    assert len(asked) <= 16, [one["sql"][:120] for one in asked]


def test_no_page_or_list_tells_how_projects_stand(client, town):
    number, [first, *_rest] = round_in_voting()
    resident(client, number)
    client.post(f"/budgets/{number}/vote", {"do": "cast", "p": [first], "before": ""})
    sealed = list(ballots.sealed(number))
    assert len(sealed) == 1
    for path in (f"/budgets/{number}", f"/budgets/{number}/projects", f"/budgets/projects/{first}"):
        page = text_of(Client().get(path))
        assert "1 vote" not in page
