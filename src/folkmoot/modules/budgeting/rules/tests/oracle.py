"""pabutools (GPL, in tests only) counts the same file by the same rule. Its ties go by the text of ids."""

import json
import math
import signal
import sys
from pathlib import Path

from folkmoot.modules.budgeting.rules.counting import count
from folkmoot.modules.budgeting.rules.rule import Rule
from folkmoot.modules.budgeting.rules.tests.real import load, names
from folkmoot.modules.budgeting.rules.ties import TieBreaking

TIES = TieBreaking(criteria=(), order="id")
APPROVAL = {"approval", "choose-1"}
POINTS = {"cumulative", "scoring"}
SATISFACTION = {
    "cardinality": "Cardinality_Sat",
    "cost": "Cost_Sat",
    "cost_sqrt": "Additive_Cost_Sqrt_Sat",
    "cost_log": "Additive_Cost_Log_Sat",
    "effort": "Effort_Sat",
}


def rules(vote_type):
    """Name to our rule, for every rule that both have for such ballots."""
    measures = tuple(SATISFACTION) if vote_type in APPROVAL else ("points",)
    found = {f"mes {one}": Rule(name="equal_shares", measure=one, ties=TIES) for one in measures}
    found |= {f"greedy {one}": Rule(name="greedy", by=one, ties=TIES) for one in measures}
    first = measures[1] if vote_type in APPROVAL else measures[0]
    found["add1"] = Rule(name="equal_shares", measure=first, completion="add1", ties=TIES)
    found["add1 exhaustive"] = Rule(
        name="equal_shares", measure=first, completion="add1", exhaustive=True, ties=TIES
    )
    if vote_type in APPROVAL:
        found["phragmen"] = Rule(name="phragmen", ties=TIES)
        found["maximin"] = Rule(name="maximin", ties=TIES)
        found["knapsack"] = Rule(name="knapsack", by="votes", ties=TIES)
    return found


def prepared(path):
    """The file as pabutools reads it, equal ballots together."""
    from pabutools.election import parse_pabulib

    instance, profile = parse_pabulib(str(path))
    return instance, profile.as_multiprofile(), profile


def _log_measure():
    """Its own one (1.2.3) takes the logarithm of a gmpy2 number by NumPy, which raises TypeError; so the same by math."""
    from pabutools.election import AdditiveSatisfaction
    from pabutools.fractions import frac

    def worth(_instance, _profile, ballot, project, _precomputed):
        return int(project in ballot) * frac(math.log(1 + float(project.cost)))

    class Log(AdditiveSatisfaction):
        def __init__(self, instance, profile, ballot):
            super().__init__(instance, profile, ballot, worth)

    return Log


def peers(instance, profile, plain, vote_type, rule):
    """What pabutools chooses, as sorted ids."""
    from pabutools import election, rules

    by = rule.measure if rule.name == "equal_shares" else rule.by
    measure = SATISFACTION.get(
        by, "Additive_Borda_Sat" if vote_type == "ordinal" else "Additive_Cardinal_Sat"
    )
    if by == "effort":
        # On equal ballots together it divides by the number of different ballots, not of voters.
        profile = plain
    satisfaction = _log_measure() if by == "cost_log" else getattr(election, measure)
    if rule.name == "greedy":
        chosen = rules.greedy_utilitarian_welfare(
            instance, profile, sat_class=satisfaction, is_sat_additive=True
        )
    elif rule.name == "phragmen":
        chosen = rules.sequential_phragmen(instance, profile)
    elif rule.name == "maximin":
        chosen = rules.maximin_support(instance, plain)
    elif rule.name == "knapsack":
        chosen = rules.max_additive_utilitarian_welfare(instance, profile, sat_class=election.Cardinality_Sat)
    elif rule.completion == "add1":
        chosen = rules.exhaustion_by_budget_increase(
            instance,
            profile,
            rules.method_of_equal_shares,
            rule_params={"sat_class": satisfaction},
            exhaustive_stop=rule.exhaustive,
            budget_step=profile.num_ballots(),
        )
    else:
        chosen = rules.method_of_equal_shares(instance, profile, sat_class=satisfaction)
    return sorted(one.name for one in chosen)


class TooSlow(Exception):
    """The peer took longer than it may."""


def _stop(_signal, _frame):
    raise TooSlow


def differences(path, wanted=None, *, seconds=0):
    """(rules compared, rules that differ with both outcomes, rules left out with the reason).

    With ``seconds`` the peer has so many for each rule.
    """
    instance, profile, plain = prepared(path)
    vote_type = instance.meta["vote_type"]
    election = load(path)
    compared, different, left_out = [], [], []
    for name, rule in rules(vote_type).items():
        if wanted is not None and name not in wanted:
            continue
        if seconds:
            signal.signal(signal.SIGALRM, _stop)
            signal.alarm(seconds)
        try:
            theirs = peers(instance, profile, plain, vote_type, rule)
        except TooSlow:
            left_out.append((name, f"over {seconds} s"))
            continue
        except Exception as error:
            if not seconds:
                raise
            left_out.append((name, f"{type(error).__name__}: {error}"))
            continue
        finally:
            if seconds:
                signal.alarm(0)
        ours = sorted(names(election, count(election, rule).winners))
        compared.append(name)
        same = ours == theirs
        if not same and name == "knapsack":
            # Several sets may have the most votes; then ours has to have as many.
            support = {one.id: votes for one, votes in zip(election.projects, election.votes, strict=True)}
            same = sum(support[one] for one in ours) == sum(support[one] for one in theirs)
        if not same:
            different.append((name, ours, theirs))
    return compared, different, left_out


if __name__ == "__main__":
    # One line of JSON for each file named, so that a long comparison can be watched, stopped and gone on with.
    for given in sys.argv[2:]:
        line = {"file": Path(given).name}
        try:
            line |= zip(
                ("compared", "different", "left_out"),
                differences(Path(given), seconds=int(sys.argv[1])),
                strict=True,
            )
        except Exception as error:  # noqa: BLE001 - one file that a peer cannot read does not end the comparison.
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line), flush=True)  # noqa: T201 - it is a command line.
