"""What holds for every election, on small ones made up by Hypothesis, against definitions written out anew."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.budgeting.rules.counting import count
from folkmoot.modules.budgeting.rules.election import Ballot, Project, election
from folkmoot.modules.budgeting.rules.explaining import account, under_greedy
from folkmoot.modules.budgeting.rules.maximin import largest_load
from folkmoot.modules.budgeting.rules.measures import MEASURES, OverLogarithm
from folkmoot.modules.budgeting.rules.rule import COMPLETIONS, Rule
from folkmoot.modules.budgeting.rules.ties import TieBreaking

LOT = TieBreaking(order="lot", seed="drawn on Tuesday")
EVERY = [
    *(Rule(name="equal_shares", measure=one, ties=LOT) for one in MEASURES),
    *(Rule(name="equal_shares", completion=one, ties=LOT) for one in COMPLETIONS),
    Rule(name="equal_shares", completion="add1", integral=True, exhaustive=True, ties=LOT),
    Rule(name="equal_shares", completion="add1u", comparison="satisfaction", ties=LOT),
    Rule(name="equal_shares", comparison="exclusion_ratio", ties=LOT),
    *(Rule(name="greedy", by=one, ties=LOT) for one in ("votes", "score", *MEASURES)),
    Rule(name="greedy", skip=False, ties=LOT),
    Rule(name="greedy", threshold=Fraction(2), exclusive=(("a", "b"),), ties=LOT),
    *(Rule(name=one, ties=LOT) for one in ("phragmen", "maximin", "knapsack")),
]
money = st.one_of(st.integers(1, 30), st.fractions(Fraction(1, 4), 30, max_denominator=4)).map(Fraction)


@st.composite
def elections(draw, *, pointed=None):
    costs = draw(st.lists(money, min_size=2, max_size=6))
    projects = [Project("abcdefgh"[index], cost) for index, cost in enumerate(costs)]
    marked = st.lists(st.integers(0, len(costs) - 1), unique=True, max_size=len(costs)).map(tuple)
    cast = draw(st.lists(marked, min_size=1, max_size=9))
    points = draw(st.booleans()) if pointed is None else pointed
    each = st.integers(0, 5).map(Fraction)
    ballots = [Ballot(one, tuple(draw(each) for _ in one) if points else None) for one in cast]
    return projects, draw(money), ballots


def winners(parts, rule):
    made = election(*parts)
    return [made.projects[one].id for one in count(made, rule).winners]


def by_definition(parts, measure):
    """The Method of Equal Shares as its definition says it, with a Fraction for every voter, and without any haste."""
    projects, budget, ballots = parts
    made = election(*parts)
    purses = [budget / len(ballots)] * len(ballots)
    bought = []
    while True:
        offers = []
        for index, project in enumerate(projects):
            who = {
                voter: (ballot.points[ballot.projects.index(index)] if ballot.points else Fraction(1))
                if measure == "points"
                else Fraction(1)
                for voter, ballot in enumerate(ballots)
                if index in ballot.projects
            }
            who = {voter: score for voter, score in who.items() if score > 0}
            if index in bought or sum(purses[voter] for voter in who) < project.cost:
                continue
            price = next(
                price
                for price in sorted(_candidates(project.cost, who, purses))
                if sum(min(purses[voter], price * score) for voter, score in who.items()) >= project.cost
            )
            worth = {"cost": project.cost, "effort": project.cost / max(made.votes[index], 1)}.get(measure, 1)
            square = measure == "cost_sqrt"
            offers.append((price**2 / project.cost if square else price / worth, index, price, who))
        if not offers:
            return bought
        lowest = min(offer[0] for offer in offers)
        from folkmoot.modules.budgeting.rules.ties import Ranks

        first = Ranks(made, LOT).first(offer[1] for offer in offers if offer[0] == lowest)
        _, index, price, who = next(offer for offer in offers if offer[1] == first)
        for voter, score in who.items():
            purses[voter] -= min(purses[voter], price * score)
        bought.append(index)


def _candidates(cost, who, purses):
    """Where the price can be: at somebody's limit, or between limits, where everybody below one pays all."""
    limits = sorted((purses[voter] / score, voter) for voter, score in who.items())
    paid, total = Fraction(0), sum(who.values())
    for limit, voter in limits:
        yield limit
        yield (cost - paid) / total
        paid += purses[voter]
        total -= who[voter]


