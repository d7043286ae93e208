"""The result for everybody: never before it is published, the same figures everywhere, and one's own ballot for oneself."""

import re

import pytest
from django.test.utils import CaptureQueriesContext
from pabulib.checker import Checker

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.models import PotResult
from folkmoot.modules.budgeting.pabulib.counting import as_election
from folkmoot.modules.budgeting.pabulib.reading import read
from folkmoot.modules.budgeting.queries import results as known
from folkmoot.modules.budgeting.rules.counting import count
from folkmoot.modules.budgeting.rules.rule import Rule, of_record
from folkmoot.modules.budgeting.rules.ties import TieBreaking
from folkmoot.modules.budgeting.services import counting, rolling
from folkmoot.modules.budgeting.tests.test_counting import counting_begun, finish, later, voted
from folkmoot.modules.budgeting.tests.town import round_in_voting
from folkmoot.modules.budgeting.tests.voting_town import cast, officer, person, voter
from folkmoot.people.models import Person, Role
from folkmoot.record.seal import seal


def page(client, number, path="results"):
    answer = client.get(f"/budgets/{number}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def administrator():
    found = Person.objects.create_user("administrator@example.org", name="Administrator")
    Role.objects.create(person=found, role="administrator", office="")
    return found


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_nothing_is_shown_before_it_is_published(town, client):
    number, _projects = voted()
    for path in ("results", "results/pots/town", "results/mine"):
        assert "There is no result yet" in page(client, number, path)
    assert client.get(f"/budgets/{number}/results/pots/town.pb").status_code == 404
    counting_begun()
    with later(days=6):
        services.begin_due()
        counting.count_due()
    assert PotResult.objects.exists()
    assert "There is no result yet" in page(client, number)
    assert client.get(f"/budgets/{number}/results/pots/town.pb").status_code == 404
    assert client.get("/budgets/99/results").status_code == 404


def test_the_page_says_who_paid_and_why_others_lost(town, client):
    number, projects = round_in_voting(rule=Rule(name="equal_shares", ties=TieBreaking(order="number")))
    for at in range(1, 8):
        cast(number, at, *(projects[:2] if at < 5 else projects[3:]))
    finish(number)
    seal()
    told = known.document(PotResult.objects.get().digest)
    html = page(client, number)
    said = words(html)
    assert told["winners"] == [projects[0]], "of two that cost their supporters the same, the cheaper one"
    assert "1 project won. Here is who paid for it." in said
    assert "7 ballots were cast. They fund 1 of 4 projects for €30,000 of the €100,000." in said
    assert "€7,500" in said, "a quarter of the cost for each of four supporters"
    assert "4 people paid this share" in said
    assert "Recorded as entry" in said
    # The loser with most votes is explained first; others when asked.
    assert "Toilets at the harbour" in said
    assert "It had 4 votes and costs €45,000." in said
    assert "its supporters had €27,142.86 left between them: 60 per cent of the cost" in said
    assert "They had spent their shares on winners" in said
    other = words(page(client, number, f"results/pots/town?why={projects[3]}"))
    assert "It had 3 votes and costs €60,000." in other
    assert "at least 5 supporters would have been needed" in other
    assert "Nobody chose it." in words(page(client, number, f"results?why={projects[2]}"))
    for odd in ("x", "²", "99", str(projects[0])):
        assert "It had 4 votes" in words(page(client, number, f"results?why={odd}"))


@pytest.mark.parametrize("name", ["greedy", "phragmen", "maximin", "knapsack"])
def test_other_rules_have_pages_as_well(town, client, name):
    number, projects = round_in_voting(rule=Rule(name=name, ties=TieBreaking(order="number")))
    for at in range(1, 5):
        cast(number, at, *projects[: at % 3 + 1])
    finish(number)
    said = words(page(client, number))
    assert "Here is how it was decided." in said
    assert "Share paid" not in said
    lost = known.document(PotResult.objects.get().digest)
    assert ("Why did this project lose?" in said) == (len(lost["winners"]) < 4)


def test_everybody_sees_their_own_ballot_alone(town, client):
    number, _projects = voted()
    finish(number)
    said = words(page(client, number, "results/mine"))
    assert "Sign in with the account" in said
    client.force_login(person(1))
    answer = client.get(f"/budgets/{number}/results/mine")
    said = words(answer.content.decode())
    assert "You had €" in said
    assert "Only you see this page" in said
    assert "no-store" in answer.headers["Cache-Control"]
    client.force_login(person(6))
    assert "No ballot of yours was counted" in words(page(client, number, "results/mine"))


def test_the_commands_are_there(town, client):
    number, _projects = voted()
    finish(number)
    seal()
    said = words(page(client, number, "results/check"))
    assert f"folkmoot budgeting verify http://testserver {number}" in said
    assert f"/budgets/{number}/results/pots/town.pb" in said
    assert PotResult.objects.get().digest[:16] in said


def test_the_file_is_counted_to_the_same_winners(town, client):
    number, _projects = voted(9)
    finish(number)
    one = PotResult.objects.get()
    answer = client.get(f"/budgets/{number}/results/pots/town.pb")
    content = b"".join(answer.streaming_content)
    checked = Checker().process_files([content.decode()])
    assert checked["metadata"]["valid"] == 1, checked
    file = read(content, strict=True)
    assert len(file.ballots) == one.voters == 8
    assert file.warnings == () or all("rule" not in str(each) for each in file.warnings)
    told = known.document(one.digest)
    election = as_election(file)
    # The file's projects stand in the order of their votes; ours goes by number where projects are equal.
    rule = of_record(told["rule"])
    assert {int(election.projects[each].id) for each in count(election, rule).winners} == set(one.winners)
    assert {int(name) for name, value in file.selected.items() if value} == set(one.winners)
    again = b"".join(client.get(f"/budgets/{number}/results/pots/town.pb").streaming_content)
    assert sorted(line.partition(b";")[2] for line in again.splitlines()) == sorted(
        line.partition(b";")[2] for line in content.splitlines()
    )
    for row in client.get(f"/budgets/{number}/results").content, content:
        assert b"example.org" not in row


def test_the_page_takes_a_constant_number_of_queries(town, client):
    from django.db import connection

    counts = []
    for people in (3, 9):
        number, projects = round_in_voting(rule=Rule(name="greedy"))
        for at in range(1, people):
            cast(number, at, *projects[: at % 4 + 1])
        finish(number)
        client.get(f"/budgets/{number}/results")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/budgets/{number}/results")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_administrators_see_what_is_missing_and_may_decide_not_to_wait(town, client):
    number, _projects = voted()
    address = f"/administration/budgets/{number}/counting"
    assert client.get(address).status_code in {302, 403}
    client.force_login(administrator())
    assert "Voting is not over yet." in words(client.get(address).content.decode())
    rolling.hand_out_paper(voter=voter(number, 9).pk, officer=officer(), office="finance")
    with later(days=6):
        services.begin_due()
        counting.count_due()
        said = words(client.get(address).content.decode())
        assert "1 ballots on paper were handed out and not entered yet" in said
        assert "Open the ballots and count them now" in said
        client.post(address, {"act": "open"})
        counting.count_due()
        assert "Publish the result now" in words(client.get(address).content.decode())
        client.post(address, {"act": "publish"})
        assert "The result is published." in words(client.get(address).content.decode())
    assert "won" in words(page(client, number))
