"""Files made to do harm, and files that harm by accident: each is refused in words, with the place, and leaves nothing."""

import gzip
import io
import zipfile

import pytest

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.faults import Unreadable
from folkmoot.modules.catalogue.engine.generation import build
from folkmoot.modules.catalogue.engine.limits import Limits
from folkmoot.modules.catalogue.engine.reading import read

SMALL = Limits(
    line=1 << 20, cell=100_000, unpacked=1 << 20, sheet=1 << 20, small=64 << 10, ratio=20, columns=50
)
LOL = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;">]>'


def packed(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return held.getvalue()


def workbook(sheet, shared=""):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{shared}<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>',
        )
    return held.getvalue()


def cell(place, value):
    return f'<c r="{place}"><v>{value}</v></c>'


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


REFUSALS = {
    "an empty file": (b"", "file", "the file is empty"),
    "spaces": (b" \n \n", "file", "no words in it"),
    "a NUL byte": (b"a,b\n1,2\n3,\x004\n", "line 3", "NUL byte"),
    "bytes that are no text": (bytes(range(256)) * 40, "", "NUL byte"),
    "a line without end": (b"a,b\n1,2\n" + b"x" * (2 << 20), "line 3", "longer than 1 MB"),
    "a cell without end": (
        b"a,b\n1," + b"x" * 200_000 + b"\n",
        "line 2, column 2",
        "a cell may hold 100,000",
    ),
    "too many columns": (
        b",".join(b"c%d" % at for at in range(60)) + b"\n" + b",".join([b"1"] * 60) + b"\n",
        "header",
        "60 columns",
    ),
    "a PDF": (b"%PDF-1.7 ...", "file", "a PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "file", "a picture"),
    "a web page": (b"<!DOCTYPE html><html><table>", "file", "a web page"),
    "a database": (b"SQLite format 3\0", "file", "an SQLite database"),
    "XML": (LOL.encode(), "file", "this is XML"),
    "half a character": (b'[{"a":"x"},{"a":"\\ud800"}]', "line 1", "half a character"),
    "half a character in lines": (b'{"a":1}\n{"a":"\\udc00x"}\n', "line 2", "half a character"),
    "broken JSON": (b'[{"a":1},', "file", "not valid JSON"),
    "a broken line of JSON": (b'{"a":1}\n{"b":\n', "line 2", "not one JSON object"),
    "nesting without end": (b'[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]", "file", "nested deeper"),
    "no list": (b'{"a":{"b":[1,2]}}\n{', "line 2", "not one JSON object"),
    "an empty list": (b"[]", "file", "no list of records"),
    "a bomb": (packed(bomb=b"0" * (900 << 10)), "bomb in the archive", "20 times its size"),
    "a large archive": (
        packed(**{"a.csv": b"".join(b"%d,%d\n" % (at, at * at) for at in range(150_000))}),
        "a.csv in the archive",
        "more than 1 MB",
    ),
    "a gzip bomb": (gzip.compress(b"0" * (900 << 10)), "in the archive", "20 times its size"),
    "an archive in an archive": (
        packed(**{"a.zip": packed(**{"a.csv": b"a,b\n1,2\n"})}),
        "file",
        "archive inside the archive",
    ),
    "several files": (packed(**{"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}), "member", "a.csv, b.csv"),
    "a broken archive": (b"PK\x03\x04" + b"junk" * 50, "file", "broken"),
    "a broken gzip": (b"\x1f\x8b" + b"junk" * 50, "file", "broken"),
    "a workbook with entities": (
        workbook(row(1, cell("A1", "&lol1;")), LOL),
        "xl/worksheets/sheet1.xml in the workbook",
        "declares entities",
    ),
    "a workbook bomb": (
        workbook(row(1, *[cell("A1", 1)] * 40_000)),
        "xl/worksheets/sheet1.xml in the archive",
        "20 times|1 MB",
    ),
    "a broken workbook": (packed(xl__workbook_xml="<workbook"), "file", "broken"),
    "a cell far away": (
        workbook(row(1, cell("A1", 1)) + row(1048576, cell("XFD1048576", 2))),
        "",
        "memory|spans",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_harm_is_refused_in_words(name, tmp_path):
    data, where, why = REFUSALS[name]
    path = tmp_path / "file"
    path.write_bytes(data)
    root = tmp_path / "root"
    with pytest.raises(Unreadable, match=why) as caught:
        build(path, root, limits=SMALL)
    (refusal,) = caught.value.refusals
    assert where in refusal.field
    assert refusal.why
    assert not [one for one in root.rglob("*") if one.is_file()]


def test_an_archive_that_lies_about_its_size_is_counted(tmp_path):
    data = packed(**{"a.csv": b"a,b\n" + b"1,2\n" * 400_000})
    # The sizes stand little-endian behind the CRC in both headers.
    lie = data.replace((1_600_004).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != data
    path = tmp_path / "lie.zip"
    path.write_bytes(lie)
    with pytest.raises(Unreadable, match="20 times|1 MB|broken"):
        build(path, tmp_path / "root", limits=SMALL)


@pytest.mark.parametrize("name", ["../../outside.csv", "/etc/outside.csv", "C:\\outside.csv"])
def test_a_member_is_never_written_outside(name, tmp_path):
    held = tmp_path / "a.zip"
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "a,b\n1,2\n3,4\n")
    folder = tmp_path / "in"
    folder.mkdir()
    read(held, folder)
    assert not list(tmp_path.glob("**/outside.csv"))


def test_formulas_stay_text_and_are_pointed_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('name,note\n"=HYPERLINK(""http://example.org"")",x\n@SUM(A1),y\nplain,z\n')
    made = build(path, tmp_path)
    field = made.manifest["fields"][0]
    assert (field["type"], field["formulas"]) == ("text", 2)
    assert (
        next(one["code"] for one in made.manifest["quality"]["todo"] if one["column"] == "name") == "formulas"
    )


def test_an_encoding_that_was_chosen_wrong_is_refused_with_the_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b\n1,x\n2,Größe\n".encode("cp1252"))
    with pytest.raises(Unreadable, match="bytes that are not utf-8"):
        build(path, tmp_path, choices=Choices(encoding="utf-8"))
    with pytest.raises(Unreadable, match="no encoding 'klingon'"):
        build(path, tmp_path, choices=Choices(encoding="klingon"))


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_file(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"{at},word {at},{at * 2}" for at in range(5_000)]
    lines[2_500] = '2500,"word 2500,5000'
    path.write_text("id,word,twice\n" + "\n".join(lines) + "\n")
    made = build(path, tmp_path)
    assert made.manifest["rows"] == 5_000
    assert [one["type"] for one in made.manifest["fields"]] == ["int", "text", "int"]
    assert made.manifest["notes"]["notes"][0]["line"] == 2_502
