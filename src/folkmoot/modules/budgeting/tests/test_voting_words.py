"""What is wrong with a ballot, a roll or a paper is said in the reader's language."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from tests.refusals import sentences

from folkmoot.modules.budgeting import ballot_page
from folkmoot.modules.budgeting.rules.ballots import BallotPaper, PotBallot, problems

HERE = Path(__file__).parents[1]
REFUSING = [
    "rules/voting.py",
    *(f"services/{one}.py" for one in ("casting", "papers", "rolling", "vote_mails")),
]
PROBLEMS = ["rules/ballots.py", "rules/marks.py", "rules/roll.py"]
GERMAN = {one.msgid: one.msgstr for one in polib.pofile(str(HERE / "locale/de/LC_MESSAGES/django.po"))}
_PROBLEM = re.compile(r'"((?:[a-z]|\'%\()[^"\n]*(?:%\(|[a-z] [a-z])[^"\n]*)"')
"""A sentence of a Problem or a BadLine: it begins in small letters, or with what was given, and has two words or a gap."""


def told(path):
    """Sentences of problems in a file, without the texts of errors that only programs see."""
    code = "\n".join(
        line
        for line in (HERE / path).read_text().splitlines()
        if "raise BadChoice" not in line and '"""' not in line
    )
    return [one for one in _PROBLEM.findall(code) if not one.startswith(("folkmoot", "a choice is"))]


@pytest.mark.parametrize("path", REFUSING)
def test_every_refusal_has_its_german(path):
    ready, _made = sentences((HERE / path).read_text())
    assert not [one for one in ready if not GERMAN.get(one)]


@pytest.mark.parametrize("path", PROBLEMS)
def test_every_problem_has_its_german(path):
    found = told(path)
    assert len(found) > 1
    assert not [one for one in found if not GERMAN.get(one)]


def test_the_gaps_are_the_same_in_german():
    for path in PROBLEMS:
        for one in told(path):
            assert set(re.findall(r"%\(\w+\)s", one)) == set(re.findall(r"%\(\w+\)s", GERMAN[one])), one


def test_money_and_numbers_are_written_as_the_language_does():
    paper = BallotPaper({"town": PotBallot(type="knapsack", amount=100, costs={1: 1_234_600})})
    [one] = problems({"town": [(1, 1)]}, paper)
    with translation.override("de"):
        assert ballot_page.sentence(one, "EUR") == (
            "Was Sie gewählt haben, kostet 12.345 € mehr, als da ist; nehmen Sie etwas heraus"
        )
    with translation.override("en-gb"):
        assert ballot_page.sentence(one, "EUR").startswith("What you chose costs €12,345 more")
