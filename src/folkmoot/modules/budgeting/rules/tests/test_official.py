"""Official outcomes of real elections follow from the rule that their files state, or it is listed here why not."""

from dataclasses import replace

import pytest

from folkmoot.modules.budgeting.pabulib.counting import as_election
from folkmoot.modules.budgeting.rules.counting import count
from folkmoot.modules.budgeting.rules.rule import of_file
from folkmoot.modules.budgeting.rules.tests.real import DATA, FILES, file_at, names, needs_files

pytestmark = [pytest.mark.realdata, needs_files]

EXCLUDING = {"Poland_Warszawa_2022_Bielany.pb": (("201", "1932"),)}
"""Exclusions that files of greedy-exclusive tell only in words, in their comments."""
OTHERWISE: dict[str, str] = {}
"""Files whose official outcome does not follow, and why."""


def decided():
    """Files that have an outcome, by a look at the names of their columns."""
    found = []
    for path in FILES:
        columns = path.read_text().partition("PROJECTS")[2].splitlines()[1]
        if "selected" in columns.split(";"):
            found.append(path)
    return found


@pytest.mark.parametrize("path", decided(), ids=lambda path: path.stem)
def test_official_winners_follow_from_the_stated_rule(path):
    file = file_at(path)
    rule = replace(of_file(file.rule, file.vote_type, file.meta), exclusive=EXCLUDING.get(path.name, ()))
    election = as_election(file, ranks=rule.ranks)
    outcome = count(election, rule)
    # 2 and 3 mark projects that other money paid for.
    official = {one for one, value in file.selected.items() if value == 1}
    same = set(names(election, outcome.winners)) == official
    assert same == (path.name not in OTHERWISE), OTHERWISE.get(path.name)


def test_wieliczka_2023():
    file = file_at(DATA / "Poland_Wieliczka_2023_Green_Budget.pb")
    rule = of_file(file.rule, file.vote_type, file.meta)
    election = as_election(file)
    outcome = count(election, rule)
    assert rule.record()["comparison"] == "satisfaction"
    assert len(outcome.winners) == 30
    assert election.cost(outcome.winners) == 995_079
    assert not outcome.comparison.replaced


def test_all_files_with_an_outcome_are_tried():
    assert len(decided()) == 75
