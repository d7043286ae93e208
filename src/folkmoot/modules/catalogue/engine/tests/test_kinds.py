"""Every kind of file that is taken, and the odd places in it where a table can lie."""

import gzip
import json
import zipfile
from decimal import Decimal

import duckdb
import pytest

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.faults import Unreadable
from folkmoot.modules.catalogue.engine.generation import build
from folkmoot.modules.catalogue.engine.reading import read
from folkmoot.modules.catalogue.engine.reading.unify import key_of


def rows(made):
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as table:
        return table.execute("SELECT * EXCLUDE (_id) FROM rows ORDER BY _id").fetchall()


def types(made):
    return {one["name"]: one["type"] for one in made.manifest["fields"]}


def text(folder, words, **more):
    path = folder / "a.csv"
    path.write_bytes(words.encode(more.pop("encoding", "utf-8")))
    source = read(path, folder, Choices(**more))
    return source, [cells for _, cells in source.rows()]


def test_parquet_keeps_its_types(tmp_path):
    path = tmp_path / "a.parquet"
    query = "SELECT 7::INTEGER AS n, 1.5::DOUBLE AS d, 2.50::DECIMAL(9,2) AS m, DATE '2024-02-29' AS day, [1,2] AS list, 'x' AS word, true AS yes, 3::UTINYINT AS _id"
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    made = build(path, tmp_path)
    assert types(made) == {
        "n": "int", "d": "number", "m": "number", "day": "date", "list": "json", "word": "text", "yes": "bool", "id": "int",
    }  # fmt: skip
    assert rows(made)[0][:3] == (7, 1.5, Decimal("2.50"))
    assert rows(made)[0][4] == "[1,2]"


def test_geojson_becomes_a_table_with_a_geometry(tmp_path):
    features = [
        {
            "type": "Feature",
            "id": at,
            "properties": {"name": f"n{at}", "height": at + 0.5},
            "geometry": {"type": "Point", "coordinates": [7.6, 51.9]},
        }
        for at in range(3)
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    made = build(path, tmp_path)
    assert types(made) == {"id": "int", "name": "text", "height": "number", "geometry": "geometry"}
    assert json.loads(rows(made)[0][3])["coordinates"] == [7.6, 51.9]


def test_records_deep_in_a_document_are_found_and_flattened(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps(
            {"success": True, "result": {"records": [{"a": {"b": 1, "c": "x"}, "l": [1]}, {"a": {"b": 2}}]}}
        )
    )
    made = build(path, tmp_path)
    assert made.manifest["dialect"]["path"] == "result.records.item"
    assert [one["title"] for one in made.manifest["fields"]] == ["a.b", "a.c", "l"]
    assert rows(made) == [(1, "x", "[1]"), (2, None, None)]


def test_json_keeps_the_digits_of_numbers(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"n": 0.10, "id": 12345678901234567}, {"n": 2.50, "id": 1}]')
    made = build(path, tmp_path)
    assert rows(made) == [(Decimal("0.10"), 12345678901234567), (Decimal("2.50"), 1)]


def test_archives_are_opened_once(tmp_path):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n1,x\n2,y\n"))
    assert rows(build(packed, tmp_path)) == [(1, "x"), (2, "y")]
    several = tmp_path / "a.zip"
    with zipfile.ZipFile(several, "w") as archive:
        archive.writestr("one.csv", "a,b\n1,x\n2,y\n")
        archive.writestr("two.csv", "a,b\n3,z\n4,w\n")
        archive.writestr("__MACOSX/._one.csv", b"\0\1")
    made = build(several, tmp_path, choices=Choices(member="two.csv"))
    assert rows(made) == [(3, "z"), (4, "w")]
    assert made.manifest["dialect"]["member"] == "two.csv"
    with pytest.raises(Unreadable, match=r"there are one\.csv, two\.csv"):
        build(several, tmp_path, choices=Choices(member="three.csv"))


@pytest.mark.parametrize(
    ("words", "titles", "count"),
    [
        ("Report of 2024\n\nid,amount\n1,2.5\n2,3.5\n\nSource: the treasury\n", ["id", "amount"], 2),
        ("id,amount,note\n1,2.5,\n2,3.5,\nid,amount,note\n3,4.5,\n", ["id", "amount", "note"], 3),
        (
            ",Men,,Women,\nyear,old,young,old,young\n2023,1,2,3,4\n2024,5,6,7,8\n",
            ["year", "Men / old", "Men / young", "Women / old", "Women / young"],
            2,
        ),
        ("1,2.5,x\n2,3.5,y\n", ["", "", ""], 2),
        ("day,0,1,2,3\n2024-01-01,5,6,7,8\n2024-01-02,9,8,7,6\n", ["day", "0", "1", "2", "3"], 2),
        ("a;b;\n1;x;\n2;y;\n", ["a", "b"], 2),
        (
            "id,a,b,c\n1,2,3,4\n5,6,7,8\n9,8,7,6\n1,2,3,4\n5,6,7,8\n9,8,7,6\n\nname,size\nx,1\ny,2\nz,3\n",
            ["id", "a", "b", "c"],
            6,
        ),
    ],
    ids=["around", "again", "two rows", "no header", "hours", "trailing", "second table"],
)
def test_the_table_is_found_where_it_lies(words, titles, count, tmp_path):
    source, found = text(tmp_path, words)
    assert source.titles[: len(titles)] == titles
    assert len(found) == count


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1250", "mac_roman", "cp850"]
)
def test_umlauts_arrive_in_every_encoding(encoding, tmp_path):
    words = "straße;größe\n" + "".join(f"Müllerstraße {at};{at},5\n" for at in range(40))
    source, found = text(tmp_path, words, encoding=encoding)
    assert source.titles == ["straße", "größe"]
    assert found[0] == ["Müllerstraße 0", "0,5"]
    assert source.dialect.reasons["encoding"]


def test_one_stray_byte_does_not_turn_a_file_into_another_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("".join(f"Größe {at};{at}\n" for at in range(500)).encode() + b"Gr\xf6\xdfe 500;500\n")
    source = read(path, tmp_path)
    assert [cells for _, cells in source.rows()][-1] == ["Größe 500", "500"]
    assert source.notes.counts["encoding"] == 1


def test_columns_of_several_files_are_one_by_their_leading_id():
    assert key_of("101020113 (FR stdteinwärts)") == key_of("101020113 (FR stadteinwärts)")
    assert key_of("101020113-status") != key_of("101020113 (FR stadteinwärts)")
    assert key_of("Datetime") == key_of("datetime")
    assert key_of("2024 total") != key_of("2024 rest")
