"""What we read we write again, and others read what we write."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from folkmoot.modules.budgeting.pabulib.numbers import number, written
from folkmoot.modules.budgeting.pabulib.reading import read
from folkmoot.modules.budgeting.pabulib.tests.test_bad_files import GOOD, POINTS
from folkmoot.modules.budgeting.pabulib.writing import compose, write
from folkmoot.modules.budgeting.rules.tests.real import FILES, needs_files


def same(one, other):
    """Everything that is said; not on which line."""
    for first, second in ((one.projects, other.projects), (one.votes, other.votes)):
        kept = [name for name in first.header if any(first.column(name)) or name in second.header]
        assert {("beneficiaries" if name == "target" else name) for name in kept} == set(second.header)
        for name in kept:
            theirs = second.column("beneficiaries" if name == "target" else name)
            assert [" ".join(cell.split()) for cell in first.column(name)] == theirs
    assert {key: " ".join(value.split()) for key, value in one.meta.items() if value} == other.meta
    for field in ("budget", "vote_type", "ids", "costs", "ballots", "points"):
        assert getattr(one, field) == getattr(other, field)


@pytest.mark.parametrize("text", [GOOD, POINTS])
def test_a_good_file_comes_back_byte_for_byte(text):
    assert write(read(text.encode(), strict=True)).decode() == text


@pytest.mark.realdata
@needs_files
@pytest.mark.parametrize(
    "paths", [FILES[::8], pytest.param(FILES, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_real_files_come_back(paths):
    assert len(FILES) == 114
    for path in paths:
        first = read(path.read_bytes())
        content = write(first)
        same(first, read(content))
        assert write(read(content)) == content


@pytest.mark.realdata
@needs_files
def test_the_librarys_own_checker_takes_what_we_write_as_it_took_the_original():
    """The checker's complaints about a file are about its content: writing it anew may take some away, and adds none."""
    from pabulib.checker import Checker

    def complaints(content):
        results = Checker().process_files([content.decode()])
        found = [one for key, one in results.items() if key not in {"metadata", "summary"}]
        return {
            kind
            for one in found
            if isinstance(one["results"], dict)
            for kind in one["results"].get("errors", {})
        }

    smallest = sorted(FILES, key=lambda path: path.stat().st_size)[:16]
    clean = 0
    for path in smallest:
        content = path.read_bytes()
        before, after = complaints(content), complaints(write(read(content)))
        # Names of categories with ", " in them are the original's own.
        assert after <= before & {"whitespace around list separator"}, path.name
        clean += not after
    assert clean >= 10


def test_the_checker_finds_what_is_wrong():
    from pabulib.checker import Checker

    good, bad = (
        Checker().process_files([text]) for text in (GOOD, GOOD.replace("num_votes;3", "num_votes;4"))
    )
    assert good["metadata"]["valid"] == 1, good
    assert bad["metadata"]["invalid"] == 1


def test_unknown_fields_are_not_written():
    with pytest.raises(ValueError, match="META has no field mood"):
        compose({"mood": "good"}, [], [])
    with pytest.raises(ValueError, match="PROJECTS has no column colour"):
        compose({}, [{"project_id": "a", "cost": "1", "colour": "red"}], [])


@given(st.fractions(max_denominator=10).filter(lambda one: (1000 % one.denominator) == 0))
@example(Fraction(10**30 - 1))
@example(Fraction(10**30))
@example(Fraction(-(10**31), 4))
def test_numbers_are_written_exactly_or_refused(value):
    if abs(value) < 10**30:
        assert number(written(value)) == value
    else:
        with pytest.raises(ValueError, match="more digits"):
            written(value)


def test_numbers_without_a_decimal_are_refused():
    with pytest.raises(ValueError, match="no finite decimal"):
        written(Fraction(1, 3))
