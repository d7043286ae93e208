"""Exports hold every row as it is, at any size in constant memory, and no spreadsheet computes anything of them."""

import csv
import io
import json
import subprocess
import sys
import textwrap
from datetime import date, datetime, time
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from folkmoot.modules.catalogue.engine.export import files
from folkmoot.modules.catalogue.engine.export.geometry import geometry_of
from folkmoot.modules.catalogue.engine.export.text import csv_of, geojson_of, lines_of
from folkmoot.modules.catalogue.engine.query.columns import Column, Schema
from folkmoot.modules.catalogue.engine.query.tree import Compare, Query, Sort
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.engine.running.generations import Lease
from folkmoot.modules.catalogue.engine.tests import trees
from folkmoot.modules.catalogue.engine.tests.making import make_from, make_generation

COLUMNS = Schema.of(trees.COLUMNS).columns[1:]
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def together(pieces):
    return b"".join(pieces).decode()


def written(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else str(value)


@settings(deadline=None)
@given(rows=trees.rows(), cut=st.integers(1, 5))
def test_csv_comes_back(rows, cut):
    pieces = [rows[at : at + cut] for at in range(0, len(rows), cut)]
    text = together(csv_of(COLUMNS, pieces))
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found[0] == [one.name for one in COLUMNS]
    assert found[1:] == [[written(value) for value in row] for row in rows]


@settings(deadline=None)
@given(rows=trees.rows())
def test_lines_come_back(rows):
    text = together(lines_of(COLUMNS, [rows]))
    found = [json.loads(line) for line in text.split("\n")[:-1]]
    wanted = [[one.isoformat() if isinstance(one, date | time) else one for one in row] for row in rows]
    assert [list(one.values()) for one in found] == wanted
    assert all(list(one) == [column.name for column in COLUMNS] for one in found)


def test_a_spreadsheet_finds_no_formula():
    columns = (Column("=name", "text"), Column("n", "int"))
    rows = [[(text, -5) for text in EVIL]]
    safe = list(csv.reader(io.StringIO(together(csv_of(columns, rows, safe=True)), newline="")))
    assert safe == [["'=name", "n"], *([f"'{one}", "-5"] for one in EVIL)]
    plain_ = list(csv.reader(io.StringIO(together(csv_of(columns, rows)), newline="")))
    assert [one[0] for one in plain_[1:]] == EVIL


def test_tabs_and_a_mark_of_bytes():
    text = together(
        csv_of((Column("a", "text"), Column("b", "bool")), [[("x\ty", True)]], delimiter="\t", bom=True)
    )
    assert text == '\ufeffa\tb\r\n"x\ty"\ttrue\r\n'


def test_an_empty_answer_has_a_header_or_is_empty():
    assert together(csv_of(COLUMNS[:1], [])) == "n\r\n"
    assert together(lines_of(COLUMNS, [])) == ""
    assert json.loads(together(geojson_of((Column("p", "point"),), [], "p")))["features"] == []


def test_geojson():
    columns = (Column("_id", "int"), Column("p", "point"), Column("day", "date"))
    rows = [[(1, "52.5,13.4", date(2026, 1, 2))], [(2, None, None), (3, "LINESTRING (0 1, 2 3)", None)]]
    found = json.loads(together(geojson_of(columns, rows, "p")))
    assert found["type"] == "FeatureCollection"
    assert found["features"][0] == {
        "type": "Feature",
        "id": 1,
        "geometry": {"type": "Point", "coordinates": [13.4, 52.5]},
        "properties": {"day": "2026-01-02"},
    }
    assert found["features"][1]["geometry"] is None
    assert found["features"][2]["geometry"]["coordinates"] == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("52.5, 13.4", [13.4, 52.5]),
        ("(52.5 13.4)", [13.4, 52.5]),
        ("POINT (13.4 52.5)", [13.4, 52.5]),
        ("SRID=4326;POINT (13.4 52.5)", [13.4, 52.5]),
        ({"lat": 52.5, "lon": 13.4}, [13.4, 52.5]),
        ('{"type": "Point", "coordinates": [13.4, 52.5]}', [13.4, 52.5]),
        ((52.5, 13.4), [13.4, 52.5]),
        ("91,0", None),
        ("Ulm", None),
        ("{", None),
        ('{"type": "Point", "coordinates": "x"}', None),
        ("POINT (1", None),
        ((1, 2, 3), None),
        (b"no wkb", None),
    ],
)
def test_places(value, wanted):
    found = geometry_of(value)
    assert found is None if wanted is None else list(found["coordinates"]) == wanted


