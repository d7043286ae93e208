"""Real elections beside the checkout, where there are any."""

import json

import pytest
from tests.fixtures.data import folder

from folkmoot.modules.budgeting.pabulib.counting import as_election
from folkmoot.modules.budgeting.pabulib.reading import read

DATA = folder() / "pabulib"
GOLDEN = DATA.with_name("pabulib-golden")
FILES = sorted(DATA.glob("*.pb"))
needs_files = needs_goldens = pytest.mark.usefixtures("real_data")
"""Without real data these tests are skipped; where everything is required, as in CI, they fail."""


def golden(name):
    return json.loads((GOLDEN / name).read_text()) if GOLDEN.is_dir() else {}


def file_at(path):
    return read(path.read_bytes())


def load(path, *, ranks="borda"):
    return as_election(file_at(path), ranks=ranks)


def names(election, chosen):
    return [election.projects[one].id for one in chosen]
