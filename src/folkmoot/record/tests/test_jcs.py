"""Canonical JSON against the vectors of RFC 8785 and against the rfc8785 package."""

import json
import struct

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.record.jcs import JsonError, canonicalise, format_number, loads_strict

SAFE = 2**53 - 1
doubles = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack(">d", bits.to_bytes(8, "big"))[0])
finite = doubles.filter(lambda number: abs(number) < float("inf"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | finite | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


def test_the_vectors(real_data):
    folder = real_data / "record/jcs"
    names = sorted(path.stem for path in (folder / "input").glob("*.json"))
    assert len(names) == 6
    for name in names:
        expected = bytes.fromhex("".join((folder / f"outhex/{name}.txt").read_text().split()))
        assert canonicalise(loads_strict((folder / f"input/{name}.json").read_bytes())) == expected
        assert canonicalise(loads_strict(expected)) == expected


@given(values)
def test_another_implementation_agrees(value):
    assert canonicalise(value) == rfc8785.dumps(value)


@given(doubles)
def test_another_implementation_agrees_on_every_kind_of_number(number):
    if abs(number) < float("inf"):
        assert format_number(number).encode() == rfc8785.dumps(number)
        assert float(format_number(number)) == number
    else:
        with pytest.raises(JsonError, match="no JSON number"):
            format_number(number)


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        # Samples of RFC 8785, appendix B.
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_of_the_rfc(bits, expected):
    assert format_number(struct.unpack(">d", bytes.fromhex(bits))[0]) == expected


@given(values)
def test_canonical_json_reads_back(value):
    try:
        again = loads_strict(canonicalise(value))
    except JsonError as error:
        # A double of 2^53 or more without a fraction is written as an integer, which a reader may not accept.
        assert "2^53" in str(error)
    else:
        assert canonicalise(again) == canonicalise(value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a":1,"a":2}', "'a' appears twice"),
        (b'{"a":{"b":1,"\\u0062":2}}', "'b' appears twice"),
        (b"NaN", "NaN is no JSON"),
        (b"[-Infinity]", "-Infinity is no JSON"),
        (b"1e400", "too large for a double"),
        (b"9007199254740992", "2\\^53"),
        (b"-9007199254740992", "2\\^53"),
        (b"1" * 5000, "2\\^53"),
        (b'"\xff"', "byte 1 is not UTF-8"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b'"\\ud800"', "lone surrogate"),
        (b'{"\\udc00":1}', "lone surrogate"),
        (b"\xef\xbb\xbf1", "not JSON"),
        (b"", "not JSON at character 0"),
        (b"1 2", "not JSON at character 2"),
        (b'"\n"', "not JSON"),
        (b"01", "not JSON"),
        (b"[1,]", "not JSON"),
        (b"'a'", "not JSON"),
        (b"[" * 100_000, "too deeply"),
    ],
)
def test_text_without_canonical_form_is_refused(data, why):
    with pytest.raises(JsonError, match=why):
        loads_strict(data)


def test_the_largest_integers_pass():
    for number in (SAFE, -SAFE):
        assert loads_strict(canonicalise(number)) == number


def test_values_without_canonical_form_are_refused():
    endless = []
    endless.append(endless)
    for value in (SAFE + 1, -SAFE - 1, float("nan"), float("inf"), "\ud800", {"\ud800": 1}, {1: 2}, b"x", endless):
        with pytest.raises(JsonError):
            canonicalise(value)


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:0123456789.eE+-\\ud8ab ', max_size=40).map(str.encode))
def test_reading_never_fails_otherwise(data):
    try:
        value = loads_strict(data)
    except JsonError:
        return
    assert value == json.loads(data)
