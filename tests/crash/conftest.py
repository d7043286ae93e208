"""A database and a data directory of its own for each test, and processes that work on it."""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from folkmoot.record.verify.whole import verify_log
from tests import tables

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """An installation that processes can be started in, killed in, and looked at."""

    data: Path
    environment: dict[str, str]

    def start(self, *words, **options):
        return subprocess.Popen(
            [sys.executable, *map(str, words)],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def run(self, *words):
        """The exit code and what was printed."""
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def child(self, *words):
        """Run the child and demand that it ends well."""
        code, out, err = self.run("-m", "tests.crash.child", *words)
        assert code == 0, err
        return out

    def look(self):
        """What a fresh process finds, after the log on disk was verified with the state of earlier looks."""
        found = json.loads(self.child("report", self.data / "log"))
        verdict = verify_log(str(self.data / "log"), key=found["key"], state=self.data / "seen")
        assert verdict.verdict == "ok", verdict.problem
        assert verdict.size == found["newest"]
        return found


@pytest.fixture(params=["sqlite", "postgres"])
def house(request, tmp_path):
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "FOLKMOOT_DATA": str(tmp_path),
        "FOLKMOOT_SECRET_KEY": "only-for-tests",
        "FOLKMOOT_LOG_LEVEL": "WARNING",
    }
    surroundings.pop("DATABASE_URL", None)
    name = f"folkmoot_crash_{uuid.uuid4().hex[:12]}"
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    if server:
        surroundings["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    made = House(tmp_path, surroundings)
    try:
        tables.prepare(surroundings)
        yield made
    finally:
        if server:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
