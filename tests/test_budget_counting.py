"""folkmoot count and folkmoot pabulib check, as they are typed."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest

from folkmoot.modules.budgeting.pabulib.tests.test_bad_files import GOOD, POINTS
from folkmoot.modules.budgeting.rules.tests.real import DATA, needs_files
from folkmoot.site.cli import main


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "town.pb"
    found.write_text(GOOD)
    return found


def counted(capsys, *words):
    assert main(["count", *map(str, words)]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_files_own_rule_is_counted(path, capsys):
    told = counted(capsys, path)
    assert told["rule"]["name"] == "greedy"
    assert [one["id"] for one in told["winners"]] == ["a"]
    assert told["official"]["same"] is True
    assert told["lost"] == [
        {
            "id": "b",
            "cost": 500.5,
            "votes": 2,
            "name": "Trees; many",
            "because": "did not fit",
            "remaining": 400,
            "missing": 100.5,
        }
    ]
    assert set(told["timings"]) == {"unit", "reading", "counting", "explaining"}


def test_another_rule_is_counted_and_explained(path, capsys):
    told = counted(
        capsys, path, "--rule", "equalshares/add1", "--measure", "cardinality", "--voters", "--seed", "7"
    )
    assert told["rule"] == {
        "name": "equal_shares",
        "measure": "cardinality",
        "completion": "add1",
        "comparison": "none",
        "exhaustive": False,
        "integral": False,
        "increment": "1",
        "ranks": "borda",
        "ties": {"criteria": ["min_cost", "max_votes"], "order": "lot", "seed": "7"},
        "arithmetic": "exact rationals",
    }
    assert [one["id"] for one in told["winners"]] == ["b"]
    assert Fraction(told["endowment"]["exact"]) == Fraction(1000, 3) + told["runs"] - 2
    assert told["stopped"] == "the next increment costs more than the budget"
    assert told["payments"][0]["price"] == {"exact": "1001/4", "number": 250.25}
    assert told["lost"][0]["id"] == "a"
    assert told["lost"][0]["spent_on"] == [{"id": "b", "voters": 1, "money": 250.25}]
    assert told["voters"][0]["paid"] == {"b": 250.25}
    assert [one["voter_id"] for one in told["voters"]] == ["1", "2", "3"]
    # As many ballots mark a, but b costs less, so that greedy buys the same.
    assert told["under_greedy"]["winners"] == ["b"]
    assert told["under_greedy"]["voters_with_as_many"] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rule", "fair"], "the rule 'fair' does not say how to count"),
        (["--rule", "equalshares", "--measure", "joy"], "no satisfaction measure 'joy'"),
        (["--rule", "equalshares", "--measure", "points"], "have no points"),
        (["--rule", "equalshares/add1", "--increment", "0"], "above 0"),
        (["--rule", "equalshares/add1", "--increment", "one"], "--increment is 'one'"),
        (["--ties", "shoe_size"], "'shoe_size' decides no ties"),
        (["--tie-order", "lot"], "a lot needs the seed"),
        (["--tie-order", "none"], "projects a, b are tied"),
        (["--exclusive", "a,z"], "there is no project 'z'"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(path, capsys, words, said):
    assert main(["count", str(path), *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert not captured.out


def test_a_report_is_for_people(tmp_path, capsys):
    path = tmp_path / "points.pb"
    path.write_text(POINTS)
    assert main(["count", str(path), "--rule", "equalshares", "--report"]) == 0
    said = capsys.readouterr().out
    assert "measure points" in said
    assert "Under greedy by votes" in said


def test_check_lists_problems_with_their_lines(path, capsys, tmp_path):
    assert main(["pabulib", "check", str(path)]) == 0
    assert "good; 2 projects, 3 ballots (approval)" in capsys.readouterr().out
    path.write_text(GOOD.replace("num_votes;3", "num_votes;4"))
    assert main(["pabulib", "check", str(path)]) == 1
    assert "line 8: num_votes is 4; the file has 3" in capsys.readouterr().out
    path.write_text(GOOD.replace("a;600", "a;free"))
    assert main(["pabulib", "check", str(path)]) == 2
    assert "line 19: project a costs 'free'" in capsys.readouterr().out
    assert main(["pabulib", "check", str(tmp_path / "none.pb")]) == 2


def test_the_rules_are_listed(path, capsys):
    assert main(["count", str(path), "--rule", "help"]) == 0
    assert "equalshares/add1-comparison" in capsys.readouterr().out


def test_counting_starts_no_django(path):
    program = (
        "import sys; from folkmoot.site.cli import main; code = main(['count', sys.argv[1]]); "
        "sys.exit(code or ('django' in sys.modules and 9))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.realdata
@needs_files
def test_lodz_is_counted_and_explained(capsys):
    told = counted(capsys, DATA / "Poland_Lodz_2022.pb", "--rule", "equalshares/add1")
    assert len(told["winners"]) == 44
    assert told["cost"] == 5_985_880
    assert len(told["lost"]) == 160 - 44
