"""Refusals of talk are said in the reader's language."""

from pathlib import Path

import polib
import pytest
from django.utils import translation
from tests.refusals import sentences

from folkmoot.record import refusal, saying
from folkmoot.talk import rules

HERE = Path(__file__).parents[1]
FILES = sorted({*HERE.glob("rules/*.py"), *HERE.glob("services/*.py"), Path(refusal.__file__)})
GERMAN = {one.msgid: one.msgstr for one in polib.pofile(str(HERE / "locale/de/LC_MESSAGES/django.po"))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_refusal_has_its_german(path):
    ready, _made = sentences(path.read_text())
    assert not [one for one in ready if not GERMAN.get(one)]


def test_the_walk_finds_them():
    assert sum(len(sentences(path.read_text())[0]) for path in FILES) > 25


def test_numbers_are_said_as_the_language_writes_them():
    [long] = rules.may_flag(reason="spam", words="x" * 1001, state=rules.VISIBLE, mine=False, before=False)
    with translation.override("de"):
        assert saying.said(long) == "Schreiben Sie höchstens 1.000 Zeichen; das sind 1.001"
    with translation.override("en"):
        assert saying.said(long) == "Use at most 1,000 characters; these are 1,001"
