"""Ideas: written alone or together, sorted, merged, turned down, costed; what won is built."""

import uuid
from datetime import timedelta

import pytest
from django.test import TransactionTestCase
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.budgeting import queries, services
from folkmoot.modules.budgeting.models import Author, CostSheet, Merge, Milestone, Project, ProjectAuthor
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.tests import town as a
from folkmoot.places import queries as places
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

OFFICE = "office:finance"


def state(number):
    return Project.objects.get(pk=number).state


def kinds(number):
    return [one.kind.partition(".")[2] for one in timeline(f"budget_projects/{number}")]


# Rules


@given(st.sampled_from(sorted(ideas.ALLOWED)), st.sampled_from(ideas.STATES), st.booleans())
def test_nothing_is_done_to_a_frozen_project_but_to_put_it_on_the_ballot(act, where, frozen):
    allowed = ideas.may(act, where, frozen=frozen) is None
    assert allowed == (where in ideas.ALLOWED[act] and (act == "on_ballot" or not frozen))


@given(st.sets(st.text(max_size=3)), st.sets(st.text(max_size=3)))
def test_a_merge_needs_every_author(authors, agreements):
    assert ideas.agreed(authors, agreements) == (not authors - agreements)


@given(
    st.lists(st.integers(-(10**6), 10**7), max_size=5),
    st.booleans(),
    st.integers(0, 10**7),
    st.integers(1, 10**7),
)
def test_a_sheet_that_is_taken_fits_the_pot(amounts, feasible, maximum, pot):
    wrong = ideas.may_cost(amounts=amounts, feasible=feasible, reason="Because", maximum=maximum, pot=pot)
    if not any(wrong):
        assert sum(amounts) >= 0
        assert not feasible or ideas.fits(sum(amounts), minimum=0, maximum=maximum, pot=pot)


# What happens


def test_an_idea_becomes_a_project_on_the_ballot_and_is_built(town):
    number = a.described_round("ideas")
    ada, bert = a.person("ada"), a.person("bert")
    idea = a.idea(number, ada)
    assert services.join_idea(number=idea, person=bert)
    assert not services.join_idea(number=idea, person=bert)
    services.edit_idea(
        number=idea, idea=services.Idea(title="Lime trees", text="Twelve of them."), person=bert
    )
    services.sort_idea(number=idea, pot="town", category="green", offices=["parks", "streets"], actor=OFFICE)
    services.cost_project(
        number=idea, office="parks", lines=[("Trees", 400_000)], feasible=True, reason="They grow here."
    )
    row = Project.objects.get(pk=idea)
    assert (row.state, row.cost, row.waiting) == ("sorted", None, 1)
    services.cost_project(
        number=idea,
        office="streets",
        lines=[("Pits", 300_000), ("Signs", 50_000)],
        feasible=True,
        reason="Easy.",
    )
    row = Project.objects.get(pk=idea)
    assert (row.state, row.cost, row.waiting) == ("costed", 750_000, 0)
    with a.later(days=41):
        services.begin_due()
        services.freeze(
            number=number, votes={"town": services.Vote(design=a.APPROVAL, rule=a.SHARES)}, actor=a.ADMIN
        )
        services.begin_due()
        assert state(idea) == "on_ballot"
        with pytest.raises(services.Refused, match="frozen"):
            services.cost_project(
                number=idea, office="parks", lines=[("Trees", 1)], feasible=True, reason="No"
            )
        for act in (
            lambda: services.withdraw_idea(number=idea, person=ada),
            lambda: services.turn_down(number=idea, code="outside", reason="No", actor=OFFICE),
            lambda: services.deliver(number=idea, on=places.today(), words="Done", actor="office:parks"),
        ):
            with pytest.raises(services.Refused):
                act()
    assert kinds(idea) == [
        "idea_submitted", "author_joined", "idea_edited", "idea_sorted", "costed", "costed", "on_ballot",
    ]  # fmt: skip
    assert_replays()