@pytest.fixture
def engine(tmp_path):
    (tmp_path / "scratch").mkdir()
    return Engine(Duck(tmp_path))


def test_parquet_of_a_filtered_question(engine, tmp_path):
    rows = [
        (n, n / 4, f"a'{n}", None, n % 2 == 0, date(2020, 1, 1), datetime(2020, 1, 1, 5), time(9))
        for n in range(50)
    ]
    name = make_generation(tmp_path, trees.COLUMNS, rows)
    query = Query(Compare("n", "ge", 40), ("n", 'a "name"'), sort=(Sort("n", descending=True),))
    with Lease(tmp_path, name) as lease:
        path = files.parquet_file(lease, engine.statement(name, query), tmp_path / "scratch")
        assert files.whole_file(lease, query) is None
        assert files.whole_file(lease, Query()) == tmp_path / name / "table.parquet"
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(b"".join(files.pieces(path)))
    assert duckdb.sql(f"select * from '{copy}'").fetchall() == [(n, f"a'{n}") for n in range(49, 39, -1)]
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_failed_export_leaves_nothing(engine, tmp_path):
    name = make_generation(tmp_path, [("a", "int")], [(1,)])
    with Lease(tmp_path, name) as lease, pytest.raises(duckdb.Error):
        files.parquet_file(lease, "SELECT * FROM '/etc/passwd'", tmp_path / "scratch")

    def broken():
        yield [(1,)]
        raise RuntimeError("the reader went away")

    with pytest.raises(RuntimeError):
        files.excel_file((Column("a", "int"),), broken(), tmp_path / "scratch")
    assert list((tmp_path / "scratch").iterdir()) == []


def test_excel(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 4)
    columns = (
        Column("t", "text"),
        Column("n", "int"),
        Column("d", "date"),
        Column("at", "timestamp"),
        Column("b", "bool"),
        Column("x", "number"),
    )
    rows = [(one, 2**60, date(1850, 1, 1), None, True, Decimal("1.5")) for one in EVIL[:4]]
    rows.append(("x" * 40_000, 7, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), False, float("nan")))
    path = files.excel_file(columns, [rows[:2], rows[2:]], tmp_path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["rows 1", "rows 2"]
    first, second = (book.get_sheet_by_name(one).to_python() for one in book.sheet_names)
    assert [row[0] for row in first] == ["t", *EVIL[:4]]
    assert first[1] == ["=1+1", str(2**60), "1850-01-01", "", True, 1.5]
    assert second[1][1:] == [7, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), False, ""]
    assert (len(second[1][0]), second[1][0][-1]) == (32_767, "…")
    with pytest.raises(ValueError, match="at most 16,384 columns"):
        files.excel_file(columns * 3_000, [], tmp_path)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path):
    """A million rows as CSV and JSON Lines take no more memory than a tenth of them, to within 60 megabytes."""
    columns = [("a", "int"), ("b", "text"), ("c", "number"), ("d", "timestamp")]
    make = "select i as _id, i % 1000 as a, 'some text that is longer ' || i as b, i / 7.0 as c, timestamp '2020-01-01' + interval (i) second as d from range(1, {most} + 1) t(i)"
    sizes = {}
    for name, most in (("a" * 64, 100_000), ("b" * 64, 1_000_000)):
        make_from(tmp_path, columns, make.format(most=most), name)
        script = textwrap.dedent(f"""
            import re
            from pathlib import Path
            from folkmoot.modules.catalogue.engine.export.text import csv_of, lines_of
            from folkmoot.modules.catalogue.engine.query.tree import Compare, Query
            from folkmoot.modules.catalogue.engine.running.duck import Duck
            from folkmoot.modules.catalogue.engine.running.engine import Engine
            engine = Engine(Duck(Path({str(tmp_path)!r}), memory=100, threads=1))
            for write in (csv_of, lines_of):
                columns, rows = engine.stream({name!r}, Query(Compare("a", "ge", 10)))
                print(sum(len(piece) for piece in write(columns, rows)))
            # Not getrusage: its peak goes back to the process that started this one.
            print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
        """)
        said = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout.split()
        sizes[most] = [int(one) for one in said]
    assert sizes[1_000_000][0] > 9 * sizes[100_000][0] > 10**6
    assert sizes[1_000_000][2] < sizes[100_000][2] + 60, sizes
