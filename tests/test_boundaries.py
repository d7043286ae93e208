"""The boundaries between modules and between their rooms hold, and each check can fail."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rooms import breaches, imports

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "folkmoot"
KERNEL = ("people", "places", "files", "talk")
ROOMS = [
    path
    for folder in ("modules", *KERNEL)
    for path in sorted((SOURCE / folder).rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts)
]


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_uses_only_rooms_below_it(path):
    assert not breaches(path, SOURCE)


def outside_the_record():
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] != "record" and "tests" not in path.parts
    ]


def test_only_the_record_touches_its_tables():
    found = {
        str(path.relative_to(SOURCE)): name
        for path in outside_the_record()
        for name in imports(ast.parse(path.read_text()))
        if name.startswith("folkmoot.record.models")
    }
    assert not found


@pytest.mark.parametrize(
    ("room", "line", "reason"),
    [
        ("events", "from folkmoot.modules.fake import rules", "events may use nothing"),
        ("events", "from django.db import models", "events knows no Django"),
        ("events", "from folkmoot.record import clock", "events import nothing of the house"),
        ("rules", "from django.utils import timezone", "rules knows no Django"),
        ("rules", "from folkmoot.modules.fake.models import Row", "rules may use events"),
        ("rules/deep", "from folkmoot.modules.fake import queries", "rules may use events"),
        ("models", "from folkmoot.modules.fake import queries", "models may use events and rules"),
        ("projections", "from folkmoot.modules.fake import queries", "projections may use"),
        ("projections", "from folkmoot.modules.fake import services", "projections may use"),
        ("queries", "from folkmoot.modules.fake import services", "only downwards"),
        (
            "queries",
            "from folkmoot.modules.fake.projections import apply",
            "nobody in a module imports projections",
        ),
        ("services", "from folkmoot.modules.fake import views", "only downwards"),
        ("services/deep", "from folkmoot.modules.fake.forms import Form", "only downwards"),
        ("services", "def f():\n    from folkmoot.modules.fake import api", "only downwards"),
        ("importers/run", "from folkmoot.modules.fake import views", "only downwards"),
        ("views", "from folkmoot.modules.fake import projections", "nobody in a module imports projections"),
        ("views", "from folkmoot.modules.fake import urls", "included by their name"),
        ("views", "from folkmoot.modules.other import queries", "modules do not know each other"),
        ("views", "import folkmoot.modules.other.queries", "modules do not know each other"),
        ("services", "from folkmoot.followers import activity", "followers come after modules"),
        ("services", "from folkmoot.record.models import Text", "only the record touches its own tables"),
        ("anything", "from folkmoot.record.models import Text", "only the record touches its own tables"),
    ],
)
def test_each_rule_of_a_room_can_fail(tmp_path, room, line, reason):
    path = tmp_path / "modules" / "fake" / f"{room}.py"
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n")
    assert any(reason in one for one in breaches(path, tmp_path)), breaches(path, tmp_path)


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("urls", "from folkmoot.modules.fake import views"),
        ("views", "from folkmoot.modules.fake import services, queries, rules, events"),
        ("views/deep", "from folkmoot.modules.fake.views import who"),
        ("services", "from folkmoot.modules.fake import queries, rules, events, models"),
        ("projections", "from folkmoot.modules.fake import models, events"),
        ("queries", "from folkmoot.record import api, text"),
        ("rules", "import math\nfrom folkmoot.modules.fake.events import Signed"),
        ("tests/test_rules", "from folkmoot.record.models import Text"),
    ],
)
def test_what_is_allowed_stays_allowed(tmp_path, room, line):
    path = tmp_path / "modules" / "fake" / f"{room}.py"
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n")
    assert not breaches(path, tmp_path)


PLANTED = {
    "Layers, downwards only; the kernel's parts do not know each other": (
        "places/planted.py",
        "from folkmoot.people import access\n",
    ),
    "The tree, the verifier and the witness know no Django": (
        "record/merkle.py",
        "from django.conf import settings\n",
    ),
    "Modules do not know each other": (
        "modules/service_requests/planted.py",
        "from folkmoot.modules.second import events\n",
    ),
    "Followers know a module by its facts alone": (
        "followers/planted.py",
        "from folkmoot.modules.second import models\n",
    ),
    "The engine of open data knows no Django and of the house only how to refuse": (
        "modules/catalogue/engine/limits.py",
        "import django\n",
    ),
    "The engine of open data is read downwards: generations, then quality and types, then reading": (
        "modules/catalogue/engine/reading/names.py",
        "from folkmoot.modules.catalogue.engine.generation import build\n",
    ),
    "The engine of open data is asked downwards: exports and strangers' SQL, then running, then the language": (
        "modules/catalogue/engine/query/planted.py",
        "from folkmoot.modules.catalogue.engine.running import duck\n",
    ),
    "One file alone knows Ibis: engine/query/compile.py": (
        "modules/catalogue/engine/running/planted.py",
        "import ibis\n",
    ),
    "Standard descriptions of datasets know no Django, no database and no engine": (
        "modules/catalogue/formats/entry.py",
        "import duckdb\n",
    ),
    "Counting a budget knows no Django and of the house only how to refuse": (
        "modules/budgeting/pabulib/writing.py",
        "from folkmoot.web import words\n",
    ),
    "Verifying a budget knows no Django, and of the house only the verifier of its record": (
        "modules/budgeting/verifying/planted.py",
        "from folkmoot.record import api\n",
    ),
    "Rules of counting know no file format": (
        "modules/budgeting/rules/planted.py",
        "from folkmoot.modules.budgeting.pabulib import reading\n",
    ),
    "The protocol of elections knows no Django and nothing else of the house": (
        "modules/elections/protocol/errors.py",
        "import django\n",
    ),
    "One file of the elections' protocol alone knows gmpy2: arithmetic.py": (
        "modules/elections/protocol/group.py",
        "import gmpy2\n",
    ),
    "What is recorded and decided knows no Django": ("modules/second/rules.py", "import django\n"),
}


def test_each_contract_can_fail(tmp_path):
    """A copy of the house with one breach for each contract; import-linter has to name every one."""
    shutil.copytree(
        SOURCE, tmp_path / "src" / "folkmoot", ignore=shutil.ignore_patterns("__pycache__", "static")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    second = tmp_path / "src" / "folkmoot" / "modules" / "second"
    second.mkdir()
    for name in ("__init__", "events", "models"):
        (second / f"{name}.py").touch()
    for file, line in PLANTED.values():
        path = tmp_path / "src" / "folkmoot" / file
        path.write_text(line + (path.read_text() if path.exists() else ""))
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [sys.executable, linter, "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE)
    contracts = re.findall(r'^name = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert set(broken) == set(PLANTED), done.stdout + done.stderr
    assert set(PLANTED) == {one for one in contracts if one != "folkmoot"}
