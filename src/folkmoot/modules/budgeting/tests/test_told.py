"""Who is told of what, what waits for whom, what a person gets and what is forgotten, the set-up as a file, open tables."""

import json

import pytest
from django.test import TransactionTestCase

from folkmoot.modules.budgeting import chores, configuration, metrics, opened, own, queries, services
from folkmoot.modules.budgeting.models import Author, Project, Round
from folkmoot.modules.budgeting.notices import notices
from folkmoot.modules.budgeting.personal import PERSONAL
from folkmoot.modules.budgeting.tests import town as a
from folkmoot.people.models import Role
from folkmoot.people.you import Asked
from folkmoot.record import clock, projection, registry
from folkmoot.record import configuration as whole
from folkmoot.record.api import timeline
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.projection import assert_replays

OFFICE = "office:finance"


def told(subject):
    return [(one.purpose, one.title.partition(":")[0], one.person_id) for one in notices(timeline(subject))]


def staff(name, role, office=""):
    person = a.person(name)
    Role.objects.create(person=person, role=role, office=office)
    return person


def test_authors_and_officers_are_told(town):
    number = a.described_round("ideas")
    ada, bert, cleo, olu = (
        a.person("ada"),
        a.person("bert"),
        a.person("cleo"),
        staff("olu", "officer", "parks"),
    )
    staff("far", "officer", "streets")
    first, second = a.idea(number, ada), a.idea(number, bert, title="More trees")
    services.join_idea(number=first, person=cleo)
    proposal = services.propose_merge(number=first, into=second, reason="Same.", actor=OFFICE).fact_id
    assert {one[2] for one in told(f"budget_projects/{first}")} == {ada.pk, bert.pk, cleo.pk}
    services.decline_merge(proposal=proposal, person=bert)
    services.sort_idea(number=first, pot="town", offices=["parks"], actor=OFFICE)
    found = told(f"budget_projects/{first}")
    assert ("budget_cost", "A costing sheet is wanted", olu.pk) in found
    assert len([one for one in found if one[0] == "budget_cost"]) == 1, "nobody of another department"
    services.cost_project(number=first, office="parks", lines=[("A", 500)], feasible=True, reason="So.")
    assert ("budget_idea", "A department worked out your idea", cleo.pk) in told(f"budget_projects/{first}")
    assert not [
        one for one in told(f"budget_projects/{second}") if one[2] == ada.pk and one[1].startswith("A dep")
    ]


def test_the_office_hears_that_the_ballot_has_to_be_frozen(town):
    admin, finance = staff("alex", "administrator"), staff("fin", "officer", "finance")
    staff("olu", "officer", "parks")
    number = a.described_round("design")
    assert told(f"budget_rounds/{number}") == [
        ("budget_freeze", "Freeze the ballot of Budget 2026", finance.pk)
    ]
    assert not own.waits(admin)
    with a.later(days=6):
        chores.begin()
        assert [one.title for one in own.waits(admin)] == [
            "The vote of Budget 2026 waits for its frozen ballot"
        ]


def test_what_waits_and_what_is_ones_own(town):
    ada, bert = a.person("ada"), a.person("bert")
    mika, olu = staff("mika", "moderator"), staff("olu", "officer", "parks")
    assert not own.waits(ada)
    number = a.described_round("ideas")
    first, second = a.idea(number, ada), a.idea(number, bert, title="More trees")
    assert [one.title for one in own.waits(mika)] == ["2 ideas wait to be sorted"]
    proposal = services.propose_merge(number=first, into=second, reason="Same.", actor=OFFICE).fact_id
    assert len(own.waits(ada)) == len(own.waits(bert)) == 1
    services.agree_merge(proposal=proposal, person=ada)
    assert (len(own.waits(ada)), len(own.waits(bert))) == (0, 1)
    services.decline_merge(proposal=proposal, person=bert)
    services.sort_idea(number=first, pot="town", offices=["parks"], actor=OFFICE)
    assert "1 project waits for its costing sheet" in [one.title for one in own.waits(olu)]
    [mine] = own.own(ada, Asked(limit=5))
    assert [one.title for one in mine.things] == ["Trees on Mill Street"]
    assert not own.own(a.person("eve"), Asked(limit=5))[0].things