@settings(max_examples=200, deadline=None)
@given(elections(), st.sampled_from(["cardinality", "cost", "cost_sqrt", "effort", "points"]))
def test_equal_shares_is_what_its_definition_says(parts, measure):
    made = election(*parts)
    outcome = count(made, Rule(name="equal_shares", measure=measure, ties=LOT))
    assert outcome.winners == by_definition(parts, measure)


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(EVERY))
def test_the_budget_is_never_exceeded_and_nobody_wins_twice(parts, rule):
    made = election(*parts)
    outcome = count(made, rule)
    assert len(set(outcome.winners)) == len(outcome.winners)
    assert made.cost(outcome.winners) <= made.budget


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(EVERY), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_does_not_matter(parts, rule, dice):
    projects, budget, ballots = parts
    places = list(range(len(projects)))
    dice.shuffle(places)
    shuffled = [projects[one] for one in places]
    where = {old: new for new, old in enumerate(places)}
    others = [Ballot(tuple(where[one] for one in ballot.projects), ballot.points) for ballot in ballots]
    dice.shuffle(others)
    assert winners((shuffled, budget, others), rule) == winners(parts, rule)


@settings(max_examples=100, deadline=None)
@given(elections(), st.sampled_from(EVERY))
def test_names_do_not_matter(parts, rule):
    projects, budget, ballots = parts
    order = tuple(one.id for one in projects)
    first = replace(rule, exclusive=(), ties=TieBreaking(order="list", listed=order))
    second = replace(first, ties=TieBreaking(order="list", listed=tuple(f"z{one}" for one in order)))
    renamed = [Project(f"z{one.id}", one.cost) for one in projects]
    assert [f"z{one}" for one in winners(parts, first)] == winners((renamed, budget, ballots), second)


@settings(max_examples=150, deadline=None)
@given(elections(pointed=False))
def test_extended_justified_representation_up_to_one_project(parts):
    """Peters, Pierczyński, Skowron 2021, definition 4, with cardinality: a group that can pay for T from its shares, and
    all of which marked all of T, has a member with |T| winners, or who would have them with one more project of T."""
    projects, budget, ballots = parts
    made = election(*parts)
    won = set(count(made, Rule(name="equal_shares", measure="cardinality", ties=LOT)).winners)
    for size in range(1, len(projects) + 1):
        for wanted in combinations(range(len(projects)), size):
            group = [ballot for ballot in ballots if set(wanted) <= set(ballot.projects)]
            if not group or sum(projects[one].cost for one in wanted) > budget * len(group) / len(ballots):
                continue
            more = 0 if set(wanted) <= won else 1
            # Strictly more with the extra project, unless all of T won already.
            best = max(len(won & set(ballot.projects)) for ballot in group)
            assert best + more > len(wanted) if more else best >= len(wanted)


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(["cardinality", "cost", "points"]))
def test_the_account_adds_up(parts, measure):
    made = election(*parts)
    outcome = count(made, Rule(name="equal_shares", measure=measure, ties=LOT))
    books = account(made, outcome)
    run = outcome.shares.run
    purses = [run.endowment] * len(made.size)
    measured = outcome.counter.measure
    spent = {}
    for row, one in enumerate(run.purchases):
        members = list(
            zip(measured.groups[one.project].tolist(), measured.scores[one.project].tolist(), strict=True)
        )
        for group, score in members:
            spent[group, one.project] = min(purses[group], one.price * score)
            purses[group] -= spent[group, one.project]
        total = sum(int(made.size[group]) * spent[group, one.project] for group, _ in members)
        assert total == made.projects[one.project].cost
        assert books.paid[row].in_full == sum(
            int(made.size[group])
            for group, score in members
            if spent[group, one.project] == one.price * score
        ) - _emptied_exactly(made, one, spent, dict(members))
    for lost in books.lost:
        assert lost.money < made.projects[lost.project].cost
        groups = measured.groups[lost.project].tolist()
        for went in lost.went:
            assert went.money == sum(
                int(made.size[group]) * spent.get((group, went.project), 0) for group in groups
            )
        assert sum(one.money for one in lost.went) + lost.money == run.endowment * int(
            made.size[groups].sum()
        )
    assert {one.project for one in books.lost} | set(outcome.winners) == set(outcome.counter.supported)