def test_nothing_personal_and_no_words_enter_the_record(town):
    number = a.described_round("ideas")
    idea = a.idea(number, a.person("ada"), title="Trees for Grace Hopper", text="She lives at the corner.")
    for row in RecordedFact.objects.filter(subject=f"budget_projects/{idea}"):
        for private in ("Grace", "corner", "ada@", "example.org"):
            assert private not in bytes(row.entry).decode()
    assert Author.objects.get().pseudonym.startswith("person:")


def test_ideas_are_taken_only_while_the_phase_is_on(town):
    number = a.described_round("sorting")
    with pytest.raises(services.Refused, match="takes no ideas"):
        a.idea(number, a.person("ada"))
    assert not Project.objects.exists()
    with pytest.raises(services.NotFound):
        a.idea(99, a.person("bert"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"text": ""}, "text"),
        ({"text": "\x00"}, "text"),
        ({"category": "none"}, "category"),
        ({"lat": 52.48}, "place"),
        ({"lat": 152.48, "lon": 1.0}, "place"),
        ({"pictures": ["x"] * 6}, "pictures"),
    ],
)
def test_a_bad_idea_is_refused_with_the_field(town, changes, field):
    number = a.described_round("ideas")
    with pytest.raises(services.Refused) as error:
        a.idea(number, a.person("ada"), **changes)
    assert next(one.field for one in error.value.refusals) == field
    assert not Project.objects.exists()


def test_a_second_press_adds_nothing(town):
    number = a.described_round("ideas")
    ada, once = a.person("ada"), uuid.uuid4().hex
    assert a.idea(number, ada, once=once) == a.idea(number, ada, once=once)
    assert Project.objects.count() == 1


def test_only_the_first_author_takes_an_idea_back_and_strangers_do_nothing(town):
    number = a.described_round("ideas")
    ada, bert, eve = a.person("ada"), a.person("bert"), a.person("eve")
    idea = a.idea(number, ada)
    services.join_idea(number=idea, person=bert)
    for who in (bert, eve):
        with pytest.raises(services.Refused, match="first"):
            services.withdraw_idea(number=idea, person=who)
    with pytest.raises(services.Refused, match="authors"):
        services.edit_idea(number=idea, idea=services.Idea(title="Mine", text="Now"), person=eve)
    title = Project.objects.get(pk=idea).title
    services.withdraw_idea(number=idea, person=ada)
    assert state(idea) == "withdrawn"
    assert not text.words_of([title])
    assert_replays()


def test_ideas_merge_when_every_author_of_both_agrees(town):
    number = a.described_round("ideas")
    ada, bert, cleo, eve = (a.person(one) for one in ("ada", "bert", "cleo", "eve"))
    first, second = a.idea(number, ada), a.idea(number, cleo, title="More trees")
    services.join_idea(number=first, person=bert)
    proposal = services.propose_merge(
        number=first, into=second, reason="Both ask for trees.", actor=OFFICE
    ).fact_id
    with pytest.raises(services.Refused, match="already"):
        services.propose_merge(number=first, into=second, reason="Again.", actor=OFFICE)
    with pytest.raises(services.Refused, match="only the authors"):
        services.agree_merge(proposal=proposal, person=eve)
    assert not services.agree_merge(proposal=proposal, person=ada)
    assert not services.agree_merge(proposal=proposal, person=ada)
    assert not services.agree_merge(proposal=proposal, person=cleo)
    assert state(first) == "idea"
    assert services.agree_merge(proposal=proposal, person=bert)
    row = Project.objects.get(pk=first)
    assert (row.state, row.into) == ("merged", second)
    assert ProjectAuthor.objects.filter(project=second).count() == 3
    assert Author.objects.filter(project=second, person=ada).exists()
    with pytest.raises(services.Refused, match="not open"):
        services.decline_merge(proposal=proposal, person=ada)
    assert_replays()


