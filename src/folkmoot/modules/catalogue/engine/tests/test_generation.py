"""A generation is there whole or not at all, the same for the same file, and a kill costs one step at most."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal

import duckdb
import pytest

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.faults import Damaged, Unreadable
from folkmoot.modules.catalogue.engine.generation import build, diff, rebuild, verify
from folkmoot.modules.catalogue.engine.generation.folder import alone
from folkmoot.modules.catalogue.engine.quality import csvw, table_schema
from folkmoot.modules.catalogue.engine.typing import Entry


def written(folder, text, name="a.csv"):
    path = folder / name
    path.write_text(text)
    return path


def rows(made, what="*", table="rows", order=" ORDER BY _id"):
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as connection:
        return connection.execute(f"SELECT {what} FROM {table}{order}").fetchall()


def test_a_generation_has_the_layout_that_queries_expect(tmp_path):
    made = build(
        written(tmp_path, "code,amount,day\n007,1.50,2024-01-31\n010,2,2024-02-29\n"), tmp_path / "root"
    )
    assert (
        made.folder.name == made.id == hashlib.sha256((made.folder / "table.json").read_bytes()).hexdigest()
    )
    assert {one.name for one in made.folder.iterdir()} == {"table.duckdb", "table.parquet", "table.json"}
    with duckdb.connect(str(made.folder / "table.duckdb"), read_only=True) as connection:
        described = connection.execute("DESCRIBE rows").fetchall()
        assert [one[:2] for one in described] == [
            ("_id", "BIGINT"),
            ("code", "VARCHAR"),
            ("amount", "DECIMAL(18,2)"),
            ("day", "DATE"),
        ]
        parquet = str(made.folder / "table.parquet")
        table = connection.execute("SELECT * FROM rows ORDER BY _id").fetchall()
        assert connection.execute(f"SELECT * FROM read_parquet('{parquet}')").fetchall() == table
    assert [one[:3] for one in table] == [(1, "007", Decimal("1.50")), (2, "010", Decimal("2.00"))]
    verify(made.folder)
    assert list((tmp_path / "root" / ".building").iterdir()) == []


def test_the_same_file_gives_the_same_generation(tmp_path):
    text = "id,word\n" + "".join(f"{at},word {at % 97}\n" for at in range(300_000))
    path = written(tmp_path, text)
    first = build(path, tmp_path / "one")
    second = build(path, tmp_path / "two")
    again = build(path, tmp_path / "one")
    assert first.id == second.id == again.id
    assert str(tmp_path) not in (first.folder / "table.json").read_text()


def test_a_bad_cell_is_kept_and_listed_and_loses_no_load(tmp_path):
    lines = [f"{at},{at / 4}" for at in range(1_000)]
    lines[499] = "499,unknown value"
    lines[800] = "800,n/a"
    made = build(written(tmp_path, "id,amount\n" + "\n".join(lines) + "\n"), tmp_path)
    assert rows(made, '"line", "column", raw, reason', "rejects", "") == [
        (501, "amount", "unknown value", "not a number with '.' before decimals")
    ]
    assert rows(made, "amount", order=" WHERE _id IN (500, 501, 801) ORDER BY _id") == [
        (None,),
        (Decimal("125.00"),),
        (None,),
    ]
    field = made.manifest["fields"][1]
    assert (field["type"], field["rejected"], field["marks"], field["marked"]) == ("number", 1, ["n/a"], 1)


def test_lines_are_right_where_cells_span_several(tmp_path):
    lines = [f'{at},"two\nlines"' for at in range(200)]
    lines[150] = 'oops,"two\nlines"'
    made = build(written(tmp_path, "id,text\n" + "\n".join(lines) + "\n"), tmp_path)
    assert rows(made, '"line", raw', "rejects", "") == [(302, "oops")]


def test_what_is_laid_down_survives_a_reload(tmp_path):
    dictionary = {
        "plz": Entry(type="text", label="Postcode", description="Five digits."),
        "amount": Entry(type="number", unit="EUR", source="Treasury"),
        "id": Entry(key=True),
    }
    before = build(
        written(tmp_path, "id,plz,amount\n1,48143,10\n2,48145,20\n"), tmp_path, dictionary=dictionary
    )
    after = build(
        written(tmp_path, "id,plz,amount\n1,48143,10\n3,99999,many\n"), tmp_path, dictionary=dictionary
    )
    for made in (before, after):
        plz, amount = made.manifest["fields"][1:]
        assert (plz["type"], plz["label"], plz["chosen"]) == ("text", "Postcode", True)
        assert (amount["type"], amount["unit"], amount["source"]) == ("number", "EUR", "Treasury")
        assert made.manifest["key"] == ["id"]
    assert rows(after, '"line", raw', "rejects", "") == [(3, "many")]
    changed = diff(before.folder, after.folder, tmp_path / "spill")
    assert (changed.rows_added, changed.rows_removed, changed.rows_changed, changed.key) == (1, 1, 0, ("id",))


def test_a_difference_counts_columns_and_rows(tmp_path):
    old = build(written(tmp_path, "id,a,b\n1,x,1\n2,y,2\n3,z,3\n3,z,3\n", "old.csv"), tmp_path)
    new = build(written(tmp_path, "id,a,c\n1,x,1\n2,Y,2\n4,w,4\n3,z,3\n", "new.csv"), tmp_path)
    keyed = diff(old.folder, new.folder, tmp_path / "spill", key=["id"])
    assert (keyed.columns_added, keyed.columns_removed) == (("c",), ("b",))
    assert (keyed.rows_added, keyed.rows_removed, keyed.rows_changed) == (1, 1, 1)
    plain = diff(old.folder, new.folder, tmp_path / "spill")
    assert (plain.rows_added, plain.rows_removed, plain.rows_changed) == (2, 2, None)
    retyped = build(written(tmp_path, "id,a,b\n1,x,one\n2,y,2\n3,z,3\n3,z,3\n", "retyped.csv"), tmp_path)
    assert diff(old.folder, retyped.folder, tmp_path / "spill").columns_retyped == (("b", "int", "text"),)


def test_damage_is_noticed_and_the_table_made_again(tmp_path):
    made = build(written(tmp_path, "a,b\n1,x\n2,y\n"), tmp_path)
    table = rows(made)
    (made.folder / "table.duckdb").unlink()
    rebuild(made.folder)
    assert rows(made) == table
    with (made.folder / "table.parquet").open("r+b") as file:
        file.seek(20)
        file.write(b"\x00\x00\x00")
    with pytest.raises(Damaged, match=r"table\.parquet"):
        verify(made.folder)
    (made.folder / "table.json").write_text("{}")
    with pytest.raises(Damaged, match=r"table\.json"):
        verify(made.folder)


KILLED = """
import os, signal, sys
from pathlib import Path
from folkmoot.modules.catalogue.engine.generation import build, folder
at = sys.argv[3]
real = folder.Steps.done
def done(self, name, left):
    if at == "before " + name: os.kill(os.getpid(), signal.SIGKILL)
    found = real(self, name, left)
    if at == "after " + name: os.kill(os.getpid(), signal.SIGKILL)
    return found