def test_what_is_held_is_exported_and_forgotten_and_the_idea_stays(town):
    number = a.described_round("ideas")
    ada = a.person("ada")
    idea = a.idea(number, ada)
    [one] = [part for part in PERSONAL if part.model is Author]
    assert [row["project"] for row in one.export(ada)] == [idea]
    assert list(one.subjects(ada)) == [f"budget_projects/{idea}"]
    assert one.erase(ada) == 1
    assert one.export(ada) == []
    assert Author.objects.get().person is None
    assert Project.objects.get().authors == 1
    assert_replays()


def test_the_set_up_is_a_file_that_changes_nothing_when_it_is_loaded_again(town):
    number = a.described_round("ideas")
    wanted = configuration.export()
    assert configuration.load(wanted, "/parts/budgeting") == []
    assert whole.export() == whole.export()
    document = json.loads(whole.export())["parts"]["budgeting"]
    document["rounds"][0]["title"] = "Budget of everybody"
    document["rounds"].append(document["rounds"][0] | {"slug": "next", "phases": []})
    changed = configuration.BudgetingModel.model_validate(document)
    assert len(configuration.load(changed, "/parts/budgeting")) == 2
    assert Round.objects.get(pk=number).title == "Budget of everybody"
    assert Round.objects.count() == 2
    document["rounds"][0]["office"] = "nobody"
    with pytest.raises(ConfigurationError, match="/parts/budgeting/rounds/0/office"):
        configuration.load(configuration.BudgetingModel.model_validate(document), "/parts/budgeting")
    assert_replays()


def test_metrics(town):
    assert (metrics.ideas_open(), metrics.built(), metrics.in_time()) == (0.0, None, None)
    number, [won, *_lost] = a.round_in_voting()
    a.decide(number, won=[won])
    assert metrics.built() == 0.0


def test_open_tables_show_projects_and_no_words(client, town):
    number, projects = a.round_in_voting()
    names = {column.name for column in opened.PROJECTS.columns}
    assert {"number", "cost", "state"} <= names
    assert not {"title", "text", "votes"} & names
    assert Project.objects.filter(opened.listed()).count() == len(projects)
    assert number


def test_search_and_cards_follow_what_may_be_read(town):
    number = a.described_round("ideas")
    idea = a.idea(number, a.person("ada"))
    subject = f"budget_projects/{idea}"
    assert registry.cards([subject])[subject].title == "Trees on Mill Street"
    assert queries.search_texts([subject])[subject].body == "Shade for the bus stop."
    services.turn_down(number=idea, code="personal", reason="", actor=OFFICE)
    assert registry.cards([subject])[subject].title == "An idea that is not shown"
    assert not queries.search_texts([subject])
    assert not queries.matters([subject])
    assert queries.round_texts([f"budget_rounds/{number}"])


class Killed(Exception):
    """The process dies here."""


class Deaths(TransactionTestCase):
    def setUp(self):
        a.describe_town()

    def test_a_worker_that_dies_anywhere_begins_each_phase_once(self):
        number = a.described_round("informing")
        with a.later(days=58):
            at = clock.now()
        for dies_at in (0, 1, 2, 0):
            seen = []

            def die(facts, seen=seen, dies_at=dies_at, real=projection.apply_all):
                real(facts)
                if len(seen) == dies_at:
                    raise Killed
                seen.append(facts)

            with clock.telling(at), pytest.MonkeyPatch.context() as patch:
                patch.setattr(projection, "apply_all", die)
                with pytest.raises(Killed):
                    chores.begin()
            assert [
                one.event.phase
                for one in timeline(f"budget_rounds/{number}")
                if one.kind.endswith("phase_begun")
            ] == ["informing"], "what a dead worker began is not half there"
        with clock.telling(at):
            chores.begin()
            assert chores.begin() == 0
        begun = [
            one.event.phase for one in timeline(f"budget_rounds/{number}") if one.kind.endswith("phase_begun")
        ]
        assert begun == ["informing", "ideas", "sorting", "costing", "design"]
        assert_replays()