def test_one_no_is_enough_and_nobody_waits_for_an_erased_account(town):
    number = a.described_round("ideas")
    ada, bert, gone = a.person("ada"), a.person("bert"), a.person("gone")
    first, second = a.idea(number, ada), a.idea(number, bert, title="More trees")
    proposal = services.propose_merge(number=first, into=second, reason="Same.", actor=OFFICE).fact_id
    services.decline_merge(proposal=proposal, person=bert)
    assert Merge.objects.get().state == "declined"
    services.join_idea(number=first, person=gone)
    gone.delete()
    proposal = services.propose_merge(number=first, into=second, reason="Same.", actor=OFFICE).fact_id
    assert not services.agree_merge(proposal=proposal, person=ada)
    assert services.agree_merge(proposal=proposal, person=bert)
    assert_replays()


def test_turned_down_with_a_reason_and_taken_up_again(town):
    number = a.described_round("ideas")
    shown, hidden = a.idea(number, a.person("ada")), a.idea(number, a.person("bert"))
    services.turn_down(number=shown, code="not_ours", reason="The railway owns it.", actor=OFFICE)
    services.turn_down(number=hidden, code="personal", reason="", actor=OFFICE)
    assert (state(shown), state(hidden)) == ("turned_down", "hidden")
    words = [Project.objects.get(pk=one).title for one in (shown, hidden)]
    assert set(text.words_of(words)) == {words[0]}
    for one in (shown, hidden):
        services.take_up(number=one, actor=OFFICE)
        assert state(one) == "idea"
    assert set(text.words_of(words)) == set(words)
    for code, reason, field in (("because", "x", "code"), ("not_ours", " ", "reason")):
        with pytest.raises(services.Refused) as error:
            services.turn_down(number=shown, code=code, reason=reason, actor=OFFICE)
        assert [one.field for one in error.value.refusals] == [field]
    assert_replays()


def test_a_cost_that_the_round_does_not_allow(town):
    number = a.described_round("costing", minimum=100_000, maximum=5_000_000)
    [idea] = services.add_projects(round_number=number, projects=[a.PROJECTS[0]], actor=a.ADMIN)
    services.sort_idea(number=idea, pot="town", offices=["parks", "streets"], actor=OFFICE)
    cost = {"number": idea, "office": "parks", "reason": "So."}
    for lines, field in (
        ([("A", 5_000_001)], "lines"),
        ([("A", 0)], "lines"),
        ([("", 200_000)], "lines"),
    ):
        with pytest.raises(services.Refused) as error:
            services.cost_project(**cost, lines=lines, feasible=True)
        assert {one.field for one in error.value.refusals} == {field}
    services.cost_project(**cost, lines=[("A", 3_000_000)], feasible=True)
    with pytest.raises(services.Refused, match="all departments together"):
        services.cost_project(**cost | {"office": "streets"}, lines=[("B", 3_000_000)], feasible=True)
    with pytest.raises(services.Refused, match="not asked"):
        services.cost_project(**cost | {"office": "finance"}, lines=[("B", 200_000)], feasible=True)
    services.cost_project(**cost | {"office": "streets"}, lines=[], feasible=False)
    assert state(idea) == "infeasible"
    services.sort_idea(number=idea, pot="town", offices=["parks"], actor=OFFICE)
    assert (state(idea), CostSheet.objects.count()) == ("costed", 1)
    assert_replays()


