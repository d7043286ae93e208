"""Files of the roll: what is read, what is refused and in which words; ages, codes and what makes one person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.budgeting.rules import roll
from folkmoot.modules.budgeting.rules.roll import (
    CODE_ALPHABET,
    CODE_LENGTH,
    Line,
    age,
    code_of,
    read,
    same_person,
    spaced,
)

AREAS = {"northgate": "northgate", "old-quay": "old-quay", "oldquay": "old-quay"}
TODAY = date(2026, 3, 17)


def lines(text, **more):
    return read(text.encode(), areas=AREAS, today=TODAY, **more)


def test_a_roll_is_read_however_a_register_writes_it():
    comma = "name,born,area,email,reference\nAda Lovelace,1980-12-10,Old Quay,ADA@example.org,R1\n\n"
    semicolon = '\ufeffborn;name\r\n10.12.1980;"Hopper; Grace"\r\n'
    assert lines(comma) == (
        [Line("Ada Lovelace", date(1980, 12, 10), "old-quay", "", "ada@example.org", "R1")],
        [],
    )
    assert lines(semicolon) == ([Line("Hopper; Grace", date(1980, 12, 10))], [])
    assert lines("name\treference\nAda\t7")[0] == [Line("Ada", None, reference="7")]


BAD = [
    ("", 1, "the header needs the column name, and born or reference"),
    ("name;born\n", 1, "there is nobody in this file"),
    (
        "name;age\nAda;4",
        1,
        "there is no column 'age'; the columns are name, born, area, address, email, reference",
    ),
    ("name;name;born\nA;A;1980-01-01", 1, "a column is named twice"),
    ("name;area\nAda;northgate", 1, "the header needs the column name, and born or reference"),
    ("name;born\nAda", 2, "this line has 1 cells and the header 2"),
    ("name;born\n!!;1980-01-01", 2, "the name is missing"),
    ("name;born\nAda;", 2, "the day of birth is missing"),
    (
        "name;born\nAda;1980-02-30",
        2,
        "'1980-02-30' is no day of birth; write it like 1980-12-31 or 31.12.1980",
    ),
    ("name;born\nAda;1.1.2027", 2, "'1.1.2027' is no day of birth"),
    ("name;born\nAda;01/02/1980", 2, "'01/02/1980' is no day of birth"),
    ("name;born\nAda;1870-01-01", 2, "'1870-01-01' is no day of birth"),
    ("name;born;area\nAda;1980-01-01;West", 2, "there is no area 'West'"),
    ("name;born;email\nAda;1980-01-01;ada@", 2, "'ada@' is no e-mail address"),
    (f"name;born\n{'A' * 201};1980-01-01", 2, "name has at most 200 characters"),
    ("name;born\nAda;1980-01-01\nGrace;1970-01-01\n ÁDA ;1.1.1980", 4, "the same person as in line 2"),
    ('name;born\n"Ada;1980-01-01', 2, "this is no CSV"),
]


@pytest.mark.parametrize(("text", "line", "why"), BAD)
def test_a_bad_roll_says_where_and_what_would_be_right(text, line, why):
    found, wrong = lines(text)
    assert found == []
    assert [(one.line, why in one.why) for one in wrong] == [(line, True)], wrong


def test_somebody_too_young_is_refused_with_the_line():
    text = "name;born\nAda;2012-03-17\nBea;2012-03-18\nCleo;"
    _found, wrong = lines(text, minimum_age=14)
    assert [(one.line, one.why) for one in wrong] == [
        (3, "this person is younger than 14 on the last day of voting"),
        (4, "the day of birth is missing"),
    ]


def test_what_is_no_utf_8_names_its_line():
    [bad] = read("name;born\nJosé;1980-01-01".encode("latin-1"), areas={}, today=TODAY)[1]
    assert (bad.line, "UTF-8" in bad.why) == (2, True)


def test_only_so_many_problems_are_told(monkeypatch):
    assert len(lines("name;born\n" + "Ada;x\n" * 500)[1]) == roll.MOST_TOLD
    monkeypatch.setattr(roll, "MOST_LINES", 2)
    _found, wrong = lines("name;reference\nA;1\nB;2\nC;3")
    assert [one.line for one in wrong] == [4]


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2012, 3, 17), date(2026, 3, 17), 14),
        (date(2012, 3, 18), date(2026, 3, 17), 13),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
    ],
)
def test_ages(born, on, years):
    assert age(born, on) == years


@given(code=st.text(CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_known_however_it_is_typed(code):
    assert code_of(spaced(code)) == code == code_of(f" {spaced(code).lower().replace('-', ' ')} ")
    assert code_of(code.replace("1", "l").replace("0", "o")) == code
    assert code_of(code + "0") == "" == code_of(code[1:])


@given(junk=st.text(max_size=30))
def test_anything_may_be_typed_as_a_code(junk):
    assert code_of(junk) == "" or len(code_of(junk)) == CODE_LENGTH


@given(content=st.binary(max_size=200))
def test_any_file_is_read_or_refused(content):
    found, wrong = read(content, areas=AREAS, today=TODAY)
    assert bool(found) != bool(wrong)


def test_one_person_is_one_person():
    born = date(1980, 12, 10)
    assert same_person(name="Ada  Lovelace", born=born) == same_person(
        name="ÀDA LOVELACE", born=born, reference="9"
    )
    assert same_person(name="Ada", born=None, reference="1") != same_person(
        name="Ada", born=None, reference="2"
    )
