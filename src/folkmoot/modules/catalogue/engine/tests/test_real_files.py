"""Files that nobody here made: all of them load with the right cells, or are refused with the true reason."""

import duckdb
import pytest
from benchmarks._pollution import compared, measured

from folkmoot.modules.catalogue.engine.faults import Unreadable
from folkmoot.modules.catalogue.engine.generation import build
from folkmoot.modules.catalogue.engine.tests.outcomes import READ, REFUSED

pytestmark = pytest.mark.realdata


@pytest.fixture
def messy(real_data):
    return real_data / "tables" / "messy"


def test_the_table_of_outcomes_is_complete(messy):
    assert {one.name for one in messy.iterdir()} == set(READ) | set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_a_messy_file_is_read_right(name, messy, tmp_path):
    rows, columns, types, cells = READ[name]
    made = build(messy / name, tmp_path)
    fields = {one["name"]: one["type"] for one in made.manifest["fields"]}
    assert (made.manifest["rows"], len(fields)) == (rows, columns)
    assert {column: fields.get(column) for column in types} == types
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
        found = {
            (row, column): table.execute(f'SELECT "{column}" FROM rows WHERE _id = {row}').fetchone()[0]
            for row, column in cells
        }
    assert found == cells


@pytest.mark.parametrize("name", REFUSED)
def test_a_messy_file_is_refused_with_the_true_reason(name, messy, tmp_path):
    with pytest.raises(Unreadable, match=REFUSED[name]):
        build(messy / name, tmp_path)
    assert not [one for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".lock"], (
        "nothing stays behind"
    )


def test_the_months_of_the_counters_are_one_table(real_data, tmp_path):
    files = sorted((real_data / "tables" / "bike-counts").glob("*/*.csv"))
    made = build(files, tmp_path, name=[f"{one.parent.name}/{one.name}" for one in files])
    assert len(files) == 72
    assert made.manifest["rows"] == 203_505 - 72
    assert made.manifest["rejects"] == 0
    titles = [one["title"] for one in made.manifest["fields"]]
    assert "101020113 (FR stadteinwärts)" in titles, "the corrected title holds"
    assert not [one for one in titles if "stdteinwärts" in one], "the misspelt one is the same column"
    assert len(titles) == 1 + 6 + 14 + 14
    assert made.manifest["notes"]["counts"] == {"renamed": 1}
    types = {one["type"] for one in made.manifest["fields"]}
    assert types == {"timestamp", "int"}
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
        sums = 'sum("c_101020113_fr_stadteinwaerts"), count("c_101020113_fr_stadteinwaerts")'
        total, count = table.execute(f"SELECT {sums} FROM rows").fetchone()
    expected = [
        int(line.split(",")[2])
        for one in files
        if one.parent.name == "100020113"
        for line in one.read_text().splitlines()[1:]
        if line.split(",")[2]
    ]
    assert (total, count) == (sum(expected), len(expected))


def test_polluted_files_are_read_right_without_being_told(real_data, tmp_path):
    found = measured(real_data / "tables" / "polluted-csv", tmp_path)
    assert found.files == 229
    assert found.score >= 9.99
    assert found.right >= 0.99, found.wrong


def test_the_score_can_be_missed():
    assert compared(["a", "b"], ["a"]) == (0.5, 1.0, 2 / 3)
    assert compared(["a"], ["b"]) == (0.0, 0.0, 0.0)
