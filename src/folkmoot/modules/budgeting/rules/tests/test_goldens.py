"""Outcomes that other implementations published, all of them, in their order where they have one."""

from fractions import Fraction

import pytest

from folkmoot.modules.budgeting.rules.counting import count
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.tests.real import GOLDEN, golden, load, names, needs_goldens
from folkmoot.modules.budgeting.rules.ties import TieBreaking, UnresolvedTie

pytestmark = [pytest.mark.realdata, needs_goldens]
CRITERIA = {"minCost": "min_cost", "maxCost": "max_cost", "maxVotes": "max_votes"}
COMPARISON = {"exclusionRatio": "exclusion_ratio"}
BY_ID = TieBreaking(criteria=(), order="id")


def rule_of(params, *, order):
    """equalshares.net's parameters. Its fill sorts by votes alone, stably, over ids in ascending order."""
    return Rule(
        name="equal_shares",
        completion=params["completion"],
        exhaustive="exhaustive" in params["add1options"],
        integral="integral" in params["add1options"],
        increment=Fraction(params["increment"]),
        comparison=COMPARISON.get(params["comparison"], params["comparison"]),
        fill_criteria=(),
        ties=TieBreaking(criteria=tuple(CRITERIA[one] for one in params["tieBreaking"]), order=order),
    )


def runs():
    wieliczka = "poland_wieliczka_2023_green-budget.pb"
    found = [(wieliczka, name, one) for name, one in golden("js_reference.json").items()]
    return found + [(f"pb/{one['fixture']}", name, one) for name, one in golden("pb_reference.json").items()]


@pytest.mark.parametrize(
    ("path", "name", "expected"), runs(), ids=lambda one: one if isinstance(one, str) else ""
)
def test_equal_to_the_tool_of_equalshares_net(path, name, expected):
    election = load(GOLDEN / path)
    filling = expected["params"]["completion"] in {"utilitarian", "add1u"}
    rule = rule_of(expected["params"], order="number" if filling else "none")
    if "result" not in expected:
        with pytest.raises(UnresolvedTie) as refused:
            count(election, rule)
        assert all(one in expected["error"] for one in refused.value.projects)
        return
    outcome = count(election, rule)
    assert names(election, outcome.winners) == expected["result"]["winners"]
    assert election.cost(outcome.winners) == expected["result"]["totalCost"]
    assert float(outcome.endowment) == pytest.approx(expected["result"]["endowment"], rel=1e-12)
    utilities = {}
    for group, size in enumerate(election.size.tolist()):
        marked = election.marked[election.starts[group] : election.starts[group + 1]].tolist()
        here = len(set(marked) & set(outcome.winners))
        utilities[str(here)] = utilities.get(str(here), 0) + size
    assert utilities == {
        key: value for key, value in expected["result"]["utilityDistribution"].items() if value
    }


def theirs():
    shares = {"pabutools_reference.json": "cost"}
    shares |= dict.fromkeys(
        ("pabutools_cardinal_reference.json", "pabutools_ordinal_reference.json"), "points"
    )
    for file, measure in shares.items():
        for path, one in golden(file).items():
            yield path, Rule(name="equal_shares", measure=measure, ties=BY_ID), one["winners"]
    for path, one in golden("pabutools_satisfaction_reference.json").items():
        for measure in ("cost", "cardinality", "effort"):
            yield path, Rule(name="equal_shares", measure=measure, ties=BY_ID), one[measure]
    for path, one in golden("pabutools_rules_reference.json").items():
        yield path, Rule(name="phragmen", ties=BY_ID), one["phragmen"]
        for measure in ("cost", "cardinality"):
            yield path, Rule(name="greedy", by=measure, ties=BY_ID), one[f"greedy_{measure}"]
    for path, one in golden("pabutools_maximin_reference.json").items():
        yield path, Rule(name="maximin", ties=BY_ID), one["winners"]


@pytest.mark.parametrize(("path", "rule", "expected"), list(theirs()))
def test_equal_to_pabutools_as_recorded(path, rule, expected):
    election = load(GOLDEN / path.removeprefix("test/fixtures/"))
    assert sorted(names(election, count(election, rule).winners)) == sorted(expected)


def test_nothing_was_left_out():
    assert len(runs()) == 26
    assert len(list(theirs())) == 4 + 3 + 2 + 9 + 9 + 4