def _emptied_exactly(made, one, spent, scores):
    """Members whose last money was the full price are told among those who paid it, unless they count as emptied."""
    emptied = set(one.emptied.tolist())
    return sum(
        int(made.size[g])
        for g, s in scores.items()
        if g in emptied and spent[g, one.project] == one.price * s
    )


@settings(max_examples=100, deadline=None)
@given(elections(pointed=False))
def test_the_largest_load_is_the_largest_share_of_any_part(parts):
    projects, _, ballots = parts
    made = election(*parts)
    chosen = [one for one, votes in enumerate(made.votes) if votes]
    if not chosen:
        return
    best = max(
        sum((projects[one].cost for one in part), Fraction(0))
        / sum(1 for ballot in ballots if set(part) & set(ballot.projects))
        for size in range(1, len(chosen) + 1)
        for part in combinations(chosen, size)
    )
    assert largest_load(made, chosen) == best


@settings(max_examples=150, deadline=None)
@given(elections(pointed=False))
def test_the_optimum_is_the_best_of_all_sets(parts):
    projects, budget, _ = parts
    made = election(*parts)
    found = count(made, Rule(name="knapsack", ties=LOT)).winners
    best = max(
        sum(made.votes[one] for one in chosen)
        for size in range(len(projects) + 1)
        for chosen in combinations(range(len(projects)), size)
        if made.cost(chosen) <= budget
    )
    assert sum(made.votes[one] for one in found) == best


@settings(max_examples=60, deadline=None)
@given(elections())
def test_what_greedy_would_change_is_told(parts):
    made = election(*parts)
    outcome = count(made, Rule(name="equal_shares", ties=LOT))
    other = under_greedy(made, outcome)
    assert set(outcome.winners) - set(other.lost) | set(other.gained) == set(other.winners)
    assert other.more_here + other.more_there + other.same == made.voters


@given(st.integers(2, 60), st.integers(2, 60), st.integers(1, 40), st.integers(1, 40))
def test_logarithms_are_compared_exactly(one, other, mine, theirs):
    first, second = (
        OverLogarithm(Fraction(mine), Fraction(one)),
        OverLogarithm(Fraction(theirs), Fraction(other)),
    )
    # mine × ln(other) = theirs × ln(one) exactly when other^mine = one^theirs.
    left, right = other**mine, one**theirs
    assert (first < second, first == second) == (left < right, left == right)


def test_a_price_in_doubt_is_decided_exactly():
    """Two projects whose prices differ by less than floats can tell: 10^16 + 1 and 10^16 for as many supporters."""
    big = 10**16
    projects = [Project("a", Fraction(big + 1)), Project("b", Fraction(big))]
    ballots = [Ballot((0,)), Ballot((1,))]
    made = election(projects, Fraction(2 * big + 1), ballots)
    assert float(big + 1) == float(big)
    outcome = count(made, Rule(name="equal_shares", measure="cardinality", completion="none", ties=LOT))
    # Everybody has 10^16 + 1/2: enough for b, not for a, which costs half a unit more.
    assert outcome.winners == [1]
    assert outcome.shares.run.drops[0].money == big + Fraction(1, 2)


@pytest.mark.parametrize("name", ["cost", "cardinality"])
def test_add1_counts_every_increment(name):
    projects = [Project("a", Fraction(4)), Project("b", Fraction(3))]
    made = election(projects, Fraction(7), [Ballot((0,)), Ballot((0,)), Ballot((1,))])
    heard = []
    rule = Rule(name="equal_shares", measure=name, completion="add1")
    outcome = count(made, rule, progress=lambda number, run: heard.append((number, run.endowment)))
    assert heard == [(1, Fraction(7, 3)), (2, Fraction(10, 3))]
    assert outcome.shares.stopped == "every project with support is bought"
