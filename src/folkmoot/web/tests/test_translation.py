"""German is complete: every string of the house has its words, and their placeholders match."""

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize
from tests.fixtures.data import missing

SOURCE = Path(__file__).parents[2]
CATALOGUES = sorted(SOURCE.glob("**/locale/de/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\((\w+)\)s")
SINGLE = ("_", "gettext", "gettext_lazy", "gettext_noop")
PLURAL = ("ngettext", "ngettext_lazy")
WRITTEN = {".html", ".txt"}


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


def strings(folder, scratch):
    """Every string of Python files and templates below a folder, with the places where it stands."""
    files = []
    for path in sorted(folder.rglob("*")):
        if {"tests", "migrations", "module_skeleton"} & set(path.relative_to(folder).parts):
            continue
        if path.suffix == ".py":
            text = path.read_text()
        elif path.suffix in WRITTEN and "templates" in path.parts:
            text = templatize(path.read_text(), origin=str(path))
        else:
            continue
        copy = scratch / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text)
        files.append(str(copy.relative_to(scratch)))
    keywords = [f"--keyword={one}" for one in SINGLE] + [f"--keyword={one}:1,2" for one in PLURAL]
    words = ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-", *keywords, "--files-from=-"]
    found = subprocess.run(
        words, cwd=scratch, input="\n".join(files), text=True, capture_output=True, check=True
    )
    return {
        entry.msgid: [place for place, _line in entry.occurrences] for entry in polib.pofile(found.stdout)
    }


def test_no_string_of_the_house_lacks_its_german(tmp_path):
    if not shutil.which("xgettext"):
        missing("gettext")
    said = {entry.msgid for path in CATALOGUES for entry in polib.pofile(str(path))}
    found = strings(SOURCE, tmp_path)
    assert len(found) > 1000, "the walk over the house finds its strings"
    assert not {msgid: places for msgid, places in found.items() if msgid not in said}
