"""German is complete, and its placeholders match."""

import re
from pathlib import Path

import polib
import pytest

CATALOGUES = sorted(Path(__file__).parents[2].glob("**/locale/de/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\((\w+)\)s")


def name(path):
    return path.parents[3].name


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_german_is_complete(path):
    catalogue = polib.pofile(str(path))
    assert not [entry.msgid for entry in catalogue if not entry.translated() and not entry.obsolete]
    assert not [entry.msgid for entry in catalogue if entry.fuzzy]


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_placeholders_match(path):
    for entry in polib.pofile(str(path)):
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            if said:
                assert set(PLACE.findall(said)) == set(PLACE.findall(entry.msgid_plural or entry.msgid)), (
                    entry.msgid
                )
