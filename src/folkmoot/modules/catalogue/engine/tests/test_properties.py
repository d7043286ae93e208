"""Any table, in any dialect, reads back equal; and typing changes no value."""

import csv
import io
import json
import re
import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.faults import Unreadable
from folkmoot.modules.catalogue.engine.generation import build
from folkmoot.modules.catalogue.engine.reading import read
from folkmoot.modules.catalogue.engine.reading.names import names_of
from folkmoot.modules.catalogue.engine.reading.quoting import Marks, readings

LIGHT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
HEAVY = settings(LIGHT, max_examples=25)
letters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
cells = st.one_of(
    st.text(letters, max_size=12),
    st.text(st.sampled_from("abc\"';,|\t\n 0123.-"), max_size=12),
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**8), max_value=10**8).map(
        str
    ),
    st.dates().map(str),
)


@st.composite
def tables(draw, cells=cells, longest=12):
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=longest))
    return [row for row in rows if any(one.strip() for one in row)] or [["x"] * width]


def in_dialect(titles, rows, delimiter, quote, end, every):
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=quoting)
    writer.writerows([titles, *rows])
    return out.getvalue()


def written(folder, text, encoding="utf-8"):
    path = Path(folder) / "a.csv"
    path.write_bytes(text.encode(encoding))
    return path


@LIGHT
@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from("\"'"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
)
def test_a_table_reads_back_equal_in_any_dialect(rows, delimiter, quote, end, every, encoding):
    # A return inside a cell is a line end to every reader but the strictest, so cells have the file's own.
    rows = [[cell.replace("\r", "").replace("\n", end) for cell in row] for row in rows]
    titles = [f"title {at}" for at in range(len(rows[0]))]
    known = Choices(
        delimiter=delimiter,
        quote=quote,
        escape=quote,
        encoding=encoding,
        first_line=1,
        header_rows=1,
        footer_rows=0,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, in_dialect(titles, rows, delimiter, quote, end, every), encoding)
        source = read(path, Path(folder), known)
        assert source.titles == titles
        # A space after most delimiters belongs to them, as its reader is told.
        expected = [[cell.lstrip(" ") if source.dialect.skip_space else cell for cell in row] for row in rows]
        expected = [row for row in expected if tuple(one.strip() for one in row) != tuple(titles)]
        assume(all(any(one.strip() for one in row) for row in expected))
        found = [row for _, row in source.rows()]
        if source.dialect.skip_space:
            found, expected = (
                [[one.strip(" ") for one in row] for row in each] for each in (found, expected)
            )
        assert found == expected


plain = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=10)


@LIGHT
@given(tables(plain), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_dialect_is_found_where_a_header_tells_columns_apart(rows, delimiter, end, every):
    assume(len(rows) > 3)
    titles = [f"title-{name}" for name in "abcdefgh"[: len(rows[0])]]
    with tempfile.TemporaryDirectory() as folder:
        source = read(written(folder, in_dialect(titles, rows, delimiter, '"', end, every)), Path(folder))
        assert (source.dialect.delimiter, source.titles) == (delimiter, titles)
        assert [row for _, row in source.rows()] == rows


@HEAVY
@given(tables(longest=30), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_typing_changes_no_value(rows, crooked, end):
    titles = [f"title {at}" for at in range(len(rows[0]))]
    text = in_dialect(
        titles, [[cell.replace("\n", end) for cell in row] for row in rows], ",", '"', end, every=False
    )
    if crooked:
        text += end
    known = Choices(
        delimiter=",", quote='"', escape='"', encoding="utf-8", first_line=1, header_rows=1, footer_rows=0
    )
    with tempfile.TemporaryDirectory() as folder:
        source = read(written(folder, text), Path(folder), known)
        expected = [row for _, row in source.rows()]
        made = build(Path(folder) / "a.csv", Path(folder) / "root", choices=known)
        with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
            found = table.execute("SELECT * EXCLUDE (_id) FROM rows ORDER BY _id").fetchall()
            listed = (
                table.execute('SELECT "column", raw FROM rejects').fetchall()
                if made.manifest["rejects"]
                else []
            )
    fields = made.manifest["fields"]
    assert len(found) == len(expected)
    for before, after in zip(expected, found, strict=True):
        for field, cell, value in zip(fields, before, after, strict=True):
            if value is None:
                gone = not cell or cell in field.get("marks", ()) or (field["name"], cell) in listed
                assert gone, (field, cell)
            else:
                assert same(field, cell, value), (field, cell, value)


def same(field, cell, value):
    """Whether the value says all that the cell says, by rules of this test's own."""
    if field["type"] == "text":
        return value == cell
    if field["type"] in {"int", "number"}:
        word = re.sub(r"[\s$€£¥%]", "", cell)
        point = field.get("known", {}).get("decimal", ".")
        word = word.replace("." if point == "," else ",", "").replace(point, ".")
        return Decimal(word) == Decimal(str(value)) and not re.match(r"-?0\d", word)
    return str(value) == cell


@LIGHT
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abc"),
            st.one_of(st.none(), st.booleans(), st.integers(), st.text(letters, max_size=8)),
        ),
        min_size=1,
        max_size=10,
    ),
    st.booleans(),
)
def test_json_keeps_every_value(records, lines):
    assume(any(records))
    text = "\n".join(json.dumps(one) for one in records) if lines else json.dumps(records)
    with tempfile.TemporaryDirectory() as folder:
        source = read(written(folder, text), Path(folder), Choices(kind="jsonl" if lines else "json"))
        found = [dict(zip(source.titles, row, strict=True)) for _, row in source.rows()]
    said = {None: "", True: "true", False: "false"}
    wanted = [
        {
            name: said[one] if one is None or isinstance(one, bool) else str(one)
            for name, one in record.items()
        }
        for record in records
    ]
    assert [{name: one for name, one in row.items() if one} for row in found] == [
        kept for record in wanted if (kept := {name: one for name, one in record.items() if one})
    ]


@LIGHT
@given(st.lists(st.text(st.sampled_from('ab",; '), max_size=8), min_size=1, max_size=5))
def test_an_orderly_record_has_one_reading(row):
    line = in_dialect([], [row], ",", '"', "", every=True)
    found = list(readings(line, Marks()))
    assert [[one.text for one in each] for each in found] == [row]


@LIGHT
@given(st.text(st.sampled_from("a\",;'\\ "), max_size=40))
def test_any_line_has_a_reading_that_loses_no_letter(line):
    for found in readings(line, Marks()):
        assert "".join(one.text for one in found).count("a") == line.count("a")


@LIGHT
@given(st.lists(st.text(max_size=70), max_size=8))
def test_names_are_told_apart_and_fit_for_addresses(titles):
    names = names_of(titles)
    assert len(set(names)) == len(titles)
    assert all(re.fullmatch(r"[^\W]+", one) and not one[0].isdigit() and len(one) <= 70 for one in names)
    assert not {"_id", "_line"} & set(names)


@LIGHT
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        try:
            source = read(path, Path(folder))
            widths = {len(row) for _, row in source.rows()}
        except Unreadable as refused:
            said = [one.why for one in refused.refusals]
        else:
            said = widths <= {len(source.titles)}
    assert said
