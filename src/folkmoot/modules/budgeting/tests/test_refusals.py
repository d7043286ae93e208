"""Refusals about rounds, ideas and projects are said in the reader's language."""

from pathlib import Path

import polib
import pytest
from django.utils import translation
from tests.refusals import sentences

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.tests.town import ADMIN
from folkmoot.record import saying

HERE = Path(__file__).parents[1]
RULES = ("calendar", "delivery", "freezing", "ideas", "rounds")
SERVICES = ("base", "deciding", "delivery", "ideas", "merging", "projects", "rounds")
FILES = [*(f"rules/{one}.py" for one in RULES), *(f"services/{one}.py" for one in SERVICES)]
GERMAN = {one.msgid: one.msgstr for one in polib.pofile(str(HERE / "locale/de/LC_MESSAGES/django.po"))}


@pytest.mark.parametrize("path", FILES)
def test_every_refusal_has_its_german(path):
    ready, _made = sentences((HERE / path).read_text())
    assert not [one for one in ready if not GERMAN.get(one)]


def test_the_walk_finds_them():
    assert sum(len(sentences((HERE / path).read_text())[0]) for path in FILES) > 60


def test_what_does_not_exist_is_said_in_german(db):
    with pytest.raises(services.NotFound) as raised:
        services.turn_down(number=4321, code="unclear", reason="Why?", actor=ADMIN)
    with translation.override("de"):
        assert saying.said(raised.value.refusals[0]) == "Es gibt kein Projekt 4.321"