folder.Steps.done = done
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["scan", "rows", "types", "table", "parquet"])
@pytest.mark.parametrize("text", ["a;b\nx;1\ny;2\n", "a,b,c\nx,1,2\ny,3\n\nz,4,5\n"], ids=["plain", "uneven"])
def test_a_build_that_was_killed_goes_on_after_its_last_step(when, step, text, tmp_path):
    path = written(tmp_path, text)
    expected = build(path, tmp_path / "other").id
    root = tmp_path / "root"
    words = [sys.executable, "-c", KILLED, str(path), str(root), f"{when} {step}"]
    done = subprocess.run(words, check=False, env={"PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == -signal.SIGKILL
    assert not [one for one in root.iterdir() if one.name != ".building"], "nothing half done is seen"
    heard = []
    made = build(path, root, progress=lambda name, _done: heard.append(name))
    assert made.id == expected
    order = ["scan", "rows", "types", "table", "parquet", "manifest"]
    rest = order[order.index(step) + (when == "after") :]
    # Whether a file is in order is seen when its types are asked for; if it is not, the rows are read once more.
    assert list(dict.fromkeys(heard)) in (rest, ["rows", *rest])
    verify(made.folder)


def test_two_do_not_build_the_same_at_once(tmp_path):
    path = written(tmp_path, "a,b\n1,x\n2,y\n")
    root = tmp_path / "root"
    seen = []

    def build_again(step, _done):
        if step == "scan":
            with pytest.raises(Unreadable, match="another process"):
                build(path, root)
            seen.append(step)

    build(path, root, progress=build_again)
    assert seen == ["scan"]
    with alone(tmp_path / "folder"):
        pass


def test_names_of_folders_and_files_may_hold_anything(tmp_path):
    odd = tmp_path / 'it\'s "odd"; DROP TABLE rows --'
    odd.mkdir()
    made = build(written(odd, 'a\'b,"c""d"\n1,x\'y\n2,z\n', "o'hare*.csv"), odd)
    assert rows(made) == [(1, 1, "x'y"), (2, 2, "z")]
    assert [one["title"] for one in made.manifest["fields"]] == ["a'b", 'c"d']


def test_progress_never_goes_back(tmp_path):
    shares = []
    build(written(tmp_path, "a,b\n1,x\n2,y\n"), tmp_path, progress=lambda _step, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_choices_override_what_is_found(tmp_path):
    path = written(tmp_path, "made by HAL\n1;2,5;x\n2;3,5;y\n")
    choices = Choices(first_line=2, header_rows=0, columns=("id", "amount", "word"), rename={"word": "Word"})
    made = build(path, tmp_path, choices=choices)
    assert [one["title"] for one in made.manifest["fields"]] == ["id", "amount", "Word"]
    assert rows(made, "amount") == [(Decimal("2.5"),), (Decimal("3.5"),)]
    assert made.manifest["choices"] == choices.stored()
    assert Choices.of(json.loads(json.dumps(choices.stored()))) == choices
    with pytest.raises(Unreadable, match="names 2 columns and the file has 3"):
        build(path, tmp_path, choices=Choices(first_line=2, header_rows=0, columns=("id", "amount")))


def test_a_fixed_width_export_is_read_by_its_mapping(tmp_path):
    path = written(tmp_path, "0001Ada     19.50\n0002Grace  120.00\n")
    made = build(path, tmp_path, choices=Choices(widths=(4, 6, 7), columns=("id", "name", "amount")))
    assert rows(made) == [(1, "0001", "Ada", Decimal("19.50")), (2, "0002", "Grace", Decimal("120.00"))]


def test_the_schema_is_told_to_others(tmp_path):
    dictionary = {
        "id": Entry(key=True),
        "amount": Entry(unit="EUR", description="What was paid.", label="Amount"),
    }
    made = build(
        written(tmp_path, "id,amount,day\n1,2.5,2024-01-01\n2,,2024-01-02\n"), tmp_path, dictionary=dictionary
    )
    schema = table_schema(made.manifest)
    assert schema["primaryKey"] == ["id"]
    assert [one["type"] for one in schema["fields"]] == ["integer", "number", "date"]
    assert schema["fields"][1]["unit"] == "EUR"
    assert [bool(one.get("constraints")) for one in schema["fields"]] == [True, False, True]
    document = csvw(made.manifest, "table.csv", language="de")
    assert document["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "de"}]
    assert [one["datatype"] for one in document["tableSchema"]["columns"]] == ["integer", "decimal", "date"]
    assert document["tableSchema"]["primaryKey"] == ["id"]


def test_quality_has_reasons_and_things_to_do(tmp_path):
    lines = [f"{at},{'' if at % 2 else at},a{at}@example.org" for at in range(200)]
    made = build(
        written(tmp_path, "id,amount,mail\n" + "\n".join([*lines, "200,word,x", "Total,,"]) + "\n"), tmp_path
    )
    quality = made.manifest["quality"]
    assert 0 < quality["overall"] < 1
    assert any("do not fit" in one for one in quality["scores"]["validity"]["reasons"])
    codes = {(one["code"], one["column"]) for one in quality["todo"]}
    assert {("rejects", ""), ("totals", ""), ("personal", "mail"), ("description", "id")} <= codes
    for one in quality["todo"]:
        assert one["words"]


def test_importing_the_engine_starts_no_database():
    code = "import sys, folkmoot.modules.catalogue.engine.generation as g; assert 'duckdb' not in sys.modules, 'imported'"
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)})
    assert time.monotonic() - began < 60
