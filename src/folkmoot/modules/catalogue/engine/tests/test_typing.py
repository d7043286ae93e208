"""What types columns get: the whole file decides, and a value is never changed."""

import datetime as dt
from decimal import Decimal

import duckdb
import pytest

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.generation import build
from folkmoot.modules.catalogue.engine.typing import Entry


def typed(tmp_path, cells, *, choices=None, entry=None):
    """(field of table.json, values) of a column of these cells beside one of words."""
    path = tmp_path / "a.tsv"
    path.write_text("word\tc\n" + "".join(f"w{at}\t{cell}\n" for at, cell in enumerate(cells)))
    made = build(path, tmp_path, choices=choices, dictionary={"c": entry} if entry else None)
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
        values = [one for (one,) in table.execute("SELECT c FROM rows ORDER BY _id").fetchall()]
    return made.manifest["fields"][1], values


day = dt.date
KINDS = {
    "whole numbers": (["1", "-2", "0"], "int", [1, -2, 0]),
    "leading zeros": (["1", "02", "3"], "text", ["1", "02", "3"]),
    "a code among numbers": ([*["164"] * 500, "0164A"], "text", None),
    "codes with a letter": (["104", "105A", "11"], "text", ["104", "105A", "11"]),
    "decimals": (["1.5", "-.25", "3"], "number", [Decimal("1.50"), Decimal("-0.25"), Decimal("3.00")]),
    "German decimals": (
        ["1,5", "1.234,75", "-3"],
        "number",
        [Decimal("1.50"), Decimal("1234.75"), Decimal("-3.00")],
    ),
    "German thousands": (["575", "1.613", "2.003.100"], "int", [575, 1613, 2003100]),
    "English thousands": (["498", "2,666", "1,000,000"], "int", [498, 2666, 1000000]),
    "Swiss": (["1'234.50", "12.25"], "number", [Decimal("1234.50"), Decimal("12.25")]),
    "French": (["1 234,5", "12,25"], "number", [Decimal("1234.50"), Decimal("12.25")]),
    "a decimal comma with a leading zero": (
        ["0,123", "1,234"],
        "number",
        [Decimal("0.123"), Decimal("1.234")],
    ),
    "exponents": (["1e3", "2.5E-2"], "number", [1000.0, 0.025]),
    "money": (["$1,200.50", "-$3.25"], "number", [Decimal("1200.50"), Decimal("-3.25")]),
    "euros": (["1.200,50 €", "3,25 €"], "number", [Decimal("1200.50"), Decimal("3.25")]),
    "per cent": (["12,5 %", "3 %"], "number", [Decimal("12.5"), Decimal("3.0")]),
    "a true minus sign": (["−5", "3"], "int", [-5, 3]),
    "long identifiers": (
        ["12345678901234567890", "1"],
        "number",
        [Decimal("12345678901234567890"), Decimal(1)],
    ),
    "longer than any number": (["1" * 40, "2"], "text", None),
    "many digits": (
        ["0.1234567890123456789", "1.5"],
        "number",
        [Decimal("0.1234567890123456789"), Decimal("1.5")],
    ),
    "yes and no": (["yes", "No"], "bool", [True, False]),
    "ja und nein": (["ja", "nein", "Ja"], "bool", [True, False, True]),
    "one letter alone": (["n", "n"], "text", ["n", "n"]),
    "two letters": (["y", "n"], "bool", [True, False]),
    "zero and one": (["0", "1"], "int", [0, 1]),
    "ISO dates": (["2024-02-29", "2023-01-01"], "date", [day(2024, 2, 29), day(2023, 1, 1)]),
    "a day that is not": (["2024-02-29", "2023-02-29"], "text", None),
    "German dates": (["1.2.2024", "31.12.2023"], "date", [day(2024, 2, 1), day(2023, 12, 31)]),
    "American dates": (["02/01/2024", "12/31/2023"], "date", [day(2024, 2, 1), day(2023, 12, 31)]),
    "British dates": (["01/02/2024", "31/12/2023"], "date", [day(2024, 2, 1), day(2023, 12, 31)]),
    "English months": (["24 October 2011", "1 May 2012"], "date", [day(2011, 10, 24), day(2012, 5, 1)]),
    "moments": (["2024-01-31 23:45", "2024-02-01T00:00:10"], "timestamp", None),
    "moments with a zone": (["2024-06-01T12:00:00+02:00", "2024-06-01T12:00:00Z"], "timestamp", None),
    "half days": (["1/31/2024 1:05 PM", "1/31/2024 12:00 AM"], "timestamp", None),
    "times": (["7:05", "23:59:59"], "time", [dt.time(7, 5), dt.time(23, 59, 59)]),
    "hours beyond a day": (["25:00", "26:10"], "text", None),
    "points": (["51.96, 7.62", "51.9,7.6"], "point", None),
    "shapes": (["POINT (7.6 51.9)", "POLYGON ((0 0, 1 0, 1 1, 0 0))"], "geometry", None),
    "JSON": (['{"a":1}', "[1,2]"], "json", None),
    "words": (["a", "b"], "text", ["a", "b"]),
    "nothing": (["", ""], "text", [None, None]),
    "words for no value": (["1", "n/a", "-", "3", "k.A."], "int", [1, None, None, 3, None]),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_column_gets_its_type(name, tmp_path):
    cells, kind, values = KINDS[name]
    field, found = typed(tmp_path, cells)
    assert field["type"] == kind, field
    if values is not None:
        assert found == values


def test_a_moment_with_a_zone_is_kept_in_universal_time(tmp_path):
    field, found = typed(tmp_path, ["2024-06-01T12:00:00+02:00", "2024-06-01T12:00:00Z"])
    assert found == [dt.datetime(2024, 6, 1, 10), dt.datetime(2024, 6, 1, 12)]
    assert field["known"]["zone"] == "UTC"


def test_an_open_order_of_dates_is_shown_and_can_be_laid_down(tmp_path):
    field, found = typed(tmp_path, ["01/02/2024", "03/04/2024"])
    assert found[0] == day(2024, 2, 1)
    assert "no day is beyond the 12th" in field["guess"]
    field, found = typed(tmp_path, ["01/02/2024", "03/04/2024"], choices=Choices(date_order="mdy"))
    assert found[0] == day(2024, 1, 2)


def test_an_open_sign_in_numbers_is_shown_and_can_be_laid_down(tmp_path):
    field, found = typed(tmp_path, ["1.234", "5.678"])
    assert found == [Decimal("1.234"), Decimal("5.678")]
    assert "open what it means" in field["guess"]
    _, found = typed(tmp_path, ["1.234", "5.678"], choices=Choices(decimal=","))
    assert found == [1234, 5678]


def test_another_column_that_leaves_no_doubt_decides(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a;b;c;d\n1.234;0,5;01/02/2024;05/13/2024\n5.678;1,25;03/04/2024;06/07/2024\n")
    made = build(path, tmp_path)
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
        assert table.execute("SELECT a, c FROM rows WHERE _id = 1").fetchone() == (1234, day(2024, 1, 2))


def test_a_value_beyond_every_sample_still_decides(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"{at % 9000},{at}" for at in range(400_000)]
    lines[333_333] = "0123,333333"
    path.write_text("code,id\n" + "\n".join(lines) + "\n")
    made = build(path, tmp_path)
    assert [one["type"] for one in made.manifest["fields"]] == ["text", "int"]
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
        assert table.execute("SELECT code FROM rows WHERE _id = 333334").fetchone() == ("0123",)


def test_a_rare_column_is_found_by_the_whole_file(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"{at},words that fill the line up to some length {at}," for at in range(100_000)]
    lines[77_777] += "2,5"
    lines[88_888] += "1.000,5"
    path.write_text("id;text;rare\n" + "\n".join(line.replace(",", ";", 2) for line in lines) + "\n")
    made = build(path, tmp_path)
    assert [one["type"] for one in made.manifest["fields"]] == ["int", "text", "number"]


@pytest.mark.parametrize(
    ("cells", "entry", "values", "rejected"),
    [
        (["1", "2"], Entry(type="text"), ["1", "2"], 0),
        (["1", "2.5"], Entry(type="int"), [1, None], 1),
        (["007", "8"], Entry(type="int"), [None, 8], 1),
        (["yes", "maybe"], Entry(type="bool"), [True, None], 1),
        (["a", "b"], Entry(type="date"), [None, None], 2),
        (["01/02/2024"], Entry(type="date", format="date %m/%d/%Y"), [day(2024, 1, 2)], 0),
    ],
)
def test_a_type_that_was_laid_down_holds(cells, entry, values, rejected, tmp_path):
    field, found = typed(tmp_path, cells, entry=entry)
    assert (field["type"], found, field.get("rejected", 0)) == (entry.type, values, rejected)
