"""A process that nobody asks for tables does not carry what computes them."""

import subprocess
import sys

from folkmoot.site.tests.serving import ROOT, surroundings

SLOW = ("ibis", "sqlglot", "rdflib")
"""Together more than a second of starting and a third of a web process's memory."""


def test_serving_imports_nothing_that_only_computing_needs(tmp_path):
    told = (
        "import django; django.setup(); import sys; from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print(*[one for one in {SLOW!r} if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=surroundings(tmp_path) | {"DJANGO_SETTINGS_MODULE": "folkmoot.site.settings"}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.split() == []
