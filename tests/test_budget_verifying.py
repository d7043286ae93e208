"""folkmoot budgeting verify, as it is typed."""

import json
import subprocess
import sys

from folkmoot.modules.budgeting.verifying.report import CHECKS
from folkmoot.modules.budgeting.verifying.tests.story import whole
from folkmoot.modules.budgeting.verifying.tests.test_tampering import another_digest
from folkmoot.site.cli import main


def test_the_command_says_what_failed_and_exits_as_the_record_does(tmp_path, capsys):
    where = whole().write(tmp_path / "log")
    words = ["--state", str(tmp_path / "state")]
    assert main(["budgeting", "verify", str(where), "3", *words]) == 0
    said = capsys.readouterr().out
    assert said.startswith("OK: round 3 (Budget of Marlhaven)")
    assert all(f"ok     {one}" in said for one in CHECKS.values())
    story = whole()
    another_digest(story)
    where = story.write(tmp_path / "false")
    words = ["--state", str(tmp_path / "other")]
    assert main(["budgeting", "verify", str(where), "3", *words]) == 1
    said = capsys.readouterr().out
    assert "FALSE  counting the opened ballots" in said
    assert "not 0000" in said
    assert main(["budgeting", "verify", str(where), "3", "--json", *words]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["check"] == "recount"
    assert main(["budgeting", "verify", str(tmp_path / "none"), "3", *words]) == 2
    assert capsys.readouterr().out.startswith("CANNOT TELL: the log: ")


def test_verifying_starts_no_django(tmp_path):
    where = whole().write(tmp_path / "log")
    program = (
        "import sys; from folkmoot.site.cli import main; code = main(sys.argv[1:]); "
        "sys.exit(code or ('django' in sys.modules and 9))"
    )
    words = ["budgeting", "verify", str(where), "3", "--state", str(tmp_path / "state")]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
