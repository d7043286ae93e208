"""Equal to pabutools on small real files.

On every file and for every rule that both have it takes the peer hours:
``python -m folkmoot.modules.budgeting.rules.tests.oracle SECONDS FILE…`` tells of each, with so many seconds for a rule.
"""

import pytest

from folkmoot.modules.budgeting.rules.tests.oracle import differences, rules
from folkmoot.modules.budgeting.rules.tests.real import FILES, needs_files

# PuLP, which the peer uses, announces its next version.
pytestmark = [pytest.mark.realdata, needs_files, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
SMALL = (
    "Netherlands_Assen_2024",
    "Poland_Zabrze_2020_Helenka",
    "Poland_Zabrze_2021_Zaborze_Poludnie",
    "Worldwide_Mechanical_Turk_Utilities_3",
    "Worldwide_Mechanical_Turk_Ranking_value_6",
    "Poland_Czestochowa_2020_Mirow",
)


@pytest.mark.parametrize("path", [one for one in FILES if one.stem in SMALL], ids=lambda path: path.stem)
def test_equal_to_pabutools_on_small_files(path):
    # The peer solves a linear program for each project and round: seconds for a few projects.
    compared, different, left_out = differences(
        path, (set(rules("approval")) | set(rules("scoring"))) - {"maximin"}
    )
    assert not different
    assert not left_out
    assert len(compared) >= 4
