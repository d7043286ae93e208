"""German is complete, and its placeholders match."""

import re
from pathlib import Path

import polib

PO = Path(__file__).parents[1] / "locale" / "de" / "LC_MESSAGES" / "django.po"
PLACE = re.compile(r"%\((\w+)\)s")


def test_german_is_complete():
    catalogue = polib.pofile(str(PO))
    assert not [entry.msgid for entry in catalogue if not entry.translated() and not entry.obsolete]
    assert not [entry.msgid for entry in catalogue if entry.fuzzy]


def test_placeholders_match():
    for entry in polib.pofile(str(PO)):
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            if said:
                assert set(PLACE.findall(said)) == set(PLACE.findall(entry.msgid_plural or entry.msgid)), (
                    entry.msgid
                )
