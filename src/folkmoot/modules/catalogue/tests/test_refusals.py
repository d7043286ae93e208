"""Refusals of the catalogue are said in the reader's language."""

from pathlib import Path

import polib
import pytest
from django.utils import translation
from tests.refusals import sentences

from folkmoot.modules.catalogue import services
from folkmoot.record import saying

HERE = Path(__file__).parents[1]
FILES = sorted(
    {*HERE.glob("rules/*.py"), *HERE.glob("services/*.py"), HERE / "originals.py", HERE / "downloads.py"}
)
GERMAN = {one.msgid: one.msgstr for one in polib.pofile(str(HERE / "locale/de/LC_MESSAGES/django.po"))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_refusal_has_its_german(path):
    ready, _made = sentences(path.read_text())
    assert not [one for one in ready if not GERMAN.get(one)]


def test_the_walk_finds_them():
    assert sum(len(sentences(path.read_text())[0]) for path in FILES) > 25


def test_what_does_not_exist_is_said_in_german(db):
    with pytest.raises(services.NotFound) as raised:
        services.submit(key="nothing")
    with translation.override("de"):
        assert saying.said(raised.value.refusals[0]) == "Es gibt keinen Datensatz „nothing“"
