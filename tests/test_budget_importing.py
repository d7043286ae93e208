"""folkmoot budgeting import, as it is typed."""

from folkmoot.modules.budgeting.pabulib.tests.test_bad_files import GOOD
from folkmoot.modules.budgeting.tests.town import town
from folkmoot.site.cli import main

__all__ = ["town"]


def test_the_command_tells_of_lines_and_progress(town, tmp_path, capsys):
    path = tmp_path / "town.pb"
    path.write_text(GOOD.replace("a;600", "a;free"))
    assert main(["budgeting", "import", str(path), "--office", "finance"]) == 2
    said = capsys.readouterr().err
    assert "line 19: project a costs 'free'" in said
    assert "nothing was written" in said
    path.write_text(GOOD)
    assert main(["budgeting", "import", str(path), "--office", "finance"]) == 0
    said = capsys.readouterr().out
    assert "ballots: 1 of 1" in said
    assert "round 1: 2 projects, 3 ballots" in said
    assert main(["budgeting", "import", str(path), "--office", "nobody"]) == 2
    assert main(["budgeting", "import", str(tmp_path / "none.pb"), "--office", "finance"]) == 2