def test_what_won_is_built_step_by_step(town):
    number, [won, lost, *_rest] = a.round_in_voting()
    a.decide(number, won=[won])
    parks, today = "office:parks", places.today()
    services.plan_milestone(
        number=won, code="dig", title="The holes are dug", due=today + timedelta(days=9), actor=parks
    )
    assert not services.plan_milestone(
        number=won, code="dig", title="The holes are dug", due=today + timedelta(days=9), actor=parks
    )
    with pytest.raises(services.Refused) as error:
        services.plan_milestone(
            number=won, code="dig", title="Dug", due=today + timedelta(days=20), actor=parks
        )
    assert [one.field for one in error.value.refusals] == ["reason"]
    services.plan_milestone(
        number=won, code="dig", title="Dug", due=today + timedelta(days=20), reason="Frost.", actor=parks
    )
    services.reach_milestone(number=won, code="dig", on=today, words="All twelve.", actor=parks)
    step = Milestone.objects.get()
    assert (step.first_due, step.due, step.reached) == (
        today + timedelta(days=9), today + timedelta(days=20), today,
    )  # fmt: skip
    services.spend(number=won, amount=900_000, on=today, what="Trees", actor=parks)
    services.spend(number=won, amount=-50_000, on=today, what="Trees that were not delivered", actor=parks)
    assert Project.objects.get(pk=won).spent == 850_000
    for act in (
        lambda: services.spend(number=won, amount=0, on=today, what="Nothing", actor=parks),
        lambda: services.spend(number=won, amount=1, on=today + timedelta(days=1), what="Later", actor=parks),
        lambda: services.reach_milestone(number=won, code="dig", on=today, actor=parks),
        lambda: services.spend(number=lost, amount=1, on=today, what="It lost", actor=parks),
    ):
        with pytest.raises(services.Refused):
            act()
    services.deliver(number=won, on=today, words="The mayor cut the ribbon.", actor=parks)
    assert (state(won), Project.objects.get(pk=won).delivered) == ("delivered", today)
    with pytest.raises(services.Refused, match="finished"):
        services.spend(number=won, amount=1, on=today, what="Afterwards", actor=parks)


class Races(TransactionTestCase):
    def setUp(self):
        a.describe_town()
        self.number = a.described_round("ideas")

    def test_one_form_sent_several_times_is_one_idea(self):
        ada, once = a.person("ada"), uuid.uuid4().hex
        race(lambda: a.idea(self.number, ada, once=once), losing=())
        assert Project.objects.count() == 1
        assert_replays()

    def test_an_author_joins_once(self):
        idea, bert = a.idea(self.number, a.person("ada")), a.person("bert")
        race(lambda: services.join_idea(number=idea, person=bert), losing=())
        assert Project.objects.get().authors == ProjectAuthor.objects.count() == 2
        assert_replays()

    def test_two_last_authors_agree_at_once(self):
        ada, bert = a.person("ada"), a.person("bert")
        first, second = a.idea(self.number, ada), a.idea(self.number, bert, title="More")
        proposal = services.propose_merge(number=first, into=second, reason="Same.", actor=OFFICE).fact_id
        people = [ada, bert, ada, bert]
        race(lambda: services.agree_merge(proposal=proposal, person=people.pop()), losing=(services.Refused,))
        assert kinds(first).count("merged") == 1
        assert state(first) == "merged"
        assert_replays()

    def test_an_idea_that_is_costed_while_the_round_is_frozen_is_on_the_ballot_or_open(self):
        idea = a.idea(self.number, a.person("ada"))
        services.add_projects(round_number=self.number, projects=list(a.PROJECTS), actor=a.ADMIN)
        services.sort_idea(number=idea, pot="town", offices=["parks"], actor=OFFICE)
        vote = {"town": services.Vote(design=a.APPROVAL, rule=a.SHARES)}

        def cost():
            services.cost_project(
                number=idea, office="parks", lines=[("A", 900)], feasible=True, reason="So."
            )

        def freeze():
            services.freeze(number=self.number, votes=vote, actor=a.ADMIN)

        acts = [cost, freeze, cost, freeze]
        race(lambda: acts.pop()(), losing=(services.Refused,))
        frozen = queries.frozen(self.number)
        listed = [one.number for one in frozen.pots[0].projects] if frozen else []
        assert (idea in listed) == (state(idea) == "on_ballot")
        assert not frozen or state(idea) == "on_ballot", "it is not frozen while an idea waits"
        assert_replays()
