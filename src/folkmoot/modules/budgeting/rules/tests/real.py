"""Real elections beside the checkout, where there are any."""

import json
from pathlib import Path

import pytest

from folkmoot.modules.budgeting.pabulib.counting import as_election
from folkmoot.modules.budgeting.pabulib.reading import read

ROOT = Path(__file__).resolve().parents[6]
DATA = ROOT.parent / "shared" / "data" / "pabulib"
GOLDEN = DATA.with_name("pabulib-golden")
FILES = sorted(DATA.glob("*.pb"))
needs_files = pytest.mark.skipif(not FILES, reason="needs ../shared/data/pabulib")
needs_goldens = pytest.mark.skipif(not GOLDEN.is_dir(), reason="needs ../shared/data/pabulib-golden")


def golden(name):
    return json.loads((GOLDEN / name).read_text()) if GOLDEN.is_dir() else {}


def file_at(path):
    return read(path.read_bytes())


def load(path, *, ranks="borda"):
    return as_election(file_at(path), ranks=ranks)


def names(election, chosen):
    return [election.projects[one].id for one in chosen]
