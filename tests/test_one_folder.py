"""Adding or deleting a civic module touches one folder: tried on a copy of the house, never on the house itself."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from folkmoot.site.cli.skeleton import refusal, write

ROOT = Path(__file__).resolve().parents[1]
NAME = "community_gardens"

LIVE = """
import django; django.setup()
from django.test import Client
from folkmoot.modules.community_gardens import queries, services
from folkmoot.record import registry
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal
receipt = services.open_community_garden(title="The first", office="streets")
number = receipt.subject.partition("/")[2]
services.close_community_garden(number=number, office="streets")
assert queries.community_garden(number).state == "closed"
assert registry.cards([receipt.subject])[receipt.subject].title == "The first"
assert seal() >= 2
assert_replays()
for path in ("/community-gardens/", f"/community-gardens/{number}"):
    answer = Client().get(path, HTTP_HOST="localhost")
    assert answer.status_code == 200, path
    assert "The first" in answer.content.decode(), path
"""
GONE = """
import django; django.setup()
from django.test import Client
from folkmoot.record import queries, registry
assert not [one for one in registry.manifests() if one.slug == "community_gardens"]
assert [one.kind for one in queries.newest()][:2] == ["community_gardens.closed", "community_gardens.opened"]
assert Client().get("/community-gardens/", HTTP_HOST="localhost").status_code == 404
assert Client().get("/record/checkpoint", HTTP_HOST="localhost").status_code == 200
"""
SETTINGS = """
from folkmoot.site.settings.base import *
FOLKMOOT_FIRST_RUN = False
from folkmoot.site.settings.base import STORAGES
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
"""


PYTEST = """
[pytest]
DJANGO_SETTINGS_MODULE = copy_settings
addopts = --import-mode=importlib -p no:cacheprovider -p no:xdist
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the house with data of its own; ``run`` starts Python in it."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "*.ts", "*.map")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignored)
    (tmp_path / "src" / "copy_settings.py").write_text(SETTINGS)
    (tmp_path / "data" / "static").mkdir(parents=True)
    (tmp_path / "data" / "pytest.ini").write_text(PYTEST)
    surroundings = os.environ | {
        "PYTHONPATH": str(tmp_path / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "FOLKMOOT_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "copy_settings",
        "FOLKMOOT_LOG_LEVEL": "ERROR",
    }
    surroundings.pop("DATABASE_URL", None)

    def run(*words, ends=0):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path / "src",
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout

    assert Path(run("-c", "import folkmoot; print(folkmoot.__file__)").strip()).is_relative_to(tmp_path)
    return tmp_path / "src" / "folkmoot" / "modules", run


def files(folder):
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and NAME not in one.parts
    }


def test_a_module_comes_and_goes_with_its_folder(copy):
    modules, run = copy
    before = files(modules)
    run("-m", "folkmoot.site.cli", "module", NAME)
    run("-m", "django", "makemigrations", NAME, "-v", "0")
    run("-m", "django", "check", "--fail-level", "ERROR")
    run("-m", "folkmoot.site.cli", "prepare")
    told = run(
        "-m", "pytest", "-q", "-rN", "-c", "../data/pytest.ini", f"folkmoot/modules/{NAME}/tests", ends=1
    )
    assert "3 failed, 3 passed" in told
    assert told.count("Failed: Write ") == 3
    run("-c", LIVE)
    assert files(modules) == before
    shutil.rmtree(modules / NAME)
    run("-m", "django", "check", "--fail-level", "ERROR")
    run("-m", "django", "migrate", "-v", "0")
    run("-c", GONE)
    assert files(modules) == before


def test_every_placeholder_is_replaced(tmp_path):
    written = write(NAME, tmp_path)
    for one in written:
        assert not re.search(r"__[A-Za-z]+__", (one.name + one.read_text()).replace("__init__", "")), one


@pytest.mark.parametrize(
    "name", ["Gardens", "1st", "a-b", "json", "class", "a__b", "x" * 23, "../up", "tests", ""]
)
def test_names_that_will_not_do(name, tmp_path):
    assert refusal(name, tmp_path)
    with pytest.raises(ValueError, match="name|exists"):
        write(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    write(NAME, tmp_path)
    with pytest.raises(ValueError, match="exists already"):
        write(NAME, tmp_path)
